// Who signs in to proxies: the password goes into the keyring, and is shown nowhere.
import { KeyRound } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { asAppError, useMutate } from "../../ipc";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import type { Form } from "./controls";
import { lockOf } from "./Layer";

const t = texts.settings.proxySignIn;

/** Signing in to proxies, and forgetting it. Both read the settings anew, so nothing may wait there to be saved. */
export function ProxySignIn({ form }: { form: Form }) {
  const [open, setOpen] = useState(false);
  const forget = useMutate("proxy_sign_out");
  // The form is another one once other settings are read: what follows must not hang on it.
  const forgetNow = () =>
    forget.mutateAsync({}).then(
      () => toast({ kind: "success", title: t.forgotten }),
      (thrown: unknown) => toast({ kind: "error", title: asAppError(thrown).message }),
    );
  return (
    <div className="se-setting">
      <div className="row">
        <Button size="small" icon={KeyRound} isDisabled={!form.canUnset} onPress={() => setOpen(true)}>
          {t.open}
        </Button>
        <Button size="small" variant="quiet" isDisabled={!form.canUnset || forget.isPending} onPress={() => void forgetNow()}>
          {t.forget}
        </Button>
      </div>
      <p className="field-help">{t.help}</p>
      {open && <SignInModal form={form} onClose={() => setOpen(false)} />}
    </div>
  );
}

function SignInModal({ form, onClose }: { form: Form; onClose: () => void }) {
  const id = useId();
  const [user, setUser] = useState(form.typed.proxyUser);
  const [password, setPassword] = useState("");
  const signIn = useMutate("proxy_sign_in");
  const isMissing = user.trim() === "" || password === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    // The settings behind are a form too.
    event.stopPropagation();
    if (isMissing || signIn.isPending) return;
    signIn.mutateAsync({ user: user.trim(), password }).then(
      () => {
        toast({ kind: "success", title: t.kept });
        onClose();
      },
      () => setPassword(""),
    );
  }

  return (
    <Modal
      size="small"
      title={t.title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="primary" type="submit" form={id} isDisabled={isMissing || signIn.isPending}>
            {t.keep}
          </Button>
        </>
      }
    >
      <form id={id} className="se-fields" onSubmit={submit} noValidate>
        <TextField label={t.user} value={user} readOnly={lockOf(form.views.get("proxyUser"))} autoComplete="off" onChange={setUser} />
        <TextField
          label={t.password}
          type="password"
          value={password}
          autoComplete="off"
          error={signIn.error?.message}
          help={t.passwordHelp}
          onChange={setPassword}
        />
      </form>
    </Modal>
  );
}
