//! What crosses to the window: plain values with names that TypeScript knows too.

mod audit;
mod conflict;
mod cost;
mod dashboard;
mod edit;
mod error;
mod failed;
mod import;
mod line;
mod query;
mod record;
mod recovery;
mod repair;
mod saved_view;
mod session;
mod setting;
mod support;
mod sync;
mod unsent;
mod version;
mod what_if;

pub use audit::{AuditPageView, AuditQueryView, AuditRowView, AuditVerdictView, Exported};
pub use conflict::{
    ConflictChoice, ConflictDetail, ConflictField, ConflictPreviewView, ConflictSummary, ManyPreviewView,
    ManyResolvedView, MergeUndone, ResultValue, SidesOfField, Strategy,
};
pub use cost::{CostLineView, CostMatrixView, CostParts, CostSeries};
pub use dashboard::{
    CauseCount, DashboardPoint, DashboardQuery, DashboardView, LatencyGroup, LatencyView, QueueView,
};
pub use edit::{
    BulkChangeView, EditCheckView, EditVerdictView, EditView, FieldVerdictView, JournalStateView,
    LinePreviewView, PreviewCost, ReasonView, TargetView,
};
pub use error::{ErrorCode, ErrorView};
pub(crate) use error::{code_of, sentence};
pub(crate) use failed::cause_of;
pub use failed::{AttemptView, Cause, FailedDetail, FailedItem};
pub use import::{BadRowView, ImportCheckView, ImportOpened, Mapping, ViewExport};
pub use line::{LineView, LineWindow, SpansView};
pub(crate) use query::column_of;
pub use query::{
    FilterBy, FilterOp, FilterView, GroupBy, GroupPathView, RecordQuery, SortBy, SortView, lines_of,
    window_of,
};
pub use record::{
    Change, CostView, DraftCheckView, DraftView, Facet, RecordDetail, Row, TotalsView, Values, ViolationView,
    WriteView,
};
pub use recovery::{RecoveryCodeView, RecoveryView};
pub use repair::{LeftView, RepairView};
pub use saved_view::{ColumnSpecView, SavedViewView, Scale, ViewScreen, ViewSpec};
pub use session::{AppState, ApprovalView, OrganizationView, SessionView, SignInView, Stage};
pub use setting::SettingView;
pub use support::{BundleFileView, BundleView, SavedFile, ScratchView};
pub use sync::{
    GuardView, QuarantineItem, RunItemView, RunPage, RunQueryView, RunView, SyncStatusView, run_query,
};
pub use unsent::{UnreadableChange, UnsentExport};
pub use version::{
    RollbackChange, RollbackPreviewView, RunRollbackItem, RunRollbackPreviewView, RunRolledBackView,
    VersionKind, VersionView,
};
pub use what_if::WhatIfView;

use crate::AppError;
use chrono::{DateTime, SecondsFormat, Utc};

/// An instant as the window gets it: RFC 3339 in UTC.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An instant as the window writes it.
fn moment(text: &str) -> Result<DateTime<Utc>, AppError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| AppError::invalid("A moment is written as in RFC 3339."))
}
