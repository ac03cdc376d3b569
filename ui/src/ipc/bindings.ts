// Made by `cargo xtask bindings` from the Rust of crates/app. Do not edit by hand.

/** A field of a PFA record, by its camelCase name. */
export type Field = "pfaId" | "organization" | "areaSilo" | "category" | "forecastCategory" | "class" | "description" | "source" | "dor" | "isActualized" | "isDiscontinued" | "isFundsTransferable" | "monthlyRate" | "purchasePrice" | "manufacturer" | "model" | "originalStart" | "originalEnd" | "forecastStart" | "forecastEnd" | "actualStart" | "actualEnd" | "contract" | "equipment" | "lastChangedBy" | "lastChangedAt";

/** Text as it is, money "1234.50", a date "2026-06-15", an instant RFC 3339; null is empty. */
export type Value = string | boolean | null;

export type RunStatus = "running" | "done" | "with_conflicts" | "with_failures" | "stopped" | "offline";

export type Status = "draft" | "queued" | "syncing" | "synced" | "conflict" | "failed";

export type Permission = "read" | "editForecast" | "editActuals" | "sync" | "rollback" | "manageSettings";

export type CoupledGroup = "forecast" | "actual" | "money";

export type Side = "mine" | "pems";

export type Topic = "records" | "status" | "conflicts" | "failed" | "runs" | "settings" | "session" | "views" | "whatifs" | "audit" | "alerts";

export type LeftOut = { 
  /** Which. */
  pfaId: string, 
  /** Why, in a sentence. */
  reason: string, };

export type StepDone = { 
  /** What the person did, in words. */
  label: string, 
  /** Records whose draft it changed. */
  count: number, 
  /** The first of those that it left out, and why. */
  leftOut: Array<LeftOut>, 
  /** How many it left out. */
  leftOutCount: number, };

export type Changed = { 
  /** What is to be read again. */
  topics: Array<Topic>, 
  /** Which records; `None` when any may have changed. */
  records: Array<string> | null, 
  /** What was done to drafts and can be undone, or was undone. */
  step: StepDone | null, };

export type Connection = "online" | "offline" | "sign_in_again" | "not_pems" | "certificate" | "proxy_sign_in" | "policy_broken" | "unavailable" | "unknown";

export type ChangeFeed = "off" | "connecting" | "connected";

export type ProgressPhase = "pulling" | "pushing";

export type Progress = { 
  /** Which half. */
  phase: ProgressPhase, 
  /** Records done. */
  done: number, 
  /** Records in all. */
  total: number, 
  /** Seconds left at the rate so far; `None` while that is a guess. */
  secondsLeft: number | null, };

export type EditProgress = { 
  /** Records done. */
  done: number, 
  /** Records in all. */
  total: number, };

export type AppEvent = { "type": "CONNECTED" } | { "type": "CONNECTION", 
  /** How. */
  connection: Connection, 
  /** Why, in words. */
  reason: string | null, } | { "type": "SYNC_QUEUED", 
  /** Of these records. */
  records: Array<string>, } | { "type": "SYNC_PROCESSING", 
  /** Of these records. */
  records: Array<string>, } | { "type": "SYNC_SUCCESS", 
  /** Of these records. */
  records: Array<string>, } | { "type": "SYNC_CONFLICT", 
  /** On these records. */
  records: Array<string>, } | { "type": "SYNC_FAILED", 
  /** On these records. */
  records: Array<string>, 
  /** Why. */
  reason: string, } | { "type": "PROGRESS", 
  /** How far. */
  progress: Progress | null, } | { "type": "EDIT_PROGRESS", 
  /** How far. */
  progress: EditProgress | null, } | { "type": "ALERT", 
  /** What. */
  alert: Alert, } | { "type": "OPEN" } | { "type": "CHANGED", 
  /** What. */
  changed: Changed, };

export type Theme = "system" | "light" | "dark" | "contrast" | "contrast-dark";

export type Language = "system" | "en" | "de";

export type NotificationKind = "conflict" | "failed" | "alert" | "update";

export type ProxyMode = "system" | "none" | "manual" | "pac";

export type UpdateChannel = "stable" | "beta";

export type LogLevel = "off" | "error" | "warn" | "info" | "debug" | "trace";

export type Schedule = { days: number[]; from: string; to: string };

export type Settings = { 
  /** The root of PEMS's API. */
  pemsAddress: string | null, 
  /** Whether the worker syncs by itself. */
  syncEnabled: boolean, 
  /** Seconds between two cycles. */
  intervalSeconds: number, 
  /** When the worker syncs by itself; `None` for always. */
  schedule: Schedule | null, 
  /** Records sent a cycle before the next look. */
  batchSize: number, 
  /** Attempts of a write in all. */
  maxAttempts: number, 
  /** Seconds before the second attempt of a write; each further wait is twice as long. */
  retryDelaySeconds: number, 
  /** Requests a second at the most; what PEMS announces bounds it further. */
  rateLimitPerSecond: number, 
  /** The colours of the window. */
  theme: Theme, 
  /** The language of the window. */
  language: Language, 
  /** Whether the system tells of conflicts and failures while the window is not in front. */
  notifications: boolean, 
  /** Of what it does not tell all the same. */
  mutedNotifications: Array<NotificationKind>, 
  /** How requests find their way out of the network. */
  proxyMode: ProxyMode, 
  /** The proxy, where the mode is manual. */
  proxyAddress: string | null, 
  /** The user that proxies want to know; the password is in the keyring. */
  proxyUser: string | null, 
  /** The script, where the mode is PAC. */
  proxyPacUrl: string | null, 
  /** Hosts that no proxy has a part in, where the mode is manual. */
  proxyBypass: Array<string>, 
  /** A file of certificates, PEM, trusted besides the system's. */
  extraCaFile: string | null, 
  /** Whether the application starts when the person signs in to the computer. */
  startAtLogin: boolean, 
  /** Whether the application looks for updates of itself. */
  updateEnabled: boolean, 
  /** Which versions are offered. */
  updateChannel: UpdateChannel, 
  /** Where they are looked for; `None` for the address built in. */
  updateAddress: string | null, 
  /** Whether figures are offered to those who watch. */
  metricsEnabled: boolean, 
  /** Where Prometheus reads them; `None` for nowhere. */
  metricsListen: string | null, 
  /** Where they are pushed to by OTLP over HTTP; `None` for nowhere. */
  otlpEndpoint: string | null, 
  /** The change of a variance above which a second person has to approve; `None` for never. */
  approvalAbove: string | null, 
  /** The organization's key that the database's key is wrapped for too. */
  recoveryPublicKey: string | null, 
  /** How much is written to the log. */
  logLevel: LogLevel, 
  /** Minutes that a write may wait before an alert tells of it. */
  queueAgeAlertMinutes: number, };

