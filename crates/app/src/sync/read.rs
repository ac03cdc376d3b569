//! Reads a record to find out what became of a write, or what it has to be merged with.

use super::Running;
use super::observe::{Seen, observe};
use super::send::Sender;
use super::settle::{acknowledge_and_take, merge_with, sent_write};
use crate::account::Account;
use crate::{AppError, Workspace};
use pfa_domain::{Field, FieldValue, PfaRecord};
use pfa_pems::{Capability, Client, ObservedRow, PemsError};
use pfa_store::mirror::Put;
use pfa_store::write::Write;
use pfa_store::{mirror, quarantine, write};
use pfa_sync::{
    AttemptAction, Failure, FailureKind, Outcome, ProbeVerdict, after_attempt, is_the_write, probe,
};

/// Records that a cycle reads again at the most, beside what it sends.
const BEHIND_MAX: usize = 100;

/// The refusal in an outcome, if it is one.
pub(super) fn refusal_of(outcome: &Outcome) -> Option<Failure> {
    match outcome {
        Outcome::Failed(failure) => Some(failure.clone()),
        Outcome::VersionConflict | Outcome::Acknowledged { .. } => None,
    }
}

/// Reads the record, then acknowledges the write, sends it, merges it or sets it aside. `refusal` is
/// what PEMS said to a repetition of it, if it did.
pub(super) async fn read_and_settle(
    s: &Sender<'_>,
    write: &Write,
    refusal: Option<Failure>,
) -> Result<(), AppError> {
    let seen = match s.client.record(&write.record).await {
        Ok(ObservedRow::Record(seen)) => seen,
        Ok(ObservedRow::Unparsable { reason, .. }) => {
            let unreadable =
                Failure::new(FailureKind::NotPems, format!("PEMS's record cannot be read: {reason}"));
            return could_not_read(s, write, unreadable);
        }
        Err(error) => {
            let failure =
                error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
            return could_not_read(s, write, failure);
        }
    };
    if !write.outcome_unknown && seen.version < write.base_version {
        // Merging with a version that fell would undo what was seen before: the pull's guard asks a person.
        let message = format!(
            "PEMS shows version {}, older than version {} that was seen before",
            seen.version, write.base_version
        );
        let aside = AttemptAction::SetAside { attempts: write.attempts + 1, outcome_unknown: false };
        return s.record(write, &aside, &Failure::new(FailureKind::Refused, message));
    }
    if !write.outcome_unknown {
        return s.w.store().write(|tx| merge_with(s.w, tx, s.running, write, &seen));
    }
    match probe(&sent_write(write), &seen, &s.account.user_id) {
        ProbeVerdict::Applied { .. } => applied(s, write, &seen, &seen),
        ProbeVerdict::NotApplied => not_applied(s, write, refusal).await,
        ProbeVerdict::MovedOn => match find_ours(s, write).await? {
            Some(version) => applied(s, write, &version, &seen),
            None => s.w.store().write(|tx| merge_with(s.w, tx, s.running, write, &seen)),
        },
    }
}

/// Reads again what PEMS showed newer than the mirror could take over while a write was open.
pub(super) async fn read_behind(
    w: &Workspace,
    running: &Running,
    client: &Client,
    account: &Account,
) -> Result<Option<Failure>, AppError> {
    let behind = w.store().read(|db| mirror::behind(db, &account.organization))?;
    for id in behind.into_iter().take(BEHIND_MAX) {
        let open = w.store().read(|db| write::open_for_record(db, &id))?;
        if open.as_ref().is_some_and(crate::draft::unresolved) {
            continue;
        }
        match client.record(&id).await {
            Ok(ObservedRow::Record(record)) => w.store().write(|tx| {
                mirror::forget_seen(tx, &id)?;
                quarantine::clear(tx, &id.organization, &[id.pfa_id.as_str()])?;
                observe(w, tx, running, Seen { record: &record, put: Put::default() }).map(drop)
            })?,
            Ok(ObservedRow::Unparsable { reason, payload, .. }) => w.store().write(|tx| {
                let run = running.run().id;
                let name = Some(id.pfa_id.as_str());
                quarantine::put(tx, &id.organization, name, &reason, &payload, Some(run), w.now())?;
                Ok::<_, AppError>(mirror::forget_seen(tx, &id)?)
            })?,
            Err(PemsError::NotFound) => {
                w.store().write(|tx| super::gone::record_gone(w, tx, running, &id))?
            }
            Err(error) => return Ok(error.failure()),
        }
    }
    running.publish(w);
    Ok(None)
}

fn applied(s: &Sender<'_>, write: &Write, version: &PfaRecord, seen: &PfaRecord) -> Result<(), AppError> {
    let user = &s.account.user_id;
    s.w.store().write(|tx| acknowledge_and_take(s.w, tx, s.running, write, version, seen, user))
}

/// PEMS does not have it: it is sent with its key, or the refusal stands.
async fn not_applied(s: &Sender<'_>, write: &Write, refusal: Option<Failure>) -> Result<(), AppError> {
    let known = Write { outcome_unknown: false, ..write.clone() };
    match refusal {
        Some(failure) => {
            let aside = AttemptAction::SetAside { attempts: known.attempts + 1, outcome_unknown: false };
            s.record(&known, &aside, &failure)
        }
        None => Box::pin(s.attempt(&known)).await,
    }
}

/// Looks for the write among the record's versions, where PEMS announces them.
async fn find_ours(s: &Sender<'_>, write: &Write) -> Result<Option<PfaRecord>, AppError> {
    if !s.account.can(Capability::Versions) {
        return Ok(None);
    }
    let told = match s.client.versions(&write.record).await {
        Ok(told) => told,
        Err(error) => {
            tracing::info!(%error, record = %write.record, "its versions cannot be read; a person decides");
            return Ok(None);
        }
    };
    let sent = sent_write(write);
    Ok(told.into_iter().find_map(|mut version| {
        version.record.set(Field::LastChangedBy, FieldValue::Text(version.changed_by.clone()));
        version.record.set(Field::LastChangedAt, FieldValue::Instant(version.changed_at));
        is_the_write(&sent, &version.record, &s.account.user_id).then_some(version.record)
    }))
}

/// The record could not be read: what is known of the write's outcome stays as it was.
fn could_not_read(s: &Sender<'_>, write: &Write, failure: Failure) -> Result<(), AppError> {
    let known = sent_write(write);
    let outcome = Outcome::Failed(failure.clone());
    let action = match after_attempt(&known, &outcome, s.max_attempts, s.first_delay, s.w.ids().chance()) {
        AttemptAction::RetryAfter { delay, attempts, .. } => {
            AttemptAction::RetryAfter { delay, attempts, outcome_unknown: write.outcome_unknown }
        }
        // Reading was refused too: there is nothing more to find out by itself. That PEMS shows no such record says
        // nothing of what it had applied: once the record is back, only a reading tells.
        AttemptAction::SetAside { .. } | AttemptAction::ReadFirst => {
            AttemptAction::SetAside { attempts: write.attempts + 1, outcome_unknown: write.outcome_unknown }
        }
        action @ (AttemptAction::Wait | AttemptAction::Acknowledge { .. }) => action,
    };
    s.record(write, &action, &failure)
}
