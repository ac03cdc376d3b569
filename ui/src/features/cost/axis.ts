// The months that chart and matrix share: their names, and where an amount or a date lies in the chart.

import type { CostMatrix, CostScale } from "../../ipc";
import { longDate } from "../../shared/format";
import { systemLocale } from "../../shared/locale";
import { texts } from "../../shared/texts";

const DAY_MS = 86_400_000;
const MONTHS: Record<CostScale, number> = { month: 1, quarter: 3, year: 12 };

/** The first day after a period. */
export function afterPeriod(period: string, scale: CostScale): string {
  return dateOf(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7)) - 1 + MONTHS[scale], 1));
}

/** The last day of a period. */
export function lastDay(period: string, scale: CostScale): string {
  return dateOf(Date.parse(`${afterPeriod(period, scale)}T00:00:00Z`) - DAY_MS);
}

/** What a period is called: "Jun 26", "Q2 2026", "2026". */
export function periodName(period: string, scale: CostScale): string {
  const year = period.slice(0, 4);
  if (scale === "year") return year;
  if (scale === "quarter") return texts.cost.quarterOf(Math.floor((Number(period.slice(5, 7)) - 1) / 3) + 1, year);
  return new Intl.DateTimeFormat(systemLocale(), { month: "short", year: "2-digit", timeZone: "UTC" }).format(new Date(`${period}T00:00:00Z`));
}

/** "To 30 Sep 2026". */
export function periodEnd(period: string, scale: CostScale): string {
  return texts.cost.to(longDate(lastDay(period, scale)));
}

/** How many periods from the first one a date lies, with its fraction; null where it is in none. */
export function placeOf(date: string, { periods }: Pick<CostMatrix, "periods">, scale: CostScale): number | null {
  const at = periods.findIndex((period) => date >= period && date < afterPeriod(period, scale));
  const period = periods[at];
  if (period === undefined) return null;
  const [start, end, day] = [period, afterPeriod(period, scale), date].map((one) => Date.parse(`${one}T00:00:00Z`)) as [number, number, number];
  return at + (day - start) / (end - start);
}

/** The amounts at which the chart draws lines, from nothing to over the highest. */
export function amountTicks(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const lines = Math.ceil(highest / step);
  return Array.from({ length: lines + 1 }, (_, at) => at * step);
}

/** A number of periods into a line, from the amount at its end before to that at its end. */
export function between(amounts: number[], place: number): number {
  const at = Math.floor(place);
  const [from, to] = [at === 0 ? 0 : (amounts[at - 1] ?? 0), amounts[at] ?? amounts.at(-1) ?? 0];
  return from + (to - from) * (place - at);
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
