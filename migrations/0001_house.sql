-- The first schema. Immutable once released: a change is a new file.
--
-- Observations are stored, work is derived: what PEMS showed (pfa_mirror, pfa_mirror_history), what a
-- planner wants (pfa_modification), what is to be sent (pfa_write_queue), what a person decides
-- (pfa_sync_conflict); pfa_current is the first two laid over one another, kept in the same transaction.
-- Instants are RFC 3339 in UTC with microseconds, so that they sort as text. Dates are YYYY-MM-DD.
-- Money is whole cents; costs are 761ths of a cent (days / 30.44 is days * 25 / 761), so sums are exact.

CREATE TABLE pfa_mirror (
  id            INTEGER PRIMARY KEY,
  organization  TEXT    NOT NULL,
  pfa_id        TEXT    NOT NULL,
  version       INTEGER NOT NULL CHECK (version >= 1),
  checksum      BLOB    NOT NULL CHECK (length(checksum) = 32),
  record        TEXT    NOT NULL,
  unknown       TEXT    NOT NULL DEFAULT '{}',
  -- The newest version ever seen; above `version` while a write's outcome keeps the record from being pulled.
  seen_version  INTEGER NOT NULL CHECK (seen_version >= version),
  sweep         INTEGER NOT NULL DEFAULT 0,
  gone_at       TEXT,
  observed_at   TEXT    NOT NULL,
  UNIQUE (organization, pfa_id)
) STRICT;
CREATE INDEX pfa_mirror_sweep ON pfa_mirror (organization, sweep) WHERE gone_at IS NULL;
CREATE INDEX pfa_mirror_behind ON pfa_mirror (organization) WHERE seen_version > version;

