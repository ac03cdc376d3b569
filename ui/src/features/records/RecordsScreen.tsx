// The grid with its bars and the record panel.

import { CloudDownload, SearchX } from "lucide-react";
import { useCallback, useRef, useState, type ReactNode } from "react";
import { useRead, type Field, type Row } from "../../ipc";
import { Button } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { count } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { useNarrow } from "../../shared/useNarrow";
import { followBadge, type BadgeLinks } from "./badge";
import { Grid, type GridHandle } from "./Grid";
import { Inspector } from "./Inspector";
import { Notices, useSyncNow } from "./Notices";
import { usePatched } from "./pending";
import { Totals } from "./Totals";
import { filterCount, queryOf, withoutFilters, withSort } from "./view";
import type { EditTarget, RecordsState } from "./state";
import { ViewBar } from "./ViewBar";
import { useRows, type Rows } from "./windows";
import type { Range } from "./windowing";
import "./Records.css";

/** `links` is kept from one rendering to the next, so that the rows are. */
export type RecordsScreenProps = { state: RecordsState; links: BadgeLinks };

export function RecordsScreen({ state, links }: RecordsScreenProps) {
  const { view, setView, selectedId, select, panelOpen, setPanelOpen, edit, setEdit } = state;
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  const [filtersOpen, setFiltersOpen] = useState(false);
  const rows = useRows(state.query, range);
  const patch = usePatched();
  const status = useRead("sync_status", {}).data;
  const currency = useCurrency();
  const narrow = useNarrow();
  const grid = useRef<GridHandle>(null);

  const editRecord = useCallback(
    (pfaId: string, field: EditTarget["field"]) => {
      select(pfaId);
      setPanelOpen(true);
      setEdit({ pfaId, field });
    },
    [select, setPanelOpen, setEdit],
  );
  const onBadge = useCallback(
    (row: Row) => followBadge(row, links, (pfaId) => editRecord(pfaId, row.changed[0] ?? null)),
    [links, editRecord],
  );
  const rowAt = (index: number) => {
    const row = rows.rowAt(index);
    return row === undefined ? undefined : patch(row);
  };

  return (
    <main className="records">
      <h1 className="visually-hidden">{texts.records.grid}</h1>
      <ViewBar
        view={view}
        onView={setView}
        narrow={narrow}
        filtersOpen={filtersOpen}
        onFiltersOpen={setFiltersOpen}
        panelOpen={panelOpen}
        onPanelOpen={setPanelOpen}
      />
      <Notices status={status} />
      <div className={panelOpen ? "records-work with-panel" : "records-work"}>
        <div className="records-grid">
          <Contents rows={rows} view={state} onEditFilters={() => setFiltersOpen(true)} pulling={status?.progress?.phase === "pulling"}>
            <Grid
              ref={grid}
              total={rows.total}
              rowAt={rowAt}
              onRange={setRange}
              sort={view.sort}
              onSort={(by, also) => setView(withSort(view, by, also))}
              currency={currency}
              selectedId={selectedId}
              onSelect={select}
              onEdit={(pfaId, field: Field | null) => editRecord(pfaId, field)}
              onBadge={onBadge}
              queryKey={JSON.stringify(rows.query)}
            />
          </Contents>
        </div>
        {panelOpen && (
          <Inspector
            pfaId={selectedId}
            target={edit}
            onTargetReached={() => setEdit(null)}
            drawer={narrow}
            onClose={() => {
              setPanelOpen(false);
              grid.current?.focus();
            }}
            onBackToGrid={() => grid.current?.focus()}
            onMove={(by) => grid.current?.move(by)}
            onBadge={onBadge}
            onShowVersions={links.onShowVersions}
            onOpenConflict={links.onOpenConflict}
          />
        )}
      </div>
      <Totals query={rows.query} currency={currency} />
    </main>
  );
}

type ContentsProps = { rows: Rows; view: RecordsState; pulling: boolean; onEditFilters: () => void; children: ReactNode };

/** The grid, or in its place why there is none. */
function Contents({ rows, view: state, pulling, onEditFilters, children }: ContentsProps) {
  const t = texts.records.empty;
  const syncNow = useSyncNow();
  const everything = useRead("record_totals", { query: queryOf(withoutFilters({ ...state.view, sort: [] })) }).data;
  if (rows.error) return <ErrorState error={rows.error} onRetry={rows.retry} />;
  if (rows.total > 0) return children;
  const filters = filterCount(state.view);
  const all = count(everything?.count ?? 0);
  return (
    <Loading loading={rows.loading || pulling} rows={14}>
      {filters > 0 ? (
        <EmptyState
          icon={SearchX}
          title={t.noMatch}
          text={state.view.search.trim() === "" ? t.noMatchText(all) : t.noMatchSearch(all, state.view.search.trim())}
          actions={
            <>
              <Button variant="primary" onPress={() => state.setView(withoutFilters(state.view))}>
                {t.clear(filters)}
              </Button>
              <Button onPress={onEditFilters}>{t.editFilters}</Button>
            </>
          }
        />
      ) : (
        <EmptyState
          icon={CloudDownload}
          title={t.none}
          text={t.noneText}
          actions={
            <Button variant="primary" onPress={syncNow}>
              {t.pull}
            </Button>
          }
        />
      )}
    </Loading>
  );
}
