// Why signing in did not work, what was not sent or kept, and the way on.
import { CloudOff, Copy, KeyRound, RefreshCw, ShieldAlert, type LucideIcon } from "lucide-react";
import type { CommandError, ErrorCode } from "../../ipc";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.firstrun;

type Props = { error: CommandError; host: string; isAsking: boolean; onRetry: () => void; onAddCa: () => void };
type Words = { title: string; text: string; icon: LucideIcon };

/** The message with its actions. */
export function SignInProblem({ error, host, isAsking, onRetry, onAddCa }: Props) {
  const { title, text, icon: Icon } = wordsOf(error, host);

  async function copy() {
    await navigator.clipboard.writeText([host, error.code, error.message, error.detail].filter(Boolean).join("\n"));
    toast({ kind: "success", title: t.copied });
  }

  return (
    <div className="fr-problem-area">
      <div className="fr-problem" role="alert">
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        <div className="grow">
          <b>{title}</b>
          <p>{text}</p>
          {error.code === "certificate" && <CertificateSteps onAddCa={onAddCa} />}
          {error.detail !== null && <p className="fr-detail">{error.detail}</p>}
        </div>
      </div>
      <div className="row">
        <Button icon={RefreshCw} isDisabled={isAsking} onPress={onRetry}>
          {t.retry}
        </Button>
        <Button variant="quiet" icon={Copy} onPress={() => void copy()}>
          {t.copy}
        </Button>
      </div>
    </div>
  );
}

function CertificateSteps({ onAddCa }: { onAddCa: () => void }) {
  const [system, file] = t.problems.certificate.steps;
  return (
    <ol className="fr-steps">
      <li>{system}</li>
      <li>
        {file}{" "}
        <button type="button" className="fr-link" onClick={onAddCa}>
          {t.addCa}
        </button>
      </li>
    </ol>
  );
}

/** The words for a code; what is not expected here speaks for itself. */
function wordsOf(error: CommandError, host: string): Words {
  const p = t.problems;
  const known: { [key in ErrorCode]?: Words } = {
    certificate: { icon: ShieldAlert, title: p.certificate.title(host), text: p.certificate.text },
    offline: { icon: CloudOff, title: p.offline.title(host), text: p.offline.text },
    timeout: { icon: CloudOff, title: p.timeout.title(host), text: p.timeout.text },
    unavailable: { icon: CloudOff, title: p.unavailable.title(host), text: p.unavailable.text },
    not_pems: { icon: ShieldAlert, title: p.not_pems.title(host), text: p.not_pems.text },
    sign_in_refused: { icon: KeyRound, title: p.sign_in_refused.title, text: p.sign_in_refused.text },
    forbidden: { icon: KeyRound, title: p.forbidden.title, text: p.forbidden.text },
    keyring: { icon: KeyRound, title: p.keyring.title, text: p.keyring.text },
  };
  return known[error.code] ?? { icon: ShieldAlert, title: p.other.title, text: `${error.message} ${p.other.text}` };
}