export type SettingKey = "pemsAddress" | "syncEnabled" | "intervalSeconds" | "schedule" | "batchSize" | "maxAttempts" | "retryDelaySeconds" | "rateLimitPerSecond" | "theme" | "language" | "notifications" | "mutedNotifications" | "proxyMode" | "proxyAddress" | "proxyUser" | "proxyPacUrl" | "proxyBypass" | "extraCaFile" | "startAtLogin" | "updateEnabled" | "updateChannel" | "updateAddress" | "metricsEnabled" | "metricsListen" | "otlpEndpoint" | "approvalAbove" | "recoveryPublicKey" | "logLevel" | "queueAgeAlertMinutes";

export type Layer = "policy" | "machine" | "user" | "default";

export type SettingProblem = { 
  /** Whose. */
  layer: Layer, 
  /** The file or registry key. */
  source: string, 
  /** The line in it, where it is a text. */
  line: number | null, 
  /** The setting, where it is about one. */
  key: string | null, 
  /** What is wrong, without the place. */
  message: string, };

export type SettingView = { 
  /** Which. */
  key: SettingKey, 
  /** The value that holds. */
  value: string | number | boolean | string[] | { days: number[]; from: string; to: string } | null, 
  /** Whose value it is. */
  layer: Layer, 
  /** The file or registry key that it stands in. */
  source: string | null, 
  /** Whether the person may change it. */
  editable: boolean, 
  /** Why not, in a sentence. */
  why: string | null, };

export type RunTrigger = "schedule" | "commit" | "manual" | "reconnected" | "woke" | "hint" | "retry" | "start";

export type ChangedBy = "both" | "mine" | "pems" | "same";

export type Origin = "mine" | "pems" | "typed" | "same";

export type WhoActs = "you" | "pems_support" | "pems_administrator";

export type Values = { [key in Field]?: Value };

export type ErrorCode = "invalid" | "rule" | "not_found" | "forbidden" | "signed_out" | "sign_in_refused" | "offline" | "timeout" | "not_pems" | "unavailable" | "certificate" | "conflict_open" | "conflict_changed" | "stale" | "write_open" | "approval_needed" | "busy" | "proxy" | "policy" | "guard" | "keyring" | "key_file" | "key_lost" | "recovery" | "newer_database" | "damaged_database" | "database_busy" | "disk_full" | "disk_failed" | "read_only" | "internal" | "cancelled";

export type Violation = { 
  /** The rule's number, 1 to 6. */
  rule: number, 
  /** The fields that break it together. */
  fields: Field[], 
  /** A sentence that says what is wrong. */
  message: string, };

export type AppError = { 
  /** What kind of error it is. */
  code: ErrorCode, 
  /** A sentence for the person. */
  message: string, 
  /** More, in small. */
  detail: string | null, 
  /** The fields at fault. */
  fields: Field[], 
  /** The rules broken. */
  violations: Array<Violation>, 
  /** The record concerned. */
  recordId: string | null, };

export type Stage = "first_run" | "ready" | "blocked";

export type OrganizationView = { 
  /** Its code. */
  code: string, 
  /** Its name. */
  name: string, 
  /** The currency of its amounts. */
  currency: string, 
  /** What the person may do. */
  permissions: Array<Permission>, 
  /** Records held here. */
  records: number, };

export type SessionView = { 
  /** The API's root. */
  pems: string, 
  /** The tenant. */
  tenant: string, 
  /** The user as PEMS knows them. */
  userId: string, 
  /** Their name. */
  displayName: string, 
  /** Their organizations. */
  organizations: Array<OrganizationView>, 
  /** The one worked on. */
  organization: string, 
  /** Whether this is the sample. */
  sample: boolean, };

export type AppState = { 
  /** What the window shows. */
  stage: Stage, 
  /** The account. */
  session: SessionView | null, 
  /** Whether the account's secret is held. */
  signedIn: boolean, 
  /** Why it is blocked. */
  problem: AppError | null, 
  /** The version of this build. */
  version: string, };

export type SignIn = { 
  /** The PEMS address. */
  pems: string, 
  /** The tenant. */
  tenant: string, 
  /** The organization. */
  organization: string, 
  /** The user. */
  user: string | null, 
  /** What `secret` is. */
  secretKind: "password" | "apiKey", 
  /** The password or key. */
  secret: string, 
  /** The path of an extra CA file. */
  caFile: string | null, };

export type Approval = { 
  /** The user. */
  user: string, 
  /** Their password. */
  secret: string, };

export type Cost = { 
  /** By the plan dates. */
  plan: string | null, 
  /** By the forecast dates. */
  forecast: string | null, 
  /** By the actual dates. */
  actual: string | null, 
  /** Forecast (actual, where actualized) less plan. */
  variance: string | null, };

export type SortBy = Field | "status" | "forecastCost" | "variance";

export type SortKey = { 
  /** By what. */
  by: SortBy, 
  /** From the largest to the smallest. */
  descending: boolean, };

export type FilterBy = Field | "status" | "changed";

export type FilterOp = "is" | "from" | "to" | "contains" | "empty" | "not_empty";

export type Filter = { 
  /** On what. */
  field: FilterBy, 
  /** How. */
  op: FilterOp, 
  /** With what. */
  values: Value[], };

export type GroupBy = "category" | "class" | "source" | "dor" | "areaSilo" | "status" | "manufacturer";

export type GroupPath = Value[];

export type RecordQuery = { 
  /** Text to find in any text field. */
  search: string | null, 
  /** What must hold. */
  filters: Array<Filter>, 
  /** In which order within their group. */
  sort: Array<SortKey>, 
  /** What they are grouped by, the outermost first; 3 levels at the most. */
  groups: Array<GroupBy>, 
  /** The groups of which only the line itself is shown. */
  folded: Array<GroupPath>, 
  /** Of these records only. */
  only: Array<string> | null, 
  /** Of the records that this what-if changes only. */
  whatIf: string | null, };

