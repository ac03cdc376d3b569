// The twin's versions: what PEMS had before, what was given up here, and going back to either.

import type { ConflictField, Field, RollbackPreview, Values, VersionView } from "../bindings";
import { costOf, violationsOf } from "./rules";
import { changed, recordOf, refuse, setStatus, valueOf, type Handlers, type TwinRecord, type TwinState } from "./state";
import { runSync } from "./sync";

const RESTORABLE: Field[] = [
  "category", "forecastCategory", "class", "description", "source", "dor", "isFundsTransferable", "monthlyRate", "purchasePrice", "manufacturer",
  "model", "forecastStart", "forecastEnd", "actualEnd", "contract", "equipment",
];
const FIELDS_TOTAL = 22;

/** Clears a record's draft; its values stay among the versions, to be put back. */
export function giveUp(state: TwinState, record: TwinRecord): void {
  if (record.draft !== null) {
    const values = { ...record.mirror, ...record.draft.changes };
    record.versions.unshift({
      version: record.draft.baseVersion, changedBy: state.app.session?.userId ?? "planner", changedAt: state.now(), changeReason: record.draft.reason,
      changed: Object.keys(record.draft.changes) as Field[], values, cost: costOf(values), kind: "given_up", historyId: `history-${state.nextId()}`, mergeId: null, sides: [],
    });
  }
  record.draft = null;
}

export const handlers: Handlers = {
  version_list: (state, { pfaId }) => recordOf(state, pfaId).versions,
  rollback_preview: (state, { pfaId, version }) => previewOf(recordOf(state, pfaId), version),
  record_roll_back(state, { pfaId, version, reason }) {
    const session = state.app.session;
    const permissions = session?.organizations.find((one) => one.code === session.organization)?.permissions ?? [];
    if (!permissions.includes("rollback")) throw refuse("forbidden", "You may not roll back in this organization.", { recordId: pfaId });
    if (reason.trim() === "") throw refuse("invalid", "A reason is needed.");
    const record = recordOf(state, pfaId);
    if (record.conflictId !== null) throw refuse("conflict_open", "Settle the conflict of this record first.", { recordId: pfaId });
    const preview = previewOf(record, version);
    const changes = Object.fromEntries(preview.changes.map((one) => [one.field, one.after])) as Values;
    giveUp(state, record);
    draftUpon(state, record, changes, reason);
    setStatus(state, record, "queued");
    runSync(state, "commit");
    return changed(["records", "status", "runs"], [pfaId]);
  },
  given_up_restore(state, { historyId }) {
    for (const record of state.records.values()) {
      const found = record.versions.find((one) => one.historyId === historyId);
      if (!found) continue;
      record.versions = record.versions.filter((one) => one !== found);
      draftUpon(state, record, Object.fromEntries(found.changed.map((field) => [field, valueOf(found.values, field)])) as Values, null);
      setStatus(state, record, "draft");
      return changed(["records", "status"], [record.pfaId]);
    }
    throw refuse("not_found", "These values are not kept any more.");
  },
  merge_undo(state, { id }) {
    for (const record of state.records.values()) {
      const merge = record.versions.find((one) => one.mergeId === id);
      if (!merge) continue;
      if (record.conflictId !== null) throw refuse("conflict_open", "Settle the conflict of this record first.", { recordId: record.pfaId });
      const topics = changed(["records", "status", "conflicts"], [record.pfaId]);
      if (record.draft === null) return { conflictId: null, rollBackTo: merge.version, changed: changed([], [record.pfaId]) };
      record.versions = record.versions.filter((one) => one !== merge);
      return { conflictId: reopen(state, record, merge.sides), rollBackTo: null, changed: topics };
    }
    throw refuse("not_found", "There is no such merge.");
  },
};

/** Records an automatic merge: the planner changed one field, PEMS another, and both stand. */
export function noteMerge(state: TwinState, record: TwinRecord, mine: Values, pems: Values, by = "jane.smith"): string {
  const fields = [...new Set([...Object.keys(mine), ...Object.keys(pems)])] as Field[];
  const sides: ConflictField[] = fields.map((field) => {
    const base = valueOf(record.mirror, field);
    const [ours, theirs] = [mine[field] ?? base, pems[field] ?? base];
    return { field, side: theirs === base ? "mine" : "pems", base, mine: ours, pems: theirs, group: null };
  });
  const values = { ...record.mirror, ...pems, ...mine };
  const mergeId = `merge-${state.nextId()}`;
  record.versions.unshift({
    version: record.version, changedBy: by, changedAt: state.now(), changeReason: null, changed: fields, values, cost: costOf(values), kind: "merged",
    historyId: null, mergeId, sides,
  });
  return mergeId;
}

/** One record with values that were given up and an automatic merge. */
export function seed(state: TwinState): void {
  const record = [...state.records.values()].find((one) => one.status === "synced" && one.versions.length > 2);
  if (!record) return;
  draftUpon(state, record, { contract: "C-2299-01", equipment: "EQ-77120" }, "Rental was cancelled by site");
  giveUp(state, record);
  noteMerge(state, record, { contract: "C-2301-07" }, { monthlyRate: "9150.00" });
}

/** Makes a merge a conflict over every field that either side changed. */
function reopen(state: TwinState, record: TwinRecord, sides: ConflictField[]): string {
  const id = `conflict-${state.nextId()}`;
  const description = record.mirror.description;
  state.conflicts.set(id, {
    id, pfaId: record.pfaId, description: typeof description === "string" ? description : null, fields: sides.map((one) => one.field), rule: null,
    openedAt: state.now(), pemsChangedBy: "jane.smith", status: "open", resolvedBy: null, resolvedAt: null,
    rows: sides.map((one) => ({ ...one, side: "both" })), baseVersion: record.version - 1, pemsVersion: record.version, pemsChangedAt: state.now(),
    draftedAt: state.now(),
  });
  record.conflictId = id;
  setStatus(state, record, "conflict", "The automatic merge was taken back");
  return id;
}

function draftUpon(state: TwinState, record: TwinRecord, changes: Values, reason: string | null): void {
  const base = Object.fromEntries((Object.keys(changes) as Field[]).map((field) => [field, valueOf(record.mirror, field)])) as Values;
  record.draft = { changes, base, baseVersion: record.version, revision: 1, changedAt: state.now(), reason, whatIf: null };
}

/** Whether PEMS has or had it; the others are ours. */
function ofPems(version: VersionView): boolean {
  return version.kind === "current" || version.kind === "earlier";
}

function previewOf(record: TwinRecord, version: number): RollbackPreview {
  const target = record.versions.find((one) => one.version === version && ofPems(one));
  if (!target) throw refuse("not_found", `Version ${version} is not known here.`, { recordId: record.pfaId });
  const changes = RESTORABLE.map((field) => ({ field, now: valueOf(record.mirror, field), after: valueOf(target.values, field) })).filter(
    (one) => one.now !== one.after,
  );
  const after: Values = { ...record.mirror, ...Object.fromEntries(changes.map((one) => [one.field, one.after])) };
  const later = (one: VersionView) => ofPems(one) && one.version > version;
  return {
    changes, costNow: costOf(record.mirror), costAfter: costOf(after), violations: violationsOf(after),
    alsoUndoes: [...new Set(record.versions.filter(later).map((one) => one.changedBy))], fieldsTotal: FIELDS_TOTAL,
  };
}
