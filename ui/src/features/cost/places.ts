// Where the months and rows that chart and matrix share lie in the room there is.

import { layoutOf, scrollTopFor, visibleRange, type Layout, type Range } from "../../shared/view/windowing";

export const NAME_PX = 212;
export const HEAD_PX = 26;
export const ROW_PX = 26;
/** A month is so wide at least that its amount is not cut off, and wider where there is room. */
const PERIOD_PX = 84;
const SUM_PX = 112;
const CHART_PX = { least: 150, most: 320 };
/** The part of the room's height that the chart takes. */
const CHART_PART = 0.36;
/** Months kept beside those in sight: each is a cell in every row. */
const MONTHS_BESIDE = 1;

export type Room = { width: number; height: number };
export type Places = { periods: Layout; periodPx: number; sumPx: number; chartPx: number; width: number; room: Room };
export type Scrolled = { top: number; left: number };

/** Shares out the room: the months take what names and totals leave. */
export function placesOf(periods: number, room: Room): Places {
  const left = room.width - NAME_PX - SUM_PX;
  const periodPx = Math.max(PERIOD_PX, Math.floor(left / Math.max(1, periods)));
  const sumPx = Math.max(SUM_PX, room.width - NAME_PX - periods * periodPx);
  const chartPx = Math.min(CHART_PX.most, Math.max(CHART_PX.least, Math.round(room.height * CHART_PART)));
  const layout = layoutOf(periods, periodPx, room.width - NAME_PX - sumPx);
  return { periods: layout, periodPx, sumPx, chartPx, width: NAME_PX + periods * periodPx + sumPx, room };
}

/** The rows and the months to draw. */
export function inSight(places: Places, rows: Layout, { top, left }: Scrolled): { rows: Range; periods: Range } {
  return {
    rows: visibleRange(rows, Math.max(0, top - places.chartPx), rowsHeight(places)),
    periods: visibleRange(places.periods, left, periodsWidth(places), MONTHS_BESIDE),
  };
}

/** Where to scroll so that a cell is clear of what stays in place; names and totals always are. */
export function broughtToSight(places: Places, rows: Layout, row: number, period: number | null, { top, left }: Scrolled): Scrolled {
  const within = scrollTopFor(rows, row, top - places.chartPx, rowsHeight(places));
  return { top: within + places.chartPx, left: period === null ? left : scrollTopFor(places.periods, period, left, periodsWidth(places)) };
}

function rowsHeight({ room }: Places): number {
  return room.height - HEAD_PX;
}

function periodsWidth({ room, sumPx }: Places): number {
  return room.width - NAME_PX - sumPx;
}