export type Row = { 
  /** Its id. */
  pfaId: string, 
  /** PEMS's version. */
  version: number, 
  /** Its badge. */
  status: Status, 
  /** Since when. */
  statusAt: string | null, 
  /** Why, where there is more to say. */
  statusReason: string | null, 
  /** Its open conflict. */
  conflictId: string | null, 
  /** Its values as the planner sees them. */
  values: Values, 
  /** The fields that differ from PEMS's. */
  changed: Field[], 
  /** What it costs. */
  cost: Cost, };

export type Totals = { 
  /** Records. */
  count: number, 
  /** Sum of plan costs. */
  plan: string, 
  /** Sum of forecast costs. */
  forecast: string, 
  /** Sum of actual costs. */
  actual: string, 
  /** Sum of variances. */
  variance: string, };

export type Spans = { 
  /** Of the plan dates. */
  plan: [string, string] | null, 
  /** Of the forecast dates. */
  forecast: [string, string] | null, 
  /** Of the actual dates. */
  actual: [string, string] | null, };

export type Line = { "type": "group", 
  /** How deep it stands; 0 is the outermost. */
  level: number, 
  /** Its values, one a level. */
  path: GroupPath, 
  /** What the innermost of them is a value of. */
  field: GroupBy, 
  /** That value. */
  value: Value, 
  /** Its sums. */
  totals: Totals, 
  /** Whether only the line itself is shown. */
  folded: boolean, 
  /** The earliest date of its plan and forecast bars. */
  from: string | null, 
  /** The latest date of its plan and forecast bars. */
  to: string | null, 
  /** From when to when its bars go. */
  spans: Spans, } | { "type": "row", 
  /** Its number among the records of the view, folded ones counted; the first is 1. */
  number: number, 
  /** The record. */
  row: Row, };

export type LineWindow = { 
  /** Lines in all. */
  total: number, 
  /** Records in all, folded ones counted. */
  records: number, 
  /** Lines passed over. */
  offset: number, 
  /** The lines. */
  lines: Array<Line>, };

export type Edit = { 
  /** Which record. */
  pfaId: string, 
  /** Its new values. */
  changes: Values, 
  /** What the person saw in these fields when they changed them: where another value stands by now, the
 * record is left out. */
  seen?: Values, };

export type Target = { "ids": Array<string> } | { "query": RecordQuery };

export type BulkChange = { "type": "shift", 
  /** Days later; earlier when negative. */
  days: number, } | { "type": "length", 
  /** Days from start to end. */
  days: number, } | { "type": "set", 
  /** The values. */
  changes: Values, } | { "type": "reset_to_plan" } | { "type": "back_to_pems" } | { "type": "discontinue" } | { "type": "reinstate" };

export type EditChange = { 
  /** Which. */
  field: Field, 
  /** Its value now. */
  from: Value, 
  /** Its new value; as typed where it is none. */
  to: Value, 
  /** Why it is refused, if the field is at fault. */
  refused: string | null, };

export type EditVerdict = { 
  /** Which record. */
  pfaId: string, 
  /** Its fields. */
  changes: Array<EditChange>, 
  /** Why the record is left out, if it is. */
  refused: string | null, };

export type Reason = { 
  /** In a sentence. */
  message: string, 
  /** How many records. */
  count: number, };

export type EditCheck = { 
  /** The first 500 records that it would change or leave out; those left out first. */
  edits: Array<EditVerdict>, 
  /** Records that it would change. */
  changed: number, 
  /** Records that are so already. */
  unchanged: number, 
  /** Records that it would leave out. */
  refused: number, 
  /** Why, the most frequent reason first. */
  reasons: Array<Reason>, 
  /** What the records come to now. */
  before: Totals, 
  /** What they would come to. */
  after: Totals, };

export type PreviewCost = { 
  /** Which record. */
  pfaId: string, 
  /** What it would cost. */
  cost: Cost, };

export type LinePreview = { 
  /** Each record. */
  cost: Array<PreviewCost>, 
  /** What they would come to together. */
  totals: Totals, 
  /** What that is more than now. */
  delta: Totals, };

export type JournalState = { 
  /** The step that undoing takes back. */
  undo: string | null, 
  /** The step that redoing does again. */
  redo: string | null, 
  /** Steps that can be undone. */
  undoCount: number, 
  /** Steps that can be redone. */
  redoCount: number, };

export type ColumnSpec = { 
  /** Which. */
  id: string, 
  /** Its width in CSS pixels; null as it comes. */
  width: number | null, 
  /** Whether it is shown. */
  shown: boolean, };

export type Scale = "day" | "week" | "month" | "quarter" | "year";

export type ViewScreen = "grid" | "timeline" | "cost";

export type ViewSpec = { 
  /** Which records; what is folded and focused on is not kept. */
  query: RecordQuery, 
  /** The columns, from left to right. */
  columns: Array<ColumnSpec>, 
  /** Columns that stay in sight. */
  frozen: number, 
  /** The time axis. */
  scale: Scale, 
  /** Where it is looked at. */
  screen: ViewScreen, };

export type SavedView = { 
  /** Its id, made by the window. */
  id: string, 
  /** What the planner calls it. */
  name: string, 
  /** What it shows. */
  spec: ViewSpec, };

export type WhatIf = { 
  /** Its id. */
  id: string, 
  /** What the planner calls it. */
  name: string, 
  /** Records that it changes. */
  records: number, 
  /** What all records come to without any what-if. */
  before: Totals, 
  /** What they come to with this one. */
  after: Totals, 
  /** When it was begun. */
  createdAt: string, 
  /** Whether the grid shows it and new drafts belong to it. */
  active: boolean, };

export type TableFormat = "csv" | "xlsx";

export type Mapping = (Field | null)[];

export type ImportOpened = { 
  /** What it is asked for by. */
  importId: string, 
  /** The file's name. */
  name: string, 
  /** Its columns' names. */
  columns: Array<string>, 
  /** How many rows it has. */
  rows: number, 
  /** The first of them. */
  sample: Array<Array<string>>, 
  /** What each column seems to hold. */
  mapping: Mapping, };

export type BadRow = { 
  /** Its line in the file. */
  line: number, 
  /** The record that it names. */
  pfaId: string | null, 
  /** Why, in a sentence. */
  reason: string, };

