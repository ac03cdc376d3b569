//! A step: what one action does to drafts, in one transaction with its rows in journal and audit log,
//! and undone as one.

use super::in_conflict::edit_in_conflict;
use super::{draft_of, unresolved, with_draft};
use crate::account::Actor;
use crate::event::{Changed, LeftOut, StepDone, Topic};
use crate::record::RecordState;
use crate::{AppError, Workspace};
use pfa_domain::{Delta, Draft, FieldValue, PfaRecord, SyncStatus};
use pfa_store::modification::Modification;
use pfa_store::write::WriteStatus;
use pfa_store::{Tx, audit, current, journal, modification, what_if, write};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// Records that are named one by one; of more it is only said how many.
const NAMED: usize = 500;

/// A step under way. It stands in the journal from its first record on.
pub(crate) struct Step<'t, 'c> {
    /// The workspace.
    pub w: &'t Workspace,
    /// The transaction.
    pub tx: &'t Tx<'c>,
    /// Who acts.
    pub actor: &'t Actor,
    /// The what-if that is entered.
    pub entered: Option<Uuid>,
    label: String,
    id: Option<i64>,
    records: Vec<String>,
    left_out: Vec<LeftOut>,
    left_out_count: u64,
}

impl<'t, 'c> Step<'t, 'c> {
    /// Begins a step of this name.
    pub fn begin(w: &'t Workspace, tx: &'t Tx<'c>, actor: &'t Actor, label: &str) -> Result<Self, AppError> {
        Ok(Self {
            w,
            tx,
            actor,
            entered: what_if::entered(tx, &actor.organization)?,
            label: label.to_owned(),
            id: None,
            records: Vec::new(),
            left_out: Vec::new(),
            left_out_count: 0,
        })
    }

    /// The what-if that a draft of this record is part of. A record with an unsent change of its own never
    /// becomes part of one in silence, nor one of a what-if ordinary.
    pub fn joins(&self, state: &RecordState) -> Result<Option<Uuid>, AppError> {
        joins(state, self.entered)
    }

    /// Saves a draft: a write that was not sent is taken back, one on its way stays below it.
    pub fn save(&mut self, state: &RecordState, draft: Draft, what_if: Option<Uuid>) -> Result<(), AppError> {
        let m = match state.conflict {
            Some(_) => edit_in_conflict(self.w, self.tx, self.actor, state, draft)?,
            None => drafted(self.w, self.tx, self.actor, state, draft, what_if)?,
        };
        let before = draft_of(state).delta;
        let detail = json!({ "before": before.to_json(), "after": m.draft.delta.to_json(), "revision": m.draft.revision });
        self.put(state, &m, "draft_saved", detail)
    }

    /// Puts a record's modification in the place of the one that `state` has.
    pub fn put(
        &mut self,
        state: &RecordState,
        m: &Modification,
        action: &str,
        detail: Json,
    ) -> Result<(), AppError> {
        let id = self.id()?;
        put_modification(self.tx, state, m, self.entered)?;
        journal::append(self.tx, id, &edit_of(state, m))?;
        if action != "draft_discarded" || !pfa_sync::mutant!(DiscardIsNotAudited) {
            audit::append(self.tx, &self.w.entry(&self.actor.user, action, Some(&m.record), detail))?;
        }
        self.records.push(m.record.pfa_id.to_string());
        Ok(())
    }

    /// Notes a record that is left out.
    pub fn leave_out(&mut self, pfa_id: &str, reason: String) {
        if self.left_out.len() < NAMED {
            self.left_out.push(LeftOut { pfa_id: pfa_id.to_owned(), reason });
        }
        self.left_out_count += 1;
    }

    /// The step's id in the journal.
    pub fn id(&mut self) -> Result<i64, AppError> {
        let id = match self.id {
            Some(id) => id,
            None => {
                let (w, actor) = (self.w, self.actor);
                journal::begin(self.tx, &actor.organization, &self.label, w.now(), &actor.user)?
            }
        };
        self.id = Some(id);
        Ok(id)
    }

