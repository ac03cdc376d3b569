//! The bodies of the planner's commands: lines, edits of many records, undo, saved views, what-ifs.

use super::Desk;
use super::handlers::Answer;
use crate::cost::Scale;
use crate::event::{Changed, Topic};
use crate::table::TableFormat;
use crate::view::{
    BulkChangeView, CostMatrixView, EditCheckView, EditView, ImportCheckView, ImportOpened, JournalStateView,
    LinePreviewView, LineWindow, Mapping, RecordQuery, SavedViewView, TargetView, ViewExport, WhatIfView,
    lines_of,
};
use crate::{AppError, cost, edit, export, import, line, record, saved_view, undo as undo_use, what_if};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use pfa_domain::date_in_range;
use std::sync::Arc;

pub(super) async fn line_window(
    desk: &Arc<Desk>,
    query: RecordQuery,
    offset: u64,
    limit: u64,
) -> Answer<LineWindow> {
    if limit > record::WINDOW_MAX {
        return Err(AppError::invalid(format!("A window has at most {} lines.", record::WINDOW_MAX)));
    }
    let lines = line::list_lines(&desk.workspace()?, &lines_of(&query)?, offset, limit)?;
    Ok(LineWindow::of(lines, offset))
}

pub(super) async fn line_find(desk: &Arc<Desk>, query: RecordQuery, pfa_id: String) -> Answer<Option<u64>> {
    line::find_line(&desk.workspace()?, &lines_of(&query)?, &pfa_id)
}

pub(super) async fn line_ids(
    desk: &Arc<Desk>,
    query: RecordQuery,
    from: u64,
    to: u64,
) -> Answer<Vec<String>> {
    line::line_ids(&desk.workspace()?, &lines_of(&query)?, from, to)
}

pub(super) async fn line_preview(desk: &Arc<Desk>, edits: Vec<EditView>) -> Answer<LinePreviewView> {
    Ok(edit::preview_lines(&desk.workspace()?, edits.into_iter().map(Into::into).collect())?.into())
}

pub(super) async fn edit_check(desk: &Arc<Desk>, edits: Vec<EditView>) -> Answer<EditCheckView> {
    Ok(edit::check_edits(&desk.workspace()?, edits.into_iter().map(Into::into).collect())?.into())
}

pub(super) async fn edit_save(
    desk: &Arc<Desk>,
    edits: Vec<EditView>,
    label: String,
    reason: Option<String>,
) -> Answer<Changed> {
    let edits = edits.into_iter().map(Into::into).collect();
    edit::save_edits(&desk.workspace()?, edits, &label, reason.as_deref())
}

pub(super) async fn edit_cancel(desk: &Arc<Desk>) -> Answer<Changed> {
    edit::cancel_edits(&desk.workspace()?);
    Ok(Changed::of([Topic::Status]))
}

pub(super) async fn bulk_check(
    desk: &Arc<Desk>,
    target: TargetView,
    change: BulkChangeView,
) -> Answer<EditCheckView> {
    Ok(edit::check_bulk(&desk.workspace()?, &target.target()?, &change.change()?)?.into())
}

pub(super) async fn bulk_save(
    desk: &Arc<Desk>,
    target: TargetView,
    change: BulkChangeView,
    reason: Option<String>,
) -> Answer<Changed> {
    edit::save_bulk(&desk.workspace()?, &target.target()?, &change.change()?, reason.as_deref())
}

pub(super) async fn undo(desk: &Arc<Desk>) -> Answer<Changed> {
    undo_use::undo(&desk.workspace()?)
}

pub(super) async fn redo(desk: &Arc<Desk>) -> Answer<Changed> {
    undo_use::redo(&desk.workspace()?)
}

pub(super) async fn journal_state(desk: &Arc<Desk>) -> Answer<JournalStateView> {
    Ok(undo_use::journal_state(&desk.workspace()?)?.into())
}

