// What a view shows of all records: filters, order, groups and columns. Grid, timeline and cost show the same one.

import type { ColumnSpec, Filter, FilterBy, GroupBy, RecordQuery, SortKey, Value, ViewSpec } from "../../ipc";

/** The fields that are filtered by picking values. */
export const PICKED = ["status", "category", "class", "source", "dor", "areaSilo", "manufacturer"] as const;
/** The dates that are filtered by two ends. */
export const BETWEEN = ["forecastStart", "forecastEnd", "originalStart", "originalEnd", "actualStart", "actualEnd"] as const;
/** What is so or is not. */
export const FLAGS = ["changed", "isActualized", "isDiscontinued", "isFundsTransferable"] as const;
export const GROUPS: readonly GroupBy[] = ["category", "class", "source", "dor", "areaSilo", "status", "manufacturer"];
export const MOST_GROUPS = 3;

export type Picked = (typeof PICKED)[number];
export type Between = (typeof BETWEEN)[number];
export type Flag = (typeof FLAGS)[number];

/** All filters on one field, which the view bar shows as one chip. */
export type Chip = { field: FilterBy; filters: Filter[] };

const BY_ID: SortKey[] = [{ by: "pfaId", descending: false }];
export const EVERYTHING: RecordQuery = { search: null, filters: [], sort: [], groups: [], folded: [], only: null, whatIf: null };
export const FIRST_SPEC: ViewSpec = { query: { ...EVERYTHING, sort: BY_ID }, columns: [], frozen: 2, scale: "month", screen: "grid" };

/** The same records without order and groups, for totals: sorting again adds nothing up anew. */
export function unsorted(query: RecordQuery): RecordQuery {
  return { ...query, sort: [], groups: [], folded: [] };
}

/** The chips of some filters, in the order in which their fields came. */
export function chipsOf(filters: Filter[]): Chip[] {
  const fields = [...new Set(filters.map((filter) => filter.field))];
  return fields.map((field) => ({ field, filters: filters.filter((filter) => filter.field === field) }));
}

/** The view with the filters of one field put in the place of those it had; none takes the chip out. */
export function withFilters(spec: ViewSpec, field: FilterBy, filters: Filter[]): ViewSpec {
  const chips = chipsOf(spec.query.filters);
  const known = chips.some((chip) => chip.field === field);
  const next = known ? chips.map((chip) => (chip.field === field ? { field, filters } : chip)) : [...chips, { field, filters }];
  return withQuery(spec, { filters: next.flatMap((chip) => chip.filters) });
}

/** The view without any filter. */
export function withoutFilters(spec: ViewSpec): ViewSpec {
  return withQuery(spec, { filters: [] });
}

export function withQuery(spec: ViewSpec, part: Partial<RecordQuery>): ViewSpec {
  return { ...spec, query: { ...spec.query, ...part } };
}

/** A filter for any of some values; none filters nothing. */
export function anyOf(field: FilterBy, values: Value[]): Filter[] {
  return values.length === 0 ? [] : [{ field, op: "is", values }];
}

/** Filters for a date between two ends, of which one may be open. */
export function between(field: Between, from: string | null, to: string | null): Filter[] {
  const ends: Filter[] = [];
  if (from !== null) ends.push({ field, op: "from", values: [from] });
  if (to !== null) ends.push({ field, op: "to", values: [to] });
  return ends;
}

/** The values that a chip lets through, none where it is of another kind. */
export function pickedOf(chip: Chip | undefined): Value[] {
  return chip?.filters.find((filter) => filter.op === "is")?.values ?? [];
}

/** The two ends of a chip on a date. */
export function endsOf(chip: Chip | undefined): { from: string | null; to: string | null } {
  const end = (op: "from" | "to") => {
    const value = chip?.filters.find((filter) => filter.op === op)?.values[0];
    return typeof value === "string" ? value : null;
  };
  return { from: end("from"), to: end("to") };
}

/** Sorting by a column: up, then down, then by ID again; added to the order instead of replacing it when `also` is set. */
export function withSort(spec: ViewSpec, by: SortKey["by"], also: boolean): ViewSpec {
  const sort = spec.query.sort;
  const known = sort.find((key) => key.by === by);
  const next: SortKey | null = known === undefined ? { by, descending: false } : known.descending ? null : { by, descending: true };
  if (!also) return withQuery(spec, { sort: next === null ? BY_ID : [next] });
  const kept = next === null
    ? sort.filter((key) => key.by !== by)
    : known === undefined
      ? [...sort, next]
      : sort.map((key) => (key.by === by ? next : key));
  return withQuery(spec, { sort: kept.length === 0 ? BY_ID : kept });
}

/** The view sorted by some keys, by ID where there is none. */
export function sortedBy(spec: ViewSpec, sort: SortKey[]): ViewSpec {
  return withQuery(spec, { sort: sort.length === 0 ? BY_ID : sort });
}

/** How many chips and searches narrow a view. */
export function filterCount(spec: ViewSpec, search: string): number {
  return chipsOf(spec.query.filters).length + (search.trim() === "" ? 0 : 1);
}

/** Whether two views show the same in the same way. */
export function sameSpec(a: ViewSpec, b: ViewSpec): boolean {
  const plain = ({ query, columns, frozen, scale }: ViewSpec) =>
    JSON.stringify([query.search, query.filters, query.sort, query.groups, columns, frozen, scale]);
  return plain(a) === plain(b);
}

/** A view from storage, or null where it is not one that this build understands. */
export function specFrom(stored: unknown): ViewSpec | null {
  const { query, columns, frozen, scale, screen } = (isObject(stored) ? stored : {}) as Partial<ViewSpec>;
  if (!isObject(query) || !Array.isArray(query.filters) || !Array.isArray(query.sort) || !Array.isArray(query.groups)) return null;
  const known = [...PICKED, ...BETWEEN, ...FLAGS] as FilterBy[];
  if (!query.filters.every((filter) => isObject(filter) && known.includes(filter.field) && Array.isArray(filter.values))) return null;
  if (!query.sort.every((key) => isObject(key) && typeof key.by === "string" && typeof key.descending === "boolean")) return null;
  if (!query.groups.every((group) => GROUPS.includes(group)) || !Array.isArray(columns) || typeof frozen !== "number") return null;
  const { search, filters, sort, groups } = query;
  return {
    query: { ...EVERYTHING, search: typeof search === "string" ? search : null, filters, sort, groups },
    columns: columns.filter(isColumn),
    frozen,
    scale: scale ?? FIRST_SPEC.scale,
    screen: screen ?? FIRST_SPEC.screen,
  };
}

/** The columns of a view as an export names them: those that are shown, rate and price apart; without a choice the first ones. */
export function exportedColumns(spec: ViewSpec): string[] {
  const shown = spec.columns.filter((column) => column.shown).map((column) => column.id);
  return (shown.length === 0 ? FIRST_EXPORTED : shown).flatMap((id) => (id === "rate" ? ["monthlyRate", "purchasePrice"] : [id]));
}

const FIRST_EXPORTED = [
  "pfaId", "status", "description", "originalStart", "originalEnd", "forecastStart", "forecastEnd", "actualStart", "actualEnd", "rate", "planCost",
  "forecastCost", "actualCost", "variance", "category", "class", "source", "dor", "areaSilo", "manufacturer", "model", "contract", "equipment",
];

function isColumn(stored: unknown): stored is ColumnSpec {
  return isObject(stored) && typeof stored.id === "string" && typeof stored.shown === "boolean";
}

function isObject(stored: unknown): stored is Record<string, never> {
  return typeof stored === "object" && stored !== null;
}
