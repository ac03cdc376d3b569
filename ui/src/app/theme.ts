// Puts the theme on the page: the one that was set, else what the system prefers.

import { useEffect, useSyncExternalStore } from "react";
import { useRead, type Settings } from "../ipc";

type Theme = Exclude<Settings["theme"], "system">;

const DARK = "(prefers-color-scheme: dark)";
const CONTRAST = "(prefers-contrast: more)";

/** Follows the setting once the settings can be read, and the system where it says so. */
export function useTheme(settingsReadable: boolean): void {
  const setting = useRead("settings_show", {}, { enabled: settingsReadable }).data?.theme ?? "system";
  const system = useSyncExternalStore(subscribe, systemTheme);
  const theme = setting === "system" ? system : setting;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** What the system prefers. */
export function systemTheme(): Theme {
  const dark = window.matchMedia(DARK).matches;
  if (window.matchMedia(CONTRAST).matches) return dark ? "contrast-dark" : "contrast";
  return dark ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const media = [DARK, CONTRAST].map((query) => window.matchMedia(query));
  media.forEach((one) => one.addEventListener("change", listener));
  return () => media.forEach((one) => one.removeEventListener("change", listener));
}
