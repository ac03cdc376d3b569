//! The sync driver: runs the effects that `pfa-sync` decides, and tells how it goes.

mod connection;
mod cycle;
mod feed;
mod gone;
mod observe;
mod page;
mod read;
mod recorder;
mod request;
mod send;
mod settle;
mod status;
mod worker;

pub use connection::probe_connection;
pub use cycle::run_cycle;
pub use pfa_sync::{End, Failure, FailureKind, GuardStop, Scope};
pub use request::{Cancel, Report, Request, Trigger};
pub(crate) use send::request as request_of;
pub(crate) use status::last_sync_at;
pub use status::{SyncFigures, sync_status};
pub use worker::{Order, Worker};

use crate::alert::AlertKind;
use crate::event::{AppEvent, ChangeFeed, Connection, Progress, ProgressPhase};
use crate::{AppError, Workspace};
use chrono::{DateTime, Utc};
use pfa_store::Tx;
use pfa_store::run::{self, Run, RunItem};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How sync stands in this process.
#[derive(Debug, Default)]
pub struct Live {
    /// How PEMS can be reached.
    pub connection: Connection,
    /// Why, in words.
    pub connection_reason: Option<String>,
    /// Since when it cannot.
    pub offline_since: Option<DateTime<Utc>>,
    /// How the change feed stands.
    pub change_feed: ChangeFeed,
    /// Whether a cycle runs.
    pub running: bool,
    /// How far it is.
    pub progress: Option<Progress>,
    /// When the next one starts by itself.
    pub next_at: Option<DateTime<Utc>>,
    /// What somebody should look after, as it was told, and since when.
    pub alerts: BTreeMap<AlertKind, DateTime<Utc>>,
    /// Whether the last attempt at the copy of the day failed.
    pub backup_fails: bool,
    /// Where figures can be read.
    pub metrics_at: Option<SocketAddr>,
}

/// A run under way: its figures, and what the window is to hear of once it is committed.
pub(crate) struct Running {
    run: Mutex<Run>,
    news: Mutex<News>,
    setback: Mutex<Option<Failure>>,
    began: Mutex<Option<(ProgressPhase, DateTime<Utc>)>>,
    /// Of the writes that were taken, how many have ended, and how many there are.
    sent: Mutex<(u64, u64)>,
}

#[derive(Debug, Default)]
struct News {
    synced: Vec<String>,
    conflicts: Vec<String>,
    failed: Vec<(String, String)>,
    touched: Vec<String>,
    /// How long those that PEMS has now took, in milliseconds.
    waits: Vec<u64>,
    errors: Vec<FailureKind>,
}

/// What became of a record in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Pulled,
    Pushed,
    Merged,
    Conflict,
    Failed,
    Quarantined,
    Gone,
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Fate::Pulled => "pulled",
            Fate::Pushed => "pushed",
            Fate::Merged => "merged",
            Fate::Conflict => "conflict",
            Fate::Failed => "failed",
            Fate::Quarantined => "quarantined",
            Fate::Gone => "gone",
        }
    }
}

impl Running {
    fn new(run: Run) -> Self {
        Self {
            run: Mutex::new(run),
            news: Mutex::default(),
            setback: Mutex::default(),
            began: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sent(&self) -> MutexGuard<'_, (u64, u64)> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn setback(&self) -> MutexGuard<'_, Option<Failure>> {
        self.setback.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When this half of the cycle began.
    fn phase_began(&self, w: &Workspace, phase: ProgressPhase) -> DateTime<Utc> {
        let mut began = self.began.lock().unwrap_or_else(PoisonError::into_inner);
        match *began {
            Some((known, at)) if known == phase => at,
            Some(_) | None => {
                let now = w.now();
                *began = Some((phase, now));
                now
            }
        }
    }

    /// Notes what became of a record, in the transaction that made it so.
    fn note(
        &self,
        w: &Workspace,
        tx: &Tx<'_>,
        fate: Fate,
        pfa_id: &str,
        fields: impl IntoIterator<Item = pfa_domain::Field>,
        detail: Option<String>,
    ) -> Result<(), AppError> {
        let id = {
            let mut run = self.run();
            let f = &mut run.figures;
            match fate {
                Fate::Pulled | Fate::Gone => f.pulled += 1,
                Fate::Pushed => f.synced += 1,
                Fate::Merged => {}
                Fate::Conflict => f.conflicts += 1,
                Fate::Failed => f.failed += 1,
                Fate::Quarantined => f.quarantined += 1,
            }
            run.id
        };
        {
            let mut news = self.news();
            news.touched.push(pfa_id.to_owned());
            match fate {
                Fate::Pushed => news.synced.push(pfa_id.to_owned()),
                Fate::Conflict => news.conflicts.push(pfa_id.to_owned()),
                Fate::Failed => news.failed.push((pfa_id.to_owned(), detail.clone().unwrap_or_default())),
                Fate::Pulled | Fate::Merged | Fate::Quarantined | Fate::Gone => {}
            }
        }
        let item = RunItem {
            pfa_id: pfa_id.to_owned(),
            action: fate.word().to_owned(),
            fields: fields.into_iter().collect(),
            detail,
            at: w.now(),
        };
        Ok(run::add_item(tx, id, &item)?)
    }

    /// Counts a first pull's record without an item of its own: there are thousands.
    fn count_pulled(&self, pfa_id: &str) {
        self.run().figures.pulled += 1;
        self.news().touched.push(pfa_id.to_owned());
    }

    /// Tells the window what was committed since the last time.
    fn publish(&self, w: &Workspace) {
        use crate::event::{Changed, Topic};
        let news = std::mem::take(&mut *self.news());
        news.waits.iter().for_each(|ms| w.counts().synced(*ms));
        news.errors.iter().for_each(|kind| w.counts().error(*kind));
        w.counts().conflicts(news.conflicts.len() as u64);
        w.counts().failed(news.failed.len() as u64);
        if !news.synced.is_empty() {
            w.tell(AppEvent::SyncSuccess { records: news.synced });
        }
        if !news.conflicts.is_empty() {
            w.tell(AppEvent::SyncConflict { records: news.conflicts });
        }
        for (record, reason) in news.failed {
            w.tell(AppEvent::SyncFailed { records: vec![record], reason });
        }
        if !news.touched.is_empty() {
            let topics = vec![Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed];
            // Beyond a screenful the window reads again what it shows.
            let records = (news.touched.len() <= 200).then_some(news.touched);
            w.tell(AppEvent::Changed { changed: Changed { topics, records, step: None } });
        }
    }
}
