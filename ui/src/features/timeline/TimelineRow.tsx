// One line of the timeline: what it is on the left, when on the right.

import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import type { Line, Row, Values } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { count, direction, signedWhole } from "../../shared/format";
import { texts } from "../../shared/texts";
import { groupName, valueName } from "../../shared/view/chipText";
import type { GroupLine } from "../../shared/view/groups";
import { GroupBars, RowBars } from "./Bars";
import type { Lane, May } from "./drag";
import type { Axis } from "./geometry";
import { spokenDates } from "./names";

/** The head's rows come before the first line. */
export const HEAD_ROWS = 1;

export type TimelineRowProps = {
  index: number;
  top: number;
  line: Line;
  axis: Axis;
  may: May;
  /** Where the keys are: on the line, on one of its bars, or elsewhere. */
  focused: "line" | Lane | null;
  current: boolean;
  ticked: boolean;
  levels: number;
  ghost: Values | null;
  amount: string | null;
  onBadge: (row: Row) => void;
};

export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  const { line } = props;
  return line.type === "group" ? <GroupLine {...props} line={line} /> : <RecordLine {...props} row={line.row} />;
});

function RecordLine({ index, top, row, axis, may, focused, current, ticked, levels, ghost, amount, onBadge }: TimelineRowProps & { row: Row }) {
  const { pfaId, cost, values } = row;
  const lane = focused === "line" ? null : focused;
  return (
    <div
      className={["tl-row", ticked ? "ticked" : "", current ? "current" : ""].filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={index + 1 + HEAD_ROWS}
      aria-level={levels + 1}
      aria-selected={ticked}
      tabIndex={focused === "line" ? 0 : -1}
      data-line={index}
      style={{ top }}
    >
      <div className="tl-left">
        <span role="gridcell" aria-colindex={1}>
          <StatusBadge status={row.status} size="compact" onPress={() => onBadge(row)} excludeFromTabOrder />
        </span>
        <span role="gridcell" aria-colindex={2} className="num ellipsis">
          {pfaId}
        </span>
        <span role="gridcell" aria-colindex={3} className="ellipsis">
          {values.description ?? ""}
        </span>
        <span role="gridcell" aria-colindex={4} className={`num end ${direction(cost.variance)}`}>
          {cost.variance === null ? "" : signedWhole(cost.variance)}
        </span>
      </div>
      <div className="tl-chart" role="gridcell" aria-colindex={5}>
        <RowBars index={index} row={row} axis={axis} may={may} focused={lane} ghost={ghost} amount={amount} />
      </div>
    </div>
  );
}

function GroupLine({ index, top, line, axis, focused }: TimelineRowProps & { line: GroupLine }) {
  const { field, value, totals, folded, level, from, to } = line;
  const name = texts.planning.grid.group(groupName(field), valueName(field, value), count(totals.count));
  return (
    <div
      className="tl-row group"
      role="row"
      aria-rowindex={index + 1 + HEAD_ROWS}
      aria-level={level + 1}
      aria-expanded={!folded}
      aria-label={from === null ? name : `${name}, ${spokenDates({ from, to })}`}
      tabIndex={focused === null ? -1 : 0}
      data-line={index}
      style={{ top }}
    >
      <GroupFace line={line} axis={axis} />
    </div>
  );
}

/** What the line of a group shows; also where it stays in place above its records. */
export function GroupFace({ line, axis }: { line: GroupLine; axis: Axis }) {
  const { field, value, totals, folded, level, spans } = line;
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    <>
      <div className="tl-left">
        <span role="gridcell" aria-colindex={1} aria-colspan={3} className="tl-group-name" style={{ paddingLeft: level * 16 }}>
          <Chevron size={14} strokeWidth={1.75} aria-hidden />
          <span className="ellipsis">{valueName(field, value)}</span>
          <span className="muted num">{count(totals.count)}</span>
        </span>
        <span role="gridcell" aria-colindex={4} className={`num end ${direction(totals.variance)}`}>
          {signedWhole(totals.variance)}
        </span>
      </div>
      <div className="tl-chart" role="gridcell" aria-colindex={5}>
        <GroupBars spans={spans} axis={axis} />
      </div>
    </>
  );
}
