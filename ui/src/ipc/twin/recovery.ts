// The twin's recovery code: one that reads like the application's, kept in memory.

import type { RecoveryState } from "../bindings";
import { refuse, type Handlers, type TwinState } from "./state";

const CODE = "7K3QM-2F9XA-H4TZC-81WRN-5DPBV-6JE0S";

/** The code that is shown while nobody has said that they wrote it down. */
const unconfirmed = new WeakMap<TwinState, string>();
const states = new WeakMap<TwinState, RecoveryState>();

export const handlers: Handlers = {
  recovery_state: stateOf,
  recovery_make(state) {
    unconfirmed.set(state, CODE);
    if (!stateOf(state).shown) states.set(state, { ...stateOf(state), madeAt: state.now() });
    return { code: CODE };
  },
  recovery_confirm(state, { lastGroup }) {
    const code = unconfirmed.get(state);
    if (code === undefined) throw refuse("recovery", "No code waits to be confirmed: make a new one.");
    if (!sameGroup(code.slice(-5), lastGroup)) {
      throw refuse("recovery", "The code that was shown ends otherwise: compare what you wrote down.");
    }
    unconfirmed.delete(state);
    states.set(state, { ...stateOf(state), shown: true, madeAt: state.now() });
    return stateOf(state);
  },
  recovery_open(state, { code }) {
    if (state.app.problem?.code !== "key_lost") throw refuse("invalid", "The database is open; it needs no recovery.");
    if (!sameGroup(CODE.replaceAll("-", ""), code.replaceAll(/[\s-]/g, ""))) {
      throw refuse("recovery", "This is no recovery code: it has six groups of five letters and digits, and one of them is mistyped.");
    }
    state.app = { ...state.app, stage: "first_run", problem: null };
    return state.app;
  },
};

function stateOf(state: TwinState): RecoveryState {
  return states.get(state) ?? { shown: false, madeAt: null, organizationKey: false };
}

/** Reads what people type for letters that a code does not have. */
function sameGroup(code: string, typed: string): boolean {
  return typed.trim().toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1") === code;
}
