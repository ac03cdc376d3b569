//! `pfa_write_queue`: the writes that are to be sent, each with one idempotency key for its whole life.

mod attempt;
mod latency;

pub use attempt::{Attempt, add_attempt, attempts, attempts_in_run, count_attempts};
pub use latency::{Latency, latencies, oldest_open};

use crate::text::{
    delta_from_text, delta_to_text, from_json, instant, maybe_instant, record_id, stamp, to_json, uuid,
};
use crate::{Db, StoreError, Tx, tally};
use chrono::{DateTime, Utc};
use pfa_domain::{Delta, Organization, RecordId};
use pfa_sync::{Failure, FailureKind, LONGEST_WAIT};
use rusqlite::{OptionalExtension, Row, named_params, params};
use uuid::Uuid;

/// Where a write stands. The first three are open: a record has at most one open write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteStatus {
    /// Waits for its time.
    Pending,
    /// Being sent by the process that holds the sync lock.
    InFlight,
    /// Refused or out of tries: the dead-letter state.
    Failed,
    /// PEMS has it.
    Acknowledged,
    /// Became a conflict; what a person decides is a new write.
    Conflict,
    /// Taken back before it was sent, or replaced by a rebased one.
    Withdrawn,
    /// Given up by a person.
    Discarded,
}

/// One intended write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Its id here.
    pub id: Uuid,
    /// Of which record.
    pub record: RecordId,
    /// The values to send; the one field isDiscontinued = true is sent as a delete.
    pub delta: Delta,
    /// PEMS's version that they were made against.
    pub base_version: u64,
    /// The draft's revision that they were taken from.
    pub revision: u64,
    /// Why, in the planner's words.
    pub reason: Option<String>,
    /// The key that makes repeating it safe.
    pub key: Uuid,
    /// Where it stands.
    pub status: WriteStatus,
    /// Whether a person committed it; if not, it stands for a draft whose record is gone.
    pub committed: bool,
    /// Whether an attempt may have been applied without our knowing.
    pub outcome_unknown: bool,
    /// Attempts that count.
    pub attempts: u32,
    /// When it may be sent next.
    pub scheduled_at: DateTime<Utc>,
    /// When it was sent first.
    pub first_sent_at: Option<DateTime<Utc>>,
    /// When it was sent last.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the last attempt ended with.
    pub last_error: Option<Failure>,
    /// When a person committed it.
    pub created_at: DateTime<Utc>,
    /// Who did.
    pub created_by: String,
}

/// A write about to be queued.
#[derive(Debug, Clone)]
pub struct NewWrite<'a> {
    /// Its id here.
    pub id: Uuid,
    /// Its key.
    pub key: Uuid,
    /// Of which record.
    pub record: &'a RecordId,
    /// The modification's row.
    pub modification: i64,
    /// The values.
    pub delta: &'a Delta,
    /// PEMS's version that they were made against.
    pub base_version: u64,
    /// The draft's revision.
    pub revision: u64,
    /// Why.
    pub reason: Option<&'a str>,
    /// Whether a person committed it.
    pub committed: bool,
    /// Higher goes first.
    pub priority: i64,
    /// Now.
    pub at: DateTime<Utc>,
    /// Who commits.
    pub by: &'a str,
}

const COLUMNS: &str =
    "id, organization, pfa_id, payload, base_version, revision, reason, idempotency_key, status,
  outcome_unknown, attempts, scheduled_at, first_sent_at, sent_at, last_error, created_at, created_by, committed";

/// Queues a write, due at once.
pub fn insert(tx: &Tx<'_>, new: &NewWrite<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("insert.sql"))?.execute(named_params! {
        ":id": new.id.to_string(),
        ":organization": new.record.organization.as_str(),
        ":pfa_id": new.record.pfa_id.as_str(),
        ":modification_id": new.modification,
        ":operation": if new.delta.discontinues() { "discontinue" } else { "update" },
        ":payload": delta_to_text(new.delta),
        ":base_version": new.base_version,
        ":revision": new.revision,
        ":reason": new.reason,
        ":key": new.key.to_string(),
        ":committed": new.committed,
        ":priority": new.priority,
        ":at": stamp(new.at),
        ":by": new.by,
    })?;
    Ok(())
}

/// The record's open write, if there is one.
pub fn open_for_record(db: &Db<'_>, id: &RecordId) -> Result<Option<Write>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_write_queue
         WHERE organization = ?1 AND pfa_id = ?2 AND status IN ('pending', 'in_flight', 'failed')"
    ))?
    .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// A write by its id, within an organization.
