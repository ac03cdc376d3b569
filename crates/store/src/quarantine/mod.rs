//! `quarantine`: rows of PEMS that could not be taken over, kept with their payload.

use crate::text::{instant, stamp};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::params;
use uuid::Uuid;

/// A row kept aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarantined {
    /// Its id here.
    pub id: i64,
    /// Which record, where the row said.
    pub pfa_id: Option<String>,
    /// What is wrong with it.
    pub reason: String,
    /// The row as it came.
    pub payload: String,
    /// When it came last.
    pub at: DateTime<Utc>,
}

/// Keeps a row aside; one of each record, the latest. Whether it is new, in reason or payload.
pub fn put(
    tx: &Tx<'_>,
    organization: &Organization,
    pfa_id: Option<&str>,
    reason: &str,
    payload: &str,
    run: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let run = run.map(|r| r.to_string());
    let known = tx
        .prepare_cached(
            "UPDATE quarantine SET at = ?5, run_id = ?6
             WHERE organization = ?1 AND pfa_id IS ?2 AND reason = ?3 AND payload = ?4",
        )?
        .execute(params![organization.as_str(), pfa_id, reason, payload, stamp(at), run])?;
    if known > 0 {
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT INTO quarantine (organization, pfa_id, reason, payload, at, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (organization, pfa_id) DO UPDATE SET
           reason = excluded.reason, payload = excluded.payload, at = excluded.at, run_id = excluded.run_id",
    )?
    .execute(params![organization.as_str(), pfa_id, reason, payload, stamp(at), run])?;
    Ok(true)
}

/// Lets the rows of these records go: they were taken over since.
pub fn clear(tx: &Tx<'_>, organization: &Organization, ids: &[&str]) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM quarantine WHERE organization = ?1 AND pfa_id IN (SELECT value FROM json_each(?2))",
    )?
    .execute(params![organization.as_str(), serde_json::json!(ids).to_string()])?;
    Ok(())
}

/// How many rows are kept aside.
pub fn count(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM quarantine WHERE organization = ?1")?
        .query_row([organization.as_str()], |row| row.get(0))?)
}

/// The rows kept aside, the latest first; 1,000 at the most.
pub fn list(db: &Db<'_>, organization: &Organization) -> Result<Vec<Quarantined>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, pfa_id, reason, payload, at FROM quarantine WHERE organization = ?1 ORDER BY at DESC, id DESC LIMIT 1000",
    )?;
    let rows = statement.query_map([organization.as_str()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get::<_, String>(4)?))
    })?;
    rows.map(|row| {
        let (id, pfa_id, reason, payload, at) = row?;
        Ok(Quarantined { id, pfa_id, reason, payload, at: instant(&at)? })
    })
    .collect()
}