pub(super) async fn cost_matrix(
    desk: &Arc<Desk>,
    query: RecordQuery,
    scale: Scale,
    from: Option<String>,
    to: Option<String>,
) -> Answer<CostMatrixView> {
    let (from, to) = (day(from.as_deref())?, day(to.as_deref())?);
    Ok(cost::cost_matrix(&desk.workspace()?, &lines_of(&query)?, scale, from, to)?.into())
}

pub(super) async fn import_open(
    desk: &Arc<Desk>,
    name: String,
    bytes_base64: String,
) -> Answer<ImportOpened> {
    let bytes = STANDARD.decode(bytes_base64);
    let bytes = bytes.map_err(|_| AppError::invalid("The file did not arrive whole."))?;
    let opened = import::open_import(&desk.workspace()?, &name, &bytes)?;
    Ok(ImportOpened::of(name, opened))
}

pub(super) async fn import_check(
    desk: &Arc<Desk>,
    import_id: String,
    mapping: Mapping,
) -> Answer<ImportCheckView> {
    Ok(import::check_import(&desk.workspace()?, &import_id, &mapping.targets()?)?.into())
}

pub(super) async fn import_save(desk: &Arc<Desk>, import_id: String, mapping: Mapping) -> Answer<Changed> {
    import::save_import(&desk.workspace()?, &import_id, &mapping.targets()?)
}

pub(super) async fn view_export(
    desk: &Arc<Desk>,
    query: RecordQuery,
    columns: Vec<String>,
    format: TableFormat,
) -> Answer<ViewExport> {
    let exported = export::export_view(&desk.workspace()?, &lines_of(&query)?, &columns, format)?;
    let name = format!("PFA records {}", exported.organization);
    let path = desk.hand_over(&name, format.extension(), &exported.content)?;
    Ok(ViewExport { path: path.display().to_string(), records: exported.records })
}

pub(super) async fn view_list(desk: &Arc<Desk>) -> Answer<Vec<SavedViewView>> {
    Ok(saved_view::list_views(&desk.workspace()?)?.into_iter().filter_map(SavedViewView::of).collect())
}

pub(super) async fn view_save(desk: &Arc<Desk>, view: SavedViewView) -> Answer<Changed> {
    saved_view::save_view(&desk.workspace()?, &view.kept()?)
}

pub(super) async fn view_delete(desk: &Arc<Desk>, id: String) -> Answer<Changed> {
    saved_view::delete_view(&desk.workspace()?, &id)
}

pub(super) async fn workspace_state_get(desk: &Arc<Desk>) -> Answer<Option<String>> {
    saved_view::workspace_state(&desk.workspace()?)
}

pub(super) async fn workspace_state_put(desk: &Arc<Desk>, json: String) -> Answer<()> {
    saved_view::keep_workspace_state(&desk.workspace()?, &json)
}

pub(super) async fn what_if_list(desk: &Arc<Desk>) -> Answer<Vec<WhatIfView>> {
    Ok(what_if::list_what_ifs(&desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn what_if_begin(desk: &Arc<Desk>, name: String) -> Answer<Changed> {
    what_if::begin_what_if(&desk.workspace()?, &name)
}

pub(super) async fn what_if_enter(desk: &Arc<Desk>, id: Option<String>) -> Answer<Changed> {
    what_if::enter_what_if(&desk.workspace()?, id.as_deref())
}

pub(super) async fn what_if_commit(desk: &Arc<Desk>, id: String) -> Answer<Changed> {
    what_if::commit_what_if(&desk.workspace()?, &id)
}

pub(super) async fn what_if_drop(desk: &Arc<Desk>, id: String, reason: Option<String>) -> Answer<Changed> {
    what_if::drop_what_if(&desk.workspace()?, &id, reason.as_deref())
}

/// A day as the window writes it, in the years that records may have.
fn day(text: Option<&str>) -> Answer<Option<NaiveDate>> {
    let wrong = || AppError::invalid("A day is written as 2026-06-15, from 1990-01-01 to 2100-12-31.");
    let read = |text: &str| text.parse().ok().filter(|day| date_in_range(*day)).ok_or_else(wrong);
    text.map(read).transpose()
}
