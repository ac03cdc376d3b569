//! What crosses to the window: plain values with names that TypeScript knows too.

mod conflict;
mod error;
mod failed;
mod record;
mod session;
mod sync;
mod unsent;
mod version;

pub use conflict::{
    ConflictChoice, ConflictDetail, ConflictField, ConflictPreviewView, ConflictSummary, ManyPreviewView,
    ManyResolvedView, MergeUndone, ResultValue, SidesOfField, Strategy, origin_of,
};
pub use error::{ErrorCode, ErrorView};
pub use failed::{AttemptView, Cause, FailedItem};
pub(crate) use record::column_of;
pub use record::{
    Change, CostView, DraftCheckView, DraftView, Facet, FilterBy, FilterOp, FilterView, RecordDetail,
    RecordQuery, RecordWindow, Row, SortBy, SortView, TotalsView, Values, ViolationView, WriteView,
    window_of,
};
pub use session::{AppState, OrganizationView, SessionView, SignInView, Stage};
pub use sync::{
    GuardView, QuarantineItem, RunItemView, RunPage, RunQueryView, RunView, SyncStatusView, run_query,
};
pub use unsent::{UnreadableChange, UnsentExport};
pub use version::{RollbackChange, RollbackPreviewView, VersionKind, VersionView};

use chrono::{DateTime, SecondsFormat, Utc};

/// An instant as the window gets it: RFC 3339 in UTC.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
