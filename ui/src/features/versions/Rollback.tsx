// What going back to a version would change and cost, whose later changes go too, and why it is done.
import { CircleAlert, Info } from "lucide-react";
import { useRead, type RollbackPreview, type VersionView } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { ErrorState } from "../../shared/ErrorState";
import { Checkbox, TextField } from "../../shared/Field";
import { dateTime } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { Changes } from "./Changes";

const t = texts.versions;

export type RollbackInput = { reason: string; checked: boolean };

const LONGEST_REASON = 500;

type Props = {
  pfaId: string;
  version: VersionView;
  current: VersionView;
  /** Whether a change of one's own waits on the record. */
  hasDraft: boolean;
  input: RollbackInput;
  onInput: (input: RollbackInput) => void;
};

/** The preview of a roll back with its reason. */
export function Rollback({ pfaId, version, current, hasDraft, input, onInput }: Props) {
  const preview = useRead("rollback_preview", { pfaId, version: version.version });
  return (
    <section className="vs-side" aria-label={t.backTo(version.version)}>
      <header className="vs-side-head">
        <b>{t.backTo(version.version)}</b>
        <span className="soft">{t.byOn(version.changedBy, dateTime(version.changedAt))}</span>
        {preview.data && <span className="vs-tag">{t.change(preview.data.changes.length, preview.data.fieldsTotal)}</span>}
      </header>
      {preview.error !== null ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Loading loading={preview.data === undefined} rows={4}>
          {preview.data && <Worked preview={preview.data} version={version} current={current} hasDraft={hasDraft} input={input} onInput={onInput} />}
        </Loading>
      )}
    </section>
  );
}

function Worked({ preview, version, current, hasDraft, input, onInput }: Omit<Props, "pfaId"> & { preview: RollbackPreview }) {
  if (preview.changes.length === 0) return <Banner icon={Info} title={t.nothing} />;
  const undone = preview.alsoUndoes.length === 0 ? "" : t.undoes(version.version, listed(preview.alsoUndoes));
  return (
    <>
      <Changes changes={preview.changes} costNow={preview.costNow} costAfter={preview.costAfter} now={t.now(current.version)} after={t.after} />
      {preview.violations.length > 0 ? (
        <Banner icon={CircleAlert} tone="bad" role="alert" title={t.blocked}>
          {preview.violations.map((violation) => violation.message).join(" ")}
        </Banner>
      ) : (
        <div className="vs-note">
          <Info size={16} strokeWidth={1.75} aria-hidden />
          <p>
            {undone}
            {hasDraft && t.givesUp}
            {t.never}
          </p>
        </div>
      )}
      <div className="vs-reason">
        <TextField
          label={t.reasonRequired}
          rows={2}
          isRequired
          maxLength={LONGEST_REASON}
          value={input.reason}
          help={t.reasonCount([...input.reason.trim()].length)}
          onChange={(reason) => onInput({ ...input, reason })}
        />
        <Checkbox isSelected={input.checked} onChange={(checked) => onInput({ ...input, checked })}>
          {t.checked(preview.changes.length)}
        </Checkbox>
      </div>
    </>
  );
}

function listed(names: string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : t.and(names.slice(0, -1).join(", "), last);
}
