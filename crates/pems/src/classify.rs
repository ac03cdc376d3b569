//! Telling failures apart: by where the connection broke, by status, and by whether PEMS wrote the body.

use crate::{PemsError, credentials::Scrub, text::one_line, tls::Untrusted};
use reqwest::StatusCode;
use serde::Deserialize;
use std::{error::Error as StdError, io, time::Duration};

const MESSAGE_MAX: usize = 500;
const WORD_MAX: usize = 100;
const FIELDS_MAX: usize = 50;

/// The body of a refusal, with the members that only a version conflict has.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    error: String,
    message: String,
    fields: Option<Vec<String>>,
    request_id: Option<String>,
    current_version: Option<u64>,
    expected_version: Option<u64>,
    conflicting_fields: Option<Vec<String>>,
}

/// What an answer other than 200 means. `body` is `None` where it is not the contract's JSON.
pub(crate) fn refusal(
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Option<ErrorBody>,
    scrub: &Scrub,
) -> PemsError {
    let body = body.filter(|body| codes_of(status).contains(&body.error.as_str()));
    if status.is_server_error() {
        return server_error(status, retry_after, body, scrub);
    }
    let Some(body) = body else {
        return PemsError::not_pems(format!("status {status} without PEMS's error"));
    };
    match status.as_u16() {
        400 => PemsError::Invalid {
            business_rule: body.error == "BUSINESS_RULE",
            message: scrub.line(&body.message, MESSAGE_MAX),
            fields: names(body.fields, scrub),
        },
        401 => PemsError::Unauthorized,
        403 => PemsError::Forbidden { message: scrub.line(&body.message, MESSAGE_MAX) },
        404 => PemsError::NotFound,
        409 => match body.expected_version {
            Some(expected) => PemsError::Conflict {
                current: body.current_version,
                expected,
                fields: names(body.conflicting_fields.or(body.fields), scrub),
            },
            None => PemsError::not_pems("a version conflict without versions"),
        },
        413 => PemsError::TooLarge,
        429 => PemsError::RateLimited { retry_after },
        _ => PemsError::not_pems(format!("unexpected status {status}")),
    }
}

/// Which failure of the connection this was, for a request to `host`, through `proxy` if through one.
pub(crate) fn broken_connection(error: &reqwest::Error, host: &str, proxy: Option<&str>) -> PemsError {
    let detail = one_line(&root_cause(error).to_string(), MESSAGE_MAX);
    if let Some(proxy) = proxy.filter(|_| wants_proxy_sign_in(error)) {
        return PemsError::ProxySignIn { proxy: proxy.to_owned(), unsupported: None };
    }
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            return PemsError::Certificate { host: host.to_owned(), detail: certificate_words(why) };
        }
        Some(rustls::Error::NoCertificatesPresented) => {
            return PemsError::Certificate { host: host.to_owned(), detail: "it has none".to_owned() };
        }
        Some(_) | None => {}
    }
    if error.is_connect() || error.is_builder() {
        let detail =
            proxy.map_or_else(|| detail.clone(), |proxy| format!("through the proxy {proxy}: {detail}"));
        PemsError::Offline { detail }
    } else if error.is_timeout() {
        PemsError::Timeout
    } else if chain(error).any(|e| e.downcast_ref().is_some_and(hyper::Error::is_parse)) {
        PemsError::not_pems(format!("not HTTP: {detail}"))
    } else {
        PemsError::LostReply { detail }
    }
}

impl ErrorBody {
    /// Fills in what a batch's item need not say.
    pub(crate) fn of_write_at(mut self, version: u64) -> Self {
        self.expected_version = self.expected_version.or(Some(version));
        self
    }

    /// Whether a conflict names both versions, as it must outside a batch.
    pub(crate) fn has_versions(&self) -> bool {
        self.current_version.is_some() && self.expected_version.is_some()
    }
}

fn server_error(
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Option<ErrorBody>,
    scrub: &Scrub,
) -> PemsError {
    let in_words = status.canonical_reason().unwrap_or("no reason given");
    let message = body.as_ref().map_or(in_words, |body| &body.message);
    let message = scrub.line(message, MESSAGE_MAX);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return PemsError::Unavailable { retry_after, message };
    }
    let request_id = body.and_then(|body| body.request_id).map(|id| scrub.line(&id, WORD_MAX));
    PemsError::ServerError { status: status.as_u16(), message, request_id }
}

/// The words that PEMS says with a status: with another, the answer is somebody else's.
fn codes_of(status: StatusCode) -> &'static [&'static str] {
    match status.as_u16() {
        400 => &["INVALID_REQUEST", "BUSINESS_RULE"],
        401 => &["UNAUTHORIZED"],
        403 => &["FORBIDDEN"],
        404 => &["NOT_FOUND"],
        409 => &["VERSION_CONFLICT"],
        413 => &["TOO_LARGE"],
        429 => &["RATE_LIMITED"],
        500 => &["SERVER_ERROR"],
        503 => &["UNAVAILABLE"],
        _ => &[],
    }
}

fn names(fields: Option<Vec<String>>, scrub: &Scrub) -> Vec<String> {
    fields.unwrap_or_default().iter().take(FIELDS_MAX).map(|name| scrub.line(name, WORD_MAX)).collect()
}

fn certificate_words(why: &rustls::CertificateError) -> String {
    use rustls::CertificateError as E;
    #[expect(clippy::wildcard_enum_match_arm, reason = "the library's list is open")]
    match why {
        E::Other(rustls::OtherError(other)) if other.downcast_ref::<Untrusted>().is_some() => {
            other.downcast_ref::<Untrusted>().map(named).unwrap_or_default()
        }
        E::UnknownIssuer => "it was issued by nobody that this machine trusts (unknown issuer)".to_owned(),
        E::Expired | E::ExpiredContext { .. } => {
            "it has expired, or this machine's clock is wrong".to_owned()
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "it is not valid yet, or this machine's clock is wrong".to_owned()
        }
        E::BadSignature => "its signature is not that of its issuer".to_owned(),
        E::Revoked => "it was revoked".to_owned(),
        other => one_line(&other.to_string(), MESSAGE_MAX),
    }
}

/// What is wrong with a certificate, and whose it is: of a proxy that reads the traffic, its own name stands there.
fn named(untrusted: &Untrusted) -> String {
    let Untrusted { subject, issuer, why } = untrusted;
    format!("{} [issued to {subject} by {issuer}]", certificate_words(why))
}

/// Whether a proxy answered 407. The library says so in words alone.
fn wants_proxy_sign_in(error: &reqwest::Error) -> bool {
    chain(error).any(|cause| cause.to_string().ends_with("proxy authorization required"))
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    chain(error).find_map(|e| e.downcast_ref())
}

fn root_cause(error: &reqwest::Error) -> &(dyn StdError + 'static) {
    chain(error).last().unwrap_or(error)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |e| cause(*e))
}

/// The next cause. An `io::Error` that wraps another error names that one's cause as its own.
fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
