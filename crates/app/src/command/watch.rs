//! The bodies of the commands for whoever watches: dashboard, runs, the audit log.

use super::Desk;
use super::handlers::Answer;
use crate::view::{
    AttemptView, AuditPageView, AuditQueryView, AuditVerdictView, DashboardQuery, DashboardView,
};
use crate::{audit, run};
use std::sync::Arc;

pub(super) async fn dashboard(desk: &Arc<Desk>, query: DashboardQuery) -> Answer<DashboardView> {
    let (from, to) = query.span()?;
    Ok(run::show_dashboard(&*desk.workspace()?, from, to)?.into())
}

pub(super) async fn run_item_attempts(
    desk: &Arc<Desk>,
    run_id: String,
    pfa_id: String,
) -> Answer<Vec<AttemptView>> {
    Ok(run::list_run_attempts(&*desk.workspace()?, &run_id, &pfa_id)?.iter().map(Into::into).collect())
}

pub(super) async fn audit_list(desk: &Arc<Desk>, query: AuditQueryView) -> Answer<AuditPageView> {
    let (found, before, limit) = (query.query()?, query.before()?, query.limit as usize);
    let page = audit::list_audit(&*desk.workspace()?, &found, query.text.as_deref(), before, limit)?;
    Ok(page.into())
}

pub(super) async fn audit_verify(desk: &Arc<Desk>) -> Answer<AuditVerdictView> {
    Ok(audit::verify_audit(&*desk.workspace()?)?.into())
}
