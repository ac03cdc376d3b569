// The locale of dates and amounts, as `Intl` takes it: the system's, unless another language was chosen for the window.
// A system without one ("C", "POSIX") reads as English.

import { chosenLanguage } from "./language";

const answers = new Map<string, string>();

/** The first of the system's languages that `Intl` knows; of a chosen language the system's own form of it, where it has one. */
export function systemLocale(languages: readonly string[] = [...navigator.languages, navigator.language], choice: string = chosenLanguage()): string {
  const asked = `${choice} ${languages.join()}`;
  const answer = answers.get(asked) ?? (choice === "system" ? (languages.find(known) ?? "en") : formOf(choice, languages));
  answers.set(asked, answer);
  return answer;
}

function formOf(language: string, languages: readonly string[]): string {
  return languages.find((one) => known(one) && one.toLowerCase().split("-")[0] === language) ?? language;
}

function known(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf([language]).length > 0;
  } catch {
    return false;
  }
}
