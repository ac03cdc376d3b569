//! The operations of the contract, by their `operationId`.

use axum::http::Method;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One operation of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// GET /health.
    Health,
    /// GET /session.
    Session,
    /// POST /griddata.
    GridData,
    /// GET /pfa/{pfaId}.
    GetPfa,
    /// PUT /pfa/{pfaId}.
    UpdatePfa,
    /// DELETE /pfa/{pfaId}.
    DeletePfa,
    /// POST /pfa/batch.
    UpdateBatch,
    /// GET /pfa/{pfaId}/versions.
    Versions,
    /// GET /ws/sync/{organization}.
    ChangeFeed,
    /// Anything else that was asked for.
    Unknown,
}

impl Operation {
    /// The operation of a method on a path below the root.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("GET" | "HEAD", ["health"]) => Operation::Health,
            ("GET" | "HEAD", ["session"]) => Operation::Session,
            ("POST", ["griddata"]) => Operation::GridData,
            ("POST", ["pfa", "batch"]) => Operation::UpdateBatch,
            ("GET" | "HEAD", ["pfa", _]) => Operation::GetPfa,
            ("PUT", ["pfa", _]) => Operation::UpdatePfa,
            ("DELETE", ["pfa", _]) => Operation::DeletePfa,
            ("GET" | "HEAD", ["pfa", _, "versions"]) => Operation::Versions,
            ("GET" | "HEAD", ["ws", "sync", _]) => Operation::ChangeFeed,
            _ => Operation::Unknown,
        }
    }

    /// Whether requests of it count against a user's rate.
    pub(crate) fn is_counted(self) -> bool {
        !matches!(self, Operation::ChangeFeed | Operation::Health)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
