// The language that the settings name: the window keeps it for its next start, and starts anew where it is another one.

import { useEffect } from "react";
import { useRead } from "../ipc";
import { chooseLanguage, chosenLanguage } from "../shared/language";

/** Follows the setting once the settings can be read; every screen keeps its texts, so another language takes a new start. */
export function useLanguage(settingsReadable: boolean, startAnew: () => void = () => window.location.reload()): void {
  const setting = useRead("settings_show", {}, { enabled: settingsReadable }).data?.language;
  useEffect(() => {
    if (setting === undefined || setting === chosenLanguage()) return;
    if (chooseLanguage(setting)) startAnew();
  }, [setting, startAnew]);
}
