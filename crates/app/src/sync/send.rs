//! Takes due writes and sends them, several in flight, and records how each ended.

use super::cycle::refresh_session;
use super::read::{read_and_settle, refusal_of};
use super::recorder::{Acknowledged, Ground, Recorder};
use super::settle::{Made, acknowledge, note_attempt, record_failure, release, sent_write};
use super::{Cancel, Running};
use crate::account::Account;
use crate::event::{AppEvent, Progress, ProgressPhase};
use crate::settings::{self, Settings};
use crate::{AppError, Workspace};
use chrono::{DateTime, Utc};
use futures_util::{FutureExt, StreamExt, stream};
use pfa_domain::SyncStatus;
use pfa_pems::{BATCH_ITEMS_MAX, Capability, Client, PemsError, WriteRequest};
use pfa_store::write::Write;
use pfa_store::{current, modification, write};
use pfa_sync::{AttemptAction, Failure, FailureKind, Outcome, Retry, after_attempt, key_may_be_forgotten};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Requests under way at once: enough to keep the limiter busy with a slow PEMS.
const IN_FLIGHT: usize = 8;

/// What sending stands on.
pub(super) struct Sender<'a> {
    pub w: &'a Workspace,
    pub running: &'a Arc<Running>,
    pub client: &'a Client,
    pub account: &'a Account,
    pub cancel: &'a Cancel,
    pub max_attempts: u32,
    /// The wait after the first attempt; doubled after each further one.
    pub first_delay: Duration,
    halted: Mutex<Option<Failure>>,
}

/// Takes the writes that are due: from here on they are in flight, also if the process dies.
pub(super) fn take_writes(
    w: &Workspace,
    running: &Running,
    account: &Account,
) -> Result<Vec<Write>, AppError> {
    let taken: Vec<Write> = w.store().write(|tx| {
        let (now, limit) = (w.now(), settings::get(w, tx)?.batch_size);
        let mut taken = Vec::new();
        for id in write::due(tx, &account.organization, now, limit)? {
            let Some(due) = write::take(tx, &account.organization, id, now)? else { continue };
            let status =
                if pfa_sync::mutant!(SyncedWhenTaken) { SyncStatus::Synced } else { SyncStatus::Syncing };
            if let Some(why) = modification::note_status(tx, &due.record, due.revision, status, now)? {
                current::note_status(tx, &due.record, status, why.as_deref(), now)?;
            }
            taken.push(due);
        }
        Ok::<_, AppError>(taken)
    })?;
    if !taken.is_empty() {
        running.run().figures.pushed += taken.len() as u64;
        let records: Vec<String> = taken.iter().map(|t| t.record.pfa_id.to_string()).collect();
        running.news().touched.extend(records.iter().cloned());
        w.tell(AppEvent::SyncProcessing { records });
        running.publish(w);
    }
    Ok(taken)
}

impl<'a> Sender<'a> {
    pub(super) fn new(
        w: &'a Workspace,
        running: &'a Arc<Running>,
        client: &'a Client,
        account: &'a Account,
        cancel: &'a Cancel,
        settings: &Settings,
    ) -> Self {
        Self {
            w,
            running,
            client,
            account,
            cancel,
            max_attempts: settings.max_attempts,
            first_delay: Duration::from_secs(u64::from(settings.retry_delay_seconds)),
            halted: Mutex::new(None),
        }
    }

    /// Sends what was taken. The failure that makes sending more pointless for now, if there was one.
    pub(super) async fn send(&self, taken: Vec<Write>) -> Result<Option<Failure>, AppError> {
        self.running.begin_to_push(taken.len() as u64);
        let (batched, single): (Vec<Write>, Vec<Write>) =
            taken.into_iter().partition(|t| self.fits_a_batch(t));
        if batched.len() > 1 {
            for chunk in batched.chunks(BATCH_ITEMS_MAX) {
                self.send_batch(chunk).await?;
            }
            self.send_each(single).await?;
        } else {
            self.send_each(batched.into_iter().chain(single).collect()).await?;
        }
        Ok(self.halted())
    }

