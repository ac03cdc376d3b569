// One line of the matrix: a group's own, or one of its four bands.

import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import type { CostLine } from "../../ipc";
import { count, direction, EMPTY, money, signedMoney, signedWhole } from "../../shared/format";
import { texts } from "../../shared/texts";
import { NAME_PX } from "./places";

export type Band = "plan" | "forecast" | "actual" | "variance";
export type Period = { name: string; isNow: boolean; isAhead: boolean };

export type CostRowProps = {
  line: CostLine;
  /** Null for the group's own line. */
  band: Band | null;
  folded: boolean;
  group: string;
  index: number;
  top: number;
  periods: Period[];
  periodPx: number;
  sumPx: number;
  /** The months to draw, `last` not included. */
  first: number;
  last: number;
  /** The column that Tab comes to, where it is in this row. */
  focused: number | null;
  currency: string;
};

export const CostRow = memo(function CostRow({ line, band, folded, group, index, top, periods, periodPx, sumPx, first, last, focused, currency }: CostRowProps) {
  const amounts = band ?? (folded ? "variance" : null);
  const opens = band === null && line.path.length > 0;
  const Chevron = folded ? ChevronRight : ChevronDown;
  const sumColumn = periods.length + 1;
  const cell = (column: number) => ({ "data-cost": `${index}:${column}`, "aria-colindex": column + 1, tabIndex: focused === column ? 0 : -1 });
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={line.level + (band === null ? 1 : 2)}
      aria-expanded={opens ? !folded : undefined}
      className={`cost-row ${band ?? "group"}`}
      style={{ top }}
    >
      <span role="rowheader" className="cost-name" {...cell(0)} style={{ paddingLeft: 12 + Math.max(0, line.level - 1) * 16 + (band === null ? 0 : 22) }}>
        {opens && <Chevron size={14} strokeWidth={1.75} aria-hidden />}
        {band !== null && band !== "variance" && <span className={`key ${band}`} aria-hidden />}
        <span className="ellipsis" title={band === null ? group : undefined}>
          {band === null ? group : texts.records[band]}
        </span>
        {band === null && <span className="muted num">{count(line.count)}</span>}
      </span>
      {shownPeriods(first, last, focused, periods.length).map((at) => {
        const period = periods[at] as Period;
        const value = amounts === null ? null : (line[amounts][at] ?? null);
        const look = ["cost-cell", period.isNow ? "now" : "", amounts === "variance" ? direction(value) : "", amounts === "actual" && period.isAhead ? "ahead" : ""];
        const exact = value === null || amounts === null ? undefined : texts.cost.cell(group, texts.records[amounts], period.name, exactly(value, amounts, currency));
        return (
          <span role="gridcell" key={at} className={look.filter(Boolean).join(" ")} title={exact} {...cell(at + 1)} style={{ left: NAME_PX + at * periodPx, width: periodPx }}>
            {value === null || amounts === null ? "" : wholly(value, amounts)}
          </span>
        );
      })}
      <span
        role="gridcell"
        className={amounts === "variance" ? `cost-sum ${direction(line.total.variance)}` : "cost-sum"}
        title={amounts === null ? undefined : exactly(line.total[amounts], amounts, currency)}
        {...cell(sumColumn)}
        style={{ width: sumPx }}
      >
        {amounts === null ? "" : wholly(line.total[amounts], amounts)}
      </span>
    </div>
  );
});

/** The months in sight, and the one that holds the focus wherever it is: what is not drawn loses it. */
function shownPeriods(first: number, last: number, focused: number | null, total: number): number[] {
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const held = focused === null ? -1 : focused - 1;
  return held >= 0 && held < total && (held < first || held >= last) ? [...shown, held] : shown;
}

function wholly(value: string, band: Band): string {
  if (direction(value) === "even") return band === "variance" ? "0" : EMPTY;
  return band === "variance" ? signedWhole(value) : signedWhole(value).replace(/^\+/, "");
}

function exactly(value: string, band: Band, currency: string): string {
  return band === "variance" ? signedMoney(value, currency) : money(value, currency);
}
