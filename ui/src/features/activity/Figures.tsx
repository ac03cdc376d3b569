// Four figures of how sync does.
import { OctagonX, Split } from "lucide-react";
import type { ReactNode } from "react";
import type { SyncStatus } from "../../ipc";
import { count, took } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.activity;

/** Synced, how fast, what waits in the queue, what waits for a person. */
export function Figures({ status, onShowConflicts, onShowFailed }: { status: SyncStatus; onShowConflicts: () => void; onShowFailed: () => void }) {
  const { completed, failed, averageMs, queued, processing, counts } = status;
  return (
    <section className="ac-figures" aria-label={t.figures}>
      <Figure label={t.completed} note={completed === 0 && failed === 0 ? t.completedNone : t.completedDetail(failed)}>
        {count(completed)}
      </Figure>
      <Figure label={t.average} note={averageMs === null ? t.averageNone : t.averageDetail}>
        {averageMs === null ? "–" : took(averageMs)}
      </Figure>
      <Figure label={t.queue} note={queued === 0 && processing === 0 ? t.queueEmpty : t.queueDetail(processing)}>
        {count(queued)}
      </Figure>
      <div className="card ac-figure">
        <div className="label">{t.person}</div>
        <div className="metric ac-person">
          <button type="button" className={counts.conflict > 0 ? "ac-conflict" : "ac-none"} disabled={counts.conflict === 0} onClick={onShowConflicts}>
            <Split size={16} strokeWidth={1.75} aria-hidden />
            {count(counts.conflict)} <small>{t.conflicts(counts.conflict)}</small>
          </button>
          <button type="button" className={counts.failed > 0 ? "ac-failed" : "ac-none"} disabled={counts.failed === 0} onClick={onShowFailed}>
            <OctagonX size={16} strokeWidth={1.75} aria-hidden />
            {count(counts.failed)} <small>{t.failed}</small>
          </button>
        </div>
      </div>
    </section>
  );
}

function Figure({ label, note, children }: { label: string; note: string; children: ReactNode }) {
  return (
    <div className="card ac-figure">
      <div className="label">{label}</div>
      <div className="metric">
        {children}
        <small>{note}</small>
      </div>
    </div>
  );
}
