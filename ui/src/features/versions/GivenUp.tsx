// A version beside the one in PEMS now: values that were given up, or an earlier version for who may not roll back.
import { Info } from "lucide-react";
import type { VersionView } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { dateTime } from "../../shared/format";
import { texts } from "../../shared/texts";
import { Changes } from "./Changes";
import { differingFields } from "./difference";

const t = texts.versions;

/** How the version differs from now. */
export function GivenUp({ version, current }: { version: VersionView; current: VersionView }) {
  const ours = version.kind === "given_up";
  const changes = version.kind === "current" ? [] : differingFields(current, version);
  return (
    <section className="vs-side" aria-label={ours ? t.putBackTitle : t.compare(version.version)}>
      <header className="vs-side-head">
        <b>{ours ? t.putBackTitle : t.compare(version.version)}</b>
        <span className="soft">{t.byOn(version.changedBy, dateTime(version.changedAt))}</span>
        <span className="vs-tag">{t.differ(changes.length)}</span>
      </header>
      <Changes
        changes={changes}
        costNow={current.cost}
        costAfter={version.cost}
        now={t.now(current.version)}
        after={ours ? t.yours : t.then(version.version)}
      />
      {ours && <Banner icon={Info} title={t.putBackText} />}
    </section>
  );
}
