// Where a person is in the records: the view, the selection, the record at hand. Grid, timeline and cost share it, and it
// outlives the screen and the window: the application keeps it for the organization.

import { startTransition, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { call, useRead, type Field, type GroupPath, type RecordQuery, type SavedView, type ViewSpec } from "../../ipc";
import { FIRST_SPEC, specFrom } from "./spec";

/** The record and field whose editor is to take the focus; without a field the first one that can be written. */
export type EditTarget = { pfaId: string; field: Field | null };
/** What a range of cells covers. */
export type RangeOfCells = { ids: string[]; cells: number };

export type Planning = {
  /** Filters, order, groups, columns; the search stands beside it as it is typed. */
  spec: ViewSpec;
  setSpec: (spec: ViewSpec) => void;
  search: string;
  /** The search as it is typed: a key is shown before anything is found for it. */
  typed: Apart<string>;
  setSearch: (search: string) => void;
  folded: GroupPath[];
  setFolded: (folded: GroupPath[]) => void;
  /** The records that one has focussed on; null shows all. */
  only: string[] | null;
  setOnly: (only: string[] | null) => void;
  /** The what-if of which only the records are shown. */
  whatIf: string | null;
  setWhatIf: (id: string | null) => void;
  /** All of it, as the application takes it. */
  query: RecordQuery;
  /** The view as it would be saved. */
  current: ViewSpec;
  /** The saved view that was opened last. */
  viewId: string | null;
  openView: (view: SavedView | null) => void;
  /** The record at hand, which the panel shows. */
  atHand: Apart<string | null>;
  select: (pfaId: string) => void;
  /** The records that are ticked. */
  selection: ReadonlySet<string>;
  setSelection: (selection: ReadonlySet<string>) => void;
  /** The range of cells in the grid, where it is more than one cell. */
  range: RangeOfCells | null;
  setRange: (range: RangeOfCells | null) => void;
  panelOpen: boolean;
  setPanelOpen: (open: boolean) => void;
  edit: EditTarget | null;
  setEdit: (target: EditTarget | null) => void;
};

/** What is kept from one start to the next. */
export type LeftOff = { spec: ViewSpec; folded: GroupPath[]; viewId: string | null; selectedId: string | null; panelOpen: boolean };
type Kept = Omit<LeftOff, "selectedId">;

/** A value that stands apart, so that changing it renders only what shows it. */
export class Apart<T> {
  #value: T;
  #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly set = (value: T): void => {
    if (value === this.#value) return;
    this.#value = value;
    this.#listeners.forEach((listener) => listener());
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The value, rendered anew whenever it changes. */
export function useApart<T>(apart: Apart<T>): T {
  return useSyncExternalStore(apart.subscribe, apart.get);
}

const PANEL_BESIDE_PX = 1200;
const KEEP_AFTER_MS = 400;

/** Where one left off, null while it is asked for. */
export function useLeftOff(): LeftOff | null {
  const read = useRead("workspace_state_get", {});
  return useMemo(() => (read.data === undefined && !read.error ? null : leftOffFrom(read.data ?? null)), [read.data, read.error]);
}

/** The state of the records of one organization, from where one left off. */
export function usePlanning({ selectedId, ...from }: LeftOff): Planning {
  const [kept, setKept] = useState<Kept>(from);
  const [atHand] = useState(() => new Apart<string | null>(selectedId));
  const [typed] = useState(() => new Apart(from.spec.query.search ?? ""));
  const [search, setSearch] = useState(typed.get);
  useEffect(() => typed.subscribe(() => startTransition(() => setSearch(typed.get()))), [typed]);
  const [only, setOnly] = useState<string[] | null>(null);
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const [range, setRange] = useState<RangeOfCells | null>(null);
  const [edit, setEdit] = useState<EditTarget | null>(null);
  const [whatIf, setWhatIf] = useState<string | null>(null);
  useKept(kept, atHand);
  const change = useCallback((part: Partial<Kept>) => setKept((before) => ({ ...before, ...part })), []);
  const setSpec = useCallback((spec: ViewSpec) => change({ spec }), [change]);
  const setPanelOpen = useCallback((panelOpen: boolean) => change({ panelOpen }), [change]);
  const setFolded = useCallback((folded: GroupPath[]) => change({ folded }), [change]);
  const openView = useCallback(
    (view: SavedView | null) => {
      const spec = (view === null ? FIRST_SPEC : specFrom(view.spec)) ?? FIRST_SPEC;
      typed.set(spec.query.search ?? "");
      // With the search, which is found for when there is time: never one view's filters with the other's search.
      startTransition(() => {
        setOnly(null);
        change({ spec: { ...spec, query: { ...spec.query, search: null } }, viewId: view?.id ?? null, folded: [] });
      });
    },
    [change, typed],
  );
  const { spec, folded } = kept;
  const current = useMemo<ViewSpec>(() => ({ ...spec, query: { ...spec.query, search: search.trim() === "" ? null : search.trim() } }), [spec, search]);
  const query = useMemo<RecordQuery>(() => ({ ...current.query, folded, only, whatIf }), [current.query, folded, only, whatIf]);
  return {
    ...kept, whatIf, setWhatIf, setSpec, search, typed, setSearch: typed.set, setFolded, only, setOnly, query, current, openView, atHand, select: atHand.set, selection, setSelection, range, setRange,
    setPanelOpen, edit, setEdit,
  };
}

/** The records that totals and bulk edits are about: the ticked ones, else those of the range, else none. */
export function chosenIds(planning: Pick<Planning, "selection" | "range">): string[] {
  return planning.selection.size > 0 ? [...planning.selection] : (planning.range?.ids ?? []);
}

const NOTHING: ReadonlySet<string> = new Set();

/** Writes where one is, a moment after it changed, and at once when the window goes. */
function useKept(kept: Kept, atHand: Apart<string | null>): void {
  const latest = useRef(kept);
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  const put = useCallback(() => {
    if (due.current === null) return;
    clearTimeout(due.current);
    due.current = null;
    const leftOff: LeftOff = { ...latest.current, selectedId: atHand.get() };
    void call("workspace_state_put", { json: JSON.stringify(leftOff) }).catch(() => undefined);
  }, [atHand]);
  const putSoon = useCallback(() => {
    if (due.current !== null) clearTimeout(due.current);
    due.current = setTimeout(put, KEEP_AFTER_MS);
  }, [put]);
  useEffect(() => {
    if (latest.current === kept) return;
    latest.current = kept;
    putSoon();
  }, [kept, putSoon]);
  useEffect(() => atHand.subscribe(putSoon), [atHand, putSoon]);
  useEffect(() => {
    window.addEventListener("pagehide", put);
    return () => {
      window.removeEventListener("pagehide", put);
      put();
    };
  }, [put]);
}

/** What was kept, as far as this build understands it. */
function leftOffFrom(json: string | null): LeftOff {
  const stored = parsed(json);
  const wide = window.innerWidth >= PANEL_BESIDE_PX;
  return {
    spec: specFrom(stored.spec) ?? FIRST_SPEC,
    folded: Array.isArray(stored.folded) ? stored.folded.filter(Array.isArray) : [],
    viewId: typeof stored.viewId === "string" ? stored.viewId : null,
    selectedId: typeof stored.selectedId === "string" ? stored.selectedId : null,
    panelOpen: stored.panelOpen !== false && wide,
  };
}

function parsed(json: string | null): Partial<LeftOff> {
  try {
    const stored: unknown = JSON.parse(json ?? "null");
    return typeof stored === "object" && stored !== null ? (stored as Partial<LeftOff>) : {};
  } catch {
    return {};
  }
}
