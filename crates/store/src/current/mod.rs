//! `pfa_current`: the mirror with the draft laid over it, kept in the same transaction as either.
//! Grid, timeline and totals read it and nothing else.

mod group;
mod query;
mod rank;
mod way;

pub use group::{Group, Span, Spans, grouped_by, groups};
pub use query::{
    Column, Condition, Filter, SortKey, Totals, Window, count, each, facets, pfa_ids, rows, totals,
};
pub use rank::rank;

use crate::mirror::MirrorRow;
use crate::modification::Modification;
use crate::text::{folded, stamp};
use crate::{Db, StoreError, Tx, mirror, modification};
use chrono::{DateTime, Utc};
use pfa_domain::{Cost, Field, FieldValue, PfaRecord, RecordCost, RecordId, SyncStatus};
use rusqlite::types::Value as Sql;
use rusqlite::{params, params_from_iter};

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
        Some(row) if shown(&row, modification.as_ref()) => put(tx, &row.record, modification.as_ref()),
        Some(_) | None => remove(tx, id),
    }
}

/// Puts the row of a record that nobody has edited.
pub fn put_untouched(tx: &Tx<'_>, record: &PfaRecord) -> Result<(), StoreError> {
    put(tx, record, None)
}

/// Rises with every transaction that changes a row: what was worked out from the rows of one
/// generation holds as long as it lasts, whichever process writes.
pub fn generation(db: &Db<'_>) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("SELECT generation FROM pfa_current_generation")?.query_row([], |row| row.get(0))?)
}

/// A record that PEMS has no more stays in sight as long as something of ours hangs on it.
fn shown(row: &MirrorRow, modification: Option<&Modification>) -> bool {
    !row.gone || modification.is_some_and(|m| m.status != SyncStatus::Synced)
}

fn remove(tx: &Tx<'_>, id: &RecordId) -> Result<(), StoreError> {
    tx.note_current();
    tx.prepare_cached("DELETE FROM pfa_current WHERE organization = ?1 AND pfa_id = ?2")?
        .execute(params![id.organization.as_str(), id.pfa_id.as_str()])?;
    Ok(())
}

fn put(tx: &Tx<'_>, mirrored: &PfaRecord, modification: Option<&Modification>) -> Result<(), StoreError> {
    let laid_over = modification.filter(|m| !m.draft.delta.is_empty()).map(|m| m.draft.delta.apply(mirrored));
    let record = laid_over.as_ref().unwrap_or(mirrored);
    let cost = RecordCost::of(record);
    let status = modification.map_or(SyncStatus::Synced, |m| m.status);
    let status_at =
        modification.map(|m| if status == SyncStatus::Synced { m.synced_at } else { Some(m.changed_at) });
    let changed: Vec<Field> = modification
        .map(|m| m.draft.delta.fields().filter(|f| record.get(*f) != mirrored.get(*f)).collect())
        .unwrap_or_default();
    let units =
        |cost: Option<Cost>| cost.map_or(Ok(Sql::Null), |c| i64::try_from(c.units()).map(Sql::Integer));
    let overflow = |e: std::num::TryFromIntError| StoreError::unreadable("cost", e);
    let mut values: Vec<Sql> = vec![
        Sql::Text(record.id.organization.to_string()),
        Sql::Text(record.id.pfa_id.to_string()),
        Sql::Integer(i64::try_from(record.version).map_err(overflow)?),
    ];
    values.extend(record.fields().map(|(_, value)| sql_value(value)));
    for part in [cost.plan, cost.forecast, cost.actual, cost.variance] {
        values.push(units(part).map_err(overflow)?);
    }
    values.push(Sql::Text(status.name().to_owned()));
    values.push(status_at.flatten().map_or(Sql::Null, |at| Sql::Text(stamp(at))));
    values.push(modification.and_then(|m| m.sync_error.clone()).map_or(Sql::Null, Sql::Text));
    values.push(Sql::Text(crate::text::to_json(&changed)?));
    values.push(Sql::Text(search_text(record)));
    tx.note_current();
    tx.prepare_cached(include_str!("put.sql"))?.execute(params_from_iter(values))?;
    Ok(())
}

/// A field's value as its column holds it: money in cents, an instant so that it sorts.
pub(crate) fn sql_value(value: &FieldValue) -> Sql {
    match value {
        FieldValue::Null => Sql::Null,
        FieldValue::Money(amount) => Sql::Integer(amount.cents()),
        FieldValue::Bool(flag) => Sql::Integer((*flag).into()),
        FieldValue::Instant(at) => Sql::Text(stamp(*at)),
        FieldValue::Text(_) | FieldValue::Date(_) | FieldValue::Source(_) | FieldValue::Dor(_) => {
            Sql::Text(value.to_string())
        }
    }
}

/// What the find box looks in: the id and every text field, in lower case, one a line.
fn search_text(record: &PfaRecord) -> String {
    let mut text = folded(record.id.pfa_id.as_str());
    for (_, value) in record.fields() {
        if let FieldValue::Text(value) = value {
            text.push('\n');
            text.push_str(&folded(value));
        }
    }
    text
}
