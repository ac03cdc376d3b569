// The result of a field that is neither side's: what the person types.
import { Pencil, X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { Field } from "../../ipc";
import { fieldLabel, KIND_OF, MAX_LENGTH } from "../../shared/labels";
import { texts } from "../../shared/texts";

const t = texts.conflicts;

type TypedCellProps = { field: Field; text: string; wrong: string | null; onType: (field: Field, text: string | null) => void };

/** The input in the place of a result, with why it does not hold and the way back to the sides. */
export function TypedCell({ field, text, wrong, onType }: TypedCellProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // Of several that open at once the first has the focus.
  useEffect(() => {
    if (!(document.activeElement instanceof HTMLInputElement && document.activeElement.classList.contains("cf-input"))) input.current?.focus();
  }, []);
  function stop() {
    input.current?.closest("[role=row]")?.querySelector<HTMLInputElement>("input[type=radio]")?.focus();
    onType(field, null);
  }
  return (
    <div role="cell" className={wrong === null ? "cf-typed" : "cf-typed cf-broken"}>
      <input
        className={wrong === null ? "cf-input" : "cf-input cf-wrong"}
        aria-label={t.typedValue(fieldLabel(field))}
        aria-invalid={wrong === null ? undefined : true}
        aria-describedby={wrong === null ? undefined : id}
        value={text}
        inputMode={KIND_OF[field] === "money" ? "decimal" : "text"}
        maxLength={MAX_LENGTH[field]}
        ref={input}
        onFocus={(event) => event.target.select()}
        onChange={(event) => onType(field, event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // The window stays: only typing ends.
          event.stopPropagation();
          stop();
        }}
      />
      <button type="button" className="cf-icon-button" aria-label={t.stopTyping(fieldLabel(field))} title={t.stopTypingTip} onClick={stop}>
        <X size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {wrong !== null && (
        <span id={id} className="cf-hidden">
          {wrong}
        </span>
      )}
    </div>
  );
}

/** Opens the input. */
export function TypeButton({ field, onPress }: { field: Field; onPress: () => void }) {
  return (
    <button type="button" className="cf-icon-button cf-type" aria-label={t.typeInto(fieldLabel(field))} title={t.typeTip} onClick={onPress}>
      <Pencil size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
