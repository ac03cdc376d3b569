// What is done to a range of cells: fill, clear, copy, paste, tick.

import { useEffect, useRef, type ClipboardEvent, type RefObject } from "react";
import { asAppError, type Edit, type Row } from "../../../ipc";
import { count } from "../../../shared/format";
import { texts } from "../../../shared/texts";
import { toast } from "../../../shared/Toast";
import { useSaveEdit, type Batch } from "../../../shared/view/edits";
import type { Lines } from "../../../shared/view/lines";
import type { Planning } from "../../../shared/view/planning";
import { useTickAll } from "../../../shared/view/tickAll";
import { clearing, fillFrom, fillWith, pasting } from "./batch";
import type { Column } from "./columns";
import type { Cursor } from "./cursor";
import type { Editor } from "./editing";
import { columnsIn, rowsIn, type CellRange } from "./range";
import { idsBetween, MOST_LINES, rowsBetween, rowsFrom } from "./rangeRows";
import { copiedText, tableOf, tableText } from "./table";

/** A batch to be previewed, with what the preview is called. */
export type Previewed = { title: string; batch: Extract<Batch, { kind: "edits" }> };

export type RangeProps = {
  lines: Lines;
  columns: Column[];
  cursor: Cursor;
  editor: Editor;
  planning: Planning;
  onPreview: (previewed: Previewed) => void;
};

export type RangeActions = {
  fillText: (text: string) => Promise<void>;
  fillDown: () => Promise<void>;
  /** Repeats the range over the rows to which its handle was dragged. */
  fillTo: (source: CellRange, toRow: number) => Promise<void>;
  clear: () => Promise<void>;
  copy: (event: ClipboardEvent) => void;
  paste: (event: ClipboardEvent) => void;
  /** Ticks the records of the range, or takes their ticks away when all have one. */
  tick: (first: number, last: number) => Promise<void>;
  tickAll: () => Promise<void>;
};

export function useRangeActions({ lines, columns, cursor, editor, planning, onPreview }: RangeProps): RangeActions {
  const save = useSaveEdit();
  const tickAll = useTickAll(lines, planning);
  const t = texts.planning.edit;
  const { range } = cursor;
  const inRange = columns.slice(range.left, range.right + 1);
  const names = inRange.map((column) => column.name).join(", ");

  const rows = async (first: number, last: number): Promise<Row[] | null> => {
    const found = await said(rowsBetween(lines, first, last));
    if (found === null) toast({ kind: "warn", title: t.tooMany(count(MOST_LINES)) });
    return found ?? null;
  };
  const offer = (edits: Edit[], title: string, note: string | null = null) => {
    const some = edits.filter((edit) => Object.keys(edit.changes).length > 0);
    if (some.length === 0) return editor.say(cursor.active, t.computed);
    onPreview({ title, batch: { kind: "edits", edits: some, label: title, note } });
  };
  const clearOne = async (row: Row) => {
    const [edit] = clearing([row], inRange);
    if (edit === undefined || Object.keys(edit.changes).length === 0) return;
    const problem = await save(row, edit.changes, t.clear(names));
    if (problem !== null) editor.say(cursor.active, problem.message);
  };

  return {
    async fillText(text) {
      const target = await rows(range.top, range.bottom);
      if (target !== null) offer(fillWith(text, target, inRange), t.fill(names));
    },
    async fillDown() {
      const single = range.top === range.bottom;
      const found = await rows(single ? Math.max(0, range.top - 1) : range.top, range.bottom);
      if (found === null || found.length < 2) return;
      offer(fillFrom(found.slice(0, 1), found.slice(1), inRange), t.fill(names));
    },
    async fillTo(source, toRow) {
      const below = toRow > source.bottom;
      const [from, to] = [await rows(source.top, source.bottom), await rows(below ? source.bottom + 1 : toRow, below ? toRow : source.top - 1)];
      if (from !== null && to !== null && to.length > 0) offer(fillFrom(from, to, inRange), t.fill(names));
    },
    async clear() {
      const target = await rows(range.top, range.bottom);
      if (target === null) return;
      const [only] = target;
      if (only !== undefined && target.length === 1 && inRange.length === 1) await clearOne(only);
      else offer(clearing(target, inRange), t.clear(names));
    },
    copy(event) {
      if (isText(event.target)) return;
      event.preventDefault();
      void copyRange(lines, range, inRange, event.clipboardData);
    },
    paste(event) {
      if (isText(event.target)) return;
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain");
      if (text === "") return void toast({ kind: "info", title: t.nothing });
      void said(pastedEdits(text, lines, range, columns)).then((pasted) => {
        if (pasted !== null && pasted !== undefined) offer(pasted.edits, t.paste, pasted.cut ? t.tooWide : null);
        else if (pasted === null) toast({ kind: "warn", title: t.tooMany(count(MOST_LINES)) });
      });
    },
    async tick(first, last) {
      const ids = await said(idsBetween(lines, first, last));
      if (ids === undefined) return;
      const next = new Set(planning.selection);
      const all = ids.every((id) => next.has(id));
      for (const id of ids) if (all) next.delete(id);
      else next.add(id);
      planning.setSelection(next);
    },
    tickAll,
  };
}

/** WebKit asks first whether there is anything to copy or room to paste. */
export function useClipboardAsked(grid: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const yes = (event: Event) => {
      if (!isText(event.target)) event.preventDefault();
    };
    const asked = ["beforecopy", "beforepaste"];
    asked.forEach((name) => element.addEventListener(name, yes));
    return () => asked.forEach((name) => element.removeEventListener(name, yes));
  }, [grid]);
}

/** The newest of something, for listeners that stay. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

async function copyRange(lines: Lines, range: CellRange, columns: Column[], clipboard: DataTransfer): Promise<void> {
  const t = texts.planning.edit;
  const loaded = loadedTable(lines, range, columns);
  if (loaded !== null) {
    clipboard.setData("text/plain", tableText(loaded));
  } else {
    try {
      const rows = await rowsBetween(lines, range.top, range.bottom);
      if (rows === null) return void toast({ kind: "warn", title: t.tooMany(count(MOST_LINES)) });
      await navigator.clipboard.writeText(tableText(rows.map((row) => columns.map((column) => copiedText(row, column)))));
    } catch (thrown) {
      return void toast({ kind: "error", title: t.notCopied, detail: asAppError(thrown).message });
    }
  }
  toast({ kind: "info", title: t.copied(rowsIn(range) * columnsIn(range)) });
}

function loadedTable(lines: Lines, range: CellRange, columns: Column[]): string[][] | null {
  const table: string[][] = [];
  for (let index = range.top; index <= range.bottom; index += 1) {
    const line = lines.lineAt(index);
    if (line === undefined) return null;
    if (line.type === "row") table.push(columns.map((column) => copiedText(line.row, column)));
  }
  return table;
}

async function pastedEdits(text: string, lines: Lines, range: CellRange, columns: Column[]): Promise<{ edits: Edit[]; cut: boolean } | null> {
  const table = tableOf(text);
  if (table.length > MOST_LINES) return null;
  const width = Math.max(...table.map((cells) => cells.length));
  const single = table.length === 1 && width === 1;
  const rows = single ? await rowsBetween(lines, range.top, range.bottom) : await rowsFrom(lines, range.top, table.length);
  const onto = single ? columns.slice(range.left, range.right + 1) : columns.slice(range.left, range.left + width);
  return rows === null ? null : { edits: pasting(table, rows, onto), cut: onto.length < width && !single };
}

/** What was asked for, undefined where it failed, which is said. */
async function said<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    const error = asAppError(thrown);
    toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message });
    return undefined;
  }
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
