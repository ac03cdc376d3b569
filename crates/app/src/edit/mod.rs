//! Edits of many records at once: pasted, filled, dragged, imported, or one change to all of a view.
//! What breaks a rule is left out and named; the rest is one step.

mod bulk;
mod check;
mod pace;
mod plan;
mod preview;

pub use bulk::{BulkChange, Target, check_bulk, save_bulk};
pub use check::{EditCheck, FieldVerdict, Reason, Verdict};
pub use pace::cancel_edits;
pub(crate) use pace::{Halt, Pace};
pub(crate) use plan::refusal;
pub use preview::{LinePreview, preview_lines};

use crate::account::{self, Actor};
use crate::draft::{Step, checked_reason};
use crate::event::{Changed, Topic};
use crate::record::record_id;
use crate::{AppError, Workspace};
use check::Tally;
use pfa_domain::Permission;
use pfa_store::{Db, Tx, what_if};
use plan::{Move, Planner, Wish};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// The most records that one action may edit.
pub const EDITS_MAX: usize = 100_000;
const LABEL_MAX: usize = 100;

/// New values for one record, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Which record.
    pub pfa_id: String,
    /// Its new values by camelCase field name: as a person types them, null to clear.
    pub changes: Map<String, Json>,
    /// What the person saw in these fields when they changed them: where another value stands by now, the
    /// record is left out. What was shown in a preview is seen there, and not named here.
    pub seen: Map<String, Json>,
}

/// Says what saving these edits would change, and what it would leave out and why.
pub fn check_edits(w: &Workspace, edits: Vec<Edit>) -> Result<EditCheck, AppError> {
    let edits = merged(edits)?;
    let pace = Pace::begin(w, edits.len());
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let wishes = edits.iter().map(|edit| (edit.pfa_id.as_str(), Wish::Typed(edit)));
        check(db, &actor, pace, wishes)
    })
}

/// Saves the edits that the rules allow, as one step of this name; the others are left out and named.
pub fn save_edits(
    w: &Workspace,
    edits: Vec<Edit>,
    label: &str,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    let (reason, label) = (checked_reason(reason)?, checked_label(label)?);
    let edits = merged(edits)?;
    let pace = Pace::begin(w, edits.len());
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        require_any_edit(&actor)?;
        let wishes = edits.iter().map(|edit| (edit.pfa_id.as_str(), Wish::Typed(edit)));
        save(w, tx, &actor, pace, wishes, &label, reason)
    })
}

fn check<'e>(
    db: &Db<'_>,
    actor: &Actor,
    mut pace: Pace<'_>,
    wishes: impl ExactSizeIterator<Item = (&'e str, Wish<'e>)>,
) -> Result<EditCheck, AppError> {
    let entered = what_if::entered(db, &actor.organization)?;
    let planner = Planner::new(db, actor, entered, wishes.len())?;
    let mut tally = Tally::default();
    for (pfa_id, wish) in wishes {
        pace.step()?;
        // Whether a reason is given is asked when it is saved.
        tally.add(pfa_id, planner.plan(&record_id(actor, pfa_id), wish, Some("-"))?, wish);
    }
    Ok(tally.check())
}

fn save<'e>(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    mut pace: Pace<'_>,
    wishes: impl ExactSizeIterator<Item = (&'e str, Wish<'e>)>,
    label: &str,
    reason: Option<String>,
) -> Result<Changed, AppError> {
    let mut step = Step::begin(w, tx, actor, label)?;
    let planner = Planner::new(tx, actor, step.entered, wishes.len())?;
    for (pfa_id, wish) in wishes {
        pace.step()?;
        match planner.plan(&record_id(actor, pfa_id), wish, reason.as_deref())? {
            Ok(planned) => match planned.doing {
                Move::Save { draft, what_if } => step.save(&planned.state, draft, what_if)?,
                Move::GiveUp => crate::draft::give_up(&mut step, &planned.state, reason.as_deref())?,
                Move::Nothing => {}
            },
            Err(refused) => step.leave_out(pfa_id, refused.message),
        }
    }
    Ok(step.done([Topic::Conflicts, Topic::Failed]))
}

/// One edit a record, in the order in which the records came; of two values for one field the later holds.
fn merged(edits: Vec<Edit>) -> Result<Vec<Edit>, AppError> {
    if edits.len() > EDITS_MAX {
        return Err(AppError::invalid(format!("At most {EDITS_MAX} records can be edited at once.")));
    }
    let mut at: HashMap<String, usize> = HashMap::with_capacity(edits.len());
    let mut merged: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match at.get(&edit.pfa_id) {
            Some(at) => {
                merged[*at].changes.extend(edit.changes);
                merged[*at].seen.extend(edit.seen);
            }
            None => {
                at.insert(edit.pfa_id.clone(), merged.len());
                merged.push(edit);
            }
        }
    }
    Ok(merged)
}

fn checked_label(label: &str) -> Result<String, AppError> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > LABEL_MAX || label.chars().any(char::is_control) {
        return Err(AppError::invalid(format!("A step's name has 1 to {LABEL_MAX} characters.")));
    }
    Ok(label.to_owned())
}

/// Refuses at once a person who may edit nothing at all.
fn require_any_edit(actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::EditActuals).or_else(|_| actor.require(Permission::EditForecast))
}
