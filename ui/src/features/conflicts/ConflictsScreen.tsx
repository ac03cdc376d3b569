// The conflicts that wait for a decision, and on demand those that were settled.
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useRead, type ConflictSummary } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { ago, dateTime } from "../../shared/format";
import { fieldList } from "../../shared/labels";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import "./conflicts.css";

const t = texts.conflicts;

export type ConflictsScreenProps = { onOpenConflict: (id: string) => void; onOpenRecord: (pfaId: string) => void };

/** The list of conflicts. */
export function ConflictsScreen({ onOpenConflict, onOpenRecord }: ConflictsScreenProps) {
  const [open, setOpen] = useState(true);
  const list = useRead("conflict_list", { open });
  const found = list.data ?? [];
  return (
    <main className="page cs-page">
      <header className="page-head">
        <h1>{t.title}</h1>
        <p className="soft grow">{open && found.length > 0 ? t.lead(found.length) : t.leadNone}</p>
        <Button aria-pressed={!open} onPress={() => setOpen(!open)}>
          {open ? t.showSettled : t.showOpen}
        </Button>
      </header>
      <div className="card cs-card">
        {list.error !== null ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Loading loading={list.data === undefined}>
            {found.length > 0 ? (
              <ConflictRows found={found} open={open} onOpenConflict={onOpenConflict} onOpenRecord={onOpenRecord} />
            ) : open ? (
              <EmptyState icon={CircleCheck} tone="good" title={t.emptyTitle} text={t.emptyText} />
            ) : (
              <EmptyState icon={CircleCheck} title={t.noSettledTitle} text={t.noSettledText} />
            )}
          </Loading>
        )}
      </div>
    </main>
  );
}

type RowsProps = ConflictsScreenProps & { found: ConflictSummary[]; open: boolean };

function ConflictRows({ found, open, onOpenConflict, onOpenRecord }: RowsProps) {
  return (
    <div className="cs-scroll">
      <table className="table cs-table">
        <thead>
          <tr>
            <th scope="col">{t.record}</th>
            <th scope="col">{t.fieldsHead}</th>
            <th scope="col">{open ? t.why : t.outcome}</th>
            <th scope="col">{open ? t.changedBy : t.settledBy}</th>
            <th scope="col">{open ? t.since : t.settledAt}</th>
            <th scope="col">
              <span className="visually-hidden">{t.settle}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="cs-record">
                  {open && <StatusBadge status="conflict" />}
                  <button type="button" className="cs-link" aria-label={t.openRecordOf(one.pfaId)} onClick={() => onOpenRecord(one.pfaId)}>
                    {one.pfaId}
                  </button>
                  <span className="cs-description">{one.description}</span>
                </span>
              </th>
              <td className="cs-fields">{fieldList(one.fields)}</td>
              {open ? <OpenCells one={one} /> : <SettledCells one={one} />}
              <td className="end">
                {open && (
                  <Button size="small" aria-label={t.settleRecord(one.pfaId)} onPress={() => onOpenConflict(one.id)}>
                    {t.settle}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OpenCells({ one }: { one: ConflictSummary }) {
  return (
    <>
      <td className={one.rule === null ? "cs-why" : "cs-why cs-rule"}>{one.rule?.message ?? t.bothChanged}</td>
      <td className="soft">{one.pemsChangedBy ?? t.unknownUser}</td>
      <td className="soft">
        <time dateTime={one.openedAt}>{ago(one.openedAt)}</time>
      </td>
    </>
  );
}

function SettledCells({ one }: { one: ConflictSummary }) {
  return (
    <>
      <td className="cs-why">{t.settledHow[one.status]}</td>
      <td className="soft">{one.resolvedBy ?? t.none}</td>
      <td className="soft">{one.resolvedAt !== null && <time dateTime={one.resolvedAt}>{dateTime(one.resolvedAt)}</time>}</td>
    </>
  );
}
