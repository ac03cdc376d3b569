// What a drag would do, beside the pointer or the bar: dates, days, the cost of this record and of all that go along.

import type { LinePreview } from "../../ipc";
import { count, difference, direction, longDate, signedMoney } from "../../shared/format";
import { Kbd } from "../../shared/Kbd";
import { texts } from "../../shared/texts";
import { datesOf, draggedValues, type May } from "./drag";
import { signedDays } from "./names";
import type { Drag } from "./useDrag";

export type DragTipProps = { drag: Drag; preview: LinePreview | null; may: May; currency: string; at: { x: number; y: number } };

export function DragTip({ drag, preview, may, currency, at }: DragTipProps) {
  const t = texts.timeline;
  const more = costMore(drag, preview);
  const sum = preview?.delta.forecast ?? null;
  const all = preview === null || direction(sum) === "even" ? (preview?.delta.actual ?? null) : sum;
  return (
    <div className="tl-tip" role="status" style={{ left: at.x, top: at.y }}>
      <div>
        <b>
          {t.grip[drag.grip]} {dragDates(drag, may)}
        </b>{" "}
        <span className="tip-soft num">{signedDays(drag.days)}</span>
      </div>
      <div className="tl-tip-costs num">
        <span className="tip-soft">{t.thisRecord}</span>
        <span className="end">{more === null ? "" : signedMoney(more, currency)}</span>
        {drag.rows.length > 1 && (
          <>
            <span className="tip-soft">{t.allSelected(count(drag.rows.length), signedDays(drag.days))}</span>
            <b className="end">{all === null ? "" : signedMoney(all, currency)}</b>
          </>
        )}
      </div>
      <div className="tip-soft">
        {drag.byKeys ? (
          <>
            <Kbd>Enter</Kbd> {t.drop}
          </>
        ) : (
          <>
            <Kbd>Shift</Kbd> {t.noSnap}
          </>
        )}{" "}
        <Kbd>Esc</Kbd> {t.cancel}
      </div>
    </div>
  );
}

/** "30 Sep 2026 → 21 Oct 2026", or both dates where both move. */
function dragDates(drag: Drag, may: May): string {
  const { row, grip, days, lane } = drag;
  const now = datesOf(row.values, lane);
  const then = datesOf({ ...row.values, ...draggedValues(row, grip, days, may) }, lane);
  if (now === null || then === null) return "";
  if (grip === "move") return `${longDate(then.from)} \u2013 ${then.to === null ? "" : longDate(then.to)}`;
  const [from, to] = grip === "start" ? [now.from, then.from] : [now.to ?? now.from, then.to ?? then.from];
  return `${longDate(from)} \u2192 ${longDate(to)}`;
}

function costMore({ row }: Drag, preview: LinePreview | null): string | null {
  const cost = preview?.cost.find((one) => one.pfaId === row.pfaId)?.cost;
  return cost === undefined ? null : moreOf(row.cost, cost);
}

/** How much more a record costs: by its actuals where it has them, else by its forecast. */
export function moreOf(now: { forecast: string | null; actual: string | null }, then: { forecast: string | null; actual: string | null }): string | null {
  const [before, after] = then.actual === null ? [now.forecast, then.forecast] : [now.actual, then.actual];
  return before === null || after === null ? null : difference(after, before);
}
