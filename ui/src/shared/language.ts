// The language of the window: the system's where there is a catalogue for it, or the one that was chosen.

import { remember, remembered } from "./remember";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];
export type LanguageChoice = Language | "system";

/** What was chosen in the settings, as it was read last: the window speaks before it can ask. */
export function chosenLanguage(): LanguageChoice {
  const kept = remembered("language");
  return LANGUAGES.find((one) => one === kept) ?? "system";
}

/** Keeps a choice; it holds from the next start of the window. Answers whether that is another language. */
export function chooseLanguage(choice: LanguageChoice): boolean {
  const before = windowLanguage();
  remember("language", choice);
  return windowLanguage() !== before;
}

/** The language to speak: the chosen one, else the first of the system's that has a catalogue, else English. */
export function windowLanguage(choice: LanguageChoice = chosenLanguage(), languages: readonly string[] = navigator.languages): Language {
  if (choice !== "system") return choice;
  const spoken = languages.map((language) => language.toLowerCase().split("-")[0]);
  return LANGUAGES.find((one) => one === spoken.find((language) => LANGUAGES.some((known) => known === language))) ?? "en";
}
