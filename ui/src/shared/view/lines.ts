// The lines in sight, read in windows. The application holds the records; here is only what a person looks at, and near it.

import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { readOptions, useRead, type CommandError, type Line, type LineWindow, type RecordQuery, type Row } from "../../ipc";
import { usePatched } from "./pending";
import { WINDOW_ROWS, windowOffsets, type Range } from "./windowing";

/** A jump of more lines than this waits until scrolling rests, so that dragging the scroll bar does not read all it passes. */
const JUMP_ROWS = 2 * WINDOW_ROWS;
const REST_MS = 60;
const START: Range = { first: 0, last: 0 };

export type Lines = {
  /** The query that `lineAt` answers for: the last one whose first lines are here. */
  query: RecordQuery;
  /** Lines, groups among them. */
  total: number;
  /** Records, folded ones among them. */
  records: number;
  lineAt: (index: number) => Line | undefined;
  /** The record of a line, undefined for a group and for a line that is not read yet. */
  rowAt: (index: number) => Row | undefined;
  loading: boolean;
  error: CommandError | null;
  retry: () => void;
};

/** The lines of a query around a range, with edits under way over them. While a new query is read, the lines of the last one stay. */
export function useLines(query: RecordQuery, range: Range): Lines {
  const patch = usePatched();
  const first = useRead("line_window", { query, offset: 0, limit: WINDOW_ROWS });
  const [shown, setShown] = useState(query);
  if (first.data !== undefined && shown !== query) setShown(query);
  const [known, setKnown] = useState({ total: 0, records: 0 });
  const settled = useSettled(range);
  const { needed, ahead } = windowOffsets(settled, known.total);
  const windows = useQueries({
    queries: [...needed, ...ahead].map((offset) => readOptions("line_window", { query: shown, offset, limit: WINDOW_ROWS })),
    combine: byOffset,
  });
  const { total, records } = windows.size ?? (shown === query ? first.data : undefined) ?? known;
  if (total !== known.total || records !== known.records) setKnown({ total, records });
  const lineAt = (index: number) => {
    const line = windows.lines.get(index - (index % WINDOW_ROWS))?.[index % WINDOW_ROWS];
    return line?.type === "row" ? { ...line, row: patch(line.row) } : line;
  };
  return {
    query: shown,
    total,
    records,
    lineAt,
    rowAt: (index) => {
      const line = lineAt(index);
      return line?.type === "row" ? line.row : undefined;
    },
    loading: first.data === undefined && windows.size === undefined,
    error: first.error,
    retry: () => void first.refetch(),
  };
}

type Answer = { data: LineWindow | undefined };
type Windows = { lines: Map<number, Line[]>; size: { total: number; records: number } | undefined };

function byOffset(answers: Answer[]): Windows {
  const lines = new Map<number, Line[]>();
  let size: Windows["size"];
  for (const { data } of answers) {
    if (data === undefined) continue;
    lines.set(data.offset, data.lines);
    size ??= { total: data.total, records: data.records };
  }
  return { lines, size };
}

/** The range, at once when it moves a little, and after a rest when it jumps. */
function useSettled(range: Range): Range {
  const [settled, setSettled] = useState(START);
  const near = Math.abs(range.first - settled.first) <= JUMP_ROWS;
  const same = range.first === settled.first && range.last === settled.last;
  if (near && !same) setSettled(range);
  useEffect(() => {
    if (near) return;
    const timer = setTimeout(() => setSettled(range), REST_MS);
    return () => clearTimeout(timer);
  }, [near, range]);
  return near ? range : settled;
}
