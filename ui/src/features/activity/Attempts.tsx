// The tries of a record, in the run in which they were made.
import type { AttemptView } from "../../ipc";
import { duration, exactTime, took } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.activity;

/** Each try with how long after the one before it came. */
export function Attempts({ attempts, setAside }: { attempts: AttemptView[]; setAside: boolean }) {
  return (
    <ol className="ac-attempts" aria-label={t.attempts} style={{ gridTemplateColumns: `repeat(${attempts.length}, minmax(0, 1fr))` }}>
      {attempts.map((attempt, index) => {
        const before = attempts[index - 1];
        const last = setAside && index === attempts.length - 1;
        return (
          <li key={attempt.number} className={last ? "ac-last" : ""}>
            <b>{t.attempt(attempt.number)}</b>{" "}
            <time dateTime={attempt.at}>{before === undefined ? exactTime(attempt.at) : `+${pause(before.at, attempt.at)}`}</time>
            <span>
              {attempt.outcome} {t.after(took(attempt.tookMs))}
              {last && `, ${t.thenSetAside}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function pause(from: string, to: string): string {
  return duration(Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