export type ImportCheck = { 
  /** Rows in all. */
  rows: number, 
  /** The first 500 bad ones, by line. */
  bad: Array<BadRow>, 
  /** Bad rows in all. */
  badCount: number, 
  /** The first 500 records that it would change or leave out; those left out first. */
  edits: Array<EditVerdict>, 
  /** Records that it would change. */
  changed: number, 
  /** Records that are so already. */
  unchanged: number, 
  /** Records that it would leave out. */
  refused: number, 
  /** Why, the most frequent reason first. */
  reasons: Array<Reason>, 
  /** What the records come to now. */
  before: Totals, 
  /** What they would come to. */
  after: Totals, };

export type ViewExport = { 
  /** The file. */
  path: string, 
  /** Records in it. */
  records: number, };

export type CostScale = "month" | "quarter" | "year";

export type CostSeries = { 
  /** By the plan. */
  plan: Array<string>, 
  /** By the forecast. */
  forecast: Array<string>, 
  /** By the actuals. */
  actual: Array<string>, 
  /** Forecast (actual, where actualized) less plan. */
  variance: Array<string>, };

export type CostParts = { 
  /** By the plan. */
  plan: string, 
  /** By the forecast. */
  forecast: string, 
  /** By the actuals. */
  actual: string, 
  /** Forecast (actual, where actualized) less plan. */
  variance: string, };

export type CostLine = { 
  /** The group, one value a level; empty for all records. */
  path: GroupPath, 
  /** How deep it stands: all records 0, the outermost groups 1. */
  level: number, 
  /** The innermost value. */
  value: Value, 
  /** Records. */
  count: number, 
  /** What falls on no day that is known: purchases without a start. */
  undated: CostParts, 
  /** What they come to in all, also outside of the periods. */
  total: Totals, 
  /** By the plan. */
  plan: Array<string>, 
  /** By the forecast. */
  forecast: Array<string>, 
  /** By the actuals. */
  actual: Array<string>, 
  /** Forecast (actual, where actualized) less plan. */
  variance: Array<string>, };

export type CostMatrix = { 
  /** The first day of each period. */
  periods: Array<string>, 
  /** All records, then each group before those within it. */
  lines: Array<CostLine>, 
  /** What has fallen by the end of each period, of all records and from their first day on. */
  cumulative: CostSeries, };

export type Facet = { 
  /** The value. */
  value: Value, 
  /** Records that have it. */
  count: number, };

export type Change = { 
  /** Which. */
  field: Field, 
  /** What PEMS had when it was changed. */
  base: Value, 
  /** The new value. */
  mine: Value, };

export type DraftView = { 
  /** Rises with every edit. */
  revision: number, 
  /** PEMS's version that it is based on. */
  baseVersion: number, 
  /** What it changes. */
  changes: Array<Change>, 
  /** When it was last edited. */
  changedAt: string, 
  /** Why. */
  reason: string | null, };

export type WriteView = { 
  /** Attempts so far. */
  attempts: number, 
  /** Attempts in all before it is set aside. */
  maxAttempts: number, 
  /** When the next one is due. */
  nextAttemptAt: string | null, 
  /** When it was last sent. */
  sentAt: string | null, 
  /** Whether it is known what became of it. */
  outcomeKnown: boolean, };

export type VersionKind = "current" | "earlier" | "given_up" | "merged";

export type VersionView = { 
  /** PEMS's version; of given-up values the one that they stood against. */
  version: number, 
  /** Who made it. */
  changedBy: string, 
  /** When; empty where nobody told. */
  changedAt: string, 
  /** Why. */
  changeReason: string | null, 
  /** The fields that differ from the version before. */
  changed: Field[], 
  /** The values. */
  values: Values, 
  /** What the record costs with them. */
  cost: Cost, 
  /** What they are. */
  kind: VersionKind, 
  /** By what given-up values are put back. */
  historyId: string | null, 
  /** By what a merge is taken back. */
  mergeId: string | null, 
  /** Of a merge, both sides of what either changed. */
  sides: Array<ConflictField>, };

export type RecordDetail = { 
  /** As in the grid. */
  row: Row, 
  /** As PEMS last showed it. */
  mirror: Values, 
  /** PEMS's version. */
  mirrorVersion: number, 
  /** What is unsent. */
  draft: DraftView | null, 
  /** The open write. */
  write: WriteView | null, 
  /** The fields that the person may edit. */
  editable: Field[], 
  /** Why the person may not edit the others. */
  readOnly: { [key in Field]?: string }, 
  /** The rules that the record breaks as it stands. */
  violations: Array<Violation>, 
  /** Its versions as known here. */
  versions: Array<VersionView>, };

export type DraftCheck = { 
  /** The rules that it breaks. */
  violations: Array<Violation>, 
  /** What the record would cost. */
  cost: Cost, };

export type GuardView = { 
  /** Why. */
  reason: "empty" | "far_fewer" | "rows_missing" | "other_organization" | "versions_fell", 
  /** Records held here. */
  held: number, 
  /** What PEMS showed. */
  seen: number, 
  /** A sentence with the figures. */
  message: string, };

export type SyncStatus = { 
  /** Records by badge. */
  counts: { [key in Status]: number }, 
  /** How PEMS can be reached. */
  connection: Connection, 
  /** Why, in words. */
  connectionReason: string | null, 
  /** How the change feed stands. */
  changeFeed: ChangeFeed, 
  /** Whether a cycle runs. */
  running: boolean, 
  /** How far it is. */
  progress: Progress | null, 
  /** Writes that wait. */
  queued: number, 
  /** Writes being sent. */
  processing: number, 
  /** Writes acknowledged within 24 hours. */
  completed: number, 
  /** Writes set aside. */
  failed: number, 
  /** Mean milliseconds from commit to acknowledgement. */
  averageMs: number | null, 
  /** When a cycle last went through. */
  lastSyncAt: string | null, 
  /** When the next one starts by itself. */
  nextSyncAt: string | null, 
  /** Since when PEMS cannot be reached. */
  offlineSince: string | null, 
  /** A pull that the guard stopped. */
  guard: GuardView | null, 
  /** Rows in quarantine. */
  quarantined: number, };

