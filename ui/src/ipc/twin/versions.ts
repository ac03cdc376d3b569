// The twin's versions: what PEMS had before, what was given up here, and going back to either.

import type { Field, RollbackPreview, Values, VersionView } from "../bindings";
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
      changed: Object.keys(record.draft.changes) as Field[], values, cost: costOf(values), kind: "given_up", historyId: `history-${state.nextId()}`,
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
};

/** One record with values that were given up. */
export function seed(state: TwinState): void {
  const record = [...state.records.values()].find((one) => one.status === "synced" && one.versions.length > 2);
  if (!record) return;
  draftUpon(state, record, { contract: "C-2299-01", equipment: "EQ-77120" }, "Rental was cancelled by site");
  giveUp(state, record);
}

function draftUpon(state: TwinState, record: TwinRecord, changes: Values, reason: string | null): void {
  const base = Object.fromEntries((Object.keys(changes) as Field[]).map((field) => [field, valueOf(record.mirror, field)])) as Values;
  record.draft = { changes, base, baseVersion: record.version, revision: 1, changedAt: state.now(), reason };
}

function previewOf(record: TwinRecord, version: number): RollbackPreview {
  const target = record.versions.find((one) => one.version === version && one.kind !== "given_up");
  if (!target) throw refuse("not_found", `Version ${version} is not known here.`, { recordId: record.pfaId });
  const changes = RESTORABLE.map((field) => ({ field, now: valueOf(record.mirror, field), after: valueOf(target.values, field) })).filter(
    (one) => one.now !== one.after,
  );
  const after: Values = { ...record.mirror, ...Object.fromEntries(changes.map((one) => [one.field, one.after])) };
  const later = (one: VersionView) => one.kind !== "given_up" && one.version > version;
  return {
    changes, costNow: costOf(record.mirror), costAfter: costOf(after), violations: violationsOf(after),
    alsoUndoes: [...new Set(record.versions.filter(later).map((one) => one.changedBy))], fieldsTotal: FIELDS_TOTAL,
  };
}
