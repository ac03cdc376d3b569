// The browser twin: an in-memory PEMS client, so that the window runs in a browser and in tests without the application.
// Each part exports `handlers` and, where it has something to show from the start, `seed`.

import type { AppEvent, AppState, Connection } from "../bindings";
import type { Backend } from "../client";
import * as activity from "./activity";
import * as audit from "./audit";
import * as conflicts from "./conflicts";
import * as cost from "./cost";
import * as dashboard from "./dashboard";
import * as edits from "./edits";
import * as failed from "./failed";
import * as journal from "./journal";
import * as records from "./records";
import * as rescue from "./rescue";
import { seedRecords } from "./seed";
import * as session from "./session";
import { DEFAULT_SETTINGS } from "./settings";
import { refuse, setStatus, type Handlers, type TwinState } from "./state";
import * as sync from "./sync";
import * as transfer from "./transfer";
import * as unsent from "./unsent";
import * as versions from "./versions";
import * as views from "./views";

export type TwinOptions = {
  /** How many records the organization holds. */
  records?: number;
  /** "first_run" signs nobody in. */
  stage?: "first_run" | "ready";
  connection?: Connection;
  /** Edits, conflicts, failures and runs from the start; without it all is synced. */
  lively?: boolean;
  /** Milliseconds that each answer takes. */
  answersAfterMs?: number;
  syncTakesMs?: number;
  now?: () => string;
};

export type Twin = Backend & { state: TwinState };

/** A part of the twin: commands it answers and what it shows from the start. */
export type Part = { handlers: Handlers; seed?: (state: TwinState) => void };

const PARTS: Part[] = [
  records, edits, cost, journal, views, transfer, sync, session, versions, activity, dashboard, audit, conflicts, failed, unsent, rescue,
];

/** A twin with its own state. */
export function createTwin(options: TwinOptions = {}): Twin {
  const listeners = new Set<(event: AppEvent) => void>();
  const state = freshState(options, (event) => listeners.forEach((listener) => listener(event)));
  if (options.lively && state.app.session !== null) {
    editSome(state);
    for (const part of PARTS) part.seed?.(state);
  }
  const handlers: Handlers = Object.assign({}, ...PARTS.map((part) => part.handlers));
  return {
    state,
    async call(command, args) {
      if (options.answersAfterMs) await new Promise((done) => setTimeout(done, options.answersAfterMs));
      const handler = handlers[command] as ((state: TwinState, args: unknown) => unknown) | undefined;
      if (!handler) throw refuse("internal", "The twin does not know this command.", { detail: command });
      // Answers are copies, as they are when they cross from the application.
      return structuredClone(await journal.kept(state, command, args, () => handler(state, args)));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    zoom(part) {
      document.documentElement.style.setProperty("zoom", String(part));
    },
  };
}

/** A lively twin for the dev server: `?records=20000&stage=first_run&connection=offline&calm&repaired&language=de&delay=500`. */
export function twinFromAddress(search: string): Twin {
  const asked = new URLSearchParams(search);
  const number = (name: string, otherwise: number) => (asked.has(name) ? Number(asked.get(name)) : otherwise);
  const twin = createTwin({
    records: number("records", 300),
    stage: asked.get("stage") === "first_run" ? "first_run" : "ready",
    connection: (asked.get("connection") as Connection | null) ?? "online",
    lively: !asked.has("calm"),
    answersAfterMs: number("delay", 0),
    syncTakesMs: number("sync", 1500),
  });
  const language = asked.get("language");
  if (language === "de" || language === "en") twin.state.settings = { ...twin.state.settings, language };
  if (asked.has("repaired")) rescue.repair(twin.state);
  return twin;
}

function freshState(options: TwinOptions, emit: (event: AppEvent) => void): TwinState {
  const now = options.now ?? (() => new Date().toISOString());
  const count = options.records ?? 300;
  const start = now();
  let id = 0;
  return {
    app: options.stage === "first_run" ? FIRST_RUN : signedIn(count),
    settings: { ...DEFAULT_SETTINGS },
    records: new Map(seedRecords(count, "RIO", "RIO", start).map((record) => [record.pfaId, record])),
    conflicts: new Map(), failed: new Map(), runs: [], runItems: new Map(), quarantine: [],
    steps: { undo: [], redo: [] }, views: [], workspace: null, whatIfs: [], link: null, imports: new Map(),
    sync: {
      connection: options.connection ?? "online", connectionReason: null, changeFeed: "connected", running: false, progress: null, completed: 0, averageMs: 240,
      lastSyncAt: new Date(Date.parse(start) - 120_000).toISOString(), nextSyncAt: new Date(Date.parse(start) + 40_000).toISOString(),
      offlineSince: options.connection === "offline" ? new Date(Date.parse(start) - 900_000).toISOString() : null, guard: null, quarantined: 0,
    },
    now, emit,
    syncTakesMs: options.syncTakesMs ?? 0,
    nextId: () => (id += 1),
  };
}

const FIRST_RUN: AppState = { stage: "first_run", session: null, signedIn: false, problem: null, version: "0.1.0" };

function signedIn(records: number): AppState {
  const permissions = ["read", "editForecast", "editActuals", "sync", "rollback", "manageSettings"] as const;
  return {
    stage: "ready", signedIn: true, problem: null, version: "0.1.0",
    session: {
      pems: "https://pems.example/axis/restservices", tenant: "EXAMPLE", userId: "maria.ortiz", displayName: "Maria Ortiz", organization: "RIO", sample: false,
      organizations: [
        { code: "RIO", name: "Rio refinery", currency: "USD", permissions: [...permissions], records },
        { code: "PORTARTHUR", name: "Port Arthur terminal", currency: "USD", permissions: ["read", "editForecast", "sync"], records: 11_473 },
      ],
    },
  };
}

/** A few drafts and queued writes, so that each badge is on the first page. */
function editSome(state: TwinState): void {
  const open = [...state.records.values()].filter((record) => record.mirror.isActualized === false && record.mirror.isDiscontinued === false);
  open.slice(0, 12).forEach((record, index) => {
    if (index % 2 === 1) return;
    const end = String(record.mirror.forecastEnd);
    records.saveDraft(state, record.pfaId, { forecastEnd: `${Number(end.slice(0, 4)) + 1}${end.slice(4)}` }, null);
    if (index % 6 === 4) setStatus(state, record, "queued");
  });
}

