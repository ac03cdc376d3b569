//! Pulling and pushing, until nothing is due or the system asks for the end.

use crate::args::Common;
use crate::error::{CliError, exit, may_pass};
use crate::open::{existing, unheard};
use crate::output::Output;
use crate::verb::runtime::{Ending, runtime};
use pfa_app::audit::note_refusal;
use pfa_app::backup::keep_copy_of_the_day;
use pfa_app::domain::SyncStatus;
use pfa_app::sync::{Cancel, End, Report, Request, Scope, Trigger, run_cycle, sync_status};
use pfa_app::{AppError, Workspace};
use serde_json::json;
use std::process::ExitCode;

/// What waits for PEMS or for a person.
struct Waiting {
    drafts: u64,
    queued: u64,
    conflicts: u64,
    failed: u64,
}

/// Reads every record.
pub fn pull(common: &Common, accept: bool, out: &mut Output) -> Result<ExitCode, CliError> {
    let request = Request { sweep: true, accept, ..wanted("pfa pull", Scope { pull: true, push: false }) };
    cycle(common, &request, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Sends what is due.
pub fn push(common: &Common, out: &mut Output) -> Result<ExitCode, CliError> {
    ended(cycle(common, &wanted("pfa push", Scope { pull: false, push: true }), out)?)
}

/// Pulls, then sends what is due.
pub fn sync(common: &Common, out: &mut Output) -> Result<ExitCode, CliError> {
    ended(cycle(common, &wanted("pfa sync", Scope { pull: true, push: true }), out)?)
}

fn wanted(who: &str, scope: Scope) -> Request {
    Request { trigger: Trigger::Manual, scope, sweep: false, accept: false, who: who.to_owned() }
}

/// Runs one cycle and tells what it did. An end that the system asked for is a good one.
fn cycle(common: &Common, request: &Request, out: &mut Output) -> Result<(Report, Waiting), CliError> {
    let runtime = runtime()?;
    // From here on, so that no signal of the system ends a request half way.
    let mut ending = runtime.block_on(async { Ending::listen() }).map_err(CliError::Runtime)?;
    let w = existing(common, unheard())?;
    let cancel = Cancel::default();
    let report = runtime.block_on(async {
        let cycle = run_cycle(&w, request, &cancel);
        tokio::pin!(cycle);
        loop {
            tokio::select! {
                report = &mut cycle => return report,
                () = ending.asked_for() => cancel.set(),
            }
        }
    });
    let report = report.inspect_err(|error| note_refusal(&w, &request.who, error))?;
    keep_copy_of_the_day(&w);
    let waiting = Waiting::of(&w)?;
    match &report.end {
        End::Failed(failure) => {
            Err(CliError::Sync { failure: failure.clone(), waiting: waiting.sentences() })
        }
        End::Guarded(stop) => Err(AppError::Guard(stop.clone()).into()),
        End::Done | End::Cancelled => {
            tell(&report, &waiting, out)?;
            Ok((report, waiting))
        }
    }
}

/// The exit code of a cycle that pushed.
fn ended((report, waiting): (Report, Waiting)) -> Result<ExitCode, CliError> {
    if report.end == End::Cancelled {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(failure) = report.setback.filter(may_pass) {
        return Err(CliError::Sync { failure, waiting: waiting.sentences() });
    }
    Ok(match (waiting.conflicts, waiting.failed) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(exit::FAILED_WAIT),
        _ => ExitCode::from(exit::CONFLICTS_WAIT),
    })
}

fn tell(report: &Report, waiting: &Waiting, out: &mut Output) -> Result<(), CliError> {
    let f = &report.figures;
    if out.json {
        out.json(&json!({
            "pulled": f.pulled,
            "pushed": f.pushed,
            "synced": f.synced,
            "conflicts": f.conflicts,
            "failed": f.failed,
            "quarantined": f.quarantined,
            "cancelled": report.end == End::Cancelled,
            "waiting": {
                "drafts": waiting.drafts,
                "queued": waiting.queued,
                "conflicts": waiting.conflicts,
                "failed": waiting.failed,
            },
        }))?;
    } else {
        if report.end == End::Cancelled {
            out.line("Ended early, as asked; the next sync goes on from here.")?;
        }
        out.line(&format!("Pulled {}, sent {}, synced {}.", f.pulled, f.pushed, f.synced))?;
        for line in waiting.sentences() {
            out.line(&line)?;
        }
        if f.quarantined > 0 {
            out.line(&format!("{} rows went to quarantine: pfa quarantine", f.quarantined))?;
        }
    }
    out.flush()
}

impl Waiting {
    fn of(w: &Workspace) -> Result<Self, AppError> {
        let figures = sync_status(w)?;
        let count = |status| figures.counts.get(&status).copied().unwrap_or(0);
        Ok(Self {
            drafts: count(SyncStatus::Draft),
            queued: figures.queue.pending + figures.queue.in_flight,
            conflicts: count(SyncStatus::Conflict),
            failed: figures.queue.failed,
        })
    }

    /// A line for each kind that waits.
    fn sentences(&self) -> Vec<String> {
        let kinds = [
            (self.conflicts, "in conflict, for you to decide: pfa conflicts"),
            (self.failed, "failed: pfa failed"),
            (self.queued, "queued, to be sent by a later sync"),
            (self.drafts, "drafted and not committed"),
        ];
        let line = |(count, what): (u64, &str)| (count > 0).then(|| format!("{count} {what}"));
        kinds.into_iter().filter_map(line).collect()
    }
}
