// The twin's records: windows, totals, facets, one record, and its draft.

import type { Cost, DraftCheck, Facet, Field, Filter, Permission, RecordDetail, RecordQuery, Row, SortKey, Totals, Value, Values } from "../bindings";
import { costOf, decimal, editableFields, hundredths, readOnlyReason, violationsOf } from "./rules";
import { changed, currentOf, recordOf, refuse, setStatus, valueOf, type Handlers, type TwinRecord, type TwinState } from "./state";

/** A record as the grid shows it. */
export function rowOf(record: TwinRecord): Row {
  const values = currentOf(record);
  return {
    pfaId: record.pfaId,
    version: record.version,
    status: record.status,
    statusAt: record.statusAt,
    statusReason: record.statusReason,
    conflictId: record.conflictId,
    values,
    changed: Object.keys(record.draft?.changes ?? {}) as Field[],
    cost: costOf(values),
  };
}

/** Lays changes over a record's draft; a value put back leaves it. Refuses what breaks a rule. */
export function saveDraft(state: TwinState, pfaId: string, changes: Values, reason: string | null): void {
  const record = recordOf(state, pfaId);
  const trimmed = trim(changes);
  refuseReadOnly(state, record, trimmed);
  const { violations } = check(record, trimmed);
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
  };
  if (record.status !== "conflict") setStatus(state, record, "draft");
}

export const handlers: Handlers = {
  record_window(state, { query, offset, limit }) {
    const found = sorted(matching(state, query), query.sort);
    return { total: found.length, offset, rows: found.slice(offset, offset + limit).map(rowOf) };
  },
  record_totals: (state, { query }) => totalsOf(matching(state, query).map(rowOf)),
  record_facets: (state, { field }) => facetsOf(state, field),
  record_show: (state, { pfaId }) => detailOf(state, recordOf(state, pfaId)),
  draft_check: (state, { pfaId, changes }) => check(recordOf(state, pfaId), trim(changes)),
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

function permissionsOf(state: TwinState): Permission[] {
  const session = state.app.session;
  return session?.organizations.find((one) => one.code === session.organization)?.permissions ?? [];
}

function trim(changes: Values): Values {
  return Object.fromEntries(
    Object.entries(changes).map(([field, value]) => [field, typeof value === "string" ? value.trim() || null : value]),
  ) as Values;
}

function check(record: TwinRecord, changes: Values): DraftCheck {
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

const TEXT: Field[] = ["pfaId", "areaSilo", "category", "forecastCategory", "class", "description", "manufacturer", "model", "contract", "equipment"];

function matching(state: TwinState, query: RecordQuery): TwinRecord[] {
  const search = query.search?.trim().toLowerCase() ?? "";
  const found: TwinRecord[] = [];
  for (const record of state.records.values()) {
    const values = currentOf(record);
    if (search !== "" && !TEXT.some((field) => String(values[field] ?? "").toLowerCase().includes(search))) continue;
    if (query.filters.every((filter) => passes(filter, record, values))) found.push(record);
  }
  return found;
}

function passes(filter: Filter, record: TwinRecord, values: Values): boolean {
  const value = filter.field === "status" ? record.status : valueOf(values, filter.field);
  const bound = filter.values[0];
  switch (filter.op) {
    case "is":
      return filter.values.includes(value);
    case "from":
      return typeof value === "string" && typeof bound === "string" && value >= bound;
    case "to":
      return typeof value === "string" && typeof bound === "string" && value <= bound;
    case "contains":
      return String(value ?? "").toLowerCase().includes(String(bound ?? "").toLowerCase());
  }
}

const MONEY = new Set(["monthlyRate", "purchasePrice", "forecastCost", "variance"]);

function sorted(records: TwinRecord[], keys: SortKey[]): TwinRecord[] {
  return records.sort((a, b) => {
    for (const key of keys) {
      const order = compare(key.by, sortValue(a, key.by), sortValue(b, key.by), key.descending);
      if (order !== 0) return order;
    }
    return a.pfaId < b.pfaId ? -1 : 1;
  });
}

function sortValue(record: TwinRecord, by: SortKey["by"]): Value {
  if (by === "status") return record.status;
  if (by === "pfaId") return record.pfaId;
  const values = currentOf(record);
  if (by === "forecastCost") return costOf(values).forecast;
  return by === "variance" ? costOf(values).variance : valueOf(values, by);
}

/** Empty values come last, whichever way the others go. */
function compare(by: string, a: Value, b: Value, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const less = MONEY.has(by) ? hundredths(String(a)) < hundredths(String(b)) : a < b;
  return less === descending ? 1 : -1;
}

function totalsOf(rows: Row[]): Totals {
  const sum = (key: keyof Cost) => rows.reduce((total, row) => total + (row.cost[key] === null ? 0n : hundredths(row.cost[key])), 0n);
  return { count: rows.length, plan: decimal(sum("plan")), forecast: decimal(sum("forecast")), actual: decimal(sum("actual")), variance: decimal(sum("variance")) };
}

function facetsOf(state: TwinState, field: Field | "status"): Facet[] {
  const counts = new Map<Value, number>();
  for (const record of state.records.values()) {
    const value = field === "status" ? record.status : valueOf(currentOf(record), field);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => String(a.value ?? "\uffff").localeCompare(String(b.value ?? "\uffff")));
}
