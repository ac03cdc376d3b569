//! Taking back what a run pushed.

use crate::error::CliError;
use crate::output::{Output, Table, plain};
use crate::verb::account::approved;
use pfa_app::Workspace;
use pfa_app::run::{ShownVersion, preview_run_roll_back, roll_back_run_approved};
use pfa_app::view::RunRollbackPreviewView;
use serde_json::json;

/// Takes a run back for this reason; without one it shows what that would change.
pub fn rollback_run(
    w: &Workspace,
    run: &str,
    reason: Option<&str>,
    approved_by: Option<&str>,
    out: &mut Output,
) -> Result<(), CliError> {
    let preview = RunRollbackPreviewView::from(preview_run_roll_back(w, run)?);
    let Some(reason) = reason else { return show(&preview, out) };
    let shown: Vec<ShownVersion> = preview
        .items
        .into_iter()
        .map(|item| ShownVersion { pfa_id: item.pfa_id, version: item.from })
        .collect();
    let approved = approved(w, approved_by)?;
    let done = roll_back_run_approved(w, run, reason, &shown, approved.as_ref())?;
    if out.json {
        let rolled_back: Vec<&str> = done.rolled_back.iter().map(|id| id.as_str()).collect();
        return Ok(out.json(&json!({ "rolledBack": rolled_back, "stayed": done.stayed }))?);
    }
    out.line(&format!("Going back: {}. As they are: {}.", done.rolled_back.len(), done.stayed.len()))?;
    done.stayed
        .iter()
        .try_for_each(|left| Ok(out.line(&plain(&format!("{}: {}", left.pfa_id, left.reason)))?))
}

fn show(preview: &RunRollbackPreviewView, out: &mut Output) -> Result<(), CliError> {
    if out.json {
        return Ok(out.json(&json!(preview))?);
    }
    let mut table = Table::new(["RECORD", "FROM", "TO", "WOULD CHANGE", "STAYS AS IT IS"]);
    for item in &preview.items {
        let changes: Vec<String> = item
            .changes
            .iter()
            .map(|change| format!("{}: {} to {}", change.field.name(), change.now, change.after))
            .collect();
        let (from, to) = (item.from.to_string(), item.to.to_string());
        table.add([&item.pfa_id, &from, &to, &changes.join(", "), item.stays.as_deref().unwrap_or("")]);
    }
    Ok(out.table(&table, "The run pushed nothing.")?)
}
