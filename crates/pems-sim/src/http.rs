//! The API as the contract has it: the routes, and the gate that every request passes.

mod answer;
mod batch;
mod gate;
mod griddata;
mod pfa;
mod request;
mod session;

pub(crate) use gate::Hangup;

use crate::{feed, refusal::Refusal, settings::Capability, shared::Shared};
use answer::Answer;
use axum::{
    Router,
    extract::{
        Path, State,
        rejection::PathRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, header},
    middleware,
    response::IntoResponse,
    routing::{get, post},
};
use std::sync::Arc;
use tower_http::{CompressionLevel, compression::CompressionLayer};

/// The path of the API's root.
pub(crate) const ROOT: &str = "/axis/restservices";

/// No request body is larger than this, in bytes.
pub(crate) const BODY_CAP: usize = 1024 * 1024;

/// A feed's client sends nothing but control frames.
const FRAME_CAP: usize = 64 * 1024;

/// The contract that this stand-in keeps.
const CONTRACT: &str = include_str!("../../../contract/openapi.yaml");

/// The routes of the API below its root.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/health", get(session::health))
        .route("/session", get(session::session))
        .route("/griddata", post(griddata::grid_data))
        .route("/pfa/batch", post(batch::update_batch))
        .route("/pfa/{pfaId}", get(pfa::get).put(pfa::update).delete(pfa::delete))
        .route("/pfa/{pfaId}/versions", get(pfa::versions))
        .route("/ws/sync/{organization}", get(change_feed))
        .route("/openapi.yaml", get(contract));
    Router::new()
        .nest(ROOT, api)
        .fallback(async || Refusal::NotFound { message: "There is nothing at this path." })
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(middleware::from_fn_with_state(shared.clone(), gate::pass))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(shared)
}

async fn contract() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/yaml")], CONTRACT)
}

async fn change_feed(
    State(shared): State<Arc<Shared>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Answer {
    let user = shared.caller(&headers)?;
    request::offered(&shared, Capability::ChangeFeed)?;
    let organization = path.map(|Path(code)| code).unwrap_or_default();
    let events = shared.world().readable(&user.id, &organization)?.feed.subscribe();
    let upgrade = upgrade.map_err(|_| Refusal::UpgradeRequired)?;
    let listener = feed::Listener { user: user.id.clone(), organization, events };
    Ok(upgrade.max_message_size(FRAME_CAP).on_upgrade(move |socket| feed::serve(socket, shared, listener)))
}
