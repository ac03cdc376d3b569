//! Gives up what was changed here; the values stay in history, one step from being put back.

use super::{checked_reason, with_draft};
use crate::event::{Changed, Topic};
use crate::record::{record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{Draft, Permission, SyncStatus};
use pfa_store::conflict::ConflictStatus;
use pfa_store::write::WriteStatus;
use pfa_store::{audit, conflict, current, history, mirror, modification, write};
use serde_json::json;

/// Discards everything unsent of a record: draft, queued write, conflict, failed write. A write that is
/// being sent cannot be discarded; one that may have been applied can, and the record is read again.
pub fn discard_draft(w: &Workspace, pfa_id: &str, reason: Option<&str>) -> Result<Changed, AppError> {
    let reason = checked_reason(reason)?;
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(tx, &id)?;
        let unsent = |m: &&modification::Modification| m.status != SyncStatus::Synced;
        let Some(m) = state.modification.as_ref().filter(unsent) else {
            return Err(AppError::invalid(format!("{pfa_id} has no change to discard.")));
        };
        if let Some(open) = &state.write {
            if open.status == WriteStatus::InFlight {
                return Err(AppError::WriteOpen(id.pfa_id));
            }
            write::close(tx, &id.organization, open.id, WriteStatus::Discarded, w.now())?;
            if open.outcome_unknown {
                // Whether PEMS has it, only PEMS knows: what it shows next is taken as it is.
                mirror::note_seen(tx, &id, state.mirror.record.version + 1)?;
            }
        }
        if let Some(open) = state.conflict {
            let decision = json!({ "discarded": true, "reason": reason });
            conflict::close(
                tx,
                &id.organization,
                open,
                ConflictStatus::Discarded,
                &decision,
                &actor.user,
                w.now(),
            )?;
        }
        let why = reason.as_deref().unwrap_or("Discarded");
        let given_up = &m.draft.delta;
        if !given_up.is_empty() && !pfa_sync::mutant!(DiscardKeepsNothing) {
            history::add_given_up(tx, &id, m.draft.base_version, given_up, why, w.now(), &actor.user)?;
        }
        let clean = Draft { revision: m.draft.revision + 1, ..Draft::on(&state.mirror.record) };
        let settled = with_draft(w, &actor.user, &id, Some(m), clean, SyncStatus::Synced);
        modification::put(tx, &settled)?;
        current::refresh(tx, &id)?;
        let detail = json!({ "delta": given_up.to_json(), "reason": reason });
        if !pfa_sync::mutant!(DiscardIsNotAudited) {
            audit::append(tx, &w.entry(&actor.user, "draft_discarded", Some(&id), detail))?;
        }
        let topics = [Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed];
        Ok(Changed::records(topics, [&id.pfa_id]))
    })
}