export type ConflictSummary = { 
  /** Its id. */
  id: string, 
  /** Of which record. */
  pfaId: string, 
  /** The record's description. */
  description: string | null, 
  /** The fields to decide. */
  fields: Field[], 
  /** The rule that the sides break together. */
  rule: Violation | null, 
  /** When it was found. */
  openedAt: string, 
  /** Who changed the record in PEMS. */
  pemsChangedBy: string | null, 
  /** Where it stands. */
  status: "open" | "resolved_mine" | "resolved_pems" | "resolved_merge" | "resolved_auto" | "moved_on" | "discarded", 
  /** Who settled it. */
  resolvedBy: string | null, 
  /** When. */
  resolvedAt: string | null, };

export type ConflictField = { 
  /** Which. */
  field: Field, 
  /** Who changed it. */
  side: ChangedBy, 
  /** Before either changed it. */
  base: Value, 
  /** The planner's. */
  mine: Value, 
  /** PEMS's. */
  pems: Value, 
  /** The group that it stands or falls with. */
  group: CoupledGroup | null, };

export type ConflictDetail = { 
  /** Every field that a person may write. */
  rows: Array<ConflictField>, 
  /** The equipment's model. */
  model: string | null, 
  /** The area. */
  areaSilo: string | null, 
  /** PEMS's version that the draft was based on. */
  baseVersion: number, 
  /** PEMS's version now. */
  pemsVersion: number, 
  /** When PEMS's was changed. */
  pemsChangedAt: string | null, 
  /** When the draft was last edited. */
  draftedAt: string, 
  /** What the record costs with the draft. */
  mineCost: Cost, 
  /** What it costs in PEMS. */
  pemsCost: Cost, 
  /** Its id. */
  id: string, 
  /** Of which record. */
  pfaId: string, 
  /** The record's description. */
  description: string | null, 
  /** The fields to decide. */
  fields: Field[], 
  /** The rule that the sides break together. */
  rule: Violation | null, 
  /** When it was found. */
  openedAt: string, 
  /** Who changed the record in PEMS. */
  pemsChangedBy: string | null, 
  /** Where it stands. */
  status: "open" | "resolved_mine" | "resolved_pems" | "resolved_merge" | "resolved_auto" | "moved_on" | "discarded", 
  /** Who settled it. */
  resolvedBy: string | null, 
  /** When. */
  resolvedAt: string | null, };

export type ConflictChoice = { 
  /** How. */
  strategy: "mine" | "pems" | "merge", 
  /** The side for each field, when merging. */
  picks: { [key in Field]?: Side }, 
  /** The value for each field that is neither side's, when merging, as typed. */
  typed: Values, };

export type ResultValue = { 
  /** Which. */
  field: Field, 
  /** The value. */
  value: Value, 
  /** Where it comes from. */
  origin: Origin, };

export type ConflictPreview = { 
  /** Every field. */
  values: Array<ResultValue>, 
  /** What the record would cost. */
  cost: Cost, 
  /** The rules that it would break. */
  violations: Array<Violation>, 
  /** The fields that no value is chosen for. */
  missing: Field[], 
  /** The version that it becomes; null when nothing has to be sent. */
  becomesVersion: number | null, };

export type ShownConflict = { 
  /** Its id. */
  id: string, 
  /** PEMS's version that was shown. */
  pemsVersion: number, 
  /** The draft's revision that was shown. */
  revision: number, };

export type Stayed = { 
  /** Its id. */
  id: string, 
  /** Of which record; null where there is no such conflict. */
  pfaId: string | null, 
  /** Why. */
  why: string, };

export type SidesOfField = { 
  /** Which. */
  field: Field, 
  /** The planner's. */
  mine: Value, 
  /** PEMS's. */
  pems: Value, };

export type ConflictManyPreview = { 
  /** What to send back with the decision. */
  shown: ShownConflict, 
  /** Of which record. */
  pfaId: string, 
  /** The record's description. */
  description: string | null, 
  /** What is sent on top of PEMS's record. */
  sends: Array<SidesOfField>, 
  /** What of mine loses, and stays in history. */
  givesUp: Array<SidesOfField>, 
  /** Why it stays open; null where it can be settled. */
  stays: string | null, };

export type ConflictManyResolved = { 
  /** The records whose conflict is settled. */
  resolved: Array<string>, 
  /** What stayed open. */
  stayed: Array<Stayed>, 
  /** What is to be read again. */
  changed: Changed, };

export type MergeUndone = { 
  /** The conflict that it is now; null where PEMS has the merged values already. */
  conflictId: string | null, 
  /** The version that rolling back would take the record to; null where it was not sent yet. */
  rollBackTo: number | null, 
  /** What is to be read again. */
  changed: Changed, };

export type AttemptView = { 
  /** 1, 2, … */
  number: number, 
  /** When. */
  at: string, 
  /** How it ended, in a few words. */
  outcome: string, 
  /** How long the answer took. */
  tookMs: number, };

export type Cause = "refused" | "rule" | "forbidden" | "gone" | "server" | "no_answer" | "rate_limited" | "not_pems";

export type FailedItem = { 
  /** Of which record. */
  pfaId: string, 
  /** The record's description. */
  description: string | null, 
  /** The equipment's maker. */
  manufacturer: string | null, 
  /** The equipment's model. */
  model: string | null, 
  /** The area. */
  areaSilo: string | null, 
  /** Why. */
  cause: Cause, 
  /** Why, in a sentence. */
  reason: string, 
  /** Who acts. */
  whoActs: WhoActs, 
  /** What to do, in a sentence. */
  advice: string, 
  /** The attempts. */
  attempts: Array<AttemptView>, 
  /** Whether it is known what became of it. */
  outcomeKnown: boolean, 
  /** Whether trying the same again can help. */
  canRetry: boolean, 
  /** What it changes. */
  changes: Array<Change>, 
  /** PEMS's version. */
  pemsVersion: number, 
  /** Since when it waits for a person. */
  since: string, 
  /** PEMS's number for the last request. */
  requestId: string | null, };

export type RollbackChange = { 
  /** Which. */
  field: Field, 
  /** Now in PEMS. */
  now: Value, 
  /** After. */
  after: Value, };

export type RollbackPreview = { 
  /** The fields. */
  changes: Array<RollbackChange>, 
  /** What the record costs now. */
  costNow: Cost, 
  /** What it would cost. */
  costAfter: Cost, 
  /** The rules that keep it from being done. */
  violations: Array<Violation>, 
  /** Whose later changes go too. */
  alsoUndoes: Array<string>, 
  /** Fields that a person may write, in all. */
  fieldsTotal: number, };

