// Months across, groups down: what each month's plan, forecast and actual come to, and by how much they differ. Amounts are
// whole; the exact one is each cell's name and tooltip. Only the rows and months in sight are drawn.

import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { CostLine, CostMatrix as Matrix, CostScale, GroupPath } from "../../ipc";
import { texts } from "../../shared/texts";
import { valueName } from "../../shared/view/chipText";
import type { Planning } from "../../shared/view/planning";
import { layoutOf, rowTop } from "../../shared/view/windowing";
import { afterPeriod, periodName } from "./axis";
import { CostRow, type Band, type Period } from "./CostRow";
import { broughtToSight, HEAD_PX, inSight, NAME_PX, ROW_PX, type Places, type Scrolled } from "./places";

type Shown = { line: CostLine; band: Band | null; folded: boolean; key: string };
const BANDS: readonly Band[] = ["plan", "forecast", "actual", "variance"];

export type CostMatrixProps = {
  matrix: Matrix;
  scale: CostScale;
  planning: Planning;
  currency: string;
  today: string;
  places: Places;
  scrolled: Scrolled;
  onScroll: (to: Scrolled) => void;
};

export function CostMatrix({ matrix, scale, planning, currency, today, places, scrolled, onScroll }: CostMatrixProps) {
  const t = texts.cost;
  const table = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ row: 0, column: 0 });
  const takeFocus = useRef(false);
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    table.current?.querySelector<HTMLElement>(`[data-cost="${place.row}:${place.column}"]`)?.focus({ preventScroll: true });
  }, [place]);
  const folded = useMemo(() => new Set(planning.folded.map((path) => JSON.stringify(path))), [planning.folded]);
  const rows = useMemo(() => shownRows(matrix.lines, folded), [matrix.lines, folded]);
  const periods = useMemo(() => matrix.periods.map((period) => periodOf(period, scale, today)), [matrix.periods, scale, today]);
  const layout = layoutOf(rows.length, ROW_PX, places.room.height - HEAD_PX);
  const { rows: rowsInSight, periods: seen } = inSight(places, layout, scrolled);
  const last = periods.length + 1;
  const at = { row: Math.min(place.row, rows.length - 1), column: Math.min(place.column, last) };
  const page = Math.max(1, Math.floor((places.room.height - HEAD_PX) / ROW_PX) - 1);
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
  const go = (row: number, column: number) => {
    takeFocus.current = true;
    setPlace({ row, column });
    const to = broughtToSight(places, layout, row, column === 0 || column === last ? null : column - 1, scrolled);
    if (to.top !== scrolled.top || to.left !== scrolled.left) onScroll(to);
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[at.row];
    const to = placeAfter(event, at, { row: rows.length - 1, column: last }, page);
    if (row && row.band === null && (event.key === "Enter" || event.key === " ")) fold(row.line.path);
    else if (to !== null) go(to.row, to.column);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest("[data-cost]")?.getAttribute("data-cost") : null;
    const [row, column] = (cell ?? "").split(":").map(Number);
    if (row === undefined || column === undefined) return;
    setPlace({ row, column });
    if (column === 0 && rows[row]?.band === null) fold(rows[row].line.path);
  };
  const drawn: number[] = [];
  for (let index = rowsInSight.first; index < rowsInSight.last; index += 1) drawn.push(index);
  if (at.row >= 0 && (at.row < rowsInSight.first || at.row >= rowsInSight.last)) drawn.push(at.row);
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
          <span role="columnheader" aria-colindex={1} className="cost-name">
            {t.group(currency)}
          </span>
          {periods.slice(seen.first, seen.last).map((period, offset) => {
            const column = seen.first + offset;
            return (
              <span
                role="columnheader"
                key={column}
                aria-colindex={column + 2}
                className={period.isNow ? "cost-cell now" : "cost-cell"}
                style={{ left: NAME_PX + column * places.periodPx, width: places.periodPx }}
              >
                {period.name}
              </span>
            );
          })}
          <span role="columnheader" aria-colindex={last + 1} className="cost-sum" style={{ width: places.sumPx }}>
            {t.total}
          </span>
        </div>
      </div>
      <div role="rowgroup" className="cost-rows" style={{ height: layout.height }}>
        {drawn.map((index) => {
          const shown = rows[index] as Shown;
          return (
            <CostRow
              key={shown.key}
              line={shown.line}
              band={shown.band}
              folded={shown.folded}
              group={nameOf(shown.line)}
              index={index}
              top={rowTop(layout, index, Math.max(0, scrolled.top - places.chartPx))}
              periods={periods}
              periodPx={places.periodPx}
              sumPx={places.sumPx}
              first={seen.first}
              last={seen.last}
              focused={at.row === index ? at.column : null}
              currency={currency}
            />
          );
        })}
      </div>
    </div>
  );
}

type Place = { row: number; column: number };

/** Where a key leads from a cell; null for one that leads nowhere. With Control, Home and End go to the corners. */
function placeAfter({ key, ctrlKey, metaKey }: KeyboardEvent, at: Place, most: Place, page: number): Place | null {
  const far = ctrlKey || metaKey ? most.row : 0;
  const by = {
    ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
    Home: [-far, -most.column], End: [far, most.column], PageDown: [page, 0], PageUp: [-page, 0],
  }[key];
  if (by === undefined) return null;
  const clamp = (value: number, top: number) => Math.max(0, Math.min(top, value));
  return { row: clamp(at.row + (by[0] ?? 0), most.row), column: clamp(at.column + (by[1] ?? 0), most.column) };
}

function periodOf(period: string, scale: CostScale, today: string): Period {
  return { name: periodName(period, scale), isNow: today >= period && today < afterPeriod(period, scale), isAhead: period > today };
}

/** The rows there are: of a folded group its own only, of what lies in one none. */
function shownRows(lines: CostLine[], folded: ReadonlySet<string>): Shown[] {
  return lines.flatMap((line) => {
    const hidden = line.path.some((_, at) => at > 0 && folded.has(JSON.stringify(line.path.slice(0, at))));
    if (hidden) return [];
    const key = JSON.stringify(line.path);
    const isFolded = folded.has(key);
    const group: Shown = { line, band: null, folded: isFolded, key };
    return isFolded ? [group] : [group, ...BANDS.map((band) => ({ line, band, folded: false, key: `${key} ${band}` }))];
  });
}
