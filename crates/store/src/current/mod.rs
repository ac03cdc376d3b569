//! `pfa_current`: the mirror with the draft laid over it, kept in the same transaction as either.
//! Grid, timeline and totals read it and nothing else.

mod group;
mod query;
mod rank;
mod way;

pub use group::{Group, Span, Spans, grouped_by, groups, outlays};
pub use query::{
    Column, Condition, Filter, SortKey, Totals, Window, count, each, facets, pfa_ids, rows, totals,
};
pub use rank::rank;

use crate::mirror::MirrorRow;
use crate::modification::Modification;
use crate::text::{folded, stamp};
use crate::{Db, StoreError, Tx, mirror, modification, what_if};
use chrono::{DateTime, Utc};
use pfa_domain::{Cost, Field, FieldValue, PfaRecord, RecordCost, RecordId, SyncStatus};
use rusqlite::types::Value as Sql;
use rusqlite::{params, params_from_iter};
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
        Some(row) if shown(&row, modification.as_ref()) => put(tx, &row.record, modification.as_ref()),
        Some(_) | None => remove(tx, id),
    }
}

/// Puts the row of a record whose modification was `before` and is `after` now, in the columns that
/// differ alone: each index that is left out is a page less to write. `entered` is the what-if entered.
pub fn change(
    tx: &Tx<'_>,
    mirrored: &PfaRecord,
    before: Option<&Modification>,
    after: &Modification,
    entered: Option<Uuid>,
) -> Result<(), StoreError> {
    let before = values(mirrored, before.filter(|m| !m.hidden(entered)))?;
    let laid_over = Some(after).filter(|m| !m.hidden(entered));
    let after = values(mirrored, laid_over)?;
    let differ: Vec<usize> = (0..COLUMNS.len()).filter(|at| before[*at] != after[*at]).collect();
    if differ.is_empty() {
        return Ok(());
    }
    let set = differ.iter().map(|at| format!("{} = ?", COLUMNS[*at])).collect::<Vec<_>>().join(", ");
    let of_record =
        [Sql::Text(mirrored.id.organization.to_string()), Sql::Text(mirrored.id.pfa_id.to_string())];
    let changed = differ.iter().map(|at| after[*at].clone()).chain(of_record);
    tx.note_current();
    let rows = tx
        .prepare_cached(&format!("UPDATE pfa_current SET {set} WHERE organization = ? AND pfa_id = ?"))?
        .execute(params_from_iter(changed))?;
    if rows == 0 { put(tx, mirrored, laid_over) } else { Ok(()) }
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
    tx.note_current();
    tx.prepare_cached(include_str!("put.sql"))?.execute(params_from_iter(values(mirrored, modification)?))?;
    Ok(())
}

/// The columns that `put.sql` fills, in its order.
const COLUMNS: [&str; 36] = [
    "organization",
    "pfa_id",
    "version",
    "area_silo",
    "category",
    "forecast_category",
    "class",
    "description",
    "source",
    "dor",
    "is_actualized",
    "is_discontinued",
    "is_funds_transferable",
    "monthly_rate",
    "purchase_price",
    "manufacturer",
    "model",
    "original_start",
    "original_end",
    "forecast_start",
    "forecast_end",
    "actual_start",
    "actual_end",
    "contract",
    "equipment",
    "last_changed_by",
    "last_changed_at",
    "plan_cost",
    "forecast_cost",
    "actual_cost",
    "variance",
    "sync_status",
    "status_at",
    "status_reason",
    "changed",
    "search",
];

/// A row's values, in the order of `COLUMNS`.
fn values(mirrored: &PfaRecord, modification: Option<&Modification>) -> Result<Vec<Sql>, StoreError> {
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
    let mut values: Vec<Sql> = Vec::with_capacity(COLUMNS.len());
    values.push(Sql::Text(record.id.organization.to_string()));
    values.push(Sql::Text(record.id.pfa_id.to_string()));
    values.push(Sql::Integer(i64::try_from(record.version).map_err(overflow)?));
    values.extend(record.fields().map(|(_, value)| sql_value(value)));
    for part in [cost.plan, cost.forecast, cost.actual, cost.variance] {
        values.push(units(part).map_err(overflow)?);
    }
    values.push(Sql::Text(status.name().to_owned()));
    values.push(status_at.flatten().map_or(Sql::Null, |at| Sql::Text(stamp(at))));
    values.push(modification.and_then(|m| m.sync_error.clone()).map_or(Sql::Null, Sql::Text));
    values.push(Sql::Text(crate::text::to_json(&changed)?));
    values.push(Sql::Text(search_text(record)));
    Ok(values)
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
