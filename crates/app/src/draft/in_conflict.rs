//! An edit of a record in conflict: it changes mine alone, and the conflict is looked at anew.

use super::with_draft;
use crate::account::Actor;
use crate::record::RecordState;
use crate::{AppError, Workspace};
use pfa_domain::{
    Clash, Delta, Draft, DraftError, MergeOutcome, PfaRecord, SyncStatus, merge, merge_by_hand,
};
use pfa_store::conflict::{Conflict, ConflictStatus};
use pfa_store::modification::Modification;
use pfa_store::{Tx, audit, conflict, modification};
use serde_json::json;

/// Takes the edit into the draft and ends the conflict that was shown: another takes its place, so that
/// nobody decides about what they did not see, or there is none left.
pub(super) fn edit_in_conflict(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    draft: Draft,
) -> Result<Modification, AppError> {
    let record = &state.mirror.record;
    let shown = conflict::open_for_record(tx, &record.id)?
        .ok_or_else(|| AppError::ConflictChanged(record.id.pfa_id.clone()))?;
    let outcome = if shown.by_hand { merge_by_hand(&draft, record) } else { merge(&draft, record) };
    let with =
        |draft, status| with_draft(w, &actor.user, &record.id, state.modification.as_ref(), draft, status);
    let (ended, m, left) = match outcome {
        // What PEMS has: nothing is left to decide or to send.
        MergeOutcome::Nothing => {
            let clean = draft.rebase(record, &Delta::default());
            (ConflictStatus::ResolvedAuto, with(clean, SyncStatus::Synced), None)
        }
        // The sides touch one another no more. What was edited is a draft again, also where it was committed.
        MergeOutcome::Clean(delta) => {
            let rebased = draft.rebase(record, &delta);
            (ConflictStatus::ResolvedAuto, with(rebased, SyncStatus::Draft), None)
        }
        MergeOutcome::Conflict(clash) => {
            (ConflictStatus::MovedOn, with(draft, SyncStatus::Conflict), Some(clash))
        }
    };
    let decision = json!({ "edited": true, "revision": m.draft.revision });
    conflict::close(tx, &record.id.organization, shown.id, ended, &decision, &actor.user, w.now())?;
    let why = left.as_ref().and_then(|clash| clash.rule.as_ref()).map(|rule| rule.message.clone());
    let m = Modification { sync_error: why, ..m };
    let row = modification::put(tx, &m)?;
    if let Some(clash) = left {
        let found = another(w, &shown, &m, record, clash);
        conflict::insert(tx, row, &found)?;
        let detail = json!({ "conflict": found.id, "before": shown.id, "fields": found.clash.fields });
        audit::append(tx, &w.entry(&actor.user, "conflict_edited", Some(&record.id), detail))?;
    }
    let what_if = m.what_if.filter(|_| m.unsent());
    Ok(Modification { what_if, ..m })
}

/// The draft with the edit in it.
pub(super) fn edited_in_conflict(state: &RecordState, edit: &Delta) -> Result<Draft, AppError> {
    let record = &state.mirror.record;
    let draft = state.modification.as_ref().map_or_else(|| Draft::on(record), |m| m.draft.clone());
    draft.edit_in_conflict(record, edit).map_err(|DraftError(broken)| AppError::Rule(broken))
}

fn another(w: &Workspace, shown: &Conflict, m: &Modification, record: &PfaRecord, clash: Clash) -> Conflict {
    Conflict {
        id: w.ids().uuid(),
        base: m.draft.base.clone(),
        local: m.draft.delta.clone(),
        pems: record.clone(),
        clash,
        drafted_at: m.changed_at,
        opened_at: w.now(),
        ..shown.clone()
    }
}
