//! Records and drafts.

use super::{VersionView, instant};
use crate::draft::DraftCheck;
use pfa_domain::{Cost, CostTotals, Field, PfaRecord, RecordCost, SyncStatus, Violation};
use pfa_store::current::CurrentRow;
use pfa_store::write::Write;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use ts_rs::TS;
use uuid::Uuid;

/// Values by camelCase field name: text, money "1234.50", a date "2026-06-15", true or false, null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(type = "{ [key in Field]?: Value }")]
pub struct Values(pub Map<String, Json>);

/// One business rule broken.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Violation")]
pub struct ViolationView {
    /// The rule's number, 1 to 6.
    pub rule: u8,
    /// The fields that break it together.
    #[ts(type = "Field[]")]
    pub fields: Vec<Field>,
    /// A sentence that says what is wrong.
    pub message: String,
}

/// What a record costs: two decimals, "-" in front when negative; null where it cannot be worked out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(rename = "Cost")]
pub struct CostView {
    /// By the plan dates.
    pub plan: Option<String>,
    /// By the forecast dates.
    pub forecast: Option<String>,
    /// By the actual dates.
    pub actual: Option<String>,
    /// Forecast (actual, where actualized) less plan.
    pub variance: Option<String>,
}

/// A record in the grid.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its id.
    pub pfa_id: String,
    /// PEMS's version.
    pub version: u64,
    /// Its badge.
    pub status: SyncStatus,
    /// Since when.
    pub status_at: Option<String>,
    /// Why, where there is more to say.
    pub status_reason: Option<String>,
    /// Its open conflict.
    pub conflict_id: Option<String>,
    /// Its values as the planner sees them.
    pub values: Values,
    /// The fields that differ from PEMS's.
    #[ts(type = "Field[]")]
    pub changed: Vec<Field>,
    /// What it costs.
    pub cost: CostView,
}

/// Exact sums, rounded once.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Totals")]
pub struct TotalsView {
    /// Records.
    pub count: u64,
    /// Sum of plan costs.
    pub plan: String,
    /// Sum of forecast costs.
    pub forecast: String,
    /// Sum of actual costs.
    pub actual: String,
    /// Sum of variances.
    pub variance: String,
}

/// A value that a column has, and how often.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Facet {
    /// The value.
    #[ts(type = "Value")]
    pub value: Json,
    /// Records that have it.
    pub count: u64,
}

/// One changed field.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Change {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// What PEMS had when it was changed.
    #[ts(type = "Value")]
    pub base: Json,
    /// The new value.
    #[ts(type = "Value")]
    pub mine: Json,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Rises with every edit.
    pub revision: u64,
    /// PEMS's version that it is based on.
    pub base_version: u64,
    /// What it changes.
    pub changes: Vec<Change>,
    /// When it was last edited.
    pub changed_at: String,
    /// Why.
    pub reason: Option<String>,
}

/// A write on its way.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WriteView {
    /// Attempts so far.
    pub attempts: u32,
    /// Attempts in all before it is set aside.
    pub max_attempts: u32,
    /// When the next one is due.
    pub next_attempt_at: Option<String>,
    /// When it was last sent.
    pub sent_at: Option<String>,
    /// Whether it is known what became of it.
    pub outcome_known: bool,
}

/// A record with all that hangs on it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordDetail {
    /// As in the grid.
    pub row: Row,
    /// As PEMS last showed it.
    pub mirror: Values,
    /// PEMS's version.
    pub mirror_version: u64,
    /// What is unsent.
    pub draft: Option<DraftView>,
    /// The open write.
    pub write: Option<WriteView>,
    /// The fields that the person may edit.
    #[ts(type = "Field[]")]
    pub editable: Vec<Field>,
    /// Why the person may not edit the others.
    #[ts(type = "{ [key in Field]?: string }")]
    pub read_only: BTreeMap<Field, &'static str>,
    /// The rules that the record breaks as it stands.
    pub violations: Vec<ViolationView>,
    /// Its versions as known here.
    pub versions: Vec<VersionView>,
}

/// What a draft would be like.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "DraftCheck")]
pub struct DraftCheckView {
    /// The rules that it breaks.
    pub violations: Vec<ViolationView>,
    /// What the record would cost.
    pub cost: CostView,
}

impl From<Violation> for ViolationView {
    fn from(v: Violation) -> Self {
        Self { rule: v.rule.number(), fields: v.fields, message: v.message }
    }
}

impl From<RecordCost> for CostView {
    fn from(cost: RecordCost) -> Self {
        let shown = |cost: Option<Cost>| cost.map(|c| c.to_string());
        Self {
            plan: shown(cost.plan),
            forecast: shown(cost.forecast),
            actual: shown(cost.actual),
            variance: shown(cost.variance),
        }
    }
}

impl From<CostTotals> for TotalsView {
    fn from(t: CostTotals) -> Self {
        Self {
            count: t.count,
            plan: t.plan.to_string(),
            forecast: t.forecast.to_string(),
            actual: t.actual.to_string(),
            variance: t.variance.to_string(),
        }
    }
}

impl From<DraftCheck> for DraftCheckView {
    fn from(check: DraftCheck) -> Self {
        Self { violations: check.violations.into_iter().map(Into::into).collect(), cost: check.cost.into() }
    }
}

impl Row {
    /// A row of the grid.
    pub fn of(row: CurrentRow, conflict: Option<Uuid>) -> Self {
        Self {
            pfa_id: row.record.id.pfa_id.to_string(),
            version: row.record.version,
            status: row.status,
            status_at: row.status_at.map(instant),
            status_reason: row.status_reason,
            conflict_id: conflict.map(|id| id.to_string()),
            cost: RecordCost::of(&row.record).into(),
            values: values_of(&row.record),
            changed: row.changed,
        }
    }
}

impl WriteView {
    /// A write on its way.
    pub fn of(write: &Write, max_attempts: u32) -> Self {
        let waits = write.status == pfa_store::write::WriteStatus::Pending;
        Self {
            attempts: write.attempts,
            max_attempts,
            next_attempt_at: waits.then(|| instant(write.scheduled_at)),
            sent_at: write.sent_at.map(instant),
            outcome_known: !write.outcome_unknown,
        }
    }
}

/// A record's values with its id and organization among them.
pub(super) fn values_of(record: &PfaRecord) -> Values {
    let mut values = record.to_json();
    values.insert("pfaId".to_owned(), record.id.pfa_id.as_str().into());
    values.insert("organization".to_owned(), record.id.organization.as_str().into());
    Values(values)
}
