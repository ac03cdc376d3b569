//! Watching: runs, and sync in figures over a span of time.

use crate::args::RunFilter;
use crate::error::CliError;
use crate::output::{Output, Table, plain};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_app::Workspace;
use pfa_app::run::{RUNS_MAX, RunQuery, list_runs, show_dashboard};
use pfa_app::view::{DashboardView, RunView};
use serde_json::json;

/// Lists runs, the newest first.
pub fn runs(w: &Workspace, wanted: &RunFilter, limit: u64, out: &mut Output) -> Result<(), CliError> {
    let mut runs: Vec<RunView> = Vec::new();
    loop {
        let offset = runs.len() as u64;
        let page = RunQuery { limit: RUNS_MAX.min(limit - offset), offset, ..wanted.query() };
        let (found, _, _) = list_runs(w, &page)?;
        let last = found.is_empty();
        runs.extend(found.into_iter().map(RunView::from));
        if last || runs.len() as u64 >= limit {
            break;
        }
    }
    if out.json {
        return Ok(out.json(&json!(runs))?);
    }
    let mut table = Table::new([
        "STARTED",
        "BY",
        "TRIGGER",
        "STATUS",
        "PULLED",
        "SENT",
        "SYNCED",
        "CONFLICTS",
        "FAILED",
        "MESSAGE",
    ]);
    for run in &runs {
        let [pulled, pushed, synced, conflicts, failed] =
            [run.pulled, run.pushed, run.synced, run.conflicts, run.failed].map(|n| n.to_string());
        let message = run.message.as_deref().unwrap_or("");
        table.add([
            &run.started_at,
            &run.by,
            &run.trigger,
            &run.status,
            &pulled,
            &pushed,
            &synced,
            &conflicts,
            &failed,
            message,
        ]);
    }
    Ok(out.table(&table, "No run is like that.")?)
}

/// Shows sync in figures over a span of time: a day up to now unless told.
pub fn dashboard(
    w: &Workspace,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    out: &mut Output,
) -> Result<(), CliError> {
    let to = to.unwrap_or_else(|| w.now());
    let from = from.unwrap_or(to - TimeDelta::days(1));
    let d = DashboardView::from(show_dashboard(w, from, to)?);
    if out.json {
        return Ok(out.json(&json!(d))?);
    }
    let seconds = |ms: Option<u64>| ms.map_or("-".to_owned(), |ms| format!("{:.1} s", ms as f64 / 1_000.0));
    let rate = d.success_rate.map_or("-".to_owned(), |rate| format!("{:.1} %", rate * 100.0));
    let waits = d.queue.oldest_at.as_ref().map_or(String::new(), |at| format!(", the oldest since {at}"));
    for line in [
        format!("Runs {}, of their changes {rate} reached PEMS.", d.runs),
        format!(
            "From commit to synced: {} of half, {} of 95 in 100, of {} changes.",
            seconds(d.latency.median_ms),
            seconds(d.latency.p95_ms),
            d.latency.count
        ),
        format!("Waiting {}{waits}.", d.queue.size),
        format!("Conflicts open {}, resolved {}.", d.conflicts_open, d.conflicts_resolved),
    ] {
        out.line(&line)?;
    }
    for of in &d.failed_by_cause {
        out.line(&format!("Failed {} ({}).", of.count, json!(of.cause).as_str().unwrap_or("-")))?;
    }
    d.alerts.iter().try_for_each(|alert| Ok(out.line(&format!("! {}", plain(&alert.message)))?))
}
