// Edits that are shown before the application has answered. A patch lies over what was read, so that rolling back is taking
// the patch away and no answer that is under way can undo it.

import { useSyncExternalStore } from "react";
import type { Cost, Field, Row, Status, Values } from "../../ipc";

export type Patch = { pfaId: string; values: Values; changed: Field[]; status: Status; cost: Cost | null };
type Held = ReadonlyMap<number, Patch>;

/** The edits under way in one window. */
export class PendingEdits {
  #patches: Held = new Map();
  #listeners = new Set<() => void>();
  #next = 0;

  /** Shows a patch; answers how to take it away. */
  show(patch: Patch): () => void {
    const id = (this.#next += 1);
    this.#set(new Map(this.#patches).set(id, patch));
    return () => {
      const rest = new Map(this.#patches);
      rest.delete(id);
      this.#set(rest);
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Held => this.#patches;

  #set(patches: Held): void {
    this.#patches = patches;
    this.#listeners.forEach((listener) => listener());
  }
}

export const pendingEdits = new PendingEdits();

/** The rows as a person should see them: read ones with the patches under way over them. */
export function usePatched(): (row: Row) => Row {
  const patches = useSyncExternalStore(pendingEdits.subscribe, pendingEdits.snapshot);
  return (row) => patched(row, patches);
}

/** A row with the patches of its record laid over it, in the order in which they were made. */
export function patched(row: Row, patches: Held): Row {
  let shown = row;
  for (const patch of patches.values()) {
    if (patch.pfaId !== row.pfaId) continue;
    shown = {
      ...shown,
      status: patch.status,
      values: { ...shown.values, ...patch.values },
      changed: patch.changed,
      cost: patch.cost ?? shown.cost,
    };
  }
  return shown;
}
