//! A command's body: parse, one use case, map.

use super::Desk;
pub(super) use super::planner::*;
pub(super) use super::rescue::*;
pub(super) use super::settings::*;
pub(super) use super::watch::*;
use crate::approval::{Approved, approve};
use crate::conflict::{Conflict, ConflictRow, ShownConflict};
use crate::event::{Changed, Topic};
use crate::network::read_ca;
use crate::settings::show_settings;
use crate::sign_in::{SignIn, select_organization};
use crate::sync::{Order, Trigger};
use crate::unsent::ExportFormat;
use crate::view::{
    AppState, ApprovalView, Change, ConflictChoice, ConflictDetail, ConflictPreviewView, ConflictSummary,
    DraftCheckView, DraftView, Facet, FailedItem, FilterBy, ManyPreviewView, ManyResolvedView, MergeUndone,
    QuarantineItem, RecordDetail, RecordQuery, RollbackPreviewView, Row, RunItemView, RunPage, RunQueryView,
    SignInView, SyncStatusView, TotalsView, UnsentExport, Values, VersionView, WriteView, column_of, instant,
    run_query, window_of,
};
use crate::{
    AppError, Workspace, conflict, draft, failed, record, run, sign_in as account_use, sync, version,
};
use pfa_domain::{Field, FieldValue, Kind, Side, SyncStatus, check_record};
use pfa_store::current::{Column, CurrentRow};
use serde_json::Value as Json;
use std::sync::Arc;

pub(super) type Answer<T> = Result<T, AppError>;

pub(super) async fn app_state(desk: &Arc<Desk>) -> Answer<AppState> {
    Ok(desk.state_or_retry().await)
}

pub(super) async fn sign_in(desk: &Arc<Desk>, request: SignInView) -> Answer<AppState> {
    let w = desk.workspace()?;
    let request = SignIn {
        pems: request.pems,
        tenant: request.tenant,
        organization: request.organization,
        user: request.user,
        secret_kind: request.secret_kind,
        secret: crate::secrets::Secret::new(request.secret),
        ca_pem: request.ca_file.as_deref().map(read_ca).transpose()?,
        sample: false,
    };
    account_use::sign_in(&w, request).await?;
    desk.start_worker()?;
    Ok(desk.state())
}

pub(super) async fn sign_out(desk: &Arc<Desk>) -> Answer<AppState> {
    account_use::sign_out(&desk.workspace()?)?;
    desk.cancel_cycle();
    desk.order(Order::LookAgain);
    Ok(desk.state())
}

pub(super) async fn sample_open(desk: &Arc<Desk>) -> Answer<AppState> {
    desk.open_sample().await
}

pub(super) async fn sample_leave(desk: &Arc<Desk>) -> Answer<AppState> {
    Ok(desk.leave_sample().await)
}

pub(super) async fn organization_select(desk: &Arc<Desk>, organization: String) -> Answer<AppState> {
    select_organization(&desk.workspace()?, &organization)?;
    desk.order(Order::LookAgain);
    Ok(desk.state())
}

pub(super) async fn record_totals(desk: &Arc<Desk>, query: RecordQuery) -> Answer<TotalsView> {
    Ok(record::total_records(&desk.workspace()?, &window_of(&query)?)?.into())
}

pub(super) async fn record_facets(
    desk: &Arc<Desk>,
    query: RecordQuery,
    field: FilterBy,
) -> Answer<Vec<Facet>> {
    let column = column_of(&field.0)?;
    let facets = record::list_facets(&desk.workspace()?, &window_of(&query)?, column)?;
    Ok(facets.into_iter().map(|(value, count)| Facet { value: facet_value(column, value), count }).collect())
}

