//! Writes that failed.

use super::{Change, instant};
use crate::failed::{FailedWrite, Payload, WhoActs, changes};
use crate::run::Attempt;
use pfa_domain::Field;
use pfa_sync::FailureKind;
use serde::Serialize;
use ts_rs::TS;

/// Why a write failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the name of its cause")]
pub enum Cause {
    Refused,
    Rule,
    Forbidden,
    Gone,
    Server,
    NoAnswer,
    RateLimited,
    NotPems,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// 1, 2, …
    pub number: u32,
    /// When.
    pub at: String,
    /// How it ended, in a few words.
    pub outcome: String,
    /// How long the answer took.
    pub took_ms: u64,
}

/// A write that failed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailedItem {
    /// Of which record.
    pub pfa_id: String,
    /// The record's description.
    pub description: Option<String>,
    /// The equipment's maker.
    pub manufacturer: Option<String>,
    /// The equipment's model.
    pub model: Option<String>,
    /// The area.
    pub area_silo: Option<String>,
    /// Why.
    pub cause: Cause,
    /// Why, in a sentence.
    pub reason: String,
    /// Who acts.
    pub who_acts: WhoActs,
    /// What to do, in a sentence.
    pub advice: String,
    /// The attempts.
    pub attempts: Vec<AttemptView>,
    /// Whether it is known what became of it.
    pub outcome_known: bool,
    /// Whether trying the same again can help.
    pub can_retry: bool,
    /// What it changes.
    pub changes: Vec<Change>,
    /// PEMS's version.
    pub pems_version: u64,
    /// Since when it waits for a person.
    pub since: String,
    /// PEMS's number for the last request.
    pub request_id: Option<String>,
}

/// What a failed write says to PEMS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailedDetail {
    /// The JSON that is sent, laid out to be read.
    pub payload: String,
    /// The key that makes sending it again safe.
    pub idempotency_key: String,
}

impl From<Payload> for FailedDetail {
    fn from(payload: Payload) -> Self {
        Self { payload: format!("{:#}", payload.body), idempotency_key: payload.key.to_string() }
    }
}

impl From<FailedWrite> for FailedItem {
    fn from(f: FailedWrite) -> Self {
        let text = |field| f.mirror.text(field).map(str::to_owned);
        Self {
            pfa_id: f.write.record.pfa_id.to_string(),
            description: text(Field::Description),
            manufacturer: text(Field::Manufacturer),
            model: text(Field::Model),
            area_silo: text(Field::AreaSilo),
            cause: cause_of(f.failure.kind),
            reason: f.reason(),
            who_acts: f.who_acts(),
            advice: f.advice().to_owned(),
            attempts: f.attempts.iter().map(Into::into).collect(),
            outcome_known: !f.write.outcome_unknown,
            can_retry: f.can_retry(),
            changes: changes(&f)
                .into_iter()
                .map(|(field, pems, mine)| Change { field, base: pems.to_json(), mine: mine.to_json() })
                .collect(),
            pems_version: f.mirror.version,
            since: instant(f.write.sent_at.unwrap_or(f.write.created_at)),
            request_id: f.failure.request_id.clone(),
        }
    }
}

impl From<&Attempt> for AttemptView {
    fn from(a: &Attempt) -> Self {
        Self { number: a.number, at: instant(a.at), outcome: outcome(a), took_ms: a.took_ms }
    }
}

fn outcome(attempt: &Attempt) -> String {
    let Some(failure) = &attempt.failure else { return attempt.outcome.clone() };
    let words = match failure.kind {
        FailureKind::Unauthorized => "Sign-in refused",
        FailureKind::Forbidden => "Not permitted",
        FailureKind::Gone => "No such record",
        FailureKind::Refused => "Refused",
        FailureKind::RuleBroken => "Rule broken",
        FailureKind::RateLimited => "Too many requests",
        FailureKind::ServerError => "Internal error",
        FailureKind::Unavailable => "Unavailable",
        FailureKind::Timeout => "No answer in time",
        FailureKind::LostReply => "Connection broke",
        FailureKind::Offline => "Not reached",
        FailureKind::Certificate => "Certificate not trusted",
        FailureKind::ProxySignIn => "Proxy wants a sign-in",
        FailureKind::NotPems => "Not PEMS's answer",
    };
    failure.http_status.map_or_else(|| words.to_owned(), |status| format!("{status} {words}"))
}

pub(crate) fn cause_of(kind: FailureKind) -> Cause {
    match kind {
        FailureKind::Refused => Cause::Refused,
        FailureKind::RuleBroken => Cause::Rule,
        FailureKind::Forbidden | FailureKind::Unauthorized => Cause::Forbidden,
        FailureKind::Gone => Cause::Gone,
        FailureKind::ServerError | FailureKind::Unavailable => Cause::Server,
        FailureKind::Timeout
        | FailureKind::LostReply
        | FailureKind::Offline
        | FailureKind::Certificate
        | FailureKind::ProxySignIn => Cause::NoAnswer,
        FailureKind::RateLimited => Cause::RateLimited,
        FailureKind::NotPems => Cause::NotPems,
    }
}
