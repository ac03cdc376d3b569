// Made by `cargo xtask bindings` from the Rust of crates/app. Do not edit by hand.

export type Status = "draft" | "queued" | "syncing" | "synced" | "conflict" | "failed";
export type Permission = "read" | "editForecast" | "editActuals" | "sync" | "rollback" | "manageSettings";

/** A field of a PFA record, by its camelCase name. */
export type Field =
  | "pfaId" | "organization" | "areaSilo" | "category" | "forecastCategory" | "class" | "description"
  | "source" | "dor" | "isActualized" | "isDiscontinued" | "isFundsTransferable" | "monthlyRate"
  | "purchasePrice" | "manufacturer" | "model" | "originalStart" | "originalEnd" | "forecastStart"
  | "forecastEnd" | "actualStart" | "actualEnd" | "contract" | "equipment" | "lastChangedBy" | "lastChangedAt";

/** Text as it is, money "1234.50", a date "2026-06-15", an instant RFC 3339; null is empty. */
export type Value = string | boolean | null;
export type Values = { [key in Field]?: Value };

/** One business rule broken. `rule` is the number in docs/rules.md, 1 to 6. */
export type Violation = { rule: number; fields: Field[]; message: string };

/** What a record costs, in the organization's currency: two decimals, "-" in front when negative; null where it cannot be worked out. */
export type Cost = { plan: string | null; forecast: string | null; actual: string | null; variance: string | null };

export type ErrorCode =
  | "invalid" | "rule" | "not_found" | "forbidden" | "signed_out" | "sign_in_refused" | "offline" | "timeout"
  | "not_pems" | "unavailable" | "certificate" | "conflict_open" | "write_open" | "busy" | "guard" | "keyring"
  | "newer_database" | "damaged_database" | "disk_full" | "internal";
/** Every command fails with this. `message` is a sentence for the person; `fields`, `violations` and `recordId` say where. */
export type AppError = {
  code: ErrorCode; message: string; detail: string | null; fields: Field[]; violations: Violation[]; recordId: string | null;
};

export type OrganizationView = { code: string; name: string; currency: string; permissions: Permission[]; records: number };
export type SessionView = {
  pems: string; tenant: string; userId: string; displayName: string; organizations: OrganizationView[]; organization: string; sample: boolean;
};
export type Stage = "first_run" | "ready" | "blocked";
/** Where the application stands. `problem` is set when `stage` is blocked: the database or the keyring. */
export type AppState = { stage: Stage; session: SessionView | null; signedIn: boolean; problem: AppError | null; version: string };

export type SignIn = {
  pems: string; tenant: string; organization: string; user: string | null; secretKind: "password" | "apiKey"; secret: string; caFile: string | null;
};

export type SortKey = { by: Field | "status" | "forecastCost" | "variance"; descending: boolean };
/** `is` matches any of `values`; `from` and `to` bound a date or an amount, both ends included; `contains` looks inside a text. */
export type Filter = { field: Field | "status"; op: "is" | "from" | "to" | "contains"; values: Value[] };
export type RecordQuery = { search: string | null; filters: Filter[]; sort: SortKey[] };
export type Row = {
  pfaId: string; version: number; status: Status; statusAt: string | null; statusReason: string | null; conflictId: string | null;
  values: Values; changed: Field[]; cost: Cost;
};
export type RecordWindow = { total: number; offset: number; rows: Row[] };
export type Totals = { count: number; plan: string; forecast: string; actual: string; variance: string };
export type Facet = { value: Value; count: number };

