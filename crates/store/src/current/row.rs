//! A row of `pfa_current`: inserted once, changed where it differs. A column that stays as it is costs
//! no page: each index that a statement names is written anew, and each page is encrypted and synced.

use super::search::{self, text_of};
use crate::modification::Modification;
use crate::text::{stamp, to_json};
use crate::{StoreError, Tx};
use pfa_domain::{Cost, Field, FieldValue, Kind, PfaRecord, RecordCost, RecordId, SyncStatus};
use rusqlite::types::{ToSql, ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{OptionalExtension, params, params_from_iter};
use std::borrow::Cow;

/// The columns of the fields, in the order of the field list.
pub(super) const FIELD_COLUMNS: [&str; Field::COUNT] = [
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
];
const COSTS_AND_STATUS: [&str; 8] = [
    "plan_cost",
    "forecast_cost",
    "actual_cost",
    "variance",
    "sync_status",
    "status_at",
    "status_reason",
    "changed",
];

/// A record as it is shown, with what stands in its row beside its fields.
pub(super) struct Shown<'r> {
    pub record: Cow<'r, PfaRecord>,
    cost: RecordCost,
    status: SyncStatus,
    status_at: Option<String>,
    reason: Option<&'r str>,
    changed: String,
}

/// A value on its way into a column.
#[derive(Debug, PartialEq)]
enum Cell<'r> {
    Null,
    Integer(i64),
    Text(Cow<'r, str>),
}

impl<'r> Shown<'r> {
    /// Lays the modification over the record.
    pub(super) fn of(
        mirrored: &'r PfaRecord,
        modification: Option<&'r Modification>,
    ) -> Result<Self, StoreError> {
        let laid_over = modification.filter(|m| !m.draft.delta.is_empty());
        let record = laid_over.map_or(Cow::Borrowed(mirrored), |m| Cow::Owned(m.draft.delta.apply(mirrored)));
        let status = modification.map_or(SyncStatus::Synced, |m| m.status);
        let status_at = modification
            .and_then(|m| if status == SyncStatus::Synced { m.synced_at } else { Some(m.changed_at) });
        let changed: Vec<Field> = modification
            .map(|m| m.draft.delta.fields().filter(|f| record.get(*f) != mirrored.get(*f)).collect())
            .unwrap_or_default();
        Ok(Self {
            cost: RecordCost::of(&record),
            status,
            status_at: status_at.map(stamp),
            reason: modification.and_then(|m| m.sync_error.as_deref()),
            changed: to_json(&changed)?,
            record,
        })
    }

    /// Keeps the row and what the find box looks in.
    pub(super) fn put(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        match self.held(tx)? {
            Some(differing) => self.update(tx, &differing),
            None => self.insert_found(tx),
        }
    }

    /// The same where the row is known to hold `was`, so that it need not be read.
    pub(super) fn put_over(&self, tx: &Tx<'_>, was: &Shown<'_>) -> Result<(), StoreError> {
        let pairs = self.cells()?.into_iter().zip(was.cells()?).enumerate();
        let differing: Vec<usize> = pairs.filter(|(_, (is, was))| is != was).map(|(at, _)| at).collect();
        self.update(tx, &differing)
    }

    /// Inserts the row; gives its id.
    pub(super) fn insert(&self, tx: &Tx<'_>) -> Result<i64, StoreError> {
        let id = &self.record.id;
        let key = [Cell::of(id.organization.as_str()), Cell::of(id.pfa_id.as_str())];
        tx.prepare_cached(include_str!("insert.sql"))?
            .execute(params_from_iter(key.into_iter().chain(self.cells()?)))?;
        let row = tx.last_insert_rowid();
        tx.note_current(Some(row));
        Ok(row)
    }

    fn insert_found(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let id = self.insert(tx)?;
        search::put(tx, &self.record.id.organization, id, &text_of(&self.record))
    }

