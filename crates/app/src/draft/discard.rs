//! Gives up what was changed here; the values stay in history, one step from being put back.

use super::{Step, checked_reason, with_draft};
use crate::event::{Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{Draft, Permission, SyncStatus};
use pfa_store::conflict::ConflictStatus;
use pfa_store::modification::Modification;
use pfa_store::write::WriteStatus;
use pfa_store::{conflict, history, mirror, write};
use serde_json::json;

/// Discards everything unsent of a record: draft, queued write, conflict, failed write. A write that is
/// being sent cannot be discarded; one that may have been applied can, and the record is read again.
pub fn discard_draft(w: &Workspace, pfa_id: &str, reason: Option<&str>) -> Result<Changed, AppError> {
    let reason = checked_reason(reason)?;
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(tx, &id)?;
        let failed = state.write.as_ref().is_some_and(|open| open.status == WriteStatus::Failed);
        if failed && reason.is_none() {
            return Err(AppError::invalid(format!(
                "The change of {pfa_id} failed on its way to PEMS: giving it up needs a reason."
            )));
        }
        let mut step = Step::begin(w, tx, &actor, "Discard")?;
        give_up(&mut step, &state, reason.as_deref())?;
        Ok(step.done([Topic::Conflicts, Topic::Failed]))
    })
}

/// Discards everything unsent of a record, within a step.
pub(crate) fn give_up(
    step: &mut Step<'_, '_>,
    state: &RecordState,
    reason: Option<&str>,
) -> Result<(), AppError> {
    let (w, tx, user) = (step.w, step.tx, &step.actor.user);
    let id = &state.mirror.record.id;
    let Some(m) = state.modification.as_ref().filter(|m| m.unsent()) else {
        return Err(AppError::invalid(format!("{} has no change to discard.", id.pfa_id)));
    };
    if let Some(open) = &state.write {
        if open.status == WriteStatus::InFlight {
            return Err(AppError::WriteOpen(id.pfa_id.clone()));
        }
        write::close(tx, &id.organization, open.id, WriteStatus::Discarded, w.now())?;
        if open.outcome_unknown {
            // Whether PEMS has it, only PEMS knows: what it shows next is taken as it is.
            mirror::note_seen(tx, id, state.mirror.record.version + 1)?;
        }
    }
    if let Some(open) = state.conflict {
        let decision = json!({ "discarded": true, "reason": reason });
        conflict::close(tx, &id.organization, open, ConflictStatus::Discarded, &decision, user, w.now())?;
    }
    let given_up = &m.draft.delta;
    if !given_up.is_empty() && !pfa_sync::mutant!(DiscardKeepsNothing) {
        let why = reason.unwrap_or("Discarded");
        history::add_given_up(tx, id, m.draft.base_version, given_up, why, w.now(), user)?;
    }
    let clean = Draft { revision: m.draft.revision + 1, ..Draft::on(&state.mirror.record) };
    let settled = with_draft(w, user, id, Some(m), clean, SyncStatus::Synced);
    let detail = json!({ "delta": given_up.to_json(), "reason": reason });
    step.put(state, &Modification { what_if: None, ..settled }, "draft_discarded", detail)
}
