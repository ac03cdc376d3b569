// The business rules and the cost in small, so that the twin refuses and counts as the application does.

import type { Cost, Field, Permission, Value, Values, Violation } from "../bindings";

const PLAN: Field[] = ["originalStart", "originalEnd"];
const ACTUALS: Field[] = ["actualStart", "actualEnd"];
const BY_PEMS: Field[] = ["pfaId", "organization", "areaSilo", "isActualized", "lastChangedBy", "lastChangedAt"];
const EDITABLE: Field[] = [
  "category", "forecastCategory", "class", "description", "source", "dor", "isDiscontinued", "isFundsTransferable",
  "monthlyRate", "purchasePrice", "manufacturer", "model", "forecastStart", "forecastEnd", "contract", "equipment",
];
const REQUIRED_TEXT: Field[] = ["category", "class"];

/** Why a field of these values cannot be written, or null where it can. */
export function readOnlyReason(field: Field, values: Values, permissions: Permission[]): string | null {
  if (PLAN.includes(field)) return "The plan is a locked budget baseline.";
  if (BY_PEMS.includes(field)) return "Only PEMS sets this.";
  if (values.isDiscontinued === true && field !== "isDiscontinued") return "The record is discontinued. Reinstate it to edit it.";
  if (ACTUALS.includes(field)) {
    if (!permissions.includes("editActuals")) return "You may not edit actuals in this organization.";
    if (field === "actualStart" && values.isActualized === true) return "The actual start of an actualized record is fixed.";
    return null;
  }
  if (!permissions.includes("editForecast")) return "You may not edit the forecast in this organization.";
  if ((field === "forecastStart" || field === "forecastEnd") && values.isActualized === true) {
    return "The forecast of an actualized record is read-only.";
  }
  return null;
}

/** The fields a planner can write now. */
export function editableFields(values: Values, permissions: Permission[]): Field[] {
  return [...EDITABLE, ...ACTUALS].filter((field) => readOnlyReason(field, values, permissions) === null);
}

/** Every rule that the values break. */
export function violationsOf(values: Values): Violation[] {
  const found: Violation[] = [];
  const ordered = (rule: string, start: Field, end: Field) => {
    const [from, to] = [values[start], values[end]];
    if (typeof from === "string" && typeof to === "string" && to < from) {
      found.push({ rule: 1, fields: [start, end], message: `The ${rule} end is before its start.` });
    }
  };
  ordered("forecast", "forecastStart", "forecastEnd");
  ordered("actual", "actualStart", "actualEnd");
  if (values.source === "Rental" && empty(values.monthlyRate)) {
    found.push({ rule: 2, fields: ["monthlyRate"], message: "A rental needs a monthly rate." });
  }
  if (values.source === "Purchase" && empty(values.purchasePrice)) {
    found.push({ rule: 2, fields: ["purchasePrice"], message: "A purchase needs a price." });
  }
  for (const field of REQUIRED_TEXT) {
    if (empty(values[field])) found.push({ rule: 3, fields: [field], message: "This field cannot be empty." });
  }
  return found;
}

/** What the values cost, by days / 30.44 × monthly rate or the purchase price. */
export function costOf(values: Values): Cost {
  const plan = costBetween(values, "originalStart", "originalEnd");
  const forecast = costBetween(values, "forecastStart", "forecastEnd");
  const actual = values.isActualized === true ? costBetween(values, "actualStart", "actualEnd") : null;
  const against = values.isActualized === true ? actual : forecast;
  return {
    plan: decimal(plan),
    forecast: decimal(forecast),
    actual: decimal(actual),
    variance: plan === null || against === null ? null : decimal(against - plan),
  };
}

/** "1234.50" as hundredths. */
export function hundredths(money: string): bigint {
  const [whole = "0", fraction = ""] = money.replace("-", "").split(".");
  const value = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0").slice(0, 2));
  return money.startsWith("-") ? -value : value;
}

/** Hundredths as "1234.50". */
export function decimal(value: bigint): string;
export function decimal(value: bigint | null): string | null;
export function decimal(value: bigint | null): string | null {
  if (value === null) return null;
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function costBetween(values: Values, start: Field, end: Field): bigint | null {
  if (values.source === "Purchase") return typeof values.purchasePrice === "string" ? hundredths(values.purchasePrice) : null;
  const [from, to] = [values[start], values[end]];
  if (typeof from !== "string" || typeof to !== "string" || typeof values.monthlyRate !== "string") return null;
  const days = BigInt(Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
  return divideHalfEven(days * hundredths(values.monthlyRate) * 100n, 3044n);
}

function divideHalfEven(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  const rest = numerator % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!up) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
}

function empty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "";
}
