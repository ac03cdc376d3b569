//! Decides a conflict: the result goes to the queue at once, what lost stays in history.

use super::{draft_of, find};
use crate::account::Actor;
use crate::approval::{Approved, require_approval};
use crate::draft::{queue, require_edit, require_reason, require_sync, with_draft};
use crate::event::{AppEvent, Changed, Topic};
use crate::{AppError, Workspace, account};
use pfa_domain::{
    Choice, Delta, Draft, Field, FieldValue, Permission, PfaRecord, Pick, RecordCost, ResolveError,
    SyncStatus, Violation, resolve,
};
use pfa_store::conflict::{Conflict, ConflictStatus};
use pfa_store::{Db, Tx, audit, conflict, current, history, modification};
use serde::Serialize;
use serde_json::json;

/// Where a value of the result comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The planner's draft.
    Mine,
    /// PEMS.
    Pems,
    /// Typed while deciding.
    Typed,
    /// Both sides have it.
    Same,
}

/// What a decision would give.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictPreview {
    /// Each editable field's value, and where it comes from.
    pub values: Vec<(Field, FieldValue, Origin)>,
    /// What the record would cost.
    pub cost: RecordCost,
    /// The rules that it would break.
    pub violations: Vec<Violation>,
    /// The fields that no value is chosen for yet.
    pub missing: Vec<Field>,
    /// The version that it becomes in PEMS; `None` when nothing has to be sent.
    pub becomes_version: Option<u64>,
}

/// Shows what a decision would give, also an unfinished one: what is not chosen shows PEMS's value.
pub fn preview_resolution(w: &Workspace, id: &str, choice: &Choice) -> Result<ConflictPreview, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let found = find(db, &actor, id)?;
        let (filled, missing) = filled_up(&found, choice);
        let draft = draft_of(&found);
        let (delta, violations) = match resolve(&draft, &found.pems, &found.clash, &filled) {
            Ok(delta) => (delta, Vec::new()),
            Err(ResolveError::Rule(broken)) => (attempted(&draft, &found, &filled), broken),
            Err(other) => return Err(other.into()),
        };
        Ok(preview(&found, &filled, &delta, violations, missing))
    })
}

/// Decides. "Mine" overrules the PEMS values that this conflict shows and no others: where PEMS has
/// moved on, this conflict is closed and another stands in its place.
pub fn resolve_conflict(w: &Workspace, id: &str, choice: &Choice) -> Result<Changed, AppError> {
    resolve_approved(w, id, choice, None)
}

/// The same, where somebody may have approved.
pub fn resolve_approved(
    w: &Workspace,
    id: &str,
    choice: &Choice,
    approved: Option<&Approved>,
) -> Result<Changed, AppError> {
    let (pfa_id, queued) = w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?.with(approved);
        let found = find(tx, &actor, id)?;
        let delta = decide(tx, &actor, &found, choice)?;
        let queued = settle(w, tx, &actor, &found, choice, &delta)?;
        Ok::<_, AppError>((found.record.pfa_id, queued))
    })?;
    if queued {
        w.tell(AppEvent::SyncQueued { records: vec![pfa_id.to_string()] });
    }
    Ok(Changed::records([Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed], [&pfa_id]))
}

/// Works out what a decision sends, once nothing keeps it from being taken.
pub(super) fn decide(
    db: &Db<'_>,
    actor: &Actor,
    found: &Conflict,
    choice: &Choice,
) -> Result<Delta, AppError> {
    if found.status == ConflictStatus::MovedOn {
        return Err(AppError::ConflictChanged(found.record.pfa_id.clone()));
    }
    if found.status != ConflictStatus::Open {
        return Err(AppError::invalid("This conflict is settled already."));
    }
    let delta = resolve(&draft_of(found), &found.pems, &found.clash, choice)?;
    require_edit(actor, &delta)?;
    require_sync(actor)?;
    let reason = modification::get(db, &found.record)?.and_then(|m| m.draft.reason);
    require_reason(&delta, reason.as_deref())?;
    Ok(delta)
}

/// The planner's values that a decision leaves out.
pub(super) fn given_up(found: &Conflict, sent: &Delta) -> Delta {
    let lost: Delta =
        found.local.iter().filter(|(f, v)| sent.get(*f) != Some(v)).map(|(f, v)| (f, v.clone())).collect();
    lost.against(&found.pems)
}

