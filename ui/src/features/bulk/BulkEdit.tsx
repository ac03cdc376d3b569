// One change of many records: what to do on the left, what it does on the right, then one step that can be undone.

import { useMemo, useState } from "react";
import type { BulkChange, Target } from "../../ipc";
import { Button } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { ErrorState } from "../../shared/ErrorState";
import { TextField } from "../../shared/Field";
import { count } from "../../shared/format";
import { Modal } from "../../shared/Modal";
import { Select } from "../../shared/Select";
import { texts } from "../../shared/texts";
import { useRested } from "../../shared/useRested";
import { useBatch, type Batch } from "../../shared/view/edits";
import { CheckFacts } from "../../shared/view/EditPreview";
import { Saving } from "../../shared/view/Saving";
import { changeOf, KINDS, NOTHING_YET, type Draft, type Kind } from "./change";
import { SetFields } from "./SetFields";
import "./bulk.css";

const LONGEST_REASON = 500;
const CHECK_AFTER_MS = 150;

export type BulkEditProps = { ids: string[]; onClose: () => void };

export function BulkEdit({ ids, onClose }: BulkEditProps) {
  const t = texts.planning;
  const currency = useCurrency();
  const [draft, setDraft] = useState<Draft>(NOTHING_YET);
  const made = changeOf(draft);
  const batch = useBulk(ids, "change" in made ? made : null);
  const { check, error, saving, progress, save } = useBatch(batch);
  const changed = check?.changed ?? 0;
  const confirm = async () => {
    if (await save()) onClose();
  };
  return (
    <Modal
      title={t.bulk.title(ids.length, count(ids.length))}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Saving progress={progress} />
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button
            variant={draft.kind === "discontinue" ? "danger" : "primary"}
            isDisabled={batch === null || changed === 0}
            isPending={saving}
            onPress={() => void confirm()}
          >
            {t.preview.save(changed, count(changed))}
          </Button>
        </>
      }
    >
      <div className="bulk">
        <Form draft={draft} onDraft={setDraft} problem={"problem" in made ? made.problem : null} />
        <section className="bulk-preview" aria-label={t.bulk.preview}>
          {error ? <ErrorState error={error} /> : batch === null ? <p className="muted">{t.bulk.chooseFirst}</p> : <CheckFacts check={check} currency={currency} />}
        </section>
      </div>
    </Modal>
  );
}

type FormProps = { draft: Draft; onDraft: (draft: Draft) => void; problem: string | null };

function Form({ draft, onDraft, problem }: FormProps) {
  const t = texts.planning.bulk;
  const { kind } = draft;
  const help: Partial<Record<Kind, string>> = {
    reset_to_plan: t.resetHelp, back_to_pems: t.backHelp, discontinue: t.discontinueHelp, reinstate: t.reinstateHelp,
  };
  return (
    <div className="bulk-form">
      <Select label={t.what} value={kind} options={KINDS.map((one) => ({ value: one, label: t[one] }))} onChange={(next) => onDraft({ ...draft, kind: next })} />
      {(kind === "shift" || kind === "length") && (
        <TextField
          label={t.days}
          help={kind === "shift" ? t.daysHelp : t.lengthHelp}
          value={draft.days}
          onChange={(days) => onDraft({ ...draft, days })}
          inputMode="numeric"
          numeric
          error={problem}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- where the dialog starts
          autoFocus
        />
      )}
      {kind === "set" && <SetFields set={draft.set} onSet={(set) => onDraft({ ...draft, set })} />}
      {help[kind] !== undefined && <p className="field-help">{help[kind]}</p>}
      <TextField
        label={t.reason}
        help={t.reasonHelp}
        value={draft.reason}
        onChange={(reason) => onDraft({ ...draft, reason })}
        rows={2}
        maxLength={LONGEST_REASON}
        isRequired={kind === "discontinue"}
      />
    </div>
  );
}

/** The batch of a change, the same object as long as it is the same change; a reason alone asks for no new preview. */
function useBulk(ids: string[], made: { change: BulkChange; reason: string | null } | null): Batch | null {
  const key = useRested(made === null ? null : JSON.stringify(made.change), CHECK_AFTER_MS);
  const target = useMemo<Target>(() => ({ ids }), [ids]);
  const reason = made?.reason ?? null;
  return useMemo(() => (key === null ? null : { kind: "bulk", target, change: JSON.parse(key) as BulkChange, reason }), [key, target, reason]);
}
