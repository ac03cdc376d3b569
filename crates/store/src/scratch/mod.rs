//! `scratch`: what stands in open forms, typed and not saved.

use crate::text::{instant, stamp};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId, RecordId};
use rusqlite::params;

/// What stands in the form of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scratch {
    /// The record.
    pub pfa_id: PfaId,
    /// The fields as they were typed, as JSON.
    pub typed: String,
    /// When it was typed.
    pub typed_at: DateTime<Utc>,
}

/// The organization's, the latest first.
pub fn list(db: &Db<'_>, organization: &Organization) -> Result<Vec<Scratch>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT pfa_id, typed, typed_at FROM scratch WHERE organization = ?1 ORDER BY typed_at DESC, pfa_id",
    )?;
    let rows = statement.query_map([organization.as_str()], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (pfa_id, typed, typed_at) = row?;
        let pfa_id = PfaId::new(pfa_id).map_err(|error| StoreError::unreadable("record id", error))?;
        Ok(Scratch { pfa_id, typed, typed_at: instant(&typed_at)? })
    })
    .collect()
}

/// Keeps what is typed of a record, in the place of what was.
pub fn put(tx: &Tx<'_>, id: &RecordId, typed: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO scratch (organization, pfa_id, typed, typed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (organization, pfa_id) DO UPDATE SET typed = excluded.typed, typed_at = excluded.typed_at",
    )?
    .execute(params![id.organization.as_str(), id.pfa_id.as_str(), typed, stamp(at)])?;
    Ok(())
}

/// Forgets what was typed of a record.
pub fn remove(tx: &Tx<'_>, id: &RecordId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM scratch WHERE organization = ?1 AND pfa_id = ?2")?
        .execute(params![id.organization.as_str(), id.pfa_id.as_str()])?;
    Ok(())
}
