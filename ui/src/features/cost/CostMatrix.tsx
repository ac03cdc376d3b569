// Months across, groups down: what each month's plan, forecast and actual come to, and by how much they differ. Amounts are
// whole; the exact one is each cell's name and tooltip.

import { ChevronDown, ChevronRight } from "lucide-react";
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { CostLine, CostMatrix as Matrix, CostScale, GroupPath } from "../../ipc";
import { count, direction, EMPTY, money, signedMoney, signedWhole } from "../../shared/format";
import { texts } from "../../shared/texts";
import { valueName } from "../../shared/view/chipText";
import type { Planning } from "../../shared/view/planning";
import { afterPeriod, PERIOD_PX, periodName } from "./axis";

type Band = "plan" | "forecast" | "actual" | "variance";
type Shown = { line: CostLine; band: Band | null; key: string };
const BANDS: readonly Band[] = ["plan", "forecast", "actual", "variance"];

export type CostMatrixProps = { matrix: Matrix; scale: CostScale; planning: Planning; currency: string; today: string };

export function CostMatrix({ matrix, scale, planning, currency, today }: CostMatrixProps) {
  const t = texts.cost;
  const table = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ row: 0, column: 0 });
  const takeFocus = useRef(false);
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    table.current?.querySelector<HTMLElement>(`[data-cost="${place.row}:${place.column}"]`)?.focus();
  }, [place]);
  const folded = new Set(planning.folded.map((path) => JSON.stringify(path)));
  const rows = shownRows(matrix.lines, folded);
  const last = matrix.periods.length + 1;
  const at = { row: Math.min(place.row, rows.length - 1), column: Math.min(place.column, last) };
  const fold = (path: GroupPath) => {
    if (path.length === 0) return;
    const key = JSON.stringify(path);
    planning.setFolded(folded.has(key) ? planning.folded.filter((one) => JSON.stringify(one) !== key) : [...planning.folded, path]);
  };
  const nameOf = ({ path, value }: CostLine) => {
    const by = planning.query.groups[path.length - 1];
    if (by === undefined) return planning.query.groups.length === 0 ? t.allRecords : t.allGroups;
    return valueName(by, value);
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[at.row];
    const by = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], Home: [0, -last], End: [0, last], PageDown: [12, 0], PageUp: [-12, 0] }[event.key];
    if (row && row.band === null && (event.key === "Enter" || event.key === " ")) fold(row.line.path);
    else if (by !== undefined) {
      takeFocus.current = true;
      const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));
      setPlace({ row: clamp(at.row + (by[0] ?? 0), rows.length - 1), column: clamp(at.column + (by[1] ?? 0), last) });
    } else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest("[data-cost]")?.getAttribute("data-cost") : null;
    const [row, column] = (cell ?? "").split(":").map(Number);
    if (row === undefined || column === undefined) return;
    setPlace({ row, column });
    if (column === 0 && rows[row]?.band === null) fold(rows[row].line.path);
  };
  const current = (period: string) => today >= period && today < afterPeriod(period, scale);
  return (
    <div
      ref={table}
      className="cost-matrix"
      role="treegrid"
      tabIndex={-1}
      aria-label={t.matrix}
      aria-rowcount={rows.length + 1}
      aria-colcount={last + 1}
      onKeyDown={press}
      onClick={click}
    >
      <div role="rowgroup" className="cost-head">
        <div role="row" aria-rowindex={1} className="cost-row">
          <span role="columnheader" className="cost-name">
            {t.group(currency)}
          </span>
          {matrix.periods.map((period) => (
            <span role="columnheader" key={period} className={current(period) ? "cost-cell now" : "cost-cell"} style={{ width: PERIOD_PX }}>
              {periodName(period, scale)}
            </span>
          ))}
          <span role="columnheader" className="cost-cell sum">
            {t.total}
          </span>
        </div>
      </div>
      <div role="rowgroup">
        {rows.map(({ line, band, key }, index) => {
          const isFolded = folded.has(JSON.stringify(line.path));
          const amounts = band ?? (isFolded ? "variance" : null);
          const Chevron = isFolded ? ChevronRight : ChevronDown;
          const group = nameOf(line);
          const word = band === null ? group : texts.records[band];
          const cell = (column: number) => ({ "data-cost": `${index}:${column}`, tabIndex: at.row === index && at.column === column ? 0 : -1 });
          return (
            <div
              role="row"
              key={key}
              aria-rowindex={index + 2}
              aria-level={line.level + (band === null ? 1 : 2)}
              aria-expanded={band === null && line.path.length > 0 ? !isFolded : undefined}
              className={`cost-row ${band ?? "group"}`}
            >
              <span role="rowheader" className="cost-name" {...cell(0)} style={{ paddingLeft: 12 + Math.max(0, line.level - 1) * 16 + (band === null ? 0 : 22) }}>
                {band === null && line.path.length > 0 && <Chevron size={14} strokeWidth={1.75} aria-hidden />}
                {band !== null && band !== "variance" && <span className={`key ${band}`} aria-hidden />}
                <span className="ellipsis">{word}</span>
                {band === null && <span className="muted num">{count(line.count)}</span>}
              </span>
              {matrix.periods.map((period, column) => {
                const value = amounts === null ? null : (line[amounts][column] ?? null);
                const look = ["cost-cell", current(period) ? "now" : "", amounts === "variance" ? direction(value) : "", amounts === "actual" && period > today ? "ahead" : ""];
                const exact = value === null || amounts === null ? undefined : t.cell(group, texts.records[amounts], periodName(period, scale), exactly(value, amounts, currency));
                return (
                  <span role="gridcell" key={period} className={look.filter(Boolean).join(" ")} title={exact} {...cell(column + 1)} style={{ width: PERIOD_PX }}>
                    {value === null || amounts === null ? "" : wholly(value, amounts)}
                  </span>
                );
              })}
              <span
                role="gridcell"
                className={amounts === "variance" ? `cost-cell sum ${direction(line.total.variance)}` : "cost-cell sum"}
                title={amounts === null ? undefined : exactly(line.total[amounts], amounts, currency)}
                {...cell(last)}
              >
                {amounts === null ? "" : wholly(line.total[amounts], amounts)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The rows in sight: of a folded group its own only, of what lies in one none. */
function shownRows(lines: CostLine[], folded: ReadonlySet<string>): Shown[] {
  return lines.flatMap((line) => {
    const hidden = line.path.some((_, at) => at > 0 && folded.has(JSON.stringify(line.path.slice(0, at))));
    if (hidden) return [];
    const key = JSON.stringify(line.path);
    const group: Shown = { line, band: null, key };
    return folded.has(key) ? [group] : [group, ...BANDS.map((band) => ({ line, band, key: `${key} ${band}` }))];
  });
}

function wholly(value: string, band: Band): string {
  if (direction(value) === "even") return band === "variance" ? "0" : EMPTY;
  return band === "variance" ? signedWhole(value) : signedWhole(value).replace(/^\+/, "");
}

function exactly(value: string, band: Band, currency: string): string {
  return band === "variance" ? signedMoney(value, currency) : money(value, currency);
}
