// The mouse in the grid: a cell, a range by dragging, whole records by their number, filling by the handle.

import { useEffect, useRef, type MouseEvent, type RefObject } from "react";
import { cellAt, type Cursor } from "./cursor";
import { HEAD_ROW, type Cell } from "./keys";

const EDGE_PX = 24;
const STEP_MS = 50;

export type PointerActions = {
  /** A record's number: ticks it, with Shift all from the last one on. */
  onNumber: (row: number, shift: boolean) => void;
  onGroup: (row: number) => void;
  /** The handle was dragged from the range to a row. */
  onFill: (toRow: number) => void;
};

export type Pointer = { onMouseDown: (event: MouseEvent) => void };

export function usePointer(scroller: RefObject<HTMLDivElement | null>, cursor: Cursor, actions: PointerActions): Pointer {
  const latest = useRef({ cursor, actions });
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => {
    latest.current = { cursor, actions };
  });
  useEffect(() => () => stop.current(), []);

  const drag = (start: Cell, fills: boolean) => {
    stop.current();
    let last = start;
    let pointer = { x: 0, y: 0 };
    let moved = false;
    const follow = () => {
      const cell = cellUnder(scroller.current, pointer) ?? beyond(scroller.current, pointer, last);
      if (cell === null || cell.row === HEAD_ROW || (cell.row === last.row && cell.column === last.column)) return;
      last = cell;
      latest.current.cursor.extend(fills ? { row: cell.row, column: latest.current.cursor.head.column } : cell);
    };
    const move = (event: globalThis.MouseEvent) => {
      pointer = { x: event.clientX, y: event.clientY };
      moved = true;
      follow();
    };
    const timer = setInterval(() => {
      if (moved) follow();
    }, STEP_MS);
    const end = () => {
      stop.current();
      if (fills) latest.current.actions.onFill(last.row);
    };
    stop.current = () => {
      clearInterval(timer);
      document.removeEventListener("mousemove", move);
      document.removeEventListener("mouseup", end);
      stop.current = () => undefined;
    };
    document.addEventListener("mousemove", move);
    document.addEventListener("mouseup", end);
  };

  const onMouseDown = (event: MouseEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest(".cell-input, .grid-resize, .head-menu")) return;
    const number = event.target.closest<HTMLElement>("[data-number]");
    if (number !== null) {
      event.preventDefault();
      return actions.onNumber(Number(number.dataset.number), event.shiftKey);
    }
    if (event.target.closest("[data-fill]") !== null) {
      event.preventDefault();
      return drag({ row: cursor.range.bottom, column: cursor.range.right }, true);
    }
    const cell = cellAt(event.target);
    if (cell === null || cell.row === HEAD_ROW) return;
    if (event.target.closest(".grid-group") !== null) {
      cursor.go(cell);
      return actions.onGroup(cell.row);
    }
    if (event.shiftKey) {
      event.preventDefault();
      cursor.extend(cell);
    } else {
      cursor.go(cell);
    }
    drag(cell, false);
  };
  return { onMouseDown };
}

function cellUnder(scroller: HTMLDivElement | null, { x, y }: { x: number; y: number }): Cell | null {
  if (typeof document.elementFromPoint !== "function") return null;
  const over = document.elementFromPoint(x, y);
  return over !== null && scroller?.contains(over) ? cellAt(over) : null;
}

/** Beyond an edge of the view, the next row or column that way. */
function beyond(scroller: HTMLDivElement | null, { x, y }: { x: number; y: number }, last: Cell): Cell | null {
  const box = scroller?.getBoundingClientRect();
  if (box === undefined) return null;
  const row = y > box.bottom - EDGE_PX ? last.row + 1 : y < box.top + EDGE_PX ? last.row - 1 : last.row;
  const column = x > box.right - EDGE_PX ? last.column + 1 : x < box.left + EDGE_PX ? last.column - 1 : last.column;
  return { row: Math.max(0, row), column: Math.max(0, column) };
}
