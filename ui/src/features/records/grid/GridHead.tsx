// The heads of the columns: bands above, names below. A click or Enter sorts; dragging moves, the right edge resizes, and a
// menu has all of it.

import { ArrowDown, ArrowUp, Check, Lock } from "lucide-react";
import { memo, useState, type DragEvent, type MouseEvent } from "react";
import type { SortKey } from "../../../ipc";
import { texts } from "../../../shared/texts";
import type { Band, Column } from "./columns";
import { HEAD_ROW } from "./keys";

export type HeadActions = {
  sort: (column: Column, also: boolean) => void;
  menu: (at: number) => void;
  place: (id: string, besideId: string, after: boolean) => void;
  resize: (id: string, width: number) => void;
  tickAll: () => void;
};

export type GridHeadProps = {
  columns: Column[];
  frozen: number;
  numberWidth: number;
  currency: string;
  sort: SortKey[];
  /** The column of the active cell where it is in the heads. */
  active: number | null;
  allTicked: boolean;
  actions: HeadActions;
};

export const GridHead = memo(function GridHead({ columns, frozen, numberWidth, currency, sort, active, allTicked, actions }: GridHeadProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const head = (column: Column, at: number) => (
    <Head key={column.id} column={column} at={at} sort={sort} active={active === at} dragged={dragged} onDragged={setDragged} actions={actions} />
  );
  const [frozenBands, otherBands] = [bandsOf(columns.slice(0, frozen), 0), bandsOf(columns.slice(frozen), frozen)];
  return (
    <div className="grid-head" role="rowgroup">
      <div className="grid-row bands" role="row" aria-rowindex={1}>
        <div className="grid-frozen" role="presentation">
          <div className="grid-number" aria-hidden style={{ width: numberWidth }} />
          {frozenBands.map((group) => (
            <BandHead key={group.from} group={group} currency={currency} columns={columns} />
          ))}
        </div>
        {otherBands.map((group) => (
          <BandHead key={group.from} group={group} currency={currency} columns={columns} />
        ))}
      </div>
      <div className="grid-row heads" role="row" aria-rowindex={2}>
        <div className="grid-frozen" role="presentation">
          {/* Ctrl+A does the same by keyboard. */}
          { }
          <div className="grid-number" aria-hidden title={texts.planning.grid.selectAll} style={{ width: numberWidth }} onClick={actions.tickAll}>
            <span className={allTicked ? "grid-tick on" : "grid-tick"}>{allTicked && <Check size={12} strokeWidth={3} />}</span>
          </div>
          {columns.slice(0, frozen).map(head)}
        </div>
        {columns.slice(frozen).map((column, at) => head(column, at + frozen))}
      </div>
    </div>
  );
});

type Group = { band: Band | null; from: number; span: number; width: number };

/** Neighbours of one band together. */
function bandsOf(columns: Column[], from: number): Group[] {
  const groups: Group[] = [];
  columns.forEach((column, at) => {
    const last = groups.at(-1);
    const apart = columns[at - 1]?.lastOfBand === true && column.band === null;
    if (last && last.band === column.band && !apart) {
      last.span += 1;
      last.width += column.width;
    } else {
      groups.push({ band: column.band, from: from + at, span: 1, width: column.width });
    }
  });
  return groups;
}

function BandHead({ group, currency, columns }: { group: Group; currency: string; columns: Column[] }) {
  const t = texts.records;
  const words: Record<Band, string> = { plan: t.plan, forecast: t.forecast, actual: t.actual, money: t.moneyIn(currency) };
  const { band, from, span, width } = group;
  const afterMoney = columns.slice(0, from).some((column) => column.band !== null);
  return (
    <div className="grid-cell band-end" role="columnheader" aria-colindex={from + 1} aria-colspan={span} style={{ width }}>
      {band !== null && band !== "money" && <span className={`key ${band}`} aria-hidden />}
      {band === null ? <span className={afterMoney ? "ellipsis" : "visually-hidden"}>{afterMoney ? t.details : t.record}</span> : <span className="ellipsis">{words[band]}</span>}
      {band === "plan" && <Lock size={12} strokeWidth={2.25} role="img" aria-label={t.planLocked} />}
    </div>
  );
}

type HeadProps = {
  column: Column;
  at: number;
  sort: SortKey[];
  active: boolean;
  dragged: string | null;
  onDragged: (id: string | null) => void;
  actions: HeadActions;
};

function Head({ column, at, sort, active, dragged, onDragged, actions }: HeadProps) {
  const rank = sort.findIndex((key) => key.by === column.sortBy);
  const key = rank === -1 ? null : (sort[rank] ?? null);
  const Arrow = key?.descending ? ArrowDown : ArrowUp;
  const [over, setOver] = useState<"before" | "after" | null>(null);
  const sideOf = (event: DragEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientX > box.left + box.width / 2 ? "after" : "before";
  };
  return (
    // The grid's own key handler sorts on Enter, moves on Alt and arrows, and opens the menu on Alt and down.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      className={`grid-cell ${column.kind} ${column.lastOfBand ? "band-end" : ""} ${over === null ? "" : `drop-${over}`}`}
      role="columnheader"
      aria-label={column.name}
      aria-colindex={at + 1}
      aria-sort={key === null ? "none" : key.descending ? "descending" : "ascending"}
      aria-haspopup="menu"
      data-at={`${HEAD_ROW}:${at}`}
      tabIndex={active ? 0 : -1}
      title={texts.records.sortHint}
      style={{ width: column.width }}
      draggable
      onClick={(event: MouseEvent) => actions.sort(column, event.shiftKey)}
      onContextMenu={(event) => {
        event.preventDefault();
        actions.menu(at);
      }}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", column.name);
        event.dataTransfer.effectAllowed = "move";
        onDragged(column.id);
      }}
      onDragEnd={() => onDragged(null)}
      onDragOver={(event) => {
        if (dragged === null || dragged === column.id) return;
        event.preventDefault();
        setOver(sideOf(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(null);
        if (dragged !== null) actions.place(dragged, column.id, sideOf(event) === "after");
      }}
    >
      <span className="ellipsis">{column.label}</span>
      {key !== null && <Arrow size={12} strokeWidth={2.25} aria-hidden />}
      {key !== null && sort.length > 1 && <span className="grid-sort-rank">{rank + 1}</span>}
      <ResizeEdge column={column} onResize={(width) => actions.resize(column.id, width)} />
    </div>
  );
}

/** The right edge of a head. Keys resize through the grid. */
function ResizeEdge({ column, onResize }: { column: Column; onResize: (width: number) => void }) {
  const start = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const from = event.clientX;
    const move = (to: globalThis.MouseEvent) => onResize(column.width + to.clientX - from);
    const end = () => {
      document.removeEventListener("mousemove", move);
      document.removeEventListener("mouseup", end);
    };
    document.addEventListener("mousemove", move);
    document.addEventListener("mouseup", end);
  };
  return (
    // For the mouse only.
     
    <span className="grid-resize" aria-hidden onMouseDown={start} onClick={(event) => event.stopPropagation()} />
  );
}
