// What a chip says.

import type { Value } from "../../ipc";
import { longDate } from "../../shared/format";
import { texts } from "../../shared/texts";
import type { Chip } from "./view";

/** The name of a filter: "Category", "Starts between". */
export function chipName(field: Chip["field"]): string {
  if (field === "status") return texts.records.status;
  if (field === "forecastStart") return texts.records.view.startsBetween;
  if (field === "forecastEnd") return texts.records.view.endsBetween;
  return texts.common.fields[field];
}

/** What it lets through: "Cranes, Aerial lifts", "from 1 Jul 2026". */
export function chipText(chip: Chip): string {
  if ("values" in chip) return chip.values.map((value) => valueName(chip.field, value)).join(", ");
  const t = texts.records.view;
  if (chip.from !== null && chip.to !== null) return t.between(longDate(chip.from), longDate(chip.to));
  return chip.from !== null ? t.after(longDate(chip.from)) : t.before(longDate(chip.to ?? ""));
}

/** One value of a field as the filter shows it. */
export function valueName(field: Chip["field"], value: Value): string {
  if (value === null) return texts.records.view.none;
  const statuses: Record<string, string> = texts.common.status;
  return field === "status" ? (statuses[String(value)] ?? String(value)) : String(value);
}
