// One failed change in full, with its actions.
import { ArrowRight, Copy, Pencil, RefreshCw } from "lucide-react";
import type { FailedItem, Value, Field } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Button } from "../../shared/Button";
import { clockTime, valueText } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { useCurrency } from "../../shared/organization";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { Discard } from "./Discard";
import { WHO_ICONS } from "./FailedList";
import { Payload } from "./Payload";
import { Tries } from "./Tries";
import { waited } from "./times";

const t = texts.failed;


type Props = { item: FailedItem; isRetrying: boolean; onRetry: () => void; onOpenRecord: (pfaId: string) => void };

/** What failed, why, who acts, each try, what was changed. */
export function FailedDetail({ item, isRetrying, onRetry, onOpenRecord }: Props) {
  const { pfaId } = item;
  return (
    <section className="fa-detail" aria-label={pfaId}>
      <div className="fa-scroll">
        <header className="fa-detail-head">
          <StatusBadge status="failed" size="grid" />
          <h2>{pfaId}</h2>
          <span className="fa-about">{about(item)}</span>
          <button type="button" className="fa-link" onClick={() => onOpenRecord(pfaId)}>
            {t.openRecord}
          </button>
        </header>
        <div>
          <p className="fa-reason">{item.reason}</p>
          <p className="fa-advice">
            {item.outcomeKnown ? t.outcomeKnown : t.outcomeUnknown} {item.advice}
          </p>
        </div>
        <Facts item={item} />
        <Tries attempts={item.attempts} />
        <Changes item={item} />
        <Payload pfaId={pfaId} />
      </div>
      <footer className="fa-actions" role="group" aria-label={t.actions}>
        <Ways item={item} isRetrying={isRetrying} onRetry={onRetry} onEdit={() => onOpenRecord(pfaId)} />
        <Discard pfaId={pfaId} />
      </footer>
    </section>
  );
}

function about(item: FailedItem): string {
  const model = [item.manufacturer, item.model].filter(Boolean).join(" ");
  return [item.description, item.areaSilo, model].filter(Boolean).join(" · ");
}

/** What helps comes first: editing where PEMS refused, retrying where it failed. */
function Ways({ item, isRetrying, onRetry, onEdit }: { item: FailedItem; isRetrying: boolean; onRetry: () => void; onEdit: () => void }) {
  const editFirst = item.cause === "refused" || item.cause === "rule";
  const retry = item.canRetry && (
    <Button
      key="retry"
      variant={editFirst ? "secondary" : "primary"}
      icon={RefreshCw}
      isDisabled={isRetrying}
      onPress={onRetry}
    >
      {t.retry}
    </Button>
  );
  const edit = item.cause !== "gone" && (
    <Button key="edit" variant={editFirst ? "primary" : "secondary"} icon={Pencil} onPress={onEdit}>
      {t.edit}
    </Button>
  );
  return (
    <>
      {editFirst ? [edit, retry] : [retry, edit]}
      {!item.canRetry && <span className="fa-why">{t.cannotRetry}</span>}
    </>
  );
}

function Facts({ item }: { item: FailedItem }) {
  const Icon = WHO_ICONS[item.whoActs];
  return (
    <dl className="fa-facts">
      <div>
        <dt>{t.whoActs}</dt>
        <dd>
          <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
          {item.whoActs === "pems_support" && !item.canRetry ? t.who.pems_support : t.whoLong[item.whoActs]}
        </dd>
      </div>
      <div>
        <dt>{t.waitingSince}</dt>
        <dd>
          {clockTime(item.since)}, {waited(item.since, new Date())}
        </dd>
      </div>
      <div>
        <dt>{t.requestNumber}</dt>
        <dd>{item.requestId === null ? <span className="fa-none">{t.noRequestNumber}</span> : <RequestNumber id={item.requestId} />}</dd>
      </div>
    </dl>
  );
}

function RequestNumber({ id }: { id: string }) {
  async function copy() {
    await navigator.clipboard.writeText(id);
    toast({ kind: "success", title: t.copied });
  }
  return (
    <>
      <code>{id}</code>
      <button type="button" className="fa-icon-button" aria-label={t.copyRequest} onClick={() => void copy()}>
        <Copy size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </>
  );
}

function Changes({ item }: { item: FailedItem }) {
  const currency = useCurrency();
  const text = (field: Field, value: Value) => (value === null ? t.none : valueText(field, value, currency));
  return (
    <div>
      <h3>{t.changed}</h3>
      <table className="fa-table">
        <thead>
          <tr>
            <th scope="col">{t.field}</th>
            <th scope="col">{t.inPems(item.pemsVersion)}</th>
            <th scope="col" className="fa-arrow">
              <span className="fa-hidden">{t.becomes}</span>
            </th>
            <th scope="col">{t.yours}</th>
          </tr>
        </thead>
        <tbody>
          {item.changes.map((change) => (
            <tr key={change.field}>
              <th scope="row">{fieldLabel(change.field)}</th>
              <td>{text(change.field, change.base)}</td>
              <td className="fa-arrow">
                <ArrowRight size={14} strokeWidth={1.75} aria-hidden="true" />
              </td>
              <td className="fa-mine">{text(change.field, change.mine)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
