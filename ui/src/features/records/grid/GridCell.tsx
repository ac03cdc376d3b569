// One cell of a record: its text, its badge, or its editor.

import type { Field, Row } from "../../../ipc";
import { BadgeFace } from "../../../shared/Badge";
import { direction, EMPTY } from "../../../shared/format";
import { SkeletonBar } from "../../../shared/Skeleton";
import { texts } from "../../../shared/texts";
import { badgeTooltip } from "../badge";
import { useHeld } from "../held";
import { CellEditor } from "./CellEditor";
import { cellText, fieldOf, isLocked, type Column } from "./columns";
import type { Editing } from "./editing";
import { badgeNote, DRAFT_NOTE } from "./notes";
import { rangeLook } from "./range";
import type { RowActions } from "./GridRow";

export type GridCellProps = {
  row: Row | undefined;
  column: Column;
  at: number;
  index: number;
  active: boolean;
  rangePart: string;
  editing: Editing | null;
  /** How many records Ctrl+Enter would fill. */
  fills: number;
  above: boolean;
  actions: RowActions;
};

export function GridCell({ row, column, at, index, active, rangePart, editing, fills, above, actions }: GridCellProps) {
  const place = { "data-at": `${index}:${at}`, tabIndex: active ? 0 : -1 };
  const inRange = rangeLook(rangePart, at);
  const ranged = active ? `active ${inRange}` : inRange;
  const shape = { role: "gridcell", "aria-colindex": at + 1, "aria-selected": inRange === "" ? undefined : true, style: { width: column.width } };
  if (row === undefined) {
    return (
      <div {...shape} {...place} className={`grid-cell ${ranged}`}>
        <SkeletonBar />
      </div>
    );
  }
  if (column.kind === "status") {
    return (
      <div {...shape} className={`grid-cell status ${ranged}`}>
        <button
          type="button"
          className="grid-status"
          {...place}
          data-tip="status"
          aria-label={texts.common.status[row.status]}
          aria-describedby={badgeNote(row.pfaId)}
          onClick={() => actions.badge(row)}
        >
          <BadgeFace status={row.status} />
        </button>
        <span id={badgeNote(row.pfaId)} hidden>
          {badgeTooltip(row)}
        </span>
      </div>
    );
  }
  if (editing !== null) {
    return (
      <div {...shape} data-at={place["data-at"]} className={`grid-cell editing ${column.kind} ${ranged}`}>
        <CellEditor editing={editing} column={column} fills={fills} above={above} actions={actions} />
      </div>
    );
  }
  return <TextCell row={row} column={column} shape={shape} place={place} ranged={ranged} actions={actions} />;
}

type TextCellProps = {
  row: Row;
  column: Column;
  shape: { role: string; "aria-colindex": number; "aria-selected": boolean | undefined; style: { width: number } };
  place: { "data-at": string; tabIndex: number };
  ranged: string;
  actions: RowActions;
};

function TextCell({ row, column, shape, place, ranged, actions }: TextCellProps) {
  const field = fieldOf(row, column);
  const rejected = useRejected(row.pfaId, field);
  const text = rejected ?? cellText(row, column);
  const draft = field !== null && row.changed.includes(field) ? field : null;
  const locked = isLocked(row, column, actions.may);
  const look = ["grid-cell", column.kind, column.lastOfBand ? "band-end" : "", text === EMPTY ? "empty" : "", ranged];
  if (column.kind !== "id" && column.field !== null && locked) look.push("locked");
  if (column.kind === "variance") look.push(direction(row.cost.variance));
  if (draft !== null) look.push("draft");
  if (rejected !== null) look.push("bad");
  return (
    <div
      {...shape}
      {...place}
      className={look.filter(Boolean).join(" ")}
      data-tip={draft === null ? undefined : "draft"}
      data-field={draft ?? undefined}
      aria-readonly={locked || undefined}
      aria-invalid={rejected === null ? undefined : true}
      aria-describedby={draft === null ? undefined : DRAFT_NOTE}
    >
      {fits(text, column) ? text : <span className="ellipsis" title={text}>{text}</span>}
    </div>
  );
}

/** No letter or digit of the grid's type is wider. What is cut costs a surface of its own, so only what may not fit is. */
const WIDEST_SIGN_PX = 10;
const WIDEST_DIGIT_PX = 8;
const PADDING_PX = 17;

function fits(text: string, column: Column): boolean {
  const sign = column.kind === "text" || column.kind === "id" ? WIDEST_SIGN_PX : WIDEST_DIGIT_PX;
  return text.length * sign <= column.width - PADDING_PX;
}

/** What was typed into a cell and could not be saved. */
function useRejected(pfaId: string, field: Field | null): string | null {
  const held = useHeld(pfaId);
  const typed = field === null || !held.rejected.includes(field) ? undefined : held.typed[field];
  return typeof typed === "string" ? typed : null;
}
