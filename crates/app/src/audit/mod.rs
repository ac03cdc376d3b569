//! The log of who did what: reading it, and making sure that it is whole.

mod export;
mod sentence;

pub use export::export_audit;
pub use pfa_store::audit::{AuditPage, AuditQuery, AuditRow, Broken};
pub use sentence::sentence;

use crate::{AppError, Workspace, account};
use pfa_domain::Permission;
use pfa_store::audit;
use serde_json::json;

/// The most rows that one page may ask for.
pub const AUDIT_MAX: usize = 500;

/// Rows of the log, the newest first: those that the query finds and whose words have `text` in them, after the row
/// `before`. Upper and lower case are alike.
pub fn list_audit(
    w: &Workspace,
    query: &AuditQuery,
    text: Option<&str>,
    before: Option<i64>,
    limit: usize,
) -> Result<AuditPage, AppError> {
    if limit > AUDIT_MAX {
        return Err(AppError::invalid(format!("A page has at most {AUDIT_MAX} rows.")));
    }
    let sought = sought(text);
    let matches = |row: &AuditRow| sought.as_deref().is_none_or(|sought| has(row, sought));
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(audit::page(db, &actor.organization, query, before, limit, matches)?)
    })
}

/// Walks the whole log: how many rows it has, or the first that does not fit.
pub fn verify_audit(w: &Workspace) -> Result<Result<u64, Broken>, AppError> {
    w.store().read(|db| {
        account::actor(db, Permission::Read)?;
        Ok(audit::verify(db)?)
    })
}

/// Remembers that somebody was refused `what` for want of a right. Other errors are not about rights.
pub fn note_refusal(w: &Workspace, what: &str, error: &AppError) {
    let AppError::Forbidden { permission, .. } = error else { return };
    let noted = w.store().write(|tx| {
        let Some(account) = account::get(tx)? else { return Ok(()) };
        let detail = json!({ "what": what, "permission": permission });
        Ok::<_, AppError>(audit::append(
            tx,
            &w.entry_in(&account.user_id, "permission_refused", &account.organization, detail),
        )?)
    });
    if let Err(error) = noted {
        tracing::error!(%error, what, "a refusal could not be written to the audit log");
    }
}

/// What to look for; nothing where nothing was typed.
fn sought(text: Option<&str>) -> Option<String> {
    text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
}

/// Whether the row says this anywhere, in its own words or in a person's.
fn has(row: &AuditRow, sought: &str) -> bool {
    let told = |text: &str| text.to_lowercase().contains(sought);
    told(&row.who)
        || told(&row.action)
        || row.pfa_id.as_deref().is_some_and(told)
        || told(&row.detail)
        || told(&sentence(row))
}
