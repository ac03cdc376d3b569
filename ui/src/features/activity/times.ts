// Times of runs: to the second, with the day where it is another one, and how long they took.
import { dayOf, exactTime } from "../../shared/format";
import type { RunQuery } from "../../ipc";

/** "10:42:05", before today "11 Jun, 10:42:05". */
export function startedAt(instant: string, now: Date): string {
  const at = new Date(instant);
  const time = exactTime(instant);
  return at.toDateString() === now.toDateString() ? time : `${dayOf(instant)}, ${time}`;
}

export type Period = "today" | "week" | "month" | "any" | "dates";
/** Calendar dates of this machine, both included; empty where there is no bound. */
export type Dates = { from: string; to: string };

const DAY_MS = 86_400_000;

/** The instants that bound a period: from is included, to is not. */
export function boundsOf(period: Period, dates: Dates, now: Date): Pick<RunQuery, "from" | "to"> {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  switch (period) {
    case "today":
      return { from: midnight.toISOString(), to: null };
    case "week":
      return { from: new Date(now.getTime() - 7 * DAY_MS).toISOString(), to: null };
    case "month":
      return { from: new Date(now.getTime() - 30 * DAY_MS).toISOString(), to: null };
    case "any":
      return { from: null, to: null };
    case "dates":
      return { from: startOfDay(dates.from, 0), to: startOfDay(dates.to, 1) };
  }
}

function startOfDay(date: string, daysLater: number): string | null {
  const [year, month, day] = date.split("-").map(Number);
  if (year === undefined || month === undefined || day === undefined || Number.isNaN(year)) return null;
  return new Date(year, month - 1, day + daysLater).toISOString();
}