export type Change = { field: Field; base: Value; mine: Value };
export type DraftView = { revision: number; baseVersion: number; changes: Change[]; changedAt: string; reason: string | null };
export type WriteView = { attempts: number; maxAttempts: number; nextAttemptAt: string | null; sentAt: string | null; outcomeKnown: boolean };
export type VersionView = {
  version: number; changedBy: string; changedAt: string; changeReason: string | null; changed: Field[]; values: Values; cost: Cost;
  /** What these values are: the one PEMS has now, an earlier one, or values of ours that were given up and can be put back. */
  kind: "current" | "earlier" | "given_up"; historyId: string | null;
};
export type RecordDetail = {
  row: Row; mirror: Values; mirrorVersion: number; draft: DraftView | null; write: WriteView | null;
  editable: Field[]; readOnly: { [key in Field]?: string }; violations: Violation[]; versions: VersionView[];
};
export type DraftCheck = { violations: Violation[]; cost: Cost };

export type Topic = "records" | "status" | "conflicts" | "failed" | "runs" | "settings" | "session";
/** What a mutation changed; the window refreshes from this and from nothing else. `records` null means any. */
export type Changed = { topics: Topic[]; records: string[] | null };

export type Connection = "online" | "offline" | "sign_in_again" | "not_pems" | "certificate" | "unavailable" | "unknown";
export type Progress = { phase: "pulling" | "pushing"; done: number; total: number; secondsLeft: number | null };
export type GuardView = { reason: "empty" | "far_fewer" | "other_organization" | "versions_fell"; held: number; seen: number; message: string };
export type SyncStatus = {
  counts: { [key in Status]: number }; connection: Connection; connectionReason: string | null; running: boolean; progress: Progress | null;
  queued: number; processing: number; completed: number; failed: number; averageMs: number | null; lastSyncAt: string | null; nextSyncAt: string | null;
  offlineSince: string | null; guard: GuardView | null; quarantined: number;
};

export type ConflictSummary = {
  id: string; pfaId: string; description: string | null; fields: Field[]; rule: Violation | null; openedAt: string;
  pemsChangedBy: string | null; status: "open" | "resolved_mine" | "resolved_pems" | "resolved_merge" | "resolved_auto"; resolvedBy: string | null; resolvedAt: string | null;
};
export type ConflictField = {
  field: Field; side: "both" | "mine" | "pems" | "same"; base: Value; mine: Value; pems: Value;
  /** Fields that stand or fall together share a group: dates of one kind; source, rate and price. */
  group: "forecast" | "actual" | "money" | null;
};
export type ConflictDetail = ConflictSummary & {
  rows: ConflictField[]; model: string | null; areaSilo: string | null; baseVersion: number; pemsVersion: number; pemsChangedAt: string | null; draftedAt: string;
  mineCost: Cost; pemsCost: Cost;
};
export type Side = "mine" | "pems";
export type ConflictChoice = { strategy: "mine" | "pems" | "merge"; picks: { [key in Field]?: Side } };
export type ResultValue = { field: Field; value: Value; origin: "mine" | "pems" | "same" };
export type ConflictPreview = { values: ResultValue[]; cost: Cost; violations: Violation[]; missing: Field[]; becomesVersion: number | null };

export type AttemptView = { number: number; at: string; outcome: string; tookMs: number };
export type FailedItem = {
  pfaId: string; description: string | null; manufacturer: string | null; model: string | null; areaSilo: string | null;
  cause: "refused" | "rule" | "forbidden" | "gone" | "server" | "no_answer" | "rate_limited" | "not_pems";
  reason: string; whoActs: "you" | "pems_support" | "pems_administrator"; advice: string; attempts: AttemptView[]; outcomeKnown: boolean;
  canRetry: boolean; changes: Change[]; pemsVersion: number; since: string; requestId: string | null;
};

export type RollbackPreview = {
  changes: { field: Field; now: Value; after: Value }[]; costNow: Cost; costAfter: Cost; violations: Violation[]; alsoUndoes: string[]; fieldsTotal: number;
};

