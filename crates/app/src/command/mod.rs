//! The list of commands, declared once: dispatch and TypeScript come from it.

mod bindings;
mod desk;
mod handlers;
mod planner;
mod rescue;
mod settings;
mod watch;

pub use bindings::bindings;
pub use desk::{Desk, DeskOptions, Handover, SampleAccess, SamplePems};

use crate::conflict::ShownConflict;
use crate::cost::Scale;
use crate::doctor::Finding;
use crate::event::Changed;
use crate::run::ShownVersion;
use crate::settings::{SettingKey, SettingProblem, Settings};
use crate::table::TableFormat;
use crate::unsent::ExportFormat;
use crate::view::{
    AppState, ApprovalView, AttemptView, AuditPageView, AuditQueryView, AuditVerdictView, BulkChangeView,
    ConflictChoice, ConflictDetail, ConflictPreviewView, ConflictSummary, CostMatrixView, DashboardQuery,
    DashboardView, DraftCheckView, EditCheckView, EditView, ErrorCode, ErrorView, Exported, Facet,
    FailedDetail, FailedItem, FilterBy, ImportCheckView, ImportOpened, JournalStateView, LinePreviewView,
    LineWindow, ManyPreviewView, ManyResolvedView, Mapping, MergeUndone, QuarantineItem, RecordDetail,
    RecordQuery, RollbackPreviewView, RunItemView, RunPage, RunQueryView, RunRollbackPreviewView,
    RunRolledBackView, SavedViewView, SettingView, SignInView, SyncStatusView, TargetView, TotalsView,
    UnsentExport, Values, VersionView, ViewExport, WhatIfView,
};
use crate::view::{BundleView, RecoveryCodeView, RecoveryView, RepairView, SavedFile, ScratchView};
use pfa_domain::Side;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::any::Any;
use std::sync::Arc;
use ts_rs::{Config, TS};

/// What a command came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// What it answers whoever gave it.
    pub answer: Json,
    /// What it changed, for the windows that did not give it.
    pub changed: Option<Changed>,
}

macro_rules! commands {
    ($( $name:ident ( $($arg:ident : $ty:ty),* ) -> $result:ty; )*) => {
        /// Runs the command of this name; every error is one that the window knows.
        pub async fn dispatch(desk: &Arc<Desk>, name: &str, args: Json) -> Result<Done, Box<ErrorView>> {
            match name {
                $(stringify!($name) => {
                    #[derive(serde::Deserialize)]
                    #[serde(rename_all = "camelCase", deny_unknown_fields)]
                    struct Args { $($arg: $ty),* }
                    let Args { $($arg),* } = parse(args)?;
                    let result: $result = handlers::$name(desk, $($arg),*).await.map_err(|error| Box::new(desk.told(name, error)))?;
                    Ok(Done { answer: answer(&result)?, changed: changed_by(&result) })
                })*
                _ => Err(Box::new(ErrorView::new(ErrorCode::Invalid, "There is no such command."))),
            }
        }

        /// Each command's name, arguments and answer in TypeScript.
        fn declarations(config: &Config) -> Vec<(&'static str, Vec<(&'static str, String)>, String)> {
            vec![$((
                stringify!($name),
                vec![$((stringify!($arg), <$ty as TS>::name(config))),*],
                <$result as TS>::name(config),
            )),*]
        }
    };
}

