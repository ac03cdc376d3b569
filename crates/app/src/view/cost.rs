//! The cost of a view over time, for the window.

use super::TotalsView;
use super::query::GroupPathView;
use crate::cost::{CostCell, CostLine, CostMatrix};
use pfa_domain::Cost;
use serde::Serialize;
use ts_rs::TS;

/// One amount a period, each the rounding of its exact sum.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct CostSeries {
    /// By the plan.
    pub plan: Vec<String>,
    /// By the forecast.
    pub forecast: Vec<String>,
    /// By the actuals.
    pub actual: Vec<String>,
    /// Forecast (actual, where actualized) less plan.
    pub variance: Vec<String>,
}

/// What falls on no day that is known.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct CostParts {
    /// By the plan.
    pub plan: String,
    /// By the forecast.
    pub forecast: String,
    /// By the actuals.
    pub actual: String,
    /// Forecast (actual, where actualized) less plan.
    pub variance: String,
}

/// The costs of all records of a view, or of a group of them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "CostLine")]
pub struct CostLineView {
    /// The group, one value a level; empty for all records.
    pub path: GroupPathView,
    /// How deep it stands: all records 0, the outermost groups 1.
    pub level: u32,
    /// The innermost value.
    #[ts(type = "Value")]
    pub value: Option<String>,
    /// Records.
    pub count: u64,
    /// One amount a period.
    #[serde(flatten)]
    #[ts(flatten)]
    pub series: CostSeries,
    /// What falls on no day that is known: purchases without a start.
    pub undated: CostParts,
    /// What they come to in all, also outside of the periods.
    pub total: TotalsView,
}

/// The cost of a view over time.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "CostMatrix")]
pub struct CostMatrixView {
    /// The first day of each period.
    pub periods: Vec<String>,
    /// All records, then each group before those within it.
    pub lines: Vec<CostLineView>,
    /// What has fallen by the end of each period, of all records and from their first day on.
    pub cumulative: CostSeries,
}

impl CostSeries {
    fn of(cells: &[CostCell]) -> Self {
        let shown = |part: fn(&CostCell) -> Cost| cells.iter().map(|cell| part(cell).to_string()).collect();
        Self {
            plan: shown(|c| c.plan),
            forecast: shown(|c| c.forecast),
            actual: shown(|c| c.actual),
            variance: shown(|c| c.variance),
        }
    }
}

impl From<CostCell> for CostParts {
    fn from(cell: CostCell) -> Self {
        Self {
            plan: cell.plan.to_string(),
            forecast: cell.forecast.to_string(),
            actual: cell.actual.to_string(),
            variance: cell.variance.to_string(),
        }
    }
}

impl From<CostLine> for CostLineView {
    fn from(line: CostLine) -> Self {
        Self {
            level: u32::try_from(line.path.len()).unwrap_or(u32::MAX),
            value: line.path.last().cloned().flatten(),
            path: GroupPathView(line.path),
            count: line.totals.count,
            series: CostSeries::of(&line.cells),
            undated: line.undated.into(),
            total: line.totals.into(),
        }
    }
}

impl From<CostMatrix> for CostMatrixView {
    fn from(matrix: CostMatrix) -> Self {
        Self {
            periods: matrix.periods.iter().map(ToString::to_string).collect(),
            lines: matrix.lines.into_iter().map(Into::into).collect(),
            cumulative: CostSeries::of(&matrix.cumulative),
        }
    }
}
