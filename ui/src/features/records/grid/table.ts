// Cells as a table that spreadsheets understand: tabs between cells, lines between rows, quotes around what holds either.

import type { Row } from "../../../ipc";
import { KIND_OF } from "../../../shared/labels";
import { decimalSign } from "../../../shared/parse";
import { texts } from "../../../shared/texts";
import { cellText, fieldOf, type Column } from "./columns";

/** Rows of cells as text for the clipboard. */
export function tableText(rows: string[][]): string {
  return rows.map((cells) => cells.map(quoted).join("\t")).join("\r\n");
}

/** The cells of a table from the clipboard; one line end at the end is no row. */
export function tableOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let inside = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at] ?? "";
    if (inside) {
      if (sign !== '"') cell += sign;
      else if (plain[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else inside = false;
      continue;
    }
    if (sign === '"' && cell === "") inside = true;
    else if (sign === "\t" || sign === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      if (sign === "\n") rows.push([]);
    } else cell += sign;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

/** A cell for the clipboard: dates that every spreadsheet reads, amounts with the locale's decimal sign and no groups. */
export function copiedText(row: Row, column: Column): string {
  if (column.kind === "variance") return plainAmount(row.cost.variance);
  if (column.id === "forecastCost") return plainAmount(row.values.isActualized === true ? row.cost.actual : row.cost.forecast);
  if (column.kind === "status") return texts.common.status[row.status];
  const field = fieldOf(row, column);
  const value = field === null ? null : (row.values[field] ?? null);
  if (field === null || value === null) return "";
  if (KIND_OF[field] === "money") return plainAmount(String(value));
  return KIND_OF[field] === "date" ? String(value) : cellText(row, column);
}

function plainAmount(value: string | null): string {
  return value === null ? "" : value.replace(".", decimalSign());
}

/** What starts like a formula would be worked out by a spreadsheet; amounts are no formulas. */
function quoted(cell: string): string {
  const safe = /^[=+@]/.test(cell) || (/^-/.test(cell) && !/^-\d+([.,]\d+)?$/.test(cell)) ? `'${cell}` : cell;
  return /[\t\n\r"]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
