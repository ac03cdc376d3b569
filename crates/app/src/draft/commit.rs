//! Commits drafts ("Save & Sync"): all become queued writes, in one transaction.

use super::{check_number, queue, require_edit, require_sync, unresolved, withdraw};
use crate::event::{AppEvent, Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{PfaId, RecordId, SyncStatus};
use pfa_store::{audit, current, modification};
use serde_json::json;

/// Queues these records' drafts, or every draft of the organization. Named records must all have one;
/// of all drafts, those upon a write whose
/// outcome is still open wait for it, and those of a what-if are not meant.
pub fn commit_drafts(w: &Workspace, pfa_ids: Option<&[String]>) -> Result<Changed, AppError> {
    check_number(pfa_ids)?;
    let committed: Vec<PfaId> = w.store().write(|tx| {
        let actor = account::signed_in(tx)?.actor();
        require_sync(&actor)?;
        let ids: Vec<RecordId> = match pfa_ids {
            Some(named) => named.iter().map(|id| record_id(&actor, id)).collect::<Result<_, _>>()?,
            None => modification::with_status(tx, &actor.organization, SyncStatus::Draft)?,
        };
        let mut committed = Vec::with_capacity(ids.len());
        for id in ids {
            let state = state_of(tx, &id)?;
            match check(&state, &id) {
                Err(AppError::WriteOpen(_)) if pfa_ids.is_none() => continue,
                verdict => verdict?,
            }
            let Some(m) = &state.modification else { continue };
            if m.what_if.is_some() {
                if pfa_ids.is_none() {
                    continue;
                }
                return Err(AppError::invalid(format!(
                    "{} is part of a what-if: commit the what-if first.",
                    id.pfa_id
                )));
            }
            require_edit(&actor, &m.draft.delta)?;
            // A refused write under a newer edit is done with: the edit has all of it that is still wanted.
            withdraw(w, tx, &state, &id.pfa_id)?;
            let m = modification::Modification {
                draft: m.draft.rebase(&state.mirror.record, &m.draft.delta),
                changed_at: w.now(),
                changed_by: actor.user.clone(),
                ..m.clone()
            };
            if m.draft.delta.is_empty() {
                // What a refused write would have brought was put back: PEMS never had it.
                modification::put(tx, &modification::Modification { status: SyncStatus::Synced, ..m.clone() })?;
                current::refresh(tx, &id)?;
            } else {
                queue(w, tx, &m)?;
            }
            let detail = json!({ "delta": m.draft.delta.to_json(), "revision": m.draft.revision, "baseVersion": m.draft.base_version });
            audit::append(tx, &w.entry(&actor.user, "draft_committed", Some(&id), detail))?;
            committed.push(id.pfa_id);
        }
        Ok::<_, AppError>(committed)
    })?;
    w.tell(AppEvent::SyncQueued { records: committed.iter().map(ToString::to_string).collect() });
    Ok(Changed::records([Topic::Records, Topic::Status], &committed))
}

fn check(state: &RecordState, id: &RecordId) -> Result<(), AppError> {
    if state.conflict.is_some() {
        return Err(AppError::ConflictOpen(id.pfa_id.clone()));
    }
    if state.write.as_ref().is_some_and(unresolved) {
        return Err(AppError::WriteOpen(id.pfa_id.clone()));
    }
    match state.modification.as_ref().map(|m| m.status) {
        Some(SyncStatus::Draft) => Ok(()),
        Some(SyncStatus::Failed) => {
            Err(AppError::invalid(format!("{} failed: retry it, or edit it first.", id.pfa_id)))
        }
        Some(SyncStatus::Queued | SyncStatus::Syncing) => {
            Err(AppError::invalid(format!("{} is queued already.", id.pfa_id)))
        }
        Some(SyncStatus::Synced | SyncStatus::Conflict) | None => {
            Err(AppError::invalid(format!("{} has no draft to commit.", id.pfa_id)))
        }
    }
}
