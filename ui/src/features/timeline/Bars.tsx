// The bars of one line: three lanes that never overlap, told apart by pattern, thickness and caps as well as colour.

import { Lock } from "lucide-react";
import type { Row, Spans, Values } from "../../ipc";
import { texts } from "../../shared/texts";
import { datesOf, gripsOf, lanesOf, type Grip, type Lane, type May } from "./drag";
import { spanOf, type Axis } from "./geometry";
import { barName, isDraft } from "./names";

export type RowBarsProps = {
  index: number;
  row: Row;
  axis: Axis;
  may: May;
  /** The lane that the keys are on. */
  focused: Lane | null;
  /** What a drag would make of the record. */
  ghost: Values | null;
  /** The amount that goes with it. */
  amount: string | null;
};

export function RowBars({ index, row, axis, may, focused, ghost, amount }: RowBarsProps) {
  return (
    <>
      {lanesOf(row).map((lane) => (
        <Bar key={lane} index={index} row={row} lane={lane} axis={axis} may={may} focused={focused === lane} faded={ghost !== null && lane !== "plan"} />
      ))}
      {ghost !== null && <Ghost row={row} ghost={ghost} axis={axis} amount={amount} />}
    </>
  );
}

type BarProps = { index: number; row: Row; lane: Lane; axis: Axis; may: May; focused: boolean; faded: boolean };

function Bar({ index, row, lane, axis, may, focused, faded }: BarProps) {
  const dates = datesOf(row.values, lane);
  if (dates === null) return null;
  const grips = gripsOf(row, lane, may);
  const locked = lane === "forecast" && row.values.isActualized === true;
  const { left, width } = spanOf(dates.from, dates.to ?? dates.from, axis);
  const look = ["bar", lane, locked ? "locked" : "", isDraft(row, lane) ? "draft" : "", dates.to === null ? "open" : "", grips.length > 0 ? "held" : "", faded ? "faded" : ""];
  const t = texts.timeline;
  const why = grips.length > 0 ? t.keys : lane === "plan" ? t.noPlan : locked ? t.noForecast : t.notAllowed;
  return (
    <>
      <div
        className={look.filter(Boolean).join(" ")}
        role="button"
        aria-roledescription={t.bar}
        aria-label={barName(row, lane, may)}
        title={why}
        aria-disabled={grips.length === 0 || undefined}
        tabIndex={focused ? 0 : -1}
        data-bar={`${index}:${lane}`}
        style={{ left, width }}
      >
        {grips.includes("start") && <span className="bar-grip start" data-grip="start" />}
        {grips.includes("end") && <span className="bar-grip end" data-grip="end" />}
      </div>
      {locked && <Lock className="bar-lock" size={12} strokeWidth={2.25} aria-hidden style={{ left: left + width + 6 }} />}
    </>
  );
}

function Ghost({ row, ghost, axis, amount }: { row: Row; ghost: Values; axis: Axis; amount: string | null }) {
  const lane: Lane = "actualEnd" in ghost ? "actual" : "forecast";
  const dates = datesOf({ ...row.values, ...ghost }, lane);
  if (dates === null) return null;
  const { left, width } = spanOf(dates.from, dates.to ?? dates.from, axis);
  return (
    <>
      <span className={`bar ghost ${lane}`} aria-hidden style={{ left, width }} />
      {amount !== null && (
        <span className="bar-amount" aria-hidden style={{ left: left + width }}>
          {amount}
        </span>
      )}
    </>
  );
}

/** From when to when the bars of a group go; its line says it in words. */
export function GroupBars({ spans, axis }: { spans: Spans; axis: Axis }) {
  const bar = (lane: "plan" | "forecast", span: [string, string] | null) =>
    span && <span className={`bar group-${lane}`} aria-hidden style={spanOf(span[0], span[1], axis)} />;
  return (
    <>
      {bar("plan", spans.plan)}
      {bar("forecast", spans.forecast)}
    </>
  );
}

/** The bar that an element belongs to, and where on it. */
export function barAt(target: EventTarget | null): { index: number; lane: Lane; grip: Grip } | null {
  const bar = target instanceof Element ? target.closest("[data-bar]") : null;
  const [index, lane] = bar?.getAttribute("data-bar")?.split(":") ?? [];
  if (index === undefined || lane === undefined) return null;
  const edge = (target as Element).getAttribute("data-grip");
  return { index: Number(index), lane: lane as Lane, grip: edge === "start" || edge === "end" ? edge : "move" };
}
