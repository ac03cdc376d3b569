// What went between here and PEMS: figures, what is under way, and each sync run with its records.
import { RefreshCw, Square } from "lucide-react";
import { useMutate, useRead, type SyncStatus } from "../../ipc";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { clockTime, count } from "../../shared/format";
import { usePermission } from "../../shared/organization";
import { Skeleton } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { Dashboard } from "./Dashboard";
import { Figures } from "./Figures";
import { Guard } from "./Guard";
import { Quarantine } from "./Quarantine";
import { Runs } from "./Runs";
import "./activity.css";

const t = texts.activity;

export type ActivityScreenProps = {
  onOpenConflict: (id: string) => void;
  onOpenRecord: (pfaId: string) => void;
  onShowFailed: (pfaId: string | null) => void;
  onShowConflicts: () => void;
};

/** The activity screen. */
export function ActivityScreen(props: ActivityScreenProps) {
  const status = useRead("sync_status", {});
  return (
    <main className="page ac-page">
      <header className="page-head">
        <h1>{t.title}</h1>
        <p className="soft grow num">{status.data && stand(status.data)}</p>
        <ExportUnsent />
        {status.data && <SyncButton running={status.data.running} />}
      </header>
      {status.error !== null && status.data === undefined ? (
        <div className="card ac-runs">
          <ErrorState error={status.error} onRetry={() => void status.refetch()} />
        </div>
      ) : (
        <>
          {status.data?.running && <UnderWay status={status.data} />}
          {status.data?.guard && <Guard guard={status.data.guard} />}
          {status.data === undefined ? <Skeleton rows={2} /> : <Figures status={status.data} onShowConflicts={props.onShowConflicts} onShowFailed={() => props.onShowFailed(null)} />}
          {status.data && status.data.quarantined > 0 && <Quarantine count={status.data.quarantined} />}
          <Dashboard onShowConflicts={props.onShowConflicts} onShowFailed={() => props.onShowFailed(null)} />
          <Runs {...props} />
        </>
      )}
    </main>
  );
}

function stand(status: SyncStatus): string {
  const parts = [status.connectionReason ?? t.connection[status.connection]];
  if (status.lastSyncAt !== null) parts.push(t.lastSync(clockTime(status.lastSyncAt)));
  if (status.nextSyncAt !== null && !status.running) parts.push(t.nextSync(clockTime(status.nextSyncAt)));
  return parts.join(" · ");
}

function SyncButton({ running }: { running: boolean }) {
  const may = usePermission("sync");
  const sync = useMutate("sync_now");
  const cancel = useMutate("sync_cancel");
  const failed = (error: Error) => toast({ kind: "error", title: error.message });
  if (running) {
    return (
      <Button
        icon={Square}
        isDisabled={cancel.isPending}
        onPress={() => cancel.mutate({}, { onError: failed, onSuccess: () => toast({ kind: "info", title: t.cancelled }) })}
      >
        {t.cancel}
      </Button>
    );
  }
  return (
    <Button icon={RefreshCw} isDisabled={!may || sync.isPending} onPress={() => sync.mutate({}, { onError: failed })}>
      {t.syncNow}
    </Button>
  );
}

/** What is under way, with how much is left where that is known. */
function UnderWay({ status }: { status: SyncStatus }) {
  const { progress } = status;
  const share = progress === null || progress.total === 0 ? null : Math.min(100, Math.round((progress.done * 100) / progress.total));
  return (
    <div className="card ac-progress">
      <div className="row num">
        <b className="strong">{progress === null ? t.starting : t.running[progress.phase]}</b>
        {progress !== null && progress.total > 0 && (
          <span className="soft">
            {t.progress(count(progress.done), count(progress.total))}
            {progress.secondsLeft !== null && ` · ${t.left(progress.secondsLeft)}`}
          </span>
        )}
      </div>
      <div
        className="ac-bar"
        role="progressbar"
        aria-label={progress === null ? t.starting : t.running[progress.phase]}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { "aria-valuenow": share })}
      >
        <i style={{ width: `${share ?? 0}%` }} />
      </div>
    </div>
  );
}
