// The table of sync runs, filtered by how they ended and when, each to be opened to its records.
import { ChevronDown, ChevronRight, History, RefreshCw } from "lucide-react";
import { Fragment, useState } from "react";
import { useRead, type RunQuery, type RunView } from "../../ipc";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { count, took } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import type { ActivityScreenProps } from "./ActivityScreen";
import { ALL, Filters, type FilterState } from "./Filters";
import { RunItems } from "./RunItems";
import { RunResult } from "./RunResult";
import { boundsOf, startedAt } from "./times";
import { useRetry } from "./useRetry";

const t = texts.activity;

const PAGE = 50;
const some = (text: string) => (text.trim() === "" ? null : text.trim());

/** The runs with their filters. */
export function Runs(props: ActivityScreenProps) {
  const [filter, setFilter] = useState<FilterState>(ALL);
  const [limit, setLimit] = useState(PAGE);
  // The day turns while the window is open; the bounds are those of the moment the filter was chosen.
  const [chosenAt, setChosenAt] = useState(() => new Date());
  const query: RunQuery = {
    status: filter.status, trigger: filter.trigger, by: some(filter.by), text: some(filter.text), ...boundsOf(filter.period, filter.dates, chosenAt), hideIdle: filter.hideIdle, limit, offset: 0,
  };
  const page = useRead("run_list", { query }, { keepPrevious: true });
  const found = page.data;

  function choose(next: FilterState) {
    setFilter(next);
    setLimit(PAGE);
    setChosenAt(new Date());
  }

  return (
    <>
      <Filters filter={filter} onFilter={choose} page={found} query={query} />
      <section className="card ac-runs" aria-label={t.runs}>
        {page.error !== null ? (
          <ErrorState error={page.error} onRetry={() => void page.refetch()} />
        ) : (
          <Loading loading={found === undefined}>
            {found !== undefined && found.runs.length > 0 ? (
              <div className="ac-scroll">
                <RunTable runs={found.runs} {...props} />
                {found.total > found.runs.length && (
                  <div className="ac-more">
                    <Button size="small" onPress={() => setLimit(limit + PAGE)}>
                      {t.more(Math.min(PAGE, found.total - found.runs.length))}
                    </Button>
                  </div>
                )}
              </div>
            ) : (
              <Empty filter={filter} idleHidden={found?.idleHidden ?? 0} onClear={() => choose({ ...ALL, period: "any", hideIdle: false })} />
            )}
          </Loading>
        )}
      </section>
    </>
  );
}

function Empty({ filter, idleHidden, onClear }: { filter: FilterState; idleHidden: number; onClear: () => void }) {
  const unfiltered = filter.status === null && filter.trigger === null && filter.by === "" && filter.text === "" && filter.period === "any" && idleHidden === 0;
  if (unfiltered) return <EmptyState icon={History} title={t.firstTitle} text={t.firstText} />;
  return <EmptyState icon={History} title={t.emptyTitle} text={t.emptyText} actions={<Button onPress={onClear}>{t.clear}</Button>} />;
}

function RunTable({ runs, ...props }: ActivityScreenProps & { runs: RunView[] }) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <table className="table ac-table">
      <thead>
        <tr>
          <th scope="col" className="ac-fold">
            <span className="visually-hidden">{t.details}</span>
          </th>
          <th scope="col">{t.started}</th>
          <th scope="col">{t.trigger}</th>
          <th scope="col">{t.by}</th>
          <th scope="col">{t.result}</th>
          <th scope="col" className="end">
            {t.pushed}
          </th>
          <th scope="col" className="end">
            {t.pulled}
          </th>
          <th scope="col" className="end">
            {t.took}
          </th>
          <th scope="col">
            <span className="visually-hidden">{t.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Fragment key={run.id}>
            <RunRow run={run} open={opened === run.id} onToggle={() => setOpened(opened === run.id ? null : run.id)} />
            {opened === run.id && (
              <tr>
                <td className="ac-items" colSpan={9}>
                  <RunItems run={run} {...props} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run, open, onToggle }: { run: RunView; open: boolean; onToggle: () => void }) {
  const at = startedAt(run.startedAt, new Date());
  const Fold = open ? ChevronDown : ChevronRight;
  return (
    <tr className={open ? "ac-open" : ""}>
      <td className="ac-fold">
        <Button
          variant="quiet"
          size="small"
          icon={Fold}
          aria-expanded={open}
          aria-label={open ? t.closeRun(at) : t.openRun(at)}
          onPress={onToggle}
        />
      </td>
      <td>
        <time dateTime={run.startedAt}>{at}</time>
      </td>
      <td>{t.triggers[run.trigger]}</td>
      <td className="soft">{run.by}</td>
      <td>
        <RunResult run={run} />
      </td>
      <td className="end">{count(run.pushed)}</td>
      <td className="end">{count(run.pulled)}</td>
      <td className="end">{run.endedAt === null ? "" : took(Date.parse(run.endedAt) - Date.parse(run.startedAt))}</td>
      <td className="end">{run.failed > 0 && <RetryRun runId={run.id} open={open} />}</td>
    </tr>
  );
}

/** Retries what failed in this run and still stands among the failed. */
function RetryRun({ runId, open }: { runId: string; open: boolean }) {
  const failed = useRead("failed_list", {}).data ?? [];
  const items = useRead("run_items", { runId }, { enabled: open }).data ?? [];
  const { isPending, retry } = useRetry();
  const here = new Set(items.map((item) => item.pfaId));
  const pfaIds = failed.filter((one) => one.canRetry && here.has(one.pfaId)).map((one) => one.pfaId);
  if (pfaIds.length === 0) return null;
  return (
    <Button
      size="small"
      icon={RefreshCw}
      isDisabled={isPending}
      onPress={() => retry(pfaIds)}
    >
      {t.retryFailed}
    </Button>
  );
}