pub fn get(db: &Db<'_>, organization: &Organization, id: Uuid) -> Result<Option<Write>, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM pfa_write_queue WHERE organization = ?1 AND id = ?2"))?
        .query_row(params![organization.as_str(), id.to_string()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The write that an idempotency key belongs to.
pub fn by_key(db: &Db<'_>, key: Uuid) -> Result<Option<Write>, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM pfa_write_queue WHERE idempotency_key = ?1"))?
        .query_row([key.to_string()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The ids of the writes that are due, the most urgent first: their time has come, or the clock was set back
/// since it was named, so that it says nothing any more.
pub fn due(
    db: &Db<'_>,
    organization: &Organization,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let mut statement = db.prepare_cached(include_str!("due.sql"))?;
    let ids = statement.query_map(
        named_params! {
            ":organization": organization.as_str(), ":now": stamp(now),
            ":latest": stamp(now + LONGEST_WAIT), ":limit": limit,
        },
        |row| row.get::<_, String>(0),
    )?;
    ids.map(|id| uuid(&id?)).collect()
}

/// When the next pending write is due.
pub fn next_due(db: &Db<'_>, organization: &Organization) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<String> = db
        .prepare_cached(
            "SELECT min(scheduled_at) FROM pfa_write_queue WHERE organization = ?1 AND status = 'pending'",
        )?
        .query_row([organization.as_str()], |row| row.get(0))?;
    maybe_instant(at)
}

/// The open writes that failed, the oldest first.
pub fn failed(db: &Db<'_>, organization: &Organization) -> Result<Vec<Write>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_write_queue INDEXED BY pfa_write_queue_status
         WHERE organization = ?1 AND status = 'failed' ORDER BY sent_at, pfa_id"
    ))?;
    let rows = statement.query_map([organization.as_str()], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// How many writes wait to be sent or are being sent.
pub fn count_waiting(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    let of = |status: WriteStatus| tally::writes(db, organization, status.name());
    Ok(of(WriteStatus::Pending)? + of(WriteStatus::InFlight)?)
}

/// How many writes failed and wait for a person.
pub fn count_failed(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    tally::writes(db, organization, WriteStatus::Failed.name())
}

/// How many writes PEMS may have applied without our knowing, or are being sent.
pub fn count_unresolved(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM pfa_write_queue INDEXED BY pfa_write_queue_open
             WHERE organization = ?1 AND status IN ('pending', 'in_flight', 'failed')
               AND (outcome_unknown OR status = 'in_flight')",
        )?
        .query_row([organization.as_str()], |row| row.get(0))?)
}

/// How many open writes failed, by what the last attempt ended with.
pub fn failed_by_kind(
    db: &Db<'_>,
    organization: &Organization,
) -> Result<Vec<(Option<FailureKind>, u64)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT last_error -> '$.kind', count(*) FROM pfa_write_queue INDEXED BY pfa_write_queue_status
         WHERE organization = ?1 AND status = 'failed' GROUP BY 1",
    )?;
    let rows = statement
        .query_map([organization.as_str()], |row| Ok((row.get::<_, Option<String>>(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (kind, count) = row?;
        Ok((kind.map(|kind| from_json("failure", &kind)).transpose()?, count))
    })
    .collect()
}

/// Takes a write that is to be sent now: from here on it is in flight.
pub fn take(
    tx: &Tx<'_>,
    organization: &Organization,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Write>, StoreError> {
    tx.prepare_cached(&format!(
        "UPDATE pfa_write_queue SET status = 'in_flight', first_sent_at = coalesce(first_sent_at, ?3), sent_at = ?3
         WHERE organization = ?1 AND id = ?2 RETURNING {COLUMNS}"
    ))?
    .query_row(params![organization.as_str(), id.to_string(), stamp(now)], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// Keeps a write's changeable parts: status, attempts, times, last error.
pub fn update(tx: &Tx<'_>, w: &Write) -> Result<(), StoreError> {
    let failure = w.last_error.as_ref().map(to_json).transpose()?;
    tx.prepare_cached(
        "UPDATE pfa_write_queue SET status = ?2, outcome_unknown = ?3, attempts = ?4, scheduled_at = ?5,
           first_sent_at = ?6, sent_at = ?7, last_error = ?8, committed = ?9
         WHERE id = ?1 AND organization = ?10",
    )?
    .execute(params![
        w.id.to_string(),
        w.status.name(),
        w.outcome_unknown,
        w.attempts,
        stamp(w.scheduled_at),
        w.first_sent_at.map(stamp),
        w.sent_at.map(stamp),
        failure,
        w.committed,
        w.record.organization.as_str(),
    ])?;
    Ok(())
}

/// Ends a write's life.
pub fn close(
    tx: &Tx<'_>,
    organization: &Organization,
    id: Uuid,
    status: WriteStatus,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_write_queue SET status = ?3, closed_at = ?4 WHERE organization = ?1 AND id = ?2",
    )?
    .execute(params![organization.as_str(), id.to_string(), status.name(), stamp(at)])?;
    Ok(())
}

/// Ends a write's life: PEMS has it as this version, as it told in this run.
pub fn acknowledge(
    tx: &Tx<'_>,
    organization: &Organization,
    id: Uuid,
    version: u64,
    run: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_write_queue SET status = 'acknowledged', closed_at = ?3, acknowledged_version = ?4, acknowledged_in = ?5
         WHERE organization = ?1 AND id = ?2",
    )?
    .execute(params![organization.as_str(), id.to_string(), stamp(at), version, run.to_string()])?;
    Ok(())
}

/// A write that PEMS has.
#[derive(Debug, Clone, PartialEq)]
pub struct Acknowledged {
    /// The write.
    pub write: Write,
    /// PEMS's version that it became.
    pub version: u64,
}

/// The writes that a run brought to PEMS, by record and version.
pub fn acknowledged_in(
    db: &Db<'_>,
    organization: &Organization,
    run: Uuid,
) -> Result<Vec<Acknowledged>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, acknowledged_version FROM pfa_write_queue INDEXED BY pfa_write_queue_acknowledged_in
         WHERE acknowledged_in = ?2 AND organization = ?1 ORDER BY pfa_id, acknowledged_version"
    ))?;
    let rows = statement.query_map(params![organization.as_str(), run.to_string()], |row| {
        Ok(read(row).and_then(|write| Ok(Acknowledged { write, version: row.get(18)? })))
    })?;
    rows.map(|row| row?).collect()
}

/// The writes that a process was sending when it died: whoever holds the sync lock now finds them.
pub fn in_flight(db: &Db<'_>, organization: &Organization) -> Result<Vec<Write>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_write_queue INDEXED BY pfa_write_queue_status
         WHERE organization = ?1 AND status = 'in_flight' ORDER BY pfa_id"
    ))?;
    let rows = statement.query_map([organization.as_str()], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// PEMS's version that the first acknowledged write was made against, of those made against `version`
/// or a later one.
pub fn acknowledged_upon(db: &Db<'_>, id: &RecordId, version: u64) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT min(base_version) FROM pfa_write_queue
             WHERE organization = ?1 AND pfa_id = ?2 AND status = 'acknowledged' AND base_version >= ?3",
        )?
        .query_row(params![id.organization.as_str(), id.pfa_id.as_str(), version], |row| row.get(0))?)
}

