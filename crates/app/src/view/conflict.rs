//! Conflicts side by side.

use super::error::sentence;
use super::{CostView, Values, ViolationView, instant};
use crate::AppError;
use crate::conflict::{
    ChangedBy, ConflictPreview, ConflictRow, ManyPreview, ManyResolved, Origin, ShownConflict, Stayed,
    UndoneMerge,
};
use crate::draft::parse_changes;
use crate::event::Changed;
use pfa_domain::{Choice, CoupledGroup, Delta, Field, FieldValue, Pick, RecordCost, Side};
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
#[serde(deny_unknown_fields)]
pub struct ConflictChoice {
    /// How.
    #[ts(type = "\"mine\" | \"pems\" | \"merge\"")]
    pub strategy: Strategy,
    /// The side for each field, when merging.
    #[ts(type = "{ [key in Field]?: Side }")]
    pub picks: BTreeMap<Field, Side>,
    /// The value for each field that is neither side's, when merging, as typed.
    #[serde(default)]
    pub typed: Values,
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
    pub origin: Origin,
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
    /// The fields that no value is chosen for.
    #[ts(type = "Field[]")]
    pub missing: Vec<Field>,
    /// The version that it becomes; null when nothing has to be sent.
    pub becomes_version: Option<u64>,
}

/// One field of many conflicts, with the two values that a decision is about.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SidesOfField {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// The planner's.
    #[ts(type = "Value")]
    pub mine: Json,
    /// PEMS's.
    #[ts(type = "Value")]
    pub pems: Json,
}

/// What using one side would do to one of many conflicts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ConflictManyPreview")]
pub struct ManyPreviewView {
    /// What to send back with the decision.
    pub shown: ShownConflict,
    /// Of which record.
    pub pfa_id: String,
    /// The record's description.
    pub description: Option<String>,
    /// What is sent on top of PEMS's record.
    pub sends: Vec<SidesOfField>,
    /// What of mine loses, and stays in history.
    pub gives_up: Vec<SidesOfField>,
    /// Why it stays open; null where it can be settled.
    pub stays: Option<String>,
}

/// What came of deciding many.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "ConflictManyResolved")]
pub struct ManyResolvedView {
    /// The records whose conflict is settled.
    pub resolved: Vec<String>,
    /// What stayed open.
    pub stayed: Vec<Stayed>,
    /// What is to be read again.
    pub changed: Changed,
}

/// What became of a merge that was to be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeUndone {
    /// The conflict that it is now; null where PEMS has the merged values already.
    pub conflict_id: Option<String>,
    /// The version that rolling back would take the record to; null where it was not sent yet.
    pub roll_back_to: Option<u64>,
    /// What is to be read again.
    pub changed: Changed,
}

impl ConflictChoice {
    /// The decision in the domain's words.
    ///
    /// # Errors
    /// Typed values that are none of their fields', all named; a field for which both a side and a value are given.
    pub fn choice(self) -> Result<Choice, AppError> {
        let typed = parse_changes(&self.typed.0)?;
        if let Some(field) = typed.fields().find(|field| self.picks.contains_key(field)) {
            return Err(AppError::invalid(format!(
                "Either a side or a value is chosen for {field}, not both."
            )));
        }
        Ok(match self.strategy {
            Strategy::Mine => Choice::Mine,
            Strategy::Pems => Choice::Pems,
            Strategy::Merge => {
                let sides = self.picks.into_iter().map(|(field, side)| (field, side.into()));
                let typed = typed.iter().map(|(field, value)| (field, Pick::Typed(value.clone())));
                Choice::Merge(sides.chain(typed).collect())
            }
        })
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
                .map(|(field, value, origin)| ResultValue { field, value: value.to_json(), origin })
                .collect(),
            cost: p.cost.into(),
            violations: p.violations.into_iter().map(Into::into).collect(),
            missing: p.missing,
            becomes_version: p.becomes_version,
        }
    }
}

impl From<ManyPreview> for ManyPreviewView {
    fn from(p: ManyPreview) -> Self {
        let c = &p.conflict;
        let sides = |delta: &Delta| -> Vec<SidesOfField> {
            delta
                .iter()
                .map(|(field, mine)| SidesOfField {
                    field,
                    mine: mine.to_json(),
                    pems: c.pems.get(field).to_json(),
                })
                .collect()
        };
        let (sends, gives_up, stays) = match &p.outcome {
            Ok(settlement) => (sides(&settlement.sends), sides(&settlement.gives_up), None),
            Err(why) => (Vec::new(), Vec::new(), Some(sentence(why))),
        };
        Self {
            pfa_id: c.record.pfa_id.to_string(),
            description: c.pems.text(Field::Description).map(str::to_owned),
            sends,
            gives_up,
            stays,
            shown: p.shown,
        }
    }
}

impl From<ManyResolved> for ManyResolvedView {
    fn from(done: ManyResolved) -> Self {
        Self {
            resolved: done.resolved.iter().map(ToString::to_string).collect(),
            stayed: done.stayed.into_iter().map(|s| Stayed { why: sentence(&s.why), ..s }).collect(),
            changed: done.changed,
        }
    }
}

impl From<UndoneMerge> for MergeUndone {
    fn from(undone: UndoneMerge) -> Self {
        match undone {
            UndoneMerge::Reopened { conflict, changed } => {
                Self { conflict_id: Some(conflict.to_string()), roll_back_to: None, changed }
            }
            UndoneMerge::Sent { pfa_id, roll_back_to } => Self {
                conflict_id: None,
                roll_back_to: Some(roll_back_to),
                changed: Changed::records([], [&pfa_id]),
            },
        }
    }
}