pub(super) async fn record_show(desk: &Arc<Desk>, pfa_id: String) -> Answer<RecordDetail> {
    let w = desk.workspace()?;
    let (state, actor) = record::show_record(&w, &pfa_id)?;
    let versions = versions_known(&w, &pfa_id)?;
    let max_attempts = show_settings(&w)?.max_attempts;
    let read_only = record::read_only_fields(&state, &actor);
    let mirror = &state.mirror.record;
    let m = state.modification.as_ref();
    let seen = m.map_or_else(|| mirror.clone(), |m| m.draft.delta.apply(mirror));
    let status = m.map_or(SyncStatus::Synced, |m| m.status);
    let row = CurrentRow {
        status,
        status_at: m
            .and_then(|m| if status == SyncStatus::Synced { m.synced_at } else { Some(m.changed_at) }),
        status_reason: m.and_then(|m| m.sync_error.clone()),
        changed: m
            .map(|m| m.draft.delta.fields().filter(|f| seen.get(*f) != mirror.get(*f)).collect())
            .unwrap_or_default(),
        record: seen.clone(),
    };
    Ok(RecordDetail {
        row: Row::of(row, state.conflict),
        mirror: Values(mirror.to_json()),
        mirror_version: mirror.version,
        draft: m.filter(|m| m.status != SyncStatus::Synced).map(draft_view),
        write: state.write.as_ref().map(|write| WriteView::of(write, max_attempts)),
        editable: Field::ALL.into_iter().filter(|f| !read_only.contains_key(f)).collect(),
        read_only,
        violations: check_record(&seen).into_iter().map(Into::into).collect(),
        versions,
    })
}

pub(super) async fn draft_check(desk: &Arc<Desk>, pfa_id: String, changes: Values) -> Answer<DraftCheckView> {
    Ok(draft::check_draft(&desk.workspace()?, &pfa_id, &changes.0)?.into())
}

pub(super) async fn draft_save(
    desk: &Arc<Desk>,
    pfa_id: String,
    changes: Values,
    seen: Option<Values>,
    reason: Option<String>,
) -> Answer<Changed> {
    let (w, edit) = (desk.workspace()?, draft::parse_changes(&changes.0)?);
    match seen {
        Some(seen) => {
            let seen = draft::parse_changes(&seen.0)?;
            draft::save_draft_upon(&w, &pfa_id, &edit, &seen, reason.as_deref())
        }
        None => draft::save_draft(&w, &pfa_id, &edit, reason.as_deref()),
    }
}

pub(super) async fn draft_discard(
    desk: &Arc<Desk>,
    pfa_id: String,
    reason: Option<String>,
) -> Answer<Changed> {
    draft::discard_draft(&desk.workspace()?, &pfa_id, reason.as_deref())
}

pub(super) async fn draft_commit(desk: &Arc<Desk>, pfa_ids: Option<Vec<String>>) -> Answer<Changed> {
    let changed = draft::commit_drafts(&desk.workspace()?, pfa_ids.as_deref())?;
    desk.order(Order::Sync(Trigger::Commit));
    Ok(changed)
}

pub(super) async fn sync_now(desk: &Arc<Desk>) -> Answer<Changed> {
    desk.workspace()?;
    desk.order(Order::Sync(Trigger::Manual));
    Ok(Changed::of([Topic::Status]))
}

pub(super) async fn sync_cancel(desk: &Arc<Desk>) -> Answer<Changed> {
    desk.cancel_cycle();
    Ok(Changed::of([Topic::Status]))
}

pub(super) async fn sync_status(desk: &Arc<Desk>) -> Answer<SyncStatusView> {
    Ok(sync::sync_status(&desk.workspace()?)?.into())
}

pub(super) async fn pull_accept(desk: &Arc<Desk>) -> Answer<Changed> {
    desk.workspace()?;
    desk.order(Order::Accept);
    Ok(Changed::of([Topic::Status]))
}

pub(super) async fn conflict_list(desk: &Arc<Desk>, open: bool) -> Answer<Vec<ConflictSummary>> {
    Ok(conflict::list_conflicts(&desk.workspace()?, open)?.iter().map(Into::into).collect())
}

