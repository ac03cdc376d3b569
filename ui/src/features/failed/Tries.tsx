// The tries of a failed change on a line, to scale.
import type { AttemptView } from "../../ipc";
import { texts } from "../../shared/texts";
import { exactTime, took } from "../../shared/format";
import { pause } from "./times";
import { onLine } from "./tries";

const t = texts.failed;


/** When each try was, how it ended and how long PEMS took. */
export function Tries({ attempts }: { attempts: AttemptView[] }) {
  const line = onLine(attempts);
  return (
    <div>
      <h3>{t.triesHead}</h3>
      {line.length === 0 ? (
        <p className="fa-none">{t.noTries}</p>
      ) : (
        <ol className="fa-tries" style={{ gridTemplateColumns: line.map((one) => `${Math.round(one.share * 100)}fr`).join(" ") }}>
          {line.map((one) => (
            <li key={one.number} className={one.gapMs === null ? "fa-last" : ""}>
              {one.gapMs !== null && <span className="fa-gap">{pause(one.gapMs)}</span>}
              <b>{one.number}</b> <time dateTime={one.at}>{exactTime(one.at)}</time>
              <span className="fa-outcome">
                {one.outcome}, {one.gapMs === null ? t.setAside : took(one.tookMs)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
