//! Runs of the worker, what they did, and what they put aside.

mod dashboard;
mod export;
mod roll_back;

pub(crate) use dashboard::outcomes_since;
pub use dashboard::{Dashboard, LATENCY_BOUNDS, Point, Waits, show_dashboard, success_rate};
pub use export::export_runs;
pub use pfa_store::run::{Run, RunQuery};
pub use pfa_store::write::Attempt;
pub use roll_back::{
    RunItemBack, RunRollBack, RunRolledBack, ShownVersion, preview_run_roll_back, roll_back_run,
    roll_back_run_approved,
};

use crate::record::record_id;
use crate::{AppError, Workspace, account};
use pfa_domain::{Permission, PfaId, RecordId, SyncStatus};
use pfa_store::quarantine::{self, Quarantined};
use pfa_store::run::{self, RunItem};
use pfa_store::{mirror, modification, write};
use uuid::Uuid;

/// The most runs that one page may ask for.
pub const RUNS_MAX: u64 = 500;

/// What a run did to a record, with the record's name and badge as they are now.
#[derive(Debug, Clone)]
pub struct ItemNow {
    /// What it did.
    pub item: RunItem,
    /// The record's description.
    pub description: Option<String>,
    /// The record's badge.
    pub status: SyncStatus,
}

/// Runs, the newest first: the page, how many match, how many idle ones are left out.
pub fn list_runs(w: &Workspace, query: &RunQuery) -> Result<(Vec<Run>, u64, u64), AppError> {
    if query.limit > RUNS_MAX {
        return Err(AppError::invalid(format!("A page has at most {RUNS_MAX} runs.")));
    }
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(run::list(db, &actor.organization, query)?)
    })
}

/// What a run did to each record.
pub fn list_run_items(w: &Workspace, run_id: &str) -> Result<Vec<ItemNow>, AppError> {
    let id = parse_id(run_id)?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let items = run::items(db, &actor.organization, id)?;
        let now = |item: RunItem| {
            let id =
                PfaId::new(&item.pfa_id).ok().map(|pfa_id| RecordId::new(actor.organization.clone(), pfa_id));
            let (mut description, mut status) = (None, SyncStatus::Synced);
            if let Some(id) = &id {
                let row = mirror::get(db, id)?;
                description =
                    row.and_then(|r| r.record.text(pfa_domain::Field::Description).map(str::to_owned));
                status = modification::get(db, id)?.map_or(SyncStatus::Synced, |m| m.status);
            }
            Ok::<_, AppError>(ItemNow { item, description, status })
        };
        items.into_iter().map(now).collect()
    })
}

/// The attempts that a run made to send a record's change.
pub fn list_run_attempts(w: &Workspace, run_id: &str, pfa_id: &str) -> Result<Vec<Attempt>, AppError> {
    let run = parse_id(run_id)?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(write::attempts_in_run(db, &record_id(&actor, pfa_id)?, run)?)
    })
}

/// The rows that could not be taken over.
pub fn list_quarantine(w: &Workspace) -> Result<Vec<Quarantined>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(quarantine::list(db, &actor.organization)?)
    })
}

fn parse_id(run_id: &str) -> Result<Uuid, AppError> {
    run_id.parse().map_err(|_| AppError::NotFound { what: "run", id: run_id.chars().take(60).collect() })
}
