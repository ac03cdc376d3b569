// What a key does in the grid while no cell is being edited.

import type { KeyboardEvent } from "react";
import { moved, HEAD_ROW, type Bounds, type Cell } from "./keys";

export type Pressed =
  | { do: "go"; to: Cell }
  | { do: "extend"; to: Cell }
  | { do: "leave" }
  | { do: "sort"; also: boolean }
  | { do: "head_menu" }
  | { do: "move_column"; by: 1 | -1 }
  | { do: "resize_column"; by: 1 | -1 }
  | { do: "fold"; folded: boolean | null }
  | { do: "edit"; text?: string; picker?: boolean }
  | { do: "clear" | "fill_down" | "tick" | "tick_all" | "panel" | "badge" | "hush" };

/** Where a person is when a key is pressed. */
export type Place = { active: Cell; head: Cell; bounds: Bounds; onGroup: boolean; onBadge: boolean };

/** What a key asks for, null where the grid leaves it to others. */
export function pressed(event: KeyboardEvent, place: Place): Pressed | null {
  if (event.nativeEvent.isComposing) return null;
  if (place.active.row === HEAD_ROW) return pressedInHead(event, place);
  if (place.onGroup) return pressedOnGroup(event) ?? movement(event, place) ?? command(event);
  return command(event) ?? movement(event, place) ?? typing(event, place);
}

function pressedInHead(event: KeyboardEvent, place: Place): Pressed | null {
  const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : null;
  if (by !== null && event.altKey) return event.shiftKey ? { do: "resize_column", by } : { do: "move_column", by };
  if (event.key === "ArrowDown" && event.altKey) return { do: "head_menu" };
  if (event.key === "Enter" || event.key === " ") return { do: "sort", also: event.shiftKey };
  return movement(event, place);
}

function pressedOnGroup(event: KeyboardEvent): Pressed | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  if (event.key === "ArrowRight") return { do: "fold", folded: false };
  if (event.key === "ArrowLeft") return { do: "fold", folded: true };
  return event.key === "Enter" || event.key === " " ? { do: "fold", folded: null } : null;
}

function command(event: KeyboardEvent): Pressed | null {
  const ctrl = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "d":
    case "D":
      return ctrl && !event.shiftKey ? { do: "fill_down" } : null;
    case "a":
    case "A":
      return ctrl ? { do: "tick_all" } : null;
    case " ":
      return ctrl || event.altKey ? null : { do: "tick" };
    case "Delete":
      return { do: "clear" };
    case "Escape":
      return { do: "hush" };
    case "F4":
      return { do: "panel" };
    default:
      return null;
  }
}

function movement(event: KeyboardEvent, { active, head, bounds }: Place): Pressed | null {
  if (event.key === "Tab") return tabbed(event.shiftKey, active, bounds);
  if (event.altKey) return null;
  if (event.shiftKey && active.row !== HEAD_ROW) {
    const to = moved(head, event, bounds);
    if (to !== null) return { do: "extend", to };
  }
  const to = moved(active, event, bounds);
  return to === null ? null : { do: "go", to };
}

/** Tab goes along the row and leaves the grid at its ends. */
function tabbed(back: boolean, active: Cell, bounds: Bounds): Pressed | null {
  const column = active.column + (back ? -1 : 1);
  return column < 0 || column >= bounds.columns ? null : { do: "go", to: { row: active.row, column } };
}

function typing(event: KeyboardEvent, { active, onBadge, bounds }: Place): Pressed | null {
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.key === "Enter" && !ctrl && !event.altKey) {
    if (onBadge && !event.shiftKey) return { do: "badge" };
    const row = active.row + (event.shiftKey ? -1 : 1);
    return row < 0 || row >= bounds.rows ? null : { do: "go", to: { row, column: active.column } };
  }
  if (event.key === "F2") return { do: "edit" };
  if (event.key === "ArrowDown" && event.altKey) return { do: "edit", picker: true };
  if (event.key === "Backspace") return { do: "edit", text: "" };
  if (ctrl || event.altKey) return null;
  if (event.key === "Process" || event.key === "Dead") return { do: "edit", text: "" };
  return [...event.key].length === 1 ? { do: "edit", text: event.key } : null;
}
