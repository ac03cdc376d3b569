// Who did what: the log that is chained row by row, searched, verified and written out.
import { Download, ScrollText, ShieldCheck, ShieldX } from "lucide-react";
import { useState } from "react";
import { asAppError, call, useRead, type AuditQuery, type AuditVerdict, type ExportFormat } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { count } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { AuditRows } from "./AuditRows";
import { startOf } from "./days";
import { AuditFilters, EVERYTHING, type AuditFilter } from "./AuditFilters";
import "./audit.css";

const t = texts.audit;
const PAGE = 100;

export type AuditScreenProps = { onOpenRecord: (pfaId: string) => void };

/** The audit log. */
export function AuditScreen({ onOpenRecord }: AuditScreenProps) {
  const [filter, setFilter] = useState(EVERYTHING);
  // The `before` of each page that is shown; the first has none.
  const [pages, setPages] = useState<(string | null)[]>([null]);
  const query = queryOf(filter);
  const first = useRead("audit_list", { query }, { keepPrevious: true });

  function choose(next: AuditFilter) {
    setFilter(next);
    setPages([null]);
  }

  return (
    <main className="page au-page">
      <header className="page-head">
        <h1>{t.title}</h1>
        <p className="soft grow">{t.lead}</p>
        <Export query={query} />
      </header>
      <Verify />
      <AuditFilters filter={filter} onFilter={choose} />
      {first.data && (
        <p className="au-note dense muted num" role="status">
          {t.tally(count(first.data.total), first.data.exact)}
        </p>
      )}
      <section className="card au-log" aria-label={t.rows}>
        {first.error !== null ? (
          <ErrorState error={first.error} onRetry={() => void first.refetch()} />
        ) : (
          <Loading loading={first.data === undefined}>
            {first.data !== undefined && first.data.rows.length === 0 && !first.data.more ? (
              <EmptyState
                icon={ScrollText}
                title={t.emptyTitle}
                text={t.emptyText}
                actions={<Button onPress={() => choose(EVERYTHING)}>{t.clear}</Button>}
              />
            ) : (
              <AuditRows query={query} pages={pages} onMore={(before) => setPages([...pages, before])} onOpenRecord={onOpenRecord} />
            )}
          </Loading>
        )}
      </section>
    </main>
  );
}

function queryOf(filter: AuditFilter): AuditQuery {
  const some = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    text: some(filter.text), action: some(filter.action), who: some(filter.who), pfaId: some(filter.pfaId),
    from: startOf(filter.from, 0), to: startOf(filter.to, 1), before: null, limit: PAGE,
  };
}

/** Walks the chain on demand, and says what it found. */
function Verify() {
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [isWalking, setWalking] = useState(false);

  async function walk() {
    setWalking(true);
    try {
      setVerdict(await call("audit_verify", {}));
    } catch (thrown) {
      toast({ kind: "error", title: asAppError(thrown).message });
    } finally {
      setWalking(false);
    }
  }

  const again = (
    <Button size="small" icon={ShieldCheck} isDisabled={isWalking} onPress={() => void walk()}>
      {t.verify}
    </Button>
  );
  if (verdict === null) return <div className="row">{again}</div>;
  if (verdict.broken === null) return <Banner icon={ShieldCheck} role="status" title={t.verified(count(verdict.rows))} actions={again} />;
  return (
    <Banner icon={ShieldX} tone="bad" role="alert" title={t.broken} actions={again}>
      {verdict.broken} {t.brokenText}
    </Banner>
  );
}

/** Writes out what the filter shows. */
function Export({ query }: { query: AuditQuery }) {
  const [isWriting, setWriting] = useState(false);
  async function write(format: ExportFormat) {
    setWriting(true);
    try {
      const done = await call("audit_export", { query, format });
      toast({ kind: "success", title: t.exported(count(done.rows)), detail: done.path });
    } catch (thrown) {
      toast({ kind: "error", title: asAppError(thrown).message });
    } finally {
      setWriting(false);
    }
  }
  const button = (format: ExportFormat) => (
    <Button icon={Download} aria-label={`${t.export} ${t[format]}`} isDisabled={isWriting} onPress={() => void write(format)}>
      {t[format]}
    </Button>
  );
  return (
    <span className="row" role="group" aria-label={t.export}>
      {button("csv")}
      {button("json")}
    </span>
  );
}
