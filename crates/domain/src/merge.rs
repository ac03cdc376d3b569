//! Three-way merge, field by field, over base, PEMS and mine. A clock never picks a winner.

use crate::{Delta, Draft, Field, FieldValue, PfaRecord, Violation, check_change};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What comes of laying a draft over what PEMS has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeOutcome {
    /// PEMS holds every value of the draft already: there is nothing left to send.
    Nothing,
    /// No field was changed on both sides: this is what to send on top of PEMS's record.
    Clean(Delta),
    /// A person decides.
    Conflict(Clash),
}

/// What a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The fields to choose a side for, in the order of the field list.
    pub fields: Vec<Field>,
    /// The rule that the two sides break together, where that is the cause.
    pub rule: Option<Violation>,
}

/// One side of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The planner's.
    Mine,
    /// PEMS's.
    Pems,
}

/// A person's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// All of my changes on top of what PEMS has, and my side of every field in conflict; coupled groups
    /// in conflict go as a whole.
    Mine,
    /// PEMS's record; the whole draft is given up.
    Pems,
    /// What to take for each conflicting field; my other changes stay.
    Merge(BTreeMap<Field, Pick>),
}

/// What a merge takes for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The planner's value.
    Mine,
    /// PEMS's value.
    Pems,
    /// Neither: a value typed while deciding.
    Typed(FieldValue),
}

impl From<Side> for Pick {
    fn from(side: Side) -> Self {
        match side {
            Side::Mine => Self::Mine,
            Side::Pems => Self::Pems,
        }
    }
}

impl Serialize for Pick {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Mine => Side::Mine.serialize(serializer),
            Self::Pems => Side::Pems.serialize(serializer),
            Self::Typed(value) => BTreeMap::from([("typed", value.to_json())]).serialize(serializer),
        }
    }
}

/// Why a decision is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Conflicting fields that the decision does not name.
    #[error("no value is chosen for {}", list(.0))]
    Missing(Vec<Field>),
    /// Named fields that are not in conflict.
    #[error("{} is not in conflict", list(.0))]
    NotInConflict(Vec<Field>),
    /// The result breaks business rules.
    #[error("the result breaks a rule: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Rule(Vec<Violation>),
}

/// Merges a draft with the record as PEMS has it now.
///
/// Of each field in the draft: PEMS unchanged → mine; both alike → settled; both different, or no
/// base to tell by → conflict. A result that breaks a rule is a conflict that names it.
pub fn merge(draft: &Draft, pems: &PfaRecord) -> MergeOutcome {
    let remaining = draft.delta.against(pems);
    if remaining.is_empty() {
        return MergeOutcome::Nothing;
    }
    let clashing = |f: &Field| draft.base.get(f) != Some(pems.get(*f));
    let fields: Vec<Field> = remaining.fields().filter(clashing).collect();
    if !fields.is_empty() {
        return MergeOutcome::Conflict(Clash { fields, rule: None });
    }
    match check_change(pems, &remaining).into_iter().next() {
        None => MergeOutcome::Clean(remaining),
        Some(rule) => {
            MergeOutcome::Conflict(Clash { fields: in_question(&rule, &remaining), rule: Some(rule) })
        }
    }
}

/// Merges where a person has asked to decide it, an automatic merge having been taken back: every field
/// whose two sides differ is for them to choose, also one that only PEMS changed.
pub fn merge_by_hand(draft: &Draft, pems: &PfaRecord) -> MergeOutcome {
    if draft.delta.against(pems).is_empty() {
        return MergeOutcome::Nothing;
    }
    let touched: BTreeSet<Field> = draft.delta.fields().chain(draft.base.keys().copied()).collect();
    let differs = |f: &Field| draft.mine(*f).is_some_and(|mine| mine != pems.get(*f));
    let fields: Vec<Field> = touched.into_iter().filter(differs).collect();
    let rule = check_change(pems, &draft.delta.against(pems)).into_iter().next();
    MergeOutcome::Conflict(Clash { fields, rule })
}

/// Works out what to send on top of PEMS's record after a person's decision; empty when nothing is.
pub fn resolve(
    draft: &Draft,
    pems: &PfaRecord,
    clash: &Clash,
    choice: &Choice,
) -> Result<Delta, ResolveError> {
    let mine = match choice {
        Choice::Pems => return Ok(Delta::default()),
        Choice::Mine => with_whole_groups(draft, &clash.fields),
        Choice::Merge(picks) => picked(draft, &clash.fields, picks)?,
    };
    let delta = mine.against(pems);
    let broken = check_change(pems, &delta);
    if delta.is_empty() || broken.is_empty() { Ok(delta) } else { Err(ResolveError::Rule(broken)) }
}

/// The fields of a broken rule that have two sides to choose from: changed by me, or coupled with one that is.
fn in_question(rule: &Violation, remaining: &Delta) -> Vec<Field> {
    let coupled =
        |field: &Field| field.group().is_some_and(|g| g.fields().iter().any(|f| remaining.contains(*f)));
    let sorted: BTreeSet<Field> =
        rule.fields.iter().copied().filter(|f| remaining.contains(*f) || coupled(f)).collect();
    if sorted.is_empty() { remaining.fields().collect() } else { sorted.into_iter().collect() }
}

fn with_whole_groups(draft: &Draft, clashing: &[Field]) -> Delta {
    let members = clashing.iter().filter_map(|f| f.group()).flat_map(|g| g.fields().iter().copied());
    let mut mine = draft.delta.clone();
    for field in members.chain(clashing.iter().copied()) {
        if let Some(value) = draft.mine(field) {
            mine.insert(field, value.clone());
        }
    }
    mine
}

fn picked(draft: &Draft, clashing: &[Field], picks: &BTreeMap<Field, Pick>) -> Result<Delta, ResolveError> {
    let foreign: Vec<Field> = picks.keys().copied().filter(|f| !clashing.contains(f)).collect();
    if !foreign.is_empty() {
        return Err(ResolveError::NotInConflict(foreign));
    }
    let missing: Vec<Field> = clashing.iter().copied().filter(|f| !picks.contains_key(f)).collect();
    if !missing.is_empty() {
        return Err(ResolveError::Missing(missing));
    }
    let mut mine = draft.delta.clone();
    for (field, pick) in picks {
        match (pick, draft.mine(*field)) {
            (Pick::Mine, Some(value)) => mine.insert(*field, FieldValue::clone(value)),
            (Pick::Mine, None) => {}
            (Pick::Pems, _) => mine.remove(*field),
            (Pick::Typed(value), _) => mine.insert(*field, value.clone()),
        }
    }
    Ok(mine)
}

fn list(fields: &[Field]) -> String {
    fields.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
