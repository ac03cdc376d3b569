// What part of time the chart shows: it pans, zooms, and keeps the scale of the view that grid and cost share.

import { useCallback, useEffect, useMemo, useState, type RefObject } from "react";
import { remember, remembered } from "../../shared/remember";
import type { Planning } from "../../shared/view/planning";
import { dayOf, PX_PER_DAY, scaleOf, xOf, zoomed, type Axis, type Scale } from "./geometry";

const STEP = 1.25;
/** Where today stands at first, as a part of the width. */
const TODAY_AT = 0.3;
const PANNED_PX = 120;

export type AxisControl = {
  axis: Axis;
  scale: Scale;
  pan: (px: number) => void;
  zoom: (by: 1 | -1, x?: number) => void;
  setScale: (scale: Scale) => void;
  toToday: () => void;
  show: (change: (axis: Axis) => Axis) => void;
};

export function useAxis(planning: Planning, today: number, width: number): AxisControl {
  const { spec, setSpec } = planning;
  const [kept, setKept] = useState<Axis>(() => ({ left: leftFrom(remembered("timeline.left"), today, spec.scale, width), pxPerDay: PX_PER_DAY[spec.scale] }));
  // Another view may have been opened, with a scale of its own.
  const axis = useMemo(() => (scaleOf(kept.pxPerDay) === spec.scale ? kept : zoomed(kept, PX_PER_DAY[spec.scale] / kept.pxPerDay, width / 2)), [kept, spec.scale, width]);
  useEffect(() => remember("timeline.left", Math.round(axis.left)), [axis.left]);
  const pan = useCallback((px: number) => setKept((now) => ({ ...now, left: now.left + px / now.pxPerDay })), []);
  const turn = useCallback(
    (next: Axis) => {
      setKept(next);
      const scale = scaleOf(next.pxPerDay);
      if (scale !== spec.scale) setSpec({ ...spec, scale });
    },
    [spec, setSpec],
  );
  const zoom = useCallback((by: 1 | -1, x = width / 2) => turn(zoomed(axis, by === 1 ? STEP : 1 / STEP, x)), [turn, axis, width]);
  const setScale = useCallback((scale: Scale) => turn(zoomed(axis, PX_PER_DAY[scale] / axis.pxPerDay, todayOrMiddle(axis, today, width))), [turn, axis, today, width]);
  const toToday = useCallback(() => setKept({ ...axis, left: today - (width * TODAY_AT) / axis.pxPerDay }), [axis, today, width]);
  const show = useCallback((change: (axis: Axis) => Axis) => setKept(change(axis)), [axis]);
  return { axis, scale: spec.scale, pan, zoom, setScale, toToday, show };
}

/** Ctrl and the wheel zoom around the pointer; Shift and the wheel, or a sideways wheel, pan. */
export function useWheel(element: RefObject<HTMLElement | null>, left: number, { pan, zoom }: Pick<AxisControl, "pan" | "zoom">): void {
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const turn = (event: WheelEvent) => {
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !sideways) return;
      event.preventDefault();
      if (event.ctrlKey) zoom(event.deltaY < 0 ? 1 : -1, event.clientX - target.getBoundingClientRect().left - left);
      else pan(event.deltaX === 0 ? event.deltaY : event.deltaX);
    };
    target.addEventListener("wheel", turn, { passive: false });
    return () => target.removeEventListener("wheel", turn);
  }, [element, left, pan, zoom]);
}

/** What a key does to the axis; false where it is not one of its keys. */
export function axisKey(event: { key: string; altKey: boolean; ctrlKey: boolean }, { pan, zoom, toToday }: AxisControl): boolean {
  if (event.altKey && event.key === "ArrowLeft") pan(-PANNED_PX);
  else if (event.altKey && event.key === "ArrowRight") pan(PANNED_PX);
  else if (event.altKey || event.ctrlKey) return false;
  else if (event.key === "+" || event.key === "=") zoom(1);
  else if (event.key === "-" || event.key === "\u2212") zoom(-1);
  else if (event.key.toLowerCase() === "t") toToday();
  else return false;
  return true;
}

function leftFrom(stored: unknown, today: number, scale: Scale, width: number): number {
  if (typeof stored === "number" && Math.abs(stored - today) < dayOf("1990-01-01")) return stored;
  return today - (width * TODAY_AT) / PX_PER_DAY[scale];
}

function todayOrMiddle(axis: Axis, today: number, width: number): number {
  const x = xOf(today, axis);
  return x >= 0 && x <= width ? x : width / 2;
}
