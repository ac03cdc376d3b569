// The twin's import and export: CSV only, as far as a browser can.

import type { BadRow, Edit, Field, ImportCheck, Values } from "../bindings";
import { checkEdits, saveEdits } from "./edits";
import { matching } from "./query";
import { refuse, type Handlers, type TwinState } from "./state";

const FIELDS: Field[] = [
  "pfaId", "category", "forecastCategory", "class", "description", "source", "dor", "monthlyRate", "purchasePrice", "manufacturer", "model",
  "forecastStart", "forecastEnd", "actualEnd", "contract", "equipment",
];
const BAD_SHOWN = 200;

export const handlers: Handlers = {
  import_open(state, { name, bytesBase64 }) {
    const text = new TextDecoder().decode(Uint8Array.from(atob(bytesBase64), (one) => one.charCodeAt(0)));
    const [columns = [], ...rows] = text.split(/\r?\n/).filter((line) => line !== "").map((line) => line.split(text.includes(";") ? ";" : ","));
    if (columns.length < 2) throw refuse("invalid", "This is no table.");
    const importId = `import-${state.nextId()}`;
    state.imports.set(importId, { name, columns, rows });
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
    const mapping = columns.map((column) => FIELDS.find((field) => plain(field) === plain(column)) ?? (plain(column) === "id" ? "pfaId" : null));
    return { importId, name, columns, rows: rows.length, sample: rows.slice(0, 5), mapping };
  },
  import_check: (state, { importId, mapping }) => checkOf(state, importId, mapping),
  import_save: (state, { importId, mapping }) => saveEdits(state, editsOf(state, importId, mapping).edits, null),
  view_export: (state, { query, format }) => ({ path: `/home/planner/Documents/records.${format}`, records: matching(state, query).length }),
};

function checkOf(state: TwinState, importId: string, mapping: (Field | null)[]): ImportCheck {
  const { edits, bad, rows } = editsOf(state, importId, mapping);
  return { ...checkEdits(state, edits), rows, bad: bad.slice(0, BAD_SHOWN), badCount: bad.length };
}

function editsOf(state: TwinState, importId: string, mapping: (Field | null)[]): { edits: Edit[]; bad: BadRow[]; rows: number } {
  const held = state.imports.get(importId);
  if (!held) throw refuse("not_found", "This import is not open any more.");
  const edits: Edit[] = [];
  const bad: BadRow[] = [];
  held.rows.forEach((cells, index) => {
    const line = index + 2;
    const changes: Values = {};
    mapping.forEach((field, at) => {
      if (field !== null) changes[field] = cells[at]?.trim() || null;
    });
    const { pfaId, ...rest } = changes;
    if (typeof pfaId !== "string") bad.push({ line, pfaId: null, reason: "The row names no record." });
    else if (!state.records.has(pfaId)) bad.push({ line, pfaId, reason: `There is no record ${pfaId}.` });
    else edits.push({ pfaId, changes: rest });
  });
  return { edits, bad, rows: held.rows.length };
}
