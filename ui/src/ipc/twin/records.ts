// The twin's records: lines, totals, facets, one record, and its draft.

import type { DraftCheck, Field, Permission, RecordDetail, Values } from "../bindings";
import { facetsOf, indexOf, linesOf, matching, rowOf, totalsOf } from "./query";
import { costOf, editableFields, readOnlyReason, violationsOf } from "./rules";
import { changed, currentOf, recordOf, refuse, setStatus, valueOf, type Handlers, type TwinRecord, type TwinState } from "./state";

/** Lays changes over a record's draft; a value put back leaves it. Refuses what breaks a rule. */
export function saveDraft(state: TwinState, pfaId: string, changes: Values, reason: string | null): void {
  const record = recordOf(state, pfaId);
  const trimmed = trim(changes);
  refuseReadOnly(state, record, trimmed);
  const { violations } = checkChanges(record, trimmed);
  const first = violations[0];
  if (first) throw refuse("rule", first.message, { violations, fields: first.fields, recordId: pfaId });
  const laid = { ...record.draft?.changes, ...trimmed };
  const kept = Object.fromEntries(
    Object.entries(laid).filter(([field, value]) => value !== valueOf(record.mirror, field as Field)),
  ) as Values;
  if (Object.keys(kept).length === 0) {
    record.draft = null;
    setStatus(state, record, "synced");
    return;
  }
  record.draft = {
    changes: kept,
    base: Object.fromEntries(Object.keys(kept).map((field) => [field, valueOf(record.mirror, field as Field)])) as Values,
    baseVersion: record.version,
    revision: (record.draft?.revision ?? 0) + 1,
    changedAt: state.now(),
    reason: reason ?? record.draft?.reason ?? null,
    whatIf: state.whatIfs.find((one) => one.active)?.id ?? null,
  };
  if (record.status !== "conflict") setStatus(state, record, "draft");
}

export const handlers: Handlers = {
  line_window(state, { query, offset, limit }) {
    const lines = linesOf(state, query);
    return { total: lines.length, records: matching(state, query).length, offset, lines: lines.slice(offset, offset + limit) };
  },
  line_find: (state, { query, pfaId }) => indexOf(state, query, pfaId),
  line_ids: (state, { query, from, to }) =>
    linesOf(state, query).slice(from, to + 1).flatMap((line) => (line.type === "row" ? [line.row.pfaId] : [])),
  record_totals: (state, { query }) => totalsOf(matching(state, query).map((record) => costOf(currentOf(record)))),
  record_facets: (state, { field, query }) => facetsOf(state, field, query),
  record_show: (state, { pfaId }) => detailOf(state, recordOf(state, pfaId)),
  draft_check: (state, { pfaId, changes }) => checkChanges(recordOf(state, pfaId), trim(changes)),
  draft_save(state, { pfaId, changes, seen, reason }) {
    refuseUnseen(recordOf(state, pfaId), changes, seen);
    saveDraft(state, pfaId, changes, reason);
    return changed(["records", "status"], [pfaId]);
  },
  draft_discard(state, { pfaId }) {
    const record = recordOf(state, pfaId);
    record.draft = null;
    record.conflictId = null;
    state.failed.delete(pfaId);
    setStatus(state, record, "synced");
    return changed(["records", "status", "failed", "conflicts"], [pfaId]);
  },
};

export function permissionsOf(state: TwinState): Permission[] {
  const session = state.app.session;
  return session?.organizations.find((one) => one.code === session.organization)?.permissions ?? [];
}

function trim(changes: Values): Values {
  return Object.fromEntries(
    Object.entries(changes).map(([field, value]) => [field, typeof value === "string" ? value.trim() || null : value]),
  ) as Values;
}

export function checkChanges(record: TwinRecord, changes: Values): DraftCheck {
  const values = { ...currentOf(record), ...changes };
  return { violations: violationsOf(values), cost: costOf(values) };
}

function refuseUnseen(record: TwinRecord, changes: Values, seen: Values | null): void {
  const values = currentOf(record);
  const fields = (Object.keys(changes) as Field[]).filter((field) => seen !== null && field in seen && seen[field] !== (values[field] ?? null));
  if (fields.length > 0) throw refuse("stale", `${fields.join(", ")} of ${record.pfaId} changed since you looked: look again before you save`, { fields, recordId: record.pfaId });
}

function refuseReadOnly(state: TwinState, record: TwinRecord, changes: Values): void {
  for (const field of Object.keys(changes) as Field[]) {
    const reason = readOnlyReason(field, currentOf(record), permissionsOf(state));
    if (reason !== null) throw refuse("rule", reason, { fields: [field], recordId: record.pfaId });
  }
}

function detailOf(state: TwinState, record: TwinRecord): RecordDetail {
  const values = currentOf(record);
  const permissions = permissionsOf(state);
  const readOnly: RecordDetail["readOnly"] = {};
  for (const field of Object.keys(values) as Field[]) {
    const reason = readOnlyReason(field, values, permissions);
    if (reason !== null) readOnly[field] = reason;
  }
  const draft = record.draft;
  return {
    row: rowOf(record),
    mirror: record.mirror,
    mirrorVersion: record.version,
    draft: draft && {
      revision: draft.revision,
      baseVersion: draft.baseVersion,
      changes: (Object.keys(draft.changes) as Field[]).map((field) => ({
        field, base: valueOf(draft.base, field), mine: valueOf(draft.changes, field),
      })),
      changedAt: draft.changedAt,
      reason: draft.reason,
    },
    write: record.status === "queued" || record.status === "syncing"
      ? { attempts: record.status === "syncing" ? 1 : 0, maxAttempts: 4, nextAttemptAt: null, sentAt: null, outcomeKnown: true }
      : null,
    editable: editableFields(values, permissions),
    readOnly,
    violations: violationsOf(values),
    versions: record.versions,
  };
}
