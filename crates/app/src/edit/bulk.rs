//! One change to many records: shift, lengthen, set, put back, discontinue, reinstate.

use super::plan::Wish;
use super::{EDITS_MAX, EditCheck, Pace, check, require_any_edit, save};
use crate::account::{self, Actor};
use crate::draft::checked_reason;
use crate::event::Changed;
use crate::{AppError, Workspace};
use chrono::{NaiveDate, TimeDelta};
use pfa_domain::{Delta, Field, FieldValue, InvalidValue, Permission, PfaRecord, Violation, date_in_range};
use pfa_store::current::{self, Window};
use pfa_store::{Db, write};
use std::collections::HashSet;

/// The most days that dates are moved by or a forecast is made long: what lies between the first and the
/// last day that a record may have.
const DAYS_MAX: i64 = 40_542;

/// Which records a bulk change is meant for.
#[derive(Debug, Clone)]
pub enum Target {
    /// These.
    Ids(Vec<String>),
    /// All that a window's search and filters leave.
    Window(Box<Window>),
}

/// A change that is worked out for each record from what it holds.
#[derive(Debug, Clone, PartialEq)]
pub enum BulkChange {
    /// Moves both forecast dates by so many days; of an actualized record the actual end alone.
    Shift {
        /// Later; earlier when negative.
        days: i64,
    },
    /// Makes the forecast end so many days after its start.
    Length {
        /// Days from start to end.
        days: i64,
    },
    /// Sets these values.
    Set {
        /// The values.
        values: Delta,
    },
    /// Gives the forecast the dates of the plan.
    ResetToPlan,
    /// Gives up all that is unsent.
    BackToPems,
    /// Cancels the requirement.
    Discontinue,
    /// Takes a cancelled requirement up again.
    Reinstate,
}

/// Says what a bulk change would do, and what it would leave out and why.
pub fn check_bulk(w: &Workspace, target: &Target, change: &BulkChange) -> Result<EditCheck, AppError> {
    change.check_bounds()?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let ids = target.ids(db, &actor)?;
        let pace = Pace::begin(w, ids.len());
        check(db, &actor, pace, ids.iter().map(|id| (id.as_str(), Wish::Bulk(change))))
    })
}

/// Makes a bulk change as one step; records that the rules or the person's rights keep from it are left
/// out and named.
pub fn save_bulk(
    w: &Workspace,
    target: &Target,
    change: &BulkChange,
    reason: Option<&str>,
) -> Result<Changed, AppError> {
    change.check_bounds()?;
    let reason = checked_reason(reason)?;
    if *change == BulkChange::Discontinue && reason.is_none() {
        return Err(AppError::Invalid {
            message: "Discontinuing records needs a reason.".to_owned(),
            fields: vec![Field::IsDiscontinued],
        });
    }
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        if *change != BulkChange::BackToPems {
            require_any_edit(&actor)?;
        }
        let ids = target.ids(tx, &actor)?;
        if *change == BulkChange::BackToPems && reason.is_none() {
            let failed = count_failed(tx, &actor, &ids)?;
            if failed > 0 {
                return Err(AppError::invalid(unexplained(failed)));
            }
        }
        let pace = Pace::begin(w, ids.len());
        let wishes = ids.iter().map(|id| (id.as_str(), Wish::Bulk(change)));
        save(w, tx, &actor, pace, wishes, &change.label(), reason)
    })
}

/// How many of these records have a change that failed on its way to PEMS: one alone is given up with a reason only.
fn count_failed(db: &Db<'_>, actor: &Actor, ids: &[String]) -> Result<usize, AppError> {
    let ids: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let failed = write::failed(db, &actor.organization)?;
    Ok(failed.iter().filter(|one| ids.contains(one.record.pfa_id.as_str())).count())
}

fn unexplained(failed: usize) -> String {
    let which = if failed == 1 { "1 of these changes" } else { &format!("{failed} of these changes") };
    format!("{which} failed on the way to PEMS: giving up what failed needs a reason.")
}

impl Target {
    /// The records' ids, each once.
    fn ids(&self, db: &Db<'_>, actor: &Actor) -> Result<Vec<String>, AppError> {
        let ids = match self {
            Target::Ids(ids) => {
                let mut met = HashSet::with_capacity(ids.len());
                ids.iter().filter(|id| met.insert(id.as_str())).cloned().collect()
            }
            Target::Window(window) => {
                let all =
                    Window { offset: 0, limit: EDITS_MAX as u64 + 1, sort: Vec::new(), ..(**window).clone() };
                current::pfa_ids(db, &actor.organization, &all)?
            }
        };
        if ids.len() > EDITS_MAX {
            return Err(AppError::invalid(format!("At most {EDITS_MAX} records can be changed at once.")));
        }
        Ok(ids)
    }
}

