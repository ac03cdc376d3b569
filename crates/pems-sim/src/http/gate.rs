//! What every request passes: the log, the rate, the faults on demand, the body of a refusal.

use super::{ROOT, answer};
use crate::{
    Operation, clock,
    fault::{Asked, FaultKind},
    log::LoggedRequest,
    refusal::Refusal,
    shared::Shared,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use std::sync::Arc;

/// Marks a response in whose stead the connection is closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hangup;

/// What a café's network answers in PEMS's stead.
const PORTAL: &str = "<!DOCTYPE html>\n<html><head><title>Sign in to Guest Wi-Fi</title></head>\
<body><h1>Welcome</h1><form action=\"/login\"><button>Accept terms</button></form></body></html>\n";

/// Handles a request from its arrival to its answer.
pub(super) async fn pass(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let request_id = shared.request_id();
    let entry = entry(&shared, &request);
    let (path, operation, user) = (entry.path.clone(), entry.operation, entry.user.clone());
    let method = entry.method.clone();
    let number = shared.log().arrived(entry);
    shared.logged.send_modify(|n| *n += 1);

    let response = if admitted(&shared, user.as_deref(), operation) {
        let asked = Asked {
            method: &method,
            path: &path,
            operation,
            user: user.as_deref(),
            pfa_id: record_of(&path),
        };
        let struck = shared.faults().strike(asked);
        with_faults(&shared, &struck, &request_id, request, next).await
    } else {
        Refusal::RateLimited { retry_after: 1 }.into_response()
    };
    let response = answer::rendered(response, &request_id);
    let status = response.status().as_u16();
    tracing::debug!(request_id, method, path, ?user, status, "answered");
    if response.extensions().get::<Hangup>().is_none() {
        shared.log().answered(number, status);
    }
    shared.logged.send_modify(|n| *n += 1);
    response
}

/// The refusal that a fault stands for, if it is one.
pub(super) fn error_of(fault: FaultKind) -> Option<Refusal> {
    match fault {
        FaultKind::ServerError => Some(Refusal::ServerError),
        FaultKind::Unavailable { retry_after } => Some(Refusal::Unavailable { retry_after }),
        FaultKind::RateLimited { retry_after } => Some(Refusal::RateLimited { retry_after }),
        FaultKind::Delay { .. }
        | FaultKind::Hold
        | FaultKind::HoldReply
        | FaultKind::DropRequest
        | FaultKind::DropReply
        | FaultKind::CaptivePortal
        | FaultKind::TruncatedBody => None,
    }
}

fn entry(shared: &Shared, request: &Request) -> LoggedRequest {
    let full = request.uri().path();
    let below = full.strip_prefix(ROOT).unwrap_or(full);
    // Bounded: a path may be as long as the server's header buffer.
    let path: String = below.chars().take(300).collect();
    let key = request.headers().get("idempotency-key").and_then(|v| v.to_str().ok());
    LoggedRequest {
        number: 0,
        at: shared.clock.now(),
        method: request.method().to_string(),
        operation: if full.starts_with(ROOT) {
            Operation::of(request.method(), &path)
        } else {
            Operation::Unknown
        },
        path,
        user: shared.user_of(request.headers()).map(|user| user.id.clone()),
        idempotency_key: key.map(|key| key.chars().take(64).collect()),
        status: None,
    }
}

fn record_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix("/pfa/")?.split('/').next()?;
    (id != "batch").then_some(id)
}

fn admitted(shared: &Shared, user: Option<&str>, operation: Operation) -> bool {
    let Some(user) = user.filter(|_| operation.is_counted()) else { return true };
    let per_second = shared.settings().rate_per_second;
    shared.windows().admit(user, per_second, clock::steady())
}

async fn with_faults(
    shared: &Shared,
    struck: &[FaultKind],
    request_id: &str,
    request: Request,
    next: Next,
) -> Response {
    for fault in struck {
        if let FaultKind::Delay { milliseconds } = fault {
            clock::wait(*milliseconds).await;
        }
        if *fault == FaultKind::Hold {
            held(shared).await;
        }
    }
    let decided = struck.last().copied();
    if let Some(refusal) = decided.and_then(error_of) {
        return refusal.into_response();
    }
    let response = match decided {
        Some(FaultKind::DropRequest) => return hangup(),
        Some(FaultKind::CaptivePortal) => return Html(PORTAL).into_response(),
        Some(FaultKind::DropReply) => {
            // What the handler answers is lost, what it did is done.
            let _lost = next.run(request).await;
            hangup()
        }
        Some(FaultKind::TruncatedBody) => {
            truncated(answer::rendered(next.run(request).await, request_id)).await
        }
        Some(_) | None => next.run(request).await,
    };
    if struck.contains(&FaultKind::HoldReply) {
        held(shared).await;
    }
    response
}

fn hangup() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Hangup);
    response
}

async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let half = whole.slice(..whole.len() / 2);
    Response::from_parts(parts, Body::from(half))
}

/// Waits until the control releases what it holds.
async fn held(shared: &Shared) {
    struct Held<'a>(&'a Shared);
    impl Drop for Held<'_> {
        fn drop(&mut self) {
            self.0.held.send_modify(|count| *count -= 1);
        }
    }
    let mut released = shared.released.subscribe();
    shared.held.send_modify(|count| *count += 1);
    let _held = Held(shared);
    // The sender lives as long as `shared`; without it there is nothing to wait for either.
    let _ = released.changed().await;
}
