// One conflict, settled side by side. Nothing is sent until it is applied; closing decides later.
import { Check, ChevronLeft, ChevronRight, CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useRead, type CommandError, type ConflictDetail, type ConflictPreview } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { Kbd } from "../../shared/Kbd";
import { Modal } from "../../shared/Modal";
import { useCurrency } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { canType } from "./choice";
import { ConflictTable } from "./ConflictTable";
import { typedText } from "./describe";
import { useKeys } from "./keys";
import { RuleBanner, settleFirst } from "./RuleBanner";
import { Strategies } from "./Strategies";
import { useSettle, type Settle } from "./useSettle";
import "./conflict.css";

const t = texts.conflicts;

export type ConflictModalProps = {
  conflictId: string;
  onClose: () => void;
  onNavigate: (conflictId: string) => void;
  onOpenRecord: (pfaId: string) => void;
};

/** The window of a conflict, with the way to its neighbours. */
export function ConflictModal({ conflictId, onClose, onNavigate, onOpenRecord }: ConflictModalProps) {
  const read = useRead("conflict_show", { id: conflictId });
  const near = useNeighbours(conflictId);
  const conflict = read.data?.status === "open" ? read.data : undefined;
  const settle = useSettle(conflict, (result) => {
    announce(conflict, result);
    const next = near.next ?? near.previous;
    if (next === null) onClose();
    else onNavigate(next);
  });
  return (
    <Modal
      size="wide"
      bare
      title={<Title conflict={read.data} onOpenRecord={onOpenRecord} />}
      subtitle={conflict && <p className="soft">{leadOf(conflict)}</p>}
      headExtra={<Neighbours near={near} onNavigate={onNavigate} />}
      onClose={onClose}
      footer={<Footer conflict={conflict} settle={settle} onClose={onClose} />}
    >
      {read.error !== null && read.data === undefined ? (
        <ErrorState error={read.error} onRetry={() => void read.refetch()} />
      ) : (
        <Loading loading={read.data === undefined} rows={8}>
          {conflict === undefined ? (
            <Closed pfaId={read.data?.pfaId} error={settle.error} onNavigate={onNavigate} />
          ) : (
            <Body
              conflict={conflict}
              settle={settle}
              onConflict={(step) => {
                const to = step === 1 ? near.next : near.previous;
                if (to !== null) onNavigate(to);
              }}
            />
          )}
        </Loading>
      )}
    </Modal>
  );
}

function announce(conflict: ConflictDetail | undefined, result: ConflictPreview): void {
  if (conflict === undefined) return;
  const detail = result.becomesVersion === null ? t.appliedPems : t.appliedQueued;
  toast({ kind: "success", title: t.applied(conflict.pfaId), detail });
}

function leadOf(conflict: ConflictDetail): string {
  return conflict.rule === null ? t.leadBoth(conflict.pemsChangedBy ?? t.unknownUser) : t.leadRule;
}

function Title({ conflict, onOpenRecord }: { conflict: ConflictDetail | undefined; onOpenRecord: (pfaId: string) => void }) {
  if (conflict === undefined) return <span className="visually-hidden">{t.loading}</span>;
  const about = [conflict.areaSilo, conflict.model].filter(Boolean).join(" · ");
  return (
    <span className="cf-title">
      <StatusBadge status="conflict" />
      <button type="button" className="cf-record" title={t.openRecord} onClick={() => onOpenRecord(conflict.pfaId)}>
        {conflict.pfaId}
      </button>
      {/* A description may be long; here it is a name. */}
      <span className="cf-description">{conflict.description}</span>
      {about !== "" && <span className="cf-about">{about}</span>}
    </span>
  );
}

/** A conflict that is open no more: settled, or closed because PEMS moved on and another stands in its place. */
function Closed({ pfaId, error, onNavigate }: { pfaId: string | undefined; error: CommandError | null; onNavigate: (id: string) => void }) {
  const successor = useRead("conflict_list", { open: true }).data?.find((one) => one.pfaId === pfaId);
  if (successor === undefined) {
    return <EmptyState icon={CircleCheck} tone="good" title={t.settledTitle} text={error?.message ?? t.settledText} />;
  }
  return (
    <EmptyState
      icon={CircleAlert}
      tone="warn"
      title={t.movedOnTitle}
      text={t.movedOnText}
      actions={
        <Button variant="primary" onPress={() => onNavigate(successor.id)}>
          {t.showNew}
        </Button>
      }
    />
  );
}

type Near = { position: number; of: number; previous: string | null; next: string | null };

function useNeighbours(conflictId: string): Near {
  const open = useRead("conflict_list", { open: true }).data ?? [];
  const at = open.findIndex((one) => one.id === conflictId);
  const previous = at < 0 ? null : (open[at - 1]?.id ?? null);
  const next = open[at + 1]?.id ?? null;
  // Both are read ahead, so that going on does not blink.
  useRead("conflict_show", { id: previous ?? "" }, { enabled: previous !== null });
  useRead("conflict_show", { id: next ?? "" }, { enabled: next !== null });
  return { position: at + 1, of: open.length, previous, next };
}

