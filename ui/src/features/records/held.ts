// What a person typed and what is not saved: being typed, or rejected. It outlives the panel, so that a rejected value is
// still there when one comes back to its record.

import { useSyncExternalStore } from "react";
import type { Field, Violation } from "../../ipc";

export type Typed = { [key in Field]?: string | boolean };
/** `rejected` fields were given to be saved and could not be; `refusals` are the rules that the application named. */
export type Held = { typed: Typed; rejected: Field[]; refusals: Violation[] };

const NOTHING: Held = { typed: {}, rejected: [], refusals: [] };

class HeldEdits {
  #held = new Map<string, Held>();
  #listeners = new Set<() => void>();

  of(pfaId: string): Held {
    return this.#held.get(pfaId) ?? NOTHING;
  }

  /** Keeps what was typed; what was said about the field before holds no longer. */
  type(pfaId: string, field: Field, value: string | boolean): void {
    const { typed, rejected, refusals } = this.of(pfaId);
    this.#set(pfaId, { typed: { ...typed, [field]: value }, rejected, refusals: refusals.filter((one) => !one.fields.includes(field)) });
  }

  /** Marks fields as rejected, keeping what was typed since, else putting back what was sent. */
  reject(pfaId: string, sent: Typed, refusals: Violation[] = []): void {
    const held = this.of(pfaId);
    const rejected = [...new Set([...held.rejected, ...(Object.keys(sent) as Field[])])];
    this.#set(pfaId, { typed: { ...sent, ...held.typed }, rejected, refusals: [...held.refusals, ...refusals] });
  }

  /** Forgets fields: they were saved or put back. */
  drop(pfaId: string, fields: Field[]): void {
    const { typed, rejected, refusals } = this.of(pfaId);
    const left = Object.fromEntries(Object.entries(typed).filter(([field]) => !fields.includes(field as Field))) as Typed;
    this.#set(pfaId, {
      typed: left,
      rejected: rejected.filter((field) => !fields.includes(field)),
      refusals: refusals.filter((one) => !one.fields.some((field) => fields.includes(field))),
    });
  }

  /** Forgets all that is held of a record. */
  forget(pfaId: string): void {
    this.#set(pfaId, NOTHING);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(pfaId: string, held: Held): void {
    if (Object.keys(held.typed).length === 0) this.#held.delete(pfaId);
    else this.#held.set(pfaId, held);
    this.#listeners.forEach((listener) => listener());
  }
}

export const heldEdits = new HeldEdits();

/** What is held of a record. */
export function useHeld(pfaId: string): Held {
  return useSyncExternalStore(heldEdits.subscribe, () => heldEdits.of(pfaId));
}
