// Which screen is shown and what lies over it. It is kept in memory; the screen is remembered for the next start.

import { useCallback, useState } from "react";
import { remember, remembered } from "../shared/remember";

export const SCREENS = ["grid", "timeline", "cost", "activity", "conflicts", "failed", "audit", "settings", "support"] as const;
export type Screen = (typeof SCREENS)[number];
export type Over = { kind: "conflict"; id: string } | { kind: "versions"; pfaId: string } | null;

export type Navigation = {
  screen: Screen;
  show: (screen: Screen) => void;
  /** The failed record that a link led to. */
  failedId: string | null;
  showFailed: (pfaId: string | null) => void;
  over: Over;
  open: (over: Over) => void;
};

export function useNavigation(): Navigation {
  const [screen, setScreen] = useState<Screen>(() => screenFrom(remembered("screen")));
  const [failedId, setFailedId] = useState<string | null>(null);
  const [over, open] = useState<Over>(null);
  const show = useCallback((next: Screen) => {
    setScreen(next);
    setFailedId(null);
    remember("screen", next);
  }, []);
  const showFailed = useCallback(
    (pfaId: string | null) => {
      show("failed");
      setFailedId(pfaId);
    },
    [show],
  );
  return { screen, show, failedId, showFailed, over, open };
}

function screenFrom(stored: unknown): Screen {
  return SCREENS.find((screen) => screen === stored) ?? "grid";
}
