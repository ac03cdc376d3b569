// One side for many conflicts: what would be sent and given up of each is shown first, and only what was shown is done.
import { useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { asAppError, call, refresh, useRead, type CommandError, type ConflictManyPreview, type Side, type SidesOfField } from "../../ipc";
import { useApproval } from "../../shared/Approval";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { Segmented } from "../../shared/Field";
import { fieldLabel } from "../../shared/labels";
import { Modal } from "../../shared/Modal";
import { useCurrency } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { shown } from "./describe";
import { ShowMore } from "./ShowMore";

const t = texts.conflicts.many;

/** Rows that are shown at first, and that each "Show more" adds. */
const PAGE_ROWS = 100;

const SIDES: { value: Side; label: string }[] = [
  { value: "mine", label: t.mine },
  { value: "pems", label: t.pems },
];

export type ResolveManyProps = {
  ids: string[];
  onClose: () => void;
  onSettled: () => void;
  onShowActivity: () => void;
};

/** The window in which many conflicts are settled. */
export function ResolveMany({ ids, onClose, onSettled, onShowActivity }: ResolveManyProps) {
  const client = useQueryClient();
  // The selection may shrink behind the window as others settle; what it was opened for stays.
  const [asked] = useState(ids);
  const [side, setSide] = useState<Side>("mine");
  const [isSettling, setSettling] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);
  const { dialog, decide } = useApproval();
  const read = useRead("conflict_preview_many", { ids: asked, side });
  const preview = read.data ?? [];
  const settling = preview.filter((one) => one.stays === null);

  async function settle() {
    setSettling(true);
    setError(null);
    try {
      const done = await decide((approval) => call("conflict_resolve_many", { shown: settling.map((one) => one.shown), side, approval }));
      await refresh(client, done.changed);
      const [first] = done.stayed;
      toast({
        kind: first === undefined ? "success" : "warn",
        title: t.done(done.resolved.length),
        detail: first === undefined ? (side === "mine" ? t.doneQueued : t.donePems) : t.doneSome(done.stayed.length, first.why),
        action: { label: t.showActivity, onPress: onShowActivity },
      });
      onSettled();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setSettling(false);
    }
  }

  return (
    <Modal
      size="large"
      title={t.title(asked.length)}
      subtitle={<p className="soft">{t.lead}</p>}
      onClose={onClose}
      footer={
        <>
          <span className="grow soft" role="status">
            {read.data !== undefined && settling.length === 0 && t.nothing}
          </span>
          <Button variant="quiet" onPress={onClose}>
            {texts.common.cancel}
          </Button>
          <Button variant="primary" isDisabled={settling.length === 0 || isSettling} onPress={() => void settle()}>
            {t.settle(settling.length)}
          </Button>
        </>
      }
    >
      <div className="rm-body">
        {dialog}
        <Segmented aria-label={t.side} value={side} choices={SIDES} onChange={setSide} />
        {error !== null && <Banner icon={CircleAlert} tone="bad" role="alert" title={error.message} />}
        {read.error !== null ? (
          <ErrorState error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <Loading loading={read.data === undefined} rows={6}>
            <Counts preview={preview} />
            <PreviewTable preview={preview} />
          </Loading>
        )}
      </div>
    </Modal>
  );
}

function Counts({ preview }: { preview: ConflictManyPreview[] }) {
  const settling = preview.filter((one) => one.stays === null);
  const staying = preview.length - settling.length;
  const sent = settling.filter((one) => one.sends.length > 0).length;
  const lost = settling.reduce((sum, one) => sum + one.givesUp.length, 0);
  const lines = [
    sent > 0 ? t.sends(sent) : null,
    settling.length > sent ? t.keeps(settling.length - sent) : null,
    lost > 0 ? t.givesUp(lost) : null,
  ];
  return (
    <>
      {settling.length > 0 && (
        <Banner icon={CircleCheck} title={t.settles(settling.length)}>
          {lines.filter((line) => line !== null).join(" ")}
        </Banner>
      )}
      {staying > 0 && (
        <Banner icon={TriangleAlert} tone="warn" title={t.stays(staying)}>
          {t.staysText}
        </Banner>
      )}
    </>
  );
}

function PreviewTable({ preview }: { preview: ConflictManyPreview[] }) {
  const [count, setCount] = useState(PAGE_ROWS);
  // What stays open comes first: it is what a person has to know.
  const ordered = [...preview.filter((one) => one.stays !== null), ...preview.filter((one) => one.stays === null)];
  const left = ordered.length - count;
  return (
    // It scrolls, so that the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="rm-frame" role="region" aria-label={t.table} tabIndex={0}>
      <table className="table rm-table">
        <thead>
          <tr>
            <th scope="col">{t.record}</th>
            <th scope="col">{t.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, count).map((one) => (
            <tr key={one.shown.id}>
              <th scope="row">
                <span className="num">{one.pfaId}</span> <span className="rm-description">{one.description}</span>
              </th>
              <td>
                <Outcome one={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ShowMore left={left} step={PAGE_ROWS} onMore={() => setCount(count + PAGE_ROWS)} />
    </div>
  );
}

function Outcome({ one }: { one: ConflictManyPreview }) {
  if (one.stays !== null) {
    return (
      <p className="rm-stays">
        <CircleAlert size={14} strokeWidth={1.75} aria-hidden />
        <span>
          <b>{t.open}.</b> {one.stays}
        </span>
      </p>
    );
  }
  if (one.sends.length === 0 && one.givesUp.length === 0) return <p className="soft">{t.nothingSent}</p>;
  return (
    <ul className="rm-fields">
      {one.sends.map((field) => (
        <Line key={field.field} field={field} words={t.over} tag={t.sent} />
      ))}
      {one.givesUp.map((field) => (
        <Line key={`lost ${field.field}`} field={field} words={t.insteadOf} tag={t.lost} lost />
      ))}
    </ul>
  );
}

type LineProps = { field: SidesOfField; words: (mine: string, pems: string) => string; tag: string; lost?: boolean };

function Line({ field, words, tag, lost }: LineProps) {
  const currency = useCurrency();
  const value = (side: Side) => shown(field.field, field[side], currency);
  return (
    <li>
      <span className={lost ? "rm-tag rm-lost" : "rm-tag"}>{tag}</span>
      <span className="soft">{fieldLabel(field.field)}</span> {words(value("mine"), value("pems"))}
    </li>
  );
}
