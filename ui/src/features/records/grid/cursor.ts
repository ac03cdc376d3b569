// The active cell and the range around it. The cell takes the focus where it goes, and the chosen record follows it.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Lines } from "../../../shared/view/lines";
import type { Range } from "../../../shared/view/windowing";
import { HEAD_ROW, type Cell } from "./keys";
import { isOneCell, rangeBetween, type CellRange } from "./range";
import { bringToSight, type Places } from "./scroll";

export type Cursor = {
  active: Cell;
  /** The corner of the range across from the active cell. */
  head: Cell;
  range: CellRange;
  /** The range where it is more than one cell. */
  wide: CellRange | null;
  go: (cell: Cell, focus?: boolean) => void;
  extend: (cell: Cell) => void;
  /** Gives the focus to the active cell. */
  focus: () => void;
};

type CursorProps = {
  scroller: RefObject<HTMLDivElement | null>;
  places: Places;
  lines: Lines;
  range: Range;
  selectedId: string | null;
  onSelect: (pfaId: string) => void;
  queryKey: string;
};

export function useCursor({ scroller, places, lines, range: inSight, selectedId, onSelect, queryKey }: CursorProps): Cursor {
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [head, setHead] = useState<Cell>(active);
  const [forQuery, setForQuery] = useState(queryKey);
  const takeFocus = useRef(false);
  const set = (cell: Cell) => {
    setActive(cell);
    setHead(cell);
  };
  if (forQuery !== queryKey) {
    setForQuery(queryKey);
    set({ row: active.row === HEAD_ROW ? HEAD_ROW : 0, column: active.column });
  }
  const following = useFollowing({ active, lines, inSight, selectedId, onSelect, onElsewhere: set });
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    focusCell(scroller.current, active);
  }, [active, scroller]);

  const go = (cell: Cell, focus = true) => {
    takeFocus.current = focus;
    const row = lines.rowAt(cell.row);
    // What is known is chosen below; waiting for it too would undo the next choice that is made elsewhere.
    following(cell.row !== HEAD_ROW && row === undefined);
    bringToSight(scroller.current, cell, places);
    set({ ...cell });
    if (row !== undefined && row.pfaId !== selectedId) onSelect(row.pfaId);
  };
  const extend = (cell: Cell) => {
    const within = { row: Math.max(0, Math.min(lines.total - 1, cell.row)), column: Math.max(0, Math.min(places.columns.length - 1, cell.column)) };
    if (active.row === HEAD_ROW) return;
    bringToSight(scroller.current, within, places);
    setHead(within);
  };
  const focus = () => {
    bringToSight(scroller.current, active, places);
    focusCell(scroller.current, active);
  };
  const range = rangeBetween(active, head);
  return { active, head, range, wide: isOneCell(range) ? null : range, go, extend, focus };
}

type Following = {
  active: Cell;
  lines: Lines;
  inSight: Range;
  selectedId: string | null;
  onSelect: (pfaId: string) => void;
  onElsewhere: (cell: Cell) => void;
};

/** The chosen record follows the cell, or the cell goes to a record that was chosen elsewhere. */
function useFollowing({ active, lines, inSight, selectedId, onSelect, onElsewhere }: Following): (follows: boolean) => void {
  // A selection made elsewhere stays until a person moves in the grid.
  const follows = useRef(selectedId === null);
  const underCell = lines.rowAt(active.row)?.pfaId;
  useEffect(() => {
    if (!follows.current || underCell === undefined) return;
    follows.current = false;
    if (underCell !== selectedId) onSelect(underCell);
  }, [underCell, selectedId, onSelect]);
  const elsewhere = underCell !== undefined && underCell !== selectedId && active.row !== HEAD_ROW ? indexOf(selectedId, inSight, lines) : null;
  const latest = useRef(onElsewhere);
  useEffect(() => {
    latest.current = onElsewhere;
  });
  useEffect(() => {
    if (elsewhere !== null && !follows.current) latest.current({ row: elsewhere, column: active.column });
  }, [elsewhere, active.column]);
  return useCallback((now) => {
    follows.current = now;
  }, []);
}

function indexOf(pfaId: string | null, range: Range, lines: Lines): number | null {
  for (let index = range.first; pfaId !== null && index < range.last; index += 1) {
    if (lines.rowAt(index)?.pfaId === pfaId) return index;
  }
  return null;
}

/** The element of a cell; a group's line has one for all columns. */
export function elementAt(scroller: HTMLDivElement | null, cell: Cell): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-at="${cell.row}:${cell.column}"], [data-at="${cell.row}:*"]`) ?? null;
}

/** The cell that an element is in; the first column for a group's line. */
export function cellAt(target: EventTarget | null): Cell | null {
  const at = target instanceof Element ? target.closest("[data-at], [role=gridcell], [role=columnheader]") : null;
  const place = at?.matches("[data-at]") ? at : (at?.querySelector("[data-at]") ?? at?.closest("[data-at]") ?? null);
  const [row, column] = place?.getAttribute("data-at")?.split(":") ?? [];
  return row === undefined || column === undefined ? null : { row: Number(row), column: column === "*" ? 0 : Number(column) };
}

function focusCell(scroller: HTMLDivElement | null, cell: Cell): void {
  elementAt(scroller, cell)?.focus({ preventScroll: true });
}
