// A second person's word for a decision that moves much money: whoever decides is asked for it when the application
// says so, and the decision is made with it.

import { CircleAlert, UserCheck } from "lucide-react";
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { asAppError, type Approval, type CommandError, type ErrorCode } from "../ipc";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { TextField } from "./Field";
import { Modal } from "./Modal";
import { texts } from "./texts";
import "./Approval.css";

type Asked = { message: string; decide: (approval: Approval) => Promise<void>; cancel: () => void };

export type Approving = {
  /** Stands over the decision while somebody is asked. */
  dialog: ReactNode;
  /** Makes a decision, with an approval where one is needed; fails as the decision does, or when nobody approves. */
  decide: <T>(act: (approval: Approval | null) => Promise<T>) => Promise<T>;
};

/** What another sign-in cannot mend: the decision itself has to be looked at again. */
const DECISIONS: readonly ErrorCode[] = ["conflict_changed", "conflict_open", "stale", "rule", "not_found", "write_open"];

export function useApproval(): Approving {
  const [asked, setAsked] = useState<Asked | null>(null);
  return {
    dialog: asked && <ApprovalDialog asked={asked} />,
    async decide(act) {
      try {
        return await act(null);
      } catch (thrown) {
        const needed = asAppError(thrown);
        if (needed.code !== "approval_needed") throw needed;
        return new Promise((resolve, reject) => {
          const done = (end: () => void) => {
            setAsked(null);
            end();
          };
          setAsked({
            message: needed.message,
            cancel: () => done(() => reject(needed)),
            async decide(approval) {
              try {
                const result = await act(approval);
                done(() => resolve(result));
              } catch (refused) {
                const error = asAppError(refused);
                if (!DECISIONS.includes(error.code)) throw error;
                done(() => reject(error));
              }
            },
          });
        });
      }
    },
  };
}

function ApprovalDialog({ asked }: { asked: Asked }) {
  const t = texts.common.approval;
  const form = useId();
  const [user, setUser] = useState("");
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState<CommandError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isUnsigned = user.trim() === "" || secret === "";

  async function approve(event: FormEvent) {
    event.preventDefault();
    if (isUnsigned || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await asked.decide({ user: user.trim(), secret });
    } catch (thrown) {
      setProblem(asAppError(thrown));
      // Whoever tries again types it again.
      setSecret("");
      setBusy(false);
    }
  }

  return (
    <Modal
      size="small"
      role="alertdialog"
      title={t.title}
      onClose={asked.cancel}
      footer={
        <>
          <span className="grow" />
          <Button onPress={asked.cancel}>{texts.common.cancel}</Button>
          <Button variant="primary" icon={UserCheck} type="submit" form={form} isDisabled={isUnsigned || isBusy}>
            {t.approve}
          </Button>
        </>
      }
    >
      <form id={form} className="approval" onSubmit={(event) => void approve(event)} noValidate>
        <p>{asked.message}</p>
        <p className="soft">{t.text}</p>
        {problem !== null && <Banner icon={CircleAlert} tone="bad" role="alert" title={problem.message} />}
        {/* The dialog asks for one thing. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <TextField label={t.user} value={user} autoComplete="off" autoFocus onChange={setUser} />
        <TextField label={t.secret} type="password" value={secret} autoComplete="off" help={t.secretHelp} onChange={setSecret} />
      </form>
    </Modal>
  );
}
