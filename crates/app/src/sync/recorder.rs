//! Records acknowledgements beside the requests: those that come while a transaction waits for the disk share the next.
//!
//! A write that is not recorded yet is in flight in the database. A process that dies just then leaves it as any other
//! whose answer it did not see.

use super::Running;
use super::settle::{Made, acknowledge, note_attempt};
use crate::aside::Aside;
use crate::event::ProgressPhase;
use crate::{AppError, Workspace};
use chrono::{DateTime, Utc};
use pfa_store::write::Write;
use pfa_sync::Outcome;
use std::sync::{Arc, mpsc};

/// Acknowledgements that are recorded in one transaction at the most: an edit waits no longer than for these.
const TOGETHER: usize = 128;

/// A write that PEMS has, not yet recorded as such.
pub(super) struct Acknowledged {
    pub write: Write,
    pub sent_at: DateTime<Utc>,
    pub version: u64,
    pub at: DateTime<Utc>,
}

/// What recording stands on.
#[derive(Clone)]
pub(super) struct Ground {
    pub w: Workspace,
    pub running: Arc<Running>,
    /// The person signed in.
    pub user: String,
}

/// Takes acknowledgements. Dropped, it waits until those that it took are recorded.
pub(super) struct Recorder {
    ground: Ground,
    hand_over: Option<mpsc::Sender<Acknowledged>>,
    /// Records what is handed over; it ends once nothing more can come.
    aside: Option<Aside<Result<(), AppError>>>,
}

impl Recorder {
    /// Begins to record for so many writes; one alone is not worth a thread.
    pub(super) fn start(ground: Ground, writes: usize) -> Self {
        if writes < 2 || !ground.w.works_aside() {
            return Self { ground, hand_over: None, aside: None };
        }
        let (hand_over, handed_over) = mpsc::channel();
        let recording = ground.clone();
        match Aside::start("acknowledgements", move || recording.record_all(&handed_over)) {
            Ok(aside) => Self { ground, hand_over: Some(hand_over), aside: Some(aside) },
            Err(error) => {
                tracing::info!(%error, "acknowledgements are recorded without a thread of their own");
                Self { ground, hand_over: None, aside: None }
            }
        }
    }

    /// Takes acknowledgements over.
    pub(super) fn take(&self, acknowledged: Vec<Acknowledged>) -> Result<(), AppError> {
        let Some(hand_over) = &self.hand_over else { return self.ground.record(&acknowledged) };
        for one in acknowledged {
            // Only a panic ends the thread before its time, and it goes on in `end`.
            let _ = hand_over.send(one);
        }
        Ok(())
    }

    /// Waits until all is recorded.
    pub(super) async fn end(mut self) -> Result<(), AppError> {
        self.hand_over = None;
        match self.aside.take() {
            Some(aside) => aside.end().await,
            None => Ok(()),
        }
    }
}

impl Ground {
    fn record_all(&self, handed_over: &mpsc::Receiver<Acknowledged>) -> Result<(), AppError> {
        let mut recorded = Ok(());
        while let Ok(first) = handed_over.recv() {
            let group: Vec<Acknowledged> =
                [first].into_iter().chain(handed_over.try_iter().take(TOGETHER - 1)).collect();
            recorded = recorded.and(self.record(&group));
        }
        recorded
    }

    fn record(&self, answers: &[Acknowledged]) -> Result<(), AppError> {
        if answers.is_empty() {
            return Ok(());
        }
        let Self { w, running, user } = self;
        w.store().write(|tx| {
            for Acknowledged { write, sent_at, version, at } in answers {
                let outcome = Outcome::Acknowledged { version: *version, at: *at };
                note_attempt(w, tx, running, write, &Made::of(w, *sent_at, &outcome))?;
                acknowledge(w, tx, running, write, *version, *at, user)?;
            }
            Ok::<_, AppError>(())
        })?;
        running.pushed_further(w, answers.len() as u64);
        running.publish(w);
        Ok(())
    }
}

impl Running {
    /// Begins to count how many of these writes have ended.
    pub(super) fn begin_to_push(&self, writes: u64) {
        *self.sent() = (0, writes);
    }

    /// Tells that so many more have.
    pub(super) fn pushed_further(&self, w: &Workspace, writes: u64) {
        let (done, total) = {
            let mut sent = self.sent();
            sent.0 += writes;
            *sent
        };
        self.progress(w, ProgressPhase::Pushing, done, total);
    }
}
