// What holds for the whole grid: a first pull under way, PEMS out of reach, a pull that was stopped.

import { CloudOff, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useMutate, type Progress, type SyncStatus } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { clockTime, count, duration, timeUntil } from "../../shared/format";
import { waiting } from "../../shared/syncState";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";

export function Notices({ status }: { status: SyncStatus | undefined }) {
  if (status === undefined) return null;
  const firstPull = status.running && status.lastSyncAt === null && status.progress?.phase === "pulling";
  return (
    <div className="records-notices">
      {firstPull && status.progress && <Pull progress={status.progress} />}
      {status.guard && <Guard message={status.guard.message} />}
      {status.connection === "offline" && <Offline key={status.offlineSince} status={status} />}
    </div>
  );
}

function Pull({ progress }: { progress: Progress }) {
  const t = texts.records.pull;
  const cancel = useMutate("sync_cancel");
  const part = progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total);
  return (
    <div className="pull num">
      <div className="row">
        <span className="strong">{t.title}</span>
        <span className="soft">
          {t.of(count(progress.done), count(progress.total))}
          {progress.secondsLeft !== null && <> · {t.left(duration(progress.secondsLeft))}</>}
        </span>
        <span className="grow" />
        <Button size="small" onPress={() => cancel.mutate({})}>
          {t.pause}
        </Button>
      </div>
      <div
        className="pull-bar"
        role="progressbar"
        aria-label={t.title}
        aria-valuemin={0}
        aria-valuemax={progress.total}
        aria-valuenow={progress.done}
      >
        <i style={{ transform: `scaleX(${part})` }} />
      </div>
    </div>
  );
}

function Guard({ message }: { message: string }) {
  const t = texts.records.guard;
  const accept = useMutate("pull_accept");
  const again = useSyncNow();
  return (
    <Banner
      icon={TriangleAlert}
      tone="warn"
      role="alert"
      title={t.title}
      actions={
        <>
          <Button size="small" onPress={again}>
            {t.again}
          </Button>
          <Button size="small" onPress={() => accept.mutate({})}>
            {t.accept}
          </Button>
        </>
      }
    >
      {message}
    </Banner>
  );
}

/** Once for each time PEMS went out of reach; dismissed, the pill alone says it. */
function Offline({ status }: { status: SyncStatus }) {
  const t = texts.records.offline;
  const [dismissed, setDismissed] = useState(false);
  const tryNow = useSyncNow();
  if (dismissed) return null;
  const next = status.nextSyncAt === null ? null : timeUntil(status.nextSyncAt);
  return (
    <Banner
      icon={CloudOff}
      title={status.offlineSince === null ? t.now : t.since(clockTime(status.offlineSince))}
      actions={
        <>
          <Button size="small" onPress={tryNow}>
            {t.tryNow}
          </Button>
          <Button size="small" variant="quiet" icon={X} aria-label={texts.common.dismiss} onPress={() => setDismissed(true)} />
        </>
      }
    >
      {t.text(waiting(status), next)}
    </Banner>
  );
}

/** Asks for a sync; says why where there can be none. */
export function useSyncNow(): () => void {
  const sync = useMutate("sync_now");
  return () =>
    sync.mutate({}, { onError: (error) => toast({ kind: "warn", title: texts.common.errorTitle[error.code], detail: error.message }) });
}
