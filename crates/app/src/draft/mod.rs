//! Drafts: saving, checking, discarding, committing.

mod commit;
mod discard;
mod in_conflict;
mod save;
mod step;

pub(crate) use discard::give_up;
pub(crate) use save::{check_seen, draft_of, edited, save_as};
pub(crate) use step::{Step, changed, joins, put_draft};

pub use commit::commit_drafts;
pub use discard::discard_draft;
pub use save::{DraftCheck, check_draft, parse_changes, save_draft, save_draft_upon};

use crate::account::Actor;
use crate::record::RecordState;
use crate::{AppError, Workspace};
use pfa_domain::{Delta, Draft, Field, Permission, PfaId, RecordId, SyncStatus};
use pfa_store::modification::Modification;
use pfa_store::write::{NewWrite, Write, WriteStatus};
use pfa_store::{StoreError, Tx, current, modification, write};

/// The longest reason that PEMS takes, in code points.
pub const REASON_MAX: usize = 500;

/// A reason, trimmed and within PEMS's bounds; `None` when there is none.
pub(crate) fn checked_reason(reason: Option<&str>) -> Result<Option<String>, AppError> {
    let Some(reason) = reason.map(str::trim).filter(|r| !r.is_empty()) else { return Ok(None) };
    if reason.chars().count() > REASON_MAX {
        return Err(AppError::invalid(format!("A reason has at most {REASON_MAX} characters.")));
    }
    if reason.chars().any(|c| c.is_control() && c != '\n') {
        return Err(AppError::invalid("A reason has no control characters."));
    }
    Ok(Some(reason.to_owned()))
}

/// The most records that one request may name.
const NAMED_MAX: usize = 100_000;

/// Refuses more records than one request may name.
pub(crate) fn check_number(pfa_ids: Option<&[String]>) -> Result<(), AppError> {
    match pfa_ids {
        Some(named) if named.len() > NAMED_MAX => {
            Err(AppError::invalid(format!("At most {NAMED_MAX} records can be named at once.")))
        }
        Some(_) | None => Ok(()),
    }
}

/// The permissions that these changes take, checked.
pub(crate) fn require_edit(actor: &Actor, delta: &Delta) -> Result<(), AppError> {
    delta.permissions().try_for_each(|permission| actor.require(permission))
}

/// A write that PEMS may have applied without our knowing, or is being sent: it stays as it is.
pub(crate) fn unresolved(write: &Write) -> bool {
    match write.status {
        WriteStatus::InFlight => true,
        WriteStatus::Failed if pfa_sync::mutant!(DeadLetterIsKnown) => false,
        WriteStatus::Pending | WriteStatus::Failed => write.outcome_unknown,
        WriteStatus::Acknowledged
        | WriteStatus::Conflict
        | WriteStatus::Withdrawn
        | WriteStatus::Discarded => false,
    }
}

/// Takes back an open write that cannot have been applied. One that may have been is left, and named.
pub(crate) fn withdraw(
    w: &Workspace,
    tx: &Tx<'_>,
    state: &RecordState,
    pfa_id: &PfaId,
) -> Result<(), AppError> {
    match &state.write {
        Some(open) if unresolved(open) => Err(AppError::WriteOpen(pfa_id.clone())),
        Some(open) => {
            Ok(write::close(tx, &open.record.organization, open.id, WriteStatus::Withdrawn, w.now())?)
        }
        None => Ok(()),
    }
}

/// The modification with another draft and status.
pub(crate) fn with_draft(
    w: &Workspace,
    actor: &str,
    id: &RecordId,
    before: Option<&Modification>,
    draft: Draft,
    status: SyncStatus,
) -> Modification {
    Modification {
        record: id.clone(),
        draft,
        status,
        synced_at: before.and_then(|m| m.synced_at),
        sync_error: None,
        pems_version: before.and_then(|m| m.pems_version),
        changed_at: w.now(),
        changed_by: actor.to_owned(),
        what_if: before.filter(|m| m.unsent()).and_then(|m| m.what_if),
    }
}

/// Queues the modification's draft as a new write with a new key.
pub(crate) fn queue(w: &Workspace, tx: &Tx<'_>, m: &Modification) -> Result<(), StoreError> {
    queue_as(w, tx, m, true)
}

/// The same for a draft that nobody may have committed: it is set aside in the same transaction.
pub(crate) fn queue_as(
    w: &Workspace,
    tx: &Tx<'_>,
    m: &Modification,
    committed: bool,
) -> Result<(), StoreError> {
    // What is sent, or stands to be, is tried out no more.
    let queued = Modification { status: SyncStatus::Queued, sync_error: None, what_if: None, ..m.clone() };
    let modification = modification::put(tx, &queued)?;
    let new = NewWrite {
        id: w.ids().uuid(),
        key: w.ids().uuid(),
        record: &m.record,
        modification,
        delta: &m.draft.delta,
        base_version: m.draft.base_version,
        revision: m.draft.revision,
        reason: m.draft.reason.as_deref(),
        committed,
        priority: 0,
        at: w.now(),
        by: &m.changed_by,
    };
    write::insert(tx, &new)?;
    current::refresh(tx, &m.record)
}

/// A delete carries its reason; PEMS takes none without.
pub(crate) fn require_reason(delta: &Delta, reason: Option<&str>) -> Result<(), AppError> {
    if delta.discontinues() && reason.is_none() {
        return Err(AppError::Invalid {
            message: "Discontinuing a record needs a reason.".to_owned(),
            fields: vec![Field::IsDiscontinued],
        });
    }
    Ok(())
}

/// The permission that lets a change go to PEMS.
pub(crate) fn require_sync(actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::Sync)
}
