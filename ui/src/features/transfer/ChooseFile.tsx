// Chooses a file, by dialog or by dropping it.

import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";

const MOST_MB = 20;

export function ChooseFile({ onFile }: { onFile: (name: string, bytesBase64: string) => void }) {
  const t = texts.planning.import;
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MOST_MB * 1_048_576) return setProblem(t.tooLarge(`${MOST_MB} MB`));
    setProblem(null);
    onFile(file.name, base64(await file.arrayBuffer()));
  };
  return (
    // Dropping is one way; the button is the other.
    <div
      className={over ? "choose-file over-it" : "choose-file"}
      role="group"
      aria-label={t.choose}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <FileUp size={20} strokeWidth={1.75} aria-hidden />
      <p>{t.drop}</p>
      <Button variant="primary" onPress={() => input.current?.click()}>
        {t.choose}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,.xlsm"
        aria-label={t.file}
        tabIndex={-1}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {problem && <p role="alert" className="field-error">{problem}</p>}
    </div>
  );
}

/** Bytes as text, in pieces that a call takes. */
function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

const PIECE = 32_768;
