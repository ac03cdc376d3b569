// Shown in place of everything when the application cannot start: the database or the keyring.
import { Database, HardDrive, KeyRound, type LucideIcon } from "lucide-react";
import { useState, type FormEvent } from "react";
import { asAppError, call, type AppError, type AppState } from "../../ipc";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { TextField } from "../../shared/Field";
import { texts } from "../../shared/texts";
import "./firstrun.css";

const t = texts.firstrun;

export type BlockedScreenProps = { problem: AppError; onRetry: () => void; onState: (state: AppState) => void };

type Kind = keyof typeof t.blocked;
const LOOKS: Record<Kind, { icon: LucideIcon; tone: "warn" | "bad" }> = {
  newer_database: { icon: Database, tone: "warn" },
  damaged_database: { icon: Database, tone: "bad" },
  key_lost: { icon: KeyRound, tone: "bad" },
  keyring: { icon: KeyRound, tone: "warn" },
  key_file: { icon: KeyRound, tone: "warn" },
  database_busy: { icon: Database, tone: "warn" },
  disk_full: { icon: HardDrive, tone: "bad" },
  disk_failed: { icon: HardDrive, tone: "bad" },
  read_only: { icon: HardDrive, tone: "bad" },
  other: { icon: Database, tone: "bad" },
};

/** What happened, what is safe, and trying again. */
export function BlockedScreen({ problem, onRetry, onState }: BlockedScreenProps) {
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
        text={kind === "key_file" ? `${problem.message} ${words.text}` : words.text}
        actions={
          <>
            <Button variant={kind === "key_lost" ? "secondary" : "primary"} onPress={onRetry}>
              {t.retry}
            </Button>
            {/* Without the key of the database nothing can be read out. */}
            {kind !== "keyring" && kind !== "key_file" && kind !== "key_lost" && <ExportUnsent />}
          </>
        }
      >
        {kind === "key_lost" && <RecoveryForm onState={onState} />}
        <details className="error-detail">
          <summary>{texts.common.technical}</summary>
          <code>{[`${problem.code}: ${problem.message}`, problem.detail].filter(Boolean).join("\n")}</code>
        </details>
      </EmptyState>
    </main>
  );
}

/** The way back in with the code that was written down. */
function RecoveryForm({ onState }: { onState: (state: AppState) => void }) {
  const words = texts.recovery;
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isOpening, setOpening] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isOpening || code.trim() === "") return;
    setOpening(true);
    setProblem(null);
    try {
      onState(await call("recovery_open", { code: code.trim() }));
    } catch (thrown) {
      setProblem(asAppError(thrown).message);
      setOpening(false);
    }
  }

  return (
    <form className="fr-recovery" onSubmit={(event) => void submit(event)}>
      <TextField
        label={words.enter}
        size="large"
        value={code}
        maxLength={64}
        autoComplete="off"
        error={problem}
        help={words.enterHelp}
        onChange={setCode}
      />
      <Button type="submit" variant="primary" isDisabled={isOpening || code.trim() === ""}>
        {words.open}
      </Button>
    </form>
  );
}
