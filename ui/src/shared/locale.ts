// The system's locale, as `Intl` takes it. A system without one ("C", "POSIX") reads as English.

const answers = new Map<string, string>();

/** The first of the system's languages that `Intl` knows. */
export function systemLocale(languages: readonly string[] = [...navigator.languages, navigator.language]): string {
  const asked = languages.join();
  const answer = answers.get(asked) ?? languages.find(known) ?? "en";
  answers.set(asked, answer);
  return answer;
}

function known(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf([language]).length > 0;
  } catch {
    return false;
  }
}
