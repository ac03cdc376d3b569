// The change that a person has put together, and what is still missing.

import type { BulkChange, Field, Values } from "../../ipc";
import { readTyped } from "../../shared/typed";
import { texts } from "../../shared/texts";

export const KINDS = ["shift", "length", "set", "reset_to_plan", "back_to_pems", "discontinue", "reinstate"] as const;
export type Kind = (typeof KINDS)[number];
/** The fields that many records can be given at once. */
export const SETTABLE: readonly Field[] = [
  "category", "class", "forecastCategory", "dor", "source", "monthlyRate", "purchasePrice", "equipment", "manufacturer", "model", "contract", "description", "isFundsTransferable",
];

export type Draft = { kind: Kind; days: string; set: { [key in Field]?: string }; reason: string };
export const NOTHING_YET: Draft = { kind: "shift", days: "", set: {}, reason: "" };

export type Made = { change: BulkChange; reason: string | null } | { problem: string | null };

/** The change, or why there is none yet; a problem of null says that nothing was chosen. */
export function changeOf(draft: Draft): Made {
  const reason = draft.reason.trim() === "" ? null : draft.reason.trim();
  switch (draft.kind) {
    case "shift":
    case "length":
      return daysOf(draft, reason);
    case "set":
      return valuesOf(draft, reason);
    case "discontinue":
      return reason === null ? { problem: null } : { change: { type: "discontinue" }, reason };
    case "reset_to_plan":
    case "back_to_pems":
    case "reinstate":
      return { change: { type: draft.kind }, reason };
  }
}

/** Why the text for one field is no value. */
export function problemOf(field: Field, text: string): string | null {
  const read = readTyped(field, text);
  return "problem" in read ? read.problem : null;
}

function daysOf(draft: Draft, reason: string | null): Made {
  const text = draft.days.trim().replace("\u2212", "-");
  if (text === "") return { problem: null };
  const whole = /^[+-]?\d{1,5}$/.test(text);
  if (!whole || (draft.kind === "length" && Number(text) < 0)) return { problem: texts.planning.bulk.noDays };
  return { change: { type: draft.kind === "shift" ? "shift" : "length", days: Number(text) }, reason };
}

function valuesOf(draft: Draft, reason: string | null): Made {
  const changes: Values = {};
  for (const [field, text] of Object.entries(draft.set) as [Field, string][]) {
    const read = readTyped(field, text);
    if ("problem" in read) return { problem: null };
    changes[field] = read.value;
  }
  return Object.keys(changes).length === 0 ? { problem: null } : { change: { type: "set", changes }, reason };
}