export type ExportFormat = "csv" | "json";

export type UnreadableChange = { 
  /** Of which record; null where nothing tells. */
  pfaId: string | null, 
  /** Where it stood; null where nothing tells. */
  status: Status | null, };

export type UnsentExport = { 
  /** The file, with its path; null where nothing is unsent. */
  file: string | null, 
  /** Records in it. */
  records: number, 
  /** Changed fields in it. */
  changes: number, 
  /** What could not be read. */
  unreadable: Array<UnreadableChange>, };

export type DashboardQuery = { 
  /** From then on, RFC 3339. */
  from: string, 
  /** Up to before then, RFC 3339. */
  to: string, };

export type LatencyGroup = { 
  /** They took no longer than so many seconds, and longer than those of the group before; none for those above all. */
  leSeconds: number | null, 
  /** How many. */
  count: number, };

export type Latency = { 
  /** Writes. */
  count: number, 
  /** The wait that half of them did not exceed. */
  medianMs: number | null, 
  /** The wait that 95 of 100 did not exceed. */
  p95Ms: number | null, 
  /** The writes by their wait. */
  buckets: Array<LatencyGroup>, };

export type Queue = { 
  /** Writes that wait or are being sent. */
  size: number, 
  /** When the oldest was committed. */
  oldestAt: string | null, };

export type CauseCount = { 
  /** Why. */
  cause: Cause, 
  /** How many. */
  count: number, };

export type FailedDetail = { 
  /** The JSON that is sent, laid out to be read. */
  payload: string, 
  /** The key that makes sending it again safe. */
  idempotencyKey: string, };

export type DashboardPoint = { 
  /** When it begins. */
  at: string, 
  /** Runs. */
  runs: number, 
  /** Writes that reached PEMS. */
  synced: number, 
  /** Writes set aside. */
  failed: number, 
  /** Conflicts found. */
  conflicts: number, 
  /** The median wait of the writes acknowledged in it. */
  latencyMs: number | null, };

export type Dashboard = { 
  /** Runs that started in the span. */
  runs: number, 
  /** The share of their writes that reached PEMS, from 0 to 1; none where none were tried. */
  successRate: number | null, 
  /** How long writes took. */
  latency: Latency, 
  /** What waits now. */
  queue: Queue, 
  /** Conflicts open now. */
  conflictsOpen: number, 
  /** Conflicts resolved in the span. */
  conflictsResolved: number, 
  /** Writes set aside now. */
  failedByCause: Array<CauseCount>, 
  /** The span in equal steps, the oldest first; 60 at the most. */
  points: Array<DashboardPoint>, 
  /** What somebody should look after. */
  alerts: Array<Alert>, };

export type AuditQuery = { 
  /** Only those that say this anywhere. */
  text: string | null, 
  /** Only those of this action. */
  action: string | null, 
  /** Only those of this user. */
  who: string | null, 
  /** Only those about this record. */
  pfaId: string | null, 
  /** Written then or later, RFC 3339. */
  from: string | null, 
  /** Written before, RFC 3339. */
  to: string | null, 
  /** Only those after this row: the `next` of the page before. */
  before: string | null, 
  /** Rows at the most. */
  limit: number, };

export type AuditRow = { 
  /** Its place in the chain. */
  id: string, 
  /** When. */
  at: string, 
  /** Who did it; `worker` when nobody asked for it. */
  who: string, 
  /** In a word. */
  action: string, 
  /** The record, where it is about one. */
  pfaId: string | null, 
  /** The particulars as JSON. */
  detail: string, 
  /** What it says, in a sentence. */
  sentence: string, };

export type AuditPage = { 
  /** The rows, the newest first; fewer than asked for where the next page has more. */
  rows: Array<AuditRow>, 
  /** Whether the next page may have more. */
  more: boolean, 
  /** What the next page asks for as `before`. */
  next: string | null, 
  /** Rows that match, as far as was counted. */
  total: number, 
  /** Whether that is all of them; else there are at least so many. */
  exact: boolean, };

export type AuditVerdict = { 
  /** Rows that were walked; 0 where one does not fit. */
  rows: number, 
  /** The first row that does not fit, in a sentence. */
  broken: string | null, };

export type Exported = { 
  /** Where it lies. */
  path: string, 
  /** Rows in it. */
  rows: number, };

export type ShownVersion = { 
  /** The record. */
  pfaId: string, 
  /** PEMS's version then: `from` of the preview. */
  version: number, };

export type RunRollbackItem = { 
  /** The record. */
  pfaId: string, 
  /** Its description. */
  description: string | null, 
  /** PEMS's version now. */
  from: number, 
  /** The version before the run's. */
  to: number, 
  /** The fields. */
  changes: Array<RollbackChange>, 
  /** Why it stays as it is, in a sentence. */
  stays: string | null, };

export type RunRollbackPreview = { 
  /** The records that the run pushed. */
  items: Array<RunRollbackItem>, 
  /** What those that change cost now. */
  costNow: Totals, 
  /** What they would cost. */
  costAfter: Totals, };

export type RunRolledBack = { 
  /** The records whose values from before are on their way. */
  rolledBack: Array<string>, 
  /** The records that stay as they are. */
  stayed: Array<LeftOut>, 
  /** What is to be read again. */
  changed: Changed, };

export type AlertKind = "queue_old" | "success_low" | "signed_out" | "update" | "policy_broken" | "backup_old";

export type Alert = { 
  /** What it is about. */
  kind: AlertKind, 
  /** What is the matter and what helps, in a sentence or two. */
  message: string, 
  /** Since when. */
  since: string, };

export type RunView = { 
  /** Its id. */
  id: string, 
  /** When it started. */
  startedAt: string, 
  /** When it ended. */
  endedAt: string | null, 
  /** What started it. */
  trigger: RunTrigger, 
  /** Who did. */
  by: string, 
  /** How it ended. */
  status: RunStatus, 
  /** Records pulled. */
  pulled: number, 
  /** Writes sent. */
  pushed: number, 
  /** Writes acknowledged. */
  synced: number, 
  /** Conflicts found. */
  conflicts: number, 
  /** Writes set aside. */
  failed: number, 
  /** Rows put in quarantine. */
  quarantined: number, 
  /** Why it ended as it did. */
  message: string | null, };

