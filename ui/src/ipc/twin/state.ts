// What the browser twin remembers: a small PEMS client without disk and network, for the dev server and for tests.

import type {
  AppError, AppEvent, AppState, Changed, Commands, ConflictField, ConflictSummary, ErrorCode, FailedItem, Field,
  QuarantineItem, RunItem, RunView, SavedView, Settings, Status, SyncStatus, Topic, Value, Values, VersionView,
} from "../bindings";
import { costOf } from "./rules";

export type TwinDraft = {
  changes: Values;
  base: Values;
  baseVersion: number;
  revision: number;
  changedAt: string;
  reason: string | null;
  /** The what-if that it belongs to. */
  whatIf?: string | null;
};

/** One step that can be undone: the drafts before it and after it. */
export type TwinStep = { label: string; before: Map<string, TwinDraft | null>; after: Map<string, TwinDraft | null> };
export type TwinWhatIf = { id: string; name: string; createdAt: string; active: boolean };

/** A record as PEMS last showed it, the draft upon it, and where its write stands. */
export type TwinRecord = {
  pfaId: string;
  mirror: Values;
  version: number;
  versions: VersionView[];
  draft: TwinDraft | null;
  status: Status;
  statusAt: string | null;
  statusReason: string | null;
  conflictId: string | null;
};

export type TwinConflict = ConflictSummary & {
  rows: ConflictField[];
  baseVersion: number;
  pemsVersion: number;
  pemsChangedAt: string | null;
  draftedAt: string;
};

export type TwinState = {
  app: AppState;
  settings: Settings;
  records: Map<string, TwinRecord>;
  conflicts: Map<string, TwinConflict>;
  failed: Map<string, FailedItem>;
  runs: RunView[];
  runItems: Map<string, RunItem[]>;
  quarantine: QuarantineItem[];
  steps: { undo: TwinStep[]; redo: TwinStep[] };
  views: SavedView[];
  /** Where the person left off, as the window wrote it. */
  workspace: string | null;
  whatIfs: TwinWhatIf[];
  /** The record that a link asked for, until the window takes it. */
  link: string | null;
  imports: Map<string, { name: string; columns: string[]; rows: string[][] }>;
  sync: Omit<SyncStatus, "counts" | "queued" | "processing" | "failed">;
  /** The twin's clock, an instant. */
  now(): string;
  /** Sends an event to the window. */
  emit(event: AppEvent): void;
  /** Milliseconds that a sync takes; 0 finishes within the command. */
  syncTakesMs: number;
  /** A number that no other thing of the twin has. */
  nextId(): number;
};

/** Answers commands over the state; a handler may throw what `refuse` makes. */
export type Handlers = {
  [K in keyof Commands]?: (
    state: TwinState,
    args: Commands[K]["args"],
  ) => Commands[K]["result"] | Promise<Commands[K]["result"]>;
};

/** The error a command fails with. */
export function refuse(code: ErrorCode, message: string, more: Partial<AppError> = {}): AppError {
  return { code, message, detail: null, fields: [], violations: [], recordId: null, ...more };
}

/** The record, or the refusal `not_found`. */
export function recordOf(state: TwinState, pfaId: string): TwinRecord {
  const record = state.records.get(pfaId);
  if (!record) throw refuse("not_found", `There is no record ${pfaId}.`, { recordId: pfaId });
  return record;
}

/** The mirror with the draft laid over it. */
export function currentOf(record: TwinRecord): Values {
  return { ...record.mirror, ...record.draft?.changes };
}

/** The value of a field, null where it is empty. */
export function valueOf(values: Values, field: Field): Value {
  return values[field] ?? null;
}

/** Puts a record into a status, with the reason it is there. */
export function setStatus(state: TwinState, record: TwinRecord, status: Status, reason: string | null = null): void {
  record.status = status;
  record.statusAt = state.now();
  record.statusReason = reason;
}

/** Makes the values the record's newest version in PEMS and clears the draft. */
export function applyVersion(state: TwinState, record: TwinRecord, changes: Values, by: string, reason: string | null): void {
  record.version += 1;
  record.mirror = { ...record.mirror, ...changes, lastChangedBy: by, lastChangedAt: state.now() };
  record.versions = [
    {
      version: record.version,
      changedBy: by,
      changedAt: state.now(),
      changeReason: reason,
      changed: Object.keys(changes) as Field[],
      values: { ...record.mirror },
      cost: costOf(record.mirror),
      kind: "current",
      historyId: null, mergeId: null, sides: [],
    },
    ...record.versions.map((version) => ({ ...version, kind: version.kind === "current" ? ("earlier" as const) : version.kind })),
  ];
}

/** How many records have each status. */
export function countsOf(state: TwinState): Record<Status, number> {
  const counts: Record<Status, number> = { draft: 0, queued: 0, syncing: 0, synced: 0, conflict: 0, failed: 0 };
  for (const record of state.records.values()) counts[record.status] += 1;
  return counts;
}

export function changed(topics: Topic[], records: string[] | null = null): Changed {
  return { topics, records, step: null };
}
