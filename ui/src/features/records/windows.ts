// The rows in sight, read in windows. The application holds the records; here is only what a person looks at, and near it.

import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { readOptions, useRead, type CommandError, type RecordQuery, type RecordWindow, type Row } from "../../ipc";
import { WINDOW_ROWS, windowOffsets, type Range } from "./windowing";

/** A jump of more rows than this waits until scrolling rests, so that dragging the scroll bar does not read all it passes. */
const JUMP_ROWS = 2 * WINDOW_ROWS;
const REST_MS = 60;
const START: Range = { first: 0, last: 0 };

export type Rows = {
  /** The query that `rowAt` answers for: the last one whose first rows are here. */
  query: RecordQuery;
  total: number;
  rowAt: (index: number) => Row | undefined;
  loading: boolean;
  error: CommandError | null;
  retry: () => void;
};

/** The rows of a query around a range. While a new query is read, the rows of the last one stay. */
export function useRows(query: RecordQuery, range: Range): Rows {
  const first = useRead("record_window", { query, offset: 0, limit: WINDOW_ROWS });
  const [shown, setShown] = useState(query);
  if (first.data !== undefined && shown !== query) setShown(query);
  const [known, setKnown] = useState(0);
  const settled = useSettled(range);
  const { needed, ahead } = windowOffsets(settled, known);
  const windows = useQueries({
    queries: [...needed, ...ahead].map((offset) => readOptions("record_window", { query: shown, offset, limit: WINDOW_ROWS })),
    combine: byOffset,
  });
  const total = windows.total ?? (shown === query ? first.data?.total : undefined) ?? known;
  if (total !== known) setKnown(total);
  return {
    query: shown,
    total,
    rowAt: (index) => windows.rows.get(index - (index % WINDOW_ROWS))?.[index % WINDOW_ROWS],
    loading: first.data === undefined && windows.total === undefined,
    error: first.error,
    retry: () => void first.refetch(),
  };
}

type Answer = { data: RecordWindow | undefined };

function byOffset(answers: Answer[]): { rows: Map<number, Row[]>; total: number | undefined } {
  const rows = new Map<number, Row[]>();
  let total: number | undefined;
  for (const { data } of answers) {
    if (data === undefined) continue;
    rows.set(data.offset, data.rows);
    total ??= data.total;
  }
  return { rows, total };
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
