//! Sync over a span of time, for whoever watches it.

use crate::alert::{Alert, alerts_in};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::Permission;
use pfa_store::run::{self, RunStep};
use pfa_store::write::{self, Latency};
use pfa_store::{Db, conflict};
use pfa_sync::FailureKind;
use std::collections::HashMap;

/// The bounds that waits are counted by, in seconds; the last group is above all of them.
pub const LATENCY_BOUNDS: [u64; 6] = [5, 15, 30, 60, 120, 300];

/// Points of a chart, at the most.
const POINTS_MAX: i64 = 60;
/// How long one point may stand for, in seconds.
const STEPS: [i64; 15] = [
    60,
    120,
    300,
    900,
    1_800,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    604_800,
    2_592_000,
    7_776_000,
    31_536_000,
    157_680_000,
];
const YEARS_MAX: i64 = 100;

/// Sync over a span of time, and how it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    /// Runs that started in the span.
    pub runs: u64,
    /// Writes that they brought to PEMS.
    pub synced: u64,
    /// Writes that they set aside.
    pub failed: u64,
    /// How long the writes acknowledged in the span took since they were committed.
    pub latency: Waits,
    /// Writes that wait or are being sent now.
    pub queue: u64,
    /// When the oldest of them was committed.
    pub oldest_at: Option<DateTime<Utc>>,
    /// Conflicts open now.
    pub conflicts_open: u64,
    /// Conflicts resolved in the span, by a person or by themselves.
    pub conflicts_resolved: u64,
    /// Writes set aside now, by what the last try ended with; none where that is not known.
    pub failed_by_kind: Vec<(Option<FailureKind>, u64)>,
    /// The span in equal steps, the oldest first.
    pub points: Vec<Point>,
    /// What somebody should look after.
    pub alerts: Vec<Alert>,
}

/// How long writes took, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits {
    /// In ascending order.
    sorted: Vec<u64>,
}

/// A step of the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When it begins.
    pub at: DateTime<Utc>,
    /// Runs that started in it.
    pub runs: u64,
    /// Writes that they brought to PEMS.
    pub synced: u64,
    /// Writes that they set aside.
    pub failed: u64,
    /// Conflicts that they found.
    pub conflicts: u64,
    /// How long the writes acknowledged in it took.
    pub latency: Waits,
}

/// Sync from an instant to before another.
pub fn show_dashboard(w: &Workspace, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Dashboard, AppError> {
    if to <= from || to - from > TimeDelta::days(365 * YEARS_MAX) {
        return Err(AppError::invalid(format!("A span ends after it begins, and within {YEARS_MAX} years.")));
    }
    let seconds = step(to - from);
    w.store().read(|db| {
        let organization = account::actor(db, Permission::Read)?.organization;
        let runs = run::steps(db, &organization, from, to, seconds)?;
        let latencies = write::latencies(db, &organization, from, to)?;
        let sum = |of: fn(&RunStep) -> u64| runs.iter().map(of).sum();
        Ok(Dashboard {
            runs: sum(|s| s.runs),
            synced: sum(|s| s.synced),
            failed: sum(|s| s.failed),
            queue: write::count_waiting(db, &organization)?,
            oldest_at: write::oldest_open(db, &organization)?,
            conflicts_open: conflict::count_open(db, &organization)?,
            conflicts_resolved: conflict::count_resolved(db, &organization, from, to)?,
            failed_by_kind: write::failed_by_kind(db, &organization)?,
            points: points(from, to, seconds, &runs, &latencies),
            latency: latencies.iter().map(|l| l.ms).collect(),
            alerts: alerts_in(w, db)?,
        })
    })
}

/// The share of writes that reached PEMS, from 0 to 1; none where none were tried.
pub fn success_rate(synced: u64, failed: u64) -> Option<f64> {
    (synced + failed > 0).then(|| synced as f64 / (synced + failed) as f64)
}

/// Writes that reached PEMS and that were set aside by the runs since an instant.
pub(crate) fn outcomes_since(
    db: &Db<'_>,
    organization: &pfa_domain::Organization,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<(u64, u64), AppError> {
    let steps = run::steps(db, organization, from, to, STEPS[STEPS.len() - 1])?;
    Ok((steps.iter().map(|s| s.synced).sum(), steps.iter().map(|s| s.failed).sum()))
}

impl Waits {
    /// How many writes.
    pub fn count(&self) -> u64 {
        self.sorted.len() as u64
    }

    /// The wait that this part of the writes did not exceed, by the nearest rank; `part` from 0 to 1.
    pub fn quantile(&self, part: f64) -> Option<u64> {
        let rank = (part * self.sorted.len() as f64).ceil().max(1.0);
        // A rank is never negative and never above the length.
        self.sorted.get(rank as usize - 1).copied()
    }

    /// Writes by their wait: up to each of [`LATENCY_BOUNDS`] and above the one before, then those above all.
    pub fn groups(&self) -> [u64; LATENCY_BOUNDS.len() + 1] {
        let mut groups = [0; LATENCY_BOUNDS.len() + 1];
        for ms in &self.sorted {
            let group = LATENCY_BOUNDS.iter().position(|bound| *ms <= bound * 1_000);
            groups[group.unwrap_or(LATENCY_BOUNDS.len())] += 1;
        }
        groups
    }

    /// All waits together.
    pub fn sum(&self) -> u64 {
        self.sorted.iter().sum()
    }
}

impl FromIterator<u64> for Waits {
    fn from_iter<I: IntoIterator<Item = u64>>(waits: I) -> Self {
        let mut sorted: Vec<u64> = waits.into_iter().collect();
        sorted.sort_unstable();
        Self { sorted }
    }
}

/// The shortest step that makes few enough points; a step begins at a whole number of itself.
fn step(span: TimeDelta) -> i64 {
    let fits = |step: &i64| span.num_seconds() / step + 2 <= POINTS_MAX;
    STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1])
}

