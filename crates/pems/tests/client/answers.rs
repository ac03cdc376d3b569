//! What each answer is taken for.

use crate::server::{always, answer, client, id, impatient_client, rio, serve, serve_router, write};
use axum::{Router, body::Body};
use pfa_pems::PemsError;
use pfa_sync::Retry;
use serde_json::json;
use std::time::Duration;
use tower_http::compression::CompressionLayer;

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn error(code: &str) -> String {
    json!({ "error": code, "message": "PEMS's words", "fields": ["forecastEnd"], "requestId": "r-1" })
        .to_string()
}

async fn session_error(status: u16, headers: &'static [(&str, &str)], body: impl Into<String>) -> PemsError {
    client(&always(status, headers, body).await).session().await.unwrap_err()
}

fn assert_not_pems(error: &PemsError, says: &str) {
    assert!(matches!(error, PemsError::NotPems { .. }) && error.to_string().contains(says), "{error:?}");
    assert_eq!(error.retry(), Retry::Backoff { not_before: None });
    assert!(!error.outcome_known());
}

#[tokio::test]
async fn each_status_with_pemss_body_is_its_own_error() {
    let message = "PEMS's words".to_owned();
    let fields = vec!["forecastEnd".to_owned()];
    let invalid = |business_rule| PemsError::Invalid {
        business_rule,
        message: message.clone(),
        fields: fields.clone(),
    };
    let expected = [
        (400, "INVALID_REQUEST", invalid(false), Retry::Never),
        (400, "BUSINESS_RULE", invalid(true), Retry::Never),
        (401, "UNAUTHORIZED", PemsError::Unauthorized, Retry::AfterSignIn),
        (403, "FORBIDDEN", PemsError::Forbidden { message: message.clone() }, Retry::Never),
        (404, "NOT_FOUND", PemsError::NotFound, Retry::Never),
        (413, "TOO_LARGE", PemsError::TooLarge, Retry::Never),
    ];
    for (status, code, error_expected, retry) in expected {
        let error = session_error(status, JSON, error(code)).await;
        assert_eq!(error, error_expected);
        assert_eq!(error.retry(), retry, "{error:?}");
        assert!(error.outcome_known(), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_fails_may_have_done_the_work() {
    let error_500 = session_error(500, JSON, error("SERVER_ERROR")).await;
    assert_eq!(
        error_500,
        PemsError::ServerError {
            status: 500,
            message: "PEMS's words".into(),
            request_id: Some("r-1".into())
        }
    );
    let html = session_error(502, &[("content-type", "text/html")], "<h1>Bad Gateway</h1>").await;
    assert_eq!(html, PemsError::ServerError { status: 502, message: "Bad Gateway".into(), request_id: None });
    for error in [error_500, html] {
        assert!(!error.outcome_known());
        assert_eq!(error.retry(), Retry::Backoff { not_before: None });
    }
}

#[tokio::test]
async fn a_conflict_names_both_versions() {
    let body = json!({ "error": "VERSION_CONFLICT", "message": "m", "currentVersion": 9, "expectedVersion": 7,
                       "conflictingFields": ["model"] });
    let root = always(409, JSON, body.to_string()).await;
    let error = client(&root).update(&write("RIO-1", 7, 1)).await.unwrap_err();
    assert_eq!(
        error,
        PemsError::Conflict { current: Some(9), expected: 7, fields: vec!["model".to_owned()] }
    );
    assert_eq!(error.retry(), Retry::Never);
    assert!(error.outcome_known() && error.failure().is_none());

    let without = session_error(409, JSON, error_without_versions()).await;
    assert_not_pems(&without, "409");
}

fn error_without_versions() -> String {
    json!({ "error": "VERSION_CONFLICT", "message": "m" }).to_string()
}

#[tokio::test]
async fn a_wait_that_pems_asks_for_is_handed_on() {
    let seconds = session_error(429, &[("retry-after", "7")], error("RATE_LIMITED")).await;
    let wait = Some(Duration::from_secs(7));
    assert_eq!(seconds, PemsError::RateLimited { retry_after: wait });
    assert_eq!(seconds.retry(), Retry::Backoff { not_before: wait });
    assert!(seconds.outcome_known());

    const DATES: &[(&str, &str)] =
        &[("date", "Sun, 06 Nov 1994 08:49:30 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")];
    let dated = session_error(503, DATES, error("UNAVAILABLE")).await;
    assert_eq!(dated, PemsError::Unavailable { retry_after: wait, message: "PEMS's words".into() });
    assert!(!dated.outcome_known());

    let foreign = session_error(503, &[("retry-after", "7")], "<h1>maintenance</h1>").await;
    assert_eq!(foreign.retry(), Retry::Backoff { not_before: wait });
}

#[tokio::test]
async fn a_refusal_that_pems_did_not_write_is_not_from_pems() {
    let html: &[(&str, &str)] = &[("content-type", "text/html")];
    for status in [400, 401, 403, 404, 409, 413, 429] {
        assert_not_pems(
            &session_error(status, html, "<h1>Sign in to the hotel's Wi-Fi</h1>").await,
            "status",
        );
    }
    assert_not_pems(&session_error(401, JSON, r#"{"error":"invalid_token","message":"m"}"#).await, "401");
    assert_not_pems(&session_error(404, JSON, error("UNAUTHORIZED")).await, "404");
    assert_not_pems(&session_error(418, JSON, error("INVALID_REQUEST")).await, "418");
    assert_not_pems(&session_error(204, &[], "").await, "204");
}

#[tokio::test]
async fn a_web_page_is_not_from_pems() {
    let html: &[(&str, &str)] = &[("content-type", "text/html; charset=utf-8")];
    let error = session_error(200, html, "<!doctype html><h1>Welcome</h1>").await;
    assert_not_pems(&error, "text/html where JSON was expected");
}

#[tokio::test]
async fn json_that_is_cut_or_of_another_shape_is_not_from_pems() {
    assert_not_pems(&session_error(200, JSON, r#"{"userId":"ann","disp"#).await, "cut short");
    assert_not_pems(&session_error(200, JSON, "").await, "cut short");
    assert_not_pems(&session_error(200, JSON, r#"{"userId":"ann"}"#).await, "another shape");
    assert_not_pems(&session_error(200, JSON, "[]").await, "another shape");

    let grid = client(&always(200, JSON, r#"{"Result":{"ResultData":{"GRID":{"DATA":{}}}}}"#).await);
    assert_not_pems(&grid.grid_page(&rio(), None, None, 10).await.unwrap_err(), "another shape");
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let root = always(200, JSON, r#"{"status":"ok","serverTime":"2026-01-01T00:00:00Z"}"#).await;
    let redirecting = serve(move |_| {
        let location = format!("{root}/health?secret=x");
        async move { answer(302, &[("location", &location)], Body::empty()) }
    })
    .await;
    let error = client(&redirecting).health().await.unwrap_err();
    assert_not_pems(&error, "a redirect to 127.0.0.1");
    assert!(!error.to_string().contains("secret"));
}

#[tokio::test]
async fn answers_are_asked_for_and_read_compressed() {
    let router = Router::new()
        .fallback(|request: axum::http::Request<Body>| async move {
            let compressed = request.headers()["accept-encoding"].to_str().unwrap().contains("gzip");
            let status = if compressed { "ok" } else { "degraded" };
            let body =
                json!({ "status": status, "serverTime": "2026-01-01T00:00:00Z", "x": "y".repeat(9000) });
            answer(200, JSON, body.to_string())
        })
        .layer(CompressionLayer::new());
    assert!(!client(&serve_router(router).await).health().await.unwrap().degraded);
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_refused() {
    let router = Router::new()
        .fallback(|| async { answer(200, JSON, " ".repeat(9 << 20)) })
        .layer(CompressionLayer::new());
    let error = client(&serve_router(router).await).health().await.unwrap_err();
    assert_not_pems(&error, "more than 4 MiB");
}

#[tokio::test]
async fn an_answer_that_announces_too_much_is_refused() {
    let root = always(200, JSON, " ".repeat((4 << 20) + 1)).await;
    assert_not_pems(&client(&root).health().await.unwrap_err(), "more than 4 MiB");
    let allowed = " ".repeat((4 << 20) + 1)
        + r#"{"Result":{"ResultData":{"GRID":{"METADATA":{"RECORDS":0,"MORERECORDPRESENT":"-",
           "CURRENTCURSORPOSITION":1,"SERVERTIMESTAMP":"2026-01-01T00:00:00Z"},"DATA":{}}}}}"#;
    let page = client(&always(200, JSON, allowed).await).grid_page(&rio(), None, None, 10).await.unwrap();
    assert!(page.rows.is_empty());
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout_with_an_open_outcome() {
    let silent = serve(|_| std::future::pending()).await;
    let error = impatient_client(&silent).update(&write("RIO-1", 7, 1)).await.unwrap_err();
    assert_eq!(error, PemsError::Timeout);
    assert!(!error.outcome_known());

    let stuck = serve(|_| async {
        let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        answer(200, JSON, Body::from_stream(never))
    })
    .await;
    assert_eq!(impatient_client(&stuck).health().await.unwrap_err(), PemsError::Timeout);
}

#[tokio::test]
async fn what_a_server_says_is_bounded_and_of_one_line() {
    let body =
        json!({ "error": "FORBIDDEN", "message": format!("a\u{1b}[31m\nb\u{202e}{}", "c".repeat(9000)) });
    let error = session_error(403, JSON, body.to_string()).await;
    let text = error.to_string();
    assert!(text.chars().count() < 600 && text.contains("a [31m b"), "{text}");
    assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'));
}

#[tokio::test]
async fn an_answer_about_another_record_is_not_from_pems() {
    let body = json!({ "pfaId": "RIO-2", "organization": "RIO", "version": 3 });
    let error = client(&always(200, JSON, body.to_string()).await).record(&id("RIO-1")).await.unwrap_err();
    assert_not_pems(&error, "something else");
}

#[tokio::test]
async fn the_session_is_read_and_what_it_does_not_know_is_ignored() {
    let body = json!({
        "userId": "ann@example.com", "displayName": "Ann", "capabilities": ["batch", "timeTravel", "versions"],
        "rateLimitPerSecond": 2.5, "theme": "dark",
        "organizations": [
            { "code": "RIO", "name": "Rio", "permissions": ["read", "sync", "fly"] },
            { "code": "not a code", "name": "?", "permissions": [] },
            { "code": "PA", "name": "Port Arthur", "currency": "EUR", "permissions": [] },
        ],
    });
    let session = client(&always(200, JSON, body.to_string()).await).session().await.unwrap();
    assert_eq!(session.capabilities.iter().map(|c| c.name()).collect::<Vec<_>>(), ["batch", "versions"]);
    assert_eq!(session.rate_limit_per_second, Some(2.5));
    let organizations: Vec<_> =
        session.organizations.iter().map(|o| (o.code.as_str(), o.currency.as_str())).collect();
    assert_eq!(organizations, [("RIO", "USD"), ("PA", "EUR")]);
    assert_eq!(session.organizations[0].permissions.iter().count(), 2);
}
