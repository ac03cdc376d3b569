import { describe, expect, it } from "vitest";
import type { SyncStatus } from "../ipc";
import { pillState, pillTooltip } from "./syncState";

const now = Date.parse("2026-06-12T12:00:00Z");
const rest: SyncStatus = {
  counts: { draft: 0, queued: 0, syncing: 0, synced: 8807, conflict: 0, failed: 0 },
  connection: "online", connectionReason: null, changeFeed: "connected", running: false, progress: null, queued: 0, processing: 0, completed: 0, failed: 0,
  averageMs: null, lastSyncAt: "2026-06-12T11:58:00Z", nextSyncAt: null, offlineSince: null, guard: null, quarantined: 0,
};
const withCounts = (counts: Partial<SyncStatus["counts"]>): SyncStatus => ({ ...rest, counts: { ...rest.counts, ...counts } });

describe("the sync pill", () => {
  it("says_up_to_date_when_nothing_waits_failed_or_is_in_conflict", () => {
    expect(pillState(rest, now)).toEqual({ tone: "ok", word: "Up to date", more: "2 min ago", part: null });
  });

  it.each(["draft", "queued", "syncing", "conflict", "failed"] as const)("does_not_say_up_to_date_while_a_record_is_%s", (status) => {
    expect(pillState(withCounts({ [status]: 1 }), now).word).not.toBe("Up to date");
  });

  it("does_not_say_up_to_date_before_the_first_sync_or_while_the_guard_asks", () => {
    expect(pillState({ ...rest, lastSyncAt: null }, now).word).toBe("not synced yet");
    const guard = { reason: "far_fewer", held: 8807, seen: 212, message: "" } as const;
    expect(pillState({ ...rest, guard }, now).word).toBe("Pull stopped");
  });

  it("adds_up_what_needs_a_person", () => {
    expect(pillState(withCounts({ conflict: 3, failed: 1, draft: 7 }), now)).toMatchObject({ tone: "attention", word: "4 need you" });
  });

  it("counts_what_waits_while_offline", () => {
    expect(pillState({ ...withCounts({ draft: 7, queued: 5 }), connection: "offline" }, now)).toMatchObject({
      tone: "offline", word: "Offline", more: "12 changes wait",
    });
  });

  it("shows_how_far_a_sync_is", () => {
    const running: SyncStatus = { ...rest, running: true, progress: { phase: "pushing", done: 34, total: 120, secondsLeft: 20 } };
    expect(pillState(running, now)).toEqual({ tone: "busy", word: "Syncing 34 of 120", more: "~20 s", part: 34 / 120 });
  });

  it("tells_in_its_tooltip_whether_pems_tells_of_changes", () => {
    expect(pillTooltip(rest, now)).toContain("PEMS tells of changes as they happen.");
    expect(pillTooltip({ ...rest, changeFeed: "connecting" }, now)).not.toContain("PEMS tells");
  });

  it("asks_to_sign_in_again_whatever_else_holds", () => {
    expect(pillState({ ...withCounts({ failed: 1, draft: 12 }), connection: "sign_in_again" }, now)).toMatchObject({
      tone: "bad", word: "Sign in again", more: "12 changes wait",
    });
  });
});
