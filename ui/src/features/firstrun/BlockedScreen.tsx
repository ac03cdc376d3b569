// Shown in place of everything when the application cannot start: the database or the keyring.
import { Database, HardDrive, KeyRound, type LucideIcon } from "lucide-react";
import type { AppError } from "../../ipc";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { texts } from "../../shared/texts";
import "./firstrun.css";

const t = texts.firstrun;

export type BlockedScreenProps = { problem: AppError; onRetry: () => void };

type Kind = keyof typeof t.blocked;
const LOOKS: Record<Kind, { icon: LucideIcon; tone: "warn" | "bad" }> = {
  newer_database: { icon: Database, tone: "warn" },
  damaged_database: { icon: Database, tone: "bad" },
  key_lost: { icon: KeyRound, tone: "bad" },
  keyring: { icon: KeyRound, tone: "warn" },
  database_busy: { icon: Database, tone: "warn" },
  disk_full: { icon: HardDrive, tone: "bad" },
  disk_failed: { icon: HardDrive, tone: "bad" },
  read_only: { icon: HardDrive, tone: "bad" },
  other: { icon: Database, tone: "bad" },
};

/** What happened, what is safe, and trying again. */
export function BlockedScreen({ problem, onRetry }: BlockedScreenProps) {
  const kind: Kind = problem.code in LOOKS ? (problem.code as Kind) : "other";
  const { icon, tone } = LOOKS[kind];
  const words = t.blocked[kind];
  return (
    <main className="fr-blocked">
      <h1 className="visually-hidden">{t.product}</h1>
      <EmptyState
        icon={icon}
        tone={tone}
        title={words.title}
        text={words.text}
        actions={
          <>
            <Button variant="primary" onPress={onRetry}>
              {t.retry}
            </Button>
            {/* The key of the database lies in the keyring: without it nothing can be read out. */}
            {kind !== "keyring" && kind !== "key_lost" && <ExportUnsent />}
          </>
        }
      >
        <details className="error-detail">
          <summary>{texts.common.technical}</summary>
          <code>{[`${problem.code}: ${problem.message}`, problem.detail].filter(Boolean).join("\n")}</code>
        </details>
      </EmptyState>
    </main>
  );
}
