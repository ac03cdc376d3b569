// Keeps what is typed and not saved with the application, so that a crash does not take it; and brings it back.

import { call, type Field, type Scratch, type Values } from "../../ipc";
import { heldEdits, type Typed } from "./held";

/** So long after the last key it is kept. */
const AFTER_MS = 300;

/** The cell that is being typed into: its text is held only once it is left. */
let inCell: { pfaId: string; field: Field; text: string } | null = null;
const listeners = new Set<(pfaId: string) => void>();
/** Records whose typed values came back and were neither saved nor dropped since. */
const cameBack = new Set<string>();

/** What stands in a cell's editor; null when it is left. */
export function typedInCell(cell: { pfaId: string; field: Field; text: string } | null): void {
  const pfaId = cell?.pfaId ?? inCell?.pfaId;
  inCell = cell;
  if (pfaId !== undefined) listeners.forEach((listener) => listener(pfaId));
}

/** Keeps what is typed from now on; answers how to stop. */
export function keepTyped(): () => void {
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    for (const pfaId of changed) void keep(pfaId);
    changed.clear();
  };
  const note = (pfaId: string) => {
    if (!isTyped(pfaId)) cameBack.delete(pfaId);
    changed.add(pfaId);
    clearTimeout(timer);
    timer = setTimeout(flush, AFTER_MS);
  };
  const stop = heldEdits.subscribe(note);
  listeners.add(note);
  return () => {
    stop();
    listeners.delete(note);
    clearTimeout(timer);
    flush();
  };
}

/** Puts back what was typed when the application ended, where nothing is typed now. */
export async function bringBack(): Promise<void> {
  // What cannot be read stays kept for the next start.
  const kept = await call("scratch_list", {}).catch((): Scratch[] => []);
  for (const { pfaId, values } of kept) {
    if (isTyped(pfaId)) continue;
    cameBack.add(pfaId);
    heldEdits.reject(pfaId, typedOf(values), {});
  }
}

/** The records in which what came back is not saved yet. */
export function stillBack(): string[] {
  return [...cameBack].filter(isTyped);
}

function isTyped(pfaId: string): boolean {
  return Object.keys(heldEdits.of(pfaId).typed).length > 0;
}

function keep(pfaId: string): Promise<void> {
  const typed = { ...heldEdits.of(pfaId).typed, ...(inCell?.pfaId === pfaId ? { [inCell.field]: inCell.text } : {}) };
  const values = Object.keys(typed).length === 0 ? null : (typed as Values);
  // A form that could not be kept is still in the window; the next key tries again.
  return call("scratch_put", { pfaId, values }).then(
    () => undefined,
    () => undefined,
  );
}

/** What was typed is a text or a choice; anything else was put there by somebody else. */
function typedOf(values: Values): Typed {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string" || typeof value === "boolean")) as Typed;
}
