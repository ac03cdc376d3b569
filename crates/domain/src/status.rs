//! Where a record stands between this laptop and PEMS.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The six words of a record's badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "Status"))]
#[serde(rename_all = "lowercase")]
pub enum SyncStatus {
    /// Changed here, not committed.
    Draft,
    /// Committed, waits to be sent.
    Queued,
    /// On its way to PEMS.
    Syncing,
    /// PEMS has it and the mirror carries PEMS's version; also a record never touched.
    Synced,
    /// Changed on both sides; a person decides.
    Conflict,
    /// Out of tries, or refused; a person acts.
    Failed,
}

/// A word that names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no sync status is called {0:?}")]
pub struct UnknownStatus(String);

impl SyncStatus {
    /// All six, from the first to the last of a normal life, then the two ways out.
    pub const ALL: [SyncStatus; 6] = [
        SyncStatus::Draft,
        SyncStatus::Queued,
        SyncStatus::Syncing,
        SyncStatus::Synced,
        SyncStatus::Conflict,
        SyncStatus::Failed,
    ];

    /// The word, as in the database and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            SyncStatus::Draft => "draft",
            SyncStatus::Queued => "queued",
            SyncStatus::Syncing => "syncing",
            SyncStatus::Synced => "synced",
            SyncStatus::Conflict => "conflict",
            SyncStatus::Failed => "failed",
        }
    }
}

impl fmt::Display for SyncStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SyncStatus {
    type Err = UnknownStatus;
    fn from_str(word: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|s| s.name() == word).ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_back_from_its_word() {
        let words = ["draft", "queued", "syncing", "synced", "conflict", "failed"];
        assert_eq!(SyncStatus::ALL.map(SyncStatus::name), words);
        for status in SyncStatus::ALL {
            assert_eq!(status.to_string().parse(), Ok(status));
        }
        assert_eq!("lost".parse::<SyncStatus>(), Err(UnknownStatus("lost".to_owned())));
    }
}
