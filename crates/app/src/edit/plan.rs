//! What one record of an edit comes to: a new draft, none, or a refusal with its reason.

use super::Edit;
use super::bulk::BulkChange;
use crate::AppError;
use crate::account::Actor;
use crate::draft::{check_seen, draft_of, edited, joins, parse_changes, require_edit};
use crate::error::labels;
use crate::record::{RecordState, States};
use crate::view::sentence;
use pfa_domain::{Delta, Draft, Field, PfaRecord, RecordId, Violation};
use pfa_store::Db;
use uuid::Uuid;

/// What is wanted of a record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wish<'e> {
    /// These values.
    Typed(&'e Edit),
    /// What a bulk change makes of it.
    Bulk(&'e BulkChange),
}

/// What is done to a record.
#[derive(Debug)]
pub(super) enum Move {
    /// Its draft becomes this one, within this what-if.
    Save { draft: Draft, what_if: Option<Uuid> },
    /// What is unsent of it is given up.
    GiveUp,
    /// It is so already.
    Nothing,
}

/// A record with what is done to it.
#[derive(Debug)]
pub(super) struct Planned {
    /// As it stands.
    pub state: RecordState,
    /// As the planner sees it.
    pub seen: PfaRecord,
    /// The values that differ from those.
    pub edit: Delta,
    /// What is done.
    pub doing: Move,
}

/// Why a record is left out.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    /// In a sentence that names no record, so that refusals can be counted by it.
    pub message: String,
    /// The rules broken.
    pub violations: Vec<Violation>,
    /// The record as the planner sees it, if there is one.
    pub seen: Option<Box<PfaRecord>>,
}

/// Plans edits within one view of the database.
pub(super) struct Planner<'d, 'c> {
    states: States<'d, 'c>,
    actor: &'d Actor,
    entered: Option<Uuid>,
}

impl<'d, 'c> Planner<'d, 'c> {
    /// Plans edits of so many records, each of them once.
    pub fn new(
        db: &'d Db<'c>,
        actor: &'d Actor,
        entered: Option<Uuid>,
        records: usize,
    ) -> Result<Self, AppError> {
        Ok(Self { states: States::new(db, &actor.organization, records)?, actor, entered })
    }

    /// Plans the edit of one record. The outer error is none of the record's.
    pub fn plan(
        &self,
        id: &Result<RecordId, AppError>,
        wish: Wish<'_>,
        reason: Option<&str>,
    ) -> Result<Result<Planned, Refusal>, AppError> {
        let state = match id {
            Ok(id) => self.states.of(id),
            Err(_) => Err(AppError::NotFound { what: "record", id: String::new() }),
        };
        let state = match state {
            Ok(state) => state,
            Err(error) => return refusal(error).map(Err),
        };
        let seen = draft_of(&state).delta.apply(&state.mirror.record);
        match self.decide(&state, &seen, wish, reason) {
            Ok((edit, doing)) => Ok(Ok(Planned { state, seen, edit, doing })),
            Err(error) => Ok(Err(Refusal { seen: Some(Box::new(seen)), ..refusal(error)? })),
        }
    }

    fn decide(
        &self,
        state: &RecordState,
        seen: &PfaRecord,
        wish: Wish<'_>,
        reason: Option<&str>,
    ) -> Result<(Delta, Move), AppError> {
        let wanted = match wish {
            Wish::Bulk(BulkChange::BackToPems) => return give_up(state, seen),
            Wish::Bulk(change) => change.wish(seen)?,
            Wish::Typed(typed) => parse_changes(&typed.changes)?,
        };
        let edit = wanted.against(seen);
        if edit.is_empty() {
            return Ok((edit, Move::Nothing));
        }
        if state.mirror.gone {
            return Err(AppError::invalid("PEMS has the record no more; its changes can only be discarded."));
        }
        require_edit(self.actor, &edit)?;
        let what_if = joins(state, self.entered)?;
        if let Wish::Typed(typed) = wish {
            check_seen(state, &edit, &parse_changes(&typed.seen)?)?;
        }
        let draft = edited(state, &edit, reason.map(str::to_owned))?;
        Ok((edit, Move::Save { draft, what_if }))
    }
}

/// What is said of a record that is left out; a failure that is not the record's own stays one.
pub(crate) fn refusal(error: AppError) -> Result<Refusal, AppError> {
    let of = |message: String| Refusal { message, violations: Vec::new(), seen: None };
    match error {
        AppError::Rule(violations) => {
            let message = violations.first().map(|v| v.message.clone()).unwrap_or_default();
            Ok(Refusal { violations, ..of(message) })
        }
        AppError::ConflictOpen(_) => {
            Ok(of("The record is in conflict with a change in PEMS: settle the conflict first.".to_owned()))
        }
        AppError::WriteOpen(_) => Ok(of("An earlier change of the record is on its way to PEMS.".to_owned())),
        AppError::NotFound { .. } => Ok(of("There is no such record here.".to_owned())),
        AppError::Stale { fields, .. } => {
            Ok(of(format!("{} changed since you looked: look again before you save.", labels(&fields))))
        }
        error @ (AppError::Invalid { .. } | AppError::Forbidden { .. } | AppError::ConflictChanged(_)) => {
            Ok(of(sentence(&error.to_string())))
        }
        error @ (AppError::SignedOut
        | AppError::SignInRefused
        | AppError::Cancelled
        | AppError::Pems(_)
        | AppError::Governed { .. }
        | AppError::ApprovalNeeded { .. }
        | AppError::PolicyBroken(_)
        | AppError::Guard(_)
        | AppError::Vault(_)
        | AppError::Profile(_)
        | AppError::Recovery(_)
        | AppError::Store(_)) => Err(error),
    }
}

fn give_up(state: &RecordState, seen: &PfaRecord) -> Result<(Delta, Move), AppError> {
    let Some(m) = state.modification.as_ref().filter(|m| m.unsent()) else {
        return Ok((Delta::default(), Move::Nothing));
    };
    if state.write.as_ref().is_some_and(|open| open.status == pfa_store::write::WriteStatus::InFlight) {
        return Err(AppError::WriteOpen(m.record.pfa_id.clone()));
    }
    let back: Delta =
        m.draft.delta.fields().map(|f: Field| (f, state.mirror.record.get(f).clone())).collect();
    Ok((back.against(seen), Move::GiveUp))
}
