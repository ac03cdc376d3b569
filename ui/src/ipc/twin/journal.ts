// The twin's undo and redo: each command that edits drafts becomes one step, taken back where the drafts still are as it left them.

import type { Changed, Commands, LeftOut } from "../bindings";
import { changed, refuse, setStatus, type Handlers, type TwinDraft, type TwinState, type TwinStep } from "./state";

/** The commands that make a step, and what it is called. */
const STEPS: Partial<Record<keyof Commands, (args: never) => string>> = {
  draft_save: ({ pfaId }: { pfaId: string }) => `Edit ${pfaId}`,
  draft_discard: ({ pfaId }: { pfaId: string }) => `Discard the draft of ${pfaId}`,
  given_up_restore: () => "Put back given-up values",
  edit_save: ({ label }: { label: string }) => label,
  bulk_save: ({ change }: { change: { type: string } }) => BULK[change.type] ?? "Bulk edit",
  import_save: () => "Import",
  what_if_commit: () => "Commit what-if",
  what_if_drop: () => "Drop what-if",
};

const BULK: Record<string, string> = {
  shift: "Shift dates", length: "Change length", set: "Set values", reset_to_plan: "Reset to plan", back_to_pems: "Back to PEMS",
  discontinue: "Discontinue", reinstate: "Reinstate",
};

/** Runs a command and keeps what it did to drafts as a step. */
export async function kept(state: TwinState, command: keyof Commands, args: unknown, run: () => unknown): Promise<unknown> {
  const name = STEPS[command];
  if (name === undefined) return run();
  const before = draftsOf(state);
  const answer = (await run()) as Changed;
  const step = stepBetween(name(args as never), before, draftsOf(state));
  if (step === null) return { ...answer, step: null };
  state.steps.undo.push(step);
  state.steps.redo = [];
  return { ...answer, step: { label: step.label, count: step.after.size, leftOut: [], leftOutCount: 0 } };
}

export const handlers: Handlers = {
  undo: (state) => take(state, state.steps.undo, state.steps.redo, "after", "before"),
  redo: (state) => take(state, state.steps.redo, state.steps.undo, "before", "after"),
  journal_state: ({ steps }) => ({
    undo: steps.undo.at(-1)?.label ?? null, redo: steps.redo.at(-1)?.label ?? null, undoCount: steps.undo.length, redoCount: steps.redo.length,
  }),
};

function take(state: TwinState, from: TwinStep[], to: TwinStep[], found: "before" | "after", left: "before" | "after"): Changed {
  const step = from.pop();
  if (!step) throw refuse("not_found", "There is nothing to undo.");
  const done: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const [pfaId, draft] of step[found]) {
    const record = state.records.get(pfaId);
    if (!record || record.draft !== draft) {
      leftOut.push({ pfaId, reason: "It was changed since." });
      continue;
    }
    record.draft = step[left].get(pfaId) ?? null;
    setStatus(state, record, record.draft === null ? "synced" : "draft");
    done.push(pfaId);
  }
  to.push(step);
  return { ...changed(["records", "status", "whatifs"], done), step: { label: step.label, count: done.length, leftOut, leftOutCount: leftOut.length } };
}

function draftsOf(state: TwinState): Map<string, TwinDraft | null> {
  return new Map([...state.records].map(([pfaId, record]) => [pfaId, record.draft]));
}

function stepBetween(label: string, before: Map<string, TwinDraft | null>, after: Map<string, TwinDraft | null>): TwinStep | null {
  const touched = [...after].filter(([pfaId, draft]) => before.get(pfaId) !== draft);
  if (touched.length === 0) return null;
  return { label, before: new Map(touched.map(([pfaId]) => [pfaId, before.get(pfaId) ?? null])), after: new Map(touched) };
}
