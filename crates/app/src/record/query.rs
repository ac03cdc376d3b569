//! Which records a person asks for, in words: a column by its name, a value as it was typed.

use crate::account;
use crate::{AppError, Workspace};
use pfa_domain::{FieldValue, Permission, SyncStatus, Violation};
use pfa_store::SqlValue;
use pfa_store::current::{self, Column, Condition, CurrentRow, Filter, Window};
use std::ops::ControlFlow;

/// The column of this name: any of the field list's, `pfaId`, `organization` and `version` included, or `status`.
pub fn column(name: &str) -> Result<Column, AppError> {
    Ok(match name {
        "pfaId" => Column::PfaId,
        "organization" => Column::Organization,
        "version" => Column::Version,
        "status" => Column::Status,
        _ => Column::Field(
            name.parse().map_err(|e: pfa_domain::UnknownField| AppError::invalid(format!("{e}.")))?,
        ),
    })
}

/// The filter that keeps rows whose column is exactly this value; the empty text keeps those where it is empty.
/// Values compare as what they are: `1.5` is the amount 1.50. Text compares as it stands.
pub fn equal_to(column: Column, typed: &str) -> Result<Filter, AppError> {
    let value = if typed.is_empty() { SqlValue::Null } else { compared(column, typed)? };
    Ok(Filter { column, condition: Condition::Is(vec![value]) })
}

/// Hands every row of a window over, however many there are, until `visit` has seen enough.
pub fn each_record(
    w: &Workspace,
    window: &Window,
    visit: impl FnMut(CurrentRow) -> ControlFlow<()>,
) -> Result<(), AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(current::each(db, &actor.organization, window, visit)?)
    })
}

fn compared(column: Column, typed: &str) -> Result<SqlValue, AppError> {
    match column {
        Column::PfaId | Column::Organization => Ok(SqlValue::Text(typed.to_owned())),
        Column::Version => match typed.parse() {
            Ok(version) => Ok(SqlValue::Integer(version)),
            Err(_) => Err(AppError::invalid(format!("A version is a whole number, not {typed:?}."))),
        },
        Column::Status => match typed.parse::<SyncStatus>() {
            Ok(status) => Ok(SqlValue::Text(status.name().to_owned())),
            Err(error) => Err(AppError::invalid(format!("{error}."))),
        },
        Column::Field(field) if matches!(field.kind(), pfa_domain::Kind::Text { .. }) => {
            Ok(SqlValue::Text(typed.to_owned()))
        }
        Column::Field(field) => match FieldValue::from_input(field, typed) {
            Ok(value) => Ok(Column::bound(&value)),
            Err(why) => Err(AppError::Rule(vec![Violation::of_value(field, &why)])),
        },
        Column::ForecastCost | Column::Variance | Column::Changed => {
            Err(AppError::invalid("A cost is worked out and cannot be asked for exactly."))
        }
    }
}
