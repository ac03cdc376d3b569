// The grid's columns: what they show, how wide they are and what they sort by.

import type { ColumnSpec, Field, Row, SortKey } from "../../../ipc";
import { amount, dateTime, EMPTY, shortDate, signedWhole } from "../../../shared/format";
import { KIND_OF } from "../../../shared/labels";
import { texts } from "../../../shared/texts";

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
  /** Whether it is shown until one chooses otherwise. */
  shown: boolean;
};

export const NARROWEST = 48;
export const WIDEST = 640;

const t = texts.records;

/** How wide the row numbers are, which stand before the frozen columns. */
export function numberWidth(total: number): number {
  return Math.max(28, 12 + 7 * String(total).length);
}

/** How wide what depends on language and locale must be. */
export type Measured = { date: number; status: number };

/** All columns in their first order. */
export function columnsFor({ date: dateWidth, status: statusWidth }: Measured): Column[] {
  const base = { band: null, field: null, lastOfBand: false, shown: true } as const;
  const date = (field: Field, label: string, band: Band): Column => ({
    ...base, id: field, label, name: texts.common.fields[field], width: dateWidth, band, field, sortBy: field, kind: "date",
  });
  const text = (field: Field, width: number, shown = true): Column => ({
    ...base, id: field, label: texts.common.fields[field], name: texts.common.fields[field], width, field, sortBy: field, kind: "text", shown,
  });
  return [
    { ...text("pfaId", 88), kind: "id" },
    { ...base, id: "status", label: t.status, name: t.status, width: statusWidth, sortBy: "status", kind: "status" },
    text("description", 164),
    date("originalStart", t.start, "plan"),
    date("originalEnd", t.end, "plan"),
    date("forecastStart", t.start, "forecast"),
    date("forecastEnd", t.end, "forecast"),
    date("actualStart", t.start, "actual"),
    date("actualEnd", t.end, "actual"),
    { ...base, id: "rate", label: t.rateOrPrice, name: t.rateOrPrice, width: 100, band: "money", field: "monthlyRate", sortBy: "monthlyRate", kind: "amount" },
    { ...base, id: "variance", label: t.variance, name: t.variance, width: 84, band: "money", sortBy: "variance", kind: "variance" },
    { ...base, id: "forecastCost", label: t.forecastCost, name: t.forecastCost, width: 104, band: "money", sortBy: "forecastCost", kind: "amount" },
    text("category", 128),
    text("class", 132),
    text("source", 78),
    text("dor", 82),
    text("areaSilo", 78),
    text("manufacturer", 120),
    text("model", 104),
    text("contract", 96),
    text("equipment", 92),
    text("forecastCategory", 132, false),
    text("isFundsTransferable", 120, false),
    text("lastChangedBy", 112, false),
    text("lastChangedAt", 140, false),
  ];
}

/** The columns as a view arranges them, those that are not shown left out; new ones stand where they first stood. */
export function arranged(all: Column[], specs: ColumnSpec[]): Column[] {
  const order = specs.flatMap((spec) => all.find((column) => column.id === spec.id) ?? []);
  const rest = all.filter((column) => !order.includes(column));
  const placed = specs.length === 0 ? all : [...order, ...rest];
  const shown = placed.filter((column) => specOf(column, specs).shown);
  const sized = (shown.length === 0 ? all.slice(0, 1) : shown).map((column) => ({ ...column, width: specOf(column, specs).width ?? column.width }));
  return sized.map((column, at) => ({ ...column, lastOfBand: endsBand(column, sized[at + 1]) }));
}

/** Every column as a view has it, in its order. */
export function specsOf(all: Column[], specs: ColumnSpec[]): ColumnSpec[] {
  const known = specs.filter((spec) => all.some((column) => column.id === spec.id));
  const rest = all.filter((column) => !known.some((spec) => spec.id === column.id));
  return [...known, ...rest.map((column) => specOf(column, specs))];
}

/** Dates as wide as the locale's longest month, badges as the language's longest word. */
export function measured(): Measured {
  const context = typeof CanvasRenderingContext2D === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (context === null) return NARROWEST_MEASURED;
  const family = getComputedStyle(document.body).fontFamily;
  const widest = (font: string, words: string[]) => {
    context.font = `${font} ${family}`;
    return Math.ceil(Math.max(...words.map((word) => context.measureText(word).width)));
  };
  const months = Array.from({ length: 12 }, (_, month) => shortDate(`2026-${String(month + 1).padStart(2, "0")}-28`));
  return {
    date: Math.max(NARROWEST_MEASURED.date, widest("400 12px", months) + DATE_PADDING),
    status: Math.max(NARROWEST_MEASURED.status, widest("600 11.5px", Object.values(texts.common.status)) + BADGE_AROUND),
  };
}

const NARROWEST_MEASURED: Measured = { date: 72, status: 87 };
/** The padding, and what tabular figures take more than a canvas measures. */
const DATE_PADDING = 17;
/** Icon, gap and padding of a badge, and of its cell. */
const BADGE_AROUND = 42;

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
  if (value === null || column.field === null) return EMPTY;
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (KIND_OF[column.field] === "instant") return dateTime(value);
  return KIND_OF[column.field] === "date" ? shortDate(value) : value;
}

/** The field behind a cell, where a draft of it marks the cell: the price stands in the rate's place for a purchase. */
export function fieldOf(row: Row, column: Column): Field | null {
  return column.id === "rate" && row.values.source === "Purchase" ? "purchasePrice" : column.field;
}

/** What the person may edit. */
export type May = { forecast: boolean; actuals: boolean };

/** Whether the cell cannot be written now. */
export function isLocked(row: Row, column: Column, may: May): boolean {
  if (column.band === "plan" || column.field === null || column.kind === "id" || NEVER.has(column.field)) return true;
  if (row.values.isDiscontinued === true) return true;
  const actualized = row.values.isActualized === true;
  if (column.band === "actual") return !may.actuals || (column.field === "actualStart" && actualized);
  return !may.forecast || (column.band === "forecast" && actualized);
}

const NEVER = new Set<Field>(["areaSilo", "lastChangedBy", "lastChangedAt"]);

function specOf(column: Column, specs: ColumnSpec[]): ColumnSpec {
  return specs.find((spec) => spec.id === column.id) ?? { id: column.id, width: null, shown: column.shown };
}

function endsBand(column: Column, next: Column | undefined): boolean {
  return next === undefined || column.id === "status" || column.id === "description" || next.band !== column.band;
}

function amountOrDash(value: unknown): string {
  return typeof value === "string" ? amount(value) : EMPTY;
}