pub(super) async fn conflict_show(desk: &Arc<Desk>, id: String) -> Answer<ConflictDetail> {
    let (found, rows) = conflict::show_conflict(&desk.workspace()?, &id)?;
    Ok(ConflictDetail::of(&found, rows))
}

pub(super) async fn conflict_preview(
    desk: &Arc<Desk>,
    id: String,
    choice: ConflictChoice,
) -> Answer<ConflictPreviewView> {
    Ok(conflict::preview_resolution(&desk.workspace()?, &id, &choice.choice()?)?.into())
}

pub(super) async fn conflict_resolve(
    desk: &Arc<Desk>,
    id: String,
    choice: ConflictChoice,
    approval: Option<ApprovalView>,
) -> Answer<Changed> {
    let (w, choice) = (desk.workspace()?, choice.choice()?);
    let approved = approved(&w, approval).await?;
    let changed = conflict::resolve_approved(&w, &id, &choice, approved.as_ref())?;
    desk.order(Order::Sync(Trigger::Commit));
    Ok(changed)
}

/// Asks PEMS about the person who approves, where somebody does.
pub(super) async fn approved(w: &Workspace, approval: Option<ApprovalView>) -> Answer<Option<Approved>> {
    match approval {
        Some(approval) => Ok(Some(approve(w, approval.approval()).await?)),
        None => Ok(None),
    }
}

pub(super) async fn conflict_preview_many(
    desk: &Arc<Desk>,
    ids: Option<Vec<String>>,
    side: Side,
) -> Answer<Vec<ManyPreviewView>> {
    let found = conflict::preview_many(&desk.workspace()?, ids.as_deref(), side)?;
    Ok(found.into_iter().map(Into::into).collect())
}

pub(super) async fn conflict_resolve_many(
    desk: &Arc<Desk>,
    shown: Vec<ShownConflict>,
    side: Side,
    approval: Option<ApprovalView>,
) -> Answer<ManyResolvedView> {
    let w = desk.workspace()?;
    let approved = approved(&w, approval).await?;
    let done = conflict::resolve_many_approved(&w, &shown, side, approved.as_ref())?;
    desk.order(Order::Sync(Trigger::Commit));
    Ok(done.into())
}

pub(super) async fn merge_undo(desk: &Arc<Desk>, id: String) -> Answer<MergeUndone> {
    Ok(conflict::undo_merge(&desk.workspace()?, &id)?.into())
}

