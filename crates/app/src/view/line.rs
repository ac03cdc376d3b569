//! Lines of a view: groups with their sums, and rows.

use super::query::{GroupBy, GroupPathView};
use super::{Row, TotalsView};
use crate::line::{GroupLine, Line, Lines};
use chrono::NaiveDate;
use pfa_store::current::{Span, Spans};
use serde::Serialize;
use ts_rs::TS;

/// The earliest start and the latest end of a group's rows; null where it has none of both.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Spans")]
pub struct SpansView {
    /// Of the plan dates.
    pub plan: Option<(String, String)>,
    /// Of the forecast dates.
    pub forecast: Option<(String, String)>,
    /// Of the actual dates.
    pub actual: Option<(String, String)>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "lowercase")]
#[ts(rename = "Line")]
pub enum LineView {
    /// What a group of rows has in common and comes to.
    Group {
        /// How deep it stands; 0 is the outermost.
        level: u32,
        /// Its values, one a level.
        path: GroupPathView,
        /// What the innermost of them is a value of.
        field: GroupBy,
        /// That value.
        #[ts(type = "Value")]
        value: Option<String>,
        /// Its sums.
        totals: TotalsView,
        /// Whether only the line itself is shown.
        folded: bool,
        /// The earliest date of its plan and forecast bars.
        from: Option<String>,
        /// The latest date of its plan and forecast bars.
        to: Option<String>,
        /// From when to when its bars go.
        spans: SpansView,
    },
    /// A record.
    Row {
        /// Its number among the records of the view, folded ones counted; the first is 1.
        #[ts(type = "number")]
        number: u64,
        /// The record.
        row: Row,
    },
}

/// Some lines of a view.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LineWindow {
    /// Lines in all.
    pub total: u64,
    /// Records in all, folded ones counted.
    pub records: u64,
    /// Lines passed over.
    pub offset: u64,
    /// The lines.
    pub lines: Vec<LineView>,
}

impl LineWindow {
    /// Lines for the window.
    pub fn of(lines: Lines, offset: u64) -> Self {
        let lines_of = lines.lines.into_iter().map(|line| match line {
            Line::Group(group) => group_view(group),
            Line::Row(number, listed) => {
                let (row, conflict) = *listed;
                LineView::Row { number, row: Row::of(row, conflict) }
            }
        });
        Self { total: lines.total, records: lines.records, offset, lines: lines_of.collect() }
    }
}

impl From<Spans> for SpansView {
    fn from(spans: Spans) -> Self {
        let whole = |(start, end): Span| start.zip(end).map(|(s, e)| (s.to_string(), e.to_string()));
        Self { plan: whole(spans.plan), forecast: whole(spans.forecast), actual: whole(spans.actual) }
    }
}

fn group_view(group: GroupLine) -> LineView {
    let ends = [group.spans.plan.0, group.spans.plan.1, group.spans.forecast.0, group.spans.forecast.1];
    let dates = || ends.iter().flatten();
    let field = GroupBy::ALL.into_iter().find(|by| by.column() == group.column);
    LineView::Group {
        level: u32::try_from(group.path.len() - 1).unwrap_or(u32::MAX),
        field: field.unwrap_or(GroupBy::Status),
        value: group.path.last().cloned().flatten(),
        path: GroupPathView(group.path),
        totals: group.totals.into(),
        folded: group.folded,
        from: dates().min().map(NaiveDate::to_string),
        to: dates().max().map(NaiveDate::to_string),
        spans: group.spans.into(),
    }
}
