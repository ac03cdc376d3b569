// Import and export as the application will speak them, until the generated bindings hold them.

import type { EditCheck, Field } from "./bindings";

export type ImportOpened = { importId: string; name: string; columns: string[]; rows: number; sample: string[][]; mapping: (Field | null)[] };
export type BadRow = { line: number; pfaId: string | null; reason: string };
export type ImportCheck = EditCheck & { rows: number; bad: BadRow[]; badCount: number };
export type ViewFormat = "csv" | "xlsx";

declare module "./bindings" {
  interface Commands {
    import_open: { args: { name: string; bytesBase64: string }; result: ImportOpened };
    import_check: { args: { importId: string; mapping: (Field | null)[] }; result: ImportCheck };
    import_save: { args: { importId: string; mapping: (Field | null)[] }; result: Changed };
    view_export: { args: { query: RecordQuery; columns: string[]; format: ViewFormat }; result: { path: string; records: number } };
  }
}
