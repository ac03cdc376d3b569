// The grid: a window onto all records of which only the rows in sight exist.

import {
  useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref, type RefObject,
} from "react";
import type { Field, Row, SortKey } from "../../ipc";
import { texts } from "../../shared/texts";
import { columnsFor, FROZEN, measuredDateWidth, numberWidth, type Column } from "./columns";
import { GridHead } from "./GridHead";
import { GridRow, HEAD_ROWS } from "./GridRow";
import { GridTip } from "./GridTip";
import { HEAD_ROW, moved, type Cell } from "./keys";
import { layoutOf, rowTop, scrollTopFor, visibleRange, type Layout, type Range } from "./windowing";
import "./Grid.css";

const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 50;
/** What a view is taken to be high before it was measured. */
const UNMEASURED_HEIGHT = 320;

export type GridHandle = { focus: () => void; move: (by: 1 | -1) => void };
export type GridProps = {
  total: number;
  rowAt: (index: number) => Row | undefined;
  onRange: (range: Range) => void;
  sort: SortKey[];
  onSort: (by: SortKey["by"], also: boolean) => void;
  currency: string;
  selectedId: string | null;
  onSelect: (pfaId: string) => void;
  /** Enter, F2 or a double click on a cell: to the editor, at a field. */
  onEdit: (pfaId: string, field: Field | null) => void;
  onBadge: (row: Row) => void;
  /** What the order and the choice of rows depend on; when it changes the grid starts at the top. */
  queryKey: string;
  ref?: Ref<GridHandle>;
};

export function Grid(props: GridProps) {
  const { total, rowAt, onRange, sort, onSort, currency, selectedId, onSelect, onEdit, onBadge, queryKey, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns();
  const { scrollTop, viewHeight, setScrollTop } = useScroll(scroller);
  const frozenFrom = numberWidth(total);
  const layout = layoutOf(total, ROW_HEIGHT, viewHeight);
  const range = visibleRange(layout, scrollTop, viewHeight);
  const { active, go, bringToSight } = useActiveCell({ scroller, columns, frozenFrom, layout, scrollTop, viewHeight, rowAt, range, selectedId, onSelect, queryKey });
  useEffect(() => onRange({ first: range.first, last: range.last }), [onRange, range.first, range.last]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setScrollTop(0);
  }, [queryKey, setScrollTop]);
  useImperativeHandle(ref, () => ({
    focus: () => {
      bringToSight(active);
      focusCell(scroller.current, active);
    },
    move: (by) => go({ row: Math.max(0, Math.min(total - 1, active.row + by)), column: active.column }, false),
  }));

  const press = (event: KeyboardEvent) => {
    const to = moved(active, event, { rows: total, columns: columns.length, page: Math.max(1, Math.floor(viewHeight / ROW_HEIGHT) - 1) });
    if (to !== null) {
      event.preventDefault();
      return go(to, true);
    }
    if (event.key !== "Enter" && event.key !== "F2") return;
    const column = columns[active.column];
    if (column === undefined || (column.kind === "status" && event.key === "Enter" && active.row !== HEAD_ROW)) return;
    event.preventDefault();
    if (active.row === HEAD_ROW) return onSort(column.sortBy, event.shiftKey);
    const row = rowAt(active.row);
    if (row) onEdit(row.pfaId, column.field);
  };
  const pointed = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    if (cell !== null && cell.row !== HEAD_ROW) go(cell, true);
    return cell;
  };
  const doubled = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    const row = cell === null ? undefined : rowAt(cell.row);
    const column = cell === null ? undefined : columns[cell.column];
    if (row && column && column.kind !== "status") onEdit(row.pfaId, column.field);
  };
  const width = frozenFrom + widthOf(columns);
  const sortBy = useCallback((column: Column, also: boolean) => onSort(column.sortBy, also), [onSort]);

  return (
    <div className="datagrid">
      <div className="grid-scroll" ref={scroller} onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}>
        <div
          className="grid-canvas"
          role="grid"
          tabIndex={-1}
          aria-label={texts.records.grid}
          aria-rowcount={total + HEAD_ROWS}
          aria-colcount={columns.length}
          style={{ width }}
          onKeyDown={press}
          onMouseDown={pointed}
          onDoubleClick={doubled}
        >
          <GridHead numberWidth={frozenFrom} columns={columns} currency={currency} sort={sort} active={active.row === HEAD_ROW ? active.column : null} onSort={sortBy} />
          <div className="grid-body" role="rowgroup" style={{ height: layout.height }}>
            {rowsToRender(range, active.row, total).map((index) => {
              const row = rowAt(index);
              return (
                <GridRow
                  key={index}
                  index={index}
                  row={row}
                  columns={columns}
                  numberWidth={frozenFrom}
                  top={rowTop(layout, index, scrollTop)}
                  active={index === active.row ? active.column : null}
                  selected={row !== undefined && row.pfaId === selectedId}
                  onBadge={onBadge}
                />
              );
            })}
          </div>
        </div>
      </div>
      <GridTip scroller={scroller} rowAt={rowAt} />
    </div>
  );
}

