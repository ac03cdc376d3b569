//! The verbs: each parses, calls one use case, prints.

mod account;
mod audit;
mod change;
mod config;
mod dashboard;
mod doctor;
mod export;
mod grammar;
mod history;
mod plan;
mod read;
mod recover;
mod resolve;
mod rollback_run;
mod runtime;
mod sync;
mod watch;

use crate::args::{Args, Audit, RecoveryCode, Verb};
use crate::error::CliError;
use crate::open::{existing, unheard};
use crate::output::Output;
use pfa_app::audit::note_refusal;
use std::process::ExitCode;

/// Does what was asked for.
pub fn run(args: &Args, out: &mut Output) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::Init(init) => account::init(&args.common, init, out)?,
        Verb::Pull { accept_changes } => return sync::pull(&args.common, *accept_changes, out),
        Verb::Push => return sync::push(&args.common, out),
        Verb::Sync => return sync::sync(&args.common, out),
        Verb::Watch => watch::watch(&args.common)?,
        Verb::Config { what } => config::config(&args.common, what, out)?,
        Verb::Proxy { what } => config::proxy(&args.common, what, out)?,
        Verb::ExportUnsent(to) => export::unsent(&args.common, to, out)?,
        Verb::RecoveryCode { what: None } => recover::state(&args.common, out)?,
        Verb::Doctor { repair: true } => doctor::repair(&args.common, out)?,
        Verb::Doctor { repair: false } => return doctor::doctor(&args.common, out),
        Verb::SupportBundle { file } => doctor::bundle(&args.common, file, out)?,
        Verb::Recover(means) => recover::recover(&args.common, means, out)?,
        Verb::Manual { folder } => grammar::manual(folder, out)?,
        Verb::Completions { shell } => grammar::completions(*shell, out)?,
        Verb::SignOut
        | Verb::RecoveryCode { what: Some(_) }
        | Verb::List(_)
        | Verb::Show(_)
        | Verb::Edit(_)
        | Verb::Commit(_)
        | Verb::Discard { .. }
        | Verb::Bulk(_)
        | Verb::Import { .. }
        | Verb::Undo
        | Verb::Redo
        | Verb::Status
        | Verb::Conflicts
        | Verb::Resolve(_)
        | Verb::Merges(_)
        | Verb::UndoMerge { .. }
        | Verb::GivenUp(_)
        | Verb::Restore { .. }
        | Verb::Failed
        | Verb::Retry(_)
        | Verb::History(_)
        | Verb::Rollback { .. }
        | Verb::RollbackRun { .. }
        | Verb::Runs { .. }
        | Verb::ExportRuns { .. }
        | Verb::Dashboard { .. }
        | Verb::Quarantine
        | Verb::Audit { .. } => on_profile(args, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn on_profile(args: &Args, out: &mut Output) -> Result<(), CliError> {
    change::check(&args.verb)?;
    let w = &existing(&args.common, unheard())?;
    let done = match &args.verb {
        Verb::SignOut => account::sign_out(w, out),
        Verb::List(list) => read::list(w, list, out),
        Verb::Show(record) => read::show(w, &record.id, out),
        Verb::Edit(edit) => change::edit(w, edit, out),
        Verb::Commit(chosen) => change::commit(w, chosen, out),
        Verb::Discard { id, reason } => change::discard(w, id, reason.as_deref(), out),
        Verb::Bulk(bulk) => plan::bulk(w, bulk, out),
        Verb::Import { file, check } => plan::import(w, file, *check, out),
        Verb::Undo => plan::undo(w, out),
        Verb::Redo => plan::redo(w, out),
        Verb::Status => read::status(w, out),
        Verb::Conflicts => read::conflicts(w, out),
        Verb::Resolve(resolve) => resolve::resolve(w, resolve, out),
        Verb::Merges(record) => history::merges(w, &record.id, out),
        Verb::UndoMerge { merge } => resolve::undo_merge(w, merge, out),
        Verb::GivenUp(record) => history::given_up(w, &record.id, out),
        Verb::Restore { id } => change::restore(w, id, out),
        Verb::Failed => read::failed(w, out),
        Verb::Retry(chosen) => change::retry(w, chosen, out),
        Verb::History(record) => history::history(w, &record.id, out),
        Verb::Rollback { id, to, reason, approved_by } => {
            change::rollback(w, id, *to, reason, approved_by.as_deref(), out)
        }
        Verb::RollbackRun { run, reason, dry_run, approved_by } => {
            let reason = reason.as_deref().filter(|_| !dry_run);
            rollback_run::rollback_run(w, run, reason, approved_by.as_deref(), out)
        }
        Verb::Runs { wanted, limit } => dashboard::runs(w, wanted, *limit, out),
        Verb::ExportRuns { wanted, to } => export::runs(w, wanted, to, out),
        Verb::Dashboard { from, to } => dashboard::dashboard(w, *from, *to, out),
        Verb::Quarantine => read::quarantine(w, out),
        Verb::Audit { what: Audit::List { wanted, limit } } => audit::list(w, wanted, *limit, out),
        Verb::Audit { what: Audit::Export { wanted, to } } => export::audit(w, wanted, to, out),
        Verb::Audit { what: Audit::Verify } => audit::verify(w, out),
        Verb::RecoveryCode { what: Some(RecoveryCode::Make) } => recover::make(w, out),
        Verb::Init(_)
        | Verb::Pull { .. }
        | Verb::Push
        | Verb::Sync
        | Verb::Watch
        | Verb::Config { .. }
        | Verb::Proxy { .. }
        | Verb::ExportUnsent { .. }
        | Verb::RecoveryCode { what: None }
        | Verb::Doctor { .. }
        | Verb::SupportBundle { .. }
        | Verb::Recover(_)
        | Verb::Manual { .. }
        | Verb::Completions { .. } => unreachable!("these open the profile themselves"),
    };
    done.inspect_err(|error| {
        if let CliError::App(error) = error {
            if error.met_damage() {
                w.store().distrust();
            }
            note_refusal(w, &format!("pfa {}", args.verb.word()), error);
        }
    })
}
