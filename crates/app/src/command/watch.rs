//! The bodies of the commands for whoever watches: dashboard, runs, the audit log.

use super::Desk;
use super::handlers::{Answer, approved};
use crate::run::ShownVersion;
use crate::sync::{Order, Trigger};
use crate::unsent::ExportFormat;
use crate::view::{
    ApprovalView, AttemptView, AuditPageView, AuditQueryView, AuditVerdictView, DashboardQuery,
    DashboardView, Exported, FailedDetail, RunQueryView, RunRollbackPreviewView, RunRolledBackView,
    run_query,
};
use crate::{AppError, audit, failed, run};
use std::sync::Arc;

pub(super) async fn failed_show(desk: &Arc<Desk>, pfa_id: String) -> Answer<FailedDetail> {
    Ok(failed::show_failed(&desk.workspace()?, &pfa_id)?.into())
}

pub(super) async fn dashboard(desk: &Arc<Desk>, query: DashboardQuery) -> Answer<DashboardView> {
    let (from, to) = query.span()?;
    Ok(run::show_dashboard(&desk.workspace()?, from, to)?.into())
}

pub(super) async fn run_export(
    desk: &Arc<Desk>,
    query: RunQueryView,
    format: ExportFormat,
) -> Answer<Exported> {
    let (content, rows) = run::export_runs(&desk.workspace()?, &run_query(query)?, format)?;
    let path = desk.hand_over("PFA sync runs", format.extension(), &content)?;
    Ok(Exported { path: path.display().to_string(), rows })
}

pub(super) async fn run_rollback_preview(desk: &Arc<Desk>, run_id: String) -> Answer<RunRollbackPreviewView> {
    Ok(run::preview_run_roll_back(&desk.workspace()?, &run_id)?.into())
}

pub(super) async fn run_roll_back(
    desk: &Arc<Desk>,
    run_id: String,
    reason: String,
    shown: Vec<ShownVersion>,
    approval: Option<ApprovalView>,
) -> Answer<RunRolledBackView> {
    let w = desk.workspace()?;
    let approved = approved(&w, approval).await?;
    let done = run::roll_back_run_approved(&w, &run_id, &reason, &shown, approved.as_ref())?;
    desk.order(Order::Sync(Trigger::Commit));
    Ok(done.into())
}

pub(super) async fn run_item_attempts(
    desk: &Arc<Desk>,
    run_id: String,
    pfa_id: String,
) -> Answer<Vec<AttemptView>> {
    Ok(run::list_run_attempts(&desk.workspace()?, &run_id, &pfa_id)?.iter().map(Into::into).collect())
}

pub(super) async fn audit_list(desk: &Arc<Desk>, query: AuditQueryView) -> Answer<AuditPageView> {
    let (found, before, limit) = (query.query()?, query.before()?, query.limit as usize);
    let page = audit::list_audit(&desk.workspace()?, &found, query.text.as_deref(), before, limit)?;
    Ok(page.into())
}

/// Written apart from the threads that commands are answered on: the log may be long.
pub(super) async fn audit_export(
    desk: &Arc<Desk>,
    query: AuditQueryView,
    format: ExportFormat,
) -> Answer<Exported> {
    let (desk, w) = (Arc::clone(desk), desk.workspace()?);
    let written = tokio::task::spawn_blocking(move || {
        let (found, mut rows) = (query.query()?, 0);
        let path = desk.hand_over_by("PFA audit log", format.extension(), |file| {
            rows = audit::export_audit(&w, &found, query.text.as_deref(), format, file)?;
            Ok(())
        })?;
        Ok(Exported { path: path.display().to_string(), rows })
    });
    written.await.map_err(|e| AppError::invalid(format!("the export was interrupted: {e}")))?
}

pub(super) async fn audit_verify(desk: &Arc<Desk>) -> Answer<AuditVerdictView> {
    Ok(audit::verify_audit(&desk.workspace()?)?.into())
}
