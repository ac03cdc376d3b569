// Finds text in the view and goes from one match to the next; the view stays as it is.

import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { call, useRead, type RecordQuery } from "../../../ipc";
import { Button } from "../../../shared/Button";
import { count } from "../../../shared/format";
import { texts } from "../../../shared/texts";
import { useRested } from "../../../shared/useRested";

const MOST_MATCHES = 500;
const ASK_AFTER_MS = 120;

export type FindBarProps = { query: RecordQuery; onGo: (index: number) => void; onClose: () => void };

export function FindBar({ query, onGo, onClose }: FindBarProps) {
  const t = texts.planning.find;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const asked = useRested(text.trim(), ASK_AFTER_MS);
  const matching = { ...query, search: asked, folded: [] };
  const found = useRead("line_window", { query: matching, offset: 0, limit: MOST_MATCHES }, { enabled: asked !== "" }).data;
  const ids = asked === "" ? [] : (found?.lines ?? []).flatMap((line) => (line.type === "row" ? [line.row.pfaId] : []));
  const all = asked === "" ? 0 : (found?.records ?? 0);
  const current = Math.min(at, Math.max(0, ids.length - 1));
  const pfaId = ids[current];
  const go = useRef(onGo);
  useEffect(() => {
    go.current = onGo;
  });
  useEffect(() => {
    if (pfaId === undefined) return;
    let wanted = true;
    void call("line_find", { query, pfaId })
      .then((index) => {
        if (wanted && index !== null) go.current(index);
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [pfaId, query]);
  const step = (by: 1 | -1) => setAt(ids.length === 0 ? 0 : (current + by + ids.length) % ids.length);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const shown = all > MOST_MATCHES ? t.more(count(MOST_MATCHES)) : count(all);
  return (
    <div className="find-bar" role="search" aria-label={t.label}>
      <div className="input">
        <Search size={14} strokeWidth={1.75} aria-hidden />
        <input
          ref={input}
          type="text"
          aria-label={t.label}
          value={text}
          maxLength={200}
          // It was opened to type.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <span className="dense muted num" role="status">
        {asked === "" ? "" : all === 0 ? t.none : t.of(count(current + 1), shown)}
      </span>
      <Button size="small" variant="quiet" icon={ChevronUp} aria-label={t.previous} isDisabled={ids.length < 2} onPress={() => step(-1)} />
      <Button size="small" variant="quiet" icon={ChevronDown} aria-label={t.next} isDisabled={ids.length < 2} onPress={() => step(1)} />
      <Button size="small" variant="quiet" icon={X} aria-label={t.close} onPress={onClose} />
    </div>
  );
}
