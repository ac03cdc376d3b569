// What fills the window: the first run, a problem that stops everything, or the workspace.

import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { RepairNotice } from "../features/support";
import { readKey, useRead, type AppState } from "../ipc";
import { Button } from "../shared/Button";
import { ErrorState } from "../shared/ErrorState";
import { Loading } from "../shared/Skeleton";
import { Toasts } from "../shared/Toast";
import { texts } from "../shared/texts";
import { useLanguage } from "./language";
import { useTheme } from "./theme";
import { useZoom } from "./zoom";
import { Workspace } from "./Workspace";

// Seen on the first day, and hardly again.
const BlockedScreen = lazy(() => import("../features/firstrun").then((one) => ({ default: one.BlockedScreen })));
const FirstRunScreen = lazy(() => import("../features/firstrun").then((one) => ({ default: one.FirstRunScreen })));

export function App() {
  const client = useQueryClient();
  const app = useRead("app_state", {});
  const state = app.data;
  useTheme(state?.stage === "ready");
  useLanguage(state?.stage === "ready");
  useZoom();
  const [signingIn, setSigningIn] = useState(false);

  /** Another session, another organization: nothing read before holds. */
  const enter = (next: AppState) => {
    setSigningIn(false);
    client.setQueryData(readKey("app_state", {}), next);
    void client.resetQueries({ predicate: (query) => query.queryKey[1] !== "app_state" });
  };

  return (
    <>
      <Suspense fallback={null}>
        {app.error ? (
          <main>
            <ErrorState error={app.error} onRetry={() => void app.refetch()} />
          </main>
        ) : state === undefined ? (
          <Loading loading rows={10}>
            {null}
          </Loading>
        ) : state.stage === "blocked" && state.problem ? (
          <BlockedScreen problem={state.problem} onRetry={() => void app.refetch()} onState={enter} />
        ) : state.stage === "ready" && state.session && !signingIn ? (
          <Workspace
            key={`${state.session.pems} ${state.session.tenant} ${state.session.organization}`}
            state={state}
            session={state.session}
            onState={enter}
            onSignIn={() => setSigningIn(true)}
          />
        ) : (
          <>
            <FirstRunScreen state={state} onState={enter} />
            {/* A repair may have lost who was signed in. */}
            {!signingIn && (
              <div className="first-run-notice" role="region" aria-label={texts.app.notices}>
                <RepairNotice />
              </div>
            )}
            {signingIn && (
              <div className="back-to-work">
                <Button onPress={() => setSigningIn(false)}>{texts.app.backToWork}</Button>
              </div>
            )}
          </>
        )}
      </Suspense>
      <Toasts />
    </>
  );
}
