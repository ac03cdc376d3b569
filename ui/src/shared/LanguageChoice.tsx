// Chooses the language of the window.

import { chooseLanguage, chosenLanguage, type LanguageChoice as Choice } from "./language";
import { Select } from "./Select";
import { texts } from "./texts";

/** `onChosen` starts the window anew, since every screen keeps its texts. */
export function LanguageChoice({ onChosen = () => window.location.reload() }: { onChosen?: () => void }) {
  const t = texts.planning.language;
  const choices: Choice[] = ["system", "en", "de"];
  return (
    <>
      <Select
        label={t.label}
        value={chosenLanguage()}
        options={choices.map((value) => ({ value, label: t[value] }))}
        onChange={(choice) => {
          chooseLanguage(choice);
          onChosen();
        }}
      />
      <span className="field-help">{t.help}</span>
    </>
  );
}
