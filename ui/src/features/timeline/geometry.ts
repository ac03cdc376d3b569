// Dates and pixels. A day is a whole number of days since 1 January 1970 by the calendar; there are no zones and no hours.

import type { ViewSpec } from "../../ipc";

export type Scale = ViewSpec["scale"];
export type Unit = "day" | "week" | "month" | "quarter" | "year" | "decade";

/** What the chart shows: the day at its left edge, which may have a fraction, and how wide a day is. */
export type Axis = { left: number; pxPerDay: number };
/** Where a bar lies, in pixels from the chart's left edge. */
export type Span = { left: number; width: number };

export const SCALES: readonly Scale[] = ["day", "week", "month", "quarter", "year"];
/** How wide a day is at first in each scale. */
export const PX_PER_DAY: Record<Scale, number> = { day: 34, week: 10, month: 2.4, quarter: 0.9, year: 0.28 };
/** The lines of a scale: the strong ones and those between. */
export const UNITS: Record<Scale, { major: Unit; minor: Unit }> = {
  day: { major: "month", minor: "day" },
  week: { major: "month", minor: "week" },
  month: { major: "quarter", minor: "month" },
  quarter: { major: "year", minor: "quarter" },
  year: { major: "decade", minor: "year" },
};

const DAY_MS = 86_400_000;
const NARROWEST = 0.08;
const WIDEST = 68;
/** A bar too short to be seen is this wide. */
const SHORTEST_PX = 3;

/** The day of a calendar date. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The calendar date of a day. */
export function dateOf(day: number): string {
  return new Date(Math.round(day) * DAY_MS).toISOString().slice(0, 10);
}

/** A date so many days later. */
export function later(date: string, days: number): string {
  return dateOf(dayOf(date) + days);
}

/** The date of an instant on the wall calendar of this machine. */
export function calendarDate(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function xOf(day: number, axis: Axis): number {
  return (day - axis.left) * axis.pxPerDay;
}

/** The day under a pixel, with its fraction. */
export function dayAt(x: number, axis: Axis): number {
  return axis.left + x / axis.pxPerDay;
}

/** Where a bar lies from one date to another; the end is not part of it, as in the rule for costs. */
export function spanOf(from: string, to: string, axis: Axis): Span {
  const left = xOf(dayOf(from), axis);
  return { left, width: Math.max(SHORTEST_PX, xOf(dayOf(to), axis) - left) };
}

/** The scale whose lines suit a width of days. */
export function scaleOf(pxPerDay: number): Scale {
  const far = (scale: Scale) => Math.abs(Math.log(pxPerDay / PX_PER_DAY[scale]));
  return SCALES.reduce((best, scale) => (far(scale) < far(best) ? scale : best));
}

/** Wider or narrower days, with the day under a pixel kept in its place. */
export function zoomed(axis: Axis, factor: number, x: number): Axis {
  const pxPerDay = Math.min(WIDEST, Math.max(NARROWEST, axis.pxPerDay * factor));
  return { pxPerDay, left: dayAt(x, axis) - x / pxPerDay };
}

/** The axis moved so that a bar is in sight, or as it is where it already shows. */
export function broughtToSight(axis: Axis, from: number, to: number, width: number): Axis {
  const room = width / axis.pxPerDay;
  const margin = room * 0.08;
  if (to > axis.left + margin / 2 && from < axis.left + room - margin / 2) return axis;
  return { ...axis, left: from < axis.left ? from - margin : Math.min(from - margin, to - room + margin) };
}

/** The first day of the unit that a day is in. */
export function startOf(unit: Unit, day: number): number {
  const date = new Date(Math.floor(day) * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "day":
      return Math.floor(day);
    case "week":
      return Math.floor(day) - ((date.getUTCDay() + 6) % 7);
    case "month":
      return Date.UTC(year, month, 1) / DAY_MS;
    case "quarter":
      return Date.UTC(year, month - (month % 3), 1) / DAY_MS;
    case "year":
      return Date.UTC(year, 0, 1) / DAY_MS;
    case "decade":
      return Date.UTC(year - (year % 10), 0, 1) / DAY_MS;
  }
}

/** The first days of the units that touch a stretch of time. */
export function ticks(unit: Unit, from: number, to: number): number[] {
  const found: number[] = [];
  for (let day = startOf(unit, from); day <= to; day = startOf(unit, day + LONGER[unit])) found.push(day);
  return found;
}

/** A number of days that leads from the start of a unit into the next one. */
const LONGER: Record<Unit, number> = { day: 1, week: 7, month: 31, quarter: 92, year: 366, decade: 3653 };

/** The day nearest to a place, or a mark that is close to it. */
export function snapped(day: number, marks: number[], pxPerDay: number, reachPx = 6): number {
  const near = marks.filter((mark) => Math.abs(mark - day) * pxPerDay <= reachPx);
  const best = near.sort((a, b) => Math.abs(a - day) - Math.abs(b - day))[0];
  return best ?? Math.round(day);
}
