// Changes to how the columns stand: order, width, shown or not.

import type { ColumnSpec } from "../../../ipc";
import { NARROWEST, WIDEST } from "./columns";

/** The columns with one moved past its next shown neighbour to one side. */
export function withMoved(specs: ColumnSpec[], id: string, by: 1 | -1): ColumnSpec[] {
  const shown = specs.filter((spec) => spec.shown || spec.id === id);
  const neighbour = shown[shown.findIndex((spec) => spec.id === id) + by];
  return neighbour === undefined ? specs : withPlaced(specs, id, neighbour.id, by === 1);
}

/** The columns with one taken out and put before or after another. */
export function withPlaced(specs: ColumnSpec[], id: string, besideId: string, after: boolean): ColumnSpec[] {
  const column = specs.find((spec) => spec.id === id);
  if (column === undefined || id === besideId) return specs;
  const rest = specs.filter((spec) => spec.id !== id);
  const at = rest.findIndex((spec) => spec.id === besideId) + (after ? 1 : 0);
  return [...rest.slice(0, at), column, ...rest.slice(at)];
}

export function withWidth(specs: ColumnSpec[], id: string, width: number): ColumnSpec[] {
  const kept = Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));
  return specs.map((spec) => (spec.id === id ? { ...spec, width: kept } : spec));
}

export function withShown(specs: ColumnSpec[], id: string, shown: boolean): ColumnSpec[] {
  return specs.map((spec) => (spec.id === id ? { ...spec, shown } : spec));
}
