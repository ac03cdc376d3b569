// The twin's dashboard and the way back of a whole run, worked out of its runs.

import type { Dashboard, RunRollbackItem, RunView } from "../bindings";
import { totalsOf } from "./query";
import { costOf } from "./rules";
import { changed, recordOf, refuse, valueOf, type Handlers, type TwinState } from "./state";

const BOUNDS = [5, 15, 30, 60, 120, 300, null];
const STEPS = 48;

export const handlers: Handlers = {
  dashboard(state, { query }): Dashboard {
    const runs = state.runs.filter((run) => run.startedAt >= query.from && run.startedAt < query.to);
    const sum = (of: RunView[], key: "synced" | "failed" | "conflicts") => of.reduce((total, run) => total + run[key], 0);
    const [synced, failed] = [sum(runs, "synced"), sum(runs, "failed")];
    const waits = runs.flatMap((run) => Array.from({ length: run.synced }, () => waitOf(run))).sort((a, b) => a - b);
    const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? null;
    const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
    const step = (to - from) / STEPS;
    const waiting = [...state.records.values()].filter((one) => one.status === "queued" || one.status === "syncing");
    const causes = [...state.failed.values()].map((one) => one.cause);
    return {
      runs: runs.length, successRate: synced + failed === 0 ? null : synced / (synced + failed),
      latency: {
        count: waits.length, medianMs: at(0.5), p95Ms: at(0.95),
        buckets: BOUNDS.map((leSeconds, index) => ({
          leSeconds,
          count: waits.filter((ms) => (leSeconds === null || ms <= leSeconds * 1000) && ms > (BOUNDS[index - 1] ?? 0) * 1000).length,
        })),
      },
      queue: { size: waiting.length, oldestAt: waiting.map((one) => one.statusAt).sort()[0] ?? null },
      conflictsOpen: state.conflicts.size, conflictsResolved: 0,
      failedByCause: [...new Set(causes)].map((cause) => ({ cause, count: causes.filter((one) => one === cause).length })),
      points: Array.from({ length: STEPS }, (_, index) => {
        const start = from + index * step;
        const within = runs.filter((run) => Date.parse(run.startedAt) >= start && Date.parse(run.startedAt) < start + step);
        const sent = within.filter((run) => run.synced > 0);
        return {
          at: new Date(start).toISOString(), runs: within.length, synced: sum(within, "synced"), failed: sum(within, "failed"),
          conflicts: sum(within, "conflicts"), latencyMs: sent[0] === undefined ? null : waitOf(sent[0]),
        };
      }),
      alerts: [],
    };
  },
  run_rollback_preview(state, { runId }) {
    const items = itemsOf(state, runId);
    const mirrors = items.map((item) => recordOf(state, item.pfaId).mirror);
    const before = mirrors.map((mirror) => costOf({ ...mirror, forecastEnd: valueOf(mirror, "originalEnd") }));
    return { items, costNow: totalsOf(mirrors.map((mirror) => costOf(mirror))), costAfter: totalsOf(before) };
  },
  run_roll_back(state, { runId, reason, shown }) {
    if (reason.trim() === "") throw refuse("invalid", "A reason is needed.");
    const asked = new Set(shown.map((one) => one.pfaId));
    const rolledBack = itemsOf(state, runId).filter((item) => item.stays === null && asked.has(item.pfaId)).map((item) => item.pfaId);
    return { rolledBack, stayed: [], changed: changed(["records", "status", "runs", "audit"], rolledBack) };
  },
};

function waitOf(run: RunView): number {
  return run.endedAt === null ? 0 : Date.parse(run.endedAt) - Date.parse(run.startedAt);
}

/** The records that a run sent, each with the version before. */
function itemsOf(state: TwinState, runId: string): RunRollbackItem[] {
  return (state.runItems.get(runId) ?? [])
    .filter((item) => item.action === "pushed")
    .map((item) => {
      const record = recordOf(state, item.pfaId);
      const now = valueOf(record.mirror, "forecastEnd");
      return {
        pfaId: item.pfaId, description: item.description, from: record.version, to: record.version - 1,
        changes: [{ field: "forecastEnd", now, after: valueOf(record.mirror, "originalEnd") }], stays: null,
      };
    });
}
