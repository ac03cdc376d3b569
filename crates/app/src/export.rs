//! Takes a view out as a table: its rows in its order, its columns from left to right.

use crate::line::LineQuery;
use crate::record::{Column, CurrentRow};
use crate::table::{Cell, Sheet, TableFormat};
use crate::{AppError, Workspace, account};
use pfa_domain::{Cost, Field, FieldValue, Permission, RecordCost};
use pfa_store::current::{self, SortKey, Window};
use std::ops::ControlFlow;

const COLUMNS_MAX: usize = 60;

/// A view as a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The file's bytes.
    pub content: Vec<u8>,
    /// What it is of: the organization's code.
    pub organization: String,
    /// Records in it.
    pub records: u64,
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Out {
    Of(Column),
    PlanCost,
    ActualCost,
}

/// Writes a view's records, folded or not, with these columns: names of the field list, `pfaId`, `status`,
/// `planCost`, `forecastCost`, `actualCost`, `variance`.
pub fn export_view(
    w: &Workspace,
    query: &LineQuery,
    columns: &[String],
    format: TableFormat,
) -> Result<Exported, AppError> {
    if columns.is_empty() || columns.len() > COLUMNS_MAX {
        return Err(AppError::invalid(format!("A view is exported with 1 to {COLUMNS_MAX} columns.")));
    }
    let columns: Vec<Out> = columns.iter().map(|name| out_of(name)).collect::<Result<_, _>>()?;
    let headings: Vec<String> = columns.iter().map(|out| heading(*out).to_owned()).collect();
    let window = Window { sort: in_groups(query), offset: 0, limit: u64::MAX, ..query.window.clone() };
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let mut sheet = Sheet::new(format, "PFA records", &headings)?;
        let (mut records, mut written) = (0, Ok(()));
        current::each(db, &actor.organization, &window, |row| {
            let cost = RecordCost::of(&row.record);
            written = sheet.add(columns.iter().map(|out| cell(&row, &cost, *out)));
            records += 1;
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        written?;
        Ok(Exported { content: sheet.content()?, organization: actor.organization.to_string(), records })
    })
}

/// The order of the rows with their groups: by the groups' columns, then as the view sorts.
fn in_groups(query: &LineQuery) -> Vec<SortKey> {
    let sort = &query.window.sort;
    let of_group = |column: &Column| SortKey {
        column: *column,
        descending: sort.iter().any(|key| key.column == *column && key.descending),
    };
    query.groups.iter().map(of_group).chain(sort.iter().copied()).collect()
}

fn out_of(name: &str) -> Result<Out, AppError> {
    match name {
        "planCost" => Ok(Out::PlanCost),
        "actualCost" => Ok(Out::ActualCost),
        _ => crate::view::column_of(name).map(Out::Of),
    }
}

fn heading(out: Out) -> &'static str {
    match out {
        Out::PlanCost => "Plan cost",
        Out::ActualCost => "Actual cost",
        Out::Of(Column::PfaId) => "PFA id",
        Out::Of(Column::Organization) => "Organization",
        Out::Of(Column::Version) => "Version",
        Out::Of(Column::Status) => "Status",
        Out::Of(Column::ForecastCost) => "Forecast cost",
        Out::Of(Column::Variance) => "Variance",
        Out::Of(Column::Changed) => "Changed",
        Out::Of(Column::Field(field)) => field.label(),
    }
}

fn cell(row: &CurrentRow, cost: &RecordCost, out: Out) -> Cell {
    let amount = |cost: Option<Cost>| cost.map_or(Cell::Empty, |cost| Cell::Amount(cost.to_string()));
    match out {
        Out::PlanCost => amount(cost.plan),
        Out::ActualCost => amount(cost.actual),
        Out::Of(Column::ForecastCost) => amount(cost.forecast),
        Out::Of(Column::Variance) => amount(cost.variance),
        Out::Of(Column::PfaId) => Cell::Text(row.record.id.pfa_id.to_string()),
        Out::Of(Column::Organization) => Cell::Text(row.record.id.organization.to_string()),
        Out::Of(Column::Version) => Cell::Text(row.record.version.to_string()),
        Out::Of(Column::Status) => Cell::Text(row.status.name().to_owned()),
        Out::Of(Column::Changed) => Cell::Flag(!row.changed.is_empty()),
        Out::Of(Column::Field(field)) => of_field(&row.record, field),
    }
}

fn of_field(record: &pfa_domain::PfaRecord, field: Field) -> Cell {
    match record.get(field) {
        FieldValue::Null => Cell::Empty,
        FieldValue::Money(amount) => Cell::Amount(amount.to_string()),
        FieldValue::Date(date) => Cell::Date(date.to_string()),
        FieldValue::Bool(flag) => Cell::Flag(*flag),
        value @ (FieldValue::Text(_)
        | FieldValue::Source(_)
        | FieldValue::Dor(_)
        | FieldValue::Instant(_)) => Cell::Text(value.to_string()),
    }
}
