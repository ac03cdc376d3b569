//! `pfa_current`: the mirror with the draft laid over it, kept in the same transaction as either.
//! Grid, timeline and totals read it and nothing else.

mod asked;
mod query;
mod row;
mod search;
mod way;

pub use query::{
    Column, Condition, Filter, SortKey, Totals, Window, count, each, facets, page, rows, totals,
};

use crate::modification::Modification;
use crate::text::stamp;
use crate::{StoreError, Tx, mirror, modification};
use chrono::{DateTime, Utc};
use pfa_domain::{Field, PfaRecord, RecordId, SyncStatus};
use row::{Shown, remove};
use rusqlite::params;

/// A record as a planner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentRow {
    /// The record with the draft laid over it; its version is PEMS's.
    pub record: PfaRecord,
    /// Where it stands.
    pub status: SyncStatus,
    /// Since when.
    pub status_at: Option<DateTime<Utc>>,
    /// Why, where there is more to say.
    pub status_reason: Option<String>,
    /// The fields that differ from PEMS's.
    pub changed: Vec<Field>,
}

/// Works the record's row out anew from mirror and modification.
pub fn refresh(tx: &Tx<'_>, id: &RecordId) -> Result<(), StoreError> {
    let modification = modification::get(tx, id)?;
    match mirror::get(tx, id)? {
        Some(row) if shown(row.gone, modification.as_ref()) => {
            Shown::of(&row.record, modification.as_ref())?.put(tx)
        }
        Some(_) | None => remove(tx, id),
    }
}

/// The same where the caller holds what it would read: the record as PEMS has it, whether that is gone, and the
/// modification upon it.
pub fn refresh_with(
    tx: &Tx<'_>,
    record: &PfaRecord,
    gone: bool,
    modification: &Modification,
) -> Result<(), StoreError> {
    if shown(gone, Some(modification)) {
        Shown::of(record, Some(modification))?.put(tx)
    } else {
        remove(tx, &record.id)
    }
}

/// The same where nothing but the modification's status has changed, from one that is not synced to another.
pub fn note_status(tx: &Tx<'_>, modification: &Modification) -> Result<(), StoreError> {
    let id = &modification.record;
    tx.prepare_cached(
        "UPDATE pfa_current SET sync_status = ?3, status_at = ?4, status_reason = ?5
         WHERE organization = ?1 AND pfa_id = ?2",
    )?
    .execute(params![
        id.organization.as_str(),
        id.pfa_id.as_str(),
        modification.status.name(),
        stamp(modification.changed_at),
        modification.sync_error,
    ])?;
    Ok(())
}

/// Puts the row of a record that nobody has edited.
pub fn put_untouched(tx: &Tx<'_>, record: &PfaRecord) -> Result<(), StoreError> {
    Shown::of(record, None)?.put(tx)
}

/// Puts the rows of records that were not held before.
pub fn insert_untouched<'r>(
    tx: &Tx<'_>,
    records: impl IntoIterator<Item = &'r PfaRecord>,
) -> Result<(), StoreError> {
    let mut texts = search::Writer::new(tx);
    for record in records {
        let shown = Shown::of(record, None)?;
        let id = shown.insert(tx)?;
        texts.put(&record.id.organization, id, &search::text_of(record))?;
    }
    texts.flush()
}

/// A record that PEMS has no more stays in sight as long as something of ours hangs on it.
fn shown(gone: bool, modification: Option<&Modification>) -> bool {
    !gone || modification.is_some_and(|m| m.status != SyncStatus::Synced)
}
