// Records from a file: choose it, say which column is which field, see what would change and which rows cannot be taken.

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { asAppError, call, refresh, useRead, type CommandError, type Field, type ImportOpened } from "../../ipc";
import { Button } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { ErrorState } from "../../shared/ErrorState";
import { count } from "../../shared/format";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import { CheckFacts } from "../../shared/view/EditPreview";
import { sayDone } from "../../shared/view/journal";
import { BadRows } from "./BadRows";
import { ChooseFile } from "./ChooseFile";
import { Mapping, mappingProblem } from "./Mapping";
import "./transfer.css";

const STEPS = 3;

export function ImportWizard({ onClose }: { onClose: () => void }) {
  const [opened, setOpened] = useState<ImportOpened | null>(null);
  const [mapping, setMapping] = useState<(Field | null)[]>([]);
  const [checking, setChecking] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);
  const open = async (name: string, bytesBase64: string) => {
    try {
      const next = await call("import_open", { name, bytesBase64 });
      setError(null);
      setOpened(next);
      setMapping(next.mapping);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  };
  if (opened === null) {
    return (
      <Frame step={1} onClose={onClose}>
        <ChooseFile onFile={(name, bytes) => void open(name, bytes)} />
        {error && <ErrorState error={error} />}
      </Frame>
    );
  }
  if (checking) return <Checking opened={opened} mapping={mapping} onBack={() => setChecking(false)} onClose={onClose} />;
  const problem = mappingProblem(mapping);
  return (
    <Frame
      step={2}
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => setOpened(null)}>{texts.planning.import.back}</Button>
          <Button variant="primary" isDisabled={problem !== null} onPress={() => setChecking(true)}>
            {texts.planning.import.check}
          </Button>
        </>
      }
    >
      <Mapping opened={opened} mapping={mapping} onMapping={setMapping} problem={problem} />
    </Frame>
  );
}

type CheckingProps = { opened: ImportOpened; mapping: (Field | null)[]; onBack: () => void; onClose: () => void };

function Checking({ opened, mapping, onBack, onClose }: CheckingProps) {
  const t = texts.planning.import;
  const client = useQueryClient();
  const currency = useCurrency();
  const args = { importId: opened.importId, mapping };
  const check = useRead("import_check", args);
  const [failed, setFailed] = useState<CommandError | null>(null);
  const [saving, setSaving] = useState(false);
  const changed = check.data?.changed ?? 0;
  const save = async () => {
    setSaving(true);
    try {
      const done = await call("import_save", args);
      await refresh(client, done);
      const n = done.step?.count ?? changed;
      sayDone(client, done, t.done(n, count(n)), opened.name);
      onClose();
    } catch (thrown) {
      setFailed(asAppError(thrown));
    } finally {
      setSaving(false);
    }
  };
  const error = failed ?? check.error;
  return (
    <Frame
      step={3}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onBack}>{t.back}</Button>
          <Button variant="primary" isDisabled={changed === 0} isPending={saving} onPress={() => void save()}>
            {t.save(changed, count(changed))}
          </Button>
        </>
      }
    >
      {error ? <ErrorState error={error} /> : <CheckFacts check={check.data} currency={currency} />}
      {check.data && check.data.badCount > 0 && <BadRows bad={check.data.bad} all={check.data.badCount} />}
    </Frame>
  );
}

type FrameProps = { step: number; onClose: () => void; actions?: ReactNode; children: ReactNode };

function Frame({ step, onClose, actions, children }: FrameProps) {
  const t = texts.planning.import;
  return (
    <Modal
      title={t.title}
      subtitle={<span className="dense muted">{t.step(step, STEPS)}</span>}
      size="large"
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          {actions}
        </>
      }
    >
      {children}
    </Modal>
  );
}
