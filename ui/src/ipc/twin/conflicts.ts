// The twin's conflicts: found when PEMS and a draft both changed a record, settled by a choice.

import type {
  ConflictChoice, ConflictDetail, ConflictField, ConflictManyPreview, ConflictPreview, Field, Side, SidesOfField, Stayed, Value, Values, Violation,
} from "../bindings";
import { costOf, violationsOf } from "./rules";
import { applyVersion, changed, recordOf, refuse, setStatus, valueOf, type Handlers, type TwinConflict, type TwinRecord, type TwinState } from "./state";
import { runSync } from "./sync";
import { giveUp } from "./versions";

const FIELDS: Field[] = [
  "forecastStart", "forecastEnd", "actualStart", "actualEnd", "source", "monthlyRate", "purchasePrice", "equipment", "contract", "manufacturer",
  "model", "description", "category", "forecastCategory", "class", "dor", "isDiscontinued", "isFundsTransferable", "areaSilo", "isActualized",
  "originalStart", "originalEnd",
];
const GROUPS: { [key in Field]?: ConflictField["group"] } = {
  forecastStart: "forecast", forecastEnd: "forecast", actualStart: "actual", actualEnd: "actual",
  source: "money", monthlyRate: "money", purchasePrice: "money",
};

/** Lets a planner and a colleague change the same record, and opens the conflict that a sync would find. */
export function openConflict(state: TwinState, pfaId: string, mine: Values, pems: Values, by = "jane.smith"): string {
  const record = recordOf(state, pfaId);
  const base = record.mirror;
  const baseVersion = record.version;
  const draftedAt = minutesBefore(state, 34);
  applyVersion(state, record, pems, by, null);
  record.draft = { changes: mine, base, baseVersion, revision: 1, changedAt: draftedAt, reason: null };
  const rows = FIELDS.map((field) => rowOf(field, valueOf(base, field), mine[field], pems[field]));
  const both = rows.filter((row) => row.side === "both").map((row) => row.field);
  const rule = both.length === 0 ? (violationsOf({ ...record.mirror, ...mine })[0] ?? null) : null;
  const id = `conflict-${state.nextId()}`;
  const conflict: TwinConflict = {
    id, pfaId, description: text(record.mirror.description), fields: rule === null ? both : rule.fields, rule, openedAt: minutesBefore(state, 10),
    pemsChangedBy: by, status: "open", resolvedBy: null, resolvedAt: null,
    // What breaks a rule together counts as changed by both.
    rows: rows.map((row) => (rule?.fields.includes(row.field) ? { ...row, side: "both" } : row)), baseVersion, pemsVersion: record.version,
    pemsChangedAt: minutesBefore(state, 12), draftedAt,
  };
  state.conflicts.set(id, conflict);
  record.conflictId = id;
  setStatus(state, record, "conflict", rule?.message ?? `${by} changed it too`);
  return id;
}

export const handlers: Handlers = {
  conflict_list: (state, { open }) => [...state.conflicts.values()].filter((one) => (one.status === "open") === open).map(summaryOf),
  conflict_show: (state, { id }) => detailOf(state, conflictOf(state, id)),
  conflict_preview: (state, { id, choice }) => previewOf(state, conflictOf(state, id), choice),
  conflict_resolve(state, { id, choice }) {
    const conflict = conflictOf(state, id);
    if (conflict.status !== "open") throw refuse("not_found", "This conflict is settled already.", { recordId: conflict.pfaId });
    const preview = previewOf(state, conflict, choice);
    if (preview.missing.length > 0) throw refuse("invalid", "Choose a side for every field.", { fields: preview.missing });
    const first = preview.violations[0];
    if (first) throw refuse("rule", first.message, { violations: preview.violations, fields: first.fields, recordId: conflict.pfaId });
    settle(state, conflict, choice, preview);
    return changed(["records", "status", "conflicts", "runs"], [conflict.pfaId]);
  },
  conflict_preview_many(state, { ids, side }) {
    const open = [...state.conflicts.values()].filter((one) => (ids === null ? one.status === "open" : ids.includes(one.id)));
    return open.map((conflict) => manyOf(state, conflict, side));
  },
  conflict_resolve_many(state, { shown, side }) {
    const resolved: string[] = [];
    const stayed: Stayed[] = [];
    for (const one of shown) {
      const conflict = state.conflicts.get(one.id);
      const now = conflict && manyOf(state, conflict, side);
      const why =
        now === undefined ? "There is no such conflict."
        : now.shown.pemsVersion !== one.pemsVersion || now.shown.revision !== one.revision
          ? `${now.pfaId} has changed since you looked: look at the conflict that took this one's place.`
          : now.stays;
      if (conflict === undefined || why !== null) {
        stayed.push({ id: one.id, pfaId: now?.pfaId ?? null, why: why ?? "" });
        continue;
      }
      const choice: ConflictChoice = { strategy: side, picks: {}, typed: {} };
      settle(state, conflict, choice, previewOf(state, conflict, choice));
      resolved.push(conflict.pfaId);
    }
    return { resolved, stayed, changed: changed(["records", "status", "conflicts", "runs"], resolved) };
  },
};

