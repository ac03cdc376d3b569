// Undo and redo, over everything that edits drafts.

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { asAppError, call, refresh, useRead, type Changed, type JournalState } from "../../ipc";
import { texts } from "../texts";
import { toast } from "../Toast";

export type Journal = { state: JournalState | undefined; undo: () => void; redo: () => void };

/** What can be undone, and doing it. */
export function useJournal(): Journal {
  const client = useQueryClient();
  const state = useRead("journal_state", {}, { keepPrevious: true }).data;
  const undo = useCallback(() => void take(client, "undo"), [client]);
  const redo = useCallback(() => void take(client, "redo"), [client]);
  return { state, undo, redo };
}

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, wherever the focus is outside a text that has an undo of its own. */
export function useJournalKeys({ undo, redo }: Pick<Journal, "undo" | "redo">): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isText(event.target)) return;
      const key = event.key.toLowerCase();
      const run = key === "z" ? (event.shiftKey ? redo : undo) : key === "y" && !event.shiftKey ? redo : null;
      if (run === null) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [undo, redo]);
}

/** Says what was done, with the way back. */
export function sayDone(client: QueryClient, changed: Changed, title: string, detail?: string): void {
  const undoable = changed.step !== null;
  toast({
    kind: "success",
    title,
    detail,
    action: undoable ? { label: texts.planning.undo.undo, onPress: () => void take(client, "undo") } : undefined,
  });
}

async function take(client: QueryClient, way: "undo" | "redo"): Promise<void> {
  const t = texts.planning.undo;
  try {
    const changed = await call(way, {});
    await refresh(client, changed);
    const label = changed.step?.label ?? "";
    const left = changed.step?.leftOutCount ?? 0;
    toast({ kind: left > 0 ? "warn" : "info", title: way === "undo" ? t.undone(label) : t.redone(label), detail: left > 0 ? t.left(left, changed.step?.leftOut ?? []) : undefined });
  } catch (thrown) {
    const error = asAppError(thrown);
    toast({ kind: error.code === "not_found" ? "info" : "warn", title: error.code === "not_found" ? (way === "undo" ? t.nothing : t.nothingAgain) : t.failed, detail: error.message });
  }
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}
