// The twin's costs over time. They are added up exactly, as 761ths of a cent (30.44 is 761 / 25), and rounded once.

import type { CostLine, CostMatrix, CostParts, CostScale, CostSeries, GroupPath, RecordQuery, Values } from "../bindings";
import { linesOf, matching, totalsOf } from "./query";
import { costOf, decimal, hundredths } from "./rules";
import { currentOf, valueOf, type Handlers, type TwinState } from "./state";

const DAY_MS = 86_400_000;
const PART = 761n;
const BANDS = ["plan", "forecast", "actual"] as const;
type Band = (typeof BANDS)[number];
const DATES = { plan: ["originalStart", "originalEnd"], forecast: ["forecastStart", "forecastEnd"], actual: ["actualStart", "actualEnd"] } as const;

export const handlers: Handlers = {
  cost_matrix: (state, { query, scale, from, to }) => matrixOf(state, query, scale, from, to),
};

function matrixOf(state: TwinState, query: RecordQuery, scale: CostScale, from: string | null, to: string | null): CostMatrix {
  const all = matching(state, query).map(currentOf);
  const days = all.flatMap((values) => BANDS.flatMap((band) => DATES[band].map((field) => values[field]))).filter((date) => typeof date === "string");
  const sorted = [...days].sort();
  const periods = periodsOf(scale, from ?? sorted[0] ?? null, to ?? sorted.at(-1) ?? null);
  const bounds = [...periods, next(scale, periods.at(-1) ?? "1970-01-01")].map(dayOf);
  const groups = linesOf(state, { ...query, folded: [] }).filter((line) => line.type === "group");
  const inside = (path: GroupPath) =>
    matching(state, query)
      .filter((record) => path.every((value, level) => (query.groups[level] === "status" ? record.status : valueOf(currentOf(record), query.groups[level] as "class")) === value))
      .map(currentOf);
  const lines = [lineOf([], 0, all, bounds), ...groups.map((group) => lineOf(group.path, group.level + 1, inside(group.path), bounds))];
  return { periods, lines, cumulative: cumulative(all, bounds) };
}

function lineOf(path: GroupPath, level: number, members: Values[], bounds: number[]): CostLine {
  const sums = seriesOf(members, bounds);
  const undated = (band: Band) => members.reduce((sum, values) => sum + undatedOf(values, band), 0n);
  const gone: CostParts = { plan: money(undated("plan")), forecast: money(undated("forecast")), actual: money(undated("actual")), variance: money(undatedVariance(members)) };
  return {
    path, level, value: path.at(-1) ?? null, count: members.length, undated: gone, total: totalsOf(members.map(costOf)),
    plan: sums.plan.map(money), forecast: sums.forecast.map(money), actual: sums.actual.map(money), variance: sums.variance.map(money),
  };
}

type Sums = Record<keyof CostSeries, bigint[]>;

function seriesOf(members: Values[], bounds: number[]): Sums {
  const sums: Sums = { plan: [], forecast: [], actual: [], variance: [] };
  for (let at = 0; at + 1 < bounds.length; at += 1) {
    const between: [number, number] = [bounds[at] as number, bounds[at + 1] as number];
    const sum = (part: (values: Values) => bigint) => members.reduce((total, values) => total + part(values), 0n);
    for (const band of BANDS) sums[band].push(sum((values) => within(values, band, between)));
    sums.variance.push(sum((values) => (isPlanned(values) ? within(values, bandOf(values), between) - within(values, "plan", between) : 0n)));
  }
  return sums;
}

function cumulative(members: Values[], bounds: number[]): CostSeries {
  const sums = seriesOf(members, bounds);
  const added = (parts: bigint[]) => {
    let sum = 0n;
    return parts.map((part) => money((sum += part)));
  };
  return { plan: added(sums.plan), forecast: added(sums.forecast), actual: added(sums.actual), variance: added(sums.variance) };
}

function isPlanned(values: Values): boolean {
  const { plan, variance } = costOf(values);
  return plan !== null && variance !== null;
}

function bandOf(values: Values): Band {
  return values.isActualized === true ? "actual" : "forecast";
}

/** What a record costs in a stretch of days, the last one not included, in 761ths of a cent. */
function within(values: Values, band: Band, [first, end]: [number, number]): bigint {
  if (band === "actual" && values.isActualized !== true) return 0n;
  const [start, last] = DATES[band].map((field) => values[field]);
  if (typeof start !== "string") return 0n;
  if (values.source === "Purchase") return dayOf(start) >= first && dayOf(start) < end ? price(values) : 0n;
  if (typeof last !== "string" || typeof values.monthlyRate !== "string") return 0n;
  const days = Math.max(0, Math.min(end, dayOf(last)) - Math.max(first, dayOf(start)));
  return BigInt(days) * hundredths(values.monthlyRate) * 25n;
}

function undatedOf(values: Values, band: Band): bigint {
  if (values.source !== "Purchase" || typeof values[DATES[band][0]] === "string") return 0n;
  return band === "actual" && values.isActualized !== true ? 0n : price(values);
}

function undatedVariance(members: Values[]): bigint {
  return members.reduce((sum, values) => sum + (isPlanned(values) ? undatedOf(values, bandOf(values)) - undatedOf(values, "plan") : 0n), 0n);
}

function price(values: Values): bigint {
  return typeof values.purchasePrice === "string" ? hundredths(values.purchasePrice) * PART : 0n;
}

function money(parts: bigint): string {
  const size = parts < 0n ? -parts : parts;
  const [cents, rest] = [size / PART, size % PART];
  const up = rest * 2n > PART ? 1n : 0n;
  return decimal((parts < 0n ? -1n : 1n) * (cents + up));
}

function periodsOf(scale: CostScale, from: string | null, to: string | null): string[] {
  if (from === null || to === null) return [];
  const month = Number(from.slice(5, 7)) - 1;
  const first = scale === "year" ? 0 : scale === "quarter" ? month - (month % 3) : month;
  const periods: string[] = [];
  for (let at = `${from.slice(0, 4)}-${String(first + 1).padStart(2, "0")}-01`; at <= to; at = next(scale, at)) periods.push(at);
  return periods;
}

function next(scale: CostScale, period: string): string {
  const months = { month: 1, quarter: 3, year: 12 }[scale];
  return new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7)) - 1 + months, 1)).toISOString().slice(0, 10);
}

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
