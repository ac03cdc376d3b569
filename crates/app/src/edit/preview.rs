//! What records would cost with new values, while they are being dragged: worked out, not checked, not kept.

use super::{Edit, merged};
use crate::draft::{draft_of, parse_changes};
use crate::record::{record_id, state_of};
use crate::{AppError, Workspace, account};
use pfa_domain::{CostTotals, Permission, RecordCost};

/// What records would cost.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePreview {
    /// Each record's cost with its new values.
    pub cost: Vec<(String, RecordCost)>,
    /// What they come to together.
    pub totals: CostTotals,
    /// What that is more than they come to now; its count is theirs.
    pub delta: CostTotals,
}

/// Works out what records would cost with these values, whether or not the rules allow them.
pub fn preview_lines(w: &Workspace, edits: Vec<Edit>) -> Result<LinePreview, AppError> {
    let edits = merged(edits)?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let mut cost = Vec::with_capacity(edits.len());
        let (mut now, mut then) = (CostTotals::default(), CostTotals::default());
        for edit in &edits {
            let state = state_of(db, &record_id(&actor, &edit.pfa_id)?)?;
            let seen = draft_of(&state).delta.apply(&state.mirror.record);
            let dragged = RecordCost::of(&parse_changes(&edit.changes)?.apply(&seen));
            now += RecordCost::of(&seen);
            then += dragged;
            cost.push((edit.pfa_id.clone(), dragged));
        }
        Ok(LinePreview { cost, totals: then, delta: then - CostTotals { count: 0, ..now } })
    })
}
