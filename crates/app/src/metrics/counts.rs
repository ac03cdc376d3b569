//! What was counted since the application started: a database forgets old runs, and a counter may never fall.

use super::{Metric, Value, Waited};
use crate::run::LATENCY_BOUNDS;
use pfa_sync::FailureKind;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    synced: u64,
    failed: u64,
    conflicts: u64,
    runs: u64,
    errors: BTreeMap<&'static str, u64>,
    waited: Waited,
}

impl Counts {
    /// A change reached PEMS, so many milliseconds after it was committed.
    pub fn synced(&self, ms: u64) {
        let mut held = self.held();
        held.synced += 1;
        let group = LATENCY_BOUNDS.iter().position(|bound| ms <= bound * 1_000);
        held.waited.groups[group.unwrap_or(LATENCY_BOUNDS.len())] += 1;
        held.waited.sum_ms += ms;
    }

    /// Changes were set aside.
    pub fn failed(&self, number: u64) {
        self.held().failed += number;
    }

    /// Conflicts were found.
    pub fn conflicts(&self, number: u64) {
        self.held().conflicts += number;
    }

    /// A request failed.
    pub fn error(&self, kind: FailureKind) {
        *self.held().errors.entry(kind.name()).or_default() += 1;
    }

    /// A run ended.
    pub fn run(&self) {
        self.held().runs += 1;
    }

    /// The figures.
    pub fn metrics(&self) -> Vec<Metric> {
        let held = self.held();
        let metric = |name, help, value| Metric { name, help, value };
        vec![
            metric("pfa_sync_runs_total", "Sync runs that ended.", Value::Counter(held.runs)),
            metric("pfa_sync_success_total", "Changes that reached PEMS.", Value::Counter(held.synced)),
            metric(
                "pfa_sync_failed_total",
                "Changes that were set aside for a person.",
                Value::Counter(held.failed),
            ),
            metric("pfa_conflicts_total", "Conflicts that were found.", Value::Counter(held.conflicts)),
            metric(
                "pfa_errors_total",
                "Requests to PEMS that failed, by what they ended with.",
                Value::Counters("kind", held.errors.clone()),
            ),
            metric(
                "pfa_sync_latency_seconds",
                "Seconds from the commit of a change to its acknowledgement by PEMS.",
                Value::Histogram(held.waited.clone()),
            ),
        ]
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
