//! What a cycle is asked for, how it ends, and how it is ended early.

use pfa_store::run::RunFigures;
use pfa_sync::{End, Failure, Scope};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// What started a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "RunTrigger")]
pub enum Trigger {
    /// Its time had come.
    Schedule,
    /// A commit.
    Commit,
    /// A person.
    Manual,
    /// PEMS can be reached again.
    Reconnected,
    /// The computer woke.
    Woke,
    /// PEMS told of a change.
    Hint,
    /// A retry.
    Retry,
    /// The start of the application.
    Start,
}

/// A cycle that is wanted.
#[derive(Debug, Clone)]
pub struct Request {
    /// What started it.
    pub trigger: Trigger,
    /// Which halves.
    pub scope: Scope,
    /// Whether to read every record.
    pub sweep: bool,
    /// Whether a person accepts what the guard would stop.
    pub accept: bool,
    /// What other processes are told meanwhile.
    pub who: String,
}

/// How a cycle ended.
#[derive(Debug, Clone)]
pub struct Report {
    /// How.
    pub end: End,
    /// What it did.
    pub figures: RunFigures,
    /// The last failure that left a write waiting for another try; the cycle went on with the others.
    pub setback: Option<Failure>,
}

/// Ends a cycle early: what is in flight is still answered and recorded.
#[derive(Debug, Clone)]
pub struct Cancel(watch::Sender<bool>);

impl Trigger {
    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Trigger::Schedule => "schedule",
            Trigger::Commit => "commit",
            Trigger::Manual => "manual",
            Trigger::Reconnected => "reconnected",
            Trigger::Woke => "woke",
            Trigger::Hint => "hint",
            Trigger::Retry => "retry",
            Trigger::Start => "start",
        }
    }

    /// Whether a person asked for it.
    pub fn by_person(self) -> bool {
        matches!(self, Trigger::Commit | Trigger::Manual | Trigger::Retry)
    }
}

impl Report {
    /// A cycle that ended before it did anything.
    pub(super) fn of(end: End) -> Self {
        Self { end, figures: RunFigures::default(), setback: None }
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Asks for the end.
    pub fn set(&self) {
        self.0.send_replace(true);
    }

    /// Whether the end was asked for.
    pub fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Takes the wish back, for the next cycle.
    pub fn clear(&self) {
        self.0.send_replace(false);
    }

    /// Waits until the end is asked for.
    pub async fn wait(&self) {
        let mut wish = self.0.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = wish.wait_for(|set| *set).await;
    }
}
