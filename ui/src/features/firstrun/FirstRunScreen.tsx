// The first screen: sign in to a PEMS, or look around in the sample. Also where one signs in again.
import { Check, FlaskConical } from "lucide-react";
import { useState } from "react";
import { asAppError, call, type AppState, type CommandError } from "../../ipc";
import { Button } from "../../shared/Button";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { texts } from "../../shared/texts";
import { Mark } from "./Mark";
import { SignInForm } from "./SignInForm";
import "./firstrun.css";

const t = texts.firstrun;

export type FirstRunScreenProps = { state: AppState; onState: (state: AppState) => void };

/** Fills the window until somebody is signed in. */
export function FirstRunScreen({ state, onState }: FirstRunScreenProps) {
  return (
    <main className="fr-page">
      <div className="fr-columns">
        <header className="fr-brand">
          <Mark />
          <div>
            <h1>{t.product}</h1>
            <p className="soft">{t.motto}</p>
          </div>
        </header>
        <SignInForm session={state.session} onState={onState} />
        <Sample onState={onState} />
      </div>
      <footer className="fr-foot">
        {t.version(state.version)}
        {/* Signed out, the changes of whoever worked here are still on this computer. */}
        {state.session !== null && <ExportUnsent size="small" />}
      </footer>
    </main>
  );
}

function Sample({ onState }: { onState: (state: AppState) => void }) {
  const [isOpening, setOpening] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);

  async function open() {
    setOpening(true);
    setError(null);
    try {
      onState(await call("sample_open", {}));
    } catch (thrown) {
      setError(asAppError(thrown));
      setOpening(false);
    }
  }

  return (
    <section className="card fr-sample" aria-label={t.sampleTitle}>
      <h2>
        <FlaskConical size={16} strokeWidth={1.75} aria-hidden />
        {t.sampleTitle}
      </h2>
      <p className="soft">{t.sampleText}</p>
      <ul>
        {t.samplePoints.map((point) => (
          <li key={point}>
            <Check size={14} strokeWidth={1.75} aria-hidden />
            {point}
          </li>
        ))}
      </ul>
      <Button size="large" isDisabled={isOpening} onPress={() => void open()}>
        {isOpening ? t.sampleOpening : t.sampleOpen}
      </Button>
      {error !== null && (
        <p role="alert" className="fr-sample-problem">
          {t.sampleFailed} {error.message}
        </p>
      )}
    </section>
  );
}
