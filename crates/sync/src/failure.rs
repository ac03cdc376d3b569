//! What went wrong with a request, in the words that sync decides by, and when to try again.

use pfa_domain::Field;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// When a request that failed may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Never by itself: PEMS answered, and would answer the same.
    Never,
    /// After the backoff, and not before what PEMS asked for.
    Backoff {
        /// Retry-After, counted from the answer.
        not_before: Option<Duration>,
    },
    /// As soon as PEMS can be reached; nothing was sent, so the try does not count.
    WhenOnline,
    /// After the person has signed in again; the try does not count.
    AfterSignIn,
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// 401: the credentials are not accepted.
    Unauthorized,
    /// 403: the person may not do this.
    Forbidden,
    /// 404: PEMS has no such record.
    Gone,
    /// 400 or 413: the request is wrong.
    Refused,
    /// 400: a business rule is broken.
    RuleBroken,
    /// 429: too many requests.
    RateLimited,
    /// 500 and its like.
    ServerError,
    /// 503.
    Unavailable,
    /// No answer in time.
    Timeout,
    /// The connection broke after the request went out.
    LostReply,
    /// No connection was made.
    Offline,
    /// The server's certificate is not trusted.
    Certificate,
    /// 407: a proxy on the way wants a sign-in.
    ProxySignIn,
    /// The answer is not PEMS's.
    NotPems,
}

/// A failed request: what sync, the database and a person need to know of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// What happened, in words, free of secrets.
    pub message: String,
    /// The fields at fault, where PEMS names them.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// PEMS's number for the request, for its support.
    #[serde(default)]
    pub request_id: Option<String>,
    /// PEMS's wish not to be asked again before, counted from the answer.
    #[serde(default)]
    pub retry_after: Option<Duration>,
    /// The HTTP status, where there was an answer.
    #[serde(default)]
    pub http_status: Option<u16>,
}

impl FailureKind {
    /// Whether a write that ended so is known not to have been applied.
    pub fn outcome_known(self) -> bool {
        match self {
            FailureKind::Unauthorized
            | FailureKind::Forbidden
            | FailureKind::Gone
            | FailureKind::Refused
            | FailureKind::RuleBroken
            | FailureKind::RateLimited
            | FailureKind::Offline
            | FailureKind::Certificate
            | FailureKind::ProxySignIn => true,
            // A gateway's 5xx may hide an applied write, and a broken or foreign answer says nothing.
            FailureKind::ServerError
            | FailureKind::Unavailable
            | FailureKind::Timeout
            | FailureKind::LostReply
            | FailureKind::NotPems => false,
        }
    }

    /// The word in the database and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FailureKind::Unauthorized => "unauthorized",
            FailureKind::Forbidden => "forbidden",
            FailureKind::Gone => "gone",
            FailureKind::Refused => "refused",
            FailureKind::RuleBroken => "rule_broken",
            FailureKind::RateLimited => "rate_limited",
            FailureKind::ServerError => "server_error",
            FailureKind::Unavailable => "unavailable",
            FailureKind::Timeout => "timeout",
            FailureKind::LostReply => "lost_reply",
            FailureKind::Offline => "offline",
            FailureKind::Certificate => "certificate",
            FailureKind::ProxySignIn => "proxy_sign_in",
            FailureKind::NotPems => "not_pems",
        }
    }
}

impl Failure {
    /// A failure of this kind with nothing more known.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            fields: Vec::new(),
            request_id: None,
            retry_after: None,
            http_status: None,
        }
    }

    /// When the request may be made again.
    pub fn retry(&self) -> Retry {
        match self.kind {
            FailureKind::Unauthorized => Retry::AfterSignIn,
            FailureKind::Forbidden | FailureKind::Gone | FailureKind::Refused | FailureKind::RuleBroken => {
                Retry::Never
            }
            FailureKind::Offline | FailureKind::Certificate | FailureKind::ProxySignIn => Retry::WhenOnline,
            FailureKind::RateLimited
            | FailureKind::ServerError
            | FailureKind::Unavailable
            | FailureKind::Timeout
            | FailureKind::LostReply
            | FailureKind::NotPems => Retry::Backoff { not_before: self.retry_after },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_word_in_the_database_and_in_json() {
        for kind in [
            FailureKind::Unauthorized,
            FailureKind::Forbidden,
            FailureKind::Gone,
            FailureKind::Refused,
            FailureKind::RuleBroken,
            FailureKind::RateLimited,
            FailureKind::ServerError,
            FailureKind::Unavailable,
            FailureKind::Timeout,
            FailureKind::LostReply,
            FailureKind::Offline,
            FailureKind::Certificate,
            FailureKind::ProxySignIn,
            FailureKind::NotPems,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
