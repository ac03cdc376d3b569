// How a value of one side relates to the base it started from: "was 15 Jun, +7 days".
import type { Field, Value } from "../../ipc";
import { amount, dayAndMonth, daysBetween, longDate, valueText } from "../../shared/format";
import { KIND_OF } from "../../shared/labels";
import { texts } from "../../shared/texts";

const t = texts.conflicts;

/** A note stays on its line; what is longer is in the base column. */
const LONGEST_NOTE = 40;

/** A value as it is read, "none" where it is empty. */
export function shown(field: Field, value: Value, currency: string): string {
  return value === null ? t.none : valueText(field, value, currency);
}

/** A value as it stands in an input, where it is typed over. */
export function typedText(field: Field, value: Value): string {
  if (value === null) return "";
  const text = String(value);
  return KIND_OF[field] === "date" ? longDate(text) : KIND_OF[field] === "money" ? amount(text) : text;
}

/** The change from base to value; without the base itself where its column is open. */
export function changeText(field: Field, base: Value, value: Value, currency: string, baseShown: boolean): string {
  if (base === value) return t.unchanged;
  if (base === null) return baseShown ? "" : t.wasNone;
  if (KIND_OF[field] === "date" && value !== null) {
    const days = t.days(daysBetween(String(base), String(value)));
    return baseShown ? days : `${t.wasValue(dayAndMonth(String(base)))}, ${days}`;
  }
  if (baseShown) return "";
  const text = valueText(field, base, currency);
  return text.length > LONGEST_NOTE ? t.wasLong : t.wasValue(text);
}
