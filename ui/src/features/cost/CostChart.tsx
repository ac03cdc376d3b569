// Cumulative plan, forecast and actual over the months of the matrix below. Pixels are worked out in floats; what is read is
// the exact amount.

import { memo, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { CostMatrix, CostScale } from "../../ipc";
import { count, dayAndMonth, money, signedMoney } from "../../shared/format";
import { texts } from "../../shared/texts";
import { amountTicks, between, periodEnd, periodName, placeOf } from "./axis";
import type { Places } from "./places";

const TOP = 24;
/** Below the line of nothing. */
const FOOT = 12;
const BANDS = ["plan", "forecast", "actual"] as const;
/** Labels at the lines' ends are so far apart at least. */
const LABEL_PX = 14;

export type CostChartProps = { matrix: CostMatrix; scale: CostScale; currency: string; today: string; places: Places };

export const CostChart = memo(function CostChart({ matrix, scale, currency, today, places }: CostChartProps) {
  const t = texts.cost;
  const { periods, cumulative } = matrix;
  const { periodPx, chartPx, sumPx } = places;
  const bottom = chartPx - FOOT;
  const [read, setRead] = useState<number | null>(null);
  const amounts = { plan: cumulative.plan.map(Number), forecast: cumulative.forecast.map(Number), actual: cumulative.actual.map(Number) };
  const ticks = amountTicks(Math.max(0, ...BANDS.flatMap((band) => amounts[band])));
  const top = ticks.at(-1) ?? 1;
  const y = (amount: number) => bottom - (amount / top) * (bottom - TOP);
  const unit = top >= 1e6 ? ({ by: 1e6, name: "million" } as const) : top >= 1e4 ? ({ by: 1e3, name: "thousand" } as const) : ({ by: 1, name: "one" } as const);
  const width = periods.length * periodPx;
  const now = placeOf(today, matrix, scale);
  const path = (values: number[], from = 0, to = values.length) => {
    const points = [[from, between(values, from)], ...values.map((value, at) => [at + 1, value])].filter(([x]) => (x as number) >= from && (x as number) <= to);
    if (!Number.isInteger(to)) points.push([to, between(values, to)]);
    return points.map(([x, amount], at) => `${at === 0 ? "M" : "L"}${(x as number) * periodPx} ${y(amount as number)}`).join(" ");
  };
  const ends = labelled(bottom, BANDS.map((band) => ({ band, y: y(amounts[band].at(-1) ?? 0), text: money(cumulative[band].at(-1) ?? "0.00", currency, true) })));
  const said = (at: number) =>
    t.readout(
      periodEnd(periods[at] ?? "", scale), money(cumulative.plan[at] ?? "0", currency), money(cumulative.forecast[at] ?? "0", currency),
      money(cumulative.actual[at] ?? "0", currency), signedMoney(cumulative.variance[at] ?? "0", currency),
    );
  const press = (event: KeyboardEvent) => {
    const from = read ?? -1;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: periods.length - 1 }[event.key];
    if (event.key === "Escape") setRead(null);
    else if (to !== undefined) setRead(Math.max(0, Math.min(periods.length - 1, to)));
    else return;
    event.preventDefault();
  };
  const hover = (event: MouseEvent) => {
    const place = Math.round((event.clientX - event.currentTarget.getBoundingClientRect().left) / periodPx) - 1;
    setRead(Math.max(0, Math.min(periods.length - 1, place)));
  };
  return (
    <div className="cost-chart" style={{ height: chartPx }}>
      <div className="cost-about">
        <h2>{t.chart}</h2>
        <span className="dense muted">{t.unit[unit.name](currency)}</span>
        <ul className="dense">
          {BANDS.map((band) => (
            <li key={band}>
              <svg width="20" height="8" aria-hidden>
                <path className={`line ${band}`} d="M0 4h20" />
              </svg>
              {t.legend[band]}
            </li>
          ))}
        </ul>
        <svg className="cost-scale" width="40" height={chartPx} aria-hidden>
          {ticks.map((tick) => (
            <text key={tick} x="34" y={y(tick) + 4} textAnchor="end">
              {count(tick / unit.by)}
            </text>
          ))}
        </svg>
      </div>
      <div
        className="cost-plot"
        role="slider"
        tabIndex={0}
        aria-label={t.chart}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, periods.length - 1)}
        aria-valuenow={read ?? periods.length - 1}
        aria-valuetext={said(read ?? periods.length - 1)}
        onKeyDown={press}
        onMouseMove={hover}
        onMouseLeave={() => setRead(null)}
        onBlur={() => setRead(null)}
        style={{ width }}
      >
        <svg width={width} height={chartPx} aria-hidden>
          {ticks.map((tick) => (
            <line key={tick} className="rule" x1="0" x2={width} y1={y(tick)} y2={y(tick)} />
          ))}
          {periods.map((period, at) => (
            <line key={period} className="rule" x1={(at + 1) * periodPx} x2={(at + 1) * periodPx} y1={TOP} y2={bottom} />
          ))}
          <path className="line plan" d={path(amounts.plan)} />
          <path className="line forecast" d={path(amounts.forecast)} />
          {now === null ? (
            <path className="line actual" d={path(amounts.actual)} />
          ) : (
            <>
              <path className="line actual" d={path(amounts.actual, 0, now)} />
              <path className="line actual ahead" d={path(amounts.actual, now)} />
            </>
          )}
          {now !== null && (
            <>
              <line className="today" x1={now * periodPx} x2={now * periodPx} y1={TOP - 4} y2={bottom} />
              <text className="today-name" x={now * periodPx} y={TOP - 9} textAnchor="middle">
                {texts.timeline.todayIs(dayAndMonth(today))}
              </text>
            </>
          )}
          {read !== null && (
            <>
              <line className="reading" x1={(read + 1) * periodPx} x2={(read + 1) * periodPx} y1={TOP} y2={bottom} />
              {BANDS.map((band) => (
                <circle key={band} className={`dot ${band}`} cx={(read + 1) * periodPx} cy={y(amounts[band][read] ?? 0)} r="4" />
              ))}
            </>
          )}
        </svg>
        {read !== null && (
          <div className={read > periods.length / 2 ? "cost-tip before" : "cost-tip"} style={{ left: (read + 1) * periodPx }} aria-hidden>
            <span className="tip-soft wide">{periodEnd(periods[read] ?? "", scale)}</span>
            {BANDS.map((band) => (
              <p key={band}>
                <span>{texts.records[band]}</span> <span>{money(cumulative[band][read] ?? "0", currency)}</span>
              </p>
            ))}
            <p className="strong">
              <span>{texts.records.variance}</span> <span>{signedMoney(cumulative.variance[read] ?? "0", currency)}</span>
            </p>
          </div>
        )}
      </div>
      <div className="cost-ends" style={{ width: sumPx }} aria-hidden>
        {ends.map((end) => (
          <span key={end.band} className={`end-label ${end.band}`} style={{ top: end.y - 8 }}>
            {end.text}
          </span>
        ))}
      </div>
      <CumulativeTable matrix={matrix} scale={scale} currency={currency} />
    </div>
  );
});

