//! Saved views for the window.

use super::RecordQuery;
use super::query::lines_of;
use crate::AppError;
use pfa_store::saved_view::SavedView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

const COLUMNS_MAX: usize = 100;

/// A column of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ColumnSpec")]
pub struct ColumnSpecView {
    /// Which.
    pub id: String,
    /// Its width in CSS pixels; null as it comes.
    pub width: Option<u32>,
    /// Whether it is shown.
    pub shown: bool,
}

/// What a step of the time axis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is its own name")]
pub enum Scale {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Where a view is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is its own name")]
pub enum ViewScreen {
    Grid,
    Timeline,
    Cost,
}

/// What a view shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ViewSpec {
    /// Which records; what is folded and focused on is not kept.
    pub query: RecordQuery,
    /// The columns, from left to right.
    pub columns: Vec<ColumnSpecView>,
    /// Columns that stay in sight.
    pub frozen: u32,
    /// The time axis.
    pub scale: Scale,
    /// Where it is looked at.
    pub screen: ViewScreen,
}

/// A view under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SavedView")]
pub struct SavedViewView {
    /// Its id, made by the window.
    pub id: String,
    /// What the planner calls it.
    pub name: String,
    /// What it shows.
    pub spec: ViewSpec,
}

impl SavedViewView {
    /// A view as it is kept, once its parts are in order.
    pub fn kept(self) -> Result<SavedView, AppError> {
        let mut spec = self.spec;
        spec.query.folded = Vec::new();
        spec.query.only = None;
        spec.query.what_if = None;
        lines_of(&spec.query)?;
        if spec.columns.len() > COLUMNS_MAX {
            return Err(AppError::invalid(format!("A view has at most {COLUMNS_MAX} columns.")));
        }
        let text = serde_json::to_string(&spec).map_err(|error| AppError::invalid(error.to_string()))?;
        Ok(SavedView { id: self.id, name: self.name, spec: text })
    }

    /// A view as the window gets it; `None` where another build kept it and this one cannot read it.
    pub fn of(view: SavedView) -> Option<Self> {
        match serde_json::from_str(&view.spec) {
            Ok(spec) => Some(Self { id: view.id, name: view.name, spec }),
            Err(error) => {
                tracing::warn!(%error, view = view.id, "a saved view cannot be read");
                None
            }
        }
    }
}
