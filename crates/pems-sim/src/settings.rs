//! What this PEMS offers and how much of it; the control changes it while it runs.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// Something optional that the session announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// POST /pfa/batch.
    Batch,
    /// GET /pfa/{pfaId}/versions.
    Versions,
    /// The WebSocket.
    ChangeFeed,
    /// A filter by the time of the last change.
    UpdatedSince,
}

impl Capability {
    /// All of them.
    pub const ALL: [Capability; 4] =
        [Capability::Batch, Capability::Versions, Capability::ChangeFeed, Capability::UpdatedSince];

    /// The word of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Batch => "batch",
            Capability::Versions => "versions",
            Capability::ChangeFeed => "changeFeed",
            Capability::UpdatedSince => "updatedSince",
        }
    }
}

/// A word that names no capability.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no capability is called {0:?}")]
pub struct UnknownCapability(String);

impl FromStr for Capability {
    type Err = UnknownCapability;
    fn from_str(word: &str) -> Result<Self, UnknownCapability> {
        Self::ALL.into_iter().find(|c| c.name() == word).ok_or_else(|| UnknownCapability(word.to_owned()))
    }
}

/// What can be set while it runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub(crate) capabilities: BTreeSet<Capability>,
    /// Requests a second that a user may send.
    pub(crate) rate_per_second: f64,
    /// A page has no more rows than this, whatever was asked for.
    pub(crate) page_rows: usize,
}

impl Settings {
    /// The most rows a page ever has, as in the contract.
    pub(crate) const MOST_PAGE_ROWS: usize = 10_000;
    /// The highest rate that can be set.
    pub(crate) const FASTEST: f64 = 1_000_000.0;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            capabilities: Capability::ALL.into_iter().collect(),
            rate_per_second: 10.0,
            page_rows: Self::MOST_PAGE_ROWS,
        }
    }
}
