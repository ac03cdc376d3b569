// Settings as they are typed: numbers are text until they are sound.
import type { Settings } from "../../ipc";

export type NumberKey = "intervalSeconds" | "batchSize" | "maxAttempts" | "rateLimitPerSecond";
export type Typed = Omit<Settings, NumberKey> & Record<NumberKey, string>;

/** The lowest and highest value of each number. */
export const RANGES: Record<NumberKey, readonly [low: number, high: number]> = {
  intervalSeconds: [10, 3600],
  batchSize: [1, 1000],
  maxAttempts: [1, 10],
  rateLimitPerSecond: [1, 100],
};

const NUMBERS = Object.keys(RANGES) as NumberKey[];

/** Settings as text to be edited. */
export function toTyped(settings: Settings): Typed {
  return {
    ...settings,
    intervalSeconds: String(settings.intervalSeconds),
    batchSize: String(settings.batchSize),
    maxAttempts: String(settings.maxAttempts),
    rateLimitPerSecond: String(settings.rateLimitPerSecond),
  };
}

/** The numbers that are no whole number within their range. */
export function wrongNumbers(typed: Typed): NumberKey[] {
  return NUMBERS.filter((key) => {
    const text = typed[key].trim();
    const [low, high] = RANGES[key];
    return !/^\d{1,6}$/.test(text) || Number(text) < low || Number(text) > high;
  });
}

/** What was typed as settings; only for numbers that are sound. */
export function toSettings(typed: Typed): Settings {
  return {
    ...typed,
    intervalSeconds: Number(typed.intervalSeconds),
    batchSize: Number(typed.batchSize),
    maxAttempts: Number(typed.maxAttempts),
    rateLimitPerSecond: Number(typed.rateLimitPerSecond),
  };
}

/** Whether two sets of typed settings say the same. */
export function isSame(a: Typed, b: Typed): boolean {
  return (Object.keys(a) as (keyof Typed)[]).every((key) => String(a[key]).trim() === String(b[key]).trim());
}