function Neighbours({ near, onNavigate }: { near: Near; onNavigate: (id: string) => void }) {
  const { position, of, previous, next } = near;
  if (of < 2 && next === null) return null;
  const go = (id: string | null) => id !== null && onNavigate(id);
  return (
    <span className="cf-neighbours">
      <Button icon={ChevronLeft} aria-label={t.previous} isDisabled={previous === null} onPress={() => go(previous)} />
      {position > 0 && <span className="num soft">{t.position(position, of)}</span>}
      <Button icon={ChevronRight} aria-label={t.next} isDisabled={next === null} onPress={() => go(next)} />
      <span className="separator" />
    </span>
  );
}

type BodyProps = { conflict: ConflictDetail; settle: Settle; onConflict: (step: -1 | 1) => void };

function Body({ conflict, settle, onConflict }: BodyProps) {
  const session = useRead("app_state", {}).data?.session;
  const currency = useCurrency();
  const broken = settle.violations.length > 0;
  // Open when a rule is broken, folded otherwise, until the person decides.
  const [base, setBase] = useState<{ id: string; shown: boolean } | null>(null);
  const baseShown = base?.id === conflict.id ? base.shown : broken || conflict.rule !== null;
  const element = useRef<HTMLDivElement>(null);
  const strategy = useRef<HTMLInputElement>(null);
  useEffect(() => strategy.current?.focus(), [conflict.id]);
  useKeys(element, {
    onStrategy: settle.choose,
    onPick: settle.pick,
    onType: (field) => {
      const row = conflict.rows.find((one) => one.field === field);
      if (row !== undefined && canType(field) && settle.chosen.typed[field] === undefined) {
        settle.type(field, typedText(field, settle.preview?.values.find((one) => one.field === field)?.value ?? row.pems));
      }
    },
    onConflict,
    onApply: () => void settle.apply(),
  });
  return (
    <div className="cf-body" ref={element}>
      {settle.dialog}
      <Strategies conflict={conflict} chosen={settle.chosen} onChoose={settle.choose} first={strategy} />
      <Notice settle={settle} />
      <RuleBanner conflict={conflict} violations={settle.violations} onGroup={settle.pickGroup} onType={settle.typeGroup} />
      <ConflictTable
        conflict={conflict}
        chosen={settle.chosen}
        preview={settle.preview}
        violations={settle.violations}
        me={session?.displayName ?? t.yours}
        currency={currency}
        baseShown={baseShown}
        onBase={(shown) => setBase({ id: conflict.id, shown })}
        onPick={settle.pick}
        onType={settle.type}
      />
    </div>
  );
}

/** Why what was chosen was not done, or does not hold any more. */
function Notice({ settle }: { settle: Settle }) {
  const { error, outdated } = settle;
  const changed = error === null ? outdated : error.code === "conflict_changed";
  if (!changed && error === null) return null;
  return (
    <div className="cf-notice">
      {changed ? (
        <Banner icon={CircleAlert} tone="warn" role="alert" title={t.changedTitle}>
          {t.changedText}
        </Banner>
      ) : (
        <Banner icon={CircleAlert} tone="bad" role="alert" title={error?.message}>
          {t.readAgain}
        </Banner>
      )}
    </div>
  );
}

function Footer({ conflict, settle, onClose }: { conflict: ConflictDetail | undefined; settle: Settle; onClose: () => void }) {
  if (conflict === undefined) {
    return (
      <>
        <span className="grow" />
        <Button onPress={onClose}>{t.later}</Button>
      </>
    );
  }
  const why = settle.missing > 0 ? t.chooseMore(settle.missing) : settle.violations.length > 0 ? settleFirst(conflict, settle.violations) : null;
  const keepsPems = settle.missing === 0 && settle.preview?.becomesVersion === null;
  return (
    <>
      <Hints />
      <span className="grow" />
      <span className={settle.missing > 0 ? "cf-why" : "cf-why cf-why-rule"} role="status">
        {why !== null && (
          <>
            <CircleAlert size={14} strokeWidth={1.75} aria-hidden />
            {why}
          </>
        )}
      </span>
      <Button variant="quiet" onPress={onClose}>
        {t.later}
      </Button>
      <Button variant="primary" icon={Check} isDisabled={!settle.canApply} onPress={() => void settle.apply()}>
        {keepsPems ? t.applyPems : t.apply}
      </Button>
    </>
  );
}

function Hints() {
  return (
    <span className="cf-hints" aria-hidden="true">
      <Hint keys={["↑", "↓"]}>{t.hints.field}</Hint>
      <Hint keys={["←", "→"]}>{t.hints.side}</Hint>
      <Hint keys={["T"]}>{t.hints.type}</Hint>
      <Hint keys={["Alt", "←", "→"]}>{t.hints.conflict}</Hint>
      <Hint keys={["Ctrl", "Enter"]}>{t.hints.apply}</Hint>
    </span>
  );
}

function Hint({ keys, children }: { keys: string[]; children: ReactNode }) {
  return (
    <span>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
      {children}
    </span>
  );
}
