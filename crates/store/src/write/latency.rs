//! How long writes took from commit to acknowledgement, and how long the open ones have waited.

use crate::text::{instant, maybe_instant, stamp};
use crate::{Db, StoreError};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::params;

/// A write that PEMS acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// When it was acknowledged.
    pub at: DateTime<Utc>,
    /// Milliseconds since it was committed; none below 0, whatever the clock did.
    pub ms: u64,
}

/// The writes acknowledged at `from` or later and before `to`, in order of time.
pub fn latencies(
    db: &Db<'_>,
    organization: &Organization,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Latency>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT closed_at, created_at FROM pfa_write_queue INDEXED BY pfa_write_queue_status
         WHERE organization = ?1 AND status = 'acknowledged' AND closed_at >= ?2 AND closed_at < ?3
         ORDER BY closed_at",
    )?;
    let rows = statement.query_map(params![organization.as_str(), stamp(from), stamp(to)], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (closed, created) = row?;
        let (at, created) = (instant(&closed)?, instant(&created)?);
        Ok(Latency { at, ms: u64::try_from((at - created).num_milliseconds()).unwrap_or(0) })
    })
    .collect()
}

/// When the oldest write that waits to be sent, or is being sent, was committed.
pub fn oldest_open(db: &Db<'_>, organization: &Organization) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<String> = db
        .prepare_cached(
            "SELECT min(at) FROM (
               SELECT min(created_at) AS at FROM pfa_write_queue INDEXED BY pfa_write_queue_status
               WHERE organization = ?1 AND status = 'pending' AND closed_at IS NULL
               UNION ALL
               SELECT min(created_at) FROM pfa_write_queue INDEXED BY pfa_write_queue_status
               WHERE organization = ?1 AND status = 'in_flight' AND closed_at IS NULL)",
        )?
        .query_row([organization.as_str()], |row| row.get(0))?;
    maybe_instant(at)
}
