//! Records how an attempt to send a write ended, each in one transaction.

use super::observe::{Seen, observe, observe_after_conflict};
use super::{Fate, Running, gone};
use crate::{AppError, Workspace, failed};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::{Draft, Field, FieldValue, PfaRecord, SyncStatus};
use pfa_store::mirror::{MirrorRow, Put};
use pfa_store::modification::Modification;
use pfa_store::write::{Attempt, Write, WriteStatus};
use pfa_store::{Tx, audit, current, history, mirror, modification, write};
use pfa_sync::{AttemptAction, Failure, FailureKind, Outcome, SentWrite};
use serde_json::json;
use std::time::Duration;

/// An attempt that was made, and how long it took.
pub(super) struct Made {
    pub at: DateTime<Utc>,
    pub took_ms: u64,
    pub outcome: String,
    pub failure: Option<Failure>,
}

impl Made {
    /// Notes how a request for a write ended.
    pub(super) fn of(w: &Workspace, sent_at: DateTime<Utc>, outcome: &Outcome) -> Self {
        let took_ms = u64::try_from((w.now() - sent_at).num_milliseconds()).unwrap_or(0);
        let (word, failure) = match outcome {
            Outcome::Acknowledged { .. } => ("acknowledged", None),
            Outcome::VersionConflict => ("conflict", None),
            Outcome::Failed(failure) => (failure.kind.name(), Some(failure.clone())),
        };
        Self { at: sent_at, took_ms, outcome: word.to_owned(), failure }
    }
}

/// What deciding needs of a write.
pub(super) fn sent_write(write: &Write) -> SentWrite {
    SentWrite {
        base_version: write.base_version,
        delta: write.delta.clone(),
        attempts: write.attempts,
        outcome_unknown: write.outcome_unknown,
        created_by: write.created_by.clone(),
    }
}

/// Notes an attempt in the write's history and in the audit log.
pub(super) fn note_attempt(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    made: &Made,
) -> Result<(), AppError> {
    let number = write::count_attempts(tx, write.id)?.saturating_add(1);
    let attempt = Attempt {
        number,
        at: made.at,
        took_ms: made.took_ms,
        outcome: made.outcome.clone(),
        failure: made.failure.clone(),
    };
    let run = running.run().id;
    write::add_attempt(tx, write.id, run, &attempt)?;
    running.news().errors.extend(made.failure.as_ref().map(|failure| failure.kind));
    let detail =
        json!({ "write": write.id, "attempt": number, "outcome": made.outcome, "failure": made.failure });
    Ok(audit::append(tx, &w.entry(&write.created_by, "write_sent", Some(&write.record), detail))?)
}

/// PEMS has the write as this version: the mirror carries it, and the draft is done unless it was
/// edited since.
pub(super) fn acknowledge(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    version: u64,
    at: DateTime<Utc>,
    user: &str,
) -> Result<(), AppError> {
    let Some(row) = mirror::get(tx, &write.record)? else { return Ok(()) };
    let acknowledged = if row.record.version < version {
        history::add_seen(tx, &row.record, None, w.now(), "worker")?;
        let mut record = write.delta.apply(&row.record);
        record.version = version;
        record.set(Field::LastChangedBy, FieldValue::Text(user.to_owned()));
        record.set(Field::LastChangedAt, FieldValue::Instant(at));
        mirror::put(tx, &record, Put::default(), w.now())?;
        if write.base_version != row.record.version || version != write.base_version + 1 {
            // Between our base and the acknowledged version PEMS has more than we know of: read it again.
            mirror::note_seen(tx, &write.record, version + 1)?;
        }
        record
    } else {
        row.record.clone()
    };
    let run = running.run().id;
    write::acknowledge(tx, &write.record.organization, write.id, version, run, w.now())?;
    match settle_draft(w, tx, write, &acknowledged, version)? {
        Some((before, settled)) if shows_as(&row, &before, &settled) => {
            current::replace(tx, (&row.record, &before), (&acknowledged, &settled))?;
        }
        Some(_) | None => current::refresh(tx, &write.record)?,
    }
    let waited = (w.now() - write.created_at).num_milliseconds();
    running.news().waits.push(u64::try_from(waited).unwrap_or(0));
    let detail = json!({ "write": write.id, "version": version });
    audit::append(tx, &w.entry(&write.created_by, "write_acknowledged", Some(&write.record), detail))?;
    let version_text = Some(format!("PEMS has version {version}."));
    running.note(w, tx, Fate::Pushed, write.record.pfa_id.as_str(), write.delta.fields(), version_text)
}

/// Whether the record's row, in sight before, follows from these alone.
fn shows_as(row: &MirrorRow, before: &Modification, settled: &Modification) -> bool {
    !row.gone && before.what_if.is_none() && settled.what_if.is_none()
}

