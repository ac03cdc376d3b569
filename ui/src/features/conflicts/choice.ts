// What a person has chosen so far in a conflict, and how that becomes the choice that is sent.
// Pure, so that the mapping from pickers to the command can be tested without a window.
import type { ConflictChoice, ConflictDetail, ConflictField, Field, Side, Violation } from "../../ipc";

export type Strategy = ConflictChoice["strategy"];
export type Picks = ConflictChoice["picks"];
export type Group = NonNullable<ConflictField["group"]>;

/** The strategy and the side of each field; while the strategy is merge, a field without a side is unchosen. */
export type Chosen = { strategy: Strategy; picks: Picks };

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
  return { strategy: "merge", picks };
}

/** Takes a strategy: one side sets every picker, merge keeps them as they stand. */
export function withStrategy(conflict: ConflictDetail, chosen: Chosen, strategy: Strategy): Chosen {
  if (strategy === "merge") return { strategy, picks: chosen.picks };
  const picks: Picks = {};
  for (const row of pickable(conflict)) picks[row.field] = strategy;
  return { strategy, picks };
}

/** Sets one picker. The strategy becomes merge, since neither side is taken as a whole any more. */
export function withPick(chosen: Chosen, field: Field, side: Side): Chosen {
  if (chosen.picks[field] === side) return chosen;
  return { strategy: "merge", picks: { ...chosen.picks, [field]: side } };
}

/** Takes all fields of a group from one side. */
export function withGroup(conflict: ConflictDetail, chosen: Chosen, group: Group, side: Side): Chosen {
  const picks = { ...chosen.picks };
  for (const row of pickable(conflict)) if (row.group === group) picks[row.field] = side;
  return { strategy: "merge", picks };
}

/** The fields that still want a side. */
export function unchosen(conflict: ConflictDetail, chosen: Chosen): ConflictField[] {
  return pickable(conflict).filter((row) => chosen.picks[row.field] === undefined);
}

/** What is sent: a strategy alone speaks for every field, merge names each field that has a picker. */
export function toChoice(chosen: Chosen): ConflictChoice {
  return { strategy: chosen.strategy, picks: chosen.strategy === "merge" ? chosen.picks : {} };
}

/** The groups whose fields a broken rule names, as far as they have pickers. */
export function brokenGroups(conflict: ConflictDetail, violations: Violation[]): Group[] {
  const named = new Set(violations.flatMap((violation) => violation.fields));
  const groups = new Set<Group>();
  for (const row of pickable(conflict)) if (row.group !== null && named.has(row.field)) groups.add(row.group);
  return [...groups];
}
