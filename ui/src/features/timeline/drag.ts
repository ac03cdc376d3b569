// What dragging a bar changes: which edge moves, by how many days, and of which records it may.

import type { Edit, Row, Value, Values } from "../../ipc";
import { seenIn } from "../../shared/view/edits";
import { dayOf, later } from "./geometry";

export type Lane = "plan" | "forecast" | "actual";
/** What is held: the whole bar or one of its edges. */
export type Grip = "move" | "start" | "end";
export type May = { forecast: boolean; actuals: boolean };
export type Dates = { from: string; to: string | null };

export const LANES: readonly Lane[] = ["plan", "forecast", "actual"];

const FIELDS = {
  plan: ["originalStart", "originalEnd"],
  forecast: ["forecastStart", "forecastEnd"],
  actual: ["actualStart", "actualEnd"],
} as const;

/** The dates of a bar; null where the record has none. */
export function datesOf(values: Values, lane: Lane): Dates | null {
  const [start, end] = FIELDS[lane];
  const [from, to] = [values[start], values[end]];
  return typeof from === "string" ? { from, to: typeof to === "string" ? to : null } : null;
}

/** The bars that a record shows. */
export function lanesOf(row: Row): Lane[] {
  return LANES.filter((lane) => datesOf(row.values, lane) !== null);
}

/** Where a bar can be held. An actualized forecast and the plan never move; an actual end does where one may. */
export function gripsOf(row: Row, lane: Lane, may: May): Grip[] {
  const { isDiscontinued, isActualized, actualEnd } = row.values;
  if (isDiscontinued === true || lane === "plan" || datesOf(row.values, lane) === null) return [];
  if (lane === "actual") return isActualized === true && may.actuals && typeof actualEnd === "string" ? ["end"] : [];
  if (isActualized === true || !may.forecast) return [];
  return datesOf(row.values, lane)?.to === null ? ["start"] : ["move", "start", "end"];
}

/** What a record's values become; nothing where they may not change. An edge stops at the other one. */
export function draggedValues(row: Row, grip: Grip, days: number, may: May): Values {
  const { values } = row;
  if (values.isDiscontinued === true || days === 0) return {};
  if (values.isActualized === true) {
    if (!may.actuals || grip === "start") return {};
    return movedDate("actualEnd", values.actualEnd, days, { notBefore: values.actualStart });
  }
  if (!may.forecast) return {};
  const { forecastStart: start, forecastEnd: end } = values;
  if (grip === "start") return movedDate("forecastStart", start, days, { notAfter: end });
  if (grip === "end") return movedDate("forecastEnd", end, days, { notBefore: start });
  return { ...movedDate("forecastStart", start, days, {}), ...movedDate("forecastEnd", end, days, {}) };
}

/** The edits of all that is dragged, without those of which nothing changes. */
export function draggedEdits(rows: Row[], grip: Grip, days: number, may: May): Edit[] {
  return rows.flatMap((row) => {
    const changes = draggedValues(row, grip, days, may);
    return Object.keys(changes).length === 0 ? [] : [{ pfaId: row.pfaId, changes, seen: seenIn(row, changes) }];
  });
}

type Bounds = { notBefore?: Value | undefined; notAfter?: Value | undefined };

function movedDate(field: "forecastStart" | "forecastEnd" | "actualEnd", date: Value | undefined, days: number, { notBefore, notAfter }: Bounds): Values {
  if (typeof date !== "string") return {};
  let moved = later(date, days);
  if (typeof notBefore === "string" && dayOf(moved) < dayOf(notBefore)) moved = notBefore;
  if (typeof notAfter === "string" && dayOf(moved) > dayOf(notAfter)) moved = notAfter;
  return moved === date ? {} : { [field]: moved };
}