pub(super) async fn failed_list(desk: &Arc<Desk>) -> Answer<Vec<FailedItem>> {
    Ok(failed::list_failed(&desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn failed_retry(desk: &Arc<Desk>, pfa_ids: Option<Vec<String>>) -> Answer<Changed> {
    let changed = failed::retry_failed(&desk.workspace()?, pfa_ids.as_deref())?;
    desk.order(Order::Sync(Trigger::Retry));
    Ok(changed)
}

pub(super) async fn version_list(desk: &Arc<Desk>, pfa_id: String) -> Answer<Vec<VersionView>> {
    let w = desk.workspace()?;
    let (versions, given_up) = version::list_versions(&w, &pfa_id).await?;
    Ok(joined(versions, given_up, conflict::list_merges(&w, &pfa_id)?))
}

pub(super) async fn rollback_preview(
    desk: &Arc<Desk>,
    pfa_id: String,
    version: u64,
) -> Answer<RollbackPreviewView> {
    Ok(version::preview_roll_back(&desk.workspace()?, &pfa_id, version)?.into())
}

pub(super) async fn record_roll_back(
    desk: &Arc<Desk>,
    pfa_id: String,
    version: u64,
    reason: String,
    approval: Option<ApprovalView>,
) -> Answer<Changed> {
    let w = desk.workspace()?;
    let approved = approved(&w, approval).await?;
    let changed = version::roll_back_approved(&w, &pfa_id, version, &reason, approved.as_ref())?;
    desk.order(Order::Sync(Trigger::Commit));
    Ok(changed)
}

pub(super) async fn given_up_restore(desk: &Arc<Desk>, history_id: String) -> Answer<Changed> {
    version::restore_given_up(&desk.workspace()?, &history_id)
}

pub(super) async fn run_list(desk: &Arc<Desk>, query: RunQueryView) -> Answer<RunPage> {
    let (runs, total, idle_hidden) = run::list_runs(&desk.workspace()?, &run_query(query)?)?;
    Ok(RunPage { total, idle_hidden, runs: runs.into_iter().map(Into::into).collect() })
}

pub(super) async fn run_items(desk: &Arc<Desk>, run_id: String) -> Answer<Vec<RunItemView>> {
    Ok(run::list_run_items(&desk.workspace()?, &run_id)?.into_iter().map(Into::into).collect())
}

pub(super) async fn quarantine_list(desk: &Arc<Desk>) -> Answer<Vec<QuarantineItem>> {
    Ok(run::list_quarantine(&desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn link_take(desk: &Arc<Desk>) -> Answer<Option<String>> {
    Ok(desk.take_link().map(|pfa_id| pfa_id.to_string()))
}

pub(super) async fn unsent_export(desk: &Arc<Desk>, format: ExportFormat) -> Answer<UnsentExport> {
    desk.export_unsent(format).await
}

pub(super) async fn window_open(desk: &Arc<Desk>) -> Answer<()> {
    desk.open_window()
}

pub(super) async fn unsent_show(desk: &Arc<Desk>) -> Answer<()> {
    desk.show_handed_over()
}

fn draft_view(m: &pfa_store::modification::Modification) -> DraftView {
    let base = |field: Field| m.draft.base.get(&field).map_or(Json::Null, FieldValue::to_json);
    DraftView {
        revision: m.draft.revision,
        base_version: m.draft.base_version,
        changes: m
            .draft
            .delta
            .iter()
            .map(|(field, mine)| Change { field, base: base(field), mine: mine.to_json() })
            .collect(),
        changed_at: instant(m.changed_at),
        reason: m.draft.reason.clone(),
    }
}

fn versions_known(w: &crate::Workspace, pfa_id: &str) -> Answer<Vec<VersionView>> {
    let (versions, given_up) = version::known_versions(w, pfa_id)?;
    Ok(joined(versions, given_up, conflict::list_merges(w, pfa_id)?))
}

/// What was given up and merged here, then PEMS's versions, each the newest first.
fn joined(
    versions: Vec<version::Version>,
    given_up: Vec<pfa_store::history::GivenUp>,
    merges: Vec<(Conflict, Vec<ConflictRow>)>,
) -> Vec<VersionView> {
    let now = versions.first().map(|v| v.record.clone());
    let laid_over =
        given_up.into_iter().filter_map(|g| now.as_ref().map(|now| VersionView::given_up(g, now)));
    let mut all: Vec<VersionView> = laid_over.collect();
    all.extend(merges.into_iter().map(|(merge, rows)| VersionView::merged(merge, rows)));
    all.sort_by(|a, b| b.changed_at.cmp(&a.changed_at));
    all.extend(versions.into_iter().map(VersionView::from));
    all
}

/// A facet's value in the window's form: the database groups booleans as 0 and 1 and money in cents.
fn facet_value(column: Column, value: Option<String>) -> Json {
    match (column, value) {
        (_, None) => Json::Null,
        (Column::Changed, Some(text)) => (text == "1").into(),
        (Column::Field(field), Some(text)) if field.kind() == Kind::Bool => (text == "1").into(),
        (Column::Field(field), Some(text)) if field.kind() == Kind::Money => text
            .parse()
            .ok()
            .and_then(pfa_domain::Money::from_cents)
            .map_or(Json::Null, |amount| amount.to_string().into()),
        (_, Some(text)) => text.into(),
    }
}
