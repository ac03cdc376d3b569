// The grid: a window onto all records of which only the lines in sight exist. It is a spreadsheet to the hand and an ARIA
// grid, with groups a tree grid, to a screen reader.

import { useEffect, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref, type UIEvent } from "react";
import type { Field, GroupPath, Row } from "../../../ipc";
import { texts } from "../../../shared/texts";
import type { Lines } from "../../../shared/view/lines";
import { useApart, type Planning } from "../../../shared/view/planning";
import { layoutOf, rowTop, visibleRange, windowsOf, type Range } from "../../../shared/view/windowing";
import { CellTip } from "./CellTip";
import { isLocked, numberWidth, type Column, type May } from "./columns";
import { cellAt, elementAt, useCursor } from "./cursor";
import { useEditing, type Leave } from "./editing";
import { GridHead, type HeadActions } from "./GridHead";
import { HEAD_ROWS, type RowActions } from "./GridRow";
import { GridRows } from "./GridRows";
import { GridTip } from "./GridTip";
import { HeadMenu } from "./HeadMenu";
import { useHeads } from "./heads";
import { HEAD_ROW } from "./keys";
import { usePointer } from "./pointer";
import { pressed, type Pressed } from "./press";
import { DRAFT_NOTE } from "./notes";
import { useClipboardAsked, useLatest, useRangeActions, type Previewed } from "./ranges";
import { rowsIn, type CellRange } from "./range";
import { useRangeIds } from "./rangeRows";
import { ROW_HEIGHT, useScroll, widthOf, type Places } from "./scroll";
import { StickyGroups } from "./StickyGroups";
import "./Grid.css";

export type GridHandle = { focus: () => void; move: (by: 1 | -1) => void; goTo: (index: number, focus: boolean) => void };
export type GridProps = {
  lines: Lines;
  onRange: (range: Range) => void;
  planning: Planning;
  columns: Column[];
  all: Column[];
  currency: string;
  may: May;
  /** To the record panel, at a field. */
  onPanel: (pfaId: string, field: Field | null) => void;
  onBadge: (row: Row) => void;
  onPreview: (previewed: Previewed) => void;
  ref?: Ref<GridHandle>;
};

