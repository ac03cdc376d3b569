// A rectangle of cells between two corners.

import type { Cell } from "./keys";

/** Rows and columns, both ends included. */
export type CellRange = { top: number; bottom: number; left: number; right: number };

/** The rectangle between a cell and the corner across from it. */
export function rangeBetween(a: Cell, b: Cell): CellRange {
  return { top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) };
}

export function isOneCell(range: CellRange): boolean {
  return range.top === range.bottom && range.left === range.right;
}

export function rowsIn(range: CellRange): number {
  return range.bottom - range.top + 1;
}

export function columnsIn(range: CellRange): number {
  return range.right - range.left + 1;
}

/** A row's part of a range, as plain text so that rows render again only when it changes: "3-5", with t and b at its ends. */
export function partOf(range: CellRange | null, row: number): string {
  if (range === null || row < range.top || row > range.bottom) return "";
  return `${range.left}-${range.right}${row === range.top ? "t" : ""}${row === range.bottom ? "b" : ""}`;
}

/** The class names of a cell in its row's part of a range. */
export function rangeLook(part: string, column: number): string {
  const found = /^(\d+)-(\d+)(t?)(b?)$/.exec(part);
  if (found === null) return "";
  const [left, right] = [Number(found[1]), Number(found[2])];
  if (column < left || column > right) return "";
  return ["in-range", column === left ? "edge-l" : "", column === right ? "edge-r" : "", found[3] ? "edge-t" : "", found[4] ? "edge-b" : ""].filter(Boolean).join(" ");
}
