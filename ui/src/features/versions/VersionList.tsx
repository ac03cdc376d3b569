// The versions, newest first, to choose one from. The one in PEMS now is where a person already is.
import type { VersionView } from "../../ipc";
import { dateTime } from "../../shared/format";
import { fieldList } from "../../shared/labels";
import { texts } from "../../shared/texts";

const t = texts.versions;

type Props = { versions: VersionView[]; chosen: string | null; onChoose: (version: VersionView) => void };

/** What tells one entry from another: given-up values share their number with the version they were drafted on. */
export function keyOf(version: VersionView): string {
  return version.historyId ?? version.mergeId ?? `v${version.version}`;
}

/** The list. Arrow keys choose, as in any group of radio buttons. */
export function VersionList({ versions, chosen, onChoose }: Props) {
  const first = versions.find((one) => one.kind !== "current");
  return (
    <div className="vs-list" role="radiogroup" aria-label={t.list}>
      {versions.map((version) => {
        const key = keyOf(version);
        if (version.kind === "current") return <Entry key={key} version={version} />;
        return (
          <label key={key} className={key === chosen ? "vs-entry vs-on" : "vs-entry"}>
            <input
              type="radio"
              className="vs-radio"
              name="version"
              checked={key === chosen}
              aria-label={nameOf(version)}
              // Where the window opens, the first version to choose is where the arrow keys start.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus={version === first}
              onChange={() => onChoose(version)}
            />
            <Words version={version} />
          </label>
        );
      })}
    </div>
  );
}

function nameOf(version: VersionView): string {
  const name = version.kind === "given_up" ? t.givenUp : version.kind === "merged" ? t.mergedTitle : `v${version.version}`;
  return `${name}, ${version.changedBy}, ${dateTime(version.changedAt)}`;
}

function Entry({ version }: { version: VersionView }) {
  return (
    <div className="vs-entry vs-now">
      <span />
      <Words version={version} />
    </div>
  );
}

function Words({ version }: { version: VersionView }) {
  const ours = version.kind === "given_up" || version.kind === "merged";
  return (
    <>
      <b className="vs-number">{ours ? "" : `v${version.version}`}</b>
      <span className="vs-who">
        <span className="vs-name">{version.kind === "merged" ? t.mergedBy(version.changedBy) : version.changedBy}</span>
        {version.kind === "current" && <span className="vs-tag">{t.current}</span>}
        {version.kind === "given_up" && <span className="vs-tag vs-tag-yours">{t.givenUp}</span>}
        {version.kind === "merged" && <span className="vs-tag">{t.merged}</span>}
        <time dateTime={version.changedAt}>{dateTime(version.changedAt)}</time>
      </span>
      <span className="vs-what">
        {version.changeReason !== null && `${t.quoted(version.changeReason)} `}
        <span className="vs-fields">{fieldList(version.changed)}</span>
      </span>
    </>
  );
}
