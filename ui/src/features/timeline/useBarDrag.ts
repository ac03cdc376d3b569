// Dragging a bar by mouse. What is held follows the pointer in time, not in pixels: near an edge of the chart the axis pans
// beneath a pointer that rests, and the bar goes along.

import { useEffect, useLayoutEffect, useRef, type MouseEvent } from "react";
import type { Row } from "../../ipc";
import { datesOf, type Grip, type Lane } from "./drag";
import { dayAt, dayOf, snapped, type Axis } from "./geometry";
import type { AxisControl } from "./useAxis";
import type { Dragging } from "./useDrag";

/** A press becomes a drag once the pointer went so far. */
const DRAG_PX = 3;
/** So near to an edge of the chart it pans. */
const EDGE_PX = 40;
const FASTEST_PX_PER_SECOND = 900;
/** A frame that came late pans no further than one of these. */
const LONGEST_FRAME_MS = 50;

export type BarDragProps = {
  control: AxisControl;
  dragging: Dragging;
  snap: boolean;
  /** The days that a row's bars snap to. */
  marksOf: (row: Row) => number[];
  /** Where the chart begins and ends in the window. */
  chart: () => { left: number; right: number };
  onPointer: (x: number, y: number) => void;
};

/** Begins to drag a bar; it ends by itself. */
export function useBarDrag(props: BarDragProps): (event: MouseEvent, row: Row, lane: Lane, grip: Grip) => void {
  const latest = useRef(props);
  const follow = useRef<() => void>(() => undefined);
  const stop = useRef<() => void>(() => undefined);
  const { axis } = props.control;
  useLayoutEffect(() => {
    latest.current = props;
  });
  useLayoutEffect(() => follow.current(), [axis]);
  useEffect(() => () => stop.current(), []);
  return (event, row, lane, grip) => {
    const dates = datesOf(row.values, lane);
    if (dates === null) return;
    const edge = dayOf(grip === "end" ? (dates.to ?? dates.from) : dates.from);
    const from = event.clientX;
    const dayUnder = (x: number, over: Axis) => dayAt(x - latest.current.chart().left, over);
    const taken = dayUnder(from, axis);
    let at = { x: from, y: event.clientY, free: event.shiftKey };
    let begun = false;
    let frame = 0;
    let before: number | null = null;
    const moveTo = () => {
      if (!begun) return;
      const { control, dragging, snap, marksOf } = latest.current;
      const day = edge + dayUnder(at.x, control.axis) - taken;
      dragging.moveTo((snap && !at.free ? snapped(day, marksOf(row), control.axis.pxPerDay) : Math.round(day)) - edge);
    };
    const pan = (now: number) => {
      const speed = panSpeed(at.x, from, latest.current.chart());
      if (speed !== 0 && before !== null) latest.current.control.pan((speed * Math.min(LONGEST_FRAME_MS, now - before)) / 1000);
      before = speed === 0 ? null : now;
      frame = requestAnimationFrame(pan);
    };
    const move = (moved: globalThis.MouseEvent) => {
      at = { x: moved.clientX, y: moved.clientY, free: moved.shiftKey };
      if (!begun && Math.abs(at.x - from) < DRAG_PX) return;
      if (!begun) {
        latest.current.dragging.begin({ row, lane, grip, byKeys: false });
        frame = requestAnimationFrame(pan);
      }
      begun = true;
      latest.current.onPointer(at.x, at.y + 22);
      moveTo();
    };
    const end = () => {
      cancelAnimationFrame(frame);
      follow.current = () => undefined;
      stop.current = () => undefined;
      window.removeEventListener("mousemove", move);
      window.removeEventListener("mouseup", up);
      window.removeEventListener("keydown", escape, true);
    };
    const up = () => {
      end();
      if (begun) latest.current.dragging.drop();
    };
    const escape = (pressed: globalThis.KeyboardEvent) => {
      if (pressed.key !== "Escape") return;
      pressed.stopPropagation();
      end();
      latest.current.dragging.cancel();
    };
    stop.current();
    follow.current = moveTo;
    stop.current = end;
    window.addEventListener("mousemove", move);
    window.addEventListener("mouseup", up);
    window.addEventListener("keydown", escape, true);
  };
}

/** How fast the chart pans under a pointer: the nearer to the edge that it was moved towards, the faster. */
export function panSpeed(x: number, from: number, { left, right }: { left: number; right: number }): number {
  const deep = (px: number) => FASTEST_PX_PER_SECOND * Math.min(1, Math.max(0, px) / EDGE_PX);
  if (x > from) return deep(x - (right - EDGE_PX));
  return x < from ? -deep(left + EDGE_PX - x) || 0 : 0;
}
