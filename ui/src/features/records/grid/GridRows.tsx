// The lines in sight, and the active one, which keeps the focus while it is scrolled away.

import type { Lines } from "../../../shared/view/lines";
import type { Range } from "../../../shared/view/windowing";
import type { Cursor } from "./cursor";
import type { Editing } from "./editing";
import { GridRow, type RowActions } from "./GridRow";
import { GroupRow } from "./GroupRow";
import { partOf } from "./range";
import { ROW_HEIGHT, type Places } from "./scroll";

/** A message needs so much room below its row. */
const MESSAGE_PX = 72;

export type GridRowsProps = {
  lines: Lines;
  range: Range;
  places: Places;
  cursor: Cursor;
  editing: Editing | null;
  /** How many records Ctrl+Enter fills. */
  fills: number;
  selection: ReadonlySet<string>;
  /** The record at hand. */
  currentId: string | null;
  currency: string;
  topOf: (index: number) => number;
  actions: RowActions;
};

export function GridRows({ lines, range, places, cursor, editing, fills, selection, currentId, currency, topOf, actions }: GridRowsProps) {
  const { columns, frozen, numberWidth, layout } = places;
  const { active, wide } = cursor;
  const levels = lines.query.groups.length;
  const fillable = columns.slice(cursor.range.left, cursor.range.right + 1).some((column) => column.field !== null && column.kind !== "id");
  return linesToRender(range, active.row, lines.total).map((index) => {
    const line = lines.lineAt(index);
    const top = topOf(index);
    const here = index === active.row;
    if (line?.type === "group") {
      return (
        <GroupRow
          key={index}
          index={index}
          line={line}
          columns={columns}
          numberWidth={numberWidth}
          top={top}
          active={here}
          inRange={wide !== null && index >= wide.top && index <= wide.bottom}
          currency={currency}
        />
      );
    }
    const row = line?.row;
    const edited = editing !== null && editing.row === index && editing.pfaId === row?.pfaId ? editing : null;
    return (
      <GridRow
        key={index}
        index={index}
        number={line?.number ?? null}
        row={row}
        columns={columns}
        frozen={frozen}
        numberWidth={numberWidth}
        top={top}
        level={levels === 0 ? null : levels + 1}
        active={here ? active.column : null}
        rangePart={partOf(wide, index)}
        handle={fillable && index === cursor.range.bottom && editing === null ? cursor.range.right : null}
        selected={row !== undefined && selection.has(row.pfaId)}
        current={row !== undefined && row.pfaId === currentId}
        editing={edited}
        fills={edited === null ? 1 : fills}
        above={layout.height - top < MESSAGE_PX + ROW_HEIGHT && top > MESSAGE_PX}
        actions={actions}
      />
    );
  });
}

function linesToRender(range: Range, active: number, total: number): number[] {
  const lines = Array.from({ length: Math.max(0, range.last - range.first) }, (_, index) => range.first + index);
  if (active < 0 || active >= total || (active >= range.first && active < range.last)) return lines;
  return active < range.first ? [active, ...lines] : [...lines, active];
}
