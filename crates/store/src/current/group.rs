//! Rows in groups: how many each has, what it costs, from when to when it goes.

use super::CurrentRow;
use super::asked::Asked;
use super::query::{Column, Totals, Window, read_sums, sums, value_of};
use super::way::Way;
use crate::{Db, StoreError};
use chrono::NaiveDate;
use pfa_domain::{Field, FieldValue, Organization, PfaId, PfaRecord, RecordId, RecordOutlay};
use rusqlite::{Row, params_from_iter};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// The rows that have the same value in each column that they are grouped by.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// One value a column, in the order of the columns; `None` is empty.
    pub values: Vec<Option<String>>,
    /// How many rows, and their sums.
    pub totals: Totals,
    /// From when to when.
    pub spans: Spans,
}

/// The earliest start and the latest end in some rows; `None` where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spans {
    /// Of the plan dates.
    pub plan: Span,
    /// Of the forecast dates.
    pub forecast: Span,
    /// Of the actual dates.
    pub actual: Span,
}

/// The earliest start and the latest end.
pub type Span = (Option<NaiveDate>, Option<NaiveDate>);

impl Spans {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |a: Span, b: Span| (earlier(a.0, b.0), a.1.max(b.1));
        Self {
            plan: both(self.plan, other.plan),
            forecast: both(self.forecast, other.forecast),
            actual: both(self.actual, other.actual),
        }
    }
}

/// What a row has in a column that rows are grouped by, as a group has it.
pub fn grouped_by(row: &CurrentRow, column: Column) -> Option<String> {
    match column {
        Column::Status => Some(row.status.name().to_owned()),
        Column::Field(field) => Some(row.record.get(field)).filter(|v| !v.is_null()).map(ToString::to_string),
        Column::PfaId => Some(row.record.id.pfa_id.to_string()),
        Column::Organization => Some(row.record.id.organization.to_string()),
        Column::Version | Column::ForecastCost | Column::Variance | Column::Changed => None,
    }
}

/// The groups of the rows that a window's search and filters leave, by the values of the first column,
/// then of the second, and so on: up or down as the window's sort has that column, empty ones last.
pub fn groups(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    by: &[Column],
) -> Result<Vec<Group>, StoreError> {
    const ENDS: [(Field, Field); 3] = [
        (Field::OriginalStart, Field::OriginalEnd),
        (Field::ForecastStart, Field::ForecastEnd),
        (Field::ActualStart, Field::ActualEnd),
    ];
    let columns = by.iter().map(|column| column.sql()).collect::<Vec<_>>().join(", ");
    let mut select = format!("{columns}, {}", sums());
    for (start, end) in ENDS {
        let _ = write!(select, ", min({}), max({})", Column::Field(start).sql(), Column::Field(end).sql());
    }
    let asked = Asked::of(db, organization, window)?;
    let way = Way::to_all(db, &asked)?;
    let (condition, values) = asked.condition(way);
    let sql = format!("SELECT {select} FROM {} WHERE {condition} GROUP BY {columns}", way.table());
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        groups.push(read(row, by.len())?);
    }
    let descending: Vec<bool> = by
        .iter()
        .map(|column| window.sort.iter().any(|key| key.column == *column && key.descending))
        .collect();
    groups.sort_by(|a, b| order(&a.values, &b.values, &descending));
    Ok(groups)
}

fn order(a: &[Option<String>], b: &[Option<String>], descending: &[bool]) -> Ordering {
    let of_one = |(a, b): (&Option<String>, &Option<String>), descending: bool| match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    a.iter()
        .zip(b)
        .zip(descending)
        .map(|(pair, descending)| of_one(pair, *descending))
        .fold(Ordering::Equal, Ordering::then)
}

fn read(row: &Row<'_>, columns: usize) -> Result<Group, StoreError> {
    const SUMS: usize = 9;
    let date = |at: usize| -> Result<Option<NaiveDate>, StoreError> {
        let text: Option<String> = row.get(columns + SUMS + at)?;
        text.map(|text| text.parse().map_err(|e| StoreError::unreadable("date", e))).transpose()
    };
    Ok(Group {
        values: (0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?,
        totals: read_sums(row, columns)?,
        spans: Spans {
            plan: (date(0)?, date(1)?),
            forecast: (date(2)?, date(3)?),
            actual: (date(4)?, date(5)?),
        },
    })
}

fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    a.into_iter().chain(b).min()
}

/// Hands the outlays of the rows that a window's search and filters leave over one by one, each with the
/// values of the columns that the rows are grouped by.
pub fn outlays(
    db: &Db<'_>,
    organization: &Organization,
    window: &Window,
    by: &[Column],
    mut visit: impl FnMut(&[Option<String>], RecordOutlay),
) -> Result<(), StoreError> {
    const NEEDED: [Field; 10] = [
        Field::Source,
        Field::IsActualized,
        Field::MonthlyRate,
        Field::PurchasePrice,
        Field::OriginalStart,
        Field::OriginalEnd,
        Field::ForecastStart,
        Field::ForecastEnd,
        Field::ActualStart,
        Field::ActualEnd,
    ];
    let columns = NEEDED.into_iter().map(Column::Field).chain(by.iter().copied());
    let select = columns.map(Column::sql).collect::<Vec<_>>().join(", ");
    let asked = Asked::of(db, organization, window)?;
    let way = Way::to_all(db, &asked)?;
    let (condition, values) = asked.condition(way);
    let mut statement =
        db.prepare_cached(&format!("SELECT {select} FROM {} WHERE {condition}", way.table()))?;
    let mut rows = statement.query(params_from_iter(values))?;
    // Only these fields are read, and nothing else of a record bears on its outlays.
    let id = RecordId::new(
        organization.clone(),
        PfaId::new("0").map_err(|e| StoreError::unreadable("PFA id", e))?,
    );
    let mut record = PfaRecord::build(id, 1, |_| Ok::<_, StoreError>(FieldValue::Null))?;
    let mut group: Vec<Option<String>> = Vec::with_capacity(by.len());
    while let Some(row) = rows.next()? {
        for (at, field) in NEEDED.into_iter().enumerate() {
            record.set(field, value_of(row, at, field)?);
        }
        group.clear();
        for at in 0..by.len() {
            group.push(row.get(NEEDED.len() + at)?);
        }
        visit(&group, RecordOutlay::of(&record));
    }
    Ok(())
}
