//! Changing: edits, commits, retries, rollbacks, values put back.

use crate::args::{Assignment, Chosen, Edit, Verb};
use crate::error::CliError;
use crate::output::Output;
use crate::verb::account::approved;
use crate::verb::read::{told, told_queued};
use crate::verb::runtime::runtime;
use pfa_app::domain::Delta;
use pfa_app::draft::{commit_drafts, discard_draft, parse_changes, save_draft};
use pfa_app::failed::retry_failed;
use pfa_app::version::{list_versions, restore_given_up, roll_back_approved};
use pfa_app::{AppError, Workspace};
use serde_json::{Map, Value as Json};

/// Refuses what the grammar alone cannot: a field given twice, a merge of several conflicts.
pub fn check(verb: &Verb) -> Result<(), CliError> {
    let names: Vec<&str> = if let Verb::Edit(edit) = verb {
        edit.values.iter().map(|v| v.field.as_str()).collect()
    } else if let Verb::Resolve(resolve) = verb {
        let sides = resolve.merge.iter().map(|(field, _)| field.name());
        let names: Vec<&str> = sides.chain(resolve.typed.iter().map(|v| v.field.as_str())).collect();
        if !names.is_empty() && resolve.conflicts.len() != 1 {
            return Err(CliError::Malformed("--merge and --set decide one conflict".to_owned()));
        }
        names
    } else {
        return Ok(());
    };
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
    twice.map_or(Ok(()), |(_, name)| Err(CliError::Malformed(format!("{name} is given twice"))))
}

/// Edits a record, all fields or none.
pub fn edit(w: &Workspace, edit: &Edit, out: &mut Output) -> Result<(), CliError> {
    if let Some(fixed) = edit.values.iter().find(|v| IDENTITY.contains(&v.field.as_str())) {
        return Err(AppError::invalid(format!("{} is set by PEMS and cannot be edited.", fixed.field)).into());
    }
    save_draft(w, &edit.id, &typed(&edit.values)?, edit.reason.as_deref())?;
    told(w, &edit.id, "saved.", out)
}

/// Reads values as a person types them.
pub fn typed(values: &[Assignment]) -> Result<Delta, AppError> {
    let members: Map<String, Json> =
        values.iter().map(|v| (v.field.clone(), Json::String(v.value.clone()))).collect();
    parse_changes(&members)
}

/// Queues drafts.
pub fn commit(w: &Workspace, chosen: &Chosen, out: &mut Output) -> Result<(), CliError> {
    let queued = commit_drafts(w, chosen.named().as_deref())?;
    told_queued(&queued.records.unwrap_or_default(), out)
}

/// Gives up what is unsent.
pub fn discard(w: &Workspace, id: &str, reason: Option<&str>, out: &mut Output) -> Result<(), CliError> {
    discard_draft(w, id, reason)?;
    told(w, id, "the change is given up; its values stay in history.", out)
}

/// Puts given-up values back as a draft.
pub fn restore(w: &Workspace, id: &str, out: &mut Output) -> Result<(), CliError> {
    let restored = restore_given_up(w, id)?.records.unwrap_or_default();
    restored.iter().try_for_each(|record| told(w, record, "the values are put back.", out))
}

/// Sends failed changes again.
pub fn retry(w: &Workspace, chosen: &Chosen, out: &mut Output) -> Result<(), CliError> {
    let queued = retry_failed(w, chosen.named().as_deref())?;
    told_queued(&queued.records.unwrap_or_default(), out)
}

/// Goes back to an earlier version, known here or told by PEMS.
pub fn rollback(
    w: &Workspace,
    id: &str,
    to: u64,
    reason: &str,
    approved_by: Option<&str>,
    out: &mut Output,
) -> Result<(), CliError> {
    let approved = approved(w, approved_by)?;
    runtime()?.block_on(list_versions(w, id))?;
    roll_back_approved(w, id, to, reason, approved.as_ref())?;
    told(w, id, &format!("it goes back to version {to}."), out)
}

/// Names of the field list that are no fields of a draft.
const IDENTITY: [&str; 3] = ["pfaId", "organization", "version"];
