// The grid with its bars and the record panel.

import { CloudDownload, SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { call, useRead, type Row } from "../../ipc";
import { Button } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { count } from "../../shared/format";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { useFollowed } from "../../shared/useFollowed";
import { useNarrow } from "../../shared/useNarrow";
import { BatchPreview } from "../../shared/view/BatchPreview";
import { useLines, type Lines } from "../../shared/view/lines";
import { useApart, type Apart, type EditTarget, type Planning } from "../../shared/view/planning";
import { EVERYTHING, filterCount, withoutFilters } from "../../shared/view/spec";
import type { Tools } from "../../shared/view/tools";
import { Totals } from "../../shared/view/Totals";
import { ViewBar } from "../../shared/view/ViewBar";
import type { Range } from "../../shared/view/windowing";
import { followBadge, type BadgeLinks } from "./badge";
import { arranged } from "./grid/columns";
import { ColumnsMenu } from "./grid/ColumnsMenu";
import { FindBar } from "./grid/FindBar";
import { Grid, type GridHandle } from "./grid/Grid";
import type { Previewed } from "./grid/ranges";
import { useAllColumns } from "./grid/useAllColumns";
import { Inspector, type InspectorProps } from "./Inspector";
import { PrintView } from "./PrintView";
import { Notices, useSyncNow } from "./Notices";
import "./Records.css";

/** `links` is kept from one rendering to the next, so that the rows are. */
export type RecordsScreenProps = { planning: Planning; tools: Tools; links: BadgeLinks; filtersOpen: boolean; onFiltersOpen: (open: boolean) => void };

export function RecordsScreen({ planning, tools, links, filtersOpen, onFiltersOpen }: RecordsScreenProps) {
  const { spec, setSpec, atHand, select, panelOpen, setPanelOpen, edit, setEdit } = planning;
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const lines = useLines(planning.query, range);
  const status = useRead("sync_status", {}).data;
  const currency = useCurrency();
  const narrow = useNarrow();
  const grid = useRef<GridHandle>(null);
  const [printing, setPrinting] = useState(false);
  const printed = useCallback(() => setPrinting(false), []);
  const [finding, setFinding] = useFindKey();
  const all = useAllColumns();
  const columns = useMemo(() => arranged(all, spec.columns), [all, spec.columns]);
  const [forecast, actuals] = [usePermission("editForecast"), usePermission("editActuals")];
  const may = useMemo(() => ({ forecast, actuals }), [forecast, actuals]);
  useWhereOneLeftOff(planning, lines, grid);

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

  return (
    <main className="records">
      <h1 className="visually-hidden">{texts.records.grid}</h1>
      <ViewBar planning={planning} tools={tools} filtersOpen={filtersOpen} onFiltersOpen={onFiltersOpen} onPrint={() => setPrinting(true)}>
        <ColumnsMenu spec={spec} onSpec={setSpec} all={all} />
      </ViewBar>
      <Notices status={status} />
      <div className={panelOpen ? "records-work with-panel" : "records-work"}>
        <div className="records-grid">
          {finding && (
            <FindBar
              query={planning.query}
              onGo={(index) => grid.current?.goTo(index, false)}
              onClose={() => {
                setFinding(false);
                grid.current?.focus();
              }}
            />
          )}
          <Contents lines={lines} planning={planning} onEditFilters={() => onFiltersOpen(true)} pulling={status?.progress?.phase === "pulling"}>
            <Grid
              ref={grid}
              lines={lines}
              onRange={setRange}
              planning={planning}
              columns={columns}
              all={all}
              currency={currency}
              may={may}
              onPanel={editRecord}
              onBadge={onBadge}
              onPreview={setPreviewed}
            />
          </Contents>
        </div>
        {panelOpen && (
          <FollowingInspector
            atHand={atHand}
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
      <Totals planning={planning} currency={currency} />
      {printing && <PrintView query={planning.query} columns={columns} currency={currency} onDone={printed} />}
      {previewed !== null && <BatchPreview title={previewed.title} batch={previewed.batch} onClose={() => setPreviewed(null)} />}
    </main>
  );
}

/** Records that are gone over in less are not shown in the panel. */
const PASSED_MS = 120;

/** The record panel. It follows the cell, and not over records that are gone over: a key in the grid never waits for it. */
function FollowingInspector({ atHand, ...rest }: Omit<InspectorProps, "pfaId"> & { atHand: Apart<string | null> }) {
  return <Inspector {...rest} pfaId={useFollowed(useApart(atHand), PASSED_MS)} />;
}

/** Whether one is finding in the view: Ctrl+F, wherever the focus is. */
function useFindKey(): [boolean, (finding: boolean) => void] {
  const [finding, setFinding] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setFinding(true);
      document.querySelector<HTMLInputElement>(".find-bar input")?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return [finding, setFinding];
}

/** Once the first lines are here, to the record that was at hand when one left. */
function useWhereOneLeftOff({ atHand, query }: Planning, lines: Lines, grid: { current: GridHandle | null }): void {
  const done = useRef(atHand.get() === null);
  const ready = lines.total > 0;
  useEffect(() => {
    const selectedId = atHand.get();
    if (done.current || !ready || selectedId === null) return;
    done.current = true;
    void call("line_find", { query, pfaId: selectedId })
      .then((index) => {
        if (index !== null) grid.current?.goTo(index, false);
      })
      .catch(() => undefined);
  }, [ready, atHand, query, grid]);
}

type ContentsProps = { lines: Lines; planning: Planning; pulling: boolean; onEditFilters: () => void; children: ReactNode };

/** The grid, or in its place why there is none. */
function Contents({ lines, planning, pulling, onEditFilters, children }: ContentsProps) {
  const t = texts.records.empty;
  const syncNow = useSyncNow();
  const everything = useRead("record_totals", { query: EVERYTHING }).data;
  const { spec, setSpec, search, setSearch, setOnly, only } = planning;
  if (lines.error) return <ErrorState error={lines.error} onRetry={lines.retry} />;
  if (lines.total > 0) return children;
  const filters = filterCount(spec, search) + (only === null ? 0 : 1);
  const all = count(everything?.count ?? 0);
  const clear = () => {
    setSearch("");
    setOnly(null);
    setSpec(withoutFilters(spec));
  };
  return (
    <Loading loading={lines.loading || pulling} rows={14}>
      {filters > 0 ? (
        <EmptyState
          icon={SearchX}
          title={t.noMatch}
          text={search.trim() === "" ? t.noMatchText(all) : t.noMatchSearch(all, search.trim())}
          actions={
            <>
              <Button variant="primary" onPress={clear}>
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
