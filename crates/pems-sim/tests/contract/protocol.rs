//! Who may ask, and the shape of every answer that is not the one hoped for.

use crate::world::*;
use pems_sim::{Capability, User};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn health_needs_no_credentials() {
    let world = world().await;
    let health = seen(world.bare(Method::GET, "/health")).await;
    assert_eq!(health.ok()["status"], "ok");
    assert!(health.body["serverTime"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn the_session_says_who_may_do_what_and_what_this_pems_offers() {
    let mut world = started(small().without(Capability::Batch).rate(25.0)).await;
    world.user = OKAFOR;
    let session = world.get("/session").await;
    let body = session.ok();
    assert_eq!(body["userId"], "p.okafor@example.com");
    assert_eq!(body["capabilities"], json!(["versions", "changeFeed", "updatedSince"]));
    assert_eq!(body["rateLimitPerSecond"], 25.0);
    let rio = body["organizations"].as_array().unwrap().iter().find(|o| o["code"] == "RIO").unwrap();
    assert_eq!(rio["permissions"], json!(["read", "editForecast", "editActuals", "sync"]));
    assert_eq!(rio["currency"], "USD");
}

#[tokio::test]
async fn an_api_key_signs_in_as_its_user() {
    let world = world().await;
    let session =
        seen(world.bare(Method::GET, "/session").bearer_auth("jane-api-key-2").header("tenant", "DEMO"))
            .await;
    assert_eq!(session.ok()["userId"], JANE);
}

#[tokio::test]
async fn missing_or_wrong_credentials_are_401_on_every_operation() {
    let world = world().await;
    let asked = [
        (Method::GET, "/session"),
        (Method::POST, "/griddata"),
        (Method::GET, "/pfa/RIO-10001"),
        (Method::PUT, "/pfa/RIO-10001"),
        (Method::DELETE, "/pfa/RIO-10001"),
        (Method::POST, "/pfa/batch"),
        (Method::GET, "/pfa/RIO-10001/versions"),
        (Method::GET, "/ws/sync/RIO"),
    ];
    for (method, path) in asked {
        let request =
            || world.bare(method.clone(), path).header("tenant", "DEMO").header("organization", "RIO");
        let none = seen(request()).await;
        assert!(none.refused(401, "UNAUTHORIZED").headers.contains_key("www-authenticate"));
        seen(request().basic_auth(MARIA.0, Some("wrong"))).await.refused(401, "UNAUTHORIZED");
        seen(request().bearer_auth("wrong")).await.refused(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn an_unknown_tenant_or_an_organization_of_others_is_403() {
    let only_rio: User = "a@example.com:pw:RIO=all".parse().unwrap();
    let mut world = started(small().user(only_rio)).await;
    for tenant in [None, Some("OTHER"), Some("")] {
        let mut request = world.bare(Method::GET, "/session").basic_auth(MARIA.0, Some(MARIA.1));
        if let Some(tenant) = tenant {
            request = request.header("tenant", tenant);
        }
        seen(request).await.refused(403, "FORBIDDEN");
    }
    world.user = ("a@example.com", "pw");
    for organization in ["PORTARTHUR", "NOWHERE", "rio"] {
        let request = world
            .bare(Method::GET, "/pfa/RIO-10001")
            .basic_auth("a@example.com", Some("pw"))
            .header("tenant", "DEMO")
            .header("organization", organization);
        seen(request).await.refused(403, "FORBIDDEN");
    }
    let session = world.get("/session").await;
    assert_eq!(session.ok()["organizations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_right_that_is_withdrawn_is_gone_with_the_next_request() {
    let world = world().await;
    world.get("/pfa/RIO-10001").await.ok();
    world.control().set_permissions(MARIA.0, "RIO", []).unwrap();
    world.get("/pfa/RIO-10001").await.refused(403, "FORBIDDEN");
    let session = world.get("/session").await;
    assert_eq!(session.ok()["organizations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_refused_in_the_contracts_shape() {
    let world = world().await;
    for path in ["/nothing", "/pfa", "/pfa/", "/pfa/RIO-10001/more", "/%ff"] {
        world.get(path).await.refused(404, "NOT_FOUND");
    }
    let wrong = seen(world.request(Method::PATCH, "/pfa/RIO-10001")).await;
    assert_eq!(wrong.refused(405, "INVALID_REQUEST").headers["allow"], "GET,HEAD,PUT,DELETE");
    seen(world.request(Method::GET, "/griddata")).await.refused(405, "INVALID_REQUEST");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_400() {
    let world = world().await;
    for (content_type, body) in [
        ("application/json", "{\"GRID\":"),
        ("application/json", ""),
        ("text/plain", "{}"),
        ("application/json", "[]"),
    ] {
        for (method, path) in
            [(Method::POST, "/griddata"), (Method::POST, "/pfa/batch"), (Method::PUT, "/pfa/RIO-10001")]
        {
            let request = world
                .request(method, path)
                .header("Idempotency-Key", KEY)
                .header("content-type", content_type)
                .body(body);
            seen(request).await.refused(400, "INVALID_REQUEST");
        }
    }
}

#[tokio::test]
async fn a_body_over_one_mebibyte_is_413_and_one_below_is_read() {
    let world = world().await;
    let cap = 1024 * 1024;
    let send = |length: usize| {
        let start = r#"{"changeReason":""#;
        let body = format!("{start}{}\"}}", "x".repeat(length - start.len() - 2));
        assert_eq!(body.len(), length);
        world
            .request(Method::PUT, "/pfa/RIO-10001")
            .header("Idempotency-Key", KEY)
            .header("content-type", "application/json")
            .body(body)
    };
    seen(send(cap)).await.refused(400, "INVALID_REQUEST");
    seen(send(cap + 1)).await.refused(413, "TOO_LARGE");
    seen(send(3 * cap)).await.refused(413, "TOO_LARGE");
}

#[tokio::test]
async fn answers_are_gzipped_for_who_accepts_it() {
    let world = world().await;
    let page = || world.request(Method::POST, "/griddata").json(&grid_request(json!({})));
    let zipped = page().header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    assert_eq!(zipped.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
    let plain = page().header("accept-encoding", "identity").send().await.unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn more_requests_in_a_second_than_the_rate_are_429_and_a_batch_counts_as_one() {
    let world = started(small().rate(3.0)).await;
    let items: Vec<_> = (1..=5)
        .map(|n| {
            let mut item = update(&format!("NONE-{n}"), 1, json!({"model": "m"}));
            item["idempotencyKey"] = KEY.into();
            item
        })
        .collect();
    seen(world.request(Method::POST, "/pfa/batch").json(&json!({"items": items}))).await.ok();
    // Health and feed are not counted, other users have a rate of their own.
    for _ in 0..5 {
        seen(world.bare(Method::GET, "/health")).await.ok();
        seen(world.request(Method::GET, "/ws/sync/RIO")).await.refused(426, "INVALID_REQUEST");
    }
    let burst = futures_util::future::join_all((0..12).map(|_| world.get("/session"))).await;
    let refused: Vec<_> = burst.iter().filter(|seen| seen.status == 429).collect();
    // Two fit beside the batch; more only if the machine took seconds over this.
    assert!(!refused.is_empty());
    for seen in refused {
        assert_eq!(seen.refused(429, "RATE_LIMITED").headers["retry-after"], "1");
    }
    assert!(world.control().peak_per_second() > 3);
}

#[tokio::test]
async fn within_the_rate_nothing_is_429() {
    let world = started(small().rate(50.0)).await;
    for _ in 0..50 {
        world.get("/session").await.ok();
    }
}

#[tokio::test]
async fn it_serves_the_contract_that_it_keeps() {
    let world = world().await;
    let served = world.bare(Method::GET, "/openapi.yaml").send().await.unwrap();
    assert_eq!(served.headers()["content-type"], "application/yaml");
    assert_eq!(served.text().await.unwrap(), include_str!("../../../../contract/openapi.yaml"));
}
