// What the grid shows of all records: search, filters and sort, and how they become a query.

import type { Filter, RecordQuery, SortKey, Value } from "../../ipc";

/** The fields that can be filtered by picking values. */
export const PICKED = ["status", "category", "class", "source", "dor", "areaSilo", "manufacturer"] as const;
/** The dates that can be filtered by two ends. */
export const BETWEEN = ["forecastStart", "forecastEnd"] as const;

export type Picked = (typeof PICKED)[number];
export type Between = (typeof BETWEEN)[number];

/** One chip: any of some values, or a date between two ends, of which one may be open. */
export type Chip =
  | { field: Picked; values: Value[] }
  | { field: Between; from: string | null; to: string | null };

export type View = { search: string; chips: Chip[]; sort: SortKey[] };

export const EVERYTHING: RecordQuery = { search: null, filters: [], sort: [] };
export const FIRST_VIEW: View = { search: "", chips: [], sort: [{ by: "pfaId", descending: false }] };

/** The query that shows a view. */
export function queryOf(view: View): RecordQuery {
  const search = view.search.trim();
  return { search: search === "" ? null : search, filters: view.chips.flatMap(filtersOf), sort: view.sort };
}

/** The same rows without an order, for totals: sorting again adds nothing up anew. */
export function unsorted(query: RecordQuery): RecordQuery {
  return { ...query, sort: [] };
}

/** The view with a chip put in, put in place of the one on its field, or taken out when it filters nothing. */
export function withChip(view: View, chip: Chip): View {
  const filters = filtersOf(chip).length > 0;
  const known = view.chips.some((one) => one.field === chip.field);
  if (!filters) return withoutChip(view, chip.field);
  const chips = known ? view.chips.map((one) => (one.field === chip.field ? chip : one)) : [...view.chips, chip];
  return { ...view, chips };
}

/** The view without the chip of a field. */
export function withoutChip(view: View, field: Chip["field"]): View {
  return { ...view, chips: view.chips.filter((chip) => chip.field !== field) };
}

/** The view without any chip and search. */
export function withoutFilters(view: View): View {
  return { ...view, search: "", chips: [] };
}

/** Sorting by a column: up, then down, then by ID again; added to the order instead of replacing it when `also` is set. */
export function withSort(view: View, by: SortKey["by"], also: boolean): View {
  const known = view.sort.find((key) => key.by === by);
  const next: SortKey | null = known === undefined ? { by, descending: false } : known.descending ? null : { by, descending: true };
  if (!also) return { ...view, sort: next === null ? FIRST_VIEW.sort : [next] };
  const kept = next === null
    ? view.sort.filter((key) => key.by !== by)
    : known === undefined
      ? [...view.sort, next]
      : view.sort.map((key) => (key.by === by ? next : key));
  return { ...view, sort: kept.length === 0 ? FIRST_VIEW.sort : kept };
}

/** How many chips and searches narrow a view. */
export function filterCount(view: View): number {
  return view.chips.length + (view.search.trim() === "" ? 0 : 1);
}

/** A view from storage, or null where it is not one that this build understands. */
export function viewFrom(stored: unknown): View | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { search, chips, sort } = stored as Partial<View>;
  if (typeof search !== "string" || !Array.isArray(chips) || !Array.isArray(sort)) return null;
  const known = [...PICKED, ...BETWEEN] as string[];
  if (!chips.every((chip) => known.includes(chip.field) && ("values" in chip ? Array.isArray(chip.values) : "from" in chip))) return null;
  if (!sort.every((key) => typeof key.by === "string" && typeof key.descending === "boolean")) return null;
  return { search, chips, sort };
}

function filtersOf(chip: Chip): Filter[] {
  if ("values" in chip) return chip.values.length === 0 ? [] : [{ field: chip.field, op: "is", values: chip.values }];
  const ends: Filter[] = [];
  if (chip.from !== null) ends.push({ field: chip.field, op: "from", values: [chip.from] });
  if (chip.to !== null) ends.push({ field: chip.field, op: "to", values: [chip.to] });
  return ends;
}

