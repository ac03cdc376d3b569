// Saves a draft: shown in the same frame, written after, taken back with a word of why when it is refused.

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { asAppError, call, refresh, type CommandError, type Cost, type Field, type RecordDetail, type Row, type Status, type Values } from "../../ipc";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";
import { pendingEdits, type Patch } from "../../shared/view/pending";

export type Edit = {
  detail: RecordDetail;
  /** The row as it is shown, with edits that are still under way. */
  row: Row;
  changes: Values;
  /** What the person saw in these fields when they began to change them: another value there by now is not overwritten. */
  seen?: Values;
  cost?: Cost | null;
  reason?: string | null;
};

/** Saves an edit; answers null when it is saved, else why it is not. */
export function useSaveDraft(): (edit: Edit) => Promise<CommandError | null> {
  const client = useQueryClient();
  return useCallback(
    async (edit) => {
      const pfaId = edit.row.pfaId;
      const takeBack = pendingEdits.show(patchOf(edit));
      try {
        const changed = await inTurn(pfaId, () => call("draft_save", { pfaId, changes: edit.changes, seen: edit.seen ?? null, reason: edit.reason ?? null }));
        await refresh(client, changed);
        return null;
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === "stale") await refresh(client, { topics: ["records"], records: [pfaId] });
        toast({ kind: "error", title: texts.records.notSaved(pfaId), detail: error.message });
        return error;
      } finally {
        takeBack();
      }
    },
    [client],
  );
}

/** What an edit looks like before the application has answered. */
export function patchOf({ detail, row, changes, cost }: Edit): Patch {
  const touched = Object.keys(changes) as Field[];
  const differs = (field: Field) => (changes[field] ?? null) !== (detail.mirror[field] ?? null);
  const changed = [...row.changed.filter((field) => !touched.includes(field)), ...touched.filter(differs)];
  return { pfaId: row.pfaId, values: changes, changed, status: statusAfter(row.status, changed.length), cost: cost ?? null };
}

function statusAfter(status: Status, changed: number): Status {
  if (status === "conflict") return status;
  return changed === 0 ? "synced" : "draft";
}

/** Writes to one record one after another, in the order in which they were made. */
function inTurn<T>(pfaId: string, write: () => Promise<T>): Promise<T> {
  const before = last.get(pfaId) ?? Promise.resolve();
  const mine = before.then(write, write);
  last.set(pfaId, mine);
  const forget = () => {
    if (last.get(pfaId) === mine) last.delete(pfaId);
  };
  mine.then(forget, forget);
  return mine;
}

const last = new Map<string, Promise<unknown>>();
