// The keyboard of the conflict window: 1 2 3 strategy, ↑ ↓ field, ← → side, T type, Alt ← → conflict, Ctrl Enter apply.
import { useEffect, useRef, type RefObject } from "react";
import type { Field, Side } from "../../ipc";
import { STRATEGIES } from "./Strategies";
import type { Strategy } from "./choice";

export type Keys = {
  onStrategy: (strategy: Strategy) => void;
  onPick: (field: Field, side: Side) => void;
  onType: (field: Field) => void;
  onConflict: (step: -1 | 1) => void;
  onApply: () => void;
};

/** Listens within an element for as long as it is shown. */
export function useKeys(element: RefObject<HTMLElement | null>, keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    // The head and the foot of the window lie outside of the element, so the whole dialog is listened to.
    const dialog = element.current?.closest<HTMLElement>("[role=dialog]");
    if (!dialog) return undefined;
    const listener = (event: KeyboardEvent) => {
      if (handle(event, dialog, latest.current)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    dialog.addEventListener("keydown", listener, true);
    return () => dialog.removeEventListener("keydown", listener, true);
  }, [element]);
}

/** Acts on a key; answers whether it was one of ours. */
function handle(event: KeyboardEvent, dialog: HTMLElement, keys: Keys): boolean {
  const { key } = event;
  const side = key === "ArrowLeft" ? "mine" : key === "ArrowRight" ? "pems" : null;
  if ((event.ctrlKey || event.metaKey) && key === "Enter") {
    keys.onApply();
    return true;
  }
  if (event.altKey && side !== null) {
    keys.onConflict(side === "mine" ? -1 : 1);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return false;
  const strategy = STRATEGIES[Number(key) - 1];
  if (strategy !== undefined) {
    keys.onStrategy(strategy);
    dialog.querySelectorAll<HTMLInputElement>("input[name=strategy]").item(STRATEGIES.indexOf(strategy)).focus();
    return true;
  }
  if (key === "ArrowDown" || key === "ArrowUp") return moveToField(dialog, key === "ArrowDown" ? 1 : -1);
  const field = fieldAt(document.activeElement);
  if (field === null) return false;
  if (key === "t" || key === "T") {
    keys.onType(field);
    return true;
  }
  if (side === null) return false;
  keys.onPick(field, side);
  pickerOf(dialog, field, side)?.focus();
  return true;
}

/** Whether keys go into a text, where digits and arrows are the text's own. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "radio");
}

function moveToField(dialog: HTMLElement, step: -1 | 1): boolean {
  const fields = [...new Set(pickers(dialog).map(fieldAt))].filter((field) => field !== null);
  const here = fieldAt(document.activeElement);
  const next = here === null ? (step === 1 ? fields[0] : undefined) : fields[fields.indexOf(here) + step];
  if (next !== undefined) {
    const chosen = pickers(dialog).find((one) => one.dataset.field === next && one.checked);
    (chosen ?? pickerOf(dialog, next, "mine"))?.focus();
    return true;
  }
  if (here === null || step === 1) return here !== null || fields.length > 0;
  dialog.querySelector<HTMLInputElement>("input[name=strategy]:checked")?.focus();
  return true;
}

function pickers(dialog: HTMLElement): HTMLInputElement[] {
  return [...dialog.querySelectorAll<HTMLInputElement>("input[data-side]")];
}

function pickerOf(dialog: HTMLElement, field: Field, side: Side): HTMLInputElement | undefined {
  return pickers(dialog).find((one) => one.dataset.field === field && one.dataset.side === side);
}

function fieldAt(element: Element | null): Field | null {
  return element instanceof HTMLInputElement ? ((element.dataset.field as Field | undefined) ?? null) : null;
}
