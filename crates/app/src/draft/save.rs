//! Saves an edit as a draft: draft, current, journal and audit in one transaction.

use super::in_conflict::{edit_in_conflict, edited_in_conflict};
use super::{checked_reason, require_edit, require_reason, unresolved, with_draft};
use crate::account::Actor;
use crate::event::{Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{
    Delta, Draft, DraftError, Field, FieldValue, Permission, RecordCost, RecordId, SyncStatus, Violation,
};
use pfa_store::modification::Modification;
use pfa_store::write::WriteStatus;
use pfa_store::{Tx, audit, conflict, current, journal, modification, write};
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
        edit.iter().for_each(|(field, value)| wanted.insert(field, value.clone()));
        let violations = match state.conflict.map(|_| edited_in_conflict(&state, &edit)) {
            Some(Err(AppError::Rule(broken))) => broken,
            Some(edited) => edited.map(|_| Vec::new())?,
            None => pfa_domain::check_change(&state.mirror.record, &wanted),
        };
        Ok(DraftCheck { violations, cost: RecordCost::of(&wanted.apply(&state.mirror.record)) })
    })
}

/// Saves an edit, all of it or nothing. A queued write that was not sent is taken back (the record is a
/// draft again); one that is on its way stays, and the edit is a draft upon it. In a conflict the edit
/// changes my side of it. Edits of different fields from two windows combine.
pub fn save_draft(
    w: &Workspace,
    pfa_id: &str,
    edit: &Delta,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    save(w, pfa_id, edit, None, reason)
}

/// The same for an edit that a person made upon what they saw, such as a form over the whole record: it is
/// refused, naming the fields, where one that it changes holds another value by now than in `seen`.
pub fn save_draft_upon(
    w: &Workspace,
    pfa_id: &str,
    edit: &Delta,
    seen: &Delta,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    save(w, pfa_id, edit, Some(seen), reason)
}

fn save(
    w: &Workspace,
    pfa_id: &str,
    edit: &Delta,
    seen: Option<&Delta>,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    let reason = checked_reason(reason)?;
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        require_edit(&actor, edit)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(tx, &id)?;
        check_seen(&state, edit, seen)?;
        let draft = edited(&state, edit, reason)?;
        let before = draft_of(&state).delta;
        let shown = if state.conflict.is_some() { conflict::open_for_record(tx, &id)? } else { None };
        let m = match shown {
            Some(shown) => edit_in_conflict(w, tx, &actor, &state, &shown, draft)?,
            None => keep(w, tx, &actor, &state, draft)?,
        };
        current::refresh_with(tx, &state.mirror.record, state.mirror.gone, &m)?;
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

/// Refuses an edit of a field that does not hold what the person saw in it.
fn check_seen(state: &RecordState, edit: &Delta, seen: Option<&Delta>) -> Result<(), AppError> {
    let Some(seen) = seen else { return Ok(()) };
    let record = &state.mirror.record;
    let draft = draft_of(state);
    let now = |field: Field| draft.delta.get(field).unwrap_or_else(|| record.get(field));
    let fields: Vec<Field> =
        edit.fields().filter(|field| seen.get(*field).is_some_and(|saw| saw != now(*field))).collect();
    if fields.is_empty() { Ok(()) } else { Err(AppError::Stale { pfa_id: record.id.pfa_id.clone(), fields }) }
}

fn keep(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    draft: Draft,
) -> Result<Modification, AppError> {
    let id = &state.mirror.record.id;
    let stays = state.write.as_ref().is_some_and(unresolved) && !pfa_sync::mutant!(EditWithdrawsInFlight);
    if let Some(open) = state.write.as_ref().filter(|_| !stays) {
        write::close(tx, &id.organization, open.id, WriteStatus::Withdrawn, w.now())?;
    }
    let untouched = draft.delta.is_empty() && !stays;
    let status = if untouched { SyncStatus::Synced } else { SyncStatus::Draft };
    let m = with_draft(w, &actor.user, id, state.modification.as_ref(), draft, status);
    modification::put(tx, &m)?;
    Ok(m)
}

fn edited(state: &RecordState, edit: &Delta, reason: Option<String>) -> Result<Draft, AppError> {
    let record = &state.mirror.record;
    if state.mirror.gone {
        return Err(AppError::invalid(format!(
            "PEMS has {} no more; its changes can only be discarded.",
            record.id.pfa_id
        )));
    }
    let mut draft = match state.conflict {
        Some(_) => edited_in_conflict(state, edit)?,
        None => {
            let nothing = Delta::default();
            let on_the_way =
                state.write.as_ref().filter(|open| unresolved(open)).map_or(&nothing, |open| &open.delta);
            draft_of(state)
                .edit(record, edit, on_the_way)
                .map_err(|DraftError(broken)| AppError::Rule(broken))?
        }
    };
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
