//! Undo and redo of everything that edits drafts, a step at a time, also after a restart.
//!
//! A step is taken back value by value, as an edit like any other: through the same rights and rules, and
//! only where a value still is what the step made it. What PEMS has by then becomes a draft again; nothing
//! is ever sent by undoing.

use crate::account::{self, Actor};
use crate::draft::{changed, draft_of, edited, put_draft, require_edit};
use crate::edit::{Pace, refusal};
use crate::event::{Changed, LeftOut, StepDone, Topic};
use crate::record::{RecordState, States};
use crate::{AppError, Workspace};
use pfa_domain::{Delta, Permission};
use pfa_store::journal::{self, Depth, Edit, Step};
use pfa_store::{Tx, audit, modification, what_if};
use serde_json::json;
use uuid::Uuid;

/// Records that are named one by one; of more it is only said how many.
const NAMED: usize = 500;

/// What can be undone and redone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalState {
    /// The step that undoing takes back.
    pub undo: Option<String>,
    /// The step that redoing does again.
    pub redo: Option<String>,
    /// How many of each there are.
    pub depth: Depth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Forth,
}

/// What one record's part of a step is turned to.
struct Turn<'e> {
    /// The values to be found.
    from: &'e Delta,
    /// The values to be put.
    to: &'e Delta,
    from_reason: Option<&'e str>,
    to_reason: Option<&'e str>,
    from_what_if: Option<Uuid>,
    to_what_if: Option<Uuid>,
}

/// What can be undone and redone.
pub fn journal_state(w: &Workspace) -> Result<JournalState, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let label = |step: Option<Step>| step.map(|step| step.label);
        Ok(JournalState {
            undo: label(journal::last_done(db, &actor.organization)?),
            redo: label(journal::first_undone(db, &actor.organization)?),
            depth: journal::depth(db, &actor.organization)?,
        })
    })
}

/// Takes the last step back. Records that have moved on since are left out and named.
pub fn undo(w: &Workspace) -> Result<Changed, AppError> {
    turn(w, Direction::Back)
}

/// Does again the step that was undone last.
pub fn redo(w: &Workspace) -> Result<Changed, AppError> {
    turn(w, Direction::Forth)
}

fn turn(w: &Workspace, direction: Direction) -> Result<Changed, AppError> {
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let (step, nothing) = match direction {
            Direction::Back => (journal::last_done(tx, &actor.organization)?, "There is nothing to undo."),
            Direction::Forth => {
                (journal::first_undone(tx, &actor.organization)?, "There is nothing to redo.")
            }
        };
        let step = step.ok_or_else(|| AppError::invalid(nothing))?;
        let closed_by_it = match direction {
            Direction::Back => reopen(tx, &actor, &step)?,
            Direction::Forth => None,
        };
        let (records, left_out, left_out_count) = turn_records(w, tx, &actor, &step, direction)?;
        if direction == Direction::Forth {
            what_if::close_again(tx, step.id)?;
        }
        journal::mark(tx, step.id, direction == Direction::Back)?;
        let what_ifs = (closed_by_it.is_some() || direction == Direction::Forth).then_some(Topic::WhatIfs);
        let done = StepDone { label: step.label, count: records.len() as u64, left_out, left_out_count };
        Ok(changed(records, done, [Topic::Failed].into_iter().chain(what_ifs)))
    })
}

/// Opens the what-if that the step closed; where none is entered it is, so that its drafts stay in sight.
fn reopen(tx: &Tx<'_>, actor: &Actor, step: &Step) -> Result<Option<Uuid>, AppError> {
    let reopened = what_if::reopen(tx, step.id)?;
    if reopened.is_some() && what_if::entered(tx, &actor.organization)?.is_none() {
        what_if::enter(tx, &actor.organization, reopened)?;
    }
    Ok(reopened)
}

type Turned = (Vec<String>, Vec<LeftOut>, u64);