export type RunQuery = { 
  /** Only those that ended so. */
  status: RunStatus | null, 
  /** Only those that this started. */
  trigger: RunTrigger | null, 
  /** Only those that this user started; `worker` for those that nobody did. */
  by: string | null, 
  /** Only those whose message has this part, or that did something to a record whose id begins so. */
  text: string | null, 
  /** Started then or later, RFC 3339. */
  from: string | null, 
  /** Started before, RFC 3339. */
  to: string | null, 
  /** Leave out runs that did nothing. */
  hideIdle: boolean, 
  /** Runs at the most. */
  limit: number, 
  /** Runs to pass over. */
  offset: number, };

export type RunPage = { 
  /** Runs that match. */
  total: number, 
  /** Idle ones left out. */
  idleHidden: number, 
  /** The runs. */
  runs: Array<RunView>, };

export type RunItem = { 
  /** Which. */
  pfaId: string, 
  /** The record's description. */
  description: string | null, 
  /** What it did. */
  action: "pulled" | "pushed" | "merged" | "conflict" | "failed" | "quarantined" | "gone", 
  /** The fields concerned. */
  fields: Field[], 
  /** More, in words. */
  detail: string | null, 
  /** When. */
  at: string, 
  /** The record's badge now. */
  status: Status, };

export type QuarantineItem = { 
  /** Its id here. */
  id: string, 
  /** Which record. */
  pfaId: string | null, 
  /** What is wrong. */
  reason: string, 
  /** The row as it came. */
  payload: string, 
  /** When. */
  at: string, };

export type Scratch = { 
  /** The record. */
  pfaId: string, 
  /** Its description, to be known by. */
  description: string, 
  /** The fields as they were typed. */
  values: Values, 
  /** When. */
  typedAt: string, };

export type DoctorCheck = "database" | "backup" | "keyring" | "network" | "proxy" | "certificate" | "clock" | "pems" | "versions" | "disk" | "policy" | "log";

export type Said = { "type": "versions", app: string, schema: string, sqlite: string, arch: string, os: string, } | { "type": "key_kept" } | { "type": "key_without_code" } | { "type": "keyring_empty" } | { "type": "key_missing" } | { "type": "database_none" } | { "type": "database_whole", path: string, bytes: string, } | { "type": "database_damaged", path: string, why: string, } | { "type": "copy_of", path: string, made: string, } | { "type": "copy_old", made: string, } | { "type": "copy_not_yet" } | { "type": "copy_missing" } | { "type": "room", megabytes: string, directory: string, } | { "type": "room_low", megabytes: string, directory: string, } | { "type": "disk_silent", directory: string, error: string, } | { "type": "log", path: string, kilobytes: string, } | { "type": "log_unusable", path: string, error: string, } | { "type": "policy_good" } | { "type": "policy_broken", problems: string, } | { "type": "look_failed", error: string, } | { "type": "no_answer", seconds: string, } | { "type": "not_asked" } | { "type": "proxy_system" } | { "type": "proxy_none" } | { "type": "proxy_used", address: string, } | { "type": "proxy_script", address: string, } | { "type": "reached", pems: string, } | { "type": "certificate_trusted" } | { "type": "certificate_none" } | { "type": "clock_ahead", seconds: string, } | { "type": "clock_behind", seconds: string, } | { "type": "serves" } | { "type": "degraded" } | { "type": "error", code: ErrorCode, message: string, };

export type Help = "make_code" | "recover_key" | "recover_by_code" | "repair" | "newer_version" | "see_backup_log" | "free_space" | "check_disk" | "open_log_folder" | "correct_policy" | "send_bundle" | "see_what_hangs" | "see_database" | "sign_in" | "sign_in_again" | "set_clock" | "wait_or_ask" | "look_again_or_ask" | "install_authority" | "sign_in_to_proxy" | "open_proxy" | "check_online" | "something_else" | "ask_administrator";

export type Finding = { 
  /** What was looked at. */
  check: DoctorCheck, 
  /** Whether it is in order. */
  ok: boolean, 
  /** What it is like. */
  said: Said, 
  /** What helps; none where nothing has to. */
  help: Help | null, 
  /** What it is like, in a sentence of English. */
  what: string, 
  /** What helps, in one. */
  remedy: string | null, 
  /** How long the look took. */
  took_ms: number, };

export type BundleFile = { 
  /** Its name in the bundle. */
  name: string, 
  /** All of it. */
  text: string, 
  /** How long that is, in bytes. */
  bytes: number, };

export type BundleView = { 
  /** Its files. */
  files: Array<BundleFile>, };

export type SavedFile = { 
  /** Where it is. */
  path: string, };

export type RepairReport = { 
  /** All of it in sentences, with every path. */
  message: string, 
  /** Where the damaged database is now; null where there was none any more. */
  setAside: string | null, 
  /** The file with what was unsent; null where nothing was. */
  unsentFile: string | null, 
  /** The backup that took its place; null where there is no good one. */
  backup: string | null, 
  /** When that was made. */
  backupMadeAt: string | null, 
  /** Records whose unsent changes are drafts again. */
  reapplied: number, 
  /** Unsent changes that are in the file and not in the database. */
  onlyInFile: Array<LeftInFile>, 
  /** Unsent changes that could not be read. */
  unreadable: number, };

export type LeftInFile = { 
  /** The record. */
  pfaId: string, 
  /** Why not. */
  why: string, };

export type RecoveryState = { 
  /** Whether the person has shown that they wrote the code down. */
  shown: boolean, 
  /** When the code was made; null while there is none. */
  madeAt: string | null, 
  /** Whether the key is kept for the organization too. */
  organizationKey: boolean, };

export type RecoveryCode = { 
  /** Six groups of five, with dashes between. */
  code: string, };

