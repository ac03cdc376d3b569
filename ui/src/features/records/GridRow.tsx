// One row of the grid. It renders again only when its record, its place or its active cell changes.

import { memo } from "react";
import type { Row } from "../../ipc";
import { BadgeFace } from "../../shared/Badge";
import { direction, EMPTY } from "../../shared/format";
import { SkeletonBar } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { badgeTooltip } from "./badge";
import { cellText, fieldOf, FROZEN, isLocked, type Column } from "./columns";

export type GridRowProps = {
  index: number;
  row: Row | undefined;
  columns: Column[];
  numberWidth: number;
  top: number;
  /** The column of the active cell, or null where it is in another row. */
  active: number | null;
  selected: boolean;
  onBadge: (row: Row) => void;
};

/** Two rows of heads stand above the first record. */
export const HEAD_ROWS = 2;

export const GridRow = memo(function GridRow({ index, row, columns, numberWidth, top, active, selected, onBadge }: GridRowProps) {
  const cell = (column: Column, at: number) => (
    <GridCell key={column.id} row={row} column={column} at={at} index={index} active={active === at} onBadge={onBadge} />
  );
  const look = ["grid-row", selected ? "selected" : "", row === undefined ? "waiting" : "", row?.values.isDiscontinued === true ? "discontinued" : ""];
  return (
    <div
      className={look.filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={index + 1 + HEAD_ROWS}
      aria-selected={selected}
      aria-busy={row === undefined || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className="grid-frozen" role="presentation">
        <div className="grid-number" aria-hidden style={{ width: numberWidth }}>
          {index + 1}
        </div>
        {columns.slice(0, FROZEN).map(cell)}
      </div>
      {columns.slice(FROZEN).map((column, at) => cell(column, at + FROZEN))}
    </div>
  );
});

type GridCellProps = { row: Row | undefined; column: Column; at: number; index: number; active: boolean; onBadge: (row: Row) => void };

function GridCell({ row, column, at, index, active, onBadge }: GridCellProps) {
  const place = { "data-at": `${index}:${at}`, tabIndex: active ? 0 : -1 };
  const shape = { role: "gridcell", "aria-colindex": at + 1, style: { width: column.width } };
  if (row === undefined) {
    return (
      <div {...shape} {...place} className="grid-cell">
        <SkeletonBar />
      </div>
    );
  }
  if (column.kind === "status") {
    return (
      <div {...shape} className="grid-cell status">
        {/* A time is a description, not part of the name; ARIA 1.3 allows it on every role. */}
        {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props */}
        <button
          type="button"
          className="grid-status"
          {...place}
          data-tip="status"
          aria-label={texts.common.status[row.status]}
          aria-description={badgeTooltip(row)}
          onClick={() => onBadge(row)}
        >
          <BadgeFace status={row.status} />
        </button>
      </div>
    );
  }
  const { text, look, draft } = faceOf(row, column);
  return (
    <div
      {...shape}
      {...place}
      className={look}
      data-tip={draft ? "draft" : undefined}
      data-field={draft ?? undefined}
      aria-readonly={isLocked(row, column) || undefined}
      aria-description={draft ? texts.records.draftCell : undefined}
    >
      <span className="ellipsis" title={column.kind === "text" ? text : undefined}>
        {text}
      </span>
    </div>
  );
}

/** A cell's text, class names, and the field of its draft. */
function faceOf(row: Row, column: Column): { text: string; look: string; draft: string | null } {
  const text = cellText(row, column);
  const field = fieldOf(row, column);
  const draft = field !== null && row.changed.includes(field) ? field : null;
  const look = [
    "grid-cell",
    column.kind,
    column.lastOfBand ? "band-end" : "",
    text === EMPTY ? "empty" : "",
    column.kind !== "id" && column.field !== null && isLocked(row, column) ? "locked" : "",
    column.kind === "variance" ? direction(row.cost.variance) : "",
    draft ? "draft" : "",
  ];
  return { text, look: look.filter(Boolean).join(" "), draft };
}
