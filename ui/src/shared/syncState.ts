// What the sync pill says. It says "Up to date" only when nothing waits, nothing failed and no conflict is open.

import type { SyncStatus } from "../ipc";
import { ago, count, duration, timeUntil } from "./format";
import { texts } from "./texts";

export type PillTone = "ok" | "busy" | "offline" | "attention" | "bad";
/** `part` is the share done, 0 to 1, where it is known. */
export type PillState = { tone: PillTone; word: string; more: string | null; part: number | null };

/** How many records wait to reach PEMS: drafts, queued and sending. */
export function waiting(status: SyncStatus): number {
  const { draft, queued, syncing } = status.counts;
  return draft + queued + syncing;
}

/** The pill's words for where sync stands, at an instant in milliseconds. */
export function pillState(status: SyncStatus, now: number = Date.now()): PillState {
  const t = texts.app.pill;
  const wait = waiting(status);
  const waits = wait > 0 ? t.wait(wait) : null;
  switch (status.connection) {
    case "sign_in_again":
      return { tone: "bad", word: t.signIn, more: waits, part: null };
    case "certificate":
      return { tone: "bad", word: t.certificate, more: waits, part: null };
    case "proxy_sign_in":
      return { tone: "bad", word: t.proxySignIn, more: waits, part: null };
    case "policy_broken":
      return { tone: "bad", word: t.policyBroken, more: waits, part: null };
    case "offline":
      return { tone: "offline", word: t.offline, more: waits ?? t.nothingWaits, part: null };
    case "not_pems":
      return { tone: "offline", word: t.notPems, more: waits, part: null };
    case "unavailable":
      return { tone: "offline", word: t.unavailable, more: waits, part: null };
    case "online":
    case "unknown":
      return status.running ? busy(status) : atRest(status, waits, now);
  }
}

/** When sync last ran and runs next, and whether PEMS tells of changes, for the tooltip. */
export function pillTooltip(status: SyncStatus, now: number = Date.now()): string {
  const t = texts.app.pill;
  const last = status.lastSyncAt === null ? t.neverSynced : t.last(ago(status.lastSyncAt, now));
  const next = status.nextSyncAt === null ? null : t.next(timeUntil(status.nextSyncAt, now));
  const live = status.changeFeed === "connected" ? t.live : null;
  return [status.connectionReason, last, next, live, t.open].filter((part) => part !== null).join(" ");
}

function busy(status: SyncStatus): PillState {
  const t = texts.app.pill;
  const progress = status.progress;
  if (progress === null || progress.total === 0) return { tone: "busy", word: t.syncing, more: null, part: null };
  const words = progress.phase === "pulling" ? t.pullingOf : t.syncingOf;
  return {
    tone: "busy",
    word: words(count(progress.done), count(progress.total)),
    more: progress.secondsLeft === null ? null : t.about(duration(progress.secondsLeft)),
    part: Math.min(1, progress.done / progress.total),
  };
}

function atRest(status: SyncStatus, waits: string | null, now: number): PillState {
  const t = texts.app.pill;
  const checked = status.lastSyncAt === null ? t.neverSynced : t.checked(ago(status.lastSyncAt, now));
  const needYou = status.counts.conflict + status.counts.failed;
  if (status.guard !== null) return { tone: "attention", word: t.guard, more: checked, part: null };
  if (needYou > 0) return { tone: "attention", word: t.needYou(needYou), more: checked, part: null };
  if (waits !== null) return { tone: "offline", word: waits, more: checked, part: null };
  if (status.lastSyncAt === null) return { tone: "offline", word: t.neverSynced, more: null, part: null };
  return { tone: "ok", word: t.upToDate, more: ago(status.lastSyncAt, now), part: null };
}
