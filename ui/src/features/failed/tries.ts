// Tries on a line to scale: how long each waited for the next.
import type { AttemptView } from "../../ipc";

export type Try = AttemptView & { gapMs: number | null; share: number };

// The least share of the line that still has room for a time of day.
const LEAST = 0.16;
const LAST = 0.22;

/** Each try with the pause until the next and its share of the line. */
export function onLine(attempts: AttemptView[]): Try[] {
  const gaps = attempts.map((attempt, index) => {
    const next = attempts[index + 1];
    return next === undefined ? null : Math.max(0, Date.parse(next.at) - Date.parse(attempt.at));
  });
  const total = gaps.reduce<number>((sum, gap) => sum + (gap ?? 0), 0);
  return attempts.map((attempt, index) => {
    const gapMs = gaps[index] ?? null;
    const share = gapMs === null ? LAST : total === 0 ? LEAST : Math.max(LEAST, gapMs / total);
    return { ...attempt, gapMs, share };
  });
}
