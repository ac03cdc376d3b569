// The heads of the columns: bands above, names below. A click or Enter sorts.

import { ArrowDown, ArrowUp, Lock } from "lucide-react";
import type { MouseEvent } from "react";
import type { SortKey } from "../../ipc";
import { texts } from "../../shared/texts";
import { FROZEN, type Band, type Column } from "./columns";
import { HEAD_ROW } from "./keys";

export type GridHeadProps = {
  columns: Column[];
  numberWidth: number;
  currency: string;
  sort: SortKey[];
  /** The column of the active cell where it is in the heads. */
  active: number | null;
  onSort: (column: Column, also: boolean) => void;
};

export function GridHead({ columns, numberWidth, currency, sort, active, onSort }: GridHeadProps) {
  const head = (column: Column, at: number) => (
    <Head key={column.id} column={column} at={at} sort={sort} active={active === at} onSort={onSort} />
  );
  return (
    <div className="grid-head" role="rowgroup">
      <div className="grid-row bands" role="row" aria-rowindex={1}>
        {bandsOf(columns).map((group, index) =>
          index === 0 ? (
            <div className="grid-frozen" role="presentation" key="frozen">
              <div className="grid-number" aria-hidden style={{ width: numberWidth }} />
              <BandHead group={group} currency={currency} />
            </div>
          ) : (
            <BandHead key={group.from} group={group} currency={currency} />
          ),
        )}
      </div>
      <div className="grid-row heads" role="row" aria-rowindex={2}>
        <div className="grid-frozen" role="presentation">
          <div className="grid-number" aria-hidden style={{ width: numberWidth }} />
          {columns.slice(0, FROZEN).map(head)}
        </div>
        {columns.slice(FROZEN).map((column, at) => head(column, at + FROZEN))}
      </div>
    </div>
  );
}

type Group = { band: Band | null; from: number; span: number; width: number };

/** Neighbours of one band together; the frozen columns are a group of their own. */
function bandsOf(columns: Column[]): Group[] {
  const groups: Group[] = [];
  columns.forEach((column, at) => {
    const last = groups.at(-1);
    if (last && last.band === column.band && at !== FROZEN && at !== FROZEN + 1) {
      last.span += 1;
      last.width += column.width;
    } else {
      groups.push({ band: column.band, from: at, span: 1, width: column.width });
    }
  });
  return groups;
}

function BandHead({ group, currency }: { group: Group; currency: string }) {
  const t = texts.records;
  const words: Record<Band, string> = { plan: t.plan, forecast: t.forecast, actual: t.actual, money: t.moneyIn(currency) };
  const { band, from, span, width } = group;
  return (
    <div className="grid-cell band-end" role="columnheader" aria-colindex={from + 1} aria-colspan={span} style={{ width }}>
      {band !== null && band !== "money" && <span className={`key ${band}`} aria-hidden />}
      {band === null ? <span className={from > FROZEN ? undefined : "visually-hidden"}>{from > FROZEN ? t.details : t.record}</span> : words[band]}
      {band === "plan" && <Lock size={12} strokeWidth={2.25} role="img" aria-label={t.planLocked} />}
    </div>
  );
}

type HeadProps = { column: Column; at: number; sort: SortKey[]; active: boolean; onSort: (column: Column, also: boolean) => void };

function Head({ column, at, sort, active, onSort }: HeadProps) {
  const rank = sort.findIndex((key) => key.by === column.sortBy);
  const key = rank === -1 ? null : (sort[rank] ?? null);
  const Arrow = key?.descending ? ArrowDown : ArrowUp;
  return (
    // The grid's own key handler sorts on Enter.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      className={`grid-cell ${column.kind} ${column.lastOfBand ? "band-end" : ""}`}
      role="columnheader"
      aria-label={column.name}
      aria-colindex={at + 1}
      aria-sort={key === null ? "none" : key.descending ? "descending" : "ascending"}
      data-at={`${HEAD_ROW}:${at}`}
      tabIndex={active ? 0 : -1}
      title={texts.records.sortHint}
      style={{ width: column.width }}
      onClick={(event: MouseEvent) => onSort(column, event.shiftKey)}
    >
      <span className="ellipsis">{column.label}</span>
      {key !== null && <Arrow size={12} strokeWidth={2.25} aria-hidden />}
      {key !== null && sort.length > 1 && <span className="grid-sort-rank">{rank + 1}</span>}
    </div>
  );
}