commands! {
    app_state() -> AppState;
    link_take() -> Option<String>;
    sign_in(request: SignInView) -> AppState;
    sign_out() -> AppState;
    sample_open() -> AppState;
    sample_leave() -> AppState;
    organization_select(organization: String) -> AppState;
    line_window(query: RecordQuery, offset: u64, limit: u64) -> LineWindow;
    line_find(query: RecordQuery, pfa_id: String) -> Option<u64>;
    line_ids(query: RecordQuery, from: u64, to: u64) -> Vec<String>;
    record_totals(query: RecordQuery) -> TotalsView;
    record_facets(query: RecordQuery, field: FilterBy) -> Vec<Facet>;
    record_show(pfa_id: String) -> RecordDetail;
    line_preview(edits: Vec<EditView>) -> LinePreviewView;
    edit_check(edits: Vec<EditView>) -> EditCheckView;
    edit_save(edits: Vec<EditView>, label: String, reason: Option<String>) -> Changed;
    edit_cancel() -> Changed;
    bulk_check(target: TargetView, change: BulkChangeView) -> EditCheckView;
    bulk_save(target: TargetView, change: BulkChangeView, reason: Option<String>) -> Changed;
    undo() -> Changed;
    redo() -> Changed;
    journal_state() -> JournalStateView;
    cost_matrix(query: RecordQuery, scale: Scale, from: Option<String>, to: Option<String>) -> CostMatrixView;
    import_open(name: String, bytes_base64: String) -> ImportOpened;
    import_check(import_id: String, mapping: Mapping) -> ImportCheckView;
    import_save(import_id: String, mapping: Mapping) -> Changed;
    view_export(query: RecordQuery, columns: Vec<String>, format: TableFormat) -> ViewExport;
    view_list() -> Vec<SavedViewView>;
    view_save(view: SavedViewView) -> Changed;
    view_delete(id: String) -> Changed;
    workspace_state_get() -> Option<String>;
    workspace_state_put(json: String) -> ();
    what_if_list() -> Vec<WhatIfView>;
    what_if_begin(name: String) -> Changed;
    what_if_enter(id: Option<String>) -> Changed;
    what_if_commit(id: String) -> Changed;
    what_if_drop(id: String, reason: Option<String>) -> Changed;
    draft_check(pfa_id: String, changes: Values) -> DraftCheckView;
    draft_save(pfa_id: String, changes: Values, seen: Option<Values>, reason: Option<String>) -> Changed;
    draft_discard(pfa_id: String, reason: Option<String>) -> Changed;
    draft_commit(pfa_ids: Option<Vec<String>>) -> Changed;
    sync_now() -> Changed;
    sync_cancel() -> Changed;
    sync_status() -> SyncStatusView;
    pull_accept() -> Changed;
    conflict_list(open: bool) -> Vec<ConflictSummary>;
    conflict_show(id: String) -> ConflictDetail;
    conflict_preview(id: String, choice: ConflictChoice) -> ConflictPreviewView;
    conflict_resolve(id: String, choice: ConflictChoice, approval: Option<ApprovalView>) -> Changed;
    conflict_preview_many(ids: Option<Vec<String>>, side: Side) -> Vec<ManyPreviewView>;
    conflict_resolve_many(shown: Vec<ShownConflict>, side: Side, approval: Option<ApprovalView>) -> ManyResolvedView;
    merge_undo(id: String) -> MergeUndone;
    failed_show(pfa_id: String) -> FailedDetail;
    failed_list() -> Vec<FailedItem>;
    failed_retry(pfa_ids: Option<Vec<String>>) -> Changed;
    version_list(pfa_id: String) -> Vec<VersionView>;
    rollback_preview(pfa_id: String, version: u64) -> RollbackPreviewView;
    record_roll_back(pfa_id: String, version: u64, reason: String, approval: Option<ApprovalView>) -> Changed;
    given_up_restore(history_id: String) -> Changed;
    run_list(query: RunQueryView) -> RunPage;
    run_items(run_id: String) -> Vec<RunItemView>;
    run_export(query: RunQueryView, format: ExportFormat) -> Exported;
    run_rollback_preview(run_id: String) -> RunRollbackPreviewView;
    run_roll_back(run_id: String, reason: String, shown: Vec<ShownVersion>, approval: Option<ApprovalView>) -> RunRolledBackView;
    run_item_attempts(run_id: String, pfa_id: String) -> Vec<AttemptView>;
    dashboard(query: DashboardQuery) -> DashboardView;
    audit_list(query: AuditQueryView) -> AuditPageView;
    audit_export(query: AuditQueryView, format: ExportFormat) -> Exported;
    audit_verify() -> AuditVerdictView;
    quarantine_list() -> Vec<QuarantineItem>;
    unsent_export(format: ExportFormat) -> UnsentExport;
    unsent_show() -> ();
    repair_report() -> Option<RepairView>;
    scratch_put(pfa_id: String, values: Option<Values>) -> ();
    scratch_list() -> Vec<ScratchView>;
    doctor() -> Vec<Finding>;
    bundle_preview() -> BundleView;
    bundle_save() -> SavedFile;
    recovery_state() -> RecoveryView;
    recovery_make() -> RecoveryCodeView;
    recovery_confirm(last_group: String) -> RecoveryView;
    recovery_open(code: String) -> AppState;
    window_open() -> ();
    settings_show() -> Settings;
    settings_save(settings: Settings) -> Changed;
    setting_list() -> Vec<SettingView>;
    setting_unset(key: SettingKey) -> Changed;
    setting_problems() -> Vec<SettingProblem>;
    proxy_sign_in(user: String, password: String) -> Changed;
    proxy_sign_out() -> Changed;
}

/// What an answer says was changed, also where it says more than that. Who is signed in is told by itself.
fn changed_by(result: &dyn Any) -> Option<Changed> {
    let many = result.downcast_ref::<ManyResolvedView>().map(|many| &many.changed);
    let undone = result.downcast_ref::<MergeUndone>().map(|undone| &undone.changed);
    result.downcast_ref::<Changed>().or(many).or(undone).cloned()
}

fn parse<T: DeserializeOwned>(args: Json) -> Result<T, Box<ErrorView>> {
    let args = if args.is_null() { Json::Object(serde_json::Map::new()) } else { args };
    serde_json::from_value(args).map_err(|error| {
        let mut view = ErrorView::new(ErrorCode::Invalid, "The command's arguments do not fit.");
        view.detail = Some(error.to_string());
        Box::new(view)
    })
}

fn answer(result: &impl Serialize) -> Result<Json, Box<ErrorView>> {
    serde_json::to_value(result)
        .map_err(|error| Box::new(ErrorView::new(ErrorCode::Internal, error.to_string())))
}
