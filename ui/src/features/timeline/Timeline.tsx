// The timeline: a window onto all lines, with what they are on the left and when on the right. To a screen reader it is a
// tree grid whose last column holds the bars.

import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref } from "react";
import { call, type Row } from "../../ipc";
import { signedMoney } from "../../shared/format";
import { texts } from "../../shared/texts";
import type { Lines } from "../../shared/view/lines";
import { useApart, type Planning } from "../../shared/view/planning";
import { useTickAll } from "../../shared/view/tickAll";
import { layoutOf, rowTop, scrollTopFor, visibleRange, windowsOf, type Range } from "../../shared/view/windowing";
import { barAt } from "./Bars";
import { datesOf, gripsOf, lanesOf, type Grip, type Lane, type May } from "./drag";
import { DragTip, moreOf } from "./DragTip";
import { broughtToSight, dayOf, ticks, UNITS } from "./geometry";
import { barName } from "./names";
import { HEAD_ROWS, TimelineRow } from "./TimelineRow";
import { StickyGroups } from "./StickyGroups";
import { ScaleLines, TimelineHead } from "./TimelineHead";
import { axisKey, useWheel, type AxisControl } from "./useAxis";
import { useBarDrag } from "./useBarDrag";
import type { Dragging } from "./useDrag";
import "./timeline.css";

const ROW_HEIGHT = 36;
const HEAD_HEIGHT = 50;
export const LEFT_WIDTH = 340;

export type TimelineHandle = { focus: () => void };
export type TimelineProps = {
  lines: Lines;
  onRange: (range: Range) => void;
  planning: Planning;
  axis: AxisControl;
  width: number;
  onWidth: (width: number) => void;
  today: number;
  may: May;
  currency: string;
  snap: boolean;
  dragging: Dragging;
  onBadge: (row: Row) => void;
  onOpen: (pfaId: string) => void;
  ref?: Ref<TimelineHandle>;
};

type Place = { index: number; on: "line" | Lane };

