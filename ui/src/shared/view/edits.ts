// Saving edits: one record's is shown in the same frame and taken back when it is refused; many are previewed first.

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import {
  asAppError, call, onEvent, refresh, useRead, type BulkChange, type CommandError, type Edit, type EditCheck, type EditProgress, type Field, type Row, type Status,
  type Target, type Values,
} from "../../ipc";
import { count } from "../format";
import { texts } from "../texts";
import { sayDone } from "./journal";
import { pendingEdits, type Patch } from "./pending";

/** Why an edit of one record is not taken, in a sentence; null when it is. */
export function refusalOf(check: EditCheck): string | null {
  const [verdict] = check.edits;
  if (verdict === undefined) return check.reasons[0]?.message ?? null;
  return verdict.refused ?? verdict.changes.find((change) => change.refused !== null)?.refused ?? null;
}

/** Why an edit of one record was not saved, and what its fields hold now. */
export type NotSaved = { message: string; now: Values };

/** Saves an edit of one record, made upon the row as it was seen; answers null when it is saved. */
export function useSaveEdit(): (row: Row, changes: Values, label: string) => Promise<NotSaved | null> {
  const client = useQueryClient();
  return useCallback((row, changes, label) => saveOne(client, row, changes, label), [client]);
}

async function saveOne(client: QueryClient, row: Row, changes: Values, label: string): Promise<NotSaved | null> {
  const edits = [{ pfaId: row.pfaId, changes, seen: seenIn(row, changes) }];
  let takeBack: (() => void) | null = null;
  try {
    const check = await call("edit_check", { edits });
    const refused = refusalOf(check);
    const now = Object.fromEntries((check.edits[0]?.changes ?? []).map((change) => [change.field, change.from])) as Values;
    if (refused !== null) return { message: refused, now };
    takeBack = pendingEdits.show(patchOf(row, changes));
    await refresh(client, await call("edit_save", { edits, label, reason: null }));
    return null;
  } catch (thrown) {
    return { message: asAppError(thrown).message, now: {} };
  } finally {
    takeBack?.();
  }
}

/** What the person saw in the fields that they change: another value there by now is not overwritten. */
export function seenIn(row: Row, changes: Values): Values {
  return Object.fromEntries(Object.keys(changes).map((field) => [field, row.values[field as Field] ?? null])) as Values;
}

/** What an edit looks like before the application has answered. */
export function patchOf(row: Row, changes: Values): Patch {
  const changed = [...new Set([...row.changed, ...(Object.keys(changes) as Field[])])];
  const status: Status = row.status === "conflict" ? row.status : "draft";
  return { pfaId: row.pfaId, values: changes, changed, status, cost: null };
}

/** Many edits at once: typed ones, or one change of a target. */
export type Batch =
  | { kind: "edits"; edits: Edit[]; label: string; note?: string | null }
  | { kind: "bulk"; target: Target; change: BulkChange; reason: string | null };

export type BatchSaving = {
  check: EditCheck | undefined;
  error: CommandError | null;
  saving: boolean;
  /** How far a long one is. */
  progress: EditProgress | null;
  /** Saves what is fine; answers whether it was done. */
  save: () => Promise<boolean>;
};

/** Checks a batch and saves it as one step. */
export function useBatch(batch: Batch | null): BatchSaving {
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<CommandError | null>(null);
  const progress = useEditProgress();
  const typed = useRead("edit_check", { edits: batch?.kind === "edits" ? batch.edits : [] }, { enabled: batch?.kind === "edits" });
  const bulk = useRead("bulk_check", bulkArgs(batch), { enabled: batch?.kind === "bulk" });
  const read = batch?.kind === "bulk" ? bulk : typed;
  const save = async () => {
    if (batch === null) return false;
    setSaving(true);
    setFailed(null);
    try {
      const changed = await saveBatch(batch);
      await refresh(client, changed);
      const n = changed.step?.count ?? read.data?.changed ?? 0;
      sayDone(client, changed, texts.planning.edit.saved(n, count(n)), changed.step?.label);
      return true;
    } catch (thrown) {
      const problem = asAppError(thrown);
      if (problem.code !== "cancelled") setFailed(problem);
      return false;
    } finally {
      setSaving(false);
    }
  };
  return { check: batch === null ? undefined : read.data, error: failed ?? (batch === null ? null : read.error), saving, progress: saving ? progress : null, save };
}

/** Stops a long edit before anything of it is kept. */
export function cancelEdit(): void {
  void call("edit_cancel", {}).catch(() => undefined);
}

function useEditProgress(): EditProgress | null {
  const [progress, setProgress] = useState<EditProgress | null>(null);
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === "EDIT_PROGRESS") setProgress(event.progress);
      }),
    [],
  );
  return progress;
}

function saveBatch(batch: Batch) {
  if (batch.kind === "edits") return call("edit_save", { edits: batch.edits, label: batch.label, reason: null });
  return call("bulk_save", { target: batch.target, change: batch.change, reason: batch.reason });
}

function bulkArgs(batch: Batch | null): { target: Target; change: BulkChange } {
  if (batch?.kind === "bulk") return { target: batch.target, change: batch.change };
  return { target: { ids: [] }, change: { type: "reset_to_plan" } };
}
