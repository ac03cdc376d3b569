//! Reading records as a planner sees them.

mod query;

pub use pfa_store::current::{Column, CurrentRow, Filter, SortKey, Window};
pub use query::{column, each_record, equal_to};

use crate::account::{self, Account, Actor};
use crate::{AppError, Workspace};
use pfa_domain::{Field, Permission, PfaId, RecordId, SyncStatus, Writer};
use pfa_store::current::{self, Totals};
use pfa_store::mirror::MirrorRow;
use pfa_store::modification::Modification;
use pfa_store::write::Write;
use pfa_store::{Db, conflict, mirror, modification, write};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most rows that one window may ask for.
pub const WINDOW_MAX: u64 = 1000;

/// A record with all that hangs on it.
#[derive(Debug, Clone)]
pub struct RecordState {
    /// As PEMS last showed it.
    pub mirror: MirrorRow,
    /// The planner's side, if it was ever edited.
    pub modification: Option<Modification>,
    /// The open write, if there is one.
    pub write: Option<Write>,
    /// The open conflict, if there is one.
    pub conflict: Option<Uuid>,
}

/// A record in a list, with its open conflict.
pub type Listed = (CurrentRow, Option<Uuid>);

/// Rows of a window, with the open conflict of each, and how many match in all.
pub fn list_records(w: &Workspace, window: &Window) -> Result<(Vec<Listed>, u64), AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let (rows, total) = current::page(db, &actor.organization, window)?;
        let with_conflict = |row: CurrentRow| {
            let open = match row.status {
                SyncStatus::Conflict => conflict::open_for_record(db, &row.record.id)?.map(|c| c.id),
                SyncStatus::Draft
                | SyncStatus::Queued
                | SyncStatus::Syncing
                | SyncStatus::Synced
                | SyncStatus::Failed => None,
            };
            Ok::<_, AppError>((row, open))
        };
        Ok((rows.into_iter().map(with_conflict).collect::<Result<_, _>>()?, total))
    })
}

/// The exact sums over the rows that a window's search and filters leave.
pub fn total_records(w: &Workspace, window: &Window) -> Result<Totals, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(current::totals(db, &actor.organization, window)?)
    })
}

/// The values of a column with how many records have each.
pub fn list_facets(w: &Workspace, column: Column) -> Result<Vec<(Option<String>, u64)>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(current::facets(db, &actor.organization, column)?)
    })
}

/// One record with all that hangs on it, and who asks.
pub fn show_record(w: &Workspace, pfa_id: &str) -> Result<(RecordState, Actor), AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        Ok((state_of(db, &id)?, actor))
    })
}

/// Why the person may not edit each field that they may not, in words.
pub fn read_only_fields(state: &RecordState, actor: &Actor) -> BTreeMap<Field, &'static str> {
    let record = &state.mirror.record;
    let reason = |field: Field| match field.writer() {
        Writer::Nobody if matches!(field, Field::OriginalStart | Field::OriginalEnd) => {
            Some("The plan is a locked baseline.")
        }
        Writer::Nobody | Writer::Pems => Some("Set by PEMS."),
        Writer::Person(_) if state.mirror.gone => Some("PEMS has this record no more."),
        Writer::Person(Permission::EditActuals) if !actor.permissions.has(Permission::EditActuals) => {
            Some("Takes the permission to edit actuals.")
        }
        Writer::Person(permission) if !actor.permissions.has(permission) => {
            Some("Takes the permission to edit forecasts.")
        }
        Writer::Person(_) if record.is_discontinued() && field != Field::IsDiscontinued => {
            Some("Discontinued: reinstate it before editing it.")
        }
        Writer::Person(_)
            if record.is_actualized()
                && matches!(field, Field::ForecastStart | Field::ForecastEnd | Field::ActualStart) =>
        {
            Some("On site and billing: only the actual end may move.")
        }
        Writer::Person(_) => None,
    };
    Field::ALL.into_iter().filter_map(|field| reason(field).map(|why| (field, why))).collect()
}

pub(crate) fn record_id(actor: &Actor, pfa_id: &str) -> Result<RecordId, AppError> {
    let pfa_id = PfaId::new(pfa_id).map_err(|_| not_found(pfa_id))?;
    Ok(RecordId::new(actor.organization.clone(), pfa_id))
}

pub(crate) fn state_of(db: &Db<'_>, id: &RecordId) -> Result<RecordState, AppError> {
    Ok(RecordState {
        mirror: mirror::get(db, id)?.ok_or_else(|| not_found(id.pfa_id.as_str()))?,
        modification: modification::get(db, id)?,
        write: write::open_for_record(db, id)?,
        conflict: conflict::open_for_record(db, id)?.map(|c| c.id),
    })
}

/// The currency of the organization's amounts.
pub fn currency(account: &Account) -> &str {
    let here = account.organizations.iter().find(|o| o.code == account.organization);
    here.map_or("USD", |o| o.currency.as_str())
}

fn not_found(pfa_id: &str) -> AppError {
    AppError::NotFound { what: "record", id: pfa_id.chars().take(60).collect() }
}
