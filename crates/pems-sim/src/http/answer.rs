//! How an outcome becomes a response.

use crate::refusal::Refusal;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::Value as Json;

/// What a handler gives back.
pub(super) type Answer = Result<Response, Refusal>;

/// A refusal leaves the handler as an extension: its body is written at the gate, where the request's id is known.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// 200 with a JSON body.
pub(super) fn ok(body: &Json) -> Response {
    json(Body::from(body.to_string()))
}

/// 200 with a body that is JSON already.
pub(super) fn json(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Writes the body that a refusal owes.
pub(super) fn rendered(mut response: Response, request_id: &str) -> Response {
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    *response.body_mut() = Body::from(refusal.to_json(request_id).to_string());
    let headers = response.headers_mut();
    // Set for the empty body that is replaced here.
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(seconds) = refusal.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if refusal == Refusal::Unauthorized {
        let challenge = HeaderValue::from_static("Basic realm=\"PEMS\", Bearer");
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if refusal == Refusal::UpgradeRequired {
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    response
}
