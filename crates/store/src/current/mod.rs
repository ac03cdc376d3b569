//! `pfa_current`: the mirror with the draft laid over it, kept in the same transaction as either.
//! Grid, timeline and totals read it and nothing else.

mod asked;
mod group;
mod order;
mod query;
mod rank;
mod row;
mod search;
mod way;

pub use group::{Group, Span, Spans, grouped_by, groups, outlays};
pub use order::Order;
pub use query::{
    Column, Condition, Filter, Known, SortKey, Totals, Window, count, each, facets, known_page, page,
    pfa_ids, rows, totals,
};
pub use rank::rank;
pub(crate) use search::holds;

use crate::modification::Modification;
use crate::text::stamp;
use crate::{Db, StoreError, Tx, mirror, modification, what_if};
use chrono::{DateTime, Utc};
use pfa_domain::{Field, PfaRecord, RecordId, SyncStatus};
use row::{Shown, remove};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

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
    let mut modification = modification::get(tx, id)?;
    if modification.as_ref().is_some_and(|m| m.what_if.is_some()) {
        let entered = what_if::entered(tx, &id.organization)?;
        modification = modification.filter(|m| !m.hidden(entered));
    }
    match mirror::get(tx, id)? {
        Some(row) if shown(row.gone, modification.as_ref()) => {
            Shown::of(&row.record, modification.as_ref())?.put(tx)
        }
        Some(_) | None => remove(tx, id),
    }
}

/// Puts the row of a record whose modification was `before` and is `after` now, in the columns that
/// differ alone, without reading it. `entered` is the what-if entered.
pub fn change(
    tx: &Tx<'_>,
    mirrored: &PfaRecord,
    before: Option<&Modification>,
    after: &Modification,
    entered: Option<Uuid>,
) -> Result<(), StoreError> {
    let was = Shown::of(mirrored, before.filter(|m| !m.hidden(entered)))?;
    Shown::of(mirrored, Some(after).filter(|m| !m.hidden(entered)))?.put_over(tx, &was)
}

/// Puts the row of a record in sight that PEMS has in another version: `was` and `is` are the record as PEMS had it
/// and has it, each with the modification upon it, which is part of no what-if.
pub fn replace(
    tx: &Tx<'_>,
    was: (&PfaRecord, &Modification),
    is: (&PfaRecord, &Modification),
) -> Result<(), StoreError> {
    let before = Shown::of(was.0, Some(was.1))?;
    Shown::of(is.0, Some(is.1))?.put_over(tx, &before)
}

/// The same where nothing but the modification's status has changed, from one that is not synced to another.
pub fn note_status(
    tx: &Tx<'_>,
    id: &RecordId,
    status: SyncStatus,
    why: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = tx
        .prepare_cached(
            "UPDATE pfa_current SET sync_status = ?3, status_at = ?4, status_reason = ?5
             WHERE organization = ?1 AND pfa_id = ?2 RETURNING id",
        )?
        .query_row(
            params![id.organization.as_str(), id.pfa_id.as_str(), status.name(), stamp(at), why],
            |row| row.get(0),
        )
        .optional()?;
    tx.note_current(row);
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

/// Rises with every transaction that changes a row: what was worked out from the rows of one
/// generation holds as long as it lasts, whichever process writes.
pub fn generation(db: &Db<'_>) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("SELECT generation FROM head")?.query_row([], |row| row.get(0))?)
}

/// A record that PEMS has no more stays in sight as long as something of ours hangs on it.
fn shown(gone: bool, modification: Option<&Modification>) -> bool {
    !gone || modification.is_some_and(|m| m.status != SyncStatus::Synced)
}
