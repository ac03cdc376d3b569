// Settings as they are typed: numbers, texts and lists are text until they are sound.
import type { Settings } from "../../ipc";

/** The lowest and highest value of each number. */
export const RANGES = {
  intervalSeconds: [10, 3600],
  batchSize: [1, 1000],
  maxAttempts: [1, 10],
  retryDelaySeconds: [1, 300],
  rateLimitPerSecond: [1, 10_000],
  queueAgeAlertMinutes: [1, 10_080],
} as const satisfies Partial<Record<keyof Settings, readonly [low: number, high: number]>>;

const TEXTS = [
  "pemsAddress", "proxyAddress", "proxyUser", "proxyPacUrl", "extraCaFile", "updateAddress", "metricsListen", "otlpEndpoint", "approvalAbove",
  "recoveryPublicKey",
] as const;

export type NumberKey = keyof typeof RANGES;
export type TextKey = (typeof TEXTS)[number];
export type Typed = Omit<Settings, NumberKey | TextKey | "proxyBypass"> & Record<NumberKey | TextKey | "proxyBypass", string>;

const NUMBERS = Object.keys(RANGES) as NumberKey[];

/** Settings as text to be edited. */
export function toTyped(settings: Settings): Typed {
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, String(settings[key])])) as Record<NumberKey, string>;
  const words = Object.fromEntries(TEXTS.map((key) => [key, settings[key] ?? ""])) as Record<TextKey, string>;
  return { ...settings, ...numbers, ...words, proxyBypass: settings.proxyBypass.join(", ") };
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
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, Number(typed[key])])) as Record<NumberKey, number>;
  const words = Object.fromEntries(TEXTS.map((key) => [key, typed[key].trim() === "" ? null : typed[key].trim()])) as Record<TextKey, string | null>;
  return { ...typed, ...numbers, ...words, proxyBypass: typed.proxyBypass.split(/[\s,]+/).filter((one) => one !== "") };
}

/** Whether two sets of typed settings say the same. */
export function isSame(a: Typed, b: Typed): boolean {
  return (Object.keys(a) as (keyof Typed)[]).every((key) => said(a[key]) === said(b[key]));
}

function said(value: Typed[keyof Typed]): string {
  return typeof value === "string" ? value.trim() : JSON.stringify(value);
}
