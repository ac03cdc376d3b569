// How times read on the timeline.

import type { Row } from "../../ipc";
import { count, dayAndMonth, daysBetween } from "../../shared/format";
import { systemLocale } from "../../shared/locale";
import { texts } from "../../shared/texts";
import { datesOf, type Dates, type Lane, type May, gripsOf } from "./drag";
import { dateOf, dayOf, type Unit } from "./geometry";

/** "15 June to 30 September 2026", as it is spoken. */
export function spokenDates({ from, to }: Dates): string {
  if (to === null) return full(from);
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  return texts.timeline.fromTo(sameYear ? written({ day: "numeric", month: "long" }, from) : full(from), full(to));
}

/** "Forecast, 15 June to 30 September 2026, 107 days, draft". */
export function barName(row: Row, lane: Lane, may: May): string {
  const t = texts.timeline;
  const dates = datesOf(row.values, lane);
  if (dates === null) return `${laneName(lane)}, ${t.noDates}`;
  const days = dates.to === null ? 0 : daysBetween(dates.from, dates.to);
  const more = isDraft(row, lane) ? t.draft : lane !== "plan" && gripsOf(row, lane, may).length === 0 ? t.locked : "";
  return t.barName(laneName(lane), spokenDates(dates), t.days(days, count(days)), more);
}

export function laneName(lane: Lane): string {
  return texts.records[lane];
}

/** Whether a bar's dates differ from what PEMS has. */
export function isDraft(row: Row, lane: Lane): boolean {
  const fields = { plan: [], forecast: ["forecastStart", "forecastEnd"], actual: ["actualStart", "actualEnd"] }[lane] as string[];
  return row.changed.some((field) => fields.includes(field));
}

/** What a line of the scale says; a strong one says its year as well. */
export function tickName(unit: Unit, day: number, major: boolean): string {
  const t = texts.timeline;
  const date = dateOf(day);
  const year = date.slice(0, 4);
  const quarter = Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1;
  switch (unit) {
    case "day":
      return written({ day: "numeric" }, date);
    case "week":
      return dayAndMonth(date);
    case "month":
      return written(major ? { month: "long", year: "numeric" } : { month: "short" }, date);
    case "quarter":
      return major ? t.quarterOf(quarter, year) : t.quarter(quarter);
    case "year":
      return year;
    case "decade":
      return t.decade(year, String(Number(year) + 9));
  }
}

/** "+21 days", with a real minus. */
export function signedDays(days: number): string {
  const signed = `${days > 0 ? "+" : days < 0 ? "\u2212" : ""}${count(Math.abs(days))}`;
  return texts.timeline.moreDays(signed, days);
}

/** The days between two dates, signed. */
export function movedBy(from: string, to: string): number {
  return dayOf(to) - dayOf(from);
}

function full(date: string): string {
  return written({ day: "numeric", month: "long", year: "numeric" }, date);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function written(options: Intl.DateTimeFormatOptions, date: string): string {
  const key = systemLocale() + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(systemLocale(), { ...options, timeZone: "UTC" });
  formats.set(key, format);
  return format.format(new Date(`${date}T00:00:00Z`));
}
