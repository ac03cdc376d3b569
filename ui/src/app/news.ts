// Tells of conflicts and failures as they happen; what went well is silent.

import { useEffect, useRef } from "react";
import { call, onEvent, useRead, type AppEvent } from "../ipc";
import { toast } from "../shared/Toast";
import { texts } from "../shared/texts";

export type NewsLinks = { onShowConflicts: () => void; onShowFailed: (pfaId: string | null) => void };

/** A failure that was told and stands until all of its records have left the failed ones. */
type Told = { records: string[]; dismiss: () => void };

/** Shows a toast for each conflict and failure, leading to it. That of a failure goes when the failure does. */
export function useNews(links: NewsLinks): void {
  const latest = useRef(links);
  const told = useRef<Told[]>([]);
  useEffect(() => {
    latest.current = links;
  });
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === "SYNC_SUCCESS") told.current = without(told.current, new Set(event.records));
        const failure = tell(event, latest.current);
        if (failure !== null) told.current = [...told.current, failure];
      }),
    [],
  );
  // A retry, an edit, a discard: whatever takes a record out of the failed ones changes their number.
  const failed = useRead("sync_status", {}).data?.counts.failed;
  useEffect(() => {
    if (told.current.length === 0) return undefined;
    let stale = false;
    void call("failed_list", {}).then((items) => {
      if (stale) return;
      const still = new Set(items.map((one) => one.pfaId));
      const left = told.current.flatMap((one) => one.records).filter((pfaId) => !still.has(pfaId));
      told.current = without(told.current, new Set(left));
    });
    return () => {
      stale = true;
    };
  }, [failed]);
}

/** What is still to be told once these records have left; what is not is taken away. */
function without(told: Told[], left: Set<string>): Told[] {
  return told.flatMap(({ records, dismiss }) => {
    const still = records.filter((pfaId) => !left.has(pfaId));
    if (still.length === 0) dismiss();
    return still.length === 0 ? [] : [{ records: still, dismiss }];
  });
}

/** Shows what an event has to tell; answers a failure's news. */
function tell(event: AppEvent, links: NewsLinks): Told | null {
  const t = texts.app;
  if (event.type !== "SYNC_CONFLICT" && event.type !== "SYNC_FAILED") return null;
  const [first] = event.records;
  if (first === undefined) return null;
  const one = event.records.length === 1;
  if (event.type === "SYNC_CONFLICT") {
    toast({
      kind: "warn",
      title: one ? t.recordConflict(first) : t.recordsConflict(event.records.length),
      detail: t.conflictDetail,
      action: { label: t.show, onPress: () => links.onShowConflicts() },
    });
    return null;
  }
  const dismiss = toast({
    kind: "error",
    title: one ? t.recordFailed(first) : t.recordsFailed(event.records.length),
    detail: event.reason,
    action: { label: t.show, onPress: () => links.onShowFailed(one ? first : null) },
  });
  return { records: event.records, dismiss };
}
