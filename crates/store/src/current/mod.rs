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
use pfa_domain::{Cost, Field, FieldValue, Kind, PfaRecord, RecordCost, RecordId, SyncStatus};
use rusqlite::types::Value as Sql;
use rusqlite::{params, params_from_iter};
use std::borrow::Cow;
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
    let laid_over = Some(after).filter(|m| !m.hidden(entered));
    let (was, is) =
        (Shown::of(mirrored, before.filter(|m| !m.hidden(entered))), Shown::of(mirrored, laid_over));
    let differ = is.less(&was)?;
    if differ.is_empty() {
        return Ok(());
    }
    let set = differ.iter().map(|(column, _)| format!("{column} = ?")).collect::<Vec<_>>().join(", ");
    let of_record =
        [Sql::Text(mirrored.id.organization.to_string()), Sql::Text(mirrored.id.pfa_id.to_string())];
    let changed = differ.into_iter().map(|(_, value)| value).chain(of_record);
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

/// What a row shows of a record.
struct Shown<'r> {
    record: Cow<'r, PfaRecord>,
    cost: RecordCost,
    status: SyncStatus,
    status_at: Option<DateTime<Utc>>,
    status_reason: Option<&'r str>,
    changed: Vec<Field>,
}

impl<'r> Shown<'r> {
    fn of(mirrored: &'r PfaRecord, modification: Option<&'r Modification>) -> Self {
        let record = match modification.map(|m| &m.draft.delta).filter(|delta| !delta.is_empty()) {
            Some(delta) => Cow::Owned(delta.apply(mirrored)),
            None => Cow::Borrowed(mirrored),
        };
        let differs = |field: &Field| record.get(*field) != mirrored.get(*field);
        let status = modification.map_or(SyncStatus::Synced, |m| m.status);
        Self {
            cost: RecordCost::of(&record),
            status,
            status_at: modification
                .and_then(|m| if status == SyncStatus::Synced { m.synced_at } else { Some(m.changed_at) }),
            status_reason: modification.and_then(|m| m.sync_error.as_deref()),
            changed: modification
                .map(|m| m.draft.delta.fields().filter(differs).collect())
                .unwrap_or_default(),
            record,
        }
    }

    /// The columns that a draft can change, other than the fields and the text to search, with their values.
    fn worked_out(&self) -> Result<[(&'static str, Sql); 8], StoreError> {
        let units = |cost: Option<Cost>| match cost.map(|c| i64::try_from(c.units())) {
            None => Ok(Sql::Null),
            Some(Ok(units)) => Ok(Sql::Integer(units)),
            Some(Err(overflow)) => Err(StoreError::unreadable("cost", overflow)),
        };
        Ok([
            ("plan_cost", units(self.cost.plan)?),
            ("forecast_cost", units(self.cost.forecast)?),
            ("actual_cost", units(self.cost.actual)?),
            ("variance", units(self.cost.variance)?),
            ("sync_status", Sql::Text(self.status.name().to_owned())),
            ("status_at", self.status_at.map_or(Sql::Null, |at| Sql::Text(stamp(at)))),
            ("status_reason", self.status_reason.map_or(Sql::Null, |why| Sql::Text(why.to_owned()))),
            ("changed", Sql::Text(crate::text::to_json(&self.changed)?)),
        ])
    }

    /// The columns that have another value in `other`, with their values here.
    fn less(&self, other: &Shown<'_>) -> Result<Vec<(&'static str, Sql)>, StoreError> {
        let fields: Vec<Field> =
            Field::ALL.into_iter().filter(|f| self.record.get(*f) != other.record.get(*f)).collect();
        let mut differ: Vec<(&'static str, Sql)> = fields
            .iter()
            .map(|field| (Column::Field(*field).sql(), sql_value(self.record.get(*field))))
            .collect();
        if fields.iter().any(|field| matches!(field.kind(), Kind::Text { .. })) {
            differ.push(("search", Sql::Text(search_text(&self.record))));
        }
        let pairs = self.worked_out()?.into_iter().zip(other.worked_out()?);
        differ.extend(pairs.filter(|(own, others)| own != others).map(|(own, _)| own));
        Ok(differ)
    }
}

/// A row's values, in the order of `put.sql`.
fn values(mirrored: &PfaRecord, modification: Option<&Modification>) -> Result<Vec<Sql>, StoreError> {
    let shown = Shown::of(mirrored, modification);
    let record = &shown.record;
    let version = i64::try_from(record.version).map_err(|e| StoreError::unreadable("version", e))?;
    let mut values: Vec<Sql> = vec![
        Sql::Text(record.id.organization.to_string()),
        Sql::Text(record.id.pfa_id.to_string()),
        Sql::Integer(version),
    ];
    values.extend(record.fields().map(|(_, value)| sql_value(value)));
    values.extend(shown.worked_out()?.map(|(_, value)| value));
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
