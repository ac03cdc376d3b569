// How large the window shows its contents: in steps by keys, kept for the next start.

import { useEffect } from "react";
import { zoomTo } from "../ipc";
import { remember, remembered } from "../shared/remember";

/** Percent. */
const STEPS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];
const ACTUAL = 100;
const KEYS: Record<string, Zoom> = { "+": 1, "=": 1, "-": -1, "\u2212": -1, "0": 0 };

/** A step larger, a step smaller, or back to the actual size. */
export type Zoom = 1 | -1 | 0;

/** Shows the contents as large as they were when the window was last used, and follows Ctrl with plus, minus and nought. */
export function useZoom(): void {
  useEffect(() => {
    if (current() !== ACTUAL) zoomTo(current() / ACTUAL);
    const press = (event: KeyboardEvent) => {
      const by = KEYS[event.key];
      if (by === undefined || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      zoom(by);
      event.preventDefault();
      // The timeline has these keys for its scale, without Ctrl.
      event.stopPropagation();
    };
    document.addEventListener("keydown", press, true);
    return () => document.removeEventListener("keydown", press, true);
  }, []);
}

export function zoom(by: Zoom): void {
  const next = after(current(), by);
  remember("zoom", next);
  zoomTo(next / ACTUAL);
}

function after(percent: number, by: Zoom): number {
  if (by === 0) return ACTUAL;
  const next = by === 1 ? STEPS.find((step) => step > percent) : STEPS.findLast((step) => step < percent);
  return next ?? percent;
}

function current(): number {
  const kept = remembered("zoom");
  return typeof kept === "number" && STEPS.includes(kept) ? kept : ACTUAL;
}