/// Writes by status: pending, in flight, failed; and acknowledged since an instant, with the mean
/// time from commit to acknowledgement in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct QueueFigures {
    /// Wait to be sent.
    pub pending: u64,
    /// Being sent.
    pub in_flight: u64,
    /// Set aside.
    pub failed: u64,
    /// Acknowledged since the instant asked for.
    pub acknowledged: u64,
    /// Mean milliseconds from commit to acknowledgement; `None` without any.
    pub mean_ms: Option<f64>,
}

/// The queue in figures.
pub fn figures(
    db: &Db<'_>,
    organization: &Organization,
    since: DateTime<Utc>,
) -> Result<QueueFigures, StoreError> {
    let count = |status: WriteStatus| tally::writes(db, organization, status.name());
    let (acknowledged, mean_ms) = db
        .prepare_cached(
            "SELECT count(*), avg((julianday(closed_at) - julianday(created_at)) * 86400000.0)
             FROM pfa_write_queue WHERE organization = ?1 AND status = 'acknowledged' AND closed_at >= ?2",
        )?
        .query_row(params![organization.as_str(), stamp(since)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(QueueFigures {
        pending: count(WriteStatus::Pending)?,
        in_flight: count(WriteStatus::InFlight)?,
        failed: count(WriteStatus::Failed)?,
        acknowledged,
        mean_ms,
    })
}

impl WriteStatus {
    const ALL: [WriteStatus; 7] = [
        WriteStatus::Pending,
        WriteStatus::InFlight,
        WriteStatus::Failed,
        WriteStatus::Acknowledged,
        WriteStatus::Conflict,
        WriteStatus::Withdrawn,
        WriteStatus::Discarded,
    ];

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            WriteStatus::Pending => "pending",
            WriteStatus::InFlight => "in_flight",
            WriteStatus::Failed => "failed",
            WriteStatus::Acknowledged => "acknowledged",
            WriteStatus::Conflict => "conflict",
            WriteStatus::Withdrawn => "withdrawn",
            WriteStatus::Discarded => "discarded",
        }
    }
}

fn read(row: &Row<'_>) -> Result<Write, StoreError> {
    let word: String = row.get(8)?;
    let status = WriteStatus::ALL.into_iter().find(|s| s.name() == word);
    Ok(Write {
        id: uuid(&row.get::<_, String>(0)?)?,
        record: record_id(row.get(1)?, row.get(2)?)?,
        delta: delta_from_text(&row.get::<_, String>(3)?)?,
        base_version: row.get(4)?,
        revision: row.get(5)?,
        reason: row.get(6)?,
        key: uuid(&row.get::<_, String>(7)?)?,
        status: status.ok_or_else(|| StoreError::unreadable("write status", word))?,
        outcome_unknown: row.get(9)?,
        attempts: row.get(10)?,
        scheduled_at: instant(&row.get::<_, String>(11)?)?,
        first_sent_at: maybe_instant(row.get(12)?)?,
        sent_at: maybe_instant(row.get(13)?)?,
        last_error: row.get::<_, Option<String>>(14)?.map(|text| from_json("failure", &text)).transpose()?,
        created_at: instant(&row.get::<_, String>(15)?)?,
        created_by: row.get(16)?,
        committed: row.get(17)?,
    })
}
