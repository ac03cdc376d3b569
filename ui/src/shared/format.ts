// How values read, in the system's locale. Money goes from the exact decimal string to text without a float on the way;
// dates are calendar dates without a zone.

import type { Field, Value } from "../ipc";
import { KIND_OF, valueLabel } from "./labels";
import { systemLocale } from "./locale";
import { texts } from "./texts";

const locale = systemLocale;

/** Nothing there. */
export const EMPTY = "–";

/** A date for a cell, "04 May 26". */
export function shortDate(date: string): string {
  return dateWith({ day: "2-digit", month: "short", year: "2-digit" }, date);
}

/** A date for reading, "4 May 2026". */
export function longDate(date: string): string {
  return dateWith({ day: "numeric", month: "short", year: "numeric" }, date);
}

/** The day of an instant, without its year, "2 Jun". */
export function dayOf(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short" }).format(new Date(instant));
}

/** The time of an instant on this machine's clock, "10:38". */
export function clockTime(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

/** The time of an instant to the second, "10:38:05". */
export function exactTime(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(instant));
}

/** A calendar date without its year, "15 Jun". */
export function dayAndMonth(date: string): string {
  return dateWith({ day: "numeric", month: "short" }, date);
}

/** How long something took, "0.4 s", "46 s". */
export function took(ms: number): string {
  if (ms >= 10_000) return duration(Math.round(ms / 1000));
  const tenths = new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(ms / 1000);
  return texts.common.secondsText(tenths);
}

/** Day and time of an instant, "12 Jun 2026, 10:38". */
export function dateTime(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}

/** How long ago an instant was, "2 min ago"; after a day its date. */
export function ago(instant: string, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 60) return texts.common.justNow;
  if (seconds < 3600) return texts.common.minutesAgo(Math.floor(seconds / 60));
  if (seconds < 86_400) return texts.common.hoursAgo(Math.floor(seconds / 3600));
  return dayOf(instant);
}

/** How long until an instant, "40 s"; never negative. */
export function timeUntil(instant: string, now: number = Date.now()): string {
  return duration(Math.max(0, Math.round((Date.parse(instant) - now) / 1000)));
}

/** Seconds as "20 s", "3 min" or "2 h". */
export function duration(seconds: number): string {
  if (seconds < 90) return texts.common.seconds(seconds);
  if (seconds < 5400) return texts.common.minutes(Math.round(seconds / 60));
  return texts.common.hours(Math.round(seconds / 3600));
}

/** A size as "812 B", "3.4 kB" or "1.2 MB". */
export function bytes(size: number): string {
  const step = size < 1000 ? 0 : size < 1_000_000 ? 1 : 2;
  const unit = (["byte", "kilobyte", "megabyte"] as const)[step] ?? "byte";
  const format = new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: step === 0 ? "long" : "short", maximumFractionDigits: step === 0 ? 0 : 1 });
  return format.format(size / 1000 ** step);
}

/** A whole number with its groups, "8,807". */
export function count(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** An amount with its currency, "$28,500.00"; rounded to whole units where there is little room. */
export function money(value: string, currency: string, whole = false): string {
  return decimalWith({ style: "currency", currency, currencyDisplay: "narrowSymbol", ...(whole ? { maximumFractionDigits: 0 } : {}) }, value);
}

/** A difference, always with its sign: "+$10,578.00", "−$43,068.33", "$0.00". */
export function signedMoney(value: string, currency: string): string {
  return decimalWith({ style: "currency", currency, currencyDisplay: "narrowSymbol", signDisplay: "exceptZero" }, value);
}

/** An amount without its currency, for a column that names it: "28,500.00". */
export function amount(value: string): string {
  return decimalWith({ minimumFractionDigits: 2, maximumFractionDigits: 2 }, value);
}

/** A difference in whole units, always with its sign: "−43,068", "0". */
export function signedWhole(value: string): string {
  return decimalWith({ maximumFractionDigits: 0, signDisplay: "exceptZero" }, value);
}

/** The currency's sign, "$". */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat(locale(), { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

/** Part of whole in percent with one place and sign, "−23.1 %"; null where there is no whole. */
export function signedPercent(part: string, whole: string): string | null {
  const [a, b] = [hundredths(part), hundredths(whole)];
  if (b === 0n) return null;
  const tenths = (a * 10_000n) / b;
  const rounded = tenths / 10n + (tenths % 10n >= 5n ? 1n : tenths % 10n <= -5n ? -1n : 0n);
  return `${decimalWith({ minimumFractionDigits: 1, signDisplay: "exceptZero" }, tenthsText(rounded))}\u202f%`;
}

/** A share from 0 to 1 in percent, with one place where it is not whole: "99.9 %". */
export function percent(share: number): string {
  return new Intl.NumberFormat(systemLocale(), { style: "percent", maximumFractionDigits: 1, roundingMode: "floor" } as Intl.NumberFormatOptions).format(share);
}

/** Whether a difference is a cost over the plan, under it, or neither. */
export function direction(value: string | null): "over" | "under" | "even" {
  if (value === null || /^-?0+(\.0+)?$/.test(value)) return "even";
  return value.startsWith("-") ? "under" : "over";
}

/** One exact amount less another. */
export function difference(a: string, b: string): string {
  const cents = hundredths(a) - hundredths(b);
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Days from one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** A field's value as a person reads it; an empty one is a dash. Money wants the organization's currency. */
export function valueText(field: Field, value: Value | undefined, currency?: string): string {
  if (value === null || value === undefined || value === "") return EMPTY;
  switch (KIND_OF[field]) {
    case "date":
      return longDate(String(value));
    case "money":
      return currency === undefined ? amount(String(value)) : money(String(value), currency);
    case "instant":
      return dateTime(String(value));
    case "boolean":
      return value === true ? texts.common.yes : texts.common.no;
    case "choice":
      return valueLabel(String(value));
    case "text":
      return String(value);
  }
}

/** The same of what was typed: as it was, where it is no value of the field. */
export function typedText(field: Field, value: Value | undefined, currency?: string): string {
  const shape = SHAPES[KIND_OF[field]];
  return typeof value === "string" && shape !== undefined && !shape.test(value) ? value : valueText(field, value, currency);
}

const SHAPES: Partial<Record<(typeof KIND_OF)[Field], RegExp>> = { date: /^\d{4}-\d{2}-\d{2}$/, money: /^-?\d+(\.\d+)?$/, instant: /^\d{4}-\d{2}-\d{2}T/ };

function dateWith(options: Intl.DateTimeFormatOptions, date: string): string {
  return formatter(`${locale()}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" })).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** `Intl` takes a decimal as text and keeps every digit. The minus sign is U+2212 whatever the locale's habit. */
function decimalWith(options: Intl.NumberFormatOptions, value: string): string {
  const format = formatter(`${locale()}${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale(), options));
  return format.format(value as Intl.StringNumericLiteral).replace("-", "\u2212");
}

/** Formatters are dear to make and a page of the grid asks for hundreds. */
const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
function formatter<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  const known = formatters.get(key);
  if (known) return known as T;
  const made = make();
  formatters.set(key, made);
  return made;
}

function hundredths(value: string): bigint {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const size = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0").slice(0, 2));
  return value.startsWith("-") ? -size : size;
}

function tenthsText(tenths: bigint): string {
  const size = tenths < 0n ? -tenths : tenths;
  return `${tenths < 0n ? "-" : ""}${size / 10n}.${size % 10n}`;
}