type ActiveCell = {
  scroller: RefObject<HTMLDivElement | null>;
  columns: Column[];
  frozenFrom: number;
  layout: Layout;
  scrollTop: number;
  viewHeight: number;
  rowAt: (index: number) => Row | undefined;
  range: Range;
  selectedId: string | null;
  onSelect: (pfaId: string) => void;
  queryKey: string;
};

/** The roving cell: it takes the focus where it goes, and the selected record follows it. */
function useActiveCell({ scroller, columns, frozenFrom, layout, scrollTop, viewHeight, rowAt, range, selectedId, onSelect, queryKey }: ActiveCell) {
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [forQuery, setForQuery] = useState(queryKey);
  const takeFocus = useRef(false);
  // A selection made elsewhere stays until a person moves in the grid.
  const follows = useRef(selectedId === null);
  if (forQuery !== queryKey) {
    setForQuery(queryKey);
    setActive((cell) => ({ row: cell.row === HEAD_ROW ? HEAD_ROW : 0, column: cell.column }));
  }
  const underCell = rowAt(active.row)?.pfaId;
  useEffect(() => {
    if (!follows.current || underCell === undefined) return;
    follows.current = false;
    if (underCell !== selectedId) onSelect(underCell);
  }, [underCell, selectedId, onSelect]);
  const elsewhere = underCell !== undefined && underCell !== selectedId && active.row !== HEAD_ROW ? indexOf(selectedId, range, rowAt) : null;
  useEffect(() => {
    if (elsewhere !== null && !follows.current) setActive((cell) => ({ row: elsewhere, column: cell.column }));
  }, [elsewhere]);
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    focusCell(scroller.current, active);
  }, [active, scroller]);

  const bringToSight = (cell: Cell) => {
    const element = scroller.current;
    if (element === null) return;
    if (cell.row !== HEAD_ROW) {
      const top = scrollTopFor(layout, cell.row, scrollTop, viewHeight);
      if (top !== scrollTop) element.scrollTo({ top });
    }
    const left = scrollLeftFor(columns, frozenFrom, cell.column, element.scrollLeft, element.clientWidth);
    if (left !== element.scrollLeft) element.scrollTo({ left });
  };
  const go = (cell: Cell, focus: boolean) => {
    takeFocus.current = focus;
    follows.current = cell.row !== HEAD_ROW;
    bringToSight(cell);
    setActive({ ...cell });
    const row = rowAt(cell.row);
    if (row !== undefined && row.pfaId !== selectedId) onSelect(row.pfaId);
  };
  return { active, go, bringToSight };
}

/** The columns, measured again once the typeface is there. */
function useColumns(): Column[] {
  const [dateWidth, setDateWidth] = useState(measuredDateWidth);
  useEffect(() => {
    let current = true;
    void document.fonts?.ready.then(() => {
      if (current) setDateWidth(measuredDateWidth());
    });
    return () => {
      current = false;
    };
  }, []);
  return useMemo(() => columnsFor(dateWidth), [dateWidth]);
}

function useScroll(scroller: RefObject<HTMLDivElement | null>) {
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

/** The rows in sight and the active one, which keeps the focus while it is scrolled away. */
function rowsToRender(range: Range, active: number, total: number): number[] {
  const rows = Array.from({ length: Math.max(0, range.last - range.first) }, (_, index) => range.first + index);
  if (active < 0 || active >= total || (active >= range.first && active < range.last)) return rows;
  return active < range.first ? [active, ...rows] : [...rows, active];
}

function indexOf(pfaId: string | null, range: Range, rowAt: (index: number) => Row | undefined): number | null {
  for (let index = range.first; pfaId !== null && index < range.last; index += 1) {
    if (rowAt(index)?.pfaId === pfaId) return index;
  }
  return null;
}

function focusCell(scroller: HTMLDivElement | null, cell: Cell): void {
  scroller?.querySelector<HTMLElement>(`[data-at="${cell.row}:${cell.column}"]`)?.focus({ preventScroll: true });
}

function cellOf(target: EventTarget): Cell | null {
  const at = target instanceof Element ? target.closest("[role=gridcell], [role=columnheader]") : null;
  const place = at?.matches("[data-at]") ? at : (at?.querySelector("[data-at]") ?? null);
  const [row, column] = place?.getAttribute("data-at")?.split(":").map(Number) ?? [];
  return row === undefined || column === undefined ? null : { row, column };
}

function scrollLeftFor(columns: Column[], frozenFrom: number, at: number, scrollLeft: number, viewWidth: number): number {
  const frozen = frozenFrom + widthOf(columns.slice(0, FROZEN));
  if (at < FROZEN || viewWidth === 0) return scrollLeft;
  const start = frozenFrom + widthOf(columns.slice(0, at));
  const end = start + (columns[at]?.width ?? 0);
  if (start < scrollLeft + frozen) return start - frozen;
  return end > scrollLeft + viewWidth ? end - viewWidth : scrollLeft;
}

function widthOf(columns: Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}
