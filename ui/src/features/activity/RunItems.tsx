// The records of one run: first those that need a person, the others on demand.
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useRead, type ConflictSummary, type FailedItem, type RunItem, type RunView } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { fieldList } from "../../shared/labels";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import type { ActivityScreenProps } from "./ActivityScreen";
import { Attempts } from "./Attempts";
import { RunRollback } from "./RunRollback";
import { startedAt } from "./times";
import { useRetry } from "./useRetry";

const t = texts.activity;

const NEEDING: readonly RunItem["action"][] = ["failed", "conflict", "quarantined", "gone"];
const AT_ONCE = 100;

/** What a run did to each record. */
export function RunItems({ run, ...props }: ActivityScreenProps & { run: RunView }) {
  const items = useRead("run_items", { runId: run.id });
  const failed = useRead("failed_list", {}).data ?? [];
  const conflicts = useRead("conflict_list", { open: true }).data ?? [];
  const [quietShown, setQuietShown] = useState(false);
  const [shown, setShown] = useState(AT_ONCE);
  const all = items.data ?? [];
  const needing = all.filter((item) => NEEDING.includes(item.action));
  const quiet = all.filter((item) => !NEEDING.includes(item.action));
  const listed = [...needing, ...(quietShown ? quiet : [])];
  if (items.error !== null) return <ErrorState error={items.error} onRetry={() => void items.refetch()} />;
  return (
    <Loading loading={items.data === undefined} rows={2}>
      {run.message !== null && <p className="ac-message">{run.message}</p>}
      {all.length === 0 && run.message === null && <p className="ac-message">{t.noItems}</p>}
      <RunRollback run={run} />
      <ul aria-label={t.items(startedAt(run.startedAt, new Date()))}>
        {listed.slice(0, shown).map((item) => (
          <Item
            key={`${item.pfaId} ${item.action}`}
            runId={run.id}
            item={item}
            failed={failed.find((one) => one.pfaId === item.pfaId)}
            conflict={conflicts.find((one) => one.pfaId === item.pfaId)}
            {...props}
          />
        ))}
      </ul>
      {listed.length > shown && (
        <button type="button" className="ac-link" onClick={() => setShown(shown + AT_ONCE)}>
          {t.showMore(listed.length - shown)}
        </button>
      )}
      {quiet.length > 0 && (
        <button type="button" className="ac-link" aria-expanded={quietShown} onClick={() => setQuietShown(!quietShown)}>
          {quietShown ? t.hideQuiet(quiet.length) : t.showQuiet(quiet.length)}
        </button>
      )}
    </Loading>
  );
}

type ItemProps = ActivityScreenProps & { runId: string; item: RunItem; failed: FailedItem | undefined; conflict: ConflictSummary | undefined };

function Item({ runId, item, failed, conflict, onOpenConflict, onOpenRecord, onShowFailed }: ItemProps) {
  const isFailed = item.action === "failed" && failed !== undefined;
  const wasSent = !isFailed && (item.action === "pushed" || item.action === "failed" || item.action === "conflict");
  const [triesShown, setTriesShown] = useState(false);
  const tries = useRead("run_item_attempts", { runId, pfaId: item.pfaId }, { enabled: triesShown });
  const isSettled = (item.action === "failed" && failed === undefined) || (item.action === "conflict" && conflict === undefined);
  return (
    <li>
      <div className="ac-item">
        <StatusBadge status={item.action === "failed" ? "failed" : item.action === "conflict" ? "conflict" : item.status} />
        <button type="button" className="ac-record" aria-label={t.openRecord(item.pfaId)} onClick={() => onOpenRecord(item.pfaId)}>
          {item.pfaId}
        </button>
        <span className="ac-cell">{item.description}</span>
        <span className="ac-cell soft" title={fieldList(item.fields)}>
          {item.fields.length > 3 ? t.fields(item.fields.length) : fieldList(item.fields)}
        </span>
        <span className="ac-cell" title={item.detail ?? undefined}>
          {item.detail ?? t.action[item.action]}
        </span>
        <span className="ac-ways">
          {item.action === "conflict" && conflict !== undefined && (
            <Button size="small" aria-label={t.settleRecord(item.pfaId)} onPress={() => onOpenConflict(conflict.id)}>
              {t.settle}
            </Button>
          )}
          {wasSent && (
            <Button size="small" variant="quiet" aria-expanded={triesShown} aria-label={t.triesOf(item.pfaId)} onPress={() => setTriesShown(!triesShown)}>
              {t.attempts}
            </Button>
          )}
          {isSettled && <span className="muted">{t.since}</span>}
          {isFailed && <FailedWays item={item} canRetry={failed.canRetry} onShowFailed={onShowFailed} />}
        </span>
      </div>
      {isFailed && failed.attempts.length > 1 && <Attempts attempts={failed.attempts} setAside />}
      {triesShown && tries.data && (tries.data.length > 0 ? <Attempts attempts={tries.data} setAside={item.action === "failed"} /> : <p className="ac-message">{t.noTries}</p>)}
      {triesShown && tries.error !== null && (
        <p className="ac-message" role="alert">
          {tries.error.message}
        </p>
      )}
    </li>
  );
}

function FailedWays({ item, canRetry, onShowFailed }: { item: RunItem; canRetry: boolean; onShowFailed: (pfaId: string) => void }) {
  const { isPending, retry } = useRetry();
  if (!canRetry) {
    return (
      <Button size="small" aria-label={t.showInFailed(item.pfaId)} onPress={() => onShowFailed(item.pfaId)}>
        {t.show}
      </Button>
    );
  }
  return (
    <Button
      size="small"
      icon={RefreshCw}
      aria-label={t.retryRecord(item.pfaId)}
      isDisabled={isPending}
      onPress={() => retry([item.pfaId])}
    >
      {t.retryNow}
    </Button>
  );
}
