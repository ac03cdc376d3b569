//! A record that PEMS has no more: what hangs on it here stays visible, exportable, discardable.

use super::observe::local_of;
use super::{Fate, Running};
use crate::draft::{queue_as, unresolved};
use crate::record::state_of;
use crate::{AppError, Workspace, failed};
use pfa_domain::{Organization, RecordId, SyncStatus};
use pfa_store::conflict::ConflictStatus;
use pfa_store::modification::Modification;
use pfa_store::write::{Write, WriteStatus};
use pfa_store::{Tx, audit, conflict, current, mirror, modification, write};
use pfa_sync::{Failure, FailureKind, Missing, PullAction, plan_missing};
use serde_json::json;

/// What a complete sweep did not show, without the records whose write's outcome is open: those stay until it is known.
pub(super) fn removed_by_sweep(
    tx: &Tx<'_>,
    organization: &Organization,
    sweep: i64,
) -> Result<Vec<RecordId>, AppError> {
    let mut removed = Vec::new();
    for id in mirror::not_swept(tx, organization, sweep)? {
        if !write::open_for_record(tx, &id)?.as_ref().is_some_and(unresolved) {
            removed.push(id);
        }
    }
    Ok(removed)
}

/// Notes that PEMS has the record no more. A draft on it becomes `failed` with that reason.
pub(super) fn record_gone(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    id: &RecordId,
) -> Result<(), AppError> {
    let state = state_of(tx, id)?;
    let committed = match plan_missing(&local_of(tx, &state)?, Missing::Gone) {
        PullAction::SetAside { committed } => committed,
        PullAction::Remove => true,
        PullAction::Leave
        | PullAction::Insert
        | PullAction::Unchanged
        | PullAction::Update
        | PullAction::Settle
        | PullAction::Rebase { .. }
        | PullAction::Conflict { .. }
        | PullAction::Defer
        | PullAction::VersionFell => return Ok(()),
    };
    if state.mirror.gone {
        return Ok(());
    }
    mirror::mark_gone(tx, id, w.now())?;
    if let Some(open) = state.conflict {
        let decision = json!({ "gone": true });
        conflict::close(tx, &id.organization, open, ConflictStatus::MovedOn, &decision, "worker", w.now())?;
    }
    let drops = pfa_sync::mutant!(GoneDropsDraft);
    if let Some(m) = state.modification.as_ref().filter(|m| m.status != SyncStatus::Synced && !drops) {
        if state.write.is_none() {
            queue_as(w, tx, m, committed)?;
        }
        fail_open_write(w, tx, id)?;
        let gone = Failure::new(FailureKind::Gone, "PEMS has no such record");
        let reason = failed::reason(&gone, 1);
        // What a person has to settle is no longer only tried out.
        let m = Modification {
            status: SyncStatus::Failed,
            sync_error: Some(reason.clone()),
            what_if: None,
            ..m.clone()
        };
        modification::put(tx, &m)?;
        running.note(w, tx, Fate::Failed, id.pfa_id.as_str(), m.draft.delta.fields(), Some(reason))?;
    }
    current::refresh(tx, id)?;
    audit::append(
        tx,
        &w.entry("worker", "record_gone", Some(id), json!({ "version": state.mirror.record.version })),
    )?;
    running.note(w, tx, Fate::Gone, id.pfa_id.as_str(), [], Some("PEMS has this record no more.".to_owned()))
}

fn fail_open_write(w: &Workspace, tx: &Tx<'_>, id: &RecordId) -> Result<(), AppError> {
    let Some(open) = write::open_for_record(tx, id)? else { return Ok(()) };
    let gone =
        Failure { http_status: Some(404), ..Failure::new(FailureKind::Gone, "PEMS has no such record") };
    let failed = Write {
        status: WriteStatus::Failed,
        attempts: open.attempts.max(1),
        sent_at: open.sent_at.or(Some(w.now())),
        last_error: Some(gone),
        ..open
    };
    Ok(write::update(tx, &failed)?)
}
