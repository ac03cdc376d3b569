// What filling, clearing and pasting a range would change.

import type { Edit, Field, Row, Value } from "../../../ipc";
import { readTyped } from "../../../shared/typed";
import { fieldOf, type Column } from "./columns";

/** The edits that put one typed text into every cell. */
export function fillWith(text: string, rows: Row[], columns: Column[]): Edit[] {
  return rows.map((row) => editOf(row, columns, () => text));
}

/** The edits that clear cells. */
export function clearing(rows: Row[], columns: Column[]): Edit[] {
  return rows.map((row) => editOf(row, columns, () => null));
}

/** The edits that repeat the source rows over the target rows. */
export function fillFrom(source: Row[], target: Row[], columns: Column[]): Edit[] {
  return target.map((row, at) => {
    const from = source[at % source.length];
    return editOf(row, columns, (column) => {
      const field = from === undefined ? null : fieldOf(from, column);
      return from === undefined || field === null ? undefined : (from.values[field] ?? null);
    });
  });
}

/** The edits that a pasted table makes, its first cell at the first row and column; one cell fills all. */
export function pasting(table: string[][], rows: Row[], columns: Column[]): Edit[] {
  const single = table.length === 1 && table[0]?.length === 1 ? table[0][0] : undefined;
  return rows.map((row, at) => editOf(row, columns, (column) => single ?? table[at]?.[columns.indexOf(column)]));
}

/** The value for each cell of a row that a person could write; undefined leaves a cell alone. */
function editOf(row: Row, columns: Column[], valueFor: (column: Column) => Value | undefined): Edit {
  const changes: Edit["changes"] = {};
  for (const column of columns) {
    const field = column.kind === "id" ? null : fieldOf(row, column);
    const value = valueFor(column);
    if (field !== null && value !== undefined) changes[field] = typed(field, value);
  }
  return { pfaId: row.pfaId, changes };
}

/** What can be read in the person's own form is; the rest goes as it is, to be refused with a reason. */
function typed(field: Field, value: Value): Value {
  if (typeof value !== "string") return value;
  const read = readTyped(field, value.replace(/^'(?=[=+@-])/, ""));
  return "value" in read ? read.value : value;
}
