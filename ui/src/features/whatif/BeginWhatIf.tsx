// Names a what-if and starts it.

import { useState } from "react";
import { call } from "../../ipc";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import { useWhatIfs } from "../../shared/view/whatIf";

const LONGEST_NAME = 60;

export function BeginWhatIf({ onClose }: { onClose: () => void }) {
  const t = texts.planning.whatIf;
  const [name, setName] = useState("");
  const { run } = useWhatIfs();
  const begin = async () => {
    if (name.trim() !== "" && (await run(() => call("what_if_begin", { name: name.trim() }))) !== null) onClose();
  };
  return (
    <Modal
      size="small"
      title={t.beginTitle}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="primary" isDisabled={name.trim() === ""} onPress={() => void begin()}>
            {t.start}
          </Button>
        </>
      }
    >
      <p className="modal-lead">{t.beginText}</p>
      <TextField
        label={t.name}
        value={name}
        onChange={setName}
        maxLength={LONGEST_NAME}
        isRequired
        // eslint-disable-next-line jsx-a11y/no-autofocus -- where the dialog starts
        autoFocus
        onKeyDown={(event) => {
          if (event.key === "Enter") void begin();
        }}
      />
    </Modal>
  );
}
