//! Whether PEMS is up.

use crate::bounds;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// PEMS's word on itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// It works, but not as it should.
    pub degraded: bool,
    /// PEMS's clock.
    pub server_time: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HealthAnswer {
    status: Status,
    #[serde(deserialize_with = "bounds::moment")]
    server_time: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Ok,
    Degraded,
}

impl From<HealthAnswer> for Health {
    fn from(answer: HealthAnswer) -> Self {
        Self { degraded: matches!(answer.status, Status::Degraded), server_time: answer.server_time }
    }
}