    /// What it changed: records, their figures and these.
    pub fn done(self, more: impl IntoIterator<Item = Topic>) -> Changed {
        let done = StepDone {
            label: self.label,
            count: self.records.len() as u64,
            left_out: self.left_out,
            left_out_count: self.left_out_count,
        };
        changed(self.records, done, more)
    }
}

/// The answer to an action on drafts.
pub(crate) fn changed(
    records: Vec<String>,
    done: StepDone,
    more: impl IntoIterator<Item = Topic>,
) -> Changed {
    Changed {
        topics: [Topic::Records, Topic::Status, Topic::Audit].into_iter().chain(more).collect(),
        // To read all anew is less than to look for so many.
        records: (records.len() <= NAMED).then_some(records),
        step: Some(done),
    }
}

/// Saves a draft outside of the journal, as undoing does.
pub(crate) fn put_draft(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    draft: Draft,
    what_if: Option<Uuid>,
    entered: Option<Uuid>,
) -> Result<Modification, AppError> {
    let m = drafted(w, tx, actor, state, draft, what_if)?;
    put_modification(tx, state, &m, entered)?;
    Ok(m)
}

pub(crate) fn joins(state: &RecordState, entered: Option<Uuid>) -> Result<Option<Uuid>, AppError> {
    let Some(m) = state.modification.as_ref().filter(|m| m.unsent()) else { return Ok(entered) };
    match (m.what_if, entered) {
        (own, entered) if own == entered => Ok(own),
        (None, _) => Err(AppError::invalid(
            "The record has an unsent change of its own: send or discard it before a what-if changes the record.",
        )),
        (Some(_), _) => Err(AppError::invalid(
            "The record is changed in a what-if: enter that what-if, or commit or drop it first.",
        )),
    }
}

/// The modification with this draft; a write that was not sent is taken back.
fn drafted(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    draft: Draft,
    what_if: Option<Uuid>,
) -> Result<Modification, AppError> {
    let stays = state.write.as_ref().is_some_and(unresolved) && !pfa_sync::mutant!(EditWithdrawsInFlight);
    if let Some(open) = state.write.as_ref().filter(|_| !stays) {
        write::close(tx, &open.record.organization, open.id, WriteStatus::Withdrawn, w.now())?;
    }
    let untouched = draft.delta.is_empty() && !stays;
    let status = if untouched { SyncStatus::Synced } else { SyncStatus::Draft };
    let id = &state.mirror.record.id;
    let m = with_draft(w, &actor.user, id, state.modification.as_ref(), draft, status);
    Ok(Modification { what_if: what_if.filter(|_| !untouched), ..m })
}

fn put_modification(
    tx: &Tx<'_>,
    state: &RecordState,
    m: &Modification,
    entered: Option<Uuid>,
) -> Result<(), AppError> {
    modification::put_over(tx, state.modification.as_ref(), m)?;
    if state.mirror.gone {
        // Whether the row stays in sight hangs on what is left of ours.
        return Ok(current::refresh(tx, &m.record)?);
    }
    Ok(current::change(tx, &state.mirror.record, state.modification.as_ref(), m, entered)?)
}

/// The record's part of a step: the values that differ for the planner, and what else undoing puts back.
fn edit_of(state: &RecordState, m: &Modification) -> journal::Edit {
    let record = &state.mirror.record;
    let old = state.modification.as_ref();
    let nothing = Delta::default();
    let before = old.map_or(&nothing, |old| &old.draft.delta);
    let after = &m.draft.delta;
    let mut edit = journal::Edit {
        record: record.id.clone(),
        before: Delta::default(),
        after: Delta::default(),
        reason: (old.and_then(|old| old.draft.reason.clone()), m.draft.reason.clone()),
        what_if: (old.filter(|old| old.unsent()).and_then(|old| old.what_if), m.what_if),
    };
    for field in before.fields().chain(after.fields()) {
        let (was, is) = (seen(record, before, field), seen(record, after, field));
        if was != is {
            edit.before.insert(field, was.clone());
            edit.after.insert(field, is.clone());
        }
    }
    edit
}

fn seen<'a>(record: &'a PfaRecord, delta: &'a Delta, field: pfa_domain::Field) -> &'a FieldValue {
    delta.get(field).unwrap_or_else(|| record.get(field))
}
