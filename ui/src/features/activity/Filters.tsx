// Which runs are shown: how they ended, when they were, and whether those that changed nothing count.
import { RefreshCw } from "lucide-react";
import { useRead, type RunPage, type RunStatus } from "../../ipc";
import { Button } from "../../shared/Button";
import { Checkbox, Segmented } from "../../shared/Field";
import { count } from "../../shared/format";
import { texts } from "../../shared/texts";
import type { Dates, Period } from "./times";
import { useRetry } from "./useRetry";

const t = texts.activity;

export type FilterState = { status: RunStatus | null; period: Period; dates: Dates; hideIdle: boolean };

/** What is shown at first. */
export const ALL: FilterState = { status: null, period: "week", dates: { from: "", to: "" }, hideIdle: true };

const STATUSES = ["all", "done", "with_conflicts", "with_failures", "stopped", "offline"] as const;
const PERIODS: readonly Period[] = ["today", "week", "month", "any", "dates"];

type Props = { filter: FilterState; onFilter: (filter: FilterState) => void; page: RunPage | undefined };

/** The bar above the runs. */
export function Filters({ filter, onFilter, page }: Props) {
  return (
    <div className="ac-filters">
      <Segmented
        aria-label={t.result}
        value={filter.status ?? "all"}
        choices={STATUSES.map((status) => ({ value: status, label: t.filter[status] }))}
        onChange={(status) => onFilter({ ...filter, status: status === "all" || status === "running" ? null : status })}
      />
      <select
        className="ac-select"
        aria-label={t.period}
        value={filter.period}
        onChange={(event) => onFilter({ ...filter, period: event.target.value as Period })}
      >
        {PERIODS.map((period) => (
          <option key={period} value={period}>
            {t.periods[period]}
          </option>
        ))}
      </select>
      {filter.period === "dates" && <DateRange dates={filter.dates} onDates={(dates) => onFilter({ ...filter, dates })} />}
      <Checkbox isSelected={filter.hideIdle} onChange={(hideIdle) => onFilter({ ...filter, hideIdle })}>
        {t.hideIdle}
      </Checkbox>
      <span className="grow" />
      {page !== undefined && <span className="dense muted num">{t.tally(count(page.total), page.idleHidden, count(page.idleHidden))}</span>}
      <RetryAll />
    </div>
  );
}

function DateRange({ dates, onDates }: { dates: Dates; onDates: (dates: Dates) => void }) {
  const wrong = dates.from !== "" && dates.to !== "" && dates.to < dates.from;
  return (
    <>
      <input
        type="date"
        className="ac-date"
        aria-label={t.from}
        value={dates.from}
        onChange={(event) => onDates({ ...dates, from: event.target.value })}
      />
      <input
        type="date"
        className="ac-date"
        aria-label={t.to}
        aria-invalid={wrong}
        value={dates.to}
        onChange={(event) => onDates({ ...dates, to: event.target.value })}
      />
      {wrong && (
        <span className="ac-problem" role="alert">
          {t.toBeforeFrom}
        </span>
      )}
    </>
  );
}

/** Counts only those that a retry can help. */
function RetryAll() {
  const failed = useRead("failed_list", {}).data ?? [];
  const { isPending, retry } = useRetry();
  const pfaIds = failed.filter((one) => one.canRetry).map((one) => one.pfaId);
  if (pfaIds.length === 0) return null;
  return (
    <Button
      size="small"
      icon={RefreshCw}
      isDisabled={isPending}
      onPress={() => retry(pfaIds)}
    >
      {t.retryAll(pfaIds.length)}
    </Button>
  );
}