impl BulkChange {
    /// The values that it wants of a record as the planner sees it, or why it wants none.
    pub(super) fn wish(&self, seen: &PfaRecord) -> Result<Delta, AppError> {
        match self {
            BulkChange::Shift { days } => shift(seen, *days),
            BulkChange::Length { days } => match seen.date(Field::ForecastStart) {
                Some(start) => {
                    Ok([(Field::ForecastEnd, moved(Field::ForecastEnd, start, *days)?)].into_iter().collect())
                }
                None => Err(AppError::invalid("The record has no forecast start to count from.")),
            },
            BulkChange::Set { values } => Ok(values.clone()),
            BulkChange::ResetToPlan => reset_to_plan(seen),
            BulkChange::BackToPems => Ok(Delta::default()),
            BulkChange::Discontinue => Ok(discontinued(true)),
            BulkChange::Reinstate => Ok(discontinued(false)),
        }
    }

    fn check_bounds(&self) -> Result<(), AppError> {
        let (days, least) = match self {
            BulkChange::Shift { days } => (*days, -DAYS_MAX),
            BulkChange::Length { days } => (*days, 0),
            BulkChange::Set { .. }
            | BulkChange::ResetToPlan
            | BulkChange::BackToPems
            | BulkChange::Discontinue
            | BulkChange::Reinstate => return Ok(()),
        };
        if (least..=DAYS_MAX).contains(&days) {
            Ok(())
        } else {
            Err(AppError::invalid(format!("The days must lie between {least} and {DAYS_MAX}, not {days}.")))
        }
    }

    fn label(&self) -> String {
        let count =
            |days: i64| if days.abs() == 1 { "1 day".to_owned() } else { format!("{} days", days.abs()) };
        match self {
            BulkChange::Shift { days } if *days < 0 => format!("Shift {} earlier", count(*days)),
            BulkChange::Shift { days } => format!("Shift {} later", count(*days)),
            BulkChange::Length { days } => format!("Length {}", count(*days)),
            BulkChange::Set { values } => {
                let labels: Vec<String> = values.fields().map(|f| f.label().to_lowercase()).collect();
                format!("Set {}", labels.join(", ")).chars().take(super::LABEL_MAX).collect()
            }
            BulkChange::ResetToPlan => "Reset to plan".to_owned(),
            BulkChange::BackToPems => "Discard changes".to_owned(),
            BulkChange::Discontinue => "Discontinue".to_owned(),
            BulkChange::Reinstate => "Reinstate".to_owned(),
        }
    }
}

fn shift(seen: &PfaRecord, days: i64) -> Result<Delta, AppError> {
    let (fields, none): (&[Field], _) = if seen.is_actualized() {
        (&[Field::ActualEnd], "The record is actualized and has no actual end to move.")
    } else {
        (&[Field::ForecastStart, Field::ForecastEnd], "The record has no forecast dates to move.")
    };
    let dates = fields.iter().filter_map(|field| Some((*field, seen.date(*field)?)));
    let delta: Delta =
        dates.map(|(field, date)| Ok((field, moved(field, date, days)?))).collect::<Result<_, AppError>>()?;
    if delta.is_empty() { Err(AppError::invalid(none)) } else { Ok(delta) }
}

fn moved(field: Field, date: NaiveDate, days: i64) -> Result<FieldValue, AppError> {
    let moved = TimeDelta::try_days(days).and_then(|by| date.checked_add_signed(by));
    moved
        .filter(|date| date_in_range(*date))
        .map(FieldValue::Date)
        .ok_or_else(|| AppError::Rule(vec![Violation::of_value(field, &InvalidValue::DateOutOfRange)]))
}

fn reset_to_plan(seen: &PfaRecord) -> Result<Delta, AppError> {
    let plan = [(Field::ForecastStart, Field::OriginalStart), (Field::ForecastEnd, Field::OriginalEnd)];
    if plan.iter().all(|(_, original)| seen.get(*original).is_null()) {
        return Err(AppError::invalid("The record has no plan dates."));
    }
    Ok(plan.into_iter().map(|(forecast, original)| (forecast, seen.get(original).clone())).collect())
}

fn discontinued(flag: bool) -> Delta {
    [(Field::IsDiscontinued, FieldValue::Bool(flag))].into_iter().collect()
}
