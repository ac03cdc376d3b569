// The twin's sync: drafts become queued writes, and a run brings them to a PEMS that lives in this page.

import type { RunItem, RunTrigger, SyncStatus } from "../bindings";
import { applyVersion, changed, countsOf, refuse, setStatus, type Handlers, type TwinRecord, type TwinState } from "./state";

/** Sends every queued write, now or after `syncTakesMs`; offline, nothing moves. */
export function runSync(state: TwinState, trigger: RunTrigger): void {
  if (state.sync.connection !== "online" || state.sync.running) return;
  const due = [...state.records.values()].filter((record) => record.status === "queued");
  const startedAt = state.now();
  state.sync.running = true;
  for (const record of due) setStatus(state, record, "syncing");
  state.sync.progress = due.length > 0 ? { phase: "pushing", done: 0, total: due.length, secondsLeft: null } : null;
  if (due.length > 0) state.emit({ type: "SYNC_PROCESSING", records: ids(due) });
  if (state.syncTakesMs === 0) finishSync(state, due, trigger, startedAt);
  else setTimeout(() => finishSync(state, due, trigger, startedAt), state.syncTakesMs);
}

export const handlers: Handlers = {
  draft_commit(state, { pfaIds }) {
    const drafts = [...state.records.values()].filter(
      (record) => record.status === "draft" && (record.draft?.whatIf ?? null) === null && (pfaIds === null || pfaIds.includes(record.pfaId)),
    );
    for (const record of drafts) setStatus(state, record, "queued");
    state.emit({ type: "SYNC_QUEUED", records: ids(drafts) });
    runSync(state, "commit");
    return changed(["records", "status", "runs"], ids(drafts));
  },
  sync_now(state) {
    if (state.sync.connection === "offline") throw refuse("offline", "PEMS cannot be reached. Your changes are kept and go by themselves.");
    runSync(state, "manual");
    return changed(["records", "status", "runs"]);
  },
  sync_cancel(state) {
    state.sync.running = false;
    state.sync.progress = null;
    return changed(["status", "runs"]);
  },
  sync_status: (state) => statusOf(state),
  pull_accept(state) {
    state.sync.guard = null;
    return changed(["status", "records", "runs"]);
  },
};

function finishSync(state: TwinState, due: TwinRecord[], trigger: RunTrigger, startedAt: string): void {
  const by = state.app.session?.userId ?? "planner";
  const items: RunItem[] = due.map((record) => acknowledged(state, record, by));
  const runId = String(state.nextId());
  state.runItems.set(runId, items);
  state.runs.unshift({
    id: runId, startedAt, endedAt: state.now(), trigger, by, status: "done", pulled: 0, pushed: due.length, synced: due.length,
    conflicts: 0, failed: 0, quarantined: 0, message: null,
  });
  Object.assign(state.sync, { running: false, progress: null, lastSyncAt: state.now(), completed: state.sync.completed + due.length });
  if (due.length > 0) state.emit({ type: "SYNC_SUCCESS", records: ids(due) });
  state.emit({ type: "CHANGED", changed: changed(["records", "status", "runs"], ids(due)) });
}

function acknowledged(state: TwinState, record: TwinRecord, by: string): RunItem {
  const changes = record.draft?.changes ?? {};
  applyVersion(state, record, changes, by, record.draft?.reason ?? null);
  record.draft = null;
  setStatus(state, record, "synced");
  return {
    pfaId: record.pfaId, description: (record.mirror.description as string | null) ?? null, action: "pushed",
    fields: Object.keys(changes) as RunItem["fields"], detail: null, at: state.now(), status: "synced",
  };
}

function statusOf(state: TwinState): SyncStatus {
  const counts = countsOf(state);
  return { ...state.sync, counts, queued: counts.queued, processing: counts.syncing, failed: counts.failed };
}

function ids(records: TwinRecord[]): string[] {
  return records.map((record) => record.pfaId);
}
