//! The control port over HTTP, and the handle's housekeeping.

use crate::world::*;
use reqwest::Method;
use serde_json::{Value as Json, json};

async fn with_port() -> (World, String) {
    let world = started(small().control_port(0)).await;
    let url = world.sim.control_url().unwrap();
    (world, url)
}

async fn tell(world: &World, method: Method, url: &str, body: Option<Json>) -> Seen {
    let mut request = world.http.request(method, url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    seen(request).await
}

#[tokio::test]
async fn everything_on_the_control_port_does_what_it_says() {
    let (world, url) = with_port().await;
    let id = world.editable();
    let base = world.version(&id);
    let post = |path: &str, body: Json| {
        let url = format!("{url}{path}");
        let world = &world;
        async move { tell(world, Method::POST, &url, Some(body)).await }
    };
    let name = |extra: Json| {
        let mut body = json!({"organization": "RIO", "pfaId": id});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };

    let edited = post("/edit", name(json!({"changes": {"model": "theirs"}}))).await;
    assert_eq!(edited.ok()["version"], base + 1);
    assert_eq!(
        world.control().record("RIO", &id).unwrap().get(pfa_domain::Field::LastChangedBy).to_string(),
        JANE
    );
    let refused = post("/edit", name(json!({"changes": {"model": ""}}))).await;
    assert_eq!((refused.status, &refused.body["fields"]), (400, &json!(["model"])));
    post("/discontinue", name(json!({"reason": "gone"}))).await.ok();
    post("/actualize", name(json!({"actualStart": "2026-02-01"}))).await.ok();
    let shown = tell(&world, Method::GET, &format!("{url}/records/RIO/{id}"), None).await;
    assert_eq!(shown.ok()["version"], base + 3);

    let number = post(
        "/faults",
        json!({"fault": {"kind": "serverError"}, "on": {"operation": "session"}, "times": 5}),
    )
    .await
    .ok()["number"]
        .clone();
    world.get("/session").await.refused(500, "SERVER_ERROR");
    assert_eq!(tell(&world, Method::GET, &format!("{url}/faults"), None).await.ok()[0]["fault"]["times"], 4);
    tell(&world, Method::DELETE, &format!("{url}/faults/{number}"), None).await.ok();
    world.get("/session").await.ok();

    post("/capabilities", json!({"capabilities": ["versions"]})).await.ok();
    post("/rate", json!({"perSecond": 99.0})).await.ok();
    post("/page-rows", json!({"rows": 3})).await.ok();
    post("/clock", json!({"offsetSeconds": 3_600})).await.ok();
    post("/clock", json!({"advanceSeconds": 60})).await.ok();
    post("/permissions", json!({"user": MARIA.0, "organization": "PORTARTHUR", "permissions": []}))
        .await
        .ok();
    let session = world.get("/session").await;
    assert_eq!(session.ok()["capabilities"], json!(["versions"]));
    assert_eq!(session.ok()["organizations"].as_array().unwrap().len(), 1);
    assert_eq!(world.grid(json!({})).await.rows().len(), 3);
    let state = tell(&world, Method::GET, &format!("{url}/state"), None).await;
    assert_eq!(state.ok()["clockOffsetSeconds"], 3_660);
    assert_eq!(state.ok()["rateLimitPerSecond"], 99.0);

    post("/outage", json!({"mode": "refuse"})).await.ok();
    assert!(world.request(Method::GET, "/session").send().await.unwrap_err().is_connect());
    tell(&world, Method::DELETE, &format!("{url}/outage"), None).await.ok();
    post("/remove", name(json!({}))).await.ok();
    world.get(&format!("/pfa/{id}")).await.refused(404, "NOT_FOUND");
    let log = tell(&world, Method::GET, &format!("{url}/requests?last=1"), None).await;
    assert_eq!(log.ok()["requests"][0]["path"], format!("/pfa/{id}"));
    assert_eq!(log.ok()["requests"].as_array().unwrap().len(), 1);

    post("/reset", json!({"records": true})).await.ok();
    assert_eq!(world.version(&id), base);
    assert_eq!(world.get("/session").await.ok()["organizations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_control_refuses_what_it_does_not_know_and_web_pages() {
    let (world, url) = with_port().await;
    for (path, body, status) in [
        ("/edit", json!({"organization": "RIO", "pfaId": "NONE", "changes": {"model": "m"}}), 404),
        ("/edit", json!({"organization": "RIO"}), 422),
        ("/faults", json!({"fault": {"kind": "gremlins"}}), 422),
        ("/faults", json!({"fault": {"kind": "hold"}, "typo": 1}), 422),
        ("/rate", json!({"perSecond": 0}), 400),
        ("/permissions", json!({"user": "nobody", "organization": "RIO", "permissions": []}), 404),
        ("/nothing", json!({}), 404),
    ] {
        let seen = tell(&world, Method::POST, &format!("{url}{path}"), Some(body)).await;
        assert_eq!(seen.status, status, "{path}: {seen:?}");
        assert!(seen.body["message"].is_string());
    }
    let page = world.http.delete(format!("{url}/keys")).header("origin", "http://evil.example");
    assert_eq!(seen(page).await.status, 403);
    world.get("/session").await.ok();
    assert_eq!(seen(world.bare(Method::GET, "/../state")).await.status, 404, "not on the API's port");
}

#[tokio::test]
async fn the_log_holds_who_asked_what_and_how_it_ended() {
    let world = world().await;
    let id = world.editable();
    world.put(&id, world.version(&id), json!({"model": "m"}), KEY).await.ok();
    world.get("/pfa/NONE").await.refused(404, "NOT_FOUND");
    world.control().wait_for_requests(2, |r| r.status.is_some()).await;
    let log = world.control().requests();
    assert_eq!(log[0].idempotency_key.as_deref(), Some(KEY));
    assert_eq!(log[0].operation, pems_sim::Operation::UpdatePfa);
    assert_eq!((log[0].user.as_deref(), log[0].status), (Some(MARIA.0), Some(200)));
    assert_eq!((log[1].path.as_str(), log[1].status), ("/pfa/NONE", Some(404)));
    assert!(!format!("{log:?}").contains(MARIA.1));
}

#[tokio::test]
async fn shutting_down_frees_the_port() {
    let world = world().await;
    let url = world.url("/health");
    world.sim.shutdown().await;
    let error = world.http.get(url).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}
