//! Unsent work taken out.

use crate::unsent::UnsentWork;
use pfa_domain::SyncStatus;
use serde::Serialize;
use std::path::Path;
use ts_rs::TS;

/// What an export came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct UnsentExport {
    /// The file, with its path; null where nothing is unsent.
    pub file: Option<String>,
    /// Records in it.
    #[ts(type = "number")]
    pub records: usize,
    /// Changed fields in it.
    #[ts(type = "number")]
    pub changes: usize,
    /// What could not be read.
    pub unreadable: Vec<UnreadableChange>,
}

/// A change that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableChange {
    /// Of which record; null where nothing tells.
    pub pfa_id: Option<String>,
    /// Where it stood; null where nothing tells.
    pub status: Option<SyncStatus>,
}

impl UnsentExport {
    /// Work and the file that it was written to.
    pub fn of(work: &UnsentWork, file: Option<&Path>) -> Self {
        Self {
            file: file.map(|path| path.display().to_string()),
            records: work.records(),
            changes: work.changes(),
            unreadable: work
                .unreadable()
                .iter()
                .map(|lost| UnreadableChange {
                    pfa_id: lost.record.as_ref().map(|id| id.pfa_id.to_string()),
                    status: lost.status,
                })
                .collect(),
        }
    }
}
