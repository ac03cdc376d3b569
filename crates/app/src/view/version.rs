//! Versions of a record, and going back to one.

use super::{ConflictField, CostView, TotalsView, Values, ViolationView, instant, record::values_of};
use crate::conflict::{Conflict, ConflictRow};
use crate::event::{Changed, LeftOut};
use crate::run::{RunItemBack, RunRollBack, RunRolledBack};
use crate::version::{RollbackPreview, Version};
use pfa_domain::{Field, FieldValue, PfaRecord, RecordCost};
use pfa_store::history::GivenUp;
use serde::Serialize;
use serde_json::Value as Json;
use ts_rs::TS;

/// What the values of a version are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VersionKind {
    /// What PEMS has now.
    Current,
    /// What PEMS had.
    Earlier,
    /// Ours, that were given up and can be put back.
    GivenUp,
    /// Ours and PEMS's, that were merged without a person and can be taken apart.
    Merged,
}

/// A version.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionView {
    /// PEMS's version; of given-up values the one that they stood against.
    pub version: u64,
    /// Who made it.
    pub changed_by: String,
    /// When; empty where nobody told.
    pub changed_at: String,
    /// Why.
    pub change_reason: Option<String>,
    /// The fields that differ from the version before.
    #[ts(type = "Field[]")]
    pub changed: Vec<Field>,
    /// The values.
    pub values: Values,
    /// What the record costs with them.
    pub cost: CostView,
    /// What they are.
    pub kind: VersionKind,
    /// By what given-up values are put back.
    pub history_id: Option<String>,
    /// By what a merge is taken back.
    pub merge_id: Option<String>,
    /// Of a merge, both sides of what either changed.
    pub sides: Vec<ConflictField>,
}

/// A field that going back changes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RollbackChange {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// Now in PEMS.
    #[ts(type = "Value")]
    pub now: Json,
    /// After.
    #[ts(type = "Value")]
    pub after: Json,
}

/// What taking a run back would do to one record.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRollbackItem {
    /// The record.
    pub pfa_id: String,
    /// Its description.
    pub description: Option<String>,
    /// PEMS's version now.
    pub from: u64,
    /// The version before the run's.
    pub to: u64,
    /// The fields.
    pub changes: Vec<RollbackChange>,
    /// Why it stays as it is, in a sentence.
    pub stays: Option<String>,
}

/// What taking a run back would change.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RunRollbackPreview")]
pub struct RunRollbackPreviewView {
    /// The records that the run pushed.
    pub items: Vec<RunRollbackItem>,
    /// What those that change cost now.
    pub cost_now: TotalsView,
    /// What they would cost.
    pub cost_after: TotalsView,
}

/// What became of taking a run back.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RunRolledBack")]
pub struct RunRolledBackView {
    /// The records whose values from before are on their way.
    pub rolled_back: Vec<String>,
    /// The records that stay as they are.
    pub stayed: Vec<LeftOut>,
    /// What is to be read again.
    pub changed: Changed,
}

/// What going back would change.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RollbackPreview")]
pub struct RollbackPreviewView {
    /// The fields.
    pub changes: Vec<RollbackChange>,
    /// What the record costs now.
    pub cost_now: CostView,
    /// What it would cost.
    pub cost_after: CostView,
    /// The rules that keep it from being done.
    pub violations: Vec<ViolationView>,
    /// Whose later changes go too.
    pub also_undoes: Vec<String>,
    /// Fields that a person may write, in all.
    pub fields_total: u32,
}

impl From<Version> for VersionView {
    fn from(v: Version) -> Self {
        Self {
            version: v.record.version,
            changed_by: v.changed_by.unwrap_or_default(),
            changed_at: v.changed_at.map(instant).unwrap_or_default(),
            change_reason: v.why,
            changed: v.changed,
            values: values_of(&v.record),
            cost: RecordCost::of(&v.record).into(),
            kind: if v.current { VersionKind::Current } else { VersionKind::Earlier },
            history_id: None,
            merge_id: None,
            sides: Vec::new(),
        }
    }
}

impl VersionView {
    /// Given-up values, laid over the record as PEMS has it now.
    pub fn given_up(g: GivenUp, now: &PfaRecord) -> Self {
        let record = g.delta.apply(now);
        Self {
            version: g.version,
            changed_by: g.by,
            changed_at: instant(g.at),
            change_reason: g.why,
            changed: g.delta.fields().collect(),
            values: values_of(&record),
            cost: RecordCost::of(&record).into(),
            kind: VersionKind::GivenUp,
            history_id: Some(g.id.to_string()),
            merge_id: None,
            sides: Vec::new(),
        }
    }

    /// An automatic merge: what both sides gave together.
    pub fn merged(c: Conflict, rows: Vec<ConflictRow>) -> Self {
        let record = c.local.apply(&c.pems);
        Self {
            version: c.pems.version,
            changed_by: c.pems.text(Field::LastChangedBy).unwrap_or_default().to_owned(),
            changed_at: instant(c.resolved_at.unwrap_or(c.opened_at)),
            change_reason: None,
            changed: rows.iter().map(|row| row.field).collect(),
            values: values_of(&record),
            cost: RecordCost::of(&record).into(),
            kind: VersionKind::Merged,
            history_id: None,
            merge_id: Some(c.id.to_string()),
            sides: rows.into_iter().map(ConflictField::from).collect(),
        }
    }
}

impl From<RollbackPreview> for RollbackPreviewView {
    fn from(p: RollbackPreview) -> Self {
        Self {
            changes: changes_of(p.changes),
            cost_now: p.cost_now.into(),
            cost_after: p.cost_after.into(),
            violations: p.violations.into_iter().map(Into::into).collect(),
            also_undoes: p.also_undoes,
            fields_total: u32::try_from(Field::ALL.into_iter().filter(|f| f.editable()).count()).unwrap_or(0),
        }
    }
}

impl From<RunItemBack> for RunRollbackItem {
    fn from(item: RunItemBack) -> Self {
        Self {
            pfa_id: item.pfa_id.to_string(),
            description: item.description,
            from: item.from,
            to: item.to,
            changes: changes_of(item.changes),
            stays: item.stays,
        }
    }
}

impl From<RunRollBack> for RunRollbackPreviewView {
    fn from(p: RunRollBack) -> Self {
        Self {
            items: p.items.into_iter().map(Into::into).collect(),
            cost_now: p.cost_now.into(),
            cost_after: p.cost_after.into(),
        }
    }
}

impl From<RunRolledBack> for RunRolledBackView {
    fn from(done: RunRolledBack) -> Self {
        Self {
            rolled_back: done.rolled_back.iter().map(ToString::to_string).collect(),
            stayed: done.stayed,
            changed: done.changed,
        }
    }
}

fn changes_of(changes: Vec<(Field, FieldValue, FieldValue)>) -> Vec<RollbackChange> {
    let change = |(field, now, after): (Field, FieldValue, FieldValue)| RollbackChange {
        field,
        now: now.to_json(),
        after: after.to_json(),
    };
    changes.into_iter().map(change).collect()
}
