// The conflicts that wait for a decision, and on demand those that were settled.
import { CircleCheck, ListChecks } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useRead, type ConflictSummary } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Button } from "../../shared/Button";
import { Checkbox } from "../../shared/Field";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { ago, dateTime } from "../../shared/format";
import { fieldList } from "../../shared/labels";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { ResolveMany } from "./ResolveMany";
import { ShowMore } from "./ShowMore";
import "./conflicts.css";

const t = texts.conflicts;

/** Rows that are shown at first, and that each "Show more" adds. */
const PAGE_ROWS = 100;

export type ConflictsScreenProps = {
  onOpenConflict: (id: string) => void;
  onOpenRecord: (pfaId: string) => void;
  onShowActivity: () => void;
};

/** The list of conflicts. */
export function ConflictsScreen({ onOpenConflict, onOpenRecord, onShowActivity }: ConflictsScreenProps) {
  const [open, setOpen] = useState(true);
  const list = useRead("conflict_list", { open });
  const found = list.data ?? [];
  const maySync = usePermission("sync");
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [isResolving, setResolving] = useState(false);
  // What was settled meanwhile is marked no more.
  const selected = open ? found.filter((one) => marked.has(one.id)).map((one) => one.id) : [];
  return (
    <main className="page cs-page">
      <header className="page-head">
        <h1>{t.title}</h1>
        <p className="soft grow">{open && found.length > 0 ? t.lead(found.length) : t.leadNone}</p>
        {selected.length > 0 && (
          <span className="row cs-selected" role="group" aria-label={t.selected(selected.length)}>
            <span className="soft num">{t.selected(selected.length)}</span>
            <Button variant="quiet" onPress={() => setMarked(new Set())}>
              {t.clearSelection}
            </Button>
            <Button variant="primary" icon={ListChecks} onPress={() => setResolving(true)}>
              {t.resolveSelected}
            </Button>
          </span>
        )}
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
              <ConflictRows
                found={found}
                open={open}
                mark={open && maySync ? { marked: new Set(selected), onMark: setMarked } : null}
                onOpenConflict={onOpenConflict}
                onOpenRecord={onOpenRecord}
              />
            ) : open ? (
              <EmptyState icon={CircleCheck} tone="good" title={t.emptyTitle} text={t.emptyText} />
            ) : (
              <EmptyState icon={CircleCheck} title={t.noSettledTitle} text={t.noSettledText} />
            )}
          </Loading>
        )}
      </div>
      {isResolving && (
        <ResolveMany
          ids={selected}
          onClose={() => setResolving(false)}
          onSettled={() => {
            setResolving(false);
            setMarked(new Set());
          }}
          onShowActivity={onShowActivity}
        />
      )}
    </main>
  );
}

type Mark = { marked: ReadonlySet<string>; onMark: (marked: ReadonlySet<string>) => void };
type RowsProps = Omit<ConflictsScreenProps, "onShowActivity"> & { found: ConflictSummary[]; open: boolean; mark: Mark | null };

function ConflictRows({ found, open, mark, onOpenConflict, onOpenRecord }: RowsProps) {
  const [shown, setShown] = useState(PAGE_ROWS);
  const left = found.length - shown;
  function onKeyDown(event: KeyboardEvent) {
    if (mark === null) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      mark.onMark(new Set(found.map((one) => one.id)));
    }
    if (event.key === "Escape") mark.onMark(new Set());
  }
  return (
    // The keys belong to whatever row has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="cs-scroll" onKeyDown={onKeyDown}>
      <table className="table cs-table">
        <thead>
          <tr>
            {mark !== null && (
              <th scope="col" className="cs-mark">
                <Checkbox
                  aria-label={t.selectAll}
                  isSelected={mark.marked.size === found.length}
                  isIndeterminate={mark.marked.size > 0 && mark.marked.size < found.length}
                  onChange={(all) => mark.onMark(new Set(all ? found.map((one) => one.id) : []))}
                >
                  {null}
                </Checkbox>
              </th>
            )}
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
          {found.slice(0, shown).map((one) => (
            <tr key={one.id} className={mark?.marked.has(one.id) ? "cs-on" : ""}>
              {mark !== null && (
                <td className="cs-mark">
                  <Checkbox aria-label={t.select(one.pfaId)} isSelected={mark.marked.has(one.id)} onChange={(on) => mark.onMark(toggled(mark.marked, one.id, on))}>
                    {null}
                  </Checkbox>
                </td>
              )}
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
      <ShowMore left={left} step={PAGE_ROWS} onMore={() => setShown(shown + PAGE_ROWS)} />
    </div>
  );
}

function toggled(marked: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(marked);
  if (on) next.add(id);
  else next.delete(id);
  return next;
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
