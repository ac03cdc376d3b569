// The recovery code: shown once, and confirmed by what was written down.

import { useQueryClient } from "@tanstack/react-query";
import { Copy, KeyRound } from "lucide-react";
import { useState, type FormEvent } from "react";
import { asAppError, call, readKey, useRead, type CommandError } from "../ipc";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { TextField } from "./Field";
import { Modal } from "./Modal";
import { texts } from "./texts";
import { toast } from "./Toast";
import "./RecoveryCode.css";

const t = texts.recovery;

/** Asks for the code to be written down for as long as none is confirmed. */
export function RecoveryNotice() {
  const state = useRead("recovery_state", {}).data;
  const [open, setOpen] = useState(false);
  if (state === undefined || state.shown) return null;
  return (
    <section className="recovery-notice" aria-label={t.noticeTitle}>
      <Banner
        icon={KeyRound}
        tone="warn"
        title={t.noticeTitle}
        actions={
          <Button size="small" onPress={() => setOpen(true)}>
            {t.notice}
          </Button>
        }
      >
        {t.noticeText}
      </Banner>
      {open && <RecoveryCodeModal onClose={() => setOpen(false)} />}
    </section>
  );
}

/** Makes a code when asked to, and takes it as kept once its last group is typed. */
export function RecoveryCodeModal({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [code, setCode] = useState<string | null>(null);
  const [lastGroup, setLastGroup] = useState("");
  const [error, setError] = useState<CommandError | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function attempt(step: () => Promise<void>) {
    setBusy(true);
    setError(null);
    try {
      await step();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  }

  const show = () => attempt(async () => setCode((await call("recovery_make", {})).code));

  function confirm(event: FormEvent) {
    event.preventDefault();
    if (code === null || isBusy) return;
    void attempt(async () => {
      client.setQueryData(readKey("recovery_state", {}), await call("recovery_confirm", { lastGroup: lastGroup.trim() }));
      toast({ kind: "success", title: t.confirmed, detail: t.confirmedDetail });
      onClose();
    });
  }

  return (
    <Modal
      title={t.title}
      role="alertdialog"
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{t.later}</Button>
          {code === null ? (
            <Button variant="primary" isDisabled={isBusy} onPress={() => void show()}>
              {t.show}
            </Button>
          ) : (
            <Button variant="primary" type="submit" form="recovery-confirm" isDisabled={isBusy || lastGroup.trim() === ""}>
              {t.confirm}
            </Button>
          )}
        </>
      }
    >
      <form id="recovery-confirm" className="recovery-body" onSubmit={confirm}>
        <p>
          {t.lead} {t.replaces}
        </p>
        {code !== null && (
          <>
            <Shown code={code} />
            <TextField
              label={t.lastGroup}
              value={lastGroup}
              maxLength={12}
              autoComplete="off"
              error={error?.message}
              help={t.lastGroupHelp}
              onChange={setLastGroup}
            />
          </>
        )}
        {code === null && error !== null && <p role="alert">{error.message}</p>}
      </form>
    </Modal>
  );
}

function Shown({ code }: { code: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(code).then(() => setCopied(true));
  return (
    <>
      <output className="recovery-code" aria-label={t.code}>
        {code}
      </output>
      <div className="row">
        <Button size="small" icon={Copy} onPress={copy}>
          {copied ? t.copied : t.copy}
        </Button>
      </div>
    </>
  );
}
