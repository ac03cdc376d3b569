//! What was asked of the stand-in: the last requests, without secrets.

use crate::Operation;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::VecDeque;

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// Its number since the start, from 1.
    pub number: u64,
    /// When it arrived, on the stand-in's clock.
    pub at: DateTime<Utc>,
    /// The HTTP method.
    pub method: String,
    /// The path below the root, without the query.
    pub path: String,
    /// The operation of the contract.
    pub operation: Operation,
    /// Whose credentials it had, if they are known.
    pub user: Option<String>,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// The status of the answer; `None` when the connection was closed instead, or while it waits.
    pub status: Option<u16>,
}

/// The last requests.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<LoggedRequest>,
    total: u64,
}

impl Log {
    /// Older requests are forgotten.
    pub(crate) const MOST: usize = 20_000;

    /// Writes a request down; its number.
    pub(crate) fn arrived(&mut self, mut request: LoggedRequest) -> u64 {
        self.total += 1;
        request.number = self.total;
        self.entries.push_back(request);
        if self.entries.len() > Self::MOST {
            self.entries.pop_front();
        }
        self.total
    }

    /// Writes down how it was answered.
    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        // Numbers rise by one, so the place follows from the first one's.
        let Some(first) = self.entries.front().map(|entry| entry.number) else { return };
        let place = number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = place.and_then(|at| self.entries.get_mut(at)) {
            entry.status = Some(status);
        }
    }

    /// How many there were since the start or the last clearing.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// The requests that are remembered, the oldest first.
    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &LoggedRequest> {
        self.entries.iter()
    }

    /// Forgets all; numbers go on.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
