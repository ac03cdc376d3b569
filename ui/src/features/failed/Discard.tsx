// Discarding a failed change: asks for a reason, and says where the values stay.
import { useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useMutate } from "../../ipc";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.failed;

const LONGEST = 500;

/** The button with its popover. */
export function Discard({ pfaId }: { pfaId: string }) {
  return (
    <DialogTrigger>
      <Button className="fa-discard">{t.discard}</Button>
      <Popover className="fa-popover" placement="top end" offset={10}>
        <Dialog className="fa-dialog" aria-label={t.discardTitle}>
          {({ close }) => <DiscardForm pfaId={pfaId} close={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function DiscardForm({ pfaId, close }: { pfaId: string; close: () => void }) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const discard = useMutate("draft_discard");

  function submit() {
    const given = reason.trim();
    if (given === "") return setProblem(t.reasonMissing);
    if ([...given].length > LONGEST) return setProblem(t.reasonTooLong);
    discard.mutate(
      { pfaId, reason: given },
      {
        onSuccess: () => {
          close();
          toast({ kind: "success", title: t.discarded(pfaId), detail: t.discardedDetail });
        },
        onError: (error) => setProblem(error.message),
      },
    );
  }

  function write(text: string) {
    setReason(text);
    setProblem(null);
  }

  return (
    <div className="fa-form">
      <b>{t.discardTitle}</b>
      <p>{t.discardText}</p>
      {/* The popover asks for one thing. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <TextField label={t.reasonRequired} rows={2} isRequired autoFocus value={reason} error={problem} onChange={write} />
      <div className="fa-form-actions">
        <Button variant="secondary" onPress={close}>
          {t.keep}
        </Button>
        <Button variant="danger" isDisabled={discard.isPending} onPress={submit}>
          {t.discardNow}
        </Button>
      </div>
    </div>
  );
}
