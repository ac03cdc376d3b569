// The scale above the bars, and its lines behind them.

import { useRef, type MouseEvent } from "react";
import { dayAndMonth } from "../../shared/format";
import { texts } from "../../shared/texts";
import { dateOf, dayAt, ticks, UNITS, xOf, type Axis, type Scale } from "./geometry";
import { tickName } from "./names";

/** Room for today's flag: it stays whole where its line is at an end of the scale. */
const FLAG_PX = 92;

export type TimelineHeadProps = { axis: Axis; scale: Scale; width: number; today: number; onPan: (px: number) => void };

export function TimelineHead({ axis, scale, width, today, onPan }: TimelineHeadProps) {
  const t = texts.records;
  const { major, minor } = UNITS[scale];
  const ends: [number, number] = [axis.left, dayAt(width, axis)];
  const at = xOf(today, axis);
  return (
    <div className="tl-head" role="row" aria-rowindex={1}>
      <div className="tl-left">
        <span className="tl-legend" aria-hidden>
          {(["plan", "forecast", "actual"] as const).map((lane) => (
            <span key={lane}>
              <span className={`key ${lane}`} /> {t[lane]}
            </span>
          ))}
        </span>
        <span role="columnheader" aria-colindex={1}>
          <span className="visually-hidden">{texts.timeline.columns.status}</span>
        </span>
        <span role="columnheader" aria-colindex={2}>
          {texts.common.fields.pfaId}
        </span>
        <span role="columnheader" aria-colindex={3}>
          {texts.common.fields.description}
        </span>
        <span role="columnheader" aria-colindex={4} className="end">
          {t.variance}
        </span>
      </div>
      <div className="tl-scale" role="columnheader" aria-colindex={5} aria-label={texts.timeline.columns.bars} title={texts.timeline.head} {...useHeadDrag(onPan)}>
        {ticks(major, ...ends).map((day) => (
          <span key={`major ${day}`} className="tick major" style={{ left: Math.max(-1, xOf(day, axis)) }}>
            {tickName(major, day, true)}
          </span>
        ))}
        {ticks(minor, ...ends).map((day) => (
          <span key={day} className="tick minor" style={{ left: xOf(day, axis) }}>
            {tickName(minor, day, false)}
          </span>
        ))}
        {at >= 0 && at <= width && (
          <span className="today-flag" style={{ left: `clamp(${FLAG_PX / 2}px, ${at}px, calc(100% - ${FLAG_PX / 2}px))` }}>
            {texts.timeline.todayIs(dayAndMonth(dateOf(today)))}
          </span>
        )}
      </div>
    </div>
  );
}

/** The lines of the scale and today's, behind the bars. */
export function ScaleLines({ axis, scale, width, today, snap }: { axis: Axis; scale: Scale; width: number; today: number; snap: number | null }) {
  const { major, minor } = UNITS[scale];
  const strong = new Set(ticks(major, axis.left, dayAt(width, axis)));
  const at = xOf(today, axis);
  const shown = (x: number) => x >= 0 && x <= width;
  return (
    <div className="tl-lines" aria-hidden>
      {ticks(minor, axis.left, dayAt(width, axis)).map((day) => shown(xOf(day, axis)) && <i key={day} className={strong.has(day) ? "strong" : undefined} style={{ left: xOf(day, axis) }} />)}
      {shown(at) && <i className="today" style={{ left: at }} />}
      {snap !== null && shown(xOf(snap, axis)) && <i className="snap" style={{ left: xOf(snap, axis) }} />}
    </div>
  );
}

/** Dragging the head moves along in time. */
function useHeadDrag(onPan: (px: number) => void): { onMouseDown: (event: MouseEvent) => void } {
  const last = useRef(0);
  return {
    onMouseDown: (event) => {
      if (event.button !== 0) return;
      last.current = event.clientX;
      const move = (moved: globalThis.MouseEvent) => {
        onPan(last.current - moved.clientX);
        last.current = moved.clientX;
      };
      const up = () => {
        window.removeEventListener("mousemove", move);
        window.removeEventListener("mouseup", up);
      };
      window.addEventListener("mousemove", move);
      window.addEventListener("mouseup", up);
      event.preventDefault();
    },
  };
}
