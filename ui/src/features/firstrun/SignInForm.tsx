// The form that signs in to a PEMS. An error stands where it belongs, with a way on; what was typed stays.
import { Eye, EyeOff, KeyRound, Settings2 } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { asAppError, call, type AppState, type CommandError, type SessionView } from "../../ipc";
import { Button } from "../../shared/Button";
import { Segmented, TextField } from "../../shared/Field";
import { texts } from "../../shared/texts";
import { hostOf, problemsOf, startFrom, toRequest, type Input, type Problems } from "./input";
import { SignInProblem } from "./SignInProblem";

const t = texts.firstrun;

type Props = { session: SessionView | null; onState: (state: AppState) => void };

const KINDS = [
  { value: "apiKey", label: t.apiKey },
  { value: "password", label: t.password },
] as const;

/** Address, tenant, organization, user and secret. */
export function SignInForm({ session, onState }: Props) {
  const [input, setInput] = useState(() => startFrom(session));
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<{ error: CommandError; host: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [caShown, setCaShown] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function write(change: Partial<Input>) {
    setInput({ ...input, ...change });
    const cleared = { ...problems };
    for (const key of Object.keys(change) as (keyof Input)[]) delete cleared[key];
    setProblems(cleared);
  }

  async function signIn(event?: FormEvent) {
    event?.preventDefault();
    const found = problemsOf(input);
    setProblems(found);
    if (Object.keys(found).length > 0) {
      // After the messages are there, the first field that is wrong gets the focus.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setAsking(true);
    setFailure(null);
    try {
      onState(await call("sign_in", { request: toRequest(input) }));
    } catch (thrown) {
      setFailure({ error: asAppError(thrown), host: hostOf(input.pems) });
      setAsking(false);
    }
  }

  const problem = failure && (
    <SignInProblem error={failure.error} host={failure.host} isAsking={isAsking} onRetry={() => void signIn()} onAddCa={() => setCaShown(true)} />
  );
  const ofCredentials = failure?.error.code === "sign_in_refused" || failure?.error.code === "forbidden" || failure?.error.code === "keyring";
  const isKey = input.secretKind === "apiKey";
  return (
    <form className="card fr-form" ref={form} noValidate onSubmit={(event) => void signIn(event)}>
      <h2>{session === null || session.sample ? t.signInTitle : t.signInAgainTitle}</h2>
      <div className={failure !== null && !ofCredentials ? "fr-unreached" : ""}>
        <TextField
          size="large"
          type="url"
          label={t.address}
          placeholder={t.addressExample}
          help={failure === null ? t.addressHelp : undefined}
          isRequired
          value={input.pems}
          error={problems.pems}
          onChange={(pems) => write({ pems })}
        />
      </div>
      {!ofCredentials && problem}
      <div className="fr-two">
        <TextField size="large" label={t.tenant} isRequired value={input.tenant} error={problems.tenant} onChange={(tenant) => write({ tenant })} />
        <TextField
          size="large"
          label={t.organization}
          isRequired
          value={input.organization}
          error={problems.organization}
          onChange={(organization) => write({ organization: organization.toUpperCase() })}
        />
      </div>
      <Segmented label={t.with} value={input.secretKind} choices={KINDS} onChange={(secretKind) => write({ secretKind, secret: "" })} />
      <div className="fr-two">
        <TextField
          size="large"
          label={isKey ? t.userOptional : t.user}
          autoComplete="username"
          isRequired={!isKey}
          value={input.user}
          error={problems.user}
          onChange={(user) => write({ user })}
        />
        <SecretField
          label={isKey ? t.secretKey : t.secretPassword}
          value={input.secret}
          error={problems.secret}
          onChange={(secret) => write({ secret })}
        />
      </div>
      {ofCredentials && problem}
      <div className="fr-note">
        <KeyRound size={14} strokeWidth={1.75} aria-hidden />
        <span>{t.keyring[input.secretKind]}</span>
      </div>
      {/* It appears because the person asked for it. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      {caShown && <TextField size="large" label={t.caFile} help={t.caHelp} autoFocus value={input.caFile} onChange={(caFile) => write({ caFile })} />}
      <div className="fr-actions">
        <Button variant="quiet" icon={Settings2} aria-expanded={caShown} onPress={() => setCaShown(!caShown)}>
          {t.certificates}
        </Button>
        <span className="grow" />
        <Button type="submit" variant="primary" size="large" isDisabled={isAsking}>
          {isAsking ? t.submitting : t.submit}
        </Button>
      </div>
    </form>
  );
}

type SecretProps = { label: string; value: string; error: string | undefined; onChange: (secret: string) => void };

function SecretField({ label, value, error, onChange }: SecretProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      size="large"
      type={isShown ? "text" : "password"}
      label={label}
      autoComplete="current-password"
      isRequired
      value={value}
      error={error}
      onChange={onChange}
      after={
        <Button
          variant="quiet"
          size="small"
          icon={isShown ? EyeOff : Eye}
          aria-label={isShown ? t.hide : t.show}
          onPress={() => setShown(!isShown)}
        />
      }
    />
  );
}