fn points(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    seconds: i64,
    runs: &[RunStep],
    latencies: &[Latency],
) -> Vec<Point> {
    let number = |at: DateTime<Utc>| at.timestamp().div_euclid(seconds);
    let mut waits: HashMap<i64, Vec<u64>> = HashMap::new();
    for latency in latencies {
        waits.entry(number(latency.at)).or_default().push(latency.ms);
    }
    let runs: HashMap<i64, &RunStep> = runs.iter().map(|step| (step.number, step)).collect();
    (number(from)..=number(to - TimeDelta::microseconds(1)))
        .map(|number| {
            let ran = runs.get(&number);
            let sum = |of: fn(&RunStep) -> u64| ran.map_or(0, |step| of(step));
            Point {
                at: DateTime::from_timestamp(number * seconds, 0).unwrap_or(from),
                runs: sum(|s| s.runs),
                synced: sum(|s| s.synced),
                failed: sum(|s| s.failed),
                conflicts: sum(|s| s.conflicts),
                latency: waits.remove(&number).unwrap_or_default().into_iter().collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn no_span_has_more_points_than_a_chart_and_none_has_too_few() {
        for hours in [1, 3, 24, 24 * 7, 24 * 30, 24 * 365, 24 * 3_650, 24 * 365 * 100] {
            let span = TimeDelta::hours(hours);
            let points = span.num_seconds() / step(span) + 2;
            assert!((2..=POINTS_MAX).contains(&points), "{hours} hours in {points} points");
            assert!(points > 20, "{hours} hours in {points} points");
        }
    }

    #[test]
    fn a_quantile_is_a_wait_that_there_was() {
        let waits: Waits = [400, 100, 200, 300].into_iter().collect();
        assert_eq!(
            (waits.quantile(0.5), waits.quantile(0.95), waits.quantile(0.0)),
            (Some(200), Some(400), Some(100))
        );
        assert_eq!(Waits::default().quantile(0.5), None);
    }

    #[test]
    fn a_wait_belongs_to_the_lowest_bound_that_it_does_not_exceed() {
        let waits: Waits = [0, 5_000, 5_001, 300_000, 300_001].into_iter().collect();
        assert_eq!(waits.groups(), [2, 1, 0, 0, 0, 1, 1]);
    }

    #[test]
    fn a_rate_without_writes_is_none() {
        assert_eq!((success_rate(0, 0), success_rate(3, 1)), (None, Some(0.75)));
    }
}
