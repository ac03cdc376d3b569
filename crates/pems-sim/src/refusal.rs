//! Why PEMS refuses a request: one closed list, each with its status and its word of the contract.

use axum::http::StatusCode;
use serde_json::{Map, Value as Json, json};

/// A refusal or failure, as the contract's `Error` and `VersionConflict` have it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The request is not as the contract has it.
    #[error("{message}")]
    Invalid { message: String, fields: Vec<String> },
    /// A value or a change breaks a business rule.
    #[error("{message}")]
    BusinessRule { message: String, fields: Vec<String> },
    /// No credentials, or wrong ones.
    #[error("These credentials are not known.")]
    Unauthorized,
    /// The tenant, the organization or the right is not the user's.
    #[error("{message}")]
    Forbidden { message: &'static str },
    /// Nothing there that the user may see.
    #[error("{message}")]
    NotFound { message: &'static str },
    /// The path exists, the method on it does not.
    #[error("This method is not offered here.")]
    MethodNotAllowed,
    /// A plain request to the change feed.
    #[error("The change feed is a WebSocket.")]
    UpgradeRequired,
    /// The record moved on.
    #[error("The record is at version {current}, not {expected}.")]
    Conflict { current: u64, expected: u64, fields: Vec<String> },
    /// The body is over the cap.
    #[error("The body is over 1 MiB.")]
    TooLarge,
    /// Too many requests within a second.
    #[error("Too many requests within one second.")]
    RateLimited { retry_after: u32 },
    /// PEMS failed.
    #[error("PEMS failed to answer.")]
    ServerError,
    /// PEMS is not up.
    #[error("PEMS is not available now.")]
    Unavailable { retry_after: Option<u32> },
}

impl Refusal {
    /// A request that is not as the contract has it, by one field.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        Refusal::Invalid { message: message.into(), fields: vec![field.to_owned()] }
    }

    /// A request that is not as the contract has it, by no field in particular.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Refusal::Invalid { message: message.into(), fields: Vec::new() }
    }

    /// The record is not there for this user, whosever it may be.
    pub(crate) fn no_record() -> Self {
        Refusal::NotFound { message: "There is no such record in this organization." }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Refusal::Invalid { .. } | Refusal::BusinessRule { .. } => StatusCode::BAD_REQUEST,
            Refusal::Unauthorized => StatusCode::UNAUTHORIZED,
            Refusal::Forbidden { .. } => StatusCode::FORBIDDEN,
            Refusal::NotFound { .. } => StatusCode::NOT_FOUND,
            Refusal::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::UpgradeRequired => StatusCode::UPGRADE_REQUIRED,
            Refusal::Conflict { .. } => StatusCode::CONFLICT,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Seconds for the `Retry-After` header.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        match self {
            Refusal::RateLimited { retry_after } => Some(*retry_after),
            Refusal::Unavailable { retry_after } => *retry_after,
            Refusal::Invalid { .. }
            | Refusal::BusinessRule { .. }
            | Refusal::Unauthorized
            | Refusal::Forbidden { .. }
            | Refusal::NotFound { .. }
            | Refusal::MethodNotAllowed
            | Refusal::UpgradeRequired
            | Refusal::Conflict { .. }
            | Refusal::TooLarge
            | Refusal::ServerError => None,
        }
    }

    /// The body.
    pub(crate) fn to_json(&self, request_id: &str) -> Json {
        let mut body = Map::new();
        body.insert("error".into(), self.word().into());
        body.insert("message".into(), self.to_string().into());
        body.insert("requestId".into(), request_id.into());
        if let Refusal::Invalid { fields, .. } | Refusal::BusinessRule { fields, .. } = self
            && !fields.is_empty()
        {
            body.insert("fields".into(), json!(fields));
        }
        if let Refusal::Conflict { current, expected, fields } = self {
            body.insert("currentVersion".into(), (*current).into());
            body.insert("expectedVersion".into(), (*expected).into());
            body.insert("conflictingFields".into(), json!(fields));
        }
        Json::Object(body)
    }

    fn word(&self) -> &'static str {
        match self {
            Refusal::Invalid { .. } | Refusal::MethodNotAllowed | Refusal::UpgradeRequired => {
                "INVALID_REQUEST"
            }
            Refusal::BusinessRule { .. } => "BUSINESS_RULE",
            Refusal::Unauthorized => "UNAUTHORIZED",
            Refusal::Forbidden { .. } => "FORBIDDEN",
            Refusal::NotFound { .. } => "NOT_FOUND",
            Refusal::Conflict { .. } => "VERSION_CONFLICT",
            Refusal::TooLarge => "TOO_LARGE",
            Refusal::RateLimited { .. } => "RATE_LIMITED",
            Refusal::ServerError => "SERVER_ERROR",
            Refusal::Unavailable { .. } => "UNAVAILABLE",
        }
    }
}
