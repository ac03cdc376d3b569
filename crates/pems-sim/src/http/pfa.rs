//! One record: read, update, discontinue, versions.

use super::{
    answer::{Answer, ok},
    request::{self, Member},
};
use crate::{
    refusal::Refusal,
    settings::Capability,
    shape::{self, Members},
    shared::Shared,
    write::{self, Author, Receipt, Write},
};
use axum::{
    extract::{Path, Query, Request, State, rejection::PathRejection},
    http::{HeaderMap, Uri},
};
use pfa_domain::PfaRecord;
use serde_json::{Value as Json, json};
use std::sync::Arc;

type PathId = Result<Path<String>, PathRejection>;

pub(super) async fn get(State(shared): State<Arc<Shared>>, path: PathId, headers: HeaderMap) -> Answer {
    let member = request::member(&shared, &headers)?;
    let world = shared.world();
    let room = world.readable(&member.user.id, &member.organization)?;
    let stored = room.records.get(&request::pfa_id(path)?).ok_or_else(Refusal::no_record)?;
    Ok(ok(&record_json(&stored.now.record)))
}

pub(super) async fn versions(State(shared): State<Arc<Shared>>, path: PathId, headers: HeaderMap) -> Answer {
    let member = request::member(&shared, &headers)?;
    request::offered(&shared, Capability::Versions)?;
    let world = shared.world();
    let room = world.readable(&member.user.id, &member.organization)?;
    let stored = room.records.get(&request::pfa_id(path)?).ok_or_else(Refusal::no_record)?;
    let versions: Vec<Json> = room
        .versions(stored)
        .iter()
        .map(|version| {
            let record = record_json(&version.record);
            json!({
                "version": version.record.version,
                "changedBy": record["lastChangedBy"],
                "changedAt": record["lastChangedAt"],
                "changeReason": version.reason,
                "record": record,
            })
        })
        .collect();
    Ok(ok(&json!({ "versions": versions })))
}

pub(super) async fn update(State(shared): State<Arc<Shared>>, path: PathId, http: Request) -> Answer {
    let member = request::member(&shared, http.headers())?;
    let pfa_id = request::pfa_id(path)?;
    let key = request::idempotency_key(http.headers())?;
    let body = request::json(http).await?;
    let members = shape::object(&body, "body")?;
    let write = Write::update(members, key)?;
    if write.pfa_id != pfa_id {
        return Err(Refusal::invalid("pfaId", "pfaId must equal the path's."));
    }
    in_organization(members, &member)?;
    applied(&shared, &member, write).map(|receipt| ok(&receipt.to_json()))
}

pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    path: PathId,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let member = request::member(&shared, &headers)?;
    let pfa_id = request::pfa_id(path)?;
    let key = request::idempotency_key(&headers)?;
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(&uri)
        .map_err(|_| Refusal::malformed("The query cannot be read."))?;
    let version = only(&query, "version").and_then(version_number)?;
    let reason = only(&query, "reason")?;
    if !(1..=500).contains(&reason.chars().count()) {
        return Err(Refusal::invalid("reason", "reason has 1 to 500 characters."));
    }
    let write = Write::discontinue(&member.organization, &pfa_id, version, reason, key);
    applied(&shared, &member, write).map(|receipt| ok(&receipt.to_json()))
}

/// Takes a write through the write path, at the time of its commit.
pub(super) fn applied(shared: &Shared, member: &Member, write: Write) -> Result<Receipt, Refusal> {
    let mut world = shared.world();
    // Under the lock, so that times rise in the order of the commits.
    let author = author(shared, member);
    write::apply(&mut world, &author, write)
}

/// Refuses a body that names another organization than the header.
pub(super) fn in_organization(members: &Members, member: &Member) -> Result<(), Refusal> {
    if shape::text(members, "organization")? == member.organization {
        Ok(())
    } else {
        Err(Refusal::invalid("organization", "organization must equal the header's."))
    }
}

fn author<'a>(shared: &Shared, member: &'a Member) -> Author<'a> {
    Author { user: &member.user.id, organization: &member.organization, at: shared.clock.now() }
}

fn record_json(record: &PfaRecord) -> Json {
    let mut members = record.to_json();
    members.insert("pfaId".into(), record.id.pfa_id.as_str().into());
    members.insert("organization".into(), record.id.organization.as_str().into());
    members.insert("version".into(), record.version.into());
    Json::Object(members)
}

/// The one value of a query parameter.
fn only<'q>(query: &'q [(String, String)], name: &str) -> Result<&'q str, Refusal> {
    let mut values = query.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Refusal::invalid(name, format!("{name} must be given once."))),
    }
}

/// Digits that are beyond the machine's range are still a version, one that no record is at.
fn version_number(text: &str) -> Result<u64, Refusal> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(version) if digits && version >= 1 => Ok(version),
        Err(_) if digits => Ok(u64::MAX),
        _ => Err(Refusal::invalid("version", "version must be a whole number from 1.")),
    }
}
