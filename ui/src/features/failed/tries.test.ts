import { expect, it } from "vitest";
import type { AttemptView } from "../../ipc";
import { waited } from "./times";
import { onLine } from "./tries";

const at = (second: number, number: number): AttemptView => ({
  number, at: new Date(Date.UTC(2026, 5, 12, 10, 42, second)).toISOString(), outcome: "500", tookMs: 800,
});

it("gives each try its share of the line by the pause after it", () => {
  const line = onLine([at(0, 1), at(10, 2), at(30, 3)]);
  expect(line.map((one) => one.gapMs)).toEqual([10_000, 20_000, null]);
  expect((line[1]?.share ?? 0) / (line[0]?.share ?? 1)).toBeCloseTo(2);
});

it("keeps room for a short pause beside a very long one", () => {
  const [short] = onLine([at(0, 1), at(1, 2), { ...at(0, 3), at: "2026-06-13T10:42:00Z" }]);
  expect(short?.share).toBeGreaterThan(0.1);
});

it("says how long something waited in its two largest units", () => {
  const now = new Date("2026-06-12T12:00:00Z");
  expect(waited("2026-06-12T11:59:40Z", now)).toBe("0 min");
  expect(waited("2026-06-12T10:18:00Z", now)).toBe("1 h 42 min");
  expect(waited("2026-06-09T12:00:00Z", now)).toBe("3 days");
});
