// Small charts: true to scale, told apart by pattern as well as colour, with the same numbers as a table for screen readers.
import { useId, type ReactNode } from "react";
import type { DashboardPoint, Latency } from "../../ipc";
import { count, dateTime, dayOf, took } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.activity.dashboard;
const WIDTH = 600;
const HEIGHT = 96;
/** A share too small to see is drawn so high. */
const LEAST = 3;

type ChartProps = { title: string; legend?: ReactNode; head: string[]; rows: (string | number)[][]; children: ReactNode };

function Chart({ title, legend, head, rows, children }: ChartProps) {
  return (
    <figure className="card ac-chart">
      <figcaption>
        <h3>{title}</h3>
        {legend}
      </figcaption>
      {rows.length === 0 ? <p className="soft dense">{t.nothing}</p> : <div className="ac-plot" aria-hidden>{children}</div>}
      <table className="visually-hidden">
        <caption>{title}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={head[index + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** What reached PEMS, what failed and what met a conflict, step by step. */
export function ChangesChart({ points }: { points: DashboardPoint[] }) {
  const id = useId().replaceAll(/[^\w-]/g, "");
  const most = Math.max(1, ...points.map((point) => point.synced + point.failed + point.conflicts));
  const busy = points.filter((point) => point.runs + point.synced + point.failed + point.conflicts > 0);
  const step = WIDTH / Math.max(1, points.length);
  return (
    <Chart
      title={t.changes}
      legend={<Legend id={id} />}
      head={[t.at, t.runs, t.synced, t.failed, t.conflicts]}
      rows={busy.map((point) => [dateTime(point.at), point.runs, point.synced, point.failed, point.conflicts])}
    >
      <span className="ac-most num">{count(most)}</span>
      <svg className="ac-svg" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <Patterns id={id} />
        {points.map((point, index) => {
          let top = HEIGHT;
          return PARTS.map((part) => {
            const value = point[part];
            const height = value === 0 ? 0 : Math.max(LEAST, (value / most) * (HEIGHT - 2 * LEAST));
            top -= height;
            return height > 0 ? (
              <rect
                key={`${point.at} ${part}`}
                className={`ac-part-${part}`}
                fill={part === "synced" ? undefined : `url(#${id}-${part})`}
                x={index * step}
                y={top}
                width={Math.max(1, step * 0.8)}
                height={height}
              />
            ) : null;
          });
        })}
      </svg>
      <Ends points={points} />
    </Chart>
  );
}

const PARTS = ["synced", "failed", "conflicts"] as const;

function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-failed`} width="4" height="4" patternUnits="userSpaceOnUse">
        <path className="ac-hatch-failed" d="M0 4 L4 0" />
      </pattern>
      <pattern id={`${id}-conflicts`} width="4" height="4" patternUnits="userSpaceOnUse">
        <circle className="ac-dot-conflicts" cx="2" cy="2" r="1.2" />
      </pattern>
    </defs>
  );
}

function Legend({ id }: { id: string }) {
  return (
    <span className="ac-legend">
      {PARTS.map((part) => (
        <span key={part}>
          <svg width="14" height="10" aria-hidden>
            <rect className={`ac-part-${part}`} fill={part === "synced" ? undefined : `url(#${id}-${part})`} width="14" height="10" />
          </svg>
          {t[part]}
        </span>
      ))}
    </span>
  );
}

/** The median wait from commit to acknowledgement, step by step. */
export function WaitChart({ points }: { points: DashboardPoint[] }) {
  const known = points.flatMap((point, index) => (point.latencyMs === null ? [] : [{ index, at: point.at, ms: point.latencyMs }]));
  const most = Math.max(1, ...known.map((point) => point.ms));
  const x = (index: number) => ((index + 0.5) * WIDTH) / Math.max(1, points.length);
  const y = (ms: number) => HEIGHT - LEAST - (ms / most) * (HEIGHT - 2 * LEAST);
  return (
    <Chart title={t.wait} head={[t.at, t.median]} rows={known.map((point) => [dateTime(point.at), took(point.ms)])}>
      <span className="ac-most num">{took(most)}</span>
      <svg className="ac-svg" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <polyline className="ac-line" points={known.map((point) => `${x(point.index)},${y(point.ms)}`).join(" ")} />
        {known.map((point) => (
          <path key={point.at} className="ac-line-end" d={`M${x(point.index)} ${y(point.ms)} h0.01`} />
        ))}
      </svg>
      <Ends points={points} />
    </Chart>
  );
}

function Ends({ points }: { points: DashboardPoint[] }) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <div className="ac-ends num">
      <span>{dayOf(first.at)}</span>
      <span>{dayOf(last.at)}</span>
    </div>
  );
}

/** How many changes took how long. */
export function LatencyChart({ latency }: { latency: Latency }) {
  const most = Math.max(1, ...latency.buckets.map((group) => group.count));
  const slowest = latency.buckets.findLast((group) => group.leSeconds !== null)?.leSeconds ?? 0;
  const name = (seconds: number | null) => (seconds === null ? t.over(slowest) : t.upTo(seconds));
  const rows = latency.buckets.map((group) => [name(group.leSeconds), group.count]);
  return (
    <Chart title={t.latency} head={[t.took, t.synced]} rows={latency.count === 0 ? [] : rows}>
      <div className="ac-histogram num">
        {latency.buckets.map((group) => (
          <span key={name(group.leSeconds)}>
            <b>{count(group.count)}</b>
            <i style={{ flexGrow: group.count / most, minHeight: group.count === 0 ? 0 : LEAST }} />
            <small>{group.leSeconds === null ? name(null) : count(group.leSeconds)}</small>
          </span>
        ))}
      </div>
    </Chart>
  );
}
