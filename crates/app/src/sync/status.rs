//! Sync in figures, for the pill, the activity screen and `pfa status`.

use super::cycle::LastSync;
use crate::event::{ChangeFeed, Connection, Progress};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::{Permission, SyncStatus};
use pfa_store::write::QueueFigures;
use pfa_store::{Db, StoreError, cursor, mirror, modification, quarantine, setting, write};
use pfa_sync::GuardStop;
use std::collections::BTreeMap;

/// Sync in figures.
#[derive(Debug, Clone)]
pub struct SyncFigures {
    /// Records by badge; a record never touched is synced.
    pub counts: BTreeMap<SyncStatus, u64>,
    /// How PEMS can be reached.
    pub connection: Connection,
    /// Why, in words.
    pub connection_reason: Option<String>,
    /// Since when it cannot.
    pub offline_since: Option<DateTime<Utc>>,
    /// How the change feed stands in this process.
    pub change_feed: ChangeFeed,
    /// Whether a cycle runs in this process.
    pub running: bool,
    /// How far it is.
    pub progress: Option<Progress>,
    /// The queue; acknowledged within the last 24 hours.
    pub queue: QueueFigures,
    /// When a cycle last went through.
    pub last_at: Option<DateTime<Utc>>,
    /// When the next one starts by itself.
    pub next_at: Option<DateTime<Utc>>,
    /// A pull that the guard stopped.
    pub guard: Option<GuardStop>,
    /// Rows in quarantine.
    pub quarantined: u64,
}

/// Sync in figures, without asking PEMS.
pub fn sync_status(w: &Workspace) -> Result<SyncFigures, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let organization = &actor.organization;
        let mut counts: BTreeMap<SyncStatus, u64> = SyncStatus::ALL.into_iter().map(|s| (s, 0)).collect();
        let modified = modification::count_by_status(db, organization)?;
        let mut unsynced = 0;
        let tried_out = modification::count_in_what_ifs(db, organization)?;
        for (status, count) in modified {
            // Drafts of a what-if wait for nobody to send them.
            let count = if status == SyncStatus::Draft { count.saturating_sub(tried_out) } else { count };
            if status != SyncStatus::Synced {
                unsynced += count;
                counts.insert(status, count);
            }
        }
        counts.insert(SyncStatus::Synced, mirror::count(db, organization)?.saturating_sub(unsynced));
        let live = w.live();
        Ok(SyncFigures {
            counts,
            connection: live.connection,
            connection_reason: live.connection_reason.clone(),
            offline_since: live.offline_since,
            change_feed: live.change_feed,
            running: live.running,
            progress: live.progress.clone(),
            next_at: live.next_at,
            queue: write::figures(db, organization, w.now() - TimeDelta::hours(24))?,
            last_at: last_sync_at(db)?,
            guard: cursor::get(db, organization)?.guard,
            quarantined: quarantine::count(db, organization)?,
        })
    })
}

/// When a cycle last went through, in this process or another.
pub(crate) fn last_sync_at(db: &Db<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(setting::get::<LastSync>(db, super::cycle::LAST_KEY)?.map(|last| last.at))
}