    /// The columns that are not as they should be; `None` where there is no row.
    fn held(&self, tx: &Tx<'_>) -> Result<Option<Vec<usize>>, StoreError> {
        let cells = self.cells()?;
        let id = &self.record.id;
        Ok(tx
            .prepare_cached(include_str!("held.sql"))?
            .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| {
                let mut differing = Vec::new();
                for (at, cell) in cells.iter().enumerate() {
                    if !cell.equals(row.get_ref(at)?) {
                        differing.push(at);
                    }
                }
                Ok(differing)
            })
            .optional()?)
    }

    fn update(&self, tx: &Tx<'_>, differing: &[usize]) -> Result<(), StoreError> {
        if differing.is_empty() {
            return Ok(());
        }
        let columns: Vec<&str> = columns().collect();
        let sets: Vec<String> = differing.iter().map(|at| format!("{} = ?", columns[*at])).collect();
        let mut cells = self.cells()?;
        let values = differing.iter().map(|at| std::mem::replace(&mut cells[*at], Cell::Null));
        let key = [Cell::of(self.record.id.organization.as_str()), Cell::of(self.record.id.pfa_id.as_str())];
        let updated: Option<i64> = tx
            .prepare_cached(&format!(
                "UPDATE pfa_current SET {} WHERE organization = ? AND pfa_id = ? RETURNING id",
                sets.join(", ")
            ))?
            .query_row(params_from_iter(values.chain(key)), |row| row.get(0))
            .optional()?;
        tx.note_current(updated);
        let searched =
            |at: &usize| at.checked_sub(1).and_then(|at| Field::ALL.get(at)).is_some_and(|f| is_text(*f));
        match updated {
            None => self.insert_found(tx),
            Some(id) if differing.iter().any(searched) => {
                search::put(tx, &self.record.id.organization, id, &text_of(&self.record))
            }
            Some(_) => Ok(()),
        }
    }

    /// The values of [`columns`], in their order.
    fn cells(&self) -> Result<Vec<Cell<'_>>, StoreError> {
        let overflow = |e: std::num::TryFromIntError| StoreError::unreadable("cost", e);
        let cost = |cost: Option<Cost>| match cost {
            Some(cost) => i64::try_from(cost.units()).map(Cell::Integer).map_err(overflow),
            None => Ok(Cell::Null),
        };
        let maybe =
            |text: Option<&'_ str>| text.map_or(Cell::Null, |text| Cell::Text(text.to_owned().into()));
        let mut cells = Vec::with_capacity(1 + FIELD_COLUMNS.len() + COSTS_AND_STATUS.len());
        cells.push(Cell::Integer(i64::try_from(self.record.version).map_err(overflow)?));
        cells.extend(self.record.fields().map(|(_, value)| Cell::from(value)));
        for part in [self.cost.plan, self.cost.forecast, self.cost.actual, self.cost.variance] {
            cells.push(cost(part)?);
        }
        cells.push(Cell::of(self.status.name()));
        cells.push(maybe(self.status_at.as_deref()));
        cells.push(maybe(self.reason));
        cells.push(Cell::of(&self.changed));
        Ok(cells)
    }
}

impl<'r> Cell<'r> {
    fn of(text: &'r str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }

    fn equals(&self, held: ValueRef<'_>) -> bool {
        match (self, held) {
            (Cell::Null, ValueRef::Null) => true,
            (Cell::Integer(number), ValueRef::Integer(held)) => *number == held,
            (Cell::Text(text), ValueRef::Text(held)) => text.as_bytes() == held,
            (Cell::Null | Cell::Integer(_) | Cell::Text(_), _) => false,
        }
    }
}

/// A field's value as its column holds it: money in cents, an instant so that it sorts.
impl<'r> From<&'r FieldValue> for Cell<'r> {
    fn from(value: &'r FieldValue) -> Self {
        match value {
            FieldValue::Null => Cell::Null,
            FieldValue::Money(amount) => Cell::Integer(amount.cents()),
            FieldValue::Bool(flag) => Cell::Integer((*flag).into()),
            FieldValue::Instant(at) => Cell::Text(stamp(*at).into()),
            FieldValue::Text(text) => Cell::of(text),
            FieldValue::Source(source) => Cell::of(source.name()),
            FieldValue::Dor(dor) => Cell::of(dor.name()),
            FieldValue::Date(date) => Cell::Text(date.to_string().into()),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The same for a filter.
pub(super) fn sql_value(value: &FieldValue) -> Sql {
    match Cell::from(value) {
        Cell::Null => Sql::Null,
        Cell::Integer(number) => Sql::Integer(number),
        Cell::Text(text) => Sql::Text(text.into_owned()),
    }
}

/// Whether a field's text is part of what the find box looks in.
pub(super) fn is_text(field: Field) -> bool {
    matches!(field.kind(), Kind::Text { .. })
}

/// Removes the row, if there is one.
pub(super) fn remove(tx: &Tx<'_>, id: &RecordId) -> Result<(), StoreError> {
    let removed: Option<i64> = tx
        .prepare_cached("DELETE FROM pfa_current WHERE organization = ?1 AND pfa_id = ?2 RETURNING id")?
        .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| row.get(0))
        .optional()?;
    tx.note_current(removed);
    removed.map_or(Ok(()), |row| search::put(tx, &id.organization, row, ""))
}

/// The columns beside id, organization and PFA id.
fn columns() -> impl Iterator<Item = &'static str> {
    ["version"].into_iter().chain(FIELD_COLUMNS).chain(COSTS_AND_STATUS)
}
