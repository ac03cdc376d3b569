// Changes that did not reach PEMS: what happened, that they are safe, who acts, and the next step.
import { RefreshCw, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useMutate, useRead } from "../../ipc";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { ExportUnsent } from "../../shared/ExportUnsent";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { FailedDetail } from "./FailedDetail";
import { FailedList } from "./FailedList";
import "./failed.css";

const t = texts.failed;


type Props = { selected?: string | null; onOpenRecord: (pfaId: string) => void };

/** The list of failed changes and the chosen one. */
export function FailedScreen({ selected, onOpenRecord }: Props) {
  const failed = useRead("failed_list", {});
  const retry = useMutate("failed_retry");
  const [chosen, setChosen] = useState(selected ?? null);
  // A link from elsewhere chooses anew, also while the screen is shown.
  const [linked, setLinked] = useState(selected);
  if (selected !== linked) {
    setLinked(selected);
    setChosen(selected ?? null);
  }
  const items = failed.data ?? [];
  const item = items.find((one) => one.pfaId === chosen) ?? items[0];
  const retryable = items.filter((one) => one.canRetry).map((one) => one.pfaId);

  function retryThese(pfaIds: string[]) {
    retry.mutate(
      { pfaIds },
      {
        onSuccess: () => toast({ kind: "success", title: t.retried(pfaIds.length), detail: t.retriedDetail }),
        onError: (error) => toast({ kind: "error", title: error.message }),
      },
    );
  }

  return (
    <main className="page fa-page">
      <header className="page-head">
        <h1>{t.title}</h1>
        {items.length > 0 && <p className="soft grow">{t.lead(items.length)}</p>}
        {items.length > 0 && <ExportUnsent />}
        {retryable.length > 0 && (
          <Button
            variant="secondary"
            icon={RefreshCw}
            isDisabled={retry.isPending}
            onPress={() => retryThese(retryable)}
          >
            {t.retrySome(retryable.length, items.length)}
          </Button>
        )}
      </header>
      <div className="card fa-card">
        {failed.error !== null ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <Loading loading={failed.data === undefined}>
            {item === undefined ? (
              <EmptyState icon={CircleCheck} tone="good" title={t.emptyTitle} text={t.emptyText} />
            ) : (
              <div className="fa-split">
                <FailedList items={items} chosen={item.pfaId} onChoose={setChosen} />
                <FailedDetail
                  key={item.pfaId}
                  item={item}
                  isRetrying={retry.isPending}
                  onRetry={() => retryThese([item.pfaId])}
                  onOpenRecord={onOpenRecord}
                />
              </div>
            )}
          </Loading>
        )}
      </div>
    </main>
  );
}