export function Timeline({ lines, onRange, planning, axis: control, width, onWidth, today, may, currency, snap, dragging, onBadge, onOpen, ref }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { axis, scale } = control;
  const atHand = useApart(planning.atHand);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(420);
  const [place, setPlace] = useState<Place>({ index: 0, on: "line" });
  const [pointer, setPointer] = useState({ x: 0, y: 0 });
  const takeFocus = useRef(false);
  const anchor = useRef(0);
  useMeasured(scroller, setHeight, onWidth);
  useWheel(scroller, LEFT_WIDTH, control);
  const layout = layoutOf(lines.total, ROW_HEIGHT, height);
  const inSight = visibleRange(layout, scrollTop, height);
  const read = windowsOf(inSight);
  useEffect(() => onRange({ first: read.first, last: read.last }), [onRange, read.first, read.last]);
  const queryKey = useMemo(() => JSON.stringify({ ...lines.query, folded: [] }), [lines.query]);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [queryKey]);
  const focus = () => elementOf(scroller.current, place)?.focus({ preventScroll: true });
  useImperativeHandle(ref, () => ({ focus }));
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    elementOf(scroller.current, place)?.focus({ preventScroll: true });
  }, [place, scrollTop]);

  const { drag } = dragging;
  const changes = useMemo(() => new Map(dragging.edits.map((edit) => [edit.pfaId, edit.changes])), [dragging.edits]);
  const costs = useMemo(() => new Map(dragging.preview?.cost.map((one) => [one.pfaId, one.cost])), [dragging.preview]);
  const amountOf = (row: Row) => {
    const cost = changes.has(row.pfaId) ? costs.get(row.pfaId) : undefined;
    const more = cost === undefined ? null : moreOf(row.cost, cost);
    return more === null ? null : signedMoney(more, currency);
  };

  const go = (to: Place) => {
    const index = Math.max(0, Math.min(lines.total - 1, to.index));
    const row = lines.rowAt(index);
    const on = to.on !== "line" && (row === undefined || !lanesOf(row).includes(to.on)) ? "line" : to.on;
    takeFocus.current = true;
    const covered = (lines.query.groups.length * ROW_HEIGHT) / layout.scale;
    const top = Math.max(0, scrollTopFor(layout, index, scrollTop + covered, height - covered * layout.scale) - covered);
    if (Math.abs(top - scrollTop) > 0.5) scroller.current?.scrollTo({ top });
    setPlace({ index, on });
    if (row === undefined) return;
    if (row.pfaId !== atHand) planning.select(row.pfaId);
    const dates = on === "line" ? null : datesOf(row.values, on);
    if (dates !== null) control.show((now) => broughtToSight(now, dayOf(dates.from), dayOf(dates.to ?? dates.from), width));
  };
  const tickAll = useTickAll(lines, planning);
  const fold = (index: number, folded: boolean | null) => {
    const line = lines.lineAt(index);
    if (line?.type !== "group") return;
    const key = JSON.stringify(line.path);
    const others = planning.folded.filter((path) => JSON.stringify(path) !== key);
    if ((folded ?? !line.folded) !== line.folded) planning.setFolded(line.folded ? others : [...others, line.path]);
  };
  const tick = (ids: string[], all: boolean) => {
    const next = new Set(planning.selection);
    for (const id of ids) if (all || !next.has(id)) next.add(id);
    else next.delete(id);
    planning.setSelection(next);
  };
  const tickBetween = (from: number, to: number) =>
    void call("line_ids", { query: lines.query, from: Math.min(from, to), to: Math.max(from, to) })
      .then((ids) => tick(ids, true))
      .catch(() => undefined);

  const pressedWhileHeld = (event: KeyboardEvent): boolean => {
    if (drag === null || !drag.byKeys) return false;
    const step = event.ctrlKey || event.metaKey ? 7 : 1;
    const grips = gripsOf(drag.row, drag.lane, may);
    if (event.key === "ArrowRight") dragging.moveTo(drag.days + step);
    else if (event.key === "ArrowLeft") dragging.moveTo(drag.days - step);
    else if (event.key === "[" && grips.includes("start")) dragging.hold(drag.grip === "start" ? (grips[0] as Grip) : "start");
    else if (event.key === "]" && grips.includes("end")) dragging.hold(drag.grip === "end" ? (grips[0] as Grip) : "end");
    else if (event.key === "Enter") dragging.drop();
    else if (event.key === "Escape") dragging.cancel();
    else if (event.key === "Tab") dragging.cancel();
    return event.key !== "Tab";
  };
  const grab = (row: Row, lane: Lane) => {
    const [grip] = gripsOf(row, lane, may);
    if (grip === undefined) return;
    const box = elementOf(scroller.current, place)?.getBoundingClientRect();
    setPointer({ x: box?.left ?? 0, y: (box?.bottom ?? 0) + 12 });
    dragging.begin({ row, lane, grip, byKeys: true });
  };
  const pressedOnLine = (event: KeyboardEvent): boolean => {
    const line = lines.lineAt(place.index);
    const row = line?.type === "row" ? line.row : undefined;
    const lanes = row === undefined ? [] : lanesOf(row);
    const at = place.on === "line" ? -1 : lanes.indexOf(place.on);
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        const to = Math.max(0, Math.min(lines.total - 1, place.index + (event.key === "ArrowDown" ? 1 : -1)));
        if (event.shiftKey) tickBetween(place.index, to);
        go({ index: to, on: place.on });
        return true;
      }
      case "PageDown":
      case "PageUp":
        go({ ...place, index: place.index + (event.key === "PageDown" ? 1 : -1) * Math.max(1, Math.floor(height / ROW_HEIGHT) - 1) });
        return true;
      case "Home":
      case "End":
        go({ ...place, index: event.key === "Home" ? 0 : lines.total - 1 });
        return true;
      case "ArrowRight":
        if (line?.type === "group") fold(place.index, false);
        else go({ index: place.index, on: lanes[Math.min(lanes.length - 1, at + 1)] ?? "line" });
        return true;
      case "ArrowLeft":
        if (line?.type === "group") fold(place.index, true);
        else go({ index: place.index, on: at > 0 ? (lanes[at - 1] as Lane) : "line" });
        return true;
      case " ":
        if (line?.type === "group") fold(place.index, null);
        else if (row) tick([row.pfaId], false);
        return true;
      case "Enter":
        if (line?.type === "group") fold(place.index, null);
        else if (row && place.on === "line") onBadge(row);
        else if (row && place.on !== "line") grab(row, place.on);
        return true;
      case "a":
      case "A":
        if (!event.ctrlKey && !event.metaKey) return false;
        void tickAll();
        return true;
      case "F4":
        if (row) onOpen(row.pfaId);
        return true;
      default:
        return false;
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (pressedWhileHeld(event) || axisKey(event, control) || pressedOnLine(event)) event.preventDefault();
  };

  const marksOf = (row: Row) => {
    const plan = datesOf(row.values, "plan");
    const lines = ticks(UNITS[scale].minor, axis.left, axis.left + width / axis.pxPerDay);
    return [today, ...lines, ...(plan === null ? [] : [dayOf(plan.from), dayOf(plan.to ?? plan.from)])];
  };
  const dragFrom = useBarDrag({ control, dragging, snap, marksOf, chart: () => chartOf(scroller.current, width), onPointer: (x, y) => setPointer({ x, y }) });
  const down = (event: MouseEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const index = Number(event.target.closest("[data-line]")?.getAttribute("data-line") ?? Number.NaN);
    if (Number.isNaN(index) || event.target.closest("button") !== null) return;
    event.preventDefault();
    const row = lines.rowAt(index);
    const bar = barAt(event.target);
    if (row === undefined) fold(index, null);
    else if (event.ctrlKey || event.metaKey) tick([row.pfaId], false);
    else if (event.shiftKey && bar === null) tickBetween(anchor.current, index);
    anchor.current = index;
    go({ index, on: bar?.lane ?? "line" });
    if (row === undefined || bar === null) return;
    const grips = gripsOf(row, bar.lane, may);
    const grip = grips.includes(bar.grip) ? bar.grip : undefined;
    if (grip !== undefined) dragFrom(event, row, bar.lane, grip);
  };
  const doubled = (event: MouseEvent) => {
    const row = lines.rowAt(Number((event.target as Element).closest("[data-line]")?.getAttribute("data-line") ?? -1));
    if (row !== undefined && barAt(event.target) === null) onOpen(row.pfaId);
  };

  const shown: number[] = [];
  for (let index = inSight.first; index < inSight.last; index += 1) shown.push(index);
  if (place.index < lines.total && (place.index < inSight.first || place.index >= inSight.last)) shown.push(place.index);
  return (
    <div className={drag !== null && !drag.byKeys ? "timeline dragging" : "timeline"}>
      <div className="tl-scroll" ref={scroller} onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}>
        <div
          className="tl-grid"
          role="treegrid"
          tabIndex={-1}
          aria-label={texts.timeline.label}
          aria-multiselectable
          aria-rowcount={lines.total + HEAD_ROWS}
          aria-colcount={5}
          onKeyDown={press}
          onMouseDown={down}
          onDoubleClick={doubled}
        >
          <TimelineHead axis={axis} scale={scale} width={width} today={today} onPan={control.pan} />
          <StickyGroups lines={lines} offset={scrollTop * layout.scale} rowHeight={ROW_HEIGHT} axis={axis} onFold={(path) => planning.setFolded([...planning.folded, path])} />
          <div className="tl-body" role="rowgroup" style={{ height: layout.height }}>
            <ScaleLines axis={axis} scale={scale} width={width} today={today} snap={drag === null || drag.days === 0 ? null : heldDay(drag)} />
            {shown.map((index) => {
              const line = lines.lineAt(index);
              const row = line?.type === "row" ? line.row : undefined;
              return line === undefined ? null : (
                <TimelineRow
                  key={index}
                  index={index}
                  top={rowTop(layout, index, scrollTop)}
                  line={line}
                  axis={axis}
                  may={may}
                  focused={place.index === index ? place.on : null}
                  current={row !== undefined && row.pfaId === atHand}
                  ticked={row !== undefined && planning.selection.has(row.pfaId)}
                  levels={lines.query.groups.length}
                  ghost={(row && changes.get(row.pfaId)) ?? null}
                  amount={row === undefined ? null : amountOf(row)}
                  onBadge={onBadge}
                />
              );
            })}
          </div>
        </div>
      </div>
      {drag !== null && (drag.byKeys || drag.days !== 0) && <DragTip drag={drag} preview={dragging.preview} may={may} currency={currency} at={tipAt(pointer)} />}
      <span className="visually-hidden" role="status">
        {drag !== null && drag.byKeys && drag.days === 0 ? texts.timeline.grabbed(barName(drag.row, drag.lane, may)) : ""}
      </span>
    </div>
  );
}

