// The grid's columns: what they show, how wide they are and what they sort by.

import type { Field, Row, SortKey } from "../../ipc";
import { amount, EMPTY, shortDate, signedWhole } from "../../shared/format";
import { KIND_OF } from "../../shared/labels";
import { texts } from "../../shared/texts";

export type Band = "plan" | "forecast" | "actual" | "money";
export type Column = {
  id: string;
  label: string;
  /** The whole name, for those who do not see the band above. */
  name: string;
  width: number;
  band: Band | null;
  /** The field whose draft marks the cell; null where the column is worked out. */
  field: Field | null;
  sortBy: SortKey["by"];
  kind: "id" | "status" | "text" | "date" | "amount" | "variance";
  lastOfBand: boolean;
};

const t = texts.records;

/** How wide the row numbers are, which stand before the frozen columns. */
export function numberWidth(total: number): number {
  return Math.max(28, 12 + 7 * String(total).length);
}
/** How many columns stay in place when the grid scrolls sideways. */
export const FROZEN = 2;

/** All columns, dates as wide as the locale's longest month. */
export function columnsFor(dateWidth: number): Column[] {
  const date = (field: Field, label: string, band: Band, lastOfBand: boolean): Column => ({
    id: field, label, name: texts.common.fields[field], width: dateWidth, band, field, sortBy: field, kind: "date", lastOfBand,
  });
  const text = (field: Field, width: number, lastOfBand = false): Column => ({
    id: field, label: texts.common.fields[field], name: texts.common.fields[field], width, band: null, field, sortBy: field, kind: "text", lastOfBand,
  });
  return [
    { ...text("pfaId", 88), kind: "id" },
    { id: "status", label: t.status, name: t.status, width: 87, band: null, field: null, sortBy: "status", kind: "status", lastOfBand: true },
    text("description", 164, true),
    date("originalStart", t.start, "plan", false),
    date("originalEnd", t.end, "plan", true),
    date("forecastStart", t.start, "forecast", false),
    date("forecastEnd", t.end, "forecast", true),
    date("actualStart", t.start, "actual", false),
    date("actualEnd", t.end, "actual", true),
    { id: "rate", label: t.rateOrPrice, name: t.rateOrPrice, width: 100, band: "money", field: "monthlyRate", sortBy: "monthlyRate", kind: "amount", lastOfBand: false },
    { id: "variance", label: t.variance, name: t.variance, width: 84, band: "money", field: null, sortBy: "variance", kind: "variance", lastOfBand: false },
    { id: "forecastCost", label: t.forecastCost, name: t.forecastCost, width: 104, band: "money", field: null, sortBy: "forecastCost", kind: "amount", lastOfBand: true },
    text("category", 128),
    text("class", 132),
    text("source", 78),
    text("dor", 82),
    text("areaSilo", 78),
    text("manufacturer", 120),
    text("model", 104),
    text("contract", 96),
    text("equipment", 92, true),
  ];
}

/** How wide a date column must be for the locale's longest month. */
export function measuredDateWidth(): number {
  const context = typeof CanvasRenderingContext2D === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (context === null) return NARROWEST_DATE;
  const style = getComputedStyle(document.body);
  context.font = `400 12px ${style.fontFamily}`;
  const widths = Array.from({ length: 12 }, (_, month) => context.measureText(shortDate(`2026-${String(month + 1).padStart(2, "0")}-28`)).width);
  return Math.max(NARROWEST_DATE, Math.ceil(Math.max(...widths)) + DATE_PADDING);
}

const NARROWEST_DATE = 72;
/** The padding, and what tabular figures take more than a canvas measures. */
const DATE_PADDING = 17;

/** What a cell says. */
export function cellText(row: Row, column: Column): string {
  switch (column.id) {
    case "rate":
      return amountOrDash(row.values.source === "Purchase" ? row.values.purchasePrice : row.values.monthlyRate);
    case "variance":
      return row.cost.variance === null ? EMPTY : signedWhole(row.cost.variance);
    case "forecastCost":
      return amountOrDash(row.values.isActualized === true ? row.cost.actual : row.cost.forecast);
  }
  const value = column.field === null ? null : (row.values[column.field] ?? null);
  if (value === null) return EMPTY;
  return column.field !== null && KIND_OF[column.field] === "date" ? shortDate(String(value)) : String(value);
}

/** The field behind a cell, where a draft of it marks the cell: the price stands in the rate's place for a purchase. */
export function fieldOf(row: Row, column: Column): Field | null {
  return column.id === "rate" && row.values.source === "Purchase" ? "purchasePrice" : column.field;
}

/** Whether nobody can write the cell now, whatever the person's permissions. */
export function isLocked(row: Row, column: Column): boolean {
  if (column.band === "plan" || column.field === null || column.kind === "id" || column.field === "areaSilo") return true;
  if (row.values.isDiscontinued === true) return true;
  const actualized = row.values.isActualized === true;
  if (column.band === "forecast") return actualized;
  return column.field === "actualStart" && actualized;
}

function amountOrDash(value: unknown): string {
  return typeof value === "string" ? amount(value) : EMPTY;
}
