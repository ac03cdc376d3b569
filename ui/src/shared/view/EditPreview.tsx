// What an edit of many records would do: how many change, what is left out and why, and what it does to cost.

import type { CommandError, EditCheck, EditProgress, EditVerdict, Totals, Value, Field } from "../../ipc";
import { Button } from "../Button";
import { ErrorState } from "../ErrorState";
import { count, difference, direction, money, signedMoney, typedText, valueText } from "../format";
import { fieldLabel, KIND_OF } from "../labels";
import { Modal } from "../Modal";
import { Loading } from "../Skeleton";
import { texts } from "../texts";
import { Saving } from "./Saving";
import "./EditPreview.css";

const LINES_SHOWN = 100;

export type EditPreviewProps = {
  title: string;
  check: EditCheck | undefined;
  error: CommandError | null;
  currency: string;
  /** What else is to be said, before the changes. */
  note?: string | null;
  saving: boolean;
  progress: EditProgress | null;
  onSave: () => void;
  onClose: () => void;
};

/** The preview as a dialog of its own; Enter saves. */
export function EditPreview({ title, check, error, currency, note, saving, progress, onSave, onClose }: EditPreviewProps) {
  const t = texts.planning.preview;
  const changed = check?.changed ?? 0;
  return (
    <Modal
      title={title}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Saving progress={progress} />
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          {/* Enter takes what was previewed. */}
          {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
          <Button key={String(check === undefined)} variant="primary" autoFocus onPress={onSave} isDisabled={changed === 0} isPending={saving}>
            {t.save(changed, count(changed))}
          </Button>
        </>
      }
    >
      {note && <p className="modal-lead">{note}</p>}
      {error ? <ErrorState error={error} /> : <CheckFacts check={check} currency={currency} />}
    </Modal>
  );
}

/** What a check found, inside any dialog. */
export function CheckFacts({ check, currency }: { check: EditCheck | undefined; currency: string }) {
  const t = texts.planning.preview;
  if (check === undefined) {
    return (
      <Loading loading rows={5}>
        {null}
      </Loading>
    );
  }
  const { changed, unchanged, refused } = check;
  return (
    <div className="check-facts">
      <p role="status">
        <b>{changed === 0 ? t.nothing : t.changed(changed, count(changed))}</b>
        {unchanged > 0 && <span className="muted"> · {t.unchanged(unchanged, count(unchanged))}</span>}
        {refused > 0 && <span className="over"> · {t.refused(refused, count(refused))}</span>}
      </p>
      <Costs before={check.before} after={check.after} currency={currency} />
      {check.reasons.length > 0 && (
        <section>
          <h3>{t.reasons}</h3>
          <ul className="check-reasons">
            {check.reasons.map((reason) => (
              <li key={reason.message}>
                <span className="num strong">{count(reason.count)}</span> {reason.message}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Verdicts verdicts={check.edits} currency={currency} all={changed + refused} />
    </div>
  );
}

function Costs({ before, after, currency }: { before: Totals; after: Totals; currency: string }) {
  const t = texts.planning.preview;
  const rows = [["forecast", texts.records.forecast], ["actual", texts.records.actual], ["variance", texts.records.variance]] as const;
  return (
    <table className="table check-costs">
      <thead>
        <tr>
          <th scope="col">{texts.records.panel.cost}</th>
          <th scope="col" className="end">{t.before}</th>
          <th scope="col" className="end">{t.after}</th>
          <th scope="col" className="end">{t.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, name]) => {
          const more = difference(after[key], before[key]);
          return (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className="end">{key === "variance" ? signedMoney(before[key], currency) : money(before[key], currency)}</td>
              <td className="end">{key === "variance" ? signedMoney(after[key], currency) : money(after[key], currency)}</td>
              <td className={`end ${direction(more)}`}>{signedMoney(more, currency)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Shown = { pfaId: string; field: Field | null; from: Value; to: Value; refused: string | null };

function Verdicts({ verdicts, currency, all }: { verdicts: EditVerdict[]; currency: string; all: number }) {
  const t = texts.planning.preview;
  const concerned = verdicts.filter((verdict) => verdict.refused !== null || verdict.changes.length > 0);
  const lines = concerned.flatMap(linesOf).slice(0, LINES_SHOWN);
  if (lines.length === 0) return null;
  const records = new Set(lines.map((line) => line.pfaId)).size;
  return (
    <section>
      <h3>
        {t.changes} {records < all && <span className="muted">{t.first(count(records), count(all))}</span>}
      </h3>
      {/* Scrolled by keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="check-changes" tabIndex={0} role="group" aria-label={t.changes}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t.record}</th>
              <th scope="col">{t.field}</th>
              <th scope="col">{t.from}</th>
              <th scope="col">{t.to}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.pfaId} ${line.field}`} className={line.refused === null ? undefined : "refused"}>
                <td className="num check-whole">{line.pfaId}</td>
                <td>{line.field === null ? "" : fieldLabel(line.field)}</td>
                <td className={line.field !== null && KIND_OF[line.field] === "text" ? undefined : "check-whole"}>{line.field === null ? "" : valueText(line.field, line.from, currency)}</td>
                <td>
                  {line.field === null ? "" : typedText(line.field, line.to, currency)}
                  {line.refused !== null && (
                    <span className="check-why">
                      {t.leftOut}: {line.refused}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function linesOf(verdict: EditVerdict): Shown[] {
  if (verdict.changes.length === 0) return [{ pfaId: verdict.pfaId, field: null, from: null, to: null, refused: verdict.refused }];
  return verdict.changes.map((change) => ({ ...change, pfaId: verdict.pfaId, refused: verdict.refused ?? change.refused }));
}
