// The versions of a record: what PEMS had and who wrote it, values that were given up, and going back to either.
import { History, RotateCcw, Undo2 } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asAppError, call, refresh, useMutate, useRead, type CommandError, type VersionView } from "../../ipc";
import { useApproval } from "../../shared/Approval";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { Kbd } from "../../shared/Kbd";
import { Modal } from "../../shared/Modal";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";
import { GivenUp } from "./GivenUp";
import { Merged } from "./Merged";
import { Rollback, type RollbackInput } from "./Rollback";
import { UndoMerge } from "./UndoMerge";
import { VersionList, keyOf } from "./VersionList";
import "./versions.css";

const t = texts.versions;

export type VersionsModalProps = { pfaId: string; onClose: () => void; onOpenConflict: (id: string) => void };

const NO_INPUT: RollbackInput = { reason: "", checked: false };

/** The window of a record's versions. Without the permission `rollback` it shows them and changes nothing. */
export function VersionsModal({ pfaId, onClose, onOpenConflict }: VersionsModalProps) {
  const list = useRead("version_list", { pfaId });
  const record = useRead("record_show", { pfaId }).data;
  const description = record?.row.values.description;
  const mayRollBack = usePermission("rollback");
  const mayEdit = usePermission("editForecast");
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const [input, setInput] = useState(NO_INPUT);
  const found = list.data ?? [];
  const current = found.find((one) => one.kind === "current");
  const chosen = found.find((one) => keyOf(one) === chosenKey);

  function choose(version: VersionView) {
    setChosenKey(keyOf(version));
    setInput({ ...input, checked: false });
  }

  return (
    <Modal
      size="wide"
      bare
      title={
        <span className="vs-title">
          <History size={16} strokeWidth={1.75} aria-hidden />
          {t.title} <span className="num">{pfaId}</span>
          {typeof description === "string" && <span className="vs-description">{description}</span>}
        </span>
      }
      subtitle={<p className="soft">{mayRollBack ? t.lead : t.leadReadOnly}</p>}
      onClose={onClose}
      footer={
        <>
          <Hints />
          <span className="grow" />
          {chosen?.kind === "merged" && chosen.mergeId !== null && mayEdit ? (
            <>
              <Button onPress={onClose}>{t.cancel}</Button>
              <UndoMerge
                key={chosen.mergeId}
                pfaId={pfaId}
                mergeId={chosen.mergeId}
                onClose={onClose}
                onOpenConflict={onOpenConflict}
                onVersion={(version) => {
                  const target = found.find((one) => one.kind === "earlier" && one.version === version);
                  if (target !== undefined) choose(target);
                }}
              />
            </>
          ) : (
            <Actions pfaId={pfaId} chosen={chosen} input={input} mayRollBack={mayRollBack} mayEdit={mayEdit} onClose={onClose} />
          )}
        </>
      }
    >
      <div className="vs-body">
        {list.error !== null ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Loading loading={list.data === undefined} rows={8}>
            {current === undefined ? (
              <EmptyState icon={History} title={t.emptyTitle} text={t.emptyText} />
            ) : (
              <div className="vs-split">
                <VersionList versions={found} chosen={chosenKey} onChoose={choose} />
                <Side
                  pfaId={pfaId}
                  chosen={chosen}
                  current={current}
                  alone={found.length === 1}
                  hasDraft={record !== undefined && record.draft !== null}
                  mayRollBack={mayRollBack}
                  input={input}
                  onInput={setInput}
                />
              </div>
            )}
          </Loading>
        )}
      </div>
    </Modal>
  );
}

type SideProps = {
  pfaId: string;
  chosen: VersionView | undefined;
  current: VersionView;
  alone: boolean;
  hasDraft: boolean;
  mayRollBack: boolean;
  input: RollbackInput;
  onInput: (input: RollbackInput) => void;
};

function Side({ pfaId, chosen, current, alone, hasDraft, mayRollBack, input, onInput }: SideProps) {
  if (chosen === undefined) {
    const [title, text] = alone ? [t.onlyTitle, t.onlyText] : [t.chooseTitle, t.chooseText];
    return (
      <section className="vs-side">
        <EmptyState icon={History} title={title} text={text} />
      </section>
    );
  }
  if (chosen.kind === "merged") return <Merged version={chosen} />;
  // Without the permission the application does not work a roll back out; the versions themselves can be compared.
  if (chosen.kind === "given_up" || !mayRollBack) return <GivenUp version={chosen} current={current} />;
  return <Rollback key={keyOf(chosen)} pfaId={pfaId} version={chosen} current={current} hasDraft={hasDraft} input={input} onInput={onInput} />;
}

type ActionsProps = {
  pfaId: string;
  chosen: VersionView | undefined;
  input: RollbackInput;
  mayRollBack: boolean;
  mayEdit: boolean;
  onClose: () => void;
};

function Actions({ pfaId, chosen, input, mayRollBack, mayEdit, onClose }: ActionsProps) {
  const client = useQueryClient();
  const { dialog, decide } = useApproval();
  const [refusal, setRefusal] = useState<CommandError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const restore = useMutate("given_up_restore");
  const problem = refusal ?? restore.error;
  const version = chosen?.version ?? 0;
  const preview = useRead("rollback_preview", { pfaId, version }, { enabled: mayRollBack && chosen?.kind === "earlier" }).data;

  async function goBack() {
    setBusy(true);
    setRefusal(null);
    try {
      const changed = await decide((approval) => call("record_roll_back", { pfaId, version, reason: input.reason.trim(), approval }));
      await refresh(client, changed);
      onClose();
      toast({ kind: "success", title: t.done(pfaId, version), detail: t.doneDetail });
    } catch (thrown) {
      setRefusal(asAppError(thrown));
      setBusy(false);
    }
  }

  function putBack(historyId: string) {
    restore.mutate(
      { historyId },
      {
        onSuccess: () => {
          onClose();
          toast({ kind: "success", title: t.putBackDone(pfaId) });
        },
      },
    );
  }

  const blocked = preview === undefined || preview.changes.length === 0 || preview.violations.length > 0;
  const missing = input.reason.trim() === "" ? t.missingReason : !input.checked ? t.missingCheck : null;
  const canGoBack = !blocked && missing === null && !isBusy;
  return (
    <>
      {dialog}
      <span className={problem ? "vs-why vs-problem" : "vs-why"} role="status">
        {problem?.message ?? (chosen?.kind === "earlier" && mayRollBack && !blocked ? missing : null)}
      </span>
      <Button onPress={onClose}>{t.cancel}</Button>
      {chosen?.kind === "earlier" && mayRollBack && (
        <Button variant="danger" icon={RotateCcw} isDisabled={!canGoBack} onPress={() => void goBack()}>
          {t.rollBack(chosen.version)}
        </Button>
      )}
      {chosen?.kind === "given_up" && chosen.historyId !== null && mayEdit && (
        <Button variant="primary" icon={Undo2} isDisabled={restore.isPending} onPress={() => chosen.historyId !== null && putBack(chosen.historyId)}>
          {t.putBack}
        </Button>
      )}
    </>
  );
}

function Hints() {
  return (
    <span className="vs-hints" aria-hidden="true">
      <span>
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> {t.hintVersion}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t.hintClose}
      </span>
    </span>
  );
}
