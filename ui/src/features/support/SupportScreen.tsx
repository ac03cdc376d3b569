// Help: what is the matter with this computer, what to send to support, and what this build is.
import type { AppState } from "../../ipc";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { texts } from "../../shared/texts";
import { Bundle } from "./Bundle";
import { Findings } from "./Findings";
import { LogLevel } from "./LogLevel";
import { RepairNotice } from "./RepairNotice";
import "./support.css";

const t = texts.support;

export type SupportScreenProps = { state: AppState };

/** The screen for whoever needs help, and whoever gives it. */
export function SupportScreen({ state }: SupportScreenProps) {
  return (
    <main className="page">
      <header className="page-head">
        <h1>{t.title}</h1>
        <p className="soft grow">{t.lead}</p>
      </header>
      <div className="su-column">
        <RepairNotice always />
        <Findings />
        <Bundle />
        <section className="card su-card" aria-labelledby="su-unsent">
          <h2 id="su-unsent">{t.unsentTitle}</h2>
          <p className="soft">{t.unsentText}</p>
          <div className="row">
            <ExportUnsent />
          </div>
        </section>
        <section className="card su-card" aria-labelledby="su-about">
          <h2 id="su-about">{t.aboutTitle}</h2>
          <dl className="su-facts">
            <Fact name={texts.common.product} value={state.version} />
            {state.session !== null && <Fact name={texts.settings.pems} value={state.session.pems} />}
            {state.session !== null && <Fact name={texts.settings.signedInAs} value={`${state.session.displayName} (${state.session.userId})`} />}
          </dl>
          <LogLevel />
        </section>
      </div>
    </main>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
