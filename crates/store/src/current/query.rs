//! Windows, counts, totals and facets over `pfa_current`. Column names come from an enum and values
//! are bound: nothing that a person types is ever part of a statement.

use super::CurrentRow;
use super::asked::Asked;
use super::row::{FIELD_COLUMNS, is_text, sql_value};
use super::way::Way;
use crate::text::{from_json, maybe_instant, record_id};
use crate::{Db, StoreError};
use pfa_domain::{
    Cost, CostTotals, Dor, Field, FieldValue, Kind, Money, Organization, PfaRecord, Source, SyncStatus,
};
use rusqlite::types::{FromSql, Value as Sql};
use rusqlite::{Row, params_from_iter};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use uuid::Uuid;

/// What rows can be filtered and sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The record's id.
    PfaId,
    /// The organization; the same in all rows of a window.
    Organization,
    /// PEMS's version.
    Version,
    /// A field, as the planner sees it.
    Field(Field),
    /// The badge.
    Status,
    /// The forecast cost.
    ForecastCost,
    /// The variance.
    Variance,
    /// Whether something differs from PEMS's: 1 or 0.
    Changed,
}

/// A condition on a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Equals one of these; `Null` matches empty.
    Is(Vec<Sql>),
    /// At least this.
    From(Sql),
    /// At most this.
    To(Sql),
    /// Has this text in it, whatever the case.
    Contains(String),
    /// Is not empty.
    NotEmpty,
}

/// One filter; all of a query's filters must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// On which column.
    pub column: Column,
    /// What must hold.
    pub condition: Condition,
}

/// One sort key. Empty values come last, whichever the direction; rows that are equal by all keys
/// stand by id, in the direction of the last key, so that an index can be walked either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// By which column.
    pub column: Column,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// Which rows, in which order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// Text to find in any text field; empty finds all.
    pub search: String,
    /// What must hold.
    pub filters: Vec<Filter>,
    /// Of the records that this what-if changes only.
    pub what_if: Option<Uuid>,
    /// In which order; ends with the id.
    pub sort: Vec<SortKey>,
    /// Rows to pass over.
    pub offset: u64,
    /// Rows at the most.
    pub limit: u64,
}

/// Sums over rows.
pub type Totals = CostTotals;

impl Column {
    pub(super) fn sql(self) -> &'static str {
        match self {
            Column::PfaId => "pfa_id",
            Column::Organization => "organization",
            Column::Version => "version",
            Column::Field(field) => FIELD_COLUMNS[field as usize],
            Column::Status => "sync_status",
            Column::ForecastCost => "forecast_cost",
            Column::Variance => "variance",
            Column::Changed => "(changed <> '[]')",
        }
    }

    fn nullable(self) -> bool {
        match self {
            Column::PfaId | Column::Organization | Column::Version | Column::Status | Column::Changed => {
                false
            }
            Column::Field(field) => field.nullable(),
            Column::ForecastCost | Column::Variance => true,
        }
    }

    /// Whether its text is part of what the find box looks in.
    pub(super) fn searched(self) -> bool {
        match self {
            Column::PfaId => true,
            Column::Field(field) => is_text(field),
            Column::Organization
            | Column::Version
            | Column::Status
            | Column::ForecastCost
            | Column::Variance
            | Column::Changed => false,
        }
    }

    /// A field's value as a filter compares it.
    pub fn bound(value: &FieldValue) -> Sql {
        sql_value(value)
    }
}