function manyOf(state: TwinState, conflict: TwinConflict, side: Side): ConflictManyPreview {
  const { draft } = recordOf(state, conflict.pfaId);
  const preview = previewOf(state, conflict, { strategy: side, picks: {}, typed: {} });
  const sides = (wanted: (row: ConflictField) => boolean): SidesOfField[] =>
    conflict.rows.filter((row) => row.mine !== row.pems && wanted(row)).map(({ field, mine, pems }) => ({ field, mine, pems }));
  const origin = new Map(preview.values.map((one) => [one.field, one.origin]));
  const stays = conflict.status === "open" ? (preview.violations[0]?.message ?? null) : "This conflict is settled already.";
  return {
    shown: { id: conflict.id, pemsVersion: conflict.pemsVersion, revision: draft?.revision ?? 0 },
    pfaId: conflict.pfaId, description: conflict.description, stays,
    sends: stays === null ? sides((row) => origin.get(row.field) === "mine") : [],
    givesUp: stays === null ? sides((row) => origin.get(row.field) !== "mine" && row.mine !== row.base) : [],
  };
}

/** Three conflicts: fields changed by both, changes that break a rule only together, and a long text. */
export function seedConflicts(state: TwinState): void {
  const free = [...state.records.values()].filter(
    (one) => one.status === "synced" && one.mirror.source === "Rental" && one.mirror.isActualized === false && one.mirror.isDiscontinued === false,
  );
  const [dates, rule, words] = [free[8], free[14], free[21]];
  if (dates) {
    openConflict(
      state, dates.pfaId,
      { forecastStart: shifted(dates, "forecastStart", 7), forecastEnd: shifted(dates, "forecastEnd", 14), equipment: "CD-0417", contract: "C-2217-04" },
      { forecastStart: shifted(dates, "forecastStart", 14), forecastEnd: shifted(dates, "forecastEnd", -28), equipment: "CD-0422", monthlyRate: "9150.00" },
    );
  }
  if (rule) {
    const length = Date.parse(String(rule.mirror.forecastEnd)) - Date.parse(String(rule.mirror.forecastStart));
    const half = Math.round(length / 86_400_000 / 2);
    openConflict(
      state, rule.pfaId, { forecastStart: shifted(rule, "forecastStart", half + 12) },
      { forecastEnd: shifted(rule, "forecastEnd", -(half + 8)), manufacturer: "Liebherr USA" },
    );
  }
  if (words) openConflict(state, words.pfaId, { description: LONG_MINE }, { description: LONG_PEMS, contract: "C-2231-02" }, "p.okafor");
}

const LONG_MINE =
  "Crawler crane for the north pipe rack. Stays until the last module is set, then moves to silo 12 under its own power; mats are hired with it. <b>Night shift</b> only from July on.\nOperator comes with the crane.";
const LONG_PEMS =
  "Crawler crane for the north pipe rack. Stays until the last module is set, then moves to silo 14 on a trailer; mats are hired with it. <b>Night shift</b> only from August on.\nOperator is provided by the contractor.";

function rowOf(field: Field, base: Value, mine: Value | undefined, pems: Value | undefined): ConflictField {
  const [ours, theirs] = [mine === undefined ? base : mine, pems === undefined ? base : pems];
  const side = ours === theirs ? "same" : ours === base ? "pems" : theirs === base ? "mine" : "both";
  return { field, side, base, mine: ours, pems: theirs, group: GROUPS[field] ?? null };
}

function conflictOf(state: TwinState, id: string): TwinConflict {
  const conflict = state.conflicts.get(id);
  if (!conflict) throw refuse("not_found", "There is no such conflict.");
  return conflict;
}

function summaryOf(conflict: TwinConflict) {
  const { id, pfaId, description, fields, rule, openedAt, pemsChangedBy, status, resolvedBy, resolvedAt } = conflict;
  return { id, pfaId, description, fields, rule, openedAt, pemsChangedBy, status, resolvedBy, resolvedAt };
}

function detailOf(state: TwinState, conflict: TwinConflict): ConflictDetail {
  const { mirror } = recordOf(state, conflict.pfaId);
  return {
    ...conflict, model: text(mirror.model), areaSilo: text(mirror.areaSilo),
    mineCost: costOf(sideValues(mirror, conflict, "mine")), pemsCost: costOf(sideValues(mirror, conflict, "pems")),
  };
}

