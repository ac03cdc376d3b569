// The rows of a file that cannot be taken, each with its line and why.

import type { BadRow } from "../../ipc";
import { count } from "../../shared/format";
import { texts } from "../../shared/texts";

export function BadRows({ bad, all }: { bad: BadRow[]; all: number }) {
  const t = texts.planning.import;
  return (
    <section className="bad-rows">
      <h3>
        {t.bad(all, count(all))} {bad.length < all && <span className="muted">{texts.planning.preview.first(count(bad.length), count(all))}</span>}
      </h3>
      {/* Scrolled by keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="check-changes" tabIndex={0} role="group" aria-label={t.bad(all, count(all))}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="end">{t.line}</th>
              <th scope="col">{texts.planning.preview.record}</th>
              <th scope="col">{t.reason}</th>
            </tr>
          </thead>
          <tbody>
            {bad.map((row) => (
              <tr key={row.line}>
                <td className="end num">{count(row.line)}</td>
                <td className="num">{row.pfaId}</td>
                <td>{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