/// Carries a decision out that [`decide`] allowed; gives whether anything was queued.
pub(super) fn settle(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    found: &Conflict,
    choice: &Choice,
    delta: &Delta,
) -> Result<bool, AppError> {
    let (status, why) = match choice {
        Choice::Mine => (ConflictStatus::ResolvedMine, "Conflict: mine was used"),
        Choice::Pems => (ConflictStatus::ResolvedPems, "Conflict: PEMS's values were used"),
        Choice::Merge(_) => (ConflictStatus::ResolvedMerge, "Conflict: merged"),
    };
    require_approval(w, tx, actor, &found.pems, &delta.apply(&found.pems))?;
    let decision = json!({ "choice": choice, "sent": delta.to_json() });
    conflict::close(tx, &actor.organization, found.id, status, &decision, &actor.user, w.now())?;
    let lost = given_up(found, delta);
    if !lost.is_empty() {
        history::add_given_up(tx, &found.record, found.base_version, &lost, why, w.now(), &actor.user)?;
    }
    let before = modification::get(tx, &found.record)?;
    let draft = rebased(before.as_ref(), &found.pems, delta);
    // What is only tried out goes on being tried out.
    let tried_out = before.as_ref().is_some_and(|m| m.what_if.is_some());
    let state = match (delta.is_empty(), tried_out) {
        (true, _) => SyncStatus::Synced,
        (false, true) => SyncStatus::Draft,
        (false, false) => SyncStatus::Queued,
    };
    let m = with_draft(w, &actor.user, &found.record, before.as_ref(), draft, state);
    modification::put(tx, &m)?;
    if state == SyncStatus::Queued {
        queue(w, tx, &m)?;
    }
    current::refresh(tx, &found.record)?;
    let detail = json!({ "conflict": found.id, "choice": choice, "sent": delta.to_json(), "givenUp": lost.to_json(),
        "pemsVersion": found.pems.version, "approvedBy": actor.approved_by() });
    audit::append(tx, &w.entry(&actor.user, "conflict_resolved", Some(&found.record), detail))?;
    Ok(state == SyncStatus::Queued)
}

fn rebased(before: Option<&modification::Modification>, pems: &PfaRecord, delta: &Delta) -> Draft {
    let draft = before.map_or_else(|| Draft::on(pems), |m| m.draft.clone());
    let mut rebased = draft.rebase(pems, delta);
    rebased.revision += 1;
    if pfa_sync::mutant!(MineNotRebased) {
        rebased = Draft { delta: delta.clone(), revision: rebased.revision, ..draft };
    }
    rebased
}

/// An unfinished merge with PEMS's side where none is chosen, and those fields.
fn filled_up(c: &Conflict, choice: &Choice) -> (Choice, Vec<Field>) {
    match choice {
        Choice::Mine | Choice::Pems => (choice.clone(), Vec::new()),
        Choice::Merge(picks) => {
            let missing: Vec<Field> =
                c.clash.fields.iter().copied().filter(|f| !picks.contains_key(f)).collect();
            let mut picks = picks.clone();
            picks.extend(missing.iter().map(|f| (*f, Pick::Pems)));
            (Choice::Merge(picks), missing)
        }
    }
}

/// What a refused decision tries to send, so that it can be shown beside the rule that it breaks.
fn attempted(draft: &Draft, c: &Conflict, choice: &Choice) -> Delta {
    let mut delta = draft.delta.clone();
    for field in &c.clash.fields {
        let value = match choice {
            Choice::Mine => draft.mine(*field),
            Choice::Pems => None,
            Choice::Merge(picks) => match picks.get(field) {
                Some(Pick::Mine) => draft.mine(*field),
                Some(Pick::Typed(value)) => Some(value),
                Some(Pick::Pems) | None => None,
            },
        };
        match value {
            Some(value) => delta.insert(*field, value.clone()),
            None => delta.remove(*field),
        }
    }
    delta.against(&c.pems)
}

fn preview(
    c: &Conflict,
    choice: &Choice,
    delta: &Delta,
    violations: Vec<Violation>,
    missing: Vec<Field>,
) -> ConflictPreview {
    let result = delta.apply(&c.pems);
    let draft = draft_of(c);
    let typed = |field: Field| match choice {
        Choice::Merge(picks) => matches!(picks.get(&field), Some(Pick::Typed(_))),
        Choice::Mine | Choice::Pems => false,
    };
    let origin = |field: Field| {
        if typed(field) {
            Origin::Typed
        } else if delta.contains(field) {
            Origin::Mine
        } else if draft.mine(field).unwrap_or_else(|| c.pems.get(field)) == c.pems.get(field) {
            Origin::Same
        } else {
            Origin::Pems
        }
    };
    ConflictPreview {
        values: Field::ALL
            .into_iter()
            .filter(|f| f.editable())
            .map(|f| (f, result.get(f).clone(), origin(f)))
            .collect(),
        cost: RecordCost::of(&result),
        violations,
        missing,
        becomes_version: (!delta.is_empty()).then_some(c.pems.version + 1),
    }
}
