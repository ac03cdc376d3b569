//! Takes an automatic merge back, so that the person decides it field by field.

use super::find;
use crate::draft::{require_edit, withdraw};
use crate::event::{Changed, Topic};
use crate::record::{RecordState, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{Clash, Draft, MergeOutcome, Permission, PfaId, SyncStatus, merge_by_hand};
use pfa_store::conflict::{Conflict, ConflictStatus};
use pfa_store::modification::Modification;
use pfa_store::{Tx, audit, conflict, current, modification, write};
use serde_json::json;
use uuid::Uuid;

/// What became of a merge that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoneMerge {
    /// It is a conflict again, with every field in it that either side changed.
    Reopened {
        /// The conflict that took its place.
        conflict: Uuid,
        /// What is to be read again.
        changed: Changed,
    },
    /// PEMS has the merged values by now: rolling the record back to this version takes the planner's
    /// side out of it. Nothing was changed.
    Sent {
        /// The record.
        pfa_id: PfaId,
        /// PEMS's version just before it took the merged values.
        roll_back_to: u64,
    },
}

/// Takes an automatic merge back. What was not sent yet becomes a conflict that only a person ends; what
/// was is for [`crate::version::roll_back`], whose version this names.
///
/// # Errors
/// [`AppError::ConflictOpen`] where the record is in conflict anyway, [`AppError::WriteOpen`] while the merged
/// values are on their way, [`AppError::Invalid`] where nothing of the merge is left to be taken back.
pub fn undo_merge(w: &Workspace, id: &str) -> Result<UndoneMerge, AppError> {
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let merged = find(tx, &actor, id)?;
        if merged.status != ConflictStatus::ResolvedAuto {
            return Err(AppError::invalid("Only what was merged automatically can be taken back."));
        }
        let state = state_of(tx, &merged.record)?;
        if state.conflict.is_some() {
            return Err(AppError::ConflictOpen(merged.record.pfa_id));
        }
        if let Some(version) = write::acknowledged_upon(tx, &merged.record, merged.pems.version)? {
            return Ok(UndoneMerge::Sent { pfa_id: merged.record.pfa_id, roll_back_to: version });
        }
        let unsent = |m: &&Modification| m.status != SyncStatus::Synced && !state.mirror.gone;
        let Some(m) = state.modification.as_ref().filter(unsent) else {
            return Err(nothing_left());
        };
        require_edit(&actor, &m.draft.delta)?;
        withdraw(w, tx, &state, &merged.record.pfa_id)?;
        let conflict = reopen(w, tx, &actor.user, &merged, &state, m)?;
        let topics = [Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed];
        Ok(UndoneMerge::Reopened { conflict, changed: Changed::records(topics, [&merged.record.pfa_id]) })
    })
}

fn reopen(
    w: &Workspace,
    tx: &Tx<'_>,
    user: &str,
    merged: &Conflict,
    state: &RecordState,
    m: &Modification,
) -> Result<Uuid, AppError> {
    let draft = before_the_merge(merged, &m.draft);
    let clash = to_decide(&draft, state)?;
    let reopened = Conflict {
        id: w.ids().uuid(),
        record: merged.record.clone(),
        base: draft.base.clone(),
        base_version: draft.base_version,
        local: draft.delta.clone(),
        pems: state.mirror.record.clone(),
        clash,
        committed: state.write.as_ref().is_some_and(|open| open.committed),
        by_hand: true,
        drafted_at: m.changed_at,
        status: ConflictStatus::Open,
        opened_at: w.now(),
        resolved_at: None,
        resolved_by: None,
    };
    let decision = json!({ "undone": true, "conflict": reopened.id });
    conflict::close(
        tx,
        &merged.record.organization,
        merged.id,
        ConflictStatus::MovedOn,
        &decision,
        user,
        w.now(),
    )?;
    let in_conflict = Modification {
        draft,
        status: SyncStatus::Conflict,
        sync_error: None,
        changed_at: w.now(),
        changed_by: user.to_owned(),
        ..m.clone()
    };
    let row = modification::put(tx, &in_conflict)?;
    conflict::insert(tx, row, &reopened)?;
    current::refresh(tx, &merged.record)?;
    let detail = json!({ "merge": merged.id, "conflict": reopened.id, "fields": reopened.clash.fields });
    audit::append(tx, &w.entry(user, "merge_undone", Some(&merged.record), detail))?;
    Ok(reopened.id)
}

/// The draft as it is now, on what PEMS had before the colleague's change.
fn before_the_merge(merged: &Conflict, now: &Draft) -> Draft {
    let mut base = now.base.clone();
    base.extend(merged.base.clone());
    Draft { base, base_version: merged.base_version, revision: now.revision + 1, ..now.clone() }
}

fn to_decide(draft: &Draft, state: &RecordState) -> Result<Clash, AppError> {
    match merge_by_hand(draft, &state.mirror.record) {
        MergeOutcome::Conflict(clash) => Ok(clash),
        MergeOutcome::Nothing | MergeOutcome::Clean(_) => Err(nothing_left()),
    }
}

fn nothing_left() -> AppError {
    AppError::invalid("Nothing of this merge waits to be sent: there is nothing to take back.")
}
