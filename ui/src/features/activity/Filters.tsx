// Which runs are shown: how they ended, when they were, and whether those that changed nothing count.
import { Download, RefreshCw } from "lucide-react";
import { useState } from "react";
import { asAppError, call, useRead, type RunPage, type RunQuery, type RunStatus, type RunTrigger } from "../../ipc";
import { Button } from "../../shared/Button";
import { Checkbox, Segmented } from "../../shared/Field";
import { count } from "../../shared/format";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";
import type { Dates, Period } from "./times";
import { useRetry } from "./useRetry";

const t = texts.activity;

export type FilterState = { status: RunStatus | null; trigger: RunTrigger | null; by: string; text: string; period: Period; dates: Dates; hideIdle: boolean };

/** What is shown at first. */
export const ALL: FilterState = { status: null, trigger: null, by: "", text: "", period: "week", dates: { from: "", to: "" }, hideIdle: true };

const STATUSES = ["all", "done", "with_conflicts", "with_failures", "stopped", "offline"] as const;
const TRIGGERS = Object.keys(t.triggers) as RunTrigger[];
const PERIODS: readonly Period[] = ["today", "week", "month", "any", "dates"];

type Props = { filter: FilterState; onFilter: (filter: FilterState) => void; page: RunPage | undefined; query: RunQuery };

/** The bar above the runs. */
export function Filters({ filter, onFilter, page, query }: Props) {
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
      <select
        className="ac-select"
        aria-label={t.trigger}
        value={filter.trigger ?? ""}
        onChange={(event) => onFilter({ ...filter, trigger: TRIGGERS.find((one) => one === event.target.value) ?? null })}
      >
        <option value="">{t.anyTrigger}</option>
        {TRIGGERS.map((trigger) => (
          <option key={trigger} value={trigger}>
            {t.triggers[trigger]}
          </option>
        ))}
      </select>
      <TextFilter label={t.by} value={filter.by} onChange={(by) => onFilter({ ...filter, by })} />
      <TextFilter label={t.textFilter} value={filter.text} onChange={(text) => onFilter({ ...filter, text })} />
      <Checkbox isSelected={filter.hideIdle} onChange={(hideIdle) => onFilter({ ...filter, hideIdle })}>
        {t.hideIdle}
      </Checkbox>
      <span className="grow" />
      {page !== undefined && <span className="dense muted num">{t.tally(count(page.total), page.idleHidden, count(page.idleHidden))}</span>}
      <ExportRuns query={query} />
      <RetryAll />
    </div>
  );
}

function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <input
      className="ac-text"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Writes out the runs that the filter shows. */
function ExportRuns({ query }: { query: RunQuery }) {
  const [isWriting, setWriting] = useState(false);
  async function write() {
    setWriting(true);
    try {
      const done = await call("run_export", { query, format: "csv" });
      toast({ kind: "success", title: t.exported(count(done.rows)), detail: done.path });
    } catch (thrown) {
      toast({ kind: "error", title: asAppError(thrown).message });
    } finally {
      setWriting(false);
    }
  }
  return (
    <Button size="small" icon={Download} isDisabled={isWriting} onPress={() => void write()}>
      {t.exportCsv}
    </Button>
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
