// Which rows a scroll position shows. Rows are all of one height, so no row is ever measured.

/** Rows in one read. */
export const WINDOW_ROWS = 100;
/** Taller elements lose their lower end in some engines; beyond it, scrolling is scaled. */
export const MAX_HEIGHT_PX = 8_000_000;
/** Rows kept above and below those in sight. */
const OVERSCAN = 6;

export type Range = { first: number; last: number };

/** Where rows lie: `height` is the scrolled element's, `scale` how many pixels of rows one pixel of scrolling stands for. */
export type Layout = { rowHeight: number; total: number; height: number; scale: number };

/** The layout of so many rows in a view of a height. */
export function layoutOf(total: number, rowHeight: number, viewHeight: number): Layout {
  const whole = total * rowHeight;
  const height = Math.min(whole, MAX_HEIGHT_PX);
  const scale = whole > height ? (whole - viewHeight) / (height - viewHeight) : 1;
  return { rowHeight, total, height, scale };
}

/** The rows to render, `last` not included. */
export function visibleRange(layout: Layout, scrollTop: number, viewHeight: number, overscan = OVERSCAN): Range {
  const top = scrollTop * layout.scale;
  const first = Math.floor(top / layout.rowHeight) - overscan;
  const last = Math.ceil((top + viewHeight) / layout.rowHeight) + overscan;
  return { first: Math.max(0, first), last: Math.min(layout.total, last) };
}

/** How far down a row lies within the scrolled element, at a scroll position. */
export function rowTop(layout: Layout, row: number, scrollTop: number): number {
  return row * layout.rowHeight - scrollTop * (layout.scale - 1);
}

/** The scroll position that brings a row into sight, or the present one where it is. */
export function scrollTopFor(layout: Layout, row: number, scrollTop: number, viewHeight: number): number {
  const top = scrollTop * layout.scale;
  const rowStart = row * layout.rowHeight;
  const rowEnd = rowStart + layout.rowHeight;
  if (rowStart < top) return rowStart / layout.scale;
  if (rowEnd > top + viewHeight) return (rowEnd - viewHeight) / layout.scale;
  return scrollTop;
}

/** The windows that hold a range, as a range: it stays the same while one scrolls within them. */
export function windowsOf(range: Range): Range {
  return { first: Math.floor(range.first / WINDOW_ROWS) * WINDOW_ROWS, last: Math.ceil(range.last / WINDOW_ROWS) * WINDOW_ROWS };
}

/** The offsets of the windows that hold a range, and of one more on either side. */
export function windowOffsets(range: Range, total: number): { needed: number[]; ahead: number[] } {
  const needed: number[] = [];
  const from = Math.floor(range.first / WINDOW_ROWS) * WINDOW_ROWS;
  for (let offset = from; offset === from || offset < range.last; offset += WINDOW_ROWS) needed.push(offset);
  const before = from - WINDOW_ROWS;
  const after = from + needed.length * WINDOW_ROWS;
  return { needed, ahead: [before, after].filter((offset) => offset >= 0 && offset < total) };
}
