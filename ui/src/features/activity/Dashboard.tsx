// How sync did over a span of time: what somebody should look after, figures, and charts of them.
import { BellRing, RefreshCw, Split } from "lucide-react";
import { useEffect, useState } from "react";
import { useRead, type Dashboard as Figures, type DashboardQuery } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { Segmented } from "../../shared/Field";
import { ago, count, dateTime, percent, took } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { ChangesChart, LatencyChart, WaitChart } from "./charts";

const t = texts.activity.dashboard;
const MINUTE_MS = 60_000;
const SPANS = { day: 24 * 60 * MINUTE_MS, week: 7 * 24 * 60 * MINUTE_MS, month: 30 * 24 * 60 * MINUTE_MS } as const;
type Span = keyof typeof SPANS;
/** Where many conflicts are settled at once, and many failures retried. */
type Ways = { onShowConflicts: () => void; onShowFailed: () => void };

/** The dashboard of a span that ends now. */
export function Dashboard(ways: Ways) {
  const [span, setSpan] = useState<Span>("week");
  const end = useMinute();
  const query: DashboardQuery = { from: new Date(end - SPANS[span]).toISOString(), to: new Date(end).toISOString() };
  const { data, error, refetch } = useRead("dashboard", { query }, { keepPrevious: true });
  return (
    <section className="ac-dashboard" aria-label={t.title}>
      {data?.alerts.map((alert) => (
        <Banner key={alert.kind} icon={BellRing} tone="warn" role="status" title={alert.message}>
          {t.since(dateTime(alert.since))}
        </Banner>
      ))}
      <div className="ac-filters">
        <h2>{t.title}</h2>
        <Segmented
          aria-label={t.span}
          value={span}
          choices={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: t.spans[value] }))}
          onChange={setSpan}
        />
      </div>
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading loading={data === undefined} rows={3}>
          {data && (
            <div className="ac-charts">
              <Summary figures={data} {...ways} />
              <ChangesChart points={data.points} />
              <WaitChart points={data.points} />
              <LatencyChart latency={data.latency} />
            </div>
          )}
        </Loading>
      )}
    </section>
  );
}

/** The end of the minute, so that what happens within it is counted; it moves on with the clock. */
function useMinute(): number {
  const next = () => Math.ceil((Date.now() + 1) / MINUTE_MS) * MINUTE_MS;
  const [end, setEnd] = useState(next);
  useEffect(() => {
    const timer = setInterval(() => setEnd(next()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return end;
}

function Summary({ figures, onShowConflicts, onShowFailed }: Ways & { figures: Figures }) {
  const { runs, successRate, latency, queue, conflictsOpen, conflictsResolved, failedByCause } = figures;
  const facts: [string, string][] = [
    [t.runs, count(runs)],
    [t.successRate, successRate === null ? t.nothingSent : percent(successRate)],
    [t.median, latency.medianMs === null ? t.nothingSent : took(latency.medianMs)],
    [t.p95, latency.p95Ms === null ? t.nothingSent : took(latency.p95Ms)],
    [t.oldest, queue.oldestAt === null ? t.nothingWaits : ago(queue.oldestAt)],
    [t.conflictsOpen, count(conflictsOpen)],
    [t.conflictsResolved, count(conflictsResolved)],
    ...failedByCause.map(({ cause, count: failed }): [string, string] => [t.causes[cause], count(failed)]),
  ];
  return (
    <div className="card ac-chart">
      <h3>{t.summary}</h3>
      <dl className="ac-facts num">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="ac-ways">
        {conflictsOpen > 0 && (
          <Button size="small" icon={Split} onPress={onShowConflicts}>
            {t.settleMany}
          </Button>
        )}
        {failedByCause.length > 0 && (
          <Button size="small" icon={RefreshCw} onPress={onShowFailed}>
            {t.retryMany}
          </Button>
        )}
      </div>
    </div>
  );
}
