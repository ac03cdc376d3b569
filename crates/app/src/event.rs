//! What the application tells its window: what changed, and how sync goes.

use crate::alert::Alert;
use pfa_domain::PfaId;
use serde::Serialize;
use std::sync::Arc;
use ts_rs::TS;

/// What a read depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Records as a planner sees them.
    Records,
    /// Counts, connection, progress.
    Status,
    /// Conflicts, open and settled.
    Conflicts,
    /// Writes that failed.
    Failed,
    /// Runs of the worker.
    Runs,
    /// Settings.
    Settings,
    /// Who is signed in.
    Session,
    /// Saved views.
    Views,
    /// What-ifs.
    WhatIfs,
    /// The log of who did what.
    Audit,
    /// What somebody should look after.
    Alerts,
}

/// What a mutation changed; the window refreshes from this and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Changed {
    /// What is to be read again.
    pub topics: Vec<Topic>,
    /// Which records; `None` when any may have changed.
    pub records: Option<Vec<String>>,
    /// What was done to drafts and can be undone, or was undone.
    pub step: Option<StepDone>,
}

/// What one action did to drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepDone {
    /// What the person did, in words.
    pub label: String,
    /// Records whose draft it changed.
    pub count: u64,
    /// The first of those that it left out, and why.
    pub left_out: Vec<LeftOut>,
    /// How many it left out.
    pub left_out_count: u64,
}

/// A record that an action left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Which.
    pub pfa_id: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// How PEMS can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// It answers.
    Online,
    /// No connection is made.
    Offline,
    /// It does not accept the sign-in any more.
    SignInAgain,
    /// Something else answers in its place.
    NotPems,
    /// Its certificate is not trusted.
    Certificate,
    /// A proxy on the way wants to know who asks.
    ProxySignIn,
    /// The organization's policy cannot be applied, so nothing is asked.
    PolicyBroken,
    /// It answers that it cannot serve, or not in time.
    Unavailable,
    /// Not tried yet.
    #[default]
    Unknown,
}

/// How the change feed stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeFeed {
    /// Nobody listens: signed out, sync is off, or PEMS does not offer it.
    #[default]
    Off,
    /// It is wanted and not there yet, or no more.
    Connecting,
    /// PEMS tells of changes as they happen.
    Connected,
}

/// Which half of a cycle runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ProgressPhase {
    /// Records are coming.
    Pulling,
    /// Changes are going.
    Pushing,
}

/// How far a cycle is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which half.
    pub phase: ProgressPhase,
    /// Records done.
    #[ts(type = "number")]
    pub done: u64,
    /// Records in all.
    #[ts(type = "number")]
    pub total: u64,
    /// Seconds left at the rate so far; `None` while that is a guess.
    #[ts(type = "number | null")]
    pub seconds_left: Option<u64>,
}

/// How far a long edit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct EditProgress {
    /// Records done.
    #[ts(type = "number")]
    pub done: u64,
    /// Records in all.
    #[ts(type = "number")]
    pub total: u64,
}

/// What the worker tells.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppEvent {
    /// PEMS can be reached again.
    Connected,
    /// How PEMS can be reached has changed.
    Connection {
        /// How.
        connection: Connection,
        /// Why, in words.
        reason: Option<String>,
    },
    /// Writes were queued.
    SyncQueued {
        /// Of these records.
        records: Vec<String>,
    },
    /// Writes are being sent.
    SyncProcessing {
        /// Of these records.
        records: Vec<String>,
    },
    /// PEMS has acknowledged.
    SyncSuccess {
        /// Of these records.
        records: Vec<String>,
    },
    /// A person has to decide.
    SyncConflict {
        /// On these records.
        records: Vec<String>,
    },
    /// A person has to act.
    SyncFailed {
        /// On these records.
        records: Vec<String>,
        /// Why.
        reason: String,
    },
    /// How far a cycle is; none when it ended.
    Progress {
        /// How far.
        progress: Option<Progress>,
    },
    /// How far a long edit is; none when it ended.
    EditProgress {
        /// How far.
        progress: Option<EditProgress>,
    },
    /// Something that somebody should look after has arisen.
    Alert {
        /// What.
        alert: Alert,
    },
    /// A link asks for a record: `link_take` names it.
    Open,
    /// Something changed without the window having asked for it.
    Changed {
        /// What.
        changed: Changed,
    },
}

/// Where events go.
pub type EventSink = Arc<dyn Fn(AppEvent) + Send + Sync>;

impl Changed {
    /// These topics, whichever records.
    pub fn of(topics: impl IntoIterator<Item = Topic>) -> Self {
        Self { topics: topics.into_iter().collect(), records: None, step: None }
    }

    /// These topics, of these records only.
    pub fn records<'a>(
        topics: impl IntoIterator<Item = Topic>,
        ids: impl IntoIterator<Item = &'a PfaId>,
    ) -> Self {
        Self {
            // No record changes without a row in the log.
            topics: topics.into_iter().chain([Topic::Audit]).collect(),
            records: Some(ids.into_iter().map(ToString::to_string).collect()),
            step: None,
        }
    }
}
