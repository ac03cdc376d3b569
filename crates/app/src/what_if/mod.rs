//! What-ifs: named sets of drafts that are tried out together, to commit or to drop as a whole.
//!
//! While one is entered, the grid shows its drafts and new ones belong to it. They are never sent: committing
//! makes ordinary drafts of them, which are then sent as any other.

use crate::account;
use crate::draft::{Step, checked_reason, give_up};
use crate::event::{Changed, Topic};
use crate::record::state_of;
use crate::{AppError, Workspace};
use chrono::{DateTime, Utc};
use pfa_domain::{CostTotals, Organization, Permission, RecordCost};
use pfa_store::current::{self, Window};
use pfa_store::modification::{self, Modification};
use pfa_store::what_if::{self, Closing};
use pfa_store::{Db, Tx, audit, mirror};
use serde_json::json;
use uuid::Uuid;

const NAME_MAX: usize = 80;
const OPEN_MAX: usize = 50;

/// An open what-if with its effect.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// Its id.
    pub id: Uuid,
    /// What the planner calls it.
    pub name: String,
    /// Records that it changes.
    pub records: u64,
    /// What all records of the organization come to without any what-if.
    pub before: CostTotals,
    /// What they come to with this one.
    pub after: CostTotals,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// Whether it is entered.
    pub entered: bool,
}

/// The open what-ifs, the oldest first.
pub fn list_what_ifs(w: &Workspace) -> Result<Vec<WhatIf>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let open = what_if::list(db, &actor.organization)?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let effects: Vec<Effect> = open.iter().map(|one| Effect::of(db, one.id)).collect::<Result<_, _>>()?;
        // What is shown has the drafts of the one entered in it.
        let mut before = current::totals(db, &actor.organization, &Window::default())?;
        if let Some((_, entered)) = open.iter().zip(&effects).find(|(one, _)| one.entered) {
            before = entered.taken_from(before);
        }
        Ok(open
            .into_iter()
            .zip(effects)
            .map(|(one, effect)| WhatIf {
                id: one.id,
                name: one.name,
                records: effect.without.count,
                before,
                after: effect.added_to(before),
                created_at: one.created_at,
                entered: one.entered,
            })
            .collect())
    })
}

/// Begins a what-if and enters it.
pub fn begin_what_if(w: &Workspace, name: &str) -> Result<Changed, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(AppError::invalid(format!("A what-if's name has 1 to {NAME_MAX} characters.")));
    }
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::EditForecast)?;
        let open = what_if::list(tx, &actor.organization)?;
        if open.iter().any(|other| other.name == name) {
            return Err(AppError::invalid(format!("There is a what-if called {name} already.")));
        }
        if open.len() >= OPEN_MAX {
            return Err(AppError::invalid(format!("At most {OPEN_MAX} what-ifs can be open.")));
        }
        let id = w.ids().uuid();
        what_if::insert(tx, &actor.organization, id, name, w.now(), &actor.user)?;
        audit::append(
            tx,
            &w.entry_in(
                &actor.user,
                "what_if_begun",
                &actor.organization,
                json!({ "whatIf": id, "name": name }),
            ),
        )?;
        go_to(tx, &actor.organization, Some(id))?;
        Ok(Changed::of([Topic::WhatIfs, Topic::Records]))
    })
}

/// Enters a what-if, or leaves the one entered: the grid shows other drafts then.
pub fn enter_what_if(w: &Workspace, id: Option<&str>) -> Result<Changed, AppError> {
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let id = id.map(|id| find(tx, &actor.organization, id).map(|found| found.id)).transpose()?;
        go_to(tx, &actor.organization, id)?;
        Ok(Changed::of([Topic::WhatIfs, Topic::Records]))
    })
}

/// Makes ordinary drafts of all its drafts, as one step.
pub fn commit_what_if(w: &Workspace, id: &str) -> Result<Changed, AppError> {
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let found = find(tx, &actor.organization, id)?;
        let mut step = Step::begin(w, tx, &actor, &format!("Commit {}", found.name))?;
        for record in modification::of_what_if(tx, found.id)? {
            let state = state_of(tx, &record)?;
            let Some(m) = &state.modification else { continue };
            let ordinary = Modification { what_if: None, ..m.clone() };
            let detail = json!({ "whatIf": found.id, "name": found.name, "delta": m.draft.delta.to_json() });
            step.put(&state, &ordinary, "what_if_committed", detail)?;
        }
        let closing = step.id()?;
        what_if::close(tx, found.id, Closing::Committed, closing)?;
        Ok(step.done([Topic::WhatIfs]))
    })
}

/// Gives all its drafts up, as one step; their values stay in history.
pub fn drop_what_if(w: &Workspace, id: &str, reason: Option<&str>) -> Result<Changed, AppError> {
    let reason = checked_reason(reason)?;
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let found = find(tx, &actor.organization, id)?;
        let mut step = Step::begin(w, tx, &actor, &format!("Drop {}", found.name))?;
        let why = reason.unwrap_or_else(|| format!("What-if {} was dropped", found.name));
        for record in modification::of_what_if(tx, found.id)? {
            give_up(&mut step, &state_of(tx, &record)?, Some(&why))?;
        }
        let closing = step.id()?;
        what_if::close(tx, found.id, Closing::Dropped, closing)?;
        Ok(step.done([Topic::WhatIfs, Topic::Conflicts]))
    })
}

/// What the records of a what-if come to without it and with it.
struct Effect {
    without: CostTotals,
    with: CostTotals,
}

impl Effect {
    fn of(db: &Db<'_>, id: Uuid) -> Result<Self, AppError> {
        let mut effect = Self { without: CostTotals::default(), with: CostTotals::default() };
        for record in modification::of_what_if(db, id)? {
            let (Some(row), Some(m)) = (mirror::get(db, &record)?, modification::get(db, &record)?) else {
                continue;
            };
            effect.without += RecordCost::of(&row.record);
            effect.with += RecordCost::of(&m.draft.delta.apply(&row.record));
        }
        Ok(effect)
    }

    fn added_to(&self, totals: CostTotals) -> CostTotals {
        totals + self.with - self.without
    }

    fn taken_from(&self, totals: CostTotals) -> CostTotals {
        totals + self.without - self.with
    }
}

fn find(db: &Db<'_>, organization: &Organization, id: &str) -> Result<what_if::WhatIf, AppError> {
    let open = what_if::list(db, organization)?;
    let missing = || AppError::NotFound { what: "open what-if", id: id.chars().take(60).collect() };
    open.into_iter().find(|found| found.id.to_string() == id).ok_or_else(missing)
}

/// Enters one and leaves another: the rows of both are worked out anew.
fn go_to(tx: &Tx<'_>, organization: &Organization, id: Option<Uuid>) -> Result<(), AppError> {
    let left = what_if::entered(tx, organization)?;
    if left == id {
        return Ok(());
    }
    what_if::enter(tx, organization, id)?;
    for one in left.into_iter().chain(id) {
        for record in modification::of_what_if(tx, one)? {
            current::refresh(tx, &record)?;
        }
    }
    Ok(())
}
