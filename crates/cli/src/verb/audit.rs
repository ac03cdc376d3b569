//! The log of who did what.

use crate::args::AuditFilter;
use crate::error::CliError;
use crate::output::{Output, Table};
use pfa_app::Workspace;
use pfa_app::audit::{AUDIT_MAX, list_audit, verify_audit};
use pfa_app::view::AuditRowView;
use serde_json::{Value as Json, json};

/// Lists rows, the newest first.
pub fn list(w: &Workspace, wanted: &AuditFilter, limit: usize, out: &mut Output) -> Result<(), CliError> {
    let query = wanted.query();
    let mut rows: Vec<AuditRowView> = Vec::new();
    let mut before = None;
    while rows.len() < limit {
        let most = AUDIT_MAX.min(limit - rows.len());
        let page = list_audit(w, &query, wanted.text.as_deref(), before, most)?;
        rows.extend(page.rows.into_iter().map(AuditRowView::from));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    if out.json {
        return Ok(out.json(&rows.iter().map(row).collect())?);
    }
    let mut table = Table::new(["NUMBER", "AT", "WHO", "RECORD", "WHAT"]);
    for row in &rows {
        table.add([&row.id, &row.at, &row.who, row.pfa_id.as_deref().unwrap_or(""), &row.sentence]);
    }
    Ok(out.table(&table, "No row of the log is like that.")?)
}

/// A row for a script: its particulars are JSON, and not text that holds some.
fn row(row: &AuditRowView) -> Json {
    let mut value = json!(row);
    value["detail"] = serde_json::from_str(&row.detail).unwrap_or_default();
    value
}

/// Checks that no row was changed, dropped or moved.
pub fn verify(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let verdict = verify_audit(w)?;
    if out.json {
        let (rows, problem) = match &verdict {
            Ok(rows) => (Some(*rows), None),
            Err(broken) => (None, Some(broken.to_string())),
        };
        out.json(&json!({ "intact": verdict.is_ok(), "rows": rows, "problem": problem }))?;
        out.flush::<CliError>()?;
    }
    match verdict {
        Ok(_) if out.json => Ok(()),
        Ok(rows) => {
            Ok(out
                .line(&format!("The audit log is intact: {rows} rows, each follows from the one before."))?)
        }
        Err(broken) => Err(CliError::Audit(broken.to_string())),
    }
}
