// The twin's ways against loss: a recovery code that reads like the application's, what was typed, the doctor.

import type { Finding, RecoveryState, RepairReport, Scratch } from "../bindings";
import { recordOf, refuse, type Handlers, type TwinState } from "./state";

const CODE = "7K3QM-2F9XA-H4TZC-81WRN-5DPBV-6JE0S";

const scratch = new WeakMap<TwinState, Map<string, Scratch>>();

const FINDINGS: Finding[] = [
  {
    check: "versions", ok: true, what: "PFA Vanguard 0.1.0, schema 1, SQLite 3.53.2, x86_64 on linux.", remedy: null, help: null, took_ms: 0,
    said: { type: "versions", app: "0.1.0", schema: "1", sqlite: "3.53.2", arch: "x86_64", os: "linux" },
  },
  {
    check: "keyring", ok: true, what: "The key of the database can be read, and is kept against a lost keyring.", remedy: null, help: null, took_ms: 12,
    said: { type: "key_kept" },
  },
  {
    check: "database", ok: true, what: "pfa.sqlite is whole: every page of its 4096 bytes was read.", remedy: null, help: null, took_ms: 180,
    said: { type: "database_whole", path: "pfa.sqlite", bytes: "4096" },
  },
  { check: "proxy", ok: true, what: "What the system and the environment say is used.", remedy: null, help: null, took_ms: 3, said: { type: "proxy_system" } },
  {
    check: "clock", ok: false, what: "This computer's clock is 640 s behind PEMS's.", said: { type: "clock_behind", seconds: "640" },
    remedy: "Set the clock, or let the system keep it by a time server.", help: "set_clock", took_ms: 41,
  },
];

const BUNDLE = [
  { name: "about.json", text: '{ "version": "0.1.0" }\n' },
  { name: "doctor.json", text: `${JSON.stringify(FINDINGS, null, 2)}\n` },
];

const REPAIRED: RepairReport = {
  message: "The database was damaged.",
  setAside: "/home/maria/.local/share/pfa-vanguard/damaged-20260612T080000Z",
  unsentFile: "/home/maria/.local/share/pfa-vanguard/unsent-20260612T080000Z.json",
  backup: "/home/maria/.local/share/pfa-vanguard/backups/daily-20260611.sqlite",
  backupMadeAt: "2026-06-11T16:20:00Z", reapplied: 3,
  onlyInFile: [{ pfaId: "PFA-000007", why: "PEMS has a newer value in a field that you changed." }], unreadable: 1,
};
const repaired = new WeakSet<TwinState>();

/** Has the twin start after a repair of its database. */
export function repair(state: TwinState): void {
  repaired.add(state);
}

/** The code that is shown while nobody has said that they wrote it down. */
const unconfirmed = new WeakMap<TwinState, string>();
const states = new WeakMap<TwinState, RecoveryState>();

export const handlers: Handlers = {
  repair_report: (state) => (repaired.has(state) ? REPAIRED : null),
  scratch_put(state, { pfaId, values }) {
    const typed = scratch.get(state) ?? new Map<string, Scratch>();
    scratch.set(state, typed);
    if (values === null) {
      typed.delete(pfaId);
      return null;
    }
    const record = recordOf(state, pfaId);
    typed.set(pfaId, { pfaId, description: String(record.mirror.description ?? ""), values, typedAt: state.now() });
    return null;
  },
  scratch_list: (state) => [...(scratch.get(state)?.values() ?? [])],
  doctor: () => FINDINGS,
  bundle_preview: () => ({ files: BUNDLE.map((file) => ({ ...file, bytes: file.text.length })) }),
  bundle_save: (state) => ({ path: `/home/maria/Downloads/PFA Vanguard support ${state.now().slice(0, 10)}.zip` }),
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
