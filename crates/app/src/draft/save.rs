//! Saves an edit as a draft: draft, current, journal and audit in one transaction.

use super::{checked_reason, require_edit, require_reason, unresolved, with_draft};
use crate::event::{Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{
    Delta, Draft, DraftError, Field, FieldValue, Permission, RecordCost, RecordId, SyncStatus, Violation,
};
use pfa_store::write::WriteStatus;
use pfa_store::{audit, current, journal, modification, write};
use serde_json::{Map, Value as Json, json};

/// What a draft would be like.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftCheck {
    /// The rules that it breaks.
    pub violations: Vec<Violation>,
    /// What the record would cost.
    pub cost: RecordCost,
}

/// Reads typed changes by camelCase name. Text may be untrimmed and money short (`1.5`); null and the
/// empty text clear. Every fault is named, not only the first.
pub fn parse_changes(members: &Map<String, Json>) -> Result<Delta, AppError> {
    let mut delta = Delta::default();
    let mut broken = Vec::new();
    for (name, json) in members {
        let field: Field =
            name.parse().map_err(|e: pfa_domain::UnknownField| AppError::invalid(format!("{e}.")))?;
        let value = match json {
            Json::String(typed) => FieldValue::from_input(field, typed),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                FieldValue::from_json(field, json)
            }
        };
        match value {
            Ok(value) => delta.insert(field, value),
            Err(why) => broken.push(Violation::of_value(field, &why)),
        }
    }
    if broken.is_empty() { Ok(delta) } else { Err(AppError::Rule(broken)) }
}

/// Checks typed changes without saving them.
pub fn check_draft(w: &Workspace, pfa_id: &str, members: &Map<String, Json>) -> Result<DraftCheck, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(db, &id)?;
        let edit = match parse_changes(members) {
            Ok(edit) => edit,
            Err(AppError::Rule(violations)) => {
                let now = draft_of(&state).delta.apply(&state.mirror.record);
                return Ok(DraftCheck { violations, cost: RecordCost::of(&now) });
            }
            Err(error) => return Err(error),
        };
        let mut wanted = draft_of(&state).delta;
        edit.into_iter().for_each(|(field, value)| wanted.insert(field, value));
        let violations = pfa_domain::check_change(&state.mirror.record, &wanted);
        Ok(DraftCheck { violations, cost: RecordCost::of(&wanted.apply(&state.mirror.record)) })
    })
}

/// Saves an edit, all of it or nothing. A queued write that was not sent is taken back (the record is a
/// draft again); one that is on its way stays, and the edit is a draft upon it.
pub fn save_draft(
    w: &Workspace,
    pfa_id: &str,
    edit: &Delta,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    let reason = checked_reason(reason)?;
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        require_edit(&actor, edit)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(tx, &id)?;
        let draft = edited(&state, edit, reason)?;
        let before = draft_of(&state).delta;
        let open = state.write.as_ref().filter(|open| unresolved(open));
        if let Some(open) = state.write.as_ref().filter(|open| !unresolved(open)) {
            write::close(tx, &id.organization, open.id, WriteStatus::Withdrawn, w.now())?;
        }
        let untouched = draft.delta.is_empty() && open.is_none();
        let status = if untouched { SyncStatus::Synced } else { SyncStatus::Draft };
        let m = with_draft(w, &actor.user, &id, state.modification.as_ref(), draft, status);
        modification::put(tx, &m)?;
        current::refresh(tx, &id)?;
        let after = &m.draft.delta;
        let step = journal::Edit {
            label: "Edit",
            record: &id,
            before: &before,
            after,
            at: w.now(),
            who: &actor.user,
        };
        journal::append(tx, &[step])?;
        let detail =
            json!({ "before": before.to_json(), "after": after.to_json(), "revision": m.draft.revision });
        audit::append(tx, &w.entry(&actor.user, "draft_saved", Some(&id), detail))?;
        Ok(saved(&id))
    })
}

fn edited(state: &RecordState, edit: &Delta, reason: Option<String>) -> Result<Draft, AppError> {
    let record = &state.mirror.record;
    if state.mirror.gone {
        return Err(AppError::invalid(format!(
            "PEMS has {} no more; its changes can only be discarded.",
            record.id.pfa_id
        )));
    }
    if state.conflict.is_some() {
        return Err(AppError::ConflictOpen(record.id.pfa_id.clone()));
    }
    let nothing = Delta::default();
    let on_the_way =
        state.write.as_ref().filter(|open| unresolved(open)).map_or(&nothing, |open| &open.delta);
    let mut draft = draft_of(state)
        .edit(record, edit, on_the_way)
        .map_err(|DraftError(broken)| AppError::Rule(broken))?;
    draft.reason = reason.or(draft.reason);
    if draft.delta.is_empty() {
        draft.reason = None;
    }
    require_reason(&draft.delta, draft.reason.as_deref())?;
    Ok(draft)
}

fn draft_of(state: &RecordState) -> Draft {
    state.modification.as_ref().map_or_else(|| Draft::on(&state.mirror.record), |m| m.draft.clone())
}

fn saved(id: &RecordId) -> Changed {
    Changed::records([Topic::Records, Topic::Status, Topic::Failed], [&id.pfa_id])
}
