// What a person typed and what is not saved: being typed, or rejected. It outlives the panel, so that a rejected value is
// still there when one comes back to its record.

import { useSyncExternalStore } from "react";
import type { Field, Value, Values, Violation } from "../../ipc";

export type Typed = { [key in Field]?: string | boolean };
/** `seen` is what stood in a field when one began to type; `rejected` fields were given to be saved and could not be;
    `refusals` are the rules that the application named. */
export type Held = { typed: Typed; seen: Values; rejected: Field[]; refusals: Violation[] };

const NOTHING: Held = { typed: {}, seen: {}, rejected: [], refusals: [] };

class HeldEdits {
  #held = new Map<string, Held>();
  #listeners = new Set<(pfaId: string) => void>();

  of(pfaId: string): Held {
    return this.#held.get(pfaId) ?? NOTHING;
  }

  /** Keeps what was typed; what was said about the field before holds no longer. */
  type(pfaId: string, field: Field, value: string | boolean, stands: Value): void {
    const { typed, seen, rejected, refusals } = this.of(pfaId);
    const left = refusals.filter((one) => !one.fields.includes(field));
    this.#set(pfaId, { typed: { ...typed, [field]: value }, seen: { [field]: stands, ...seen }, rejected, refusals: left });
  }

  /** Marks fields as rejected, keeping what was typed since, else putting back what was sent. */
  reject(pfaId: string, sent: Typed, seen: Values, refusals: Violation[] = []): void {
    const held = this.of(pfaId);
    const rejected = [...new Set([...held.rejected, ...(Object.keys(sent) as Field[])])];
    this.#set(pfaId, { typed: { ...sent, ...held.typed }, seen: { ...seen, ...held.seen }, rejected, refusals: [...held.refusals, ...refusals] });
  }

  /** Forgets fields: they were saved or put back. */
  drop(pfaId: string, fields: Field[]): void {
    const { typed, seen, rejected, refusals } = this.of(pfaId);
    this.#set(pfaId, {
      typed: without(typed, fields),
      seen: without(seen, fields),
      rejected: rejected.filter((field) => !fields.includes(field)),
      refusals: refusals.filter((one) => !one.fields.some((field) => fields.includes(field))),
    });
  }

  /** Forgets all that is held of a record. */
  forget(pfaId: string): void {
    this.#set(pfaId, NOTHING);
  }

  /** Calls the listener with each record whose held edits change. */
  readonly subscribe = (listener: (pfaId: string) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(pfaId: string, held: Held): void {
    if (Object.keys(held.typed).length === 0) this.#held.delete(pfaId);
    else this.#held.set(pfaId, held);
    this.#listeners.forEach((listener) => listener(pfaId));
  }
}

function without<T extends object>(of: T, fields: Field[]): T {
  return Object.fromEntries(Object.entries(of).filter(([field]) => !fields.includes(field as Field))) as T;
}

export const heldEdits = new HeldEdits();

/** What is held of a record. */
export function useHeld(pfaId: string): Held {
  return useSyncExternalStore(heldEdits.subscribe, () => heldEdits.of(pfaId));
}
