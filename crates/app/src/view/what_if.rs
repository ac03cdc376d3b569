//! What-ifs for the window.

use super::{TotalsView, instant};
use crate::what_if::WhatIf;
use serde::Serialize;
use ts_rs::TS;

/// An open what-if with its effect.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "WhatIf")]
pub struct WhatIfView {
    /// Its id.
    pub id: String,
    /// What the planner calls it.
    pub name: String,
    /// Records that it changes.
    pub records: u64,
    /// What all records come to without any what-if.
    pub before: TotalsView,
    /// What they come to with this one.
    pub after: TotalsView,
    /// When it was begun.
    pub created_at: String,
    /// Whether the grid shows it and new drafts belong to it.
    pub active: bool,
}

impl From<WhatIf> for WhatIfView {
    fn from(one: WhatIf) -> Self {
        Self {
            id: one.id.to_string(),
            name: one.name,
            records: one.records,
            before: one.before.into(),
            after: one.after.into(),
            created_at: instant(one.created_at),
            active: one.entered,
        }
    }
}
