//! `sync_cursor`: how far the pull of an organization has come. Stored with the page that it covers.

use crate::text::{from_json, maybe_instant, stamp, to_json};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId};
use pfa_sync::GuardStop;
use rusqlite::{OptionalExtension, params};

/// How far a pull has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cursor {
    /// PEMS's clock at the first page of the last complete pull.
    pub pulled_at: Option<DateTime<Utc>>,
    /// Records that PEMS listed at the end of the last complete pull.
    pub listed: u64,
    /// The number of the sweep under way or last done.
    pub sweep: i64,
    /// The last id of the sweep under way; `None` when none is.
    pub sweep_after: Option<PfaId>,
    /// PEMS's clock at the first page of the sweep under way.
    pub sweep_server_time: Option<DateTime<Utc>>,
    /// Records that PEMS listed at the first page of the sweep under way.
    pub sweep_listed: Option<u64>,
    /// When the last sweep was complete, on this laptop's clock.
    pub swept_at: Option<DateTime<Utc>>,
    /// The pull that the guard stopped, until a person has decided or a later one passes.
    pub guard: Option<GuardStop>,
}

/// The organization's cursor; the default before the first pull.
pub fn get(db: &Db<'_>, organization: &Organization) -> Result<Cursor, StoreError> {
    let row = db
        .prepare_cached(
            "SELECT pulled_at, listed, sweep, sweep_after, sweep_server_time, sweep_listed, swept_at, guard
             FROM sync_cursor WHERE organization = ?1",
        )?
        .query_row([organization.as_str()], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, Option<String>>(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                row.get::<_, Option<String>>(7)?,
            ))
        })
        .optional()?;
    let Some((pulled_at, listed, sweep, after, server_time, sweep_listed, swept_at, guard)) = row else {
        return Ok(Cursor::default());
    };
    Ok(Cursor {
        pulled_at: maybe_instant(pulled_at)?,
        listed,
        sweep,
        sweep_after: after.map(PfaId::new).transpose().map_err(|e| StoreError::unreadable("PFA id", e))?,
        sweep_server_time: maybe_instant(server_time)?,
        sweep_listed,
        swept_at: maybe_instant(swept_at)?,
        guard: guard.map(|text| from_json("guard", &text)).transpose()?,
    })
}

/// Keeps the cursor.
pub fn put(tx: &Tx<'_>, organization: &Organization, cursor: &Cursor) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sync_cursor
           (organization, pulled_at, listed, sweep, sweep_after, sweep_server_time, sweep_listed, swept_at, guard)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        organization.as_str(),
        cursor.pulled_at.map(stamp),
        cursor.listed,
        cursor.sweep,
        cursor.sweep_after.as_ref().map(PfaId::as_str),
        cursor.sweep_server_time.map(stamp),
        cursor.sweep_listed,
        cursor.swept_at.map(stamp),
        cursor.guard.as_ref().map(to_json).transpose()?,
    ])?;
    Ok(())
}