/** What the lines show, for reading. */
const CumulativeTable = memo(function CumulativeTable({ matrix, scale, currency }: Pick<CostChartProps, "matrix" | "scale" | "currency">) {
  const t = texts.cost;
  const { periods, cumulative } = matrix;
  return (
    <table className="visually-hidden">
      <caption>{t.chart}</caption>
      <thead>
        <tr>
          <th scope="col">{t.period}</th>
          {BANDS.map((band) => (
            <th scope="col" key={band}>{texts.records[band]}</th>
          ))}
          <th scope="col">{texts.records.variance}</th>
        </tr>
      </thead>
      <tbody>
        {periods.map((period, at) => (
          <tr key={period}>
            <th scope="row">{periodName(period, scale)}</th>
            {BANDS.map((band) => (
              <td key={band}>{money(cumulative[band][at] ?? "0", currency)}</td>
            ))}
            <td>{signedMoney(cumulative.variance[at] ?? "0", currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});

type End = { band: (typeof BANDS)[number]; y: number; text: string };

/** Labels pushed apart until none covers another. */
function labelled(bottom: number, ends: End[]): End[] {
  const apart: End[] = [];
  for (const end of [...ends].sort((a, b) => a.y - b.y)) {
    const above = apart.at(-1);
    apart.push(above === undefined ? end : { ...end, y: Math.max(end.y, above.y + LABEL_PX) });
  }
  const over = (apart.at(-1)?.y ?? 0) - bottom;
  return over <= 0 ? apart : apart.map((end) => ({ ...end, y: end.y - over }));
}