    async fn send_each(&self, writes: Vec<Write>) -> Result<(), AppError> {
        let ground = Ground {
            w: self.w.clone(),
            running: Arc::clone(self.running),
            user: self.account.user_id.clone(),
        };
        let recorder = Recorder::start(ground, writes.len());
        let mut answers =
            pin!(stream::iter(writes).map(|write| self.send_one(write)).buffer_unordered(IN_FLIGHT));
        let mut failed = Ok(());
        // Also after a failure of ours, those in flight are answered and recorded.
        while let Some(first) = answers.next().await {
            let mut answered = vec![first];
            // The connections have tasks of their own, which hand over what has arrived.
            tokio::task::yield_now().await;
            while let Some(Some(next)) = answers.next().now_or_never() {
                answered.push(next);
            }
            let mut acknowledged = Vec::new();
            for answer in answered {
                match answer {
                    Ok(answer) => acknowledged.extend(answer),
                    Err(error) => failed = failed.and(Err(error)),
                }
            }
            failed = failed.and(recorder.take(acknowledged));
        }
        failed.and(recorder.end().await)
    }

    /// Sends a write and records how it ended, an acknowledgement apart: that is given back.
    async fn send_one(&self, write: Write) -> Result<Option<Acknowledged>, AppError> {
        if self.halted().is_some() || self.cancel.is_set() {
            self.w.store().write(|tx| release(self.w, tx, &write))?;
            return Ok(None);
        }
        let forgotten = write.first_sent_at.is_some_and(|at| key_may_be_forgotten(at, self.w.now()));
        if write.outcome_unknown && forgotten && !pfa_sync::mutant!(ForgottenKeyIsResent) {
            read_and_settle(self, &write, None).await?;
        } else {
            let (sent_at, outcome) = self.ask(&write).await;
            if let Outcome::Acknowledged { version, at } = outcome {
                return Ok(Some(Acknowledged { write, sent_at, version, at }));
            }
            self.record_open(&write, sent_at, &outcome).await?;
        }
        self.running.pushed_further(self.w, 1);
        self.running.publish(self.w);
        Ok(None)
    }

    /// Makes one attempt and records how it ended.
    pub(super) async fn attempt(&self, write: &Write) -> Result<(), AppError> {
        let (sent_at, outcome) = self.ask(write).await;
        self.record_open(write, sent_at, &outcome).await
    }

    async fn ask(&self, write: &Write) -> (DateTime<Utc>, Outcome) {
        let sent_at = self.w.now();
        let mut request = request(write);
        if pfa_sync::mutant!(NewKeyPerAttempt) {
            request.key = self.w.ids().uuid();
        }
        (sent_at, outcome_of(self.client.update(&request).await))
    }

    async fn record_open(
        &self,
        write: &Write,
        sent_at: DateTime<Utc>,
        outcome: &Outcome,
    ) -> Result<(), AppError> {
        let made = Made::of(self.w, sent_at, outcome);
        self.w.store().write(|tx| note_attempt(self.w, tx, self.running, write, &made))?;
        self.settle(write, outcome).await
    }

    async fn send_batch(&self, writes: &[Write]) -> Result<(), AppError> {
        if self.halted().is_some() || self.cancel.is_set() {
            return self.w.store().write(|tx| writes.iter().try_for_each(|write| release(self.w, tx, write)));
        }
        let sent_at = self.w.now();
        let requests: Vec<WriteRequest> = writes.iter().map(request).collect();
        let outcomes: Vec<Outcome> = match self.client.update_batch(&requests).await {
            Ok(items) => items.into_iter().map(outcome_of).collect(),
            Err(error) => vec![outcome_of(Err(error)); writes.len()],
        };
        let answered: Vec<(&Write, &Outcome)> = writes.iter().zip(&outcomes).collect();
        let (done, open): (Vec<_>, Vec<_>) =
            answered.into_iter().partition(|(_, outcome)| matches!(outcome, Outcome::Acknowledged { .. }));
        self.w.store().write(|tx| {
            for (write, outcome) in &done {
                note_attempt(self.w, tx, self.running, write, &Made::of(self.w, sent_at, outcome))?;
                if let Outcome::Acknowledged { version, at } = outcome {
                    acknowledge(self.w, tx, self.running, write, *version, *at, &self.account.user_id)?;
                }
            }
            open.iter().try_for_each(|(write, outcome)| {
                note_attempt(self.w, tx, self.running, write, &Made::of(self.w, sent_at, outcome))
            })
        })?;
        for (write, outcome) in open {
            self.settle(write, outcome).await?;
        }
        self.running.pushed_further(self.w, writes.len() as u64);
        self.running.publish(self.w);
        Ok(())
    }

