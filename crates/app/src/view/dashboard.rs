//! Sync over a span of time, for the window.

use super::{Cause, cause_of, instant, moment};
use crate::AppError;
use crate::alert::Alert;
use crate::run::{Dashboard, LATENCY_BOUNDS, Point, Waits, success_rate};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which span.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DashboardQuery {
    /// From then on, RFC 3339.
    pub from: String,
    /// Up to before then, RFC 3339.
    pub to: String,
}

/// Writes of like waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LatencyGroup {
    /// They took no longer than so many seconds, and longer than those of the group before; none for those above all.
    pub le_seconds: Option<u64>,
    /// How many.
    pub count: u64,
}

/// How long writes took from commit to synced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Latency")]
pub struct LatencyView {
    /// Writes.
    pub count: u64,
    /// The wait that half of them did not exceed.
    pub median_ms: Option<u64>,
    /// The wait that 95 of 100 did not exceed.
    pub p95_ms: Option<u64>,
    /// The writes by their wait.
    pub buckets: Vec<LatencyGroup>,
}

/// What waits now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Queue")]
pub struct QueueView {
    /// Writes that wait or are being sent.
    pub size: u64,
    /// When the oldest was committed.
    pub oldest_at: Option<String>,
}

/// Failed writes of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CauseCount {
    /// Why.
    pub cause: Cause,
    /// How many.
    pub count: u64,
}

/// A step of the span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DashboardPoint {
    /// When it begins.
    pub at: String,
    /// Runs.
    pub runs: u64,
    /// Writes that reached PEMS.
    pub synced: u64,
    /// Writes set aside.
    pub failed: u64,
    /// Conflicts found.
    pub conflicts: u64,
    /// The median wait of the writes acknowledged in it.
    pub latency_ms: Option<u64>,
}

/// Sync over a span of time, and how it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Dashboard")]
pub struct DashboardView {
    /// Runs that started in the span.
    pub runs: u64,
    /// The share of their writes that reached PEMS, from 0 to 1; none where none were tried.
    pub success_rate: Option<f64>,
    /// How long writes took.
    pub latency: LatencyView,
    /// What waits now.
    pub queue: QueueView,
    /// Conflicts open now.
    pub conflicts_open: u64,
    /// Conflicts resolved in the span.
    pub conflicts_resolved: u64,
    /// Writes set aside now.
    pub failed_by_cause: Vec<CauseCount>,
    /// The span in equal steps, the oldest first; 60 at the most.
    pub points: Vec<DashboardPoint>,
    /// What somebody should look after.
    pub alerts: Vec<Alert>,
}

impl DashboardQuery {
    /// The span.
    pub fn span(&self) -> Result<(DateTime<Utc>, DateTime<Utc>), AppError> {
        Ok((moment(&self.from)?, moment(&self.to)?))
    }
}

impl From<&Waits> for LatencyView {
    fn from(waits: &Waits) -> Self {
        let bounds = LATENCY_BOUNDS.into_iter().map(Some).chain([None]);
        Self {
            count: waits.count(),
            median_ms: waits.quantile(0.5),
            p95_ms: waits.quantile(0.95),
            buckets: bounds
                .zip(waits.groups())
                .map(|(le_seconds, count)| LatencyGroup { le_seconds, count })
                .collect(),
        }
    }
}

impl From<Point> for DashboardPoint {
    fn from(point: Point) -> Self {
        Self {
            at: instant(point.at),
            runs: point.runs,
            synced: point.synced,
            failed: point.failed,
            conflicts: point.conflicts,
            latency_ms: point.latency.quantile(0.5),
        }
    }
}

impl From<Dashboard> for DashboardView {
    fn from(d: Dashboard) -> Self {
        let mut failed_by_cause: Vec<CauseCount> = Vec::new();
        for (kind, count) in d.failed_by_kind {
            let cause = kind.map_or(Cause::NotPems, cause_of);
            match failed_by_cause.iter_mut().find(|known| known.cause == cause) {
                Some(known) => known.count += count,
                None => failed_by_cause.push(CauseCount { cause, count }),
            }
        }
        failed_by_cause.sort_by_key(|of| std::cmp::Reverse(of.count));
        Self {
            runs: d.runs,
            success_rate: success_rate(d.synced, d.failed),
            latency: (&d.latency).into(),
            queue: QueueView { size: d.queue, oldest_at: d.oldest_at.map(instant) },
            conflicts_open: d.conflicts_open,
            conflicts_resolved: d.conflicts_resolved,
            failed_by_cause,
            points: d.points.into_iter().map(Into::into).collect(),
            alerts: d.alerts,
        }
    }
}