-- A named set of drafts that are tried out together. They are not sent before it is committed as a whole.
CREATE TABLE what_if (
  id           TEXT    PRIMARY KEY,
  organization TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  open         INTEGER NOT NULL CHECK (open IN (0, 1)),
  -- The one that the grid shows and that new drafts belong to.
  entered      INTEGER NOT NULL CHECK (entered IN (0, 1) AND entered <= open),
  -- How it was closed, and the step that undoing opens it again with.
  closing      TEXT    CHECK (closing IN ('committed', 'dropped')),
  closing_step INTEGER,
  created_at   TEXT    NOT NULL,
  created_by   TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX what_if_entered ON what_if (organization) WHERE entered = 1;
CREATE INDEX what_if_open ON what_if (organization, created_at, id) WHERE open = 1;
CREATE INDEX what_if_closing_step ON what_if (closing_step) WHERE closing_step IS NOT NULL;

CREATE TABLE pfa_modification (
  id            INTEGER PRIMARY KEY,
  organization  TEXT    NOT NULL,
  pfa_id        TEXT    NOT NULL,
  delta         TEXT    NOT NULL,
  base          TEXT    NOT NULL,
  base_version  INTEGER NOT NULL CHECK (base_version >= 1),
  revision      INTEGER NOT NULL CHECK (revision >= 0),
  sync_status   TEXT    NOT NULL CHECK (sync_status IN ('draft', 'queued', 'syncing', 'synced', 'conflict', 'failed')),
  synced_at     TEXT,
  sync_error    TEXT,
  pems_version  INTEGER,
  reason        TEXT,
  changed_at    TEXT    NOT NULL,
  changed_by    TEXT    NOT NULL,
  what_if       TEXT    REFERENCES what_if (id),
  UNIQUE (organization, pfa_id),
  -- What is only tried out is never on its way to PEMS.
  CHECK (what_if IS NULL OR sync_status NOT IN ('queued', 'syncing'))
) STRICT;
CREATE INDEX pfa_modification_status ON pfa_modification (organization, sync_status, pfa_id);
CREATE INDEX pfa_modification_what_if ON pfa_modification (what_if, pfa_id) WHERE what_if IS NOT NULL;

CREATE TABLE pfa_write_queue (
  id              TEXT    PRIMARY KEY,
  organization    TEXT    NOT NULL,
  pfa_id          TEXT    NOT NULL,
  modification_id INTEGER NOT NULL REFERENCES pfa_modification (id),
  operation       TEXT    NOT NULL CHECK (operation IN ('update', 'discontinue')),
  payload         TEXT    NOT NULL,
  base_version    INTEGER NOT NULL CHECK (base_version >= 1),
  revision        INTEGER NOT NULL,
  reason          TEXT,
  idempotency_key TEXT    NOT NULL UNIQUE,
  status          TEXT    NOT NULL CHECK (status IN ('pending', 'in_flight', 'failed', 'acknowledged', 'conflict', 'withdrawn', 'discarded')),
  -- 0 where nobody committed it: it stands for a draft whose record is gone.
  committed       INTEGER NOT NULL DEFAULT 1 CHECK (committed IN (0, 1)),
  outcome_unknown INTEGER NOT NULL DEFAULT 0 CHECK (outcome_unknown IN (0, 1)),
  priority        INTEGER NOT NULL DEFAULT 0,
  attempts        INTEGER NOT NULL DEFAULT 0,
  scheduled_at    TEXT    NOT NULL,
  first_sent_at   TEXT,
  sent_at         TEXT,
  last_error      TEXT,
  created_at      TEXT    NOT NULL,
  created_by      TEXT    NOT NULL,
  closed_at       TEXT,
  -- PEMS's version that it became, and the run that PEMS's word of it came in.
  acknowledged_version INTEGER,
  acknowledged_in TEXT
) STRICT;
-- At most one open write a record.
CREATE UNIQUE INDEX pfa_write_queue_open ON pfa_write_queue (organization, pfa_id) WHERE status IN ('pending', 'in_flight', 'failed');
CREATE INDEX pfa_write_queue_due ON pfa_write_queue (organization, priority DESC, scheduled_at) WHERE status = 'pending';
CREATE INDEX pfa_write_queue_status ON pfa_write_queue (organization, status, closed_at, created_at);
CREATE INDEX pfa_write_queue_record ON pfa_write_queue (organization, pfa_id, created_at);
CREATE INDEX pfa_write_queue_modification ON pfa_write_queue (modification_id);
CREATE INDEX pfa_write_queue_acknowledged_in ON pfa_write_queue (acknowledged_in, pfa_id) WHERE acknowledged_in IS NOT NULL;

CREATE TABLE write_attempt (
  id         INTEGER PRIMARY KEY,
  write_id   TEXT    NOT NULL REFERENCES pfa_write_queue (id),
  number     INTEGER NOT NULL,
  at         TEXT    NOT NULL,
  took_ms    INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,
  failure    TEXT,
  -- The run that it was made in.
  run_id     TEXT    NOT NULL
) STRICT;
CREATE INDEX write_attempt_write ON write_attempt (write_id, id);

CREATE TABLE pfa_sync_conflict (
  id              TEXT    PRIMARY KEY,
  organization    TEXT    NOT NULL,
  pfa_id          TEXT    NOT NULL,
  modification_id INTEGER NOT NULL REFERENCES pfa_modification (id),
  base            TEXT    NOT NULL,
  base_version    INTEGER NOT NULL,
  local           TEXT    NOT NULL,
  pems            TEXT    NOT NULL,
  pems_version    INTEGER NOT NULL,
  fields          TEXT    NOT NULL,
  rule            TEXT,
  committed       INTEGER NOT NULL CHECK (committed IN (0, 1)),
  -- 1 where a person took an automatic merge back to decide it: only a person ends it.
  by_hand         INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
  drafted_at      TEXT    NOT NULL,
  status          TEXT    NOT NULL CHECK (status IN ('open', 'resolved_mine', 'resolved_pems', 'resolved_merge', 'resolved_auto', 'moved_on', 'discarded')),
  resolution      TEXT,
  opened_at       TEXT    NOT NULL,
  resolved_at     TEXT,
  resolved_by     TEXT
) STRICT;
CREATE UNIQUE INDEX pfa_sync_conflict_open ON pfa_sync_conflict (organization, pfa_id) WHERE status = 'open';
CREATE INDEX pfa_sync_conflict_status ON pfa_sync_conflict (organization, status, opened_at);
CREATE INDEX pfa_sync_conflict_resolved ON pfa_sync_conflict (organization, resolved_at, status) WHERE resolved_at IS NOT NULL;

-- A record never has an open write beside an open conflict.
CREATE TRIGGER pfa_write_queue_no_conflict_on_insert BEFORE INSERT ON pfa_write_queue
WHEN NEW.status IN ('pending', 'in_flight', 'failed') AND EXISTS (
  SELECT 1 FROM pfa_sync_conflict c WHERE c.organization = NEW.organization AND c.pfa_id = NEW.pfa_id AND c.status = 'open')
BEGIN SELECT RAISE(ABORT, 'an open write beside an open conflict'); END;
CREATE TRIGGER pfa_write_queue_no_conflict_on_update BEFORE UPDATE OF status, organization, pfa_id ON pfa_write_queue
WHEN NEW.status IN ('pending', 'in_flight', 'failed') AND EXISTS (
  SELECT 1 FROM pfa_sync_conflict c WHERE c.organization = NEW.organization AND c.pfa_id = NEW.pfa_id AND c.status = 'open')
BEGIN SELECT RAISE(ABORT, 'an open write beside an open conflict'); END;
CREATE TRIGGER pfa_sync_conflict_no_write_on_insert BEFORE INSERT ON pfa_sync_conflict
WHEN NEW.status = 'open' AND EXISTS (
  SELECT 1 FROM pfa_write_queue w WHERE w.organization = NEW.organization AND w.pfa_id = NEW.pfa_id AND w.status IN ('pending', 'in_flight', 'failed'))
BEGIN SELECT RAISE(ABORT, 'an open conflict beside an open write'); END;
CREATE TRIGGER pfa_sync_conflict_no_write_on_update BEFORE UPDATE OF status, organization, pfa_id ON pfa_sync_conflict
WHEN NEW.status = 'open' AND EXISTS (
  SELECT 1 FROM pfa_write_queue w WHERE w.organization = NEW.organization AND w.pfa_id = NEW.pfa_id AND w.status IN ('pending', 'in_flight', 'failed'))
BEGIN SELECT RAISE(ABORT, 'an open conflict beside an open write'); END;

CREATE TABLE pfa_mirror_history (
  id            INTEGER PRIMARY KEY,
  organization  TEXT    NOT NULL,
  pfa_id        TEXT    NOT NULL,
  -- 'seen': a version of PEMS that a newer one replaced here. 'given_up': values of ours that lost.
  kind          TEXT    NOT NULL CHECK (kind IN ('seen', 'given_up')),
  version       INTEGER NOT NULL,
  record        TEXT    NOT NULL,
  changed_by    TEXT,
  changed_at    TEXT,
  why           TEXT,
  recorded_at   TEXT    NOT NULL,
  recorded_by   TEXT    NOT NULL
) STRICT;
CREATE INDEX pfa_mirror_history_record ON pfa_mirror_history (organization, pfa_id, version DESC, id DESC);

CREATE TABLE pfa_current (
  id                    INTEGER PRIMARY KEY,
  organization          TEXT    NOT NULL,
  pfa_id                TEXT    NOT NULL,
  version               INTEGER NOT NULL,
  area_silo             TEXT    NOT NULL,
  category              TEXT    NOT NULL,
  forecast_category     TEXT,
  class                 TEXT    NOT NULL,
  description           TEXT,
  source                TEXT    NOT NULL,
  dor                   TEXT    NOT NULL,
  is_actualized         INTEGER NOT NULL,
  is_discontinued       INTEGER NOT NULL,
  is_funds_transferable INTEGER NOT NULL,
  monthly_rate          INTEGER,
  purchase_price        INTEGER,
  manufacturer          TEXT,
  model                 TEXT,
  original_start        TEXT,
  original_end          TEXT,
  forecast_start        TEXT,
  forecast_end          TEXT,
  actual_start          TEXT,
  actual_end            TEXT,
  contract              TEXT,
  equipment             TEXT,
  last_changed_by       TEXT,
  last_changed_at       TEXT,
  plan_cost             INTEGER,
  forecast_cost         INTEGER,
  actual_cost           INTEGER,
  variance              INTEGER,
  sync_status           TEXT    NOT NULL CHECK (sync_status IN ('draft', 'queued', 'syncing', 'synced', 'conflict', 'failed')),
  status_at             TEXT,
  status_reason         TEXT,
  -- The changed fields' names, '[]' when untouched.
  changed               TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE UNIQUE INDEX pfa_current_record ON pfa_current (organization, pfa_id);
-- Most records are synced; a filter that leaves those has no need of an index, and a first draft writes one page of it, not two.
CREATE INDEX pfa_current_status ON pfa_current (organization, sync_status, pfa_id) WHERE sync_status <> 'synced';
CREATE INDEX pfa_current_category ON pfa_current (organization, category, pfa_id);
CREATE INDEX pfa_current_class ON pfa_current (organization, class, pfa_id);
CREATE INDEX pfa_current_area ON pfa_current (organization, area_silo, pfa_id);
CREATE INDEX pfa_current_manufacturer ON pfa_current (organization, manufacturer, pfa_id);
CREATE INDEX pfa_current_description ON pfa_current (organization, description, pfa_id);
CREATE INDEX pfa_current_forecast_start ON pfa_current (organization, forecast_start, pfa_id);
CREATE INDEX pfa_current_forecast_end ON pfa_current (organization, forecast_end, pfa_id);
CREATE INDEX pfa_current_variance ON pfa_current (organization, variance, pfa_id);

-- What the find box looks in, apart from the rows that are shown: of sixteen rows of pfa_current (those whose id / 16
-- is the block) every text field in lower case, one a line, with a zero byte between one row and the next.
CREATE TABLE pfa_search (
  id           INTEGER PRIMARY KEY,
  organization TEXT    NOT NULL,
  block        INTEGER NOT NULL,
  texts        BLOB    NOT NULL,
  UNIQUE (organization, block)
) STRICT;

CREATE TABLE sync_run (
  id          TEXT    PRIMARY KEY,
  organization TEXT   NOT NULL,
  trigger     TEXT    NOT NULL CHECK (trigger IN ('schedule', 'commit', 'manual', 'reconnected', 'woke', 'hint', 'retry', 'start')),
  started_by  TEXT    NOT NULL,
  started_at  TEXT    NOT NULL,
  ended_at    TEXT,
  status      TEXT    NOT NULL CHECK (status IN ('running', 'done', 'with_conflicts', 'with_failures', 'stopped', 'offline')),
  pulled      INTEGER NOT NULL DEFAULT 0,
  pushed      INTEGER NOT NULL DEFAULT 0,
  synced      INTEGER NOT NULL DEFAULT 0,
  conflicts   INTEGER NOT NULL DEFAULT 0,
  failed      INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  message     TEXT
) STRICT;
CREATE INDEX sync_run_started ON sync_run (organization, started_at DESC, id);
-- Runs that did nothing and ended well, which are many and kept for less long.
CREATE INDEX sync_run_idle ON sync_run (organization, started_at DESC)
  WHERE status = 'done' AND pulled + pushed + quarantined = 0;
CREATE INDEX sync_run_running ON sync_run (id) WHERE status = 'running';

CREATE TABLE sync_run_item (
  id      INTEGER PRIMARY KEY,
  run_id  TEXT    NOT NULL REFERENCES sync_run (id),
  pfa_id  TEXT    NOT NULL,
  action  TEXT    NOT NULL CHECK (action IN ('pulled', 'pushed', 'merged', 'conflict', 'failed', 'quarantined', 'gone')),
  fields  TEXT    NOT NULL DEFAULT '[]',
  detail  TEXT,
  at      TEXT    NOT NULL
) STRICT;
CREATE INDEX sync_run_item_run ON sync_run_item (run_id, id);
CREATE INDEX sync_run_item_record ON sync_run_item (run_id, pfa_id);

CREATE TABLE audit_log (
  id           INTEGER PRIMARY KEY,
  at           TEXT    NOT NULL,
  who          TEXT    NOT NULL,
  action       TEXT    NOT NULL,
  organization TEXT,
  pfa_id       TEXT,
  detail       TEXT    NOT NULL DEFAULT '{}',
  previous     BLOB    NOT NULL CHECK (length(previous) = 32),
  hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- The only index: each is a page more that every save writes. What else is asked of the log reads it from its end, in parts.
CREATE INDEX audit_log_record ON audit_log (pfa_id) WHERE pfa_id IS NOT NULL;
CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_keeps_values BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- INSERT OR REPLACE deletes without asking the first of these.
CREATE TRIGGER audit_log_replaces_no_row BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log a WHERE a.id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- One row of what rises with nearly every transaction, so that they write one page for it.
CREATE TABLE head (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  -- Rises with every transaction that writes to pfa_current.
  generation INTEGER NOT NULL,
  -- The last step that was begun: ids are never used twice, also where a step is forgotten.
  step       INTEGER NOT NULL,
  -- How many rows the audit log has, and the hash of the last: rows missing at its very end show nowhere else.
  audit_rows INTEGER NOT NULL CHECK (audit_rows >= 0),
  audit_hash BLOB    NOT NULL CHECK (length(audit_hash) = 32)
) STRICT;
INSERT INTO head (id, generation, step, audit_rows, audit_hash) VALUES (1, 0, 0, 0, zeroblob(32));
CREATE TRIGGER head_stays BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER head_only_rises BEFORE UPDATE ON head
WHEN NEW.audit_rows < OLD.audit_rows OR (NEW.audit_rows = OLD.audit_rows AND NEW.audit_hash <> OLD.audit_hash)
  OR NEW.generation < OLD.generation OR NEW.step < OLD.step
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- A step that a person can undo: everything that one action changed. A few hundred at the most.
CREATE TABLE edit_step (
  id           INTEGER PRIMARY KEY,
  organization TEXT    NOT NULL,
  label        TEXT    NOT NULL,
  undone       INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  at           TEXT    NOT NULL,
  who          TEXT    NOT NULL
) STRICT;
CREATE INDEX edit_step_undone ON edit_step (organization, id) WHERE undone = 1;

CREATE TABLE edit_journal (
  step_id        INTEGER NOT NULL REFERENCES edit_step (id) ON DELETE CASCADE,
  pfa_id         TEXT    NOT NULL,
  -- The values that the step changed, as the planner saw them before and after.
  before         TEXT    NOT NULL,
  after          TEXT    NOT NULL,
  -- The draft's reason and the what-if that it belonged to, before and after.
  reason_before  TEXT,
  reason_after   TEXT,
  what_if_before TEXT,
  what_if_after  TEXT,
  PRIMARY KEY (step_id, pfa_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  id           INTEGER PRIMARY KEY,
  organization TEXT    NOT NULL,
  pfa_id       TEXT,
  reason       TEXT    NOT NULL,
  payload      TEXT    NOT NULL,
  at           TEXT    NOT NULL,
  run_id       TEXT
) STRICT;
-- One row a record; rows that do not say whose they are never equal one another.
CREATE UNIQUE INDEX quarantine_record ON quarantine (organization, pfa_id);
CREATE INDEX quarantine_latest ON quarantine (organization, at);

CREATE TABLE sync_cursor (
  organization  TEXT    PRIMARY KEY,
  -- PEMS's clock at the first page of the last complete pull: changes since then are asked for.
  pulled_at     TEXT,
  -- Records that PEMS listed at the end of the last complete pull.
  listed        INTEGER NOT NULL DEFAULT 0,
  -- The sweep under way or last done, and where it stands; NULL when none is under way.
  sweep         INTEGER NOT NULL DEFAULT 0,
  sweep_after   TEXT,
  sweep_server_time TEXT,
  sweep_listed  INTEGER,
  swept_at      TEXT,
  -- A pull that the guard stopped, as JSON.
  guard         TEXT
) STRICT;

-- How a planner looks at records, under a name. The spec is the window's, as JSON.
CREATE TABLE saved_view (
  id           TEXT NOT NULL,
  organization TEXT NOT NULL,
  name         TEXT NOT NULL,
  spec         TEXT NOT NULL,
  saved_at     TEXT NOT NULL,
  PRIMARY KEY (organization, id),
  UNIQUE (organization, name)
) STRICT;

-- What stands in open forms, typed and not saved: gone once it is saved or given up, there again after a crash.
CREATE TABLE scratch (
  organization TEXT NOT NULL,
  pfa_id       TEXT NOT NULL,
  typed        TEXT NOT NULL,
  typed_at     TEXT NOT NULL,
  PRIMARY KEY (organization, pfa_id)
) STRICT;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- How many there are of what, kept by triggers: a hundred thousand are not counted at a glance.
CREATE TABLE tally (
  organization TEXT    NOT NULL,
  -- 'held' by PEMS as far as is known here; 'modification' or 'write' and a status.
  what         TEXT    NOT NULL,
  number       INTEGER NOT NULL CHECK (number >= 0),
  PRIMARY KEY (organization, what)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tally_held_more AFTER INSERT ON pfa_mirror
WHEN NEW.gone_at IS NULL
BEGIN
  INSERT INTO tally VALUES (NEW.organization, 'held', 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tally_held_less AFTER DELETE ON pfa_mirror
WHEN OLD.gone_at IS NULL
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'held';
END;
CREATE TRIGGER tally_held_back AFTER UPDATE OF gone_at ON pfa_mirror
WHEN OLD.gone_at IS NOT NULL AND NEW.gone_at IS NULL
BEGIN
  INSERT INTO tally VALUES (NEW.organization, 'held', 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tally_held_gone AFTER UPDATE OF gone_at ON pfa_mirror
WHEN OLD.gone_at IS NULL AND NEW.gone_at IS NOT NULL
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'held';
END;
CREATE TRIGGER tally_modification_more AFTER INSERT ON pfa_modification
BEGIN
  INSERT INTO tally VALUES (NEW.organization, 'modification ' || NEW.sync_status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tally_modification_less AFTER DELETE ON pfa_modification
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'modification ' || OLD.sync_status;
END;
CREATE TRIGGER tally_modification_other AFTER UPDATE OF sync_status ON pfa_modification
WHEN OLD.sync_status <> NEW.sync_status
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'modification ' || OLD.sync_status;
  INSERT INTO tally VALUES (NEW.organization, 'modification ' || NEW.sync_status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tally_write_more AFTER INSERT ON pfa_write_queue
BEGIN
  INSERT INTO tally VALUES (NEW.organization, 'write ' || NEW.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER tally_write_less AFTER DELETE ON pfa_write_queue
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'write ' || OLD.status;
END;
CREATE TRIGGER tally_write_other AFTER UPDATE OF status ON pfa_write_queue
WHEN OLD.status <> NEW.status
BEGIN
  UPDATE tally SET number = number - 1 WHERE organization = OLD.organization AND what = 'write ' || OLD.status;
  INSERT INTO tally VALUES (NEW.organization, 'write ' || NEW.status, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
