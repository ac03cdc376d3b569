//! Reads what requests have in common: the member, the key, the record's id, a JSON body under the cap.

use super::BODY_CAP;
use crate::{refusal::Refusal, settings::Capability, shared::Shared, user::User};
use axum::{
    body::{Body, Bytes},
    extract::{Path, Request, rejection::PathRejection},
    http::{HeaderMap, header},
};
use futures_util::StreamExt;
use pfa_domain::PfaId;
use serde_json::Value as Json;
use std::sync::Arc;
use uuid::Uuid;

/// A body over the cap is read on to this many bytes, so that its sender comes to hear of it.
const DRAIN_CAP: usize = 16 * BODY_CAP;

/// A user in an organization that is theirs.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) user: Arc<User>,
    pub(super) organization: String,
}

/// Whose request it is, and in which organization.
pub(super) fn member(shared: &Shared, headers: &HeaderMap) -> Result<Member, Refusal> {
    let user = shared.caller(headers)?;
    let organization = headers.get("organization").and_then(|v| v.to_str().ok()).unwrap_or_default();
    shared.world().member_of(&user.id, organization)?;
    Ok(Member { user, organization: organization.to_owned() })
}

/// The optional part of the contract is there, or its path is not.
pub(super) fn offered(shared: &Shared, capability: Capability) -> Result<(), Refusal> {
    if shared.offers(capability) {
        Ok(())
    } else {
        Err(Refusal::NotFound { message: "This PEMS does not offer this." })
    }
}

/// The record's id in the path; what cannot be an id is no record's.
pub(super) fn pfa_id(path: Result<Path<String>, PathRejection>) -> Result<String, Refusal> {
    let Ok(Path(text)) = path else { return Err(Refusal::no_record()) };
    PfaId::new(text).map(String::from).map_err(|_| Refusal::no_record())
}

/// The `Idempotency-Key`.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Uuid, Refusal> {
    let text = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    uuid(text).ok_or_else(|| Refusal::invalid("Idempotency-Key", "Idempotency-Key must be a UUID."))
}

/// A UUID in the one form of RFC 4122, with hyphens.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}

/// The body as JSON.
pub(super) async fn json(request: Request) -> Result<Json, Refusal> {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::malformed("The body must be application/json."));
    }
    let bytes = read(request.into_body()).await?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::malformed(format!("The body is not JSON: line {line}, column {column}."))
    })
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::malformed("The body broke off."))?;
        length += chunk.len();
        if length <= BODY_CAP {
            bytes.extend_from_slice(&chunk);
        } else if length > DRAIN_CAP {
            break;
        }
    }
    if length > BODY_CAP { Err(Refusal::TooLarge) } else { Ok(bytes.into()) }
}