function sideValues(mirror: Values, conflict: TwinConflict, side: Side): Values {
  return { ...mirror, ...Object.fromEntries(conflict.rows.map((row) => [row.field, row[side]])) };
}

function previewOf(state: TwinState, conflict: TwinConflict, choice: ConflictChoice): ConflictPreview {
  const { mirror } = recordOf(state, conflict.pfaId);
  const foreign = (Object.keys({ ...choice.picks, ...choice.typed }) as Field[]).filter((field) => !conflict.fields.includes(field));
  if (foreign.length > 0) throw refuse("invalid", `${foreign.join(", ")} is not in conflict.`, { fields: foreign });
  const unreadable = unreadableOf(choice.typed);
  if (unreadable.length > 0) throw refuse("rule", unreadable[0]?.message ?? "", { violations: unreadable, recordId: conflict.pfaId });
  const sides = new Map(conflict.rows.map((row) => [row.field, sideOf(conflict, row, choice)]));
  const missing = conflict.rows.filter((row) => sides.get(row.field) === null && choice.typed[row.field] === undefined).map((row) => row.field);
  const values: ConflictPreview["values"] = conflict.rows.map((row) => {
    const typed = choice.typed[row.field];
    if (typed !== undefined) return { field: row.field, value: typed, origin: "typed" };
    // What is not chosen yet shows the value of PEMS.
    const side = sides.get(row.field) ?? "pems";
    return { field: row.field, value: row[side], origin: row.side === "same" ? "same" : side };
  });
  const merged: Values = { ...mirror, ...Object.fromEntries(values.map((one) => [one.field, one.value])) };
  const violations: Violation[] = violationsOf(merged);
  const unknown = violations.length > 0;
  const isPems = values.every((one) => one.origin !== "mine" && (one.origin !== "typed" || one.value === valueOf(mirror, one.field)));
  return {
    values, missing, violations,
    cost: unknown ? { plan: null, forecast: null, actual: null, variance: null } : costOf(merged),
    becomesVersion: isPems ? null : conflict.pemsVersion + 1,
  };
}

/** The typed values that are none of their fields'. */
function unreadableOf(typed: Values): Violation[] {
  const wrong = Object.entries(typed).filter(
    ([field, value]) => field.endsWith("Start") || field.endsWith("End") ? value !== null && !/^\d{4}-\d{2}-\d{2}$/.test(String(value)) : false,
  );
  return wrong.map(([field]) => ({ rule: 0, fields: [field as Field], message: `${field} must be a date.` }));
}

/** The side that a field comes from; null while it waits for a choice. */
function sideOf(conflict: TwinConflict, row: ConflictField, choice: ConflictChoice): Side | null {
  if (row.side === "same" || choice.strategy === "pems") return "pems";
  if (choice.strategy === "mine") {
    const mineTouches = conflict.rows.some((other) => other.group === row.group && (other.side === "mine" || other.side === "both"));
    return row.side !== "pems" || (row.group !== null && mineTouches) ? "mine" : "pems";
  }
  const picked = choice.picks[row.field];
  if (picked !== undefined) return picked;
  return conflict.fields.includes(row.field) ? null : row.side === "mine" ? "mine" : "pems";
}

function settle(state: TwinState, conflict: TwinConflict, choice: ConflictChoice, preview: ConflictPreview): void {
  const record = recordOf(state, conflict.pfaId);
  const kept = preview.values.filter((one) => (one.origin === "mine" || one.origin === "typed") && one.value !== valueOf(record.mirror, one.field));
  const status = choice.strategy === "mine" ? "resolved_mine" : choice.strategy === "pems" ? "resolved_pems" : "resolved_merge";
  Object.assign(conflict, { status, resolvedBy: state.app.session?.userId ?? "planner", resolvedAt: state.now() });
  record.conflictId = null;
  if (kept.length === 0) {
    giveUp(state, record);
    setStatus(state, record, "synced");
    return;
  }
  const changes = Object.fromEntries(kept.map((one) => [one.field, one.value])) as Values;
  const base = Object.fromEntries(kept.map((one) => [one.field, valueOf(record.mirror, one.field)])) as Values;
  record.draft = { changes, base, baseVersion: record.version, revision: (record.draft?.revision ?? 0) + 1, changedAt: state.now(), reason: null };
  setStatus(state, record, "queued");
  runSync(state, "commit");
}

function shifted(record: TwinRecord, field: Field, days: number): string {
  return new Date(Date.parse(String(record.mirror[field])) + days * 86_400_000).toISOString().slice(0, 10);
}

function minutesBefore(state: TwinState, minutes: number): string {
  return new Date(Date.parse(state.now()) - minutes * 60_000).toISOString();
}

function text(value: Value | undefined): string | null {
  return typeof value === "string" ? value : null;
}
