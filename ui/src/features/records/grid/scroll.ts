// Where the grid is scrolled to, and bringing a cell into sight.

import { useLayoutEffect, useState, type RefObject } from "react";
import { scrollTopFor, type Layout } from "../../../shared/view/windowing";
import type { Column } from "./columns";
import { HEAD_ROW, type Cell } from "./keys";

export const ROW_HEIGHT = 32;
export const HEAD_HEIGHT = 50;
/** What a view is taken to be high before it was measured. */
const UNMEASURED_HEIGHT = 320;

export type Scroll = { scrollTop: number; viewHeight: number; setScrollTop: (top: number) => void };

export function useScroll(scroller: RefObject<HTMLDivElement | null>): Scroll {
  const [scrollTop, setScrollTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(UNMEASURED_HEIGHT);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientHeight > HEAD_HEIGHT) setViewHeight(element.clientHeight - HEAD_HEIGHT);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return { scrollTop, viewHeight, setScrollTop };
}

/** How columns and lines lie. */
export type Places = { layout: Layout; columns: Column[]; frozen: number; numberWidth: number; stickyHeight: number; viewHeight: number };

/** Scrolls so that a cell is in sight, clear of what stays in place. */
export function bringToSight(element: HTMLDivElement | null, cell: Cell, places: Places): void {
  if (element === null) return;
  const { layout, columns, frozen, numberWidth, stickyHeight, viewHeight } = places;
  if (cell.row !== HEAD_ROW) {
    const covered = stickyHeight / layout.scale;
    const top = scrollTopFor(layout, cell.row, element.scrollTop + covered, viewHeight - stickyHeight) - covered;
    if (Math.abs(top - element.scrollTop) > 0.5) element.scrollTo({ top: Math.max(0, top) });
  }
  const left = scrollLeftFor(columns, frozen, numberWidth, cell.column, element.scrollLeft, element.clientWidth);
  if (left !== element.scrollLeft) element.scrollTo({ left });
}

export function widthOf(columns: Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}

/** How far a column starts from the grid's left edge, unscrolled. */
export function columnLeft(columns: Column[], numberWidth: number, at: number): number {
  return numberWidth + widthOf(columns.slice(0, at));
}

function scrollLeftFor(columns: Column[], frozen: number, numberWidth: number, at: number, scrollLeft: number, viewWidth: number): number {
  if (at < frozen || viewWidth === 0) return scrollLeft;
  const fixed = columnLeft(columns, numberWidth, frozen);
  const start = columnLeft(columns, numberWidth, at);
  const end = start + (columns[at]?.width ?? 0);
  if (start < scrollLeft + fixed) return start - fixed;
  return end > scrollLeft + viewWidth ? end - viewWidth : scrollLeft;
}
