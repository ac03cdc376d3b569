// The workspace of one organization: rail, top bar, a screen, and what lies over it.

import { Suspense, useCallback, useMemo, useState } from "react";
import { followBadge, RecordsScreen, TypedNotice } from "../features/records";
import { RepairNotice, SupportScreen } from "../features/support";
import { WhatIfBar } from "../features/whatif";
import { useRead, type AppState, type Row, type SessionView } from "../ipc";
import { RecoveryNotice } from "../shared/RecoveryCode";
import { Loading, Skeleton } from "../shared/Skeleton";
import { texts } from "../shared/texts";
import { useJournal, useJournalKeys } from "../shared/view/journal";
import { useLeftOff, usePlanning, type LeftOff } from "../shared/view/planning";
import { commandsOf } from "./commands";
import { useLinks } from "./links";
import { useNavigation, type Screen } from "./navigation";
import { useNews } from "./news";
import { Overlays } from "./Overlays";
import { Rail } from "./Rail";
import {
  ActivityScreen,
  AuditScreen,
  ConflictModal,
  ConflictsScreen,
  CostScreen,
  FailedScreen,
  SettingsScreen,
  TimelineScreen,
  VersionsModal,
} from "./screens";
import { SignInAgain } from "./SignInAgain";
import { useShellKeys, useTools } from "./tools";
import { TopBar } from "./TopBar";
import { useCommit } from "./commit";
import "./Workspace.css";

export type WorkspaceProps = {
  state: AppState;
  session: SessionView;
  onState: (state: AppState) => void;
  onSignIn: () => void;
};

/** The workspace, once it is known where one left off. */
export function Workspace(props: WorkspaceProps) {
  const leftOff = useLeftOff();
  if (leftOff !== null) return <Screens {...props} leftOff={leftOff} />;
  return (
    <Loading loading rows={10}>
      {null}
    </Loading>
  );
}

/** The screens that show the view, and so what is searched for. */
const PLANNING: readonly Screen[] = ["grid", "timeline", "cost"];

function Screens({ state, session, onState, onSignIn, leftOff }: WorkspaceProps & { leftOff: LeftOff }) {
  const navigation = useNavigation();
  const { screen, show, showFailed, failedId, over, open } = navigation;
  const planning = usePlanning(leftOff);
  const journal = useJournal();
  useJournalKeys(journal);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const { tools, overlay, setOverlay } = useTools(planning);
  useShellKeys(setOverlay);
  const status = useRead("sync_status", {}).data;
  const commit = useCommit(status);

  const onOpenConflict = useCallback((id: string) => open({ kind: "conflict", id }), [open]);
  const onShowVersions = useCallback((pfaId: string) => open({ kind: "versions", pfaId }), [open]);
  const onShowActivity = useCallback(() => show("activity"), [show]);
  const links = useMemo(
    () => ({ onOpenConflict, onShowVersions, onShowActivity, onShowFailed: showFailed }),
    [onOpenConflict, onShowVersions, onShowActivity, showFailed],
  );
  const onOpenRecord = (pfaId: string) => {
    open(null);
    planning.select(pfaId);
    planning.setPanelOpen(true);
    planning.setEdit({ pfaId, field: null });
    show("grid");
  };
  const onBadge = (row: Row) => followBadge(row, links, onOpenRecord);
  useLinks(onOpenRecord);
  useNews({ onShowConflicts: () => show("conflicts"), onShowFailed: showFailed });

  return (
    <div className="workspace">
      <Rail screen={screen} onShow={show} counts={status?.counts} name={session.displayName} />
      <div className="workspace-main">
        <TopBar
          session={session}
          status={status}
          journal={journal}
          typed={planning.typed}
          onSearch={(search) => {
            planning.setSearch(search);
            if (!PLANNING.includes(screen)) show("grid");
          }}
          onState={onState}
          onShowActivity={onShowActivity}
          commit={commit}
        />
        <div className="workspace-notices" role="region" aria-label={texts.app.notices}>
          {(!state.signedIn || status?.connection === "sign_in_again") && <SignInAgain onSignIn={onSignIn} />}
          <RepairNotice />
          <TypedNotice onOpenRecord={onOpenRecord} />
          {!session.sample && <RecoveryNotice />}
        </div>
        <WhatIfBar onlyIts={planning.whatIf !== null} onOnlyIts={planning.setWhatIf} />
        <div className="workspace-body">
          <Suspense fallback={<Skeleton rows={10} />}>
            {screen === "grid" && <RecordsScreen planning={planning} tools={tools} links={links} filtersOpen={filtersOpen} onFiltersOpen={setFiltersOpen} />}
            {screen === "timeline" && (
              <TimelineScreen planning={planning} tools={tools} filtersOpen={filtersOpen} onFiltersOpen={setFiltersOpen} onBadge={onBadge} onOpenRecord={onOpenRecord} />
            )}
            {screen === "cost" && <CostScreen planning={planning} tools={tools} filtersOpen={filtersOpen} onFiltersOpen={setFiltersOpen} />}
            {screen === "activity" && <ActivityScreen onOpenConflict={onOpenConflict} onOpenRecord={onOpenRecord} onShowFailed={showFailed} onShowConflicts={() => show("conflicts")} />}
            {screen === "conflicts" && <ConflictsScreen onOpenConflict={onOpenConflict} onOpenRecord={onOpenRecord} onShowActivity={onShowActivity} />}
            {screen === "failed" && <FailedScreen selected={failedId} onOpenRecord={onOpenRecord} />}
            {screen === "audit" && <AuditScreen onOpenRecord={onOpenRecord} />}
            {screen === "settings" && <SettingsScreen state={state} onState={onState} />}
            {screen === "support" && <SupportScreen state={state} />}
          </Suspense>
        </div>
      </div>
      <Overlays
        overlay={overlay}
        commands={commandsOf({ planning, tools, journal, show, onOverlay: setOverlay, commit })}
        onRecord={onOpenRecord}
        onFilter={(search) => {
          planning.setSearch(search);
          show("grid");
        }}
        onClose={() => setOverlay(null)}
      />
      <Suspense fallback={null}>
        {over?.kind === "conflict" && (
          <ConflictModal conflictId={over.id} onClose={() => open(null)} onNavigate={onOpenConflict} onOpenRecord={onOpenRecord} />
        )}
        {over?.kind === "versions" && <VersionsModal pfaId={over.pfaId} onClose={() => open(null)} onOpenConflict={onOpenConflict} />}
      </Suspense>
    </div>
  );
}
