// What a person typed for a field, as the value that the application takes; and a value as it stands in an editor.

import type { Field, Value } from "../ipc";
import { amount, longDate, shortDate } from "./format";
import { CHOICES, KIND_OF } from "./labels";
import { parseDate, parseMoney, todayDate } from "./parse";
import { texts } from "./texts";

export type Read = { value: Value } | { problem: string };

/** The value of what was typed, or why it is none. */
export function readTyped(field: Field, typed: string | boolean): Read {
  if (typeof typed === "boolean") return { value: typed };
  const t = texts.planning.edit;
  switch (KIND_OF[field]) {
    case "date": {
      const parsed = parseDate(typed, todayDate());
      return "value" in parsed ? parsed : { problem: t.noDate };
    }
    case "money": {
      const parsed = parseMoney(typed);
      return "value" in parsed ? parsed : { problem: t.noAmount };
    }
    case "choice":
      return readChoice(CHOICES[field as keyof typeof CHOICES], typed.trim());
    case "boolean":
      return readFlag(typed.trim());
    case "text":
    case "instant":
      return { value: typed.trim() === "" ? null : typed.trim() };
  }
}

/** A value as a cell's editor shows it, short as in the cell. */
export function cellEditText(field: Field, value: Value): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (KIND_OF[field] === "date") return shortDate(value);
  return KIND_OF[field] === "money" ? amount(value) : value;
}

/** A value as a form's editor shows it. */
export function formEditText(field: Field, value: Value): string {
  if (value === null) return "";
  if (KIND_OF[field] === "date") return longDate(String(value));
  return KIND_OF[field] === "money" ? amount(String(value)) : String(value);
}

function readChoice(choices: readonly string[], typed: string): Read {
  if (typed === "") return { value: null };
  const found = choices.filter((choice) => choice.toLowerCase().startsWith(typed.toLowerCase()));
  const [only] = found;
  return found.length === 1 && only !== undefined ? { value: only } : { problem: texts.planning.edit.noChoice(choices.join(", ")) };
}

function readFlag(typed: string): Read {
  const { yes, no } = texts.common;
  const is = (word: string, others: string[]) => [word.toLowerCase(), ...others].includes(typed.toLowerCase());
  if (is(yes, ["true", "1", "yes", "y", "x"])) return { value: true };
  return is(no, ["false", "0", "no", "n", ""]) ? { value: false } : { problem: texts.planning.edit.noFlag(yes, no) };
}
