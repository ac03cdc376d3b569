// The twin's sync runs and what was set aside on the way.

import type { Field, RunItem, RunQuery, RunTrigger, RunView } from "../bindings";
import { seedConflicts } from "./conflicts";
import { seedFailed } from "./failed";
import { refuse, type Handlers, type TwinState } from "./state";

export const handlers: Handlers = {
  run_list(state, { query }) {
    const found = state.runs.filter((run) => matches(run, query));
    const shown = query.hideIdle ? found.filter((run) => !isIdle(run)) : found;
    return {
      total: shown.length, idleHidden: found.length - shown.length, runs: shown.slice(query.offset, query.offset + query.limit),
    };
  },
  run_items: (state, { runId }) => state.runItems.get(runId) ?? [],
  run_item_attempts(state, { runId, pfaId }) {
    const run = state.runs.find((one) => one.id === runId);
    const item = state.runItems.get(runId)?.find((one) => one.pfaId === pfaId);
    if (run === undefined || item === undefined) throw refuse("not_found", "This run did nothing to that record.", { recordId: pfaId });
    if (item.action === "failed") return state.failed.get(pfaId)?.attempts ?? [];
    return item.action === "pushed" ? [{ number: 1, at: run.startedAt, outcome: "PEMS took it", tookMs: 240 }] : [];
  },
  run_export: (state, { query, format }) => ({
    path: `/home/maria/Documents/runs.${format}`, rows: state.runs.filter((run) => matches(run, query)).length,
  }),
  quarantine_list: (state) => state.quarantine,
};

/** What waits for a person, and the morning of runs that found it. */
export function seed(state: TwinState): void {
  seedConflicts(state);
  seedFailed(state);
  const start = Date.parse(state.now());
  const add = (minutesAgo: number, tookMs: number, trigger: RunTrigger, more: Partial<RunView>, items: RunItem[] = []) => {
    const id = String(state.nextId());
    state.runs.push({
      id, startedAt: new Date(start - minutesAgo * 60_000).toISOString(), endedAt: new Date(start - minutesAgo * 60_000 + tookMs).toISOString(), trigger,
      by: trigger === "commit" || trigger === "manual" || trigger === "retry" ? "maria.ortiz" : "worker", status: "done", pulled: 0, pushed: 0,
      synced: 0, conflicts: 0, failed: 0, quarantined: 0, message: null, ...more,
    });
    state.runItems.set(id, items);
  };
  const synced = [...state.records.values()].filter((one) => one.status === "synced");
  const quiet = (from: number, count: number, action: RunItem["action"]) =>
    synced.slice(from, from + count).map((one) => itemOf(state, one.pfaId, action, ["forecastEnd"], null));
  add(2, 400, "schedule", { pulled: 3 }, quiet(0, 3, "pulled"));
  for (let minute = 3; minute < 40; minute += 1) add(minute, 250, "schedule", {});
  const needing = [...troubled(state), ...quiet(3, 19, "pushed"), ...quiet(22, 7, "pulled")];
  add(102, 46_000, "commit", { pushed: 24, pulled: 7, synced: 19, conflicts: state.conflicts.size, failed: state.failed.size, status: "with_failures" }, needing);
  add(113, 5100, "reconnected", { pushed: 12, pulled: 38, synced: 12 }, [...quiet(29, 12, "pushed"), ...quiet(41, 38, "pulled")]);
  add(128, 900, "schedule", { status: "offline", message: "PEMS could not be reached." });
  add(150, 4600, "commit", { pushed: 41, pulled: 2, synced: 40, conflicts: 1, status: "with_conflicts" }, quiet(50, 40, "pushed"));
  add(196, 900, "hint", { pulled: 16, quarantined: 1 }, quiet(90, 16, "pulled"));
  add(60 * 26, 31_000, "start", { pulled: state.records.size }, []);
  state.quarantine.push({
    id: "quarantine-1", pfaId: "RIO-99120", reason: "The forecast start is no date: “2026-13-45”.", at: new Date(start - 196 * 60_000).toISOString(),
    payload: '{"pfs_id":"RIO-99120","pfs_f_start":"2026-13-45","pfs_updatecount":4}',
  });
  state.sync.quarantined = state.quarantine.length;
  state.sync.completed = 543;
}

function troubled(state: TwinState): RunItem[] {
  const failed = [...state.failed.values()].map((one) =>
    itemOf(state, one.pfaId, "failed", one.changes.map((change) => change.field), one.reason));
  const conflicts = [...state.conflicts.values()].map((one) =>
    itemOf(state, one.pfaId, "conflict", one.fields, one.rule?.message ?? `${one.pemsChangedBy} changed it too`));
  return [...failed, ...conflicts];
}

function itemOf(state: TwinState, pfaId: string, action: RunItem["action"], fields: Field[], detail: string | null): RunItem {
  const record = state.records.get(pfaId);
  const description = record?.mirror.description;
  return {
    pfaId, description: typeof description === "string" ? description : null, action, fields, detail, at: state.now(), status: record?.status ?? "synced",
  };
}

function matches(run: RunView, query: RunQuery): boolean {
  if (query.status !== null && run.status !== query.status) return false;
  if (query.trigger !== null && run.trigger !== query.trigger) return false;
  if (query.by !== null && run.by !== query.by) return false;
  if (query.text !== null && !(run.message ?? "").includes(query.text)) return false;
  if (query.from !== null && run.startedAt < query.from) return false;
  return query.to === null || run.startedAt < query.to;
}

function isIdle(run: RunView): boolean {
  return run.status === "done" && run.pulled + run.pushed + run.conflicts + run.failed + run.quarantined === 0;
}
