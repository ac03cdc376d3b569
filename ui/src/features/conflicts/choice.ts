// What a person has chosen so far in a conflict, and how that becomes the choice that is sent.
// Pure, so that the mapping from pickers to the command can be tested without a window.
import type { ConflictChoice, ConflictDetail, ConflictField, Field, Side, Value, Values, Violation } from "../../ipc";
import { KIND_OF } from "../../shared/labels";
import { parseDate, parseMoney, todayDate } from "../../shared/parse";

export type Strategy = ConflictChoice["strategy"];
export type Picks = ConflictChoice["picks"];
export type Group = NonNullable<ConflictField["group"]>;

/** What stands in the input of each field that is neither side's, as typed. */
export type Typed = { [key in Field]?: string };

/** The strategy and the side or typed text of each field; while the strategy is merge, a field without either is unchosen. */
export type Chosen = { strategy: Strategy; picks: Picks; typed: Typed };

/** The rows of a conflict in the order in which they are shown. */
export type Sections = { together: ConflictField[]; both: ConflictField[]; oneSide: ConflictField[]; same: ConflictField[] };

/** The fields that get a picker: those in conflict, and no others, since a decision names exactly them. */
export function pickable(conflict: ConflictDetail): ConflictField[] {
  return conflict.rows.filter((row) => conflict.fields.includes(row.field));
}

/** Sorts the rows into the sections of the window. */
export function sections(conflict: ConflictDetail): Sections {
  const picked = pickable(conflict);
  return {
    together: conflict.rule === null ? [] : picked,
    both: conflict.rule === null ? picked : [],
    oneSide: conflict.rows.filter((row) => row.side !== "same" && !picked.includes(row)),
    same: conflict.rows.filter((row) => row.side === "same" && !picked.includes(row)),
  };
}

/** Nothing decided yet. What both changed waits for a choice; what only one side changed is on its side already. */
export function undecided(conflict: ConflictDetail): Chosen {
  const picks: Picks = {};
  for (const row of pickable(conflict)) {
    if (row.pems === row.base) picks[row.field] = "mine";
    else if (row.mine === row.base) picks[row.field] = "pems";
  }
  return { strategy: "merge", picks, typed: {} };
}

/** Takes a strategy: one side sets every picker, merge keeps them as they stand. */
export function withStrategy(conflict: ConflictDetail, chosen: Chosen, strategy: Strategy): Chosen {
  if (strategy === "merge") return { ...chosen, strategy };
  const picks: Picks = {};
  for (const row of pickable(conflict)) picks[row.field] = strategy;
  return { strategy, picks, typed: {} };
}

/** Sets one picker. The strategy becomes merge, since neither side is taken as a whole any more. */
export function withPick(chosen: Chosen, field: Field, side: Side): Chosen {
  if (chosen.picks[field] === side) return chosen;
  return { strategy: "merge", picks: { ...chosen.picks, [field]: side }, typed: without(chosen.typed, field) };
}

/** Types into one field, which is neither side's then. */
export function withTyped(chosen: Chosen, field: Field, text: string): Chosen {
  return { strategy: "merge", picks: without(chosen.picks, field), typed: { ...chosen.typed, [field]: text } };
}

/** Gives typing up in one field: it is unchosen again. */
export function withoutTyped(chosen: Chosen, field: Field): Chosen {
  return { ...chosen, typed: without(chosen.typed, field) };
}

/** Whether a value can be typed: of two words or yes and no both sides are there already. */
export function canType(field: Field): boolean {
  return KIND_OF[field] === "text" || KIND_OF[field] === "date" || KIND_OF[field] === "money";
}

/** Takes all fields of a group from one side. */
export function withGroup(conflict: ConflictDetail, chosen: Chosen, group: Group, side: Side): Chosen {
  let next = chosen;
  for (const row of pickable(conflict)) if (row.group === group) next = withPick(next, row.field, side);
  return { ...next, strategy: "merge" };
}

/** Opens the inputs of a group's fields, each on the value that stands in the result. */
export function withGroupTyped(conflict: ConflictDetail, chosen: Chosen, group: Group, textOf: (row: ConflictField) => string): Chosen {
  let next = chosen;
  for (const row of pickable(conflict)) {
    if (row.group === group && canType(row.field) && next.typed[row.field] === undefined) next = withTyped(next, row.field, textOf(row));
  }
  return next;
}

/** The fields that still want a side or a value. */
export function unchosen(conflict: ConflictDetail, chosen: Chosen): ConflictField[] {
  return pickable(conflict).filter((row) => chosen.picks[row.field] === undefined && chosen.typed[row.field] === undefined);
}

/** What is sent: a strategy alone speaks for every field, merge names each field that has a picker. */
export function toChoice(chosen: Chosen): ConflictChoice {
  if (chosen.strategy !== "merge") return { strategy: chosen.strategy, picks: {}, typed: {} };
  const typed: Values = {};
  for (const [field, text] of Object.entries(chosen.typed)) typed[field as Field] = valueOf(field as Field, text);
  return { strategy: "merge", picks: chosen.picks, typed };
}

/** The value that a text stands for; one that cannot be read goes as it is, to be refused with the reason. */
function valueOf(field: Field, text: string): Value {
  if (text.trim() === "") return null;
  const kind = KIND_OF[field];
  const parsed = kind === "date" ? parseDate(text, todayDate()) : kind === "money" ? parseMoney(text) : { value: text };
  return "value" in parsed ? parsed.value : text;
}

function without<T extends object>(all: T, field: Field): T {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== field)) as T;
}

/** The groups whose fields a broken rule names, as far as they have pickers. */
export function brokenGroups(conflict: ConflictDetail, violations: Violation[]): Group[] {
  const named = new Set(violations.flatMap((violation) => violation.fields));
  const groups = new Set<Group>();
  for (const row of pickable(conflict)) if (row.group !== null && named.has(row.field)) groups.add(row.group);
  return [...groups];
}
