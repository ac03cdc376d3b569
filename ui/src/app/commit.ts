// Save & Sync: the drafts become writes that go when PEMS can be reached.

import { useMutate, type SyncStatus } from "../ipc";
import { texts } from "../shared/texts";
import { toast } from "../shared/Toast";

export type Commit = { drafts: number; pending: boolean; run: () => void };

export function useCommit(status: SyncStatus | undefined): Commit {
  const t = texts.app;
  const commit = useMutate("draft_commit");
  const drafts = status?.counts.draft ?? 0;
  const run = () =>
    commit.mutate(
      { pfaIds: null },
      {
        onSuccess: () => {
          if (status?.connection === "offline") toast({ kind: "info", title: t.queuedOffline(drafts), detail: t.queuedOfflineDetail });
        },
        onError: (error) => toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message }),
      },
    );
  return { drafts, pending: commit.isPending, run };
}
