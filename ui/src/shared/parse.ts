// What a person types, as the exact text that the application takes. The locale's own forms and ISO are understood.

import { systemLocale } from "./locale";

/** A parsed value: null is empty, "unreadable" is not a value at all. */
export type Parsed = { value: string | null } | { unreadable: true };

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** A calendar date as "2026-06-15", from ISO, "15/06/2026" in the locale's order, or "15 Jun 2026". */
export function parseDate(text: string, today: string, locale: string = systemLocale()): Parsed {
  const typed = text.trim();
  if (typed === "") return { value: null };
  const iso = ISO.exec(typed);
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const words = typed.toLowerCase().split(/[\s.,/\-\u00a0]+/).filter((word) => word !== "");
  const named = words.findIndex((word) => monthOf(word, locale) !== null);
  if (named !== -1) return namedDate(words, named, today, locale);
  if (!words.every((word) => /^\d+$/.test(word)) || words.length < 2 || words.length > 3) return { unreadable: true };
  const order = dayFirst(locale) ? { day: 0, month: 1 } : { day: 1, month: 0 };
  return dateOf(yearOf(words[2], today), Number(words[order.month]), Number(words[order.day]));
}

/** An amount as "1234.50", from "1,234.5", "$1,234.50" or "1 234,50" in the locale's form. More than two places are unreadable. */
export function parseMoney(text: string, locale: string = systemLocale()): Parsed {
  const bare = text.replace(/[\p{Sc}\s\u00a0\u202f']/gu, "");
  if (bare === "") return { value: null };
  const { group, decimal } = separators(locale);
  // "1234.50" is read everywhere: it is how amounts are copied from elsewhere.
  const plain = /^\d+(\.\d{1,2})?$/.test(bare) ? bare : ungrouped(bare, group).replace(decimal, ".");
  const match = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(plain);
  if (!match) return { unreadable: true };
  return { value: `${BigInt(match[1] ?? "0")}.${(match[2] ?? "").padEnd(2, "0")}` };
}

/** Without group separators, which stand before three digits or are not separators. */
function ungrouped(text: string, group: string): string {
  const [first = "", ...rest] = text.split(group);
  const grouped = /^\d{1,3}$/.test(first) && rest.every((part, index) => (index < rest.length - 1 ? /^\d{3}$/ : /^\d{3}(\D|$)/).test(part));
  return grouped ? first + rest.join("") : text;
}

/** Today as a calendar date on this machine. */
export function todayDate(now: Date = new Date()): string {
  return dateText(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

function namedDate(words: string[], named: number, today: string, locale: string): Parsed {
  const month = monthOf(words[named] ?? "", locale);
  const numbers = words.filter((_, index) => index !== named);
  if (month === null || numbers.length < 1 || numbers.length > 2 || !numbers.every((word) => /^\d+$/.test(word))) return { unreadable: true };
  return dateOf(yearOf(numbers[1], today), month, Number(numbers[0]));
}

function dateOf(year: number, month: number, day: number): Parsed {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1000 ? { value: dateText(year, month, day) } : { unreadable: true };
}

function dateText(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** "26" is 2026; no year is this one. */
function yearOf(word: string | undefined, today: string): number {
  if (word === undefined) return Number(today.slice(0, 4));
  return word.length <= 2 ? 2000 + Number(word) : Number(word);
}

function monthOf(word: string, locale: string): number | null {
  if (word.length < 3 || /^\d/.test(word)) return null;
  for (let month = 1; month <= 12; month += 1) {
    const date = new Date(Date.UTC(2026, month - 1, 15));
    for (const one of [locale, "en"]) {
      const long = new Intl.DateTimeFormat(one, { month: "long", timeZone: "UTC" }).format(date).toLowerCase();
      if (long.startsWith(word)) return month;
      const short = new Intl.DateTimeFormat(one, { month: "short", timeZone: "UTC" }).format(date).toLowerCase().replace(".", "");
      if (short === word) return month;
    }
  }
  return null;
}

function dayFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale, { day: "numeric", month: "numeric", year: "numeric" }).formatToParts(0);
  return parts.findIndex((part) => part.type === "day") < parts.findIndex((part) => part.type === "month");
}

function separators(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).formatToParts(1_234_567.5);
  const find = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: find("group", ","), decimal: find("decimal", ".") };
}

/** The sign before the decimals in a locale. */
export function decimalSign(locale: string = systemLocale()): string {
  return separators(locale).decimal;
}
