//! What can go wrong with a request: a closed list, each with what a decision or a sentence needs.

use pfa_domain::Field;
use pfa_sync::{Failure, FailureKind, Retry};
use std::time::Duration;

/// How a request failed. No variant holds a secret; every text is one bounded line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PemsError {
    /// 401: PEMS does not know the credentials, or no longer.
    #[error("PEMS does not accept the sign-in")]
    Unauthorized,
    /// 403: known, and not allowed; an unknown tenant too.
    #[error("PEMS does not allow this: {message}")]
    Forbidden {
        /// PEMS's words.
        message: String,
    },
    /// 404: no such record in the organization.
    #[error("PEMS has no such record")]
    NotFound,
    /// 409: the record is at another version than the one sent.
    #[error("PEMS has another version of the record than version {expected}")]
    Conflict {
        /// The version that PEMS has; `None` where a batch's item did not say.
        current: Option<u64>,
        /// The version that was sent.
        expected: u64,
        /// The fields that PEMS takes for the cause: a hint only.
        fields: Vec<String>,
    },
    /// 400: PEMS refuses the request, or the client did since PEMS would.
    #[error("PEMS refuses this: {message}")]
    Invalid {
        /// Whether a business rule is broken, rather than the request's form.
        business_rule: bool,
        /// PEMS's words.
        message: String,
        /// The fields at fault, where PEMS names them.
        fields: Vec<String>,
    },
    /// 413: the request is larger than PEMS takes.
    #[error("the request is larger than PEMS takes")]
    TooLarge,
    /// 429: too many requests in a second.
    #[error("PEMS asks to be called less often")]
    RateLimited {
        /// How long PEMS wants to be left alone, counted from the answer.
        retry_after: Option<Duration>,
    },
    /// 5xx other than 503, from PEMS or from something before it.
    #[error("PEMS failed with status {status}: {message}")]
    ServerError {
        /// The HTTP status.
        status: u16,
        /// PEMS's words, or the status in words.
        message: String,
        /// PEMS's number for the request, for its support.
        request_id: Option<String>,
    },
    /// 503: PEMS is closed for the moment.
    #[error("PEMS is not available: {message}")]
    Unavailable {
        /// How long PEMS wants to be left alone, counted from the answer.
        retry_after: Option<Duration>,
        /// PEMS's words, or the status in words.
        message: String,
    },
    /// No whole answer within the time limit; the request may have been carried out.
    #[error("PEMS did not answer in time")]
    Timeout,
    /// The connection broke before an answer; the request may have been carried out.
    #[error("the connection broke before PEMS answered: {detail}")]
    LostReply {
        /// The cause in the system's words.
        detail: String,
    },
    /// No connection was made: nothing was sent.
    #[error("PEMS cannot be reached: {detail}")]
    Offline {
        /// The cause in the system's words.
        detail: String,
    },
    /// The server's certificate is not to be trusted: nothing was sent.
    #[error("the certificate of {host} is not trusted: {detail}")]
    Certificate {
        /// The host that showed it.
        host: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A proxy on the way wants a sign-in, or another one: nothing reached PEMS.
    #[error("{}", proxy_words(proxy, unsupported.as_deref()))]
    ProxySignIn {
        /// The proxy.
        proxy: String,
        /// What it asks for where no password is enough, such as NTLM.
        unsupported: Option<String>,
    },
    /// The answer is not one that PEMS gives: a web page, a redirect, a cut or foreign body.
    #[error("the answer is not from PEMS: {detail}")]
    NotPems {
        /// What is wrong with it.
        detail: String,
    },
}

/// What a person does about a proxy that refused.
fn proxy_words(proxy: &str, unsupported: Option<&str>) -> String {
    match unsupported {
        Some(method) => format!(
            "the proxy {proxy} signs in by {method} alone, which PFA Vanguard does not do: ask IT to let PEMS's address pass \
             without a sign-in, or to allow Basic for it"
        ),
        None => format!(
            "the proxy {proxy} wants a sign-in: set the user and the password that IT gave you for it"
        ),
    }
}

impl PemsError {
    /// When the request may be made again.
    pub fn retry(&self) -> Retry {
        self.failure().map_or(Retry::Never, |failure| failure.retry())
    }

    /// Whether a write that ended so is known not to have been applied.
    pub fn outcome_known(&self) -> bool {
        self.kind().is_none_or(FailureKind::outcome_known)
    }

    /// The failure as sync and the database hold it; `None` for a conflict, which is not one.
    pub fn failure(&self) -> Option<Failure> {
        let mut failure = Failure::new(self.kind()?, self.to_string());
        failure.http_status = self.http_status();
        if let PemsError::Invalid { fields, .. } = self {
            failure.fields = fields.iter().filter_map(|name| name.parse::<Field>().ok()).collect();
        }
        if let PemsError::ServerError { request_id, .. } = self {
            failure.request_id = request_id.clone();
        }
        if let PemsError::RateLimited { retry_after } | PemsError::Unavailable { retry_after, .. } = self {
            failure.retry_after = *retry_after;
        }
        Some(failure)
    }

    /// The HTTP status, where PEMS answered with one that the contract knows.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            PemsError::Invalid { .. } => Some(400),
            PemsError::Unauthorized => Some(401),
            PemsError::Forbidden { .. } => Some(403),
            PemsError::NotFound => Some(404),
            PemsError::Conflict { .. } => Some(409),
            PemsError::TooLarge => Some(413),
            PemsError::RateLimited { .. } => Some(429),
            PemsError::ServerError { status, .. } => Some(*status),
            PemsError::Unavailable { .. } => Some(503),
            PemsError::Timeout
            | PemsError::LostReply { .. }
            | PemsError::Offline { .. }
            | PemsError::Certificate { .. }
            | PemsError::ProxySignIn { .. }
            | PemsError::NotPems { .. } => None,
        }
    }

    /// The kind in a word, for the log.
    pub(crate) fn name(&self) -> &'static str {
        self.kind().map_or("conflict", FailureKind::name)
    }

    pub(crate) fn not_pems(detail: impl Into<String>) -> Self {
        PemsError::NotPems { detail: detail.into() }
    }

    /// A request that the client does not send, since PEMS would refuse it.
    pub(crate) fn unsendable(message: &str) -> Self {
        PemsError::Invalid { business_rule: false, message: message.to_owned(), fields: Vec::new() }
    }

    fn kind(&self) -> Option<FailureKind> {
        Some(match self {
            PemsError::Conflict { .. } => return None,
            PemsError::Unauthorized => FailureKind::Unauthorized,
            PemsError::Forbidden { .. } => FailureKind::Forbidden,
            PemsError::NotFound => FailureKind::Gone,
            PemsError::Invalid { business_rule: true, .. } => FailureKind::RuleBroken,
            PemsError::Invalid { .. } | PemsError::TooLarge => FailureKind::Refused,
            PemsError::RateLimited { .. } => FailureKind::RateLimited,
            PemsError::ServerError { .. } => FailureKind::ServerError,
            PemsError::Unavailable { .. } => FailureKind::Unavailable,
            PemsError::Timeout => FailureKind::Timeout,
            PemsError::LostReply { .. } => FailureKind::LostReply,
            PemsError::Offline { .. } => FailureKind::Offline,
            PemsError::Certificate { .. } => FailureKind::Certificate,
            PemsError::ProxySignIn { .. } => FailureKind::ProxySignIn,
            PemsError::NotPems { .. } => FailureKind::NotPems,
        })
    }
}
