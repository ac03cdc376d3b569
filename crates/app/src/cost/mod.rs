//! The cost of a view over time: periods across, groups down, exact until an amount is shown.

mod period;

pub use period::Scale;

use crate::line::{GroupPath, LineQuery};
use crate::{AppError, Workspace, account};
use chrono::NaiveDate;
use period::Periods;
use pfa_domain::{Cost, CostTotals, Outlay, Permission, RecordOutlay};
use pfa_store::current;
use std::collections::HashMap;

/// Groups times periods: what a screen can be scrolled over, and memory holds many times.
const CELLS_MAX: usize = 400_000;

/// What falls in a period, or on no known day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CostCell {
    /// By the plan.
    pub plan: Cost,
    /// By the forecast.
    pub forecast: Cost,
    /// By the actuals.
    pub actual: Cost,
    /// Forecast (actual, where actualized) less plan.
    pub variance: Cost,
}

/// The costs of all records of a view, or of a group of them.
#[derive(Debug, Clone, PartialEq)]
pub struct CostLine {
    /// The group, one value a level; all records have no level.
    pub path: GroupPath,
    /// What they come to in all.
    pub totals: CostTotals,
    /// What falls in each period.
    pub cells: Vec<CostCell>,
    /// What falls on no day that is known.
    pub undated: CostCell,
}

/// The cost of a view over time.
#[derive(Debug, Clone, PartialEq)]
pub struct CostMatrix {
    /// The first day of each period.
    pub periods: Vec<NaiveDate>,
    /// All records, then each group before those within it; those that a folded group hides are not there.
    pub lines: Vec<CostLine>,
    /// What has fallen by the end of each period, of all records and from their first day on.
    pub cumulative: Vec<CostCell>,
}

/// Works the cost of a view out, period by period: of all of its days, or of those from a day on and up to
/// another.
pub fn cost_matrix(
    w: &Workspace,
    query: &LineQuery,
    scale: Scale,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<CostMatrix, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let (mut lines, at) = if query.groups.is_empty() {
            let totals = current::totals(db, &actor.organization, &query.window)?;
            (vec![line(GroupPath::new(), totals)], HashMap::new())
        } else {
            w.trees().lines(db, &actor.organization, query)?
        };
        let mut outlays: Vec<(usize, RecordOutlay)> = Vec::new();
        current::outlays(db, &actor.organization, &query.window, &query.groups, |group, outlay| {
            outlays.push((at.get(group).copied().unwrap_or(0), outlay));
        })?;
        let days = outlays.iter().flat_map(|(_, o)| [o.plan, o.forecast, o.actual]).flatten();
        let days = days.filter_map(|o| o.days()).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let first = from.or(days.map(|(first, _)| first));
        let last = to.or(days.map(|(_, last)| last));
        let periods =
            first.zip(last).map_or_else(Periods::none, |(first, last)| Periods::of(scale, first, last));
        if lines.len() * periods.len() > CELLS_MAX {
            return Err(AppError::invalid(
                "That is more than can be shown at once: choose longer periods, fewer days or fewer groups.",
            ));
        }
        lines.iter_mut().for_each(|line| line.cells = vec![CostCell::default(); periods.len()]);
        let mut before = CostCell::default();
        for (line, outlay) in &outlays {
            spread(&mut lines[*line], outlay, &periods);
            if let Some(start) = periods.first() {
                before.add(outlay, |o| o.within(NaiveDate::MIN, start));
            }
        }
        gather(&mut lines);
        let cumulative = lines[0].cells.iter().scan(before, |sum, cell| {
            *sum = sum.plus(cell);
            Some(*sum)
        });
        let cumulative = cumulative.collect();
        lines.retain(|line| !hidden(query, &line.path));
        Ok(CostMatrix { periods: periods.days(), lines, cumulative })
    })
}

pub(crate) fn line(path: GroupPath, totals: CostTotals) -> CostLine {
    CostLine { path, totals, cells: Vec::new(), undated: CostCell::default() }
}

/// Puts a record's outlays into the innermost line that it belongs to.
fn spread(line: &mut CostLine, outlay: &RecordOutlay, periods: &Periods) {
    line.undated.add(outlay, |o| o.undated());
    let days = [outlay.plan, outlay.forecast, outlay.actual].into_iter().flatten().filter_map(|o| o.days());
    let Some((first, last)) = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { return };
    for at in periods.between(first, last) {
        let (from, until) = periods.get(at);
        line.cells[at].add(outlay, |o| o.within(from, until));
    }
}

/// Adds the lines of inner groups to those that they stand in.
fn gather(lines: &mut [CostLine]) {
    let deepest = lines.iter().map(|line| line.path.len()).max().unwrap_or(0);
    for level in (1..=deepest).rev() {
        let mut outer = 0;
        for at in 1..lines.len() {
            let depth = lines[at].path.len();
            if depth == level - 1 {
                outer = at;
            } else if depth == level {
                let (before, from) = lines.split_at_mut(at);
                let (into, inner) = (&mut before[outer], &from[0]);
                into.undated = into.undated.plus(&inner.undated);
                into.cells.iter_mut().zip(&inner.cells).for_each(|(a, b)| *a = a.plus(b));
            }
        }
    }
}

fn hidden(query: &LineQuery, path: &GroupPath) -> bool {
    (1..path.len()).any(|level| query.folded.contains(&path[..level]))
}

impl CostCell {
    fn add(&mut self, outlay: &RecordOutlay, part: impl Fn(&Outlay) -> Cost) {
        let of = |outlay: &Option<Outlay>| outlay.as_ref().map(&part).unwrap_or_default();
        self.plan += of(&outlay.plan);
        self.forecast += of(&outlay.forecast);
        self.actual += of(&outlay.actual);
        if let Some((now, plan)) = outlay.varies() {
            self.variance += part(&now) - part(&plan);
        }
    }

    fn plus(&self, other: &CostCell) -> CostCell {
        CostCell {
            plan: self.plan + other.plan,
            forecast: self.forecast + other.forecast,
            actual: self.actual + other.actual,
            variance: self.variance + other.variance,
        }
    }
}