/// The rows of a window, and how many its search and filters leave in all: counted where that is not `known`.
pub fn page(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    known: Option<u64>,
) -> Result<(Vec<CurrentRow>, u64), StoreError> {
    let asked = Asked::of(db, organization, window)?;
    let mut rows = Vec::new();
    visit(db, &asked, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    let shown = rows.len() as u64;
    let last_is_shown = shown < window.limit && (shown > 0 || window.offset == 0);
    let total = match known {
        Some(total) => total,
        None if last_is_shown => window.offset + shown,
        None => number(db, &asked)?,
    };
    Ok((rows, total))
}

/// The rows of a window.
pub fn rows(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
) -> Result<Vec<CurrentRow>, StoreError> {
    let mut rows = Vec::new();
    each(db, organization, window, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// Hands the rows of a window over one by one, in one view of the database, until `visit` has seen
/// enough: however many there are, one is in memory.
pub fn each(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    visitor: impl FnMut(CurrentRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    visit(db, &Asked::of(db, organization, window)?, visitor)
}

/// How many rows a window's search and filters leave.
pub fn count(db: &Db<'_>, organization: &Organization, window: &Window) -> Result<u64, StoreError> {
    number(db, &Asked::of(db, organization, window)?)
}

/// The exact sums over the rows that a window's search and filters leave.
pub fn totals(db: &Db<'_>, organization: &Organization, window: &Window) -> Result<Totals, StoreError> {
    let asked = Asked::of(db, organization, window)?;
    let way = Way::to_all(db, &asked)?;
    let (condition, values) = asked.condition(way);
    let sql = format!("SELECT {} FROM {} WHERE {condition}", sums(), way.table());
    Ok(db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| read_sums(row, 0))?)
}

/// Each sum is made in two parts, thousands of millions and rest, so that 64 bits never overflow.
const PART: i128 = 1_000_000_000;

/// The number of rows and the sums of their costs, as columns that `read_sums` reads.
pub(super) fn sums() -> String {
    let sums: String = ["plan_cost", "forecast_cost", "actual_cost", "variance"]
        .iter()
        .map(|cost| format!(", sum({cost} / {PART}), sum({cost} % {PART})"))
        .collect();
    format!("count(*){sums}")
}

/// The columns that `sums` makes, from `first` on.
pub(super) fn read_sums(row: &Row<'_>, first: usize) -> rusqlite::Result<Totals> {
    let sum = |at: usize| -> rusqlite::Result<Cost> {
        let high: Option<i64> = row.get(first + at)?;
        let low: Option<i64> = row.get(first + at + 1)?;
        Ok(Cost::from_units(i128::from(high.unwrap_or(0)) * PART + i128::from(low.unwrap_or(0))))
    };
    Ok(Totals {
        count: row.get(first)?,
        plan: sum(1)?,
        forecast: sum(3)?,
        actual: sum(5)?,
        variance: sum(7)?,
    })
}

/// The values of a column with how many of the rows that a window's search and filters leave have
/// each, the most frequent first, 500 at the most.
pub fn facets(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    column: Column,
) -> Result<Vec<(Option<String>, u64)>, StoreError> {
    let name = column.sql();
    let asked = Asked::of(db, organization, window)?;
    let way = Way::to_facets(db, &asked)?;
    let (condition, values) = asked.condition(way);
    let mut statement = db.prepare_cached(&format!(
        "SELECT CAST({name} AS TEXT), count(*) FROM {} WHERE {condition}
         GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT 500",
        way.table()
    ))?;
    let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The PFA ids of the rows of a window, in its order.
pub fn pfa_ids(db: &Db<'_>, organization: &Organization, window: &Window) -> Result<Vec<String>, StoreError> {
    of_window(db, &Asked::of(db, organization, window)?, "pfa_id")
}

fn visit(
    db: &Db<'_>,
    asked: &Asked<'_>,
    mut visitor: impl FnMut(CurrentRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    // The ids are found and sorted by an index alone where there is one; only then are rows read.
    let ids: Vec<i64> = of_window(db, asked, "id")?;
    let mut row = db.prepare_cached(&row_sql())?;
    for id in ids {
        if visitor(row.query_row([id], |row| Ok(read(row)))??).is_break() {
            break;
        }
    }
    Ok(())
}

fn number(db: &Db<'_>, asked: &Asked<'_>) -> Result<u64, StoreError> {
    if let Some(found) = asked.found_alone() {
        return Ok(found);
    }
    let way = Way::to_count(db, asked)?;
    let (condition, values) = asked.condition(way);
    Ok(db
        .prepare_cached(&format!("SELECT count(*) FROM {} WHERE {condition}", way.table()))?
        .query_row(params_from_iter(values), |row| row.get(0))?)
}

/// What a window's rows hold in one column, which is in every index or found by it.
fn of_window<T: FromSql>(db: &Db<'_>, asked: &Asked<'_>, what: &str) -> Result<Vec<T>, StoreError> {
    let way = Way::to_window(db, asked)?;
    let (condition, mut values) = asked.condition(way);
    let (table, order) = (way.table(), order_by(&asked.window.sort));
    values.push(Sql::Integer(i64::try_from(asked.window.limit).unwrap_or(i64::MAX)));
    values.push(Sql::Integer(i64::try_from(asked.window.offset).unwrap_or(i64::MAX)));
    let sql = format!("SELECT {what} FROM {table} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn row_sql() -> String {
    let fields = FIELD_COLUMNS.join(", ");
    format!(
        "SELECT organization, pfa_id, version, {fields}, sync_status, status_at, status_reason, changed
         FROM pfa_current WHERE id = ?1"
    )
}

fn order_by(sort: &[SortKey]) -> String {
    let mut order = String::new();
    for key in sort {
        let (name, direction) = (key.column.sql(), direction(*key));
        let nulls = if key.column.nullable() { " NULLS LAST" } else { "" };
        let _ = write!(order, "{name} {direction}{nulls}, ");
    }
    let _ = write!(order, "pfa_id {}", sort.last().map_or("ASC", |last| direction(*last)));
    order
}

fn direction(key: SortKey) -> &'static str {
    if key.descending { "DESC" } else { "ASC" }
}

fn read(row: &Row<'_>) -> Result<CurrentRow, StoreError> {
    const FIRST: usize = 3;
    let id = record_id(row.get(0)?, row.get(1)?)?;
    let record = PfaRecord::build(id, row.get(2)?, |field| value_of(row, FIRST + field as usize, field))?;
    let after = FIRST + Field::COUNT;
    let status: SyncStatus =
        row.get::<_, String>(after)?.parse().map_err(|e| StoreError::unreadable("status", e))?;
    Ok(CurrentRow {
        record,
        status,
        status_at: maybe_instant(row.get(after + 1)?)?,
        status_reason: row.get(after + 2)?,
        changed: from_json("changed fields", &row.get::<_, String>(after + 3)?)?,
    })
}

pub(super) fn value_of(row: &Row<'_>, at: usize, field: Field) -> Result<FieldValue, StoreError> {
    let unreadable = || StoreError::unreadable("value", field.name());
    Ok(match (row.get::<_, Sql>(at)?, field.kind()) {
        (Sql::Null, _) => FieldValue::Null,
        (Sql::Integer(cents), Kind::Money) => {
            FieldValue::Money(Money::from_cents(cents).ok_or_else(unreadable)?)
        }
        (Sql::Integer(flag), Kind::Bool) => FieldValue::Bool(flag != 0),
        (Sql::Text(text), Kind::Text { .. }) => FieldValue::Text(text),
        (Sql::Text(word), Kind::Source) => {
            let source = [Source::Rental, Source::Purchase].into_iter().find(|s| s.name() == word);
            FieldValue::Source(source.ok_or_else(unreadable)?)
        }
        (Sql::Text(word), Kind::Dor) => {
            let dor = [Dor::Beo, Dor::Project].into_iter().find(|d| d.name() == word);
            FieldValue::Dor(dor.ok_or_else(unreadable)?)
        }
        (Sql::Text(text), Kind::Date | Kind::Instant) => {
            FieldValue::from_grid(field, &text).map_err(|e| StoreError::unreadable("value", e))?
        }
        (Sql::Integer(_) | Sql::Real(_) | Sql::Text(_) | Sql::Blob(_), _) => return Err(unreadable()),
    })
}
