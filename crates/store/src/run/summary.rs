//! Runs in figures over a span of time.

use crate::text::stamp;
use crate::{Db, StoreError};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::params;

/// The runs that started within one step of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunStep {
    /// The step: whole steps since 1970.
    pub number: i64,
    /// Runs.
    pub runs: u64,
    /// Writes acknowledged.
    pub synced: u64,
    /// Writes set aside.
    pub failed: u64,
    /// Conflicts found.
    pub conflicts: u64,
}

/// The runs started at `from` or later and before `to`, by steps of so many seconds; steps without a run are not there.
pub fn steps(
    db: &Db<'_>,
    organization: &Organization,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    seconds: i64,
) -> Result<Vec<RunStep>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT unixepoch(started_at) / ?4 AS step, count(*), sum(synced), sum(failed), sum(conflicts)
         FROM sync_run INDEXED BY sync_run_started
         WHERE organization = ?1 AND started_at >= ?2 AND started_at < ?3 GROUP BY step ORDER BY step",
    )?;
    let rows =
        statement.query_map(params![organization.as_str(), stamp(from), stamp(to), seconds], |row| {
            Ok(RunStep {
                number: row.get(0)?,
                runs: row.get(1)?,
                synced: row.get(2)?,
                failed: row.get(3)?,
                conflicts: row.get(4)?,
            })
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