export function Grid({ lines, onRange, planning, columns, all, currency, may, onPanel, onBadge, onPreview, ref }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const headAnchor = useRef<HTMLElement>(null);
  const { scrollTop, viewHeight, setScrollTop } = useScroll(scroller);
  // What is frozen is held in place only where something lies under it: it costs each row a surface of its own.
  const [aside, setAside] = useState(false);
  const { total } = lines;
  const selectedId = useApart(planning.atHand);
  const levels = lines.query.groups.length;
  const frozen = Math.min(planning.spec.frozen, columns.length);
  const places: Places = {
    layout: layoutOf(total, ROW_HEIGHT, viewHeight), columns, frozen, numberWidth: numberWidth(lines.records), stickyHeight: levels * ROW_HEIGHT, viewHeight,
  };
  const inSight = visibleRange(places.layout, scrollTop, viewHeight);
  const queryKey = useMemo(() => JSON.stringify({ ...lines.query, folded: [] }), [lines.query]);
  const cursor = useCursor({ scroller, places, lines, range: inSight, selectedId, onSelect: planning.select, queryKey });
  const editor = useEditing();
  // The range from which the handle is dragged.
  const [source, setSource] = useState<CellRange | null>(null);
  const heads = useHeads({ planning, columns, all });
  const ranges = useRangeActions({ lines, columns, cursor, editor, planning, onPreview });
  useRangeIds(cursor.wide, lines, planning.setRange);
  useClipboardAsked(scroller);
  const read = windowsOf(inSight);
  useEffect(() => onRange({ first: read.first, last: read.last }), [onRange, read.first, read.last]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setScrollTop(0);
  }, [queryKey, setScrollTop]);
  useImperativeHandle(ref, () => ({
    focus: cursor.focus,
    move: (by) => cursor.go({ row: Math.max(0, Math.min(total - 1, cursor.active.row + by)), column: cursor.active.column }, false),
    goTo: (index, focus) => cursor.go({ row: index, column: cursor.active.column }, focus),
  }));

  const fold = (path: GroupPath, folded: boolean | null) => {
    const key = JSON.stringify(path);
    const others = planning.folded.filter((one) => JSON.stringify(one) !== key);
    const isFolded = others.length !== planning.folded.length;
    if ((folded ?? !isFolded) !== isFolded) planning.setFolded(isFolded ? others : [...others, path]);
  };
  const foldAt = (index: number, folded: boolean | null) => {
    const line = lines.lineAt(index);
    if (line?.type === "group") fold(line.path, folded);
  };
  const onLeft = (leave: Leave) => {
    if (leave === "blur") return;
    const { row, column } = cursor.active;
    const by = { down: [1, 0], up: [-1, 0], left: [0, -1], right: [0, 1] }[leave];
    const to = { row: Math.max(0, Math.min(total - 1, row + (by[0] ?? 0))), column: Math.max(0, Math.min(columns.length - 1, column + (by[1] ?? 0))) };
    cursor.go(to);
  };
  const beginAt = (row: Row | undefined, column: Column | undefined, start: { text?: string; picker?: boolean }) => {
    if (row === undefined || column === undefined) return;
    if (isLocked(row, column, may)) editor.refuse(cursor.active, row, column);
    else editor.begin(cursor.active, row, column, start);
  };
  const run = (asked: Pressed) => {
    const { active } = cursor;
    const row = lines.rowAt(active.row);
    const column = columns[active.column];
    if (asked.do !== "hush") editor.hush();
    switch (asked.do) {
      case "go":
        return cursor.go(asked.to);
      case "extend":
        return cursor.extend(asked.to);
      case "sort":
        return column && heads.sort(column, asked.also);
      case "head_menu":
        return openMenu(active.column);
      case "move_column":
        if (column) heads.move(column.id, asked.by);
        return cursor.go({ row: HEAD_ROW, column: Math.max(0, Math.min(columns.length - 1, active.column + asked.by)) });
      case "resize_column":
        return column && heads.widen(column, asked.by);
      case "fold":
        return foldAt(active.row, asked.folded);
      case "edit":
        return beginAt(row, column, asked);
      case "clear":
        return void ranges.clear();
      case "fill_down":
        return void ranges.fillDown();
      case "tick":
        return void ranges.tick(cursor.range.top, cursor.range.bottom);
      case "tick_all":
        return void ranges.tickAll();
      case "panel":
        return row && onPanel(row.pfaId, column?.field ?? null);
      case "badge":
        return row && onBadge(row);
      case "hush":
        return editor.refusal === null ? cursor.go(active) : editor.hush();
      case "leave":
        return undefined;
    }
  };
  const openMenu = (at: number) => {
    headAnchor.current = elementAt(scroller.current, { row: HEAD_ROW, column: at });
    heads.setMenu(at);
  };
  const press = (event: KeyboardEvent) => {
    const column = columns[cursor.active.column];
    const asked = pressed(event, {
      active: cursor.active,
      head: cursor.head,
      bounds: { rows: total, columns: columns.length, page: Math.max(1, Math.floor((viewHeight - places.stickyHeight) / ROW_HEIGHT) - 1) },
      onGroup: lines.lineAt(cursor.active.row)?.type === "group",
      onBadge: column?.kind === "status",
    });
    if (asked === null) return;
    if (event.key !== "Process" && event.key !== "Dead") event.preventDefault();
    run(asked);
  };
  const doubled = (event: MouseEvent) => {
    const cell = cellAt(event.target);
    const column = cell === null ? undefined : columns[cell.column];
    if (cell !== null && cell.row !== HEAD_ROW && column?.kind !== "status") beginAt(lines.rowAt(cell.row), column, {});
  };
  const pointer = usePointer(scroller, cursor, {
    onNumber: (row, shift) => void ranges.tick(shift ? Math.min(row, cursor.active.row) : row, shift ? Math.max(row, cursor.active.row) : row),
    onGroup: (row) => foldAt(row, null),
    onFill: (toRow) => {
      if (source !== null && (toRow > source.bottom || toRow < source.top)) void ranges.fillTo(source, toRow);
      setSource(null);
    },
  });

  const latest = useLatest({ editor, ranges, onLeft, onBadge, cursor, heads, openMenu });
  const headActions = useMemo<HeadActions>(
    () => ({
      sort: (column, also) => latest.current.heads.sort(column, also),
      menu: (at) => latest.current.openMenu(at),
      place: (id, besideId, after) => latest.current.heads.place(id, besideId, after),
      resize: (id, width) => latest.current.heads.resize(id, width),
      tickAll: () => void latest.current.ranges.tickAll(),
    }),
    [latest],
  );
  const actions = useMemo<RowActions>(
    () => ({
      may,
      badge: (row) => latest.current.onBadge(row),
      commit: (text, leave) => void latest.current.editor.commit(text, leave, latest.current.onLeft),
      pick: (value) => void latest.current.editor.pick(value, latest.current.onLeft),
      fill: (text) => {
        latest.current.editor.close();
        latest.current.cursor.focus();
        void latest.current.ranges.fillText(text);
      },
      cancel: () => {
        latest.current.editor.cancel();
        latest.current.cursor.go(latest.current.cursor.active);
      },
    }),
    [may, latest],
  );
  const down = (event: MouseEvent) => {
    editor.hush();
    if (event.target instanceof Element && event.target.closest("[data-fill]") !== null) setSource(cursor.range);
    pointer.onMouseDown(event);
  };

  const scrolled = ({ currentTarget }: UIEvent<HTMLElement>) => {
    setScrollTop(currentTarget.scrollTop);
    setAside(currentTarget.scrollLeft > 0);
  };

  const fills = cursor.wide === null ? 1 : rowsIn(cursor.wide);
  return (
    <div className="datagrid">
      <div className={aside ? "grid-scroll aside" : "grid-scroll"} ref={scroller} onScroll={scrolled}>
        <div
          className="grid-canvas"
          role={levels > 0 ? "treegrid" : "grid"}
          tabIndex={-1}
          aria-label={texts.records.grid}
          aria-multiselectable
          aria-rowcount={total + HEAD_ROWS}
          aria-colcount={columns.length}
          style={{ width: places.numberWidth + widthOf(columns) }}
          onKeyDown={press}
          onMouseDown={down}
          onDoubleClick={doubled}
          onCopy={ranges.copy}
          onPaste={ranges.paste}
        >
          <GridHead
            numberWidth={places.numberWidth}
            columns={columns}
            frozen={frozen}
            currency={currency}
            sort={planning.spec.query.sort}
            active={cursor.active.row === HEAD_ROW ? cursor.active.column : null}
            allTicked={planning.selection.size > 0 && planning.selection.size === lines.records}
            actions={headActions}
          />
          <StickyGroups
            lines={lines}
            offset={scrollTop * places.layout.scale}
            columns={columns}
            numberWidth={places.numberWidth}
            currency={currency}
            onFold={(path) => fold(path, true)}
          />
          <div className="grid-body" role="rowgroup" style={{ height: places.layout.height }}>
            <GridRows
              lines={lines}
              range={inSight}
              places={places}
              cursor={cursor}
              editing={editor.editing}
              fills={fills}
              selection={planning.selection}
              currentId={selectedId}
              currency={currency}
              topOf={(index) => rowTop(places.layout, index, scrollTop)}
              actions={actions}
            />
          </div>
        </div>
      </div>
      <GridTip scroller={scroller} rowAt={lines.rowAt} />
      <CellTip scroller={scroller} refusal={editor.refusal} />
      <span id={DRAFT_NOTE} hidden>
        {texts.records.draftCell}
      </span>
      <span className="visually-hidden" role="status">
        {planning.range === null ? "" : texts.planning.edit.chosen(planning.range.ids.length, planning.range.cells)}
      </span>
      {heads.menu !== null && columns[heads.menu] && (
        <HeadMenu
          column={columns[heads.menu] as Column}
          anchor={headAnchor}
          actions={heads.menuActions(columns[heads.menu] as Column, heads.menu)}
          onClose={() => heads.setMenu(null)}
        />
      )}
    </div>
  );
}
