//! `write_attempt`: each attempt to send a write, and how it ended.

use crate::text::{from_json, instant, stamp, to_json};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, RecordId};
use pfa_sync::Failure;
use rusqlite::{Params, params};
use uuid::Uuid;

/// One attempt to send a write.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// 1, 2, …
    pub number: u32,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// How long the answer took, in milliseconds.
    pub took_ms: u64,
    /// In a word: `acknowledged`, `conflict`, or the failure's kind.
    pub outcome: String,
    /// The failure, if it was one.
    pub failure: Option<Failure>,
}

/// Notes an attempt that was made in a run.
pub fn add_attempt(tx: &Tx<'_>, write: Uuid, run: Uuid, attempt: &Attempt) -> Result<(), StoreError> {
    let failure = attempt.failure.as_ref().map(to_json).transpose()?;
    tx.prepare_cached(
        "INSERT INTO write_attempt (write_id, run_id, number, at, took_ms, outcome, failure)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        write.to_string(),
        run.to_string(),
        attempt.number,
        stamp(attempt.at),
        attempt.took_ms,
        attempt.outcome,
        failure
    ])?;
    Ok(())
}

/// How many attempts were made to send a write.
pub fn count_attempts(db: &Db<'_>, write: Uuid) -> Result<u32, StoreError> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM write_attempt WHERE write_id = ?1")?;
    Ok(statement.query_row([write.to_string()], |row| row.get(0))?)
}

/// The attempts of an organization's write, the first first.
pub fn attempts(db: &Db<'_>, organization: &Organization, write: Uuid) -> Result<Vec<Attempt>, StoreError> {
    let sql = "SELECT a.number, a.at, a.took_ms, a.outcome, a.failure
         FROM write_attempt a JOIN pfa_write_queue w ON w.id = a.write_id
         WHERE w.organization = ?1 AND a.write_id = ?2 ORDER BY a.id";
    list(db, sql, params![organization.as_str(), write.to_string()])
}

/// The attempts that were made in a run to send writes of a record, the first first.
pub fn attempts_in_run(db: &Db<'_>, record: &RecordId, run: Uuid) -> Result<Vec<Attempt>, StoreError> {
    let sql = "SELECT a.number, a.at, a.took_ms, a.outcome, a.failure
         FROM pfa_write_queue w JOIN write_attempt a ON a.write_id = w.id
         WHERE w.organization = ?1 AND w.pfa_id = ?2 AND a.run_id = ?3 ORDER BY a.id";
    list(db, sql, params![record.organization.as_str(), record.pfa_id.as_str(), run.to_string()])
}

fn list(db: &Db<'_>, sql: &str, values: impl Params) -> Result<Vec<Attempt>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| {
        Ok((
            row.get(0)?,
            row.get::<_, String>(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get::<_, Option<String>>(4)?,
        ))
    })?;
    rows.map(|row| {
        let (number, at, took_ms, outcome, failure) = row?;
        let failure = failure.map(|text| from_json("failure", &text)).transpose()?;
        Ok(Attempt { number, at: instant(&at)?, took_ms, outcome, failure })
    })
    .collect()
}
