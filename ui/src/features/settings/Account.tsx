// Who is signed in where, and leaving.
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { asAppError, call, type AppState, type SessionView } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { Section } from "./Section";

const t = texts.settings;

type Props = { state: AppState; onState: (state: AppState) => void; onSignIn: (() => void) | undefined };

/** The account, with signing out and leaving the sample, each after a question. */
export function Account({ state, onState, onSignIn }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { session, signedIn } = state;
  if (session === null) return null;
  const { sample } = session;
  return (
    <Section title={t.accountTitle} text={sample ? t.sampleText : t.accountText}>
      {!signedIn && !sample && (
        <Banner
          icon={KeyRound}
          tone="warn"
          title={t.signedOut}
          actions={
            onSignIn && (
              <Button size="small" onPress={onSignIn}>
                {t.signInAgain}
              </Button>
            )
          }
        />
      )}
      <Facts session={session} />
      <div className="row">
        <Button onPress={() => setAsking(true)}>{sample ? t.leaveSample : t.signOut}</Button>
      </div>
      {isAsking && <Leave sample={sample} onState={onState} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Facts({ session }: { session: SessionView }) {
  const organization = session.organizations.find((one) => one.code === session.organization);
  const permissions = organization?.permissions.map((one) => t.permissionNames[one]).join(", ") ?? "";
  const facts = [
    [t.signedInAs, `${session.displayName} (${session.userId})`],
    [t.pems, session.pems],
    [t.tenant, session.tenant],
    [t.organization, organization === undefined ? session.organization : `${organization.code}, ${organization.name}`],
    [t.permissions, permissions],
  ] as const;
  return (
    <dl className="se-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Leave({ sample, onState, onClose }: { sample: boolean; onState: (state: AppState) => void; onClose: () => void }) {
  const [isLeaving, setLeaving] = useState(false);

  async function leave() {
    setLeaving(true);
    try {
      onState(await call(sample ? "sample_leave" : "sign_out", {}));
      onClose();
    } catch (thrown) {
      toast({ kind: "error", title: asAppError(thrown).message });
      setLeaving(false);
    }
  }

  return (
    <Modal
      size="small"
      role="alertdialog"
      title={sample ? t.leaveSampleTitle : t.signOutTitle}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{t.stay}</Button>
          <Button variant={sample ? "danger" : "primary"} isDisabled={isLeaving} onPress={() => void leave()}>
            {sample ? t.leaveSample : t.signOut}
          </Button>
        </>
      }
    >
      <p className="soft">{sample ? t.leaveSampleText : t.signOutText}</p>
    </Modal>
  );
}
