//! Edits of many records, their checks, undo and redo.

use super::query::window_of;
use super::{CostView, RecordQuery, TotalsView, Values};
use crate::AppError;
use crate::draft::{check_number, parse_changes};
use crate::edit::{BulkChange, Edit, EditCheck, FieldVerdict, LinePreview, Target, Verdict};
use crate::undo::JournalState;
use pfa_domain::Field;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use ts_rs::TS;

/// New values for one record: as a person types them, or canonical; null clears.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Edit")]
pub struct EditView {
    /// Which record.
    pub pfa_id: String,
    /// Its new values.
    pub changes: Values,
    /// What the person saw in these fields when they changed them: where another value stands by now, the
    /// record is left out.
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<Values>,
}

/// Which records a bulk change is meant for: these, or all of a query.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "Target")]
pub enum TargetView {
    /// These.
    Ids(Vec<String>),
    /// All that the query finds, folded or not.
    Query(Box<RecordQuery>),
}

/// One change to many records.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "BulkChange")]
pub enum BulkChangeView {
    /// Moves both forecast dates; of an actualized record the actual end alone.
    Shift {
        /// Days later; earlier when negative.
        #[ts(type = "number")]
        days: i64,
    },
    /// Makes the forecast end so many days after its start.
    Length {
        /// Days from start to end.
        #[ts(type = "number")]
        days: i64,
    },
    /// Sets these values.
    Set {
        /// The values.
        changes: Values,
    },
    /// Gives the forecast the dates of the plan.
    ResetToPlan,
    /// Gives up all that is unsent.
    BackToPems,
    /// Cancels the requirement; takes a reason.
    Discontinue,
    /// Takes a cancelled requirement up again.
    Reinstate,
}

/// What an edit would do to a field.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "EditChange")]
pub struct FieldVerdictView {
    /// Which.
    #[ts(type = "Field")]
    pub field: Field,
    /// Its value now.
    #[ts(type = "Value")]
    pub from: Json,
    /// Its new value; as typed where it is none.
    #[ts(type = "Value")]
    pub to: Json,
    /// Why it is refused, if the field is at fault.
    pub refused: Option<String>,
}

/// What an edit would do to a record.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "EditVerdict")]
pub struct EditVerdictView {
    /// Which record.
    pub pfa_id: String,
    /// Its fields.
    pub changes: Vec<FieldVerdictView>,
    /// Why the record is left out, if it is.
    pub refused: Option<String>,
}

/// A reason for leaving records out.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Reason")]
pub struct ReasonView {
    /// In a sentence.
    pub message: String,
    /// How many records.
    pub count: u64,
}

/// What an edit of many records would change.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "EditCheck")]
pub struct EditCheckView {
    /// The first 500 records that it would change or leave out; those left out first.
    pub edits: Vec<EditVerdictView>,
    /// Records that it would change.
    pub changed: u64,
    /// Records that are so already.
    pub unchanged: u64,
    /// Records that it would leave out.
    pub refused: u64,
    /// Why, the most frequent reason first.
    pub reasons: Vec<ReasonView>,
    /// What the records come to now.
    pub before: TotalsView,
    /// What they would come to.
    pub after: TotalsView,
}

/// A record's cost with the values of a preview.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewCost {
    /// Which record.
    pub pfa_id: String,
    /// What it would cost.
    pub cost: CostView,
}

/// What records would cost.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "LinePreview")]
pub struct LinePreviewView {
    /// Each record.
    pub cost: Vec<PreviewCost>,
    /// What they would come to together.
    pub totals: TotalsView,
    /// What that is more than now.
    pub delta: TotalsView,
}

/// What can be undone and redone.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "JournalState")]
pub struct JournalStateView {
    /// The step that undoing takes back.
    pub undo: Option<String>,
    /// The step that redoing does again.
    pub redo: Option<String>,
    /// Steps that can be undone.
    pub undo_count: u64,
    /// Steps that can be redone.
    pub redo_count: u64,
}

impl From<EditView> for Edit {
    fn from(edit: EditView) -> Self {
        let seen = edit.seen.map(|seen| seen.0).unwrap_or_default();
        Self { pfa_id: edit.pfa_id, changes: edit.changes.0, seen }
    }
}

impl TargetView {
    /// The records meant.
    pub fn target(self) -> Result<Target, AppError> {
        match self {
            TargetView::Ids(ids) => {
                check_number(Some(&ids))?;
                Ok(Target::Ids(ids))
            }
            TargetView::Query(query) => Ok(Target::Window(Box::new(window_of(&query)?))),
        }
    }
}

impl BulkChangeView {
    /// The change meant.
    pub fn change(self) -> Result<BulkChange, AppError> {
        Ok(match self {
            BulkChangeView::Shift { days } => BulkChange::Shift { days },
            BulkChangeView::Length { days } => BulkChange::Length { days },
            BulkChangeView::Set { changes } => BulkChange::Set { values: parse_changes(&changes.0)? },
            BulkChangeView::ResetToPlan => BulkChange::ResetToPlan,
            BulkChangeView::BackToPems => BulkChange::BackToPems,
            BulkChangeView::Discontinue => BulkChange::Discontinue,
            BulkChangeView::Reinstate => BulkChange::Reinstate,
        })
    }
}

impl From<EditCheck> for EditCheckView {
    fn from(check: EditCheck) -> Self {
        let reason = |r: crate::edit::Reason| ReasonView { message: r.message, count: r.count };
        Self {
            edits: check.edits.into_iter().map(verdict).collect(),
            changed: check.changed,
            unchanged: check.unchanged,
            refused: check.refused,
            reasons: check.reasons.into_iter().map(reason).collect(),
            before: check.before.into(),
            after: check.after.into(),
        }
    }
}

impl From<LinePreview> for LinePreviewView {
    fn from(preview: LinePreview) -> Self {
        let cost = preview.cost.into_iter();
        Self {
            cost: cost.map(|(pfa_id, cost)| PreviewCost { pfa_id, cost: cost.into() }).collect(),
            totals: preview.totals.into(),
            delta: preview.delta.into(),
        }
    }
}

impl From<JournalState> for JournalStateView {
    fn from(state: JournalState) -> Self {
        Self {
            undo: state.undo,
            redo: state.redo,
            undo_count: state.depth.undo,
            redo_count: state.depth.redo,
        }
    }
}

fn verdict(verdict: Verdict) -> EditVerdictView {
    let change =
        |c: FieldVerdict| FieldVerdictView { field: c.field, from: c.from, to: c.to, refused: c.refused };
    EditVerdictView {
        pfa_id: verdict.pfa_id,
        changes: verdict.changes.into_iter().map(change).collect(),
        refused: verdict.refused,
    }
}
