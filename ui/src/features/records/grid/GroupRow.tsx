// The line of a group: what its records have in common and what they come to. It folds and unfolds.

import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { amount, count, direction, money, signedWhole } from "../../../shared/format";
import { texts } from "../../../shared/texts";
import { groupName, valueName } from "../../../shared/view/chipText";
import type { GroupLine } from "../../../shared/view/groups";
import type { Column } from "./columns";
import { HEAD_ROWS } from "./GridRow";
import { columnLeft } from "./scroll";

export type GroupRowProps = {
  index: number;
  line: GroupLine;
  columns: Column[];
  numberWidth: number;
  top: number;
  active: boolean;
  inRange: boolean;
  currency: string;
};

export const GroupRow = memo(function GroupRow({ index, line, top, active, inRange, ...face }: GroupRowProps) {
  const { field, value, totals, folded, level } = line;
  const name = texts.planning.grid.group(groupName(field), valueName(field, value), count(totals.count));
  return (
    // Keys reach it through the grid, which folds on arrows, Enter and Space.
    <div
      className={inRange ? "grid-row grid-group in-range" : "grid-row grid-group"}
      role="row"
      aria-rowindex={index + 1 + HEAD_ROWS}
      aria-level={level + 1}
      aria-expanded={!folded}
      aria-label={name}
      tabIndex={active ? 0 : -1}
      data-at={`${index}:*`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <GroupFace line={line} {...face} />
    </div>
  );
});

export type GroupFaceProps = { line: GroupLine; columns: Column[]; numberWidth: number; currency: string };

/** What the line shows; also where it stays in place above its records. */
export function GroupFace({ line, columns, numberWidth, currency }: GroupFaceProps) {
  const { field, value, totals, folded, level } = line;
  const Chevron = folded ? ChevronRight : ChevronDown;
  const t = texts.records;
  const wide = Math.max(0, columns.findIndex((column) => column.band !== null));
  const sums = columnLeft(columns, numberWidth, wide === 0 ? Math.min(3, columns.length) : wide);
  const under = (id: string) => {
    const at = columns.findIndex((column) => column.id === id);
    return at === -1 ? null : { left: columnLeft(columns, numberWidth, at), width: columns[at]?.width ?? 0 };
  };
  const variance = under("variance");
  const cost = under("forecastCost");
  return (
    <>
      <div className="group-name" role="gridcell" aria-colindex={1} style={{ paddingLeft: level * 16 }}>
        <span className="group-fold" aria-hidden style={{ width: numberWidth }}>
          <Chevron size={14} strokeWidth={1.75} />
        </span>
        <span className="ellipsis">{valueName(field, value)}</span>
        <span className="group-count">{texts.planning.records(totals.count, count(totals.count))}</span>
      </div>
      <div className="group-sums" role="gridcell" style={{ left: sums }}>
        <Sum name={t.plan} value={money(totals.plan, currency, true)} />
        <Sum name={t.forecast} value={money(totals.forecast, currency, true)} />
        <Sum name={t.actual} value={money(totals.actual, currency, true)} />
      </div>
      {variance && (
        <div className={`group-under ${direction(totals.variance)}`} role="gridcell" style={variance}>
          {signedWhole(totals.variance)}
        </div>
      )}
      {cost && (
        <div className="group-under" role="gridcell" style={cost}>
          {amount(totals.forecast)}
        </div>
      )}
    </>
  );
}

function Sum({ name, value }: { name: string; value: string }) {
  return (
    <span>
      <span className="group-key">{name}</span>
      {value}
    </span>
  );
}
