// Takes what a whole run sent back to the versions before it: shown first, with a reason, as one step.
import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { asAppError, call, refresh, useRead, type CommandError, type RunRollbackItem, type RunRollbackPreview, type RunView } from "../../ipc";
import { useApproval } from "../../shared/Approval";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { TextField } from "../../shared/Field";
import { money, signedMoney, valueText } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { Modal } from "../../shared/Modal";
import { useCurrency, usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { startedAt } from "./times";

const t = texts.activity.rollback;
const LONGEST = 500;

/** The way back for a run that sent something, for those who may. */
export function RunRollback({ run }: { run: RunView }) {
  const may = usePermission("rollback");
  const [open, setOpen] = useState(false);
  if (!may || run.synced === 0) return null;
  return (
    <div className="ac-back">
      <Button size="small" icon={RotateCcw} onPress={() => setOpen(true)}>
        {t.open}
      </Button>
      {open && <RollbackModal run={run} onClose={() => setOpen(false)} />}
    </div>
  );
}

function RollbackModal({ run, onClose }: { run: RunView; onClose: () => void }) {
  const client = useQueryClient();
  const preview = useRead("run_rollback_preview", { runId: run.id });
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<CommandError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { dialog, decide } = useApproval();
  const going = preview.data?.items.filter((item) => item.stays === null) ?? [];
  const length = [...reason.trim()].length;

  async function rollBack() {
    setBusy(true);
    setProblem(null);
    try {
      const shown = going.map((item) => ({ pfaId: item.pfaId, version: item.from }));
      const done = await decide((approval) => call("run_roll_back", { runId: run.id, reason: reason.trim(), shown, approval }));
      await refresh(client, done.changed);
      toast({ kind: "success", title: t.done(done.rolledBack.length), ...(done.stayed.length > 0 ? { detail: t.stayed(done.stayed.length) } : {}) });
      onClose();
    } catch (thrown) {
      setProblem(asAppError(thrown));
      setBusy(false);
    }
  }

  return (
    <Modal
      size="large"
      role="alertdialog"
      title={t.title(startedAt(run.startedAt, new Date()))}
      onClose={onClose}
      footer={
        <>
          {problem !== null && (
            <span className="ac-problem" role="alert">
              {problem.message}
            </span>
          )}
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="danger" isDisabled={isBusy || going.length === 0 || length === 0 || length > LONGEST} onPress={() => void rollBack()}>
            {t.rollBack(going.length)}
          </Button>
        </>
      }
    >
      {preview.error !== null ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Loading loading={preview.data === undefined} rows={4}>
          {preview.data && <Shown preview={preview.data} />}
          <TextField
            label={t.reason}
            rows={2}
            isRequired
            value={reason}
            error={length > LONGEST ? t.reasonTooLong : undefined}
            help={t.reasonHelp}
            onChange={setReason}
          />
          {dialog}
        </Loading>
      )}
    </Modal>
  );
}

function Shown({ preview }: { preview: RunRollbackPreview }) {
  const currency = useCurrency();
  return (
    <>
      <p>
        {t.forecast(money(preview.costNow.forecast, currency), money(preview.costAfter.forecast, currency))}{" "}
        {t.variance(signedMoney(preview.costNow.variance, currency), signedMoney(preview.costAfter.variance, currency))}
      </p>
      <ul className="ac-back-list" aria-label={t.records}>
        {preview.items.map((item) => (
          <Item key={item.pfaId} item={item} currency={currency} />
        ))}
      </ul>
    </>
  );
}

function Item({ item, currency }: { item: RunRollbackItem; currency: string }) {
  return (
    <li>
      <b className="num">{item.pfaId}</b> {item.description} <span className="soft">{item.stays ?? t.versions(item.from, item.to)}</span>
      {item.stays === null && (
        <dl>
          {item.changes.map((change) => (
            <div key={change.field} style={{ display: "contents" }}>
              <dt>{fieldLabel(change.field)}</dt>
              <dd>{t.change(valueText(change.field, change.now, currency), valueText(change.field, change.after, currency))}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
