// Times of tries: to the second, and how long each took.
import { duration } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.failed;

/** "1 h 42 min" from an instant until now. */
export function waited(since: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t.minutes(minutes);
  if (hours >= 48) return t.days(Math.floor(hours / 24));
  return minutes % 60 === 0 ? t.hours(hours) : `${t.hours(hours)} ${t.minutes(minutes % 60)}`;
}

/** The pause between two tries, "10 s". */
export function pause(ms: number): string {
  return duration(Math.round(ms / 1000));
}
