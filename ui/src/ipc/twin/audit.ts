// The twin's audit log: what its runs did, in sentences, without a chain.

import type { AuditQuery, AuditRow } from "../bindings";
import type { Handlers, TwinState } from "./state";

export const handlers: Handlers = {
  audit_list(state, { query }) {
    const found = rowsOf(state).filter((row) => matches(row, query));
    const start = query.before === null ? 0 : found.findIndex((row) => row.id === query.before) + 1;
    const rows = found.slice(start, start + query.limit);
    const more = start + rows.length < found.length;
    return { rows, more, next: more ? (rows.at(-1)?.id ?? null) : null, total: found.length, exact: true };
  },
  audit_verify: (state) => ({ rows: rowsOf(state).length, broken: null }),
  audit_export: (state, { query, format }) => ({
    path: `/home/maria/Documents/audit.${format}`, rows: rowsOf(state).filter((row) => matches(row, query)).length,
  }),
};

/** A row for each record that a run touched; the newest first. */
function rowsOf(state: TwinState): AuditRow[] {
  const acts = state.runs.flatMap((run) =>
    (state.runItems.get(run.id) ?? []).map((item) => ({
      at: run.startedAt, who: run.by, action: `record_${item.action}`, pfaId: item.pfaId,
      detail: JSON.stringify({ run: run.id, fields: item.fields }),
      sentence: item.detail ?? `${item.pfaId} was ${item.action}: ${item.fields.join(", ")}.`,
    })),
  );
  acts.sort((a, b) => b.at.localeCompare(a.at));
  return acts.map((act, index) => ({ ...act, id: String(acts.length - index) }));
}

function matches(row: AuditRow, query: AuditQuery): boolean {
  const has = (text: string | null, part: string | null) => part === null || (text ?? "").toLowerCase().includes(part.toLowerCase());
  if (query.from !== null && row.at < query.from) return false;
  if (query.to !== null && row.at >= query.to) return false;
  if (query.action !== null && row.action !== query.action) return false;
  if (query.who !== null && row.who !== query.who) return false;
  if (query.pfaId !== null && row.pfaId !== query.pfaId) return false;
  return has(`${row.sentence} ${row.detail} ${row.who} ${row.action}`, query.text);
}