fn turn_records(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    step: &Step,
    direction: Direction,
) -> Result<Turned, AppError> {
    let entered = what_if::entered(tx, &actor.organization)?;
    let edits = journal::edits(tx, step.id)?;
    let mut pace = Pace::begin(w, edits.len());
    let states = States::new(tx, &actor.organization, edits.len())?;
    let action = match direction {
        Direction::Back => "draft_undone",
        Direction::Forth => "draft_redone",
    };
    let (mut records, mut left_out, mut left_out_count) = (Vec::new(), Vec::new(), 0);
    for edit in &edits {
        pace.step()?;
        let pfa_id = edit.record.pfa_id.to_string();
        let turned = states
            .of(&edit.record)
            .and_then(|state| turn_one(w, tx, actor, &state, &Turn::of(edit, direction), entered));
        match turned {
            Ok((before, after)) => {
                let detail =
                    json!({ "step": step.label, "before": before.to_json(), "after": after.to_json() });
                audit::append(tx, &w.entry(&actor.user, action, Some(&edit.record), detail))?;
                records.push(pfa_id);
            }
            Err(error) => {
                let reason = refusal(error)?.message;
                left_out_count += 1;
                if left_out.len() < NAMED {
                    left_out.push(LeftOut { pfa_id, reason });
                }
            }
        }
    }
    Ok((records, left_out, left_out_count))
}

/// Puts one record's values back; gives its draft before and after.
fn turn_one(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    turn: &Turn<'_>,
    entered: Option<Uuid>,
) -> Result<(Delta, Delta), AppError> {
    if state.conflict.is_some() {
        return Err(AppError::ConflictOpen(state.mirror.record.id.pfa_id.clone()));
    }
    let what_if = turn.what_if(state)?;
    if let Some(id) = what_if
        && !what_if::list(tx, &actor.organization)?.iter().any(|open| open.id == id)
    {
        return Err(AppError::invalid("The what-if that it belonged to is closed."));
    }
    let before = draft_of(state);
    let back = turn.still_there(state)?;
    require_edit(actor, &back)?;
    let mut draft = edited(state, &back, turn.to_reason.map(str::to_owned))?;
    let unsent = state.modification.as_ref().is_some_and(modification::Modification::unsent);
    let reason_stands = unsent && before.reason.as_deref() != turn.from_reason;
    draft.reason = if reason_stands { before.reason.clone() } else { turn.to_reason.map(str::to_owned) };
    if draft.delta.is_empty() {
        draft.reason = None;
    }
    let m = put_draft(w, tx, actor, state, draft, what_if, entered)?;
    Ok((before.delta, m.draft.delta))
}

impl<'e> Turn<'e> {
    fn of(edit: &'e Edit, direction: Direction) -> Self {
        let back = Turn {
            from: &edit.after,
            to: &edit.before,
            from_reason: edit.reason.1.as_deref(),
            to_reason: edit.reason.0.as_deref(),
            from_what_if: edit.what_if.1,
            to_what_if: edit.what_if.0,
        };
        match direction {
            Direction::Back => back,
            Direction::Forth => Turn {
                from: back.to,
                to: back.from,
                from_reason: back.to_reason,
                to_reason: back.from_reason,
                from_what_if: back.to_what_if,
                to_what_if: back.from_what_if,
            },
        }
    }

    /// The values to put back: of the fields that still hold what the step left in them.
    fn still_there(&self, state: &RecordState) -> Result<Delta, AppError> {
        let seen = draft_of(state).delta.apply(&state.mirror.record);
        let back: Delta = self
            .to
            .iter()
            .filter(|(field, _)| self.from.get(*field) == Some(seen.get(*field)))
            .map(|(field, value)| (field, value.clone()))
            .collect();
        if back.is_empty() && !self.to.is_empty() {
            return Err(AppError::invalid("The record has been changed since."));
        }
        Ok(back)
    }

    /// The what-if that the draft belongs to after.
    fn what_if(&self, state: &RecordState) -> Result<Option<Uuid>, AppError> {
        let unsent = state.modification.as_ref().filter(|m| m.unsent());
        match unsent {
            // Of a step that moved drafts alone there is nothing left once they are sent.
            None if self.to.is_empty() && self.from_what_if != self.to_what_if => {
                Err(AppError::invalid("The record's change has been sent or discarded since."))
            }
            None => Ok(self.to_what_if),
            Some(m) if m.what_if != self.from_what_if && !m.draft.delta.is_empty() => {
                Err(AppError::invalid("The record's change has gone into a what-if or out of one since."))
            }
            Some(_) if self.to.is_empty() => Ok(self.to_what_if),
            Some(m) => Ok(m.what_if),
        }
    }
}
