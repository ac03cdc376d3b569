//! What the repair of a damaged database came to.

use super::instant;
use crate::repair::Repaired;
use serde::Serialize;
use std::path::Path;
use ts_rs::TS;

/// What the repair of a damaged database came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RepairReport")]
pub struct RepairView {
    /// All of it in sentences, with every path.
    pub message: String,
    /// Where the damaged database is now; null where there was none any more.
    pub set_aside: Option<String>,
    /// The file with what was unsent; null where nothing was.
    pub unsent_file: Option<String>,
    /// The backup that took its place; null where there is no good one.
    pub backup: Option<String>,
    /// When that was made.
    pub backup_made_at: Option<String>,
    /// Records whose unsent changes are drafts again.
    #[ts(type = "number")]
    pub reapplied: usize,
    /// Unsent changes that are in the file and not in the database.
    pub only_in_file: Vec<LeftView>,
    /// Unsent changes that could not be read.
    #[ts(type = "number")]
    pub unreadable: usize,
}

/// An unsent change that could not be put back.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "LeftInFile")]
pub struct LeftView {
    /// The record.
    pub pfa_id: String,
    /// Why not.
    pub why: String,
}

impl From<Repaired> for RepairView {
    fn from(report: Repaired) -> Self {
        let shown =
            |path: &Option<std::path::PathBuf>| path.as_deref().map(Path::display).map(|p| p.to_string());
        Self {
            message: report.sentences(),
            set_aside: shown(&report.set_aside),
            unsent_file: shown(&report.unsent_file),
            backup: shown(&report.backup),
            backup_made_at: report.backup_made_at.map(instant),
            reapplied: report.reapplied,
            only_in_file: report
                .only_in_file
                .into_iter()
                .map(|left| LeftView { pfa_id: left.pfa_id, why: left.why })
                .collect(),
            unreadable: report.unreadable,
        }
    }
}
