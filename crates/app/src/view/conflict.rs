//! Conflicts side by side.

use super::{CostView, ViolationView, instant};
use crate::conflict::{ChangedBy, ConflictPreview, ConflictRow};
use pfa_domain::{Choice, CoupledGroup, Field, FieldValue, RecordCost, Side};
use pfa_store::conflict::Conflict;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use ts_rs::TS;

/// A conflict in a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSummary {
    /// Its id.
    pub id: String,
    /// Of which record.
    pub pfa_id: String,
    /// The record's description.
    pub description: Option<String>,
    /// The fields to decide.
    #[ts(type = "Field[]")]
    pub fields: Vec<Field>,
    /// The rule that the sides break together.
    pub rule: Option<ViolationView>,
    /// When it was found.
    pub opened_at: String,
    /// Who changed the record in PEMS.
    pub pems_changed_by: Option<String>,
    /// Where it stands.
    #[ts(
        type = "\"open\" | \"resolved_mine\" | \"resolved_pems\" | \"resolved_merge\" | \"resolved_auto\" | \"moved_on\" | \"discarded\""
    )]
    pub status: &'static str,
    /// Who settled it.
    pub resolved_by: Option<String>,
    /// When.
    pub resolved_at: Option<String>,
}

/// One field of a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictField {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// Who changed it.
    pub side: ChangedBy,
    /// Before either changed it.
    #[ts(type = "Value")]
    pub base: Json,
    /// The planner's.
    #[ts(type = "Value")]
    pub mine: Json,
    /// PEMS's.
    #[ts(type = "Value")]
    pub pems: Json,
    /// The group that it stands or falls with.
    pub group: Option<CoupledGroup>,
}

/// A conflict with all of its sides.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictDetail {
    /// As in the list.
    #[serde(flatten)]
    #[ts(flatten)]
    pub summary: ConflictSummary,
    /// Every field that a person may write.
    pub rows: Vec<ConflictField>,
    /// The equipment's model.
    pub model: Option<String>,
    /// The area.
    pub area_silo: Option<String>,
    /// PEMS's version that the draft was based on.
    pub base_version: u64,
    /// PEMS's version now.
    pub pems_version: u64,
    /// When PEMS's was changed.
    pub pems_changed_at: Option<String>,
    /// When the draft was last edited.
    pub drafted_at: String,
    /// What the record costs with the draft.
    pub mine_cost: CostView,
    /// What it costs in PEMS.
    pub pems_cost: CostView,
}

/// How to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// Mine on top of PEMS's.
    Mine,
    /// PEMS's.
    Pems,
    /// Field by field.
    Merge,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct ConflictChoice {
    /// How.
    #[ts(type = "\"mine\" | \"pems\" | \"merge\"")]
    pub strategy: Strategy,
    /// The side for each field, when merging.
    #[ts(type = "{ [key in Field]?: Side }")]
    pub picks: BTreeMap<Field, Side>,
}

/// A field of the result.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ResultValue {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// The value.
    #[ts(type = "Value")]
    pub value: Json,
    /// Where it comes from.
    #[ts(type = "\"mine\" | \"pems\" | \"same\"")]
    pub origin: &'static str,
}

/// What a decision would give.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ConflictPreview")]
pub struct ConflictPreviewView {
    /// Every field.
    pub values: Vec<ResultValue>,
    /// What the record would cost.
    pub cost: CostView,
    /// The rules that it would break.
    pub violations: Vec<ViolationView>,
    /// The fields that no side is chosen for.
    #[ts(type = "Field[]")]
    pub missing: Vec<Field>,
    /// The version that it becomes; null when nothing has to be sent.
    pub becomes_version: Option<u64>,
}

impl ConflictChoice {
    /// The decision in the domain's words.
    pub fn choice(self) -> Choice {
        match self.strategy {
            Strategy::Mine => Choice::Mine,
            Strategy::Pems => Choice::Pems,
            Strategy::Merge => Choice::Merge(self.picks),
        }
    }
}

impl From<&Conflict> for ConflictSummary {
    fn from(c: &Conflict) -> Self {
        Self {
            id: c.id.to_string(),
            pfa_id: c.record.pfa_id.to_string(),
            description: c.pems.text(Field::Description).map(str::to_owned),
            fields: c.clash.fields.clone(),
            rule: c.clash.rule.clone().map(Into::into),
            opened_at: instant(c.opened_at),
            pems_changed_by: c.pems.text(Field::LastChangedBy).map(str::to_owned),
            status: c.status.name(),
            resolved_by: c.resolved_by.clone(),
            resolved_at: c.resolved_at.map(instant),
        }
    }
}

impl From<ConflictRow> for ConflictField {
    fn from(row: ConflictRow) -> Self {
        Self {
            field: row.field,
            side: row.side,
            base: row.base.to_json(),
            mine: row.mine.to_json(),
            pems: row.pems.to_json(),
            group: row.group,
        }
    }
}

impl ConflictDetail {
    /// A conflict with its rows.
    pub fn of(c: &Conflict, rows: Vec<ConflictRow>) -> Self {
        let mut mine = c.pems.clone();
        rows.iter().for_each(|row| mine.set(row.field, row.mine.clone()));
        let changed_at =
            if let FieldValue::Instant(at) = c.pems.get(Field::LastChangedAt) { Some(*at) } else { None };
        Self {
            summary: c.into(),
            model: c.pems.text(Field::Model).map(str::to_owned),
            area_silo: c.pems.text(Field::AreaSilo).map(str::to_owned),
            base_version: c.base_version,
            pems_version: c.pems.version,
            pems_changed_at: changed_at.map(instant),
            drafted_at: instant(c.drafted_at),
            mine_cost: RecordCost::of(&mine).into(),
            pems_cost: RecordCost::of(&c.pems).into(),
            rows: rows.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ConflictPreview> for ConflictPreviewView {
    fn from(p: ConflictPreview) -> Self {
        Self {
            values: p
                .values
                .into_iter()
                .map(|(field, value, side)| ResultValue {
                    field,
                    value: value.to_json(),
                    origin: origin_of(side),
                })
                .collect(),
            cost: p.cost.into(),
            violations: p.violations.into_iter().map(Into::into).collect(),
            missing: p.missing,
            becomes_version: p.becomes_version,
        }
    }
}

/// The word for where a value comes from.
pub fn origin_of(side: Option<Side>) -> &'static str {
    match side {
        Some(Side::Mine) => "mine",
        Some(Side::Pems) => "pems",
        None => "same",
    }
}
