//! Runs of the worker, what they did, and what they put aside.

pub use pfa_store::run::{Run, RunQuery};

use crate::{AppError, Workspace, account};
use pfa_domain::{Permission, PfaId, RecordId, SyncStatus};
use pfa_store::audit::{self, Broken};
use pfa_store::quarantine::{self, Quarantined};
use pfa_store::run::{self, RunItem};
use pfa_store::{mirror, modification};
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
    let missing = || AppError::NotFound { what: "run", id: run_id.chars().take(60).collect() };
    let id: Uuid = run_id.parse().map_err(|_| missing())?;
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

/// The rows that could not be taken over.
pub fn list_quarantine(w: &Workspace) -> Result<Vec<Quarantined>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(quarantine::list(db, &actor.organization)?)
    })
}

/// Walks the audit log: how many rows it has, or the first that does not fit.
pub fn verify_audit(w: &Workspace) -> Result<Result<u64, Broken>, AppError> {
    w.store().read(|db| {
        account::actor(db, Permission::Read)?;
        Ok(audit::verify(db)?)
    })
}