export type RunStatus = "running" | "done" | "with_conflicts" | "with_failures" | "stopped" | "offline";
export type RunTrigger = "schedule" | "commit" | "manual" | "reconnected" | "woke" | "hint" | "retry" | "start";
export type RunView = {
  id: string; startedAt: string; endedAt: string | null; trigger: RunTrigger; by: string; status: RunStatus; pulled: number; pushed: number;
  synced: number; conflicts: number; failed: number; quarantined: number; message: string | null;
};
export type RunItem = { pfaId: string; description: string | null; action: "pulled" | "pushed" | "merged" | "conflict" | "failed" | "quarantined" | "gone"; fields: Field[]; detail: string | null; at: string; status: Status };
export type RunQuery = { status: RunStatus | null; from: string | null; to: string | null; hideIdle: boolean; limit: number; offset: number };
export type RunPage = { total: number; idleHidden: number; runs: RunView[] };

export type Settings = {
  syncEnabled: boolean; intervalSeconds: number; batchSize: number; maxAttempts: number; rateLimitPerSecond: number;
  theme: "system" | "light" | "dark" | "contrast" | "contrast-dark"; notifications: boolean;
};
export type QuarantineItem = { id: string; pfaId: string | null; reason: string; payload: string; at: string };

/** Sent to the window as the event "pfa". */
export type AppEvent =
  | { type: "CONNECTED" }
  | { type: "CONNECTION"; connection: Connection; reason: string | null }
  | { type: "SYNC_QUEUED"; records: string[] }
  | { type: "SYNC_PROCESSING"; records: string[] }
  | { type: "SYNC_SUCCESS"; records: string[] }
  | { type: "SYNC_CONFLICT"; records: string[] }
  | { type: "SYNC_FAILED"; records: string[]; reason: string }
  | { type: "PROGRESS"; progress: Progress | null }
  | { type: "CHANGED"; changed: Changed };

/** Every command: its arguments and what it answers. */
export interface Commands {
  app_state: { args: {}; result: AppState };
  sign_in: { args: { request: SignIn }; result: AppState };
  sign_out: { args: {}; result: AppState };
  sample_open: { args: {}; result: AppState };
  sample_leave: { args: {}; result: AppState };
  organization_select: { args: { organization: string }; result: AppState };
  record_window: { args: { query: RecordQuery; offset: number; limit: number }; result: RecordWindow };
  record_totals: { args: { query: RecordQuery }; result: Totals };
  record_facets: { args: { field: Field | "status" }; result: Facet[] };
  record_show: { args: { pfaId: string }; result: RecordDetail };
  draft_check: { args: { pfaId: string; changes: Values }; result: DraftCheck };
  draft_save: { args: { pfaId: string; changes: Values; reason: string | null }; result: Changed };
  draft_discard: { args: { pfaId: string; reason: string | null }; result: Changed };
  draft_commit: { args: { pfaIds: string[] | null }; result: Changed };
  sync_now: { args: {}; result: Changed };
  sync_cancel: { args: {}; result: Changed };
  sync_status: { args: {}; result: SyncStatus };
  pull_accept: { args: {}; result: Changed };
  conflict_list: { args: { open: boolean }; result: ConflictSummary[] };
  conflict_show: { args: { id: string }; result: ConflictDetail };
  conflict_preview: { args: { id: string; choice: ConflictChoice }; result: ConflictPreview };
  conflict_resolve: { args: { id: string; choice: ConflictChoice }; result: Changed };
  failed_list: { args: {}; result: FailedItem[] };
  failed_retry: { args: { pfaIds: string[] | null }; result: Changed };
  version_list: { args: { pfaId: string }; result: VersionView[] };
  rollback_preview: { args: { pfaId: string; version: number }; result: RollbackPreview };
  record_roll_back: { args: { pfaId: string; version: number; reason: string }; result: Changed };
  given_up_restore: { args: { historyId: string }; result: Changed };
  run_list: { args: { query: RunQuery }; result: RunPage };
  run_items: { args: { runId: string }; result: RunItem[] };
  quarantine_list: { args: {}; result: QuarantineItem[] };
  settings_show: { args: {}; result: Settings };
  settings_save: { args: { settings: Settings }; result: Changed };
}
