// The twin's edits of many records: what would change, what is refused and why, then the saving of what is fine.

import type { BulkChange, Changed, Edit, EditChange, EditCheck, EditVerdict, Field, LinePreview, Target, Value, Values } from "../bindings";
import { matching, totalsOf } from "./query";
import { checkChanges, permissionsOf, saveDraft } from "./records";
import { costOf, decimal, hundredths, readOnlyReason } from "./rules";
import { daysAfter } from "./seed";
import { changed, currentOf, refuse, valueOf, type Handlers, type TwinRecord, type TwinState } from "./state";

const VERDICTS_SHOWN = 500;

/** What a set of edits would do. */
export function checkEdits(state: TwinState, edits: Edit[]): EditCheck {
  const judged = edits.map((edit) => verdictOf(state, edit));
  const records = edits.flatMap((edit) => state.records.get(edit.pfaId) ?? []);
  const after = records.map((record) => {
    const verdict = judged.find((one) => one.pfaId === record.pfaId);
    return costOf({ ...currentOf(record), ...(verdict === undefined ? {} : takenOf(verdict)) });
  });
  return {
    edits: judged.slice(0, VERDICTS_SHOWN),
    changed: judged.filter((one) => Object.keys(takenOf(one)).length > 0).length,
    unchanged: judged.filter((one) => one.changes.length === 0 && one.refused === null).length,
    refused: judged.filter((one) => one.refused !== null || one.changes.some((change) => change.refused !== null)).length,
    reasons: reasonsOf(judged),
    before: totalsOf(records.map((record) => costOf(currentOf(record)))),
    after: totalsOf(after),
  };
}

/** Saves what is fine and leaves the rest out. */
export function saveEdits(state: TwinState, edits: Edit[], reason: string | null): Changed {
  const saved: string[] = [];
  for (const edit of edits) {
    const taken = takenOf(verdictOf(state, edit));
    if (Object.keys(taken).length === 0) continue;
    saveDraft(state, edit.pfaId, taken, reason);
    saved.push(edit.pfaId);
  }
  return changed(["records", "status", "whatifs"], saved);
}

export const handlers: Handlers = {
  edit_check: (state, { edits }) => checkEdits(state, edits),
  edit_save: (state, { edits, reason }) => saveEdits(state, edits, reason),
  bulk_check: (state, { target, change }) => checkEdits(state, editsOf(state, target, change)),
  bulk_save(state, { target, change, reason }) {
    if (change.type === "discontinue" && (reason ?? "").trim() === "") throw refuse("invalid", "A reason is needed.");
    return saveEdits(state, editsOf(state, target, change), reason);
  },
  edit_cancel: () => changed([]),
  line_preview: (state, { edits }) => previewOf(state, edits),
};

function verdictOf(state: TwinState, edit: Edit): EditVerdict {
  const record = state.records.get(edit.pfaId);
  if (!record) return { pfaId: edit.pfaId, changes: [], refused: `There is no record ${edit.pfaId}.` };
  const active = state.whatIfs.find((one) => one.active)?.id ?? null;
  if (active !== null && record.draft !== null && record.draft.whatIf !== active) {
    return { pfaId: edit.pfaId, changes: [], refused: "It has a change that is not sent yet and cannot enter the what-if." };
  }
  const current = currentOf(record);
  const changes: EditChange[] = [];
  for (const field of Object.keys(edit.changes) as Field[]) {
    const to = typeof edit.changes[field] === "string" ? String(edit.changes[field]).trim() || null : valueOf(edit.changes, field);
    const from = valueOf(current, field);
    if (to === from) continue;
    changes.push({ field, from, to, refused: readOnlyReason(field, current, permissionsOf(state)) ?? unreadable(field, to) });
  }
  const stale = changes.filter(({ field, from }) => edit.seen !== undefined && field in edit.seen && edit.seen[field] !== from);
  if (stale.length > 0) return { pfaId: edit.pfaId, changes, refused: `${stale.map(({ field }) => field).join(", ")} changed since you looked: look again before you save.` };
  const verdict = { pfaId: edit.pfaId, changes, refused: null };
  const broken = checkChanges(record, takenOf(verdict)).violations[0];
  return { ...verdict, refused: Object.keys(takenOf(verdict)).length > 0 ? (broken?.message ?? null) : null };
}

function unreadable(field: Field, value: Value): string | null {
  if (value === null) return null;
  if (MONEY.includes(field)) return /^\d+\.\d{2}$/.test(String(value)) ? null : "This is no amount.";
  return DATES.includes(field) && !/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? "This is no date." : null;
}

const MONEY: Field[] = ["monthlyRate", "purchasePrice"];
const DATES: Field[] = ["forecastStart", "forecastEnd", "actualStart", "actualEnd"];

function takenOf(verdict: EditVerdict): Values {
  if (verdict.refused !== null) return {};
  return Object.fromEntries(verdict.changes.filter((change) => change.refused === null).map((change) => [change.field, change.to])) as Values;
}

function reasonsOf(judged: EditVerdict[]): EditCheck["reasons"] {
  const counts = new Map<string, number>();
  for (const one of judged) {
    const said = one.refused === null ? one.changes.map((change) => change.refused) : [one.refused];
    for (const message of new Set(said)) if (message !== null) counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return [...counts].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count);
}

function editsOf(state: TwinState, target: Target, change: BulkChange): Edit[] {
  const records = "ids" in target ? target.ids.flatMap((id) => state.records.get(id) ?? []) : matching(state, target.query);
  return records.map((record) => ({ pfaId: record.pfaId, changes: changesOf(record, change) }));
}

function changesOf(record: TwinRecord, change: BulkChange): Values {
  const values = currentOf(record);
  const moved = (field: Field, days: number): Values => {
    const date = values[field];
    return typeof date === "string" ? { [field]: daysAfter(date, days) } : {};
  };
  switch (change.type) {
    case "shift":
      return values.isActualized === true ? moved("actualEnd", change.days) : { ...moved("forecastStart", change.days), ...moved("forecastEnd", change.days) };
    case "length":
      return typeof values.forecastStart === "string" ? { forecastEnd: daysAfter(values.forecastStart, change.days) } : {};
    case "set":
      return change.changes;
    case "reset_to_plan":
      return { forecastStart: valueOf(values, "originalStart"), forecastEnd: valueOf(values, "originalEnd") };
    case "back_to_pems":
      return Object.fromEntries((Object.keys(record.draft?.changes ?? {}) as Field[]).map((field) => [field, valueOf(record.mirror, field)])) as Values;
    case "discontinue":
      return { isDiscontinued: true };
    case "reinstate":
      return { isDiscontinued: false };
  }
}

function previewOf(state: TwinState, edits: Edit[]): LinePreview {
  const { before, after } = checkEdits(state, edits);
  const less = (a: string, b: string) => decimal(hundredths(a) - hundredths(b));
  const cost = edits.flatMap((edit) => {
    const record = state.records.get(edit.pfaId);
    return record ? [{ pfaId: edit.pfaId, cost: costOf({ ...currentOf(record), ...edit.changes }) }] : [];
  });
  return {
    cost,
    totals: after,
    delta: {
      count: after.count - before.count, plan: less(after.plan, before.plan), forecast: less(after.forecast, before.forecast),
      actual: less(after.actual, before.actual), variance: less(after.variance, before.variance),
    },
  };
}