    async fn settle(&self, write: &Write, outcome: &Outcome) -> Result<(), AppError> {
        if let Some(withdrawn) = self.withdrawn_by(outcome).await? {
            *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = Some(withdrawn.clone());
            return self.record(write, &AttemptAction::Wait, &withdrawn);
        }
        let chance = self.w.ids().chance();
        match after_attempt(&sent_write(write), outcome, self.max_attempts, self.first_delay, chance) {
            AttemptAction::Acknowledge { version, at } => self
                .w
                .store()
                .write(|tx| acknowledge(self.w, tx, self.running, write, version, at, &self.account.user_id)),
            AttemptAction::ReadFirst => Box::pin(read_and_settle(self, write, refusal_of(outcome))).await,
            action @ (AttemptAction::RetryAfter { .. }
            | AttemptAction::SetAside { .. }
            | AttemptAction::Wait) => {
                let Outcome::Failed(failure) = outcome else { return Ok(()) };
                self.record(write, &action, failure)
            }
        }
    }

    /// What to tell where a refused right means that the person may read the organization no more: then nothing
    /// of it is sent or set aside until they may again.
    async fn withdrawn_by(&self, outcome: &Outcome) -> Result<Option<Failure>, AppError> {
        match outcome {
            Outcome::Failed(failure) if failure.kind == FailureKind::Forbidden => {
                let session = refresh_session(self.w, self.client).await?;
                Ok(session.err().filter(|failure| failure.kind == FailureKind::Forbidden))
            }
            Outcome::Failed(_) | Outcome::VersionConflict | Outcome::Acknowledged { .. } => Ok(None),
        }
    }

    /// Records a failure, and notes one that makes sending more pointless.
    pub(super) fn record(
        &self,
        write: &Write,
        action: &AttemptAction,
        failure: &Failure,
    ) -> Result<(), AppError> {
        if matches!(failure.retry(), Retry::WhenOnline | Retry::AfterSignIn) {
            *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.clone());
        }
        if matches!(action, AttemptAction::RetryAfter { .. }) {
            *self.running.setback() = Some(failure.clone());
        }
        self.w.store().write(|tx| record_failure(self.w, tx, self.running, write, action, failure))
    }

    fn halted(&self) -> Option<Failure> {
        self.halted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Of a batch any part may have been applied; a delete and a write to be looked after go alone.
    fn fits_a_batch(&self, write: &Write) -> bool {
        self.account.can(Capability::Batch) && !write.delta.discontinues() && !write.outcome_unknown
    }
}

impl Running {
    /// Tells how far the cycle is; the time left from the rate so far, once that says something.
    pub(super) fn progress(&self, w: &Workspace, phase: ProgressPhase, done: u64, total: u64) {
        let began = self.phase_began(w, phase);
        let elapsed = (w.now() - began).num_milliseconds().max(0);
        let telling = elapsed >= 2000 && done > 0 && total > done;
        let left = i64::try_from(total.saturating_sub(done)).unwrap_or(i64::MAX);
        let per_record = elapsed.checked_div(i64::try_from(done.max(1)).unwrap_or(i64::MAX)).unwrap_or(0);
        let seconds_left =
            telling.then(|| u64::try_from(per_record.saturating_mul(left) / 1000).unwrap_or(0) + 1);
        let progress = Progress { phase, done: done.min(total), total, seconds_left };
        w.live().progress = Some(progress.clone());
        w.tell(AppEvent::Progress { progress: Some(progress) });
    }
}

/// A write as it is asked of PEMS: the same for its whole life, as its key asks for, whoever is signed in by now.
pub(crate) fn request(write: &Write) -> WriteRequest {
    WriteRequest {
        id: write.record.clone(),
        version: write.base_version,
        delta: write.delta.clone(),
        key: write.key,
        reason: write.reason.clone(),
        modified_by: Some(write.created_by.clone()),
    }
}

fn outcome_of(answer: Result<pfa_pems::Acknowledged, PemsError>) -> Outcome {
    match answer {
        Ok(ack) => Outcome::Acknowledged { version: ack.new_version, at: ack.updated_at },
        Err(error) => error.failure().map_or(Outcome::VersionConflict, Outcome::Failed),
    }
}
