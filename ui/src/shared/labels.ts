// What each field is called and what it holds, for every screen that shows one.

import type { Field } from "../ipc";
import { texts } from "./texts";

export type Kind = "text" | "choice" | "boolean" | "money" | "date" | "instant";

/** What a field holds. */
export const KIND_OF: Record<Field, Kind> = {
  pfaId: "text",
  organization: "text",
  areaSilo: "text",
  category: "text",
  forecastCategory: "text",
  class: "text",
  description: "text",
  source: "choice",
  dor: "choice",
  isActualized: "boolean",
  isDiscontinued: "boolean",
  isFundsTransferable: "boolean",
  monthlyRate: "money",
  purchasePrice: "money",
  manufacturer: "text",
  model: "text",
  originalStart: "date",
  originalEnd: "date",
  forecastStart: "date",
  forecastEnd: "date",
  actualStart: "date",
  actualEnd: "date",
  contract: "text",
  equipment: "text",
  lastChangedBy: "text",
  lastChangedAt: "instant",
};

/** The values a choice has, in the order they are offered. */
export const CHOICES = { source: ["Rental", "Purchase"], dor: ["BEO", "PROJECT"] } as const;

/** The longest text a field takes, in code points. */
export const MAX_LENGTH: Partial<Record<Field, number>> = {
  category: 80, forecastCategory: 80, class: 80, description: 500, manufacturer: 80, model: 80, contract: 80, equipment: 80,
};

/** What a field is called: "Forecast start". */
export function fieldLabel(field: Field): string {
  return texts.common.fields[field];
}

/** Fields in a row: "Forecast start, Forecast end". */
export function fieldList(fields: Field[]): string {
  return fields.map(fieldLabel).join(", ");
}

/** What one value of a choice is called. */
export function valueLabel(value: string): string {
  return value;
}
