// Tells of conflicts and failures as they happen; what went well is silent.

import { useEffect, useRef } from "react";
import { onEvent, type AppEvent } from "../ipc";
import { toast } from "../shared/Toast";
import { texts } from "../shared/texts";

export type NewsLinks = { onShowConflicts: () => void; onShowFailed: (pfaId: string | null) => void };

/** Shows a toast for each conflict and failure, leading to it. */
export function useNews(links: NewsLinks): void {
  const latest = useRef(links);
  useEffect(() => {
    latest.current = links;
  });
  useEffect(() => onEvent((event) => tell(event, latest.current)), []);
}

function tell(event: AppEvent, links: NewsLinks): void {
  const t = texts.app;
  if (event.type !== "SYNC_CONFLICT" && event.type !== "SYNC_FAILED") return;
  const [first] = event.records;
  if (first === undefined) return;
  const one = event.records.length === 1;
  if (event.type === "SYNC_CONFLICT") {
    toast({
      kind: "warn",
      title: one ? t.recordConflict(first) : t.recordsConflict(event.records.length),
      detail: t.conflictDetail,
      action: { label: t.show, onPress: () => links.onShowConflicts() },
    });
    return;
  }
  toast({
    kind: "error",
    title: one ? t.recordFailed(first) : t.recordsFailed(event.records.length),
    detail: event.reason,
    action: { label: t.show, onPress: () => links.onShowFailed(one ? first : null) },
  });
}