/** The day at which the held edge is. */
function heldDay(drag: NonNullable<Dragging["drag"]>): number | null {
  const dates = datesOf(drag.row.values, drag.lane);
  if (dates === null) return null;
  return dayOf(drag.grip === "end" ? (dates.to ?? dates.from) : dates.from) + drag.days;
}

/** Where the chart begins and ends in the window. */
function chartOf(scroller: HTMLElement | null, width: number): { left: number; right: number } {
  const left = (scroller?.getBoundingClientRect().left ?? 0) + LEFT_WIDTH;
  return { left, right: left + width };
}

/** Clear of the window's edges. */
function tipAt({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: Math.max(8, Math.min(window.innerWidth - 330, x)), y: Math.max(8, Math.min(window.innerHeight - 130, y)) };
}

function elementOf(scroller: HTMLElement | null, { index, on }: Place): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(on === "line" ? `[data-line="${index}"]` : `[data-bar="${index}:${on}"]`) ?? null;
}

function useMeasured(scroller: { current: HTMLDivElement | null }, onHeight: (height: number) => void, onWidth: (width: number) => void): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientHeight > HEAD_HEIGHT) onHeight(element.clientHeight - HEAD_HEIGHT);
      if (element.clientWidth > LEFT_WIDTH) onWidth(element.clientWidth - LEFT_WIDTH);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, onHeight, onWidth]);
}