/** Every command: its arguments and what it answers. */
export interface Commands {
  app_state: { args: Record<string, never>; result: AppState };
  link_take: { args: Record<string, never>; result: string | null };
  sign_in: { args: { request: SignIn }; result: AppState };
  sign_out: { args: Record<string, never>; result: AppState };
  sample_open: { args: Record<string, never>; result: AppState };
  sample_leave: { args: Record<string, never>; result: AppState };
  organization_select: { args: { organization: string }; result: AppState };
  line_window: { args: { query: RecordQuery; offset: number; limit: number }; result: LineWindow };
  line_find: { args: { query: RecordQuery; pfaId: string }; result: number | null };
  line_ids: { args: { query: RecordQuery; from: number; to: number }; result: Array<string> };
  record_totals: { args: { query: RecordQuery }; result: Totals };
  record_facets: { args: { query: RecordQuery; field: FilterBy }; result: Array<Facet> };
  record_show: { args: { pfaId: string }; result: RecordDetail };
  line_preview: { args: { edits: Array<Edit> }; result: LinePreview };
  edit_check: { args: { edits: Array<Edit> }; result: EditCheck };
  edit_save: { args: { edits: Array<Edit>; label: string; reason: string | null }; result: Changed };
  edit_cancel: { args: Record<string, never>; result: Changed };
  bulk_check: { args: { target: Target; change: BulkChange }; result: EditCheck };
  bulk_save: { args: { target: Target; change: BulkChange; reason: string | null }; result: Changed };
  undo: { args: Record<string, never>; result: Changed };
  redo: { args: Record<string, never>; result: Changed };
  journal_state: { args: Record<string, never>; result: JournalState };
  cost_matrix: { args: { query: RecordQuery; scale: CostScale; from: string | null; to: string | null }; result: CostMatrix };
  import_open: { args: { name: string; bytesBase64: string }; result: ImportOpened };
  import_check: { args: { importId: string; mapping: Mapping }; result: ImportCheck };
  import_save: { args: { importId: string; mapping: Mapping }; result: Changed };
  view_export: { args: { query: RecordQuery; columns: Array<string>; format: TableFormat }; result: ViewExport };
  view_list: { args: Record<string, never>; result: Array<SavedView> };
  view_save: { args: { view: SavedView }; result: Changed };
  view_delete: { args: { id: string }; result: Changed };
  workspace_state_get: { args: Record<string, never>; result: string | null };
  workspace_state_put: { args: { json: string }; result: null };
  what_if_list: { args: Record<string, never>; result: Array<WhatIf> };
  what_if_begin: { args: { name: string }; result: Changed };
  what_if_enter: { args: { id: string | null }; result: Changed };
  what_if_commit: { args: { id: string }; result: Changed };
  what_if_drop: { args: { id: string; reason: string | null }; result: Changed };
  draft_check: { args: { pfaId: string; changes: Values }; result: DraftCheck };
  draft_save: { args: { pfaId: string; changes: Values; seen: Values | null; reason: string | null }; result: Changed };
  draft_discard: { args: { pfaId: string; reason: string | null }; result: Changed };
  draft_commit: { args: { pfaIds: Array<string> | null }; result: Changed };
  sync_now: { args: Record<string, never>; result: Changed };
  sync_cancel: { args: Record<string, never>; result: Changed };
  sync_status: { args: Record<string, never>; result: SyncStatus };
  pull_accept: { args: Record<string, never>; result: Changed };
  conflict_list: { args: { open: boolean }; result: Array<ConflictSummary> };
  conflict_show: { args: { id: string }; result: ConflictDetail };
  conflict_preview: { args: { id: string; choice: ConflictChoice }; result: ConflictPreview };
  conflict_resolve: { args: { id: string; choice: ConflictChoice; approval: Approval | null }; result: Changed };
  conflict_preview_many: { args: { ids: Array<string> | null; side: Side }; result: Array<ConflictManyPreview> };
  conflict_resolve_many: { args: { shown: Array<ShownConflict>; side: Side; approval: Approval | null }; result: ConflictManyResolved };
  merge_undo: { args: { id: string }; result: MergeUndone };
  failed_show: { args: { pfaId: string }; result: FailedDetail };
  failed_list: { args: Record<string, never>; result: Array<FailedItem> };
  failed_retry: { args: { pfaIds: Array<string> | null }; result: Changed };
  version_list: { args: { pfaId: string }; result: Array<VersionView> };
  rollback_preview: { args: { pfaId: string; version: number }; result: RollbackPreview };
  record_roll_back: { args: { pfaId: string; version: number; reason: string; approval: Approval | null }; result: Changed };
  given_up_restore: { args: { historyId: string }; result: Changed };
  run_list: { args: { query: RunQuery }; result: RunPage };
  run_items: { args: { runId: string }; result: Array<RunItem> };
  run_export: { args: { query: RunQuery; format: ExportFormat }; result: Exported };
  run_rollback_preview: { args: { runId: string }; result: RunRollbackPreview };
  run_roll_back: { args: { runId: string; reason: string; shown: Array<ShownVersion>; approval: Approval | null }; result: RunRolledBack };
  run_item_attempts: { args: { runId: string; pfaId: string }; result: Array<AttemptView> };
  dashboard: { args: { query: DashboardQuery }; result: Dashboard };
  audit_list: { args: { query: AuditQuery }; result: AuditPage };
  audit_export: { args: { query: AuditQuery; format: ExportFormat }; result: Exported };
  audit_verify: { args: Record<string, never>; result: AuditVerdict };
  quarantine_list: { args: Record<string, never>; result: Array<QuarantineItem> };
  unsent_export: { args: { format: ExportFormat }; result: UnsentExport };
  unsent_show: { args: Record<string, never>; result: null };
  repair_report: { args: Record<string, never>; result: RepairReport | null };
  scratch_put: { args: { pfaId: string; values: Values | null }; result: null };
  scratch_list: { args: Record<string, never>; result: Array<Scratch> };
  doctor: { args: Record<string, never>; result: Array<Finding> };
  bundle_preview: { args: Record<string, never>; result: BundleView };
  bundle_save: { args: Record<string, never>; result: SavedFile };
  recovery_state: { args: Record<string, never>; result: RecoveryState };
  recovery_make: { args: Record<string, never>; result: RecoveryCode };
  recovery_confirm: { args: { lastGroup: string }; result: RecoveryState };
  recovery_open: { args: { code: string }; result: AppState };
  window_open: { args: Record<string, never>; result: null };
  settings_show: { args: Record<string, never>; result: Settings };
  settings_save: { args: { settings: Settings }; result: Changed };
  setting_list: { args: Record<string, never>; result: Array<SettingView> };
  setting_unset: { args: { key: SettingKey }; result: Changed };
  setting_problems: { args: Record<string, never>; result: Array<SettingProblem> };
  proxy_sign_in: { args: { user: string; password: string }; result: Changed };
  proxy_sign_out: { args: Record<string, never>; result: Changed };
}
