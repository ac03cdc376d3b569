// What can be done to the whole record: give up its draft, discontinue it, reinstate it. What cannot be undone asks first.

import { useState } from "react";
import { useMutate, type RecordDetail, type Row } from "../../ipc";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { Modal } from "../../shared/Modal";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";
import { heldEdits } from "./held";
import { useSaveDraft } from "./saving";

const LONGEST_REASON = 500;
const t = texts.records.panel;

/** Gives up the draft, after asking. */
export function DiscardDraft({ row }: { row: Row }) {
  const [asking, setAsking] = useState(false);
  const discard = useMutate("draft_discard");
  const confirm = () =>
    discard.mutate(
      { pfaId: row.pfaId, reason: null },
      {
        onSuccess: () => {
          heldEdits.forget(row.pfaId);
          setAsking(false);
          toast({ kind: "success", title: t.discarded(row.pfaId) });
        },
        onError: (error) => {
          setAsking(false);
          toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message });
        },
      },
    );
  return (
    <>
      <Button size="small" variant="danger-quiet" onPress={() => setAsking(true)}>
        {t.discard}
      </Button>
      {asking && (
        <Modal
          role="alertdialog"
          size="small"
          title={t.discardTitle(row.pfaId)}
          onClose={() => setAsking(false)}
          footer={
            <>
              <span className="grow" />
              <Button onPress={() => setAsking(false)}>{texts.common.cancel}</Button>
              <Button variant="danger" onPress={confirm} isPending={discard.isPending}>
                {t.discard}
              </Button>
            </>
          }
        >
          <p>{t.discardText(row.changed.length)}</p>
        </Modal>
      )}
    </>
  );
}

type WholeProps = { detail: RecordDetail; row: Row };

/** Cancels the record, with a reason. */
export function Discontinue({ detail, row }: WholeProps) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const save = useSaveDraft();
  const confirm = () => {
    setAsking(false);
    void save({ detail, row, changes: { isDiscontinued: true }, reason: reason.trim() });
  };
  return (
    <>
      <Button size="small" variant="danger-quiet" onPress={() => setAsking(true)}>
        {t.discontinue}
      </Button>
      {asking && (
        <Modal
          size="small"
          title={t.discontinueTitle(row.pfaId)}
          onClose={() => setAsking(false)}
          footer={
            <>
              <span className="grow" />
              <Button onPress={() => setAsking(false)}>{texts.common.cancel}</Button>
              <Button variant="danger" onPress={confirm} isDisabled={reason.trim() === ""}>
                {t.discontinueConfirm}
              </Button>
            </>
          }
        >
          <p className="modal-lead">{t.discontinueText}</p>
          {/* eslint-disable-next-line jsx-a11y/no-autofocus -- where the dialog starts */}
          <TextField label={t.reason} help={t.reasonHelp} value={reason} onChange={setReason} rows={3} maxLength={LONGEST_REASON} isRequired autoFocus />
        </Modal>
      )}
    </>
  );
}

/** Takes the cancelling back. */
export function Reinstate({ detail, row }: WholeProps) {
  const save = useSaveDraft();
  return (
    <Button size="small" onPress={() => void save({ detail, row, changes: { isDiscontinued: false } })}>
      {t.reinstate}
    </Button>
  );
}
