// A pull that looked wrong changed nothing and asks a person.
import { TriangleAlert } from "lucide-react";
import { useMutate, type GuardView } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { count } from "../../shared/format";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.activity;

/** What PEMS sent, what is held, and the two ways on. */
export function Guard({ guard }: { guard: GuardView }) {
  const again = useMutate("sync_now");
  const accept = useMutate("pull_accept");
  const failed = (error: Error) => toast({ kind: "error", title: error.message });
  return (
    <Banner
      icon={TriangleAlert}
      tone="warn"
      role="alert"
      title={t.guardTitle[guard.reason]}
      actions={
        <span className="row">
          <Button size="small" isDisabled={again.isPending} onPress={() => again.mutate({}, { onError: failed })}>
            {t.pullAgain}
          </Button>
          <Button
            size="small"
            isDisabled={accept.isPending}
            onPress={() => accept.mutate({}, { onError: failed, onSuccess: () => toast({ kind: "info", title: t.accepted }) })}
          >
            {t.acceptPull}
          </Button>
        </span>
      }
    >
      {guard.message} {t.guardFigures(count(guard.held), count(guard.seen))} {t.guardText}
    </Banner>
  );
}
