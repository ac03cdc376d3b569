// The twin's queries: which records, in which order, in which groups, and what they add up to.

import type {
  Cost, Facet, Field, Filter, FilterBy, GroupBy, GroupPath, Line, RecordQuery, Row, SortKey, Spans, Totals, Value, Values,
} from "../bindings";
import { costOf, decimal, hundredths } from "./rules";
import { currentOf, valueOf, type TwinRecord, type TwinState } from "./state";

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

/** The records of a query in their order, groups outermost. */
export function found(state: TwinState, query: RecordQuery): TwinRecord[] {
  const groups = query.groups.map((by) => ({ by, descending: false }));
  return sorted(matching(state, query), [...groups, ...query.sort]);
}

/** The lines of a query: a group before its records, a folded one in their place. */
export function linesOf(state: TwinState, query: RecordQuery): Line[] {
  const records = found(state, query);
  const folded = new Set(query.folded.map((path) => JSON.stringify(path)));
  const lines: Line[] = [];
  let number = 0;
  const walk = (members: TwinRecord[], level: number, path: GroupPath) => {
    const by = query.groups[level];
    if (by === undefined) {
      for (const record of members) lines.push({ type: "row", number: (number += 1), row: rowOf(record) });
      return;
    }
    for (const [value, inside] of byValue(members, by)) {
      const here = [...path, value];
      const isFolded = folded.has(JSON.stringify(here));
      lines.push(groupLine(by, value, level, here, inside, isFolded));
      if (isFolded) number += inside.length;
      else walk(inside, level + 1, here);
    }
  };
  walk(records, 0, []);
  return lines;
}

/** Where a record's line is, or the one that hides it; null where it is not in the query. */
export function indexOf(state: TwinState, query: RecordQuery, pfaId: string): number | null {
  const lines = linesOf(state, query);
  const at = lines.findIndex((line) => line.type === "row" && line.row.pfaId === pfaId);
  if (at !== -1) return at;
  const record = matching(state, query).find((one) => one.pfaId === pfaId);
  if (record === undefined) return null;
  const path = query.groups.map((by) => filterValue(record, currentOf(record), by));
  const hides = (line: Line) => line.type === "group" && line.folded && line.path.every((value, level) => value === path[level]);
  return lines.findIndex(hides);
}

/** The records that match, in no order. */
export function matching(state: TwinState, query: RecordQuery): TwinRecord[] {
  const search = query.search?.trim().toLowerCase() ?? "";
  const only = query.only === null ? null : new Set(query.only);
  const kept: TwinRecord[] = [];
  for (const record of state.records.values()) {
    if (only !== null && !only.has(record.pfaId)) continue;
    if (query.whatIf !== null && record.draft?.whatIf !== query.whatIf) continue;
    const values = currentOf(record);
    if (search !== "" && !TEXT.some((field) => String(values[field] ?? "").toLowerCase().includes(search))) continue;
    if (query.filters.every((filter) => passes(filter, record, values))) kept.push(record);
  }
  return kept;
}

export function totalsOf(costs: Cost[]): Totals {
  const sum = (key: keyof Cost) => costs.reduce((total, cost) => total + (cost[key] === null ? 0n : hundredths(cost[key])), 0n);
  return { count: costs.length, plan: decimal(sum("plan")), forecast: decimal(sum("forecast")), actual: decimal(sum("actual")), variance: decimal(sum("variance")) };
}

/** The values of a field among the records that the other filters leave. */
export function facetsOf(state: TwinState, field: FilterBy, query: RecordQuery): Facet[] {
  const others = { ...query, filters: query.filters.filter((filter) => filter.field !== field) };
  const counts = new Map<Value, number>();
  for (const record of matching(state, others)) {
    const value = filterValue(record, currentOf(record), field);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => String(a.value ?? "\uffff").localeCompare(String(b.value ?? "\uffff")));
}

const TEXT: Field[] = ["pfaId", "areaSilo", "category", "forecastCategory", "class", "description", "manufacturer", "model", "contract", "equipment"];

function groupLine(field: GroupBy, value: Value, level: number, path: GroupPath, members: TwinRecord[], folded: boolean): Line {
  const values = members.map(currentOf);
  const spans: Spans = {
    plan: spanOf(values, "originalStart", "originalEnd"),
    forecast: spanOf(values, "forecastStart", "forecastEnd"),
    actual: spanOf(values, "actualStart", "actualEnd"),
  };
  const ends = [spans.plan, spans.forecast].filter((span) => span !== null);
  const from = ends.map((span) => span[0]).sort()[0] ?? null;
  const to = ends.map((span) => span[1]).sort().at(-1) ?? null;
  return { type: "group", level, path, field, value, totals: totalsOf(values.map(costOf)), folded, from, to, spans };
}

function spanOf(values: Values[], start: Field, end: Field): [string, string] | null {
  const both = values.flatMap((one) => {
    const [from, to] = [one[start], one[end]];
    return typeof from === "string" && typeof to === "string" ? [[from, to] as const] : [];
  });
  const from = both.map(([first]) => first).sort()[0];
  const to = both.map(([, last]) => last).sort().at(-1);
  return from === undefined || to === undefined ? null : [from, to];
}

function byValue(members: TwinRecord[], by: GroupBy): Map<Value, TwinRecord[]> {
  const groups = new Map<Value, TwinRecord[]>();
  for (const record of members) {
    const value = filterValue(record, currentOf(record), by);
    const inside = groups.get(value);
    if (inside) inside.push(record);
    else groups.set(value, [record]);
  }
  return groups;
}

function filterValue(record: TwinRecord, values: Values, field: FilterBy): Value {
  if (field === "status") return record.status;
  return field === "changed" ? record.draft !== null : valueOf(values, field);
}

function passes(filter: Filter, record: TwinRecord, values: Values): boolean {
  const value = filterValue(record, values, filter.field);
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
    case "empty":
      return value === null;
    case "not_empty":
      return value !== null;
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
