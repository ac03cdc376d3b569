// One record's row of the grid. It renders again only when its record, its place or what is going on in it changes.

import { Check } from "lucide-react";
import { memo } from "react";
import type { Row, Value } from "../../../ipc";
import { texts } from "../../../shared/texts";
import type { Column, May } from "./columns";
import type { Editing, Leave } from "./editing";
import { GridCell } from "./GridCell";
import { columnLeft } from "./scroll";

/** What happens in rows; the same object as long as the grid stands. */
export type RowActions = {
  badge: (row: Row) => void;
  commit: (text: string, leave: Leave) => void;
  fill: (text: string) => void;
  pick: (value: Value) => void;
  cancel: () => void;
  may: May;
};

export type GridRowProps = {
  index: number;
  number: number | null;
  row: Row | undefined;
  columns: Column[];
  frozen: number;
  numberWidth: number;
  top: number;
  /** Its level in a tree grid, null in a plain grid. */
  level: number | null;
  /** The column of the active cell, or null where it is in another row. */
  active: number | null;
  rangePart: string;
  /** The column at whose end the fill handle is. */
  handle: number | null;
  selected: boolean;
  current: boolean;
  editing: Editing | null;
  fills: number;
  /** Messages stand above the row where there is no room below. */
  above: boolean;
  actions: RowActions;
};

/** Two rows of heads stand above the first record. */
export const HEAD_ROWS = 2;

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, number, row, columns, frozen, numberWidth, top, level, active, rangePart, handle, selected, current, editing, fills, above, actions } = props;
  const cell = (column: Column, at: number) => (
    <GridCell
      key={column.id}
      row={row}
      column={column}
      at={at}
      index={index}
      active={active === at}
      rangePart={rangePart}
      editing={editing?.column === at ? editing : null}
      fills={fills}
      above={above}
      actions={actions}
    />
  );
  const look = ["grid-row", current ? "current" : "", selected ? "selected" : "", row === undefined ? "waiting" : "", editing === null ? "" : "editing"];
  if (row?.values.isDiscontinued === true) look.push("discontinued");
  if (handle !== null) look.push("with-handle");
  const grip = (at: number, left: number) => (handle === at ? <FillHandle left={left + (columns[at]?.width ?? 0)} /> : null);
  return (
    <div
      className={look.filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={index + 1 + HEAD_ROWS}
      aria-level={level ?? undefined}
      aria-selected={selected}
      aria-current={current || undefined}
      aria-busy={row === undefined || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className="grid-frozen" role="presentation">
        <div className="grid-number" aria-hidden data-number={index} style={{ width: numberWidth }}>
          {selected ? <Check size={12} strokeWidth={2.5} /> : number}
        </div>
        {columns.slice(0, frozen).map(cell)}
        {handle !== null && handle < frozen && grip(handle, columnLeft(columns, numberWidth, handle))}
      </div>
      {columns.slice(frozen).map((column, at) => cell(column, at + frozen))}
      {handle !== null && handle >= frozen && grip(handle, columnLeft(columns, numberWidth, handle))}
    </div>
  );
});

/** Eight pixels to see, 24 to hit. */
function FillHandle({ left }: { left: number }) {
  return <span className="grid-fill" data-fill aria-hidden title={texts.planning.shortcuts.list.fillDown} style={{ left: left - 14 }} />;
}
