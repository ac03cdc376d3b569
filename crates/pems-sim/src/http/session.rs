//! `GET /health` and `GET /session`.

use super::answer::{Answer, ok};
use crate::shared::Shared;
use axum::{extract::State, http::HeaderMap, response::Response};
use chrono::SecondsFormat;
use pfa_domain::{Permission, Permissions};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub(super) async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let now = shared.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    ok(&json!({"status": "ok", "serverTime": now}))
}

pub(super) async fn session(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Answer {
    let user = shared.caller(&headers)?;
    let organizations: Vec<Json> = shared
        .world()
        .rooms
        .iter()
        .map(|(code, room)| (code, room, user.permissions(code)))
        .filter(|(_, _, held)| *held != Permissions::default())
        .map(|(code, room, held)| {
            let permissions: Vec<&str> = held.iter().map(Permission::name).collect();
            json!({
                "code": code,
                "name": room.plan.name,
                "currency": room.plan.currency,
                "permissions": permissions,
            })
        })
        .collect();
    let settings = shared.settings();
    Ok(ok(&json!({
        "userId": user.id,
        "displayName": user.display_name,
        "capabilities": settings.capabilities,
        "rateLimitPerSecond": settings.rate_per_second,
        "organizations": organizations,
    })))
}
