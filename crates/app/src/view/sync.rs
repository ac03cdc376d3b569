//! Sync: status, runs, quarantine.

use super::{instant, moment};
use crate::AppError;
use crate::event::{ChangeFeed, Connection, Progress};
use crate::run::ItemNow;
use crate::sync::{SyncFigures, Trigger};
use pfa_domain::{Field, SyncStatus};
use pfa_store::quarantine::Quarantined;
use pfa_store::run::{Run, RunQuery};
use pfa_sync::GuardReason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A pull that the guard stopped.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GuardView {
    /// Why.
    #[ts(type = "\"empty\" | \"far_fewer\" | \"rows_missing\" | \"other_organization\" | \"versions_fell\"")]
    pub reason: GuardReason,
    /// Records held here.
    pub held: u64,
    /// What PEMS showed.
    pub seen: u64,
    /// A sentence with the figures.
    pub message: String,
}

/// Sync in figures.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "SyncStatus")]
pub struct SyncStatusView {
    /// Records by badge.
    #[ts(type = "{ [key in Status]: number }")]
    pub counts: BTreeMap<SyncStatus, u64>,
    /// How PEMS can be reached.
    pub connection: Connection,
    /// Why, in words.
    pub connection_reason: Option<String>,
    /// How the change feed stands.
    pub change_feed: ChangeFeed,
    /// Whether a cycle runs.
    pub running: bool,
    /// How far it is.
    pub progress: Option<Progress>,
    /// Writes that wait.
    pub queued: u64,
    /// Writes being sent.
    pub processing: u64,
    /// Writes acknowledged within 24 hours.
    pub completed: u64,
    /// Writes set aside.
    pub failed: u64,
    /// Mean milliseconds from commit to acknowledgement.
    pub average_ms: Option<f64>,
    /// When a cycle last went through.
    pub last_sync_at: Option<String>,
    /// When the next one starts by itself.
    pub next_sync_at: Option<String>,
    /// Since when PEMS cannot be reached.
    pub offline_since: Option<String>,
    /// A pull that the guard stopped.
    pub guard: Option<GuardView>,
    /// Rows in quarantine.
    pub quarantined: u64,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// Its id.
    pub id: String,
    /// When it started.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// What started it.
    #[ts(type = "RunTrigger")]
    pub trigger: String,
    /// Who did.
    pub by: String,
    /// How it ended.
    #[ts(type = "RunStatus")]
    pub status: String,
    /// Records pulled.
    pub pulled: u64,
    /// Writes sent.
    pub pushed: u64,
    /// Writes acknowledged.
    pub synced: u64,
    /// Conflicts found.
    pub conflicts: u64,
    /// Writes set aside.
    pub failed: u64,
    /// Rows put in quarantine.
    pub quarantined: u64,
    /// Why it ended as it did.
    pub message: Option<String>,
}

/// Which runs.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RunQuery")]
pub struct RunQueryView {
    /// Only those that ended so.
    #[ts(type = "RunStatus | null")]
    pub status: Option<String>,
    /// Only those that this started.
    pub trigger: Option<Trigger>,
    /// Only those that this user started; `worker` for those that nobody did.
    pub by: Option<String>,
    /// Only those whose message has this part, or that did something to a record whose id begins so.
    pub text: Option<String>,
    /// Started then or later, RFC 3339.
    pub from: Option<String>,
    /// Started before, RFC 3339.
    pub to: Option<String>,
    /// Leave out runs that did nothing.
    pub hide_idle: bool,
    /// Runs at the most.
    pub limit: u64,
    /// Runs to pass over.
    pub offset: u64,
}

/// Some runs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPage {
    /// Runs that match.
    pub total: u64,
    /// Idle ones left out.
    pub idle_hidden: u64,
    /// The runs.
    pub runs: Vec<RunView>,
}

/// What a run did to a record.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RunItem")]
pub struct RunItemView {
    /// Which.
    pub pfa_id: String,
    /// The record's description.
    pub description: Option<String>,
    /// What it did.
    #[ts(
        type = "\"pulled\" | \"pushed\" | \"merged\" | \"conflict\" | \"failed\" | \"quarantined\" | \"gone\""
    )]
    pub action: String,
    /// The fields concerned.
    #[ts(type = "Field[]")]
    pub fields: Vec<Field>,
    /// More, in words.
    pub detail: Option<String>,
    /// When.
    pub at: String,
    /// The record's badge now.
    pub status: SyncStatus,
}

/// A row that could not be taken over.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuarantineItem {
    /// Its id here.
    pub id: String,
    /// Which record.
    pub pfa_id: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// The row as it came.
    pub payload: String,
    /// When.
    pub at: String,
}

impl From<SyncFigures> for SyncStatusView {
    fn from(f: SyncFigures) -> Self {
        Self {
            counts: f.counts,
            connection: f.connection,
            connection_reason: f.connection_reason,
            change_feed: f.change_feed,
            running: f.running,
            progress: f.progress,
            queued: f.queue.pending,
            processing: f.queue.in_flight,
            completed: f.queue.acknowledged,
            failed: f.queue.failed,
            average_ms: f.queue.mean_ms,
            last_sync_at: f.last_at.map(instant),
            next_sync_at: f.next_at.map(instant),
            offline_since: f.offline_since.map(instant),
            guard: f.guard.map(|g| GuardView {
                reason: g.reason,
                held: g.held,
                seen: g.seen,
                message: g.message,
            }),
            quarantined: f.quarantined,
        }
    }
}

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        let f = run.figures;
        Self {
            id: run.id.to_string(),
            started_at: instant(run.started_at),
            ended_at: run.ended_at.map(instant),
            trigger: run.trigger,
            by: run.started_by,
            status: run.status,
            pulled: f.pulled,
            pushed: f.pushed,
            synced: f.synced,
            conflicts: f.conflicts,
            failed: f.failed,
            quarantined: f.quarantined,
            message: run.message,
        }
    }
}

impl From<ItemNow> for RunItemView {
    fn from(now: ItemNow) -> Self {
        Self {
            pfa_id: now.item.pfa_id,
            description: now.description,
            action: now.item.action,
            fields: now.item.fields,
            detail: now.item.detail,
            at: instant(now.item.at),
            status: now.status,
        }
    }
}

impl From<Quarantined> for QuarantineItem {
    fn from(q: Quarantined) -> Self {
        Self {
            id: q.id.to_string(),
            pfa_id: q.pfa_id,
            reason: q.reason,
            payload: q.payload,
            at: instant(q.at),
        }
    }
}

/// The store's query.
pub fn run_query(query: RunQueryView) -> Result<RunQuery, AppError> {
    Ok(RunQuery {
        status: query.status,
        trigger: query.trigger.map(|trigger| trigger.name().to_owned()),
        by: query.by,
        text: query.text,
        from: query.from.as_deref().map(moment).transpose()?,
        to: query.to.as_deref().map(moment).transpose()?,
        hide_idle: query.hide_idle,
        limit: query.limit,
        offset: query.offset,
    })
}
