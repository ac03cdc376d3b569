import { describe, expect, it, vi } from "vitest";
import type { Row, Status } from "../../ipc";
import { badgeTooltip, followBadge } from "./badge";

const now = Date.parse("2026-06-12T12:00:00Z");
const row = (status: Status, more: Partial<Row> = {}): Row => ({
  pfaId: "RIO-1", version: 15, status, statusAt: "2026-06-12T11:46:00Z", statusReason: null, conflictId: null, values: {},
  changed: ["forecastStart", "forecastEnd"], cost: { plan: null, forecast: null, actual: null, variance: null }, ...more,
});

describe("a badge", () => {
  it.each([
    ["draft", "edit:RIO-1"], ["queued", "activity"], ["syncing", "activity"], ["synced", "versions:RIO-1"], ["conflict", "conflict:c7"], ["failed", "failed:RIO-1"],
  ] as const)("leads_from_%s_to_%s", (status, target) => {
    const went = vi.fn();
    const links = {
      onOpenConflict: (id: string) => went(`conflict:${id}`), onShowFailed: (id: string) => went(`failed:${id}`),
      onShowActivity: () => went("activity"), onShowVersions: (id: string) => went(`versions:${id}`),
    };
    followBadge(row(status, { conflictId: "c7" }), links, (id) => went(`edit:${id}`));
    expect(went.mock.calls).toEqual([[target]]);
  });

  it("tells_time_or_reason", () => {
    expect(badgeTooltip(row("draft"), now)).toBe("Draft. 2 fields changed, 14 min ago. Not sent.");
    expect(badgeTooltip(row("synced"), now)).toBe("Synced 14 min ago. PEMS has v15.");
    expect(badgeTooltip(row("failed", { statusReason: "internal error in PEMS." }), now)).toBe("Failed 14 min ago: internal error in PEMS.");
  });
});
