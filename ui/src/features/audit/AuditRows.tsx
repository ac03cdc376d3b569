// The rows of the log, page by page, each to be opened to its particulars.
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useRead, type AuditQuery, type AuditRow } from "../../ipc";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { dateTime } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.audit;

type Props = { query: AuditQuery; pages: (string | null)[]; onMore: (before: string) => void; onOpenRecord: (pfaId: string) => void };

/** The pages that were asked for, the newest row first. */
export function AuditRows({ query, pages, onMore, onOpenRecord }: Props) {
  return (
    <div className="au-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t.details}</span>
            </th>
            <th scope="col">{t.at}</th>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.record}</th>
            <th scope="col">{t.what}</th>
          </tr>
        </thead>
        {pages.map((before, index) => (
          <Page key={before ?? ""} query={{ ...query, before }} last={index === pages.length - 1} onMore={onMore} onOpenRecord={onOpenRecord} />
        ))}
      </table>
    </div>
  );
}

type PageProps = { query: AuditQuery; last: boolean; onMore: (before: string) => void; onOpenRecord: (pfaId: string) => void };

function Page({ query, last, onMore, onOpenRecord }: PageProps) {
  const page = useRead("audit_list", { query }, { keepPrevious: true });
  const next = page.data?.next ?? null;
  return (
    <tbody>
      {page.data?.rows.map((row) => <Row key={row.id} row={row} onOpenRecord={onOpenRecord} />)}
      {last && (
        <tr>
          <td colSpan={5}>
            {page.error !== null && <ErrorState error={page.error} onRetry={() => void page.refetch()} />}
            {page.data === undefined && page.error === null && <span className="soft">{t.searching}</span>}
            {page.data?.more && next !== null && (
              <div className="au-more">
                <Button size="small" onPress={() => onMore(next)}>
                  {t.more}
                </Button>
              </div>
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Row({ row, onOpenRecord }: { row: AuditRow; onOpenRecord: (pfaId: string) => void }) {
  const [open, setOpen] = useState(false);
  const { pfaId } = row;
  return (
    <tr>
      <td className="au-fold">
        <Button
          variant="quiet"
          size="small"
          icon={open ? ChevronDown : ChevronRight}
          aria-expanded={open}
          aria-label={t.openRow(row.sentence)}
          onPress={() => setOpen(!open)}
        />
      </td>
      <td>
        <time dateTime={row.at}>{dateTime(row.at)}</time>
      </td>
      <td className="soft">{row.who}</td>
      <td>
        {pfaId !== null && (
          <button type="button" className="au-record" aria-label={t.openRecord(pfaId)} onClick={() => onOpenRecord(pfaId)}>
            {pfaId}
          </button>
        )}
      </td>
      <td className="au-what">
        {row.sentence}
        {open && <pre>{`${row.action} #${row.id}\n${laidOut(row.detail)}`}</pre>}
      </td>
    </tr>
  );
}

/** JSON by lines; anything else as it is. */
function laidOut(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail;
  }
}
