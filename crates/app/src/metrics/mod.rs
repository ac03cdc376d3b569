//! Figures for whoever watches many computers: read by Prometheus, or pushed by OTLP. Off unless settings turn them on;
//! they name no record and no person.

mod counts;
mod otlp;
mod serve;
mod text;

pub(crate) use counts::Counts;
pub use serve::listening_at;
pub(crate) use serve::offer;

use crate::event::Connection;
use crate::run::LATENCY_BOUNDS;
use crate::sync::last_sync_at;
use crate::{AppError, Workspace, account};
use pfa_store::{conflict, write};
use std::collections::BTreeMap;

/// One figure, or one a label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Metric {
    /// Its name, as dashboards and alert rules know it.
    name: &'static str,
    /// What it is.
    help: &'static str,
    /// What it comes to.
    value: Value,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    /// Goes up and down.
    Gauge(f64),
    /// Only rises while the application runs.
    Counter(u64),
    /// The same, one a label.
    Counters(&'static str, BTreeMap<&'static str, u64>),
    /// How many waits were how long.
    Histogram(Waited),
}

/// Waits since the start, grouped by [`LATENCY_BOUNDS`], the last group above all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Waited {
    groups: [u64; LATENCY_BOUNDS.len() + 1],
    sum_ms: u64,
}

impl Waited {
    fn count(&self) -> u64 {
        self.groups.iter().sum()
    }

    fn sum_seconds(&self) -> f64 {
        self.sum_ms as f64 / 1_000.0
    }
}

/// Every figure as it is now.
fn gather(w: &Workspace) -> Result<Vec<Metric>, AppError> {
    let mut all = w.counts().metrics();
    let online = w.live().connection == Connection::Online;
    all.push(gauge("pfa_pems_reachable", "Whether PEMS answered last, 1 or 0.", f64::from(u8::from(online))));
    let now = w.now();
    w.store().read(|db| {
        let Some(account) = account::get(db)? else { return Ok(()) };
        let organization = &account.organization;
        let waiting = write::count_waiting(db, organization)? as f64;
        all.push(gauge("pfa_queue_size", "Changes that wait to reach PEMS or are being sent.", waiting));
        let oldest = write::oldest_open(db, organization)?;
        let age = oldest.map_or(0.0, |at| (now - at).num_milliseconds().max(0) as f64 / 1_000.0);
        all.push(gauge("pfa_queue_oldest_age_seconds", "Seconds that the oldest of them has waited.", age));
        let open = conflict::count_open(db, organization)? as f64;
        all.push(gauge("pfa_conflicts_open", "Conflicts that wait for a decision.", open));
        let failed = write::count_failed(db, organization)? as f64;
        all.push(gauge("pfa_failed_items", "Changes set aside that wait for a person.", failed));
        if let Some(at) = last_sync_at(db)? {
            let help = "When a sync last went through, in seconds since 1970.";
            all.push(gauge("pfa_last_sync_timestamp_seconds", help, at.timestamp() as f64));
        }
        Ok::<_, AppError>(())
    })?;
    Ok(all)
}

fn gauge(name: &'static str, help: &'static str, value: f64) -> Metric {
    Metric { name, help, value: Value::Gauge(value) }
}
