// Whether the window is narrow.

import { useSyncExternalStore } from "react";

/** Below it there is no room for a panel beside the grid. */
const PANEL_PX = 1200;
/** Below it choices side by side become a list: half of a small window at 200 %. */
export const TIGHT_PX = 820;

export function useNarrow(below = PANEL_PX): boolean {
  const query = `(max-width: ${below - 1}px)`;
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
