// The records under a range of lines, also those that are not read yet.

import { useEffect } from "react";
import { call, type Line, type RecordQuery, type Row } from "../../../ipc";
import type { Lines } from "../../../shared/view/lines";
import type { Planning } from "../../../shared/view/planning";
import { columnsIn, type CellRange } from "./range";

/** The most lines that one fill or paste takes. */
export const MOST_LINES = 5_000;
const WINDOW = 500;

/** The records of some lines, or null where there are more lines than can be taken. */
export async function rowsBetween(lines: Lines, first: number, last: number): Promise<Row[] | null> {
  const loaded = loadedBetween(lines, first, last);
  if (loaded !== null) return loaded;
  if (last - first + 1 > MOST_LINES) return null;
  const rows: Row[] = [];
  for (let offset = first; offset <= last; offset += WINDOW) {
    const part = await readLines(lines.query, offset, Math.min(WINDOW, last - offset + 1));
    rows.push(...part.flatMap((line) => (line.type === "row" ? [line.row] : [])));
  }
  return rows;
}

/** So many records from a line on, groups passed over. */
export async function rowsFrom(lines: Lines, first: number, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = first; at < lines.total && rows.length < count; at += WINDOW) {
    const last = Math.min(lines.total, at + WINDOW) - 1;
    const part = loadedBetween(lines, at, Math.min(last, at + count - rows.length - 1)) ?? null;
    const enough = part !== null && part.length === count - rows.length;
    const read = enough ? part : (await readLines(lines.query, at, last - at + 1)).flatMap((line) => (line.type === "row" ? [line.row] : []));
    rows.push(...read.slice(0, count - rows.length));
  }
  return rows;
}

/** The ids of the records of some lines. */
export async function idsBetween(lines: Lines, first: number, last: number): Promise<string[]> {
  const loaded = loadedBetween(lines, first, last);
  return loaded?.map((row) => row.pfaId) ?? call("line_ids", { query: lines.query, from: first, to: last });
}

/** Tells the view which records a range covers, a moment after it changed where they are not all read. */
export function useRangeIds(range: CellRange | null, lines: Lines, setRange: Planning["setRange"]): void {
  const loaded = range === null ? null : loadedBetween(lines, range.top, range.bottom);
  const ids = loaded?.map((row) => row.pfaId).join(" ") ?? null;
  const key = range === null ? null : JSON.stringify(range);
  useEffect(() => {
    if (key === null) return setRange(null);
    const now = JSON.parse(key) as CellRange;
    const tell = (all: string[]) => setRange(all.length === 0 ? null : { ids: all, cells: all.length * columnsIn(now) });
    if (ids !== null) return tell(ids.split(" ").filter((id) => id !== ""));
    let current = true;
    const timer = setTimeout(() => {
      void call("line_ids", { query: lines.query, from: now.top, to: now.bottom }).then((all) => {
        if (current) tell(all);
      });
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, ids, lines.query, setRange]);
}

const REST_MS = 80;

function loadedBetween(lines: Lines, first: number, last: number): Row[] | null {
  const rows: Row[] = [];
  for (let index = first; index <= last; index += 1) {
    const line = lines.lineAt(index);
    if (line === undefined) return null;
    if (line.type === "row") rows.push(line.row);
  }
  return rows;
}

async function readLines(query: RecordQuery, offset: number, limit: number): Promise<Line[]> {
  return (await call("line_window", { query, offset, limit })).lines;
}
