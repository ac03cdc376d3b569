//! Saves an edit as a draft: draft, current, journal and audit in one transaction.

use super::in_conflict::edited_in_conflict;
use super::{Step, checked_reason, require_edit, require_reason, unresolved};
use crate::event::{Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{Delta, Draft, DraftError, Field, FieldValue, Permission, RecordCost, Violation};
use serde_json::{Map, Value as Json};

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
        let wanted = draft_of(&state).wanted(&state.mirror.record, &edit, &Delta::default());
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
    save_as(w, "Edit", pfa_id, edit, None, reason)
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
    save_as(w, "Edit", pfa_id, edit, Some(seen), reason)
}

/// Saves an edit as a step of this name.
pub(crate) fn save_as(
    w: &Workspace,
    label: &str,
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
        let mut step = Step::begin(w, tx, &actor, label)?;
        let what_if = step.joins(&state)?;
        if let Some(seen) = seen {
            check_seen(&state, edit, seen)?;
        }
        let draft = edited(&state, edit, reason)?;
        step.save(&state, draft, what_if)?;
        Ok(step.done([Topic::Conflicts, Topic::Failed]))
    })
}

/// Refuses an edit of a field that does not hold what the person saw in it.
pub(crate) fn check_seen(state: &RecordState, edit: &Delta, seen: &Delta) -> Result<(), AppError> {
    let record = &state.mirror.record;
    let draft = draft_of(state);
    let now = |field: Field| draft.delta.get(field).unwrap_or_else(|| record.get(field));
    let fields: Vec<Field> =
        edit.fields().filter(|field| seen.get(*field).is_some_and(|saw| saw != now(*field))).collect();
    if fields.is_empty() { Ok(()) } else { Err(AppError::Stale { pfa_id: record.id.pfa_id.clone(), fields }) }
}

/// The draft with an edit taken in, where the record and the rules allow it.
pub(crate) fn edited(state: &RecordState, edit: &Delta, reason: Option<String>) -> Result<Draft, AppError> {
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

/// The record's draft; one that changes nothing where there is none.
pub(crate) fn draft_of(state: &RecordState) -> Draft {
    state.modification.as_ref().map_or_else(|| Draft::on(&state.mirror.record), |m| m.draft.clone())
}
