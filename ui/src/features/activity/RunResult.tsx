// How a run ended, as icon, word and colour.
import { Check, Clock, CloudOff, LoaderCircle, OctagonX, ShieldAlert, Split, Square, type LucideIcon } from "lucide-react";
import type { RunView } from "../../ipc";
import { texts } from "../../shared/texts";

const t = texts.activity;

/** The counts of a run that mean something; a run without any says what it was. */
export function RunResult({ run }: { run: RunView }) {
  const parts = partsOf(run);
  return (
    <span className="ac-result" title={run.message ?? undefined}>
      {parts.map((part) => (
        <span key={part.text} className={`ac-${part.tone}`}>
          <part.icon size={13} strokeWidth={2} aria-hidden />
          {part.text}
        </span>
      ))}
    </span>
  );
}

type Part = { tone: "ok" | "conflict" | "failed" | "quiet"; icon: LucideIcon; text: string };

function partsOf(run: RunView): Part[] {
  const parts: Part[] = [];
  if (run.synced > 0) parts.push({ tone: "ok", icon: Check, text: t.syncedCount(run.synced) });
  if (run.conflicts > 0) parts.push({ tone: "conflict", icon: Split, text: t.conflictCount(run.conflicts) });
  if (run.failed > 0) parts.push({ tone: "failed", icon: OctagonX, text: t.failedCount(run.failed) });
  const again = run.pushed - run.synced - run.conflicts - run.failed;
  if (run.status !== "running" && again > 0) parts.push({ tone: "quiet", icon: Clock, text: t.againCount(again) });
  if (run.quarantined > 0) parts.push({ tone: "quiet", icon: ShieldAlert, text: t.quarantinedCount(run.quarantined) });
  if (run.status === "running") parts.push({ tone: "quiet", icon: LoaderCircle, text: t.status.running });
  if (run.status === "stopped") parts.push({ tone: "quiet", icon: Square, text: t.status.stopped });
  if (run.status === "offline") parts.push({ tone: "quiet", icon: CloudOff, text: t.status.offline });
  if (parts.length > 0) return parts;
  if (run.pulled > 0) return [{ tone: "ok", icon: Check, text: t.pulledOnly }];
  return [{ tone: "quiet", icon: Check, text: t.status.done }];
}
