// What a chip says.

import type { FilterBy, GroupBy, SortKey, Value } from "../../ipc";
import { longDate } from "../format";
import { texts } from "../texts";
import { BETWEEN, endsOf, FLAGS, pickedOf, type Between, type Chip, type Flag } from "./spec";

/** The name of a filter: "Category", "Forecast ends". */
export function filterName(field: FilterBy): string {
  if (field === "status") return texts.records.status;
  if (isFlag(field)) return texts.planning.flags[field];
  if (isBetween(field)) return texts.planning.dates[field];
  return texts.common.fields[field];
}

/** What it lets through: "Cranes, Aerial lifts", "from 1 Jul 2026". */
export function chipText(chip: Chip): string {
  const t = texts.records.view;
  if (!isBetween(chip.field)) return pickedOf(chip).map((value) => valueName(chip.field, value)).join(", ");
  const { from, to } = endsOf(chip);
  if (from !== null && to !== null) return t.between(longDate(from), longDate(to));
  return from !== null ? t.after(longDate(from)) : t.before(longDate(to ?? ""));
}

/** One value of a field as filters and groups show it. */
export function valueName(field: FilterBy, value: Value): string {
  if (value === null) return texts.records.view.none;
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  const statuses: Record<string, string> = texts.common.status;
  return field === "status" ? (statuses[value] ?? value) : value;
}

/** What a group is called. */
export function groupName(group: GroupBy): string {
  return group === "status" ? texts.records.status : texts.common.fields[group];
}

/** What is sorted by. */
export function sortName(by: SortKey["by"]): string {
  const t = texts.records;
  if (by === "status") return t.status;
  if (by === "forecastCost") return t.forecastCost;
  return by === "variance" ? t.variance : texts.common.fields[by];
}

function isFlag(field: FilterBy): field is Flag {
  return (FLAGS as readonly string[]).includes(field);
}

function isBetween(field: FilterBy): field is Between {
  return (BETWEEN as readonly string[]).includes(field);
}