/// An acknowledgement clears a draft only if its revision is the one that was sent. Gives what it was before and is now.
fn settle_draft(
    w: &Workspace,
    tx: &Tx<'_>,
    write: &Write,
    now: &PfaRecord,
    version: u64,
) -> Result<Option<(Modification, Modification)>, AppError> {
    let Some(m) = modification::get(tx, &write.record)? else { return Ok(None) };
    let newer = m.draft.revision != write.revision && !pfa_sync::mutant!(AckClearsAnyRevision);
    let draft = if newer {
        m.draft.rebase(now, &m.draft.delta)
    } else {
        Draft { revision: m.draft.revision, ..Draft::on(now) }
    };
    let status = if draft.delta.is_empty() { SyncStatus::Synced } else { SyncStatus::Draft };
    let settled = Modification {
        draft,
        status,
        synced_at: Some(w.now()),
        sync_error: None,
        pems_version: Some(version),
        changed_at: if newer { m.changed_at } else { w.now() },
        ..m.clone()
    };
    modification::put(tx, &settled)?;
    Ok(Some((m, settled)))
}

/// Queues the write again, or sets it aside, as was decided.
pub(super) fn record_failure(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    action: &AttemptAction,
    failure: &Failure,
) -> Result<(), AppError> {
    match *action {
        AttemptAction::RetryAfter { delay, attempts, outcome_unknown } => {
            let again = Write {
                attempts,
                outcome_unknown,
                scheduled_at: later(w.now(), delay),
                ..back_to_queue(write, failure)
            };
            write::update(tx, &again)?;
            set_status(w, tx, write, SyncStatus::Queued, Some(failed::reason(failure, attempts)))
        }
        AttemptAction::SetAside { attempts, outcome_unknown } => {
            set_aside(w, tx, running, write, attempts, outcome_unknown, failure)
        }
        AttemptAction::Wait | AttemptAction::Acknowledge { .. } | AttemptAction::ReadFirst => {
            write::update(tx, &back_to_queue(write, failure))?;
            set_status(w, tx, write, SyncStatus::Queued, None)
        }
    }
}

/// Puts a write back that was taken and not sent.
pub(super) fn release(w: &Workspace, tx: &Tx<'_>, write: &Write) -> Result<(), AppError> {
    let sent_at = if write.attempts == 0 && !write.outcome_unknown { None } else { write.sent_at };
    let first_sent_at = if sent_at.is_none() { None } else { write.first_sent_at };
    write::update(tx, &Write { status: WriteStatus::Pending, sent_at, first_sent_at, ..write.clone() })?;
    set_status(w, tx, write, SyncStatus::Queued, None)
}

/// PEMS's record, read after a 409 whose write is known not to have been applied.
pub(super) fn merge_with(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    seen: &PfaRecord,
) -> Result<(), AppError> {
    observe_after_conflict(w, tx, running, Seen { record: seen, put: Put::default() }, write)
}

/// PEMS's record, read after a write that turned out to have been applied as `version`.
pub(super) fn acknowledge_and_take(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    version: &PfaRecord,
    seen: &PfaRecord,
    user: &str,
) -> Result<(), AppError> {
    let at = if let FieldValue::Instant(at) = version.get(Field::LastChangedAt) { *at } else { w.now() };
    acknowledge(w, tx, running, write, version.version, at, user)?;
    mirror::forget_seen(tx, &write.record)?;
    observe(w, tx, running, Seen { record: seen, put: Put::default() }).map(drop)
}

fn set_aside(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    write: &Write,
    attempts: u32,
    outcome_unknown: bool,
    failure: &Failure,
) -> Result<(), AppError> {
    let aside =
        Write { status: WriteStatus::Failed, attempts, outcome_unknown, ..back_to_queue(write, failure) };
    write::update(tx, &aside)?;
    let reason = failed::reason(failure, attempts);
    set_status(w, tx, write, SyncStatus::Failed, Some(reason.clone()))?;
    let detail = json!({ "write": write.id, "attempts": attempts, "outcomeUnknown": outcome_unknown, "failure": failure });
    audit::append(tx, &w.entry(&write.created_by, "write_failed", Some(&write.record), detail))?;
    running.note(w, tx, Fate::Failed, write.record.pfa_id.as_str(), write.delta.fields(), Some(reason))?;
    if failure.kind == FailureKind::Gone && !outcome_unknown {
        gone::record_gone(w, tx, running, &write.record)?;
    }
    Ok(())
}

fn back_to_queue(write: &Write, failure: &Failure) -> Write {
    Write { status: WriteStatus::Pending, last_error: Some(failure.clone()), ..write.clone() }
}

/// Shows the write's state on its record, unless the record was edited since: then it is a draft.
fn set_status(
    w: &Workspace,
    tx: &Tx<'_>,
    write: &Write,
    status: SyncStatus,
    why: Option<String>,
) -> Result<(), AppError> {
    if let Some(m) = modification::get(tx, &write.record)?.filter(|m| m.draft.revision == write.revision) {
        modification::put(tx, &Modification { status, sync_error: why, changed_at: w.now(), ..m })?;
    }
    Ok(current::refresh(tx, &write.record)?)
}

fn later(now: DateTime<Utc>, delay: Duration) -> DateTime<Utc> {
    now + TimeDelta::from_std(delay).unwrap_or(TimeDelta::days(1))
}
