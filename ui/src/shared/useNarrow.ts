// Whether the window is too narrow for a panel beside the grid.

import { useSyncExternalStore } from "react";

const QUERY = "(max-width: 1199px)";

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
