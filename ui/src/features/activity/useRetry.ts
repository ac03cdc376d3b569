// Sends failed changes again, and says so.
import { useMutate } from "../../ipc";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.activity;

export type Retry = { isPending: boolean; retry: (pfaIds: string[]) => void };

export function useRetry(): Retry {
  const { isPending, mutate } = useMutate("failed_retry");
  return {
    isPending,
    retry: (pfaIds) =>
      mutate(
        { pfaIds },
        {
          onSuccess: () => toast({ kind: "success", title: t.retried(pfaIds.length) }),
          onError: (error) => toast({ kind: "error", title: error.message }),
        },
      ),
  };
}
