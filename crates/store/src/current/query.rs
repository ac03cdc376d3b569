//! Windows, counts, totals and facets over `pfa_current`. Column names come from an enum and values
//! are bound: nothing that a person types is ever part of a statement.

use super::CurrentRow;
use super::asked::Asked;
use super::order::Order;
use super::row::{FIELD_COLUMNS, is_text, sql_value};
use super::search::Found;
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
use std::sync::Arc;
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

/// What a window's search and filters leave. It holds as long as no row changes, however the rows are sorted and
/// whichever of them are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    number: u64,
    /// `None` where nothing is asked and all are left.
    rows: Option<Arc<Found>>,
}

/// The rows of a window, and what its search and filters leave in all.
pub fn page(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
) -> Result<(Vec<CurrentRow>, Known), StoreError> {
    let asked = Asked::of(db, organization, window)?;
    let ids = of_window(db, &asked, "id")?;
    Ok((fetched(db, &ids)?, Known::of(db, &asked, ids)?))
}

/// The rows of a window where it is known what its search and filters leave, and maybe how all rows stand by the
/// column that they are sorted by.
pub fn known_page(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    known: &Known,
    order: Option<&Order>,
) -> Result<Vec<CurrentRow>, StoreError> {
    let ids = match (order, &known.rows) {
        (Some(order), _) => order.window(window, known),
        (None, Some(rows)) => of_window(db, &Asked::settled(organization, window, Arc::clone(rows)), "id")?,
        (None, None) => of_window(db, &Asked::of(db, organization, window)?, "id")?,
    };
    fetched(db, &ids)
}

impl Known {
    /// What is left, `ids` of which are shown.
    fn of(db: &Db<'_>, asked: &Asked<'_>, ids: Vec<i64>) -> Result<Self, StoreError> {
        if asked.nothing() {
            return Ok(Self { number: number(db, asked)?, rows: None });
        }
        let all_are_shown = asked.window.offset == 0 && (ids.len() as u64) < asked.window.limit;
        let rows: Arc<Found> = match asked.found_alone() {
            Some(found) => Arc::clone(found),
            None if all_are_shown => Arc::new(ids.into_iter().collect()),
            None => Arc::new(all(db, asked)?),
        };
        Ok(Self { number: rows.number(), rows: Some(rows) })
    }

    /// The same once these rows have changed, have come or are no more; `None` where their own columns do not say
    /// whether they are left.
    pub fn after(
        &self,
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
        changed: &[i64],
    ) -> Result<Option<Self>, StoreError> {
        let changed: Found = changed.iter().copied().collect();
        let Some(asked) = Asked::among(organization, window, Arc::new(changed.clone())) else {
            return Ok(None);
        };
        let Some(rows) = &self.rows else {
            return Ok(Some(Self { number: count(db, organization, window)?, rows: None }));
        };
        let (condition, values) = asked.condition(Way::Found);
        let mut statement =
            db.prepare_cached(&format!("SELECT id FROM {} WHERE {condition}", Way::Found.table()))?;
        let left = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        let left: Found = left.collect::<Result<_, _>>()?;
        let rows = Arc::new(rows.with(&changed, &left));
        Ok(Some(Self { number: rows.number(), rows: Some(rows) }))
    }

    /// Whether nothing is asked and all rows are left.
    pub(super) fn is_all(&self) -> bool {
        self.rows.is_none()
    }

    /// Whether a row is left.
    pub(super) fn holds(&self, id: i64) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.holds(id))
    }

    /// How many rows are left.
    pub fn number(&self) -> u64 {
        self.number
    }
}

/// The rows of a window.
pub fn rows(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
) -> Result<Vec<CurrentRow>, StoreError> {
    let ids: Vec<i64> = of_window(db, &Asked::of(db, organization, window)?, "id")?;
    fetched(db, &ids)
}

/// Hands the rows of a window over one by one, in one view of the database, until `visit` has seen
/// enough: however many there are, one is in memory.
pub fn each(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    visitor: impl FnMut(CurrentRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    // The ids are found and sorted by an index alone where there is one; only then are rows read.
    let ids: Vec<i64> = of_window(db, &Asked::of(db, organization, window)?, "id")?;
    fetch(db, &ids, visitor)
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

fn fetched(db: &Db<'_>, ids: &[i64]) -> Result<Vec<CurrentRow>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    fetch(db, ids, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// Reads rows by their ids, one by one.
fn fetch(
    db: &Db<'_>,
    ids: &[i64],
    mut visitor: impl FnMut(CurrentRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
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
        return Ok(found.number());
    }
    let way = Way::to_count(db, asked)?;
    let (condition, values) = asked.condition(way);
    Ok(db
        .prepare_cached(&format!("SELECT count(*) FROM {} WHERE {condition}", way.table()))?
        .query_row(params_from_iter(values), |row| row.get(0))?)
}

/// The rows that search and filters leave.
fn all(db: &Db<'_>, asked: &Asked<'_>) -> Result<Found, StoreError> {
    let way = Way::to_count(db, asked)?;
    let (condition, values) = asked.condition(way);
    let mut statement = db.prepare_cached(&format!("SELECT id FROM {} WHERE {condition}", way.table()))?;
    let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
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

pub(super) fn order_by(sort: &[SortKey]) -> String {
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
