//! Faults on demand, as a client meets them.

use crate::world::*;
use pems_sim::{ControlError, Fault, FaultKind, FaultMatch, Operation, Outage};
use reqwest::Method;
use serde_json::{Value as Json, json};
use std::sync::Arc;

#[tokio::test]
async fn errors_come_in_the_contracts_shape_and_apply_nothing() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let kinds = [
        (FaultKind::ServerError, 500, "SERVER_ERROR", None),
        (FaultKind::Unavailable { retry_after: None }, 503, "UNAVAILABLE", None),
        (FaultKind::Unavailable { retry_after: Some(7) }, 503, "UNAVAILABLE", Some("7")),
        (FaultKind::RateLimited { retry_after: 3 }, 429, "RATE_LIMITED", Some("3")),
    ];
    for (kind, status, word, retry_after) in kinds {
        world.control().inject(Fault::always(kind).times(1).on(Operation::UpdatePfa)).unwrap();
        let seen = world.put(&id, base, json!({"model": "m"}), KEY).await;
        let headers = &seen.refused(status, word).headers;
        assert_eq!(headers.get("retry-after").map(|v| v.to_str().unwrap()), retry_after);
    }
    assert_eq!(world.version(&id), base);
    assert_eq!(world.put(&id, base, json!({"model": "m"}), KEY).await.ok().get("replayed"), None);
}

#[tokio::test]
async fn a_dropped_request_is_not_applied_and_a_dropped_reply_is() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let send = || {
        let body = update(&id, base, json!({"model": "m"}));
        world.request(Method::PUT, &format!("/pfa/{id}")).header("Idempotency-Key", KEY).json(&body).send()
    };
    world.control().fail_next(1, FaultKind::DropRequest, FaultMatch::default()).unwrap();
    let error = send().await.unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    assert_eq!(world.version(&id), base);
    world.control().fail_next(1, FaultKind::DropReply, FaultMatch::default()).unwrap();
    assert!(send().await.is_err());
    assert_eq!(world.version(&id), base + 1);
    assert_eq!(read(send().await.unwrap()).await.ok()["replayed"], true);
    let statuses: Vec<_> = world.control().requests().iter().map(|r| r.status).collect();
    assert_eq!(statuses, [None, None, Some(200)]);
}

#[tokio::test]
async fn a_captive_portal_answers_html_and_a_truncated_body_is_no_json() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.control().inject(Fault::always(FaultKind::CaptivePortal).times(1)).unwrap();
    let portal = world.put(&id, base, json!({"model": "m"}), KEY).await;
    assert_eq!(portal.status, 200);
    assert!(portal.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(world.version(&id), base);
    world.control().inject(Fault::always(FaultKind::TruncatedBody).times(1)).unwrap();
    let cut = world.put(&id, base, json!({"model": "m"}), KEY).await;
    let Json::String(text) = &cut.body else { panic!("it parsed: {cut:?}") };
    assert!(cut.status == 200 && text.starts_with('{'));
    assert_eq!(world.version(&id), base + 1);
}

#[tokio::test]
async fn a_held_request_waits_for_its_release_before_or_after_it_is_applied() {
    let world = Arc::new(world().await);
    let control = world.control();
    let id = world.editable();
    let base = world.version(&id);
    for (kind, key, while_held) in [(FaultKind::Hold, KEY, base), (FaultKind::HoldReply, OTHER_KEY, base + 2)]
    {
        control.inject(Fault::always(kind).times(1).on(Operation::UpdatePfa)).unwrap();
        let version = world.version(&id);
        let (sender, id2) = (world.clone(), id.clone());
        let sent = tokio::spawn(async move { sender.put(&id2, version, json!({"model": "m"}), key).await });
        control.wait_until_held(1).await;
        assert_eq!(world.version(&id), while_held);
        control.release();
        assert_eq!(sent.await.unwrap().ok()["newVersion"], version + 1);
    }
}

#[tokio::test]
async fn an_outage_refuses_connections_or_closes_them_and_the_port_stays_ours() {
    let world = world().await;
    world.get("/session").await.ok();
    world.control().outage(Outage::Refuse).await;
    let error = world.request(Method::GET, "/session").send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(world.control().current_outage(), Some(Outage::Refuse));
    world.control().outage(Outage::AcceptAndClose).await;
    assert!(world.request(Method::GET, "/session").send().await.is_err());
    let address = world.sim.root_url().replace("http://", "").replace("/axis/restservices", "");
    tokio::net::TcpStream::connect(address).await.expect("it accepts");
    world.control().restore().await;
    world.get("/session").await.ok();
}

#[tokio::test]
async fn faults_hit_only_what_they_match() {
    let world = world().await;
    let on = FaultMatch {
        path: Some("/pfa/RIO-10002".into()),
        method: Some("get".into()),
        ..FaultMatch::default()
    };
    world.control().inject(Fault { on, ..Fault::always(FaultKind::ServerError) }).unwrap();
    world.get("/pfa/RIO-10001").await.ok();
    world.get("/pfa/RIO-10002").await.refused(500, "SERVER_ERROR");
    world.control().clear_faults();
    world.get("/pfa/RIO-10002").await.ok();
}

#[tokio::test]
async fn inputs_of_the_control_are_bounded() {
    let world = world().await;
    let control = world.control();
    let bounded = |fault| matches!(control.inject(fault), Err(ControlError::OutOfBounds { .. }));
    assert!(bounded(Fault::always(FaultKind::Hold).probability(1.1)));
    assert!(bounded(Fault::always(FaultKind::Hold).probability(f64::NAN)));
    assert!(bounded(Fault::always(FaultKind::Hold).times(0)));
    assert!(bounded(Fault::always(FaultKind::Delay { milliseconds: 600_001 })));
    for _ in 0..1_000 {
        control.inject(Fault::always(FaultKind::DropReply).on(Operation::Versions)).unwrap();
    }
    assert!(bounded(Fault::always(FaultKind::DropReply)));
    assert!(control.set_rate(0.5).is_err() && control.set_rate(f64::NAN).is_err());
    assert!(control.set_page_rows(0).is_err() && control.set_page_rows(10_001).is_err());
    assert!(control.set_clock_offset(i64::MAX).is_err() && control.advance_clock(i64::MIN).is_err());
    let long = "x".repeat(201);
    assert!(control.edit("RIO", &world.editable(), json!({"model": "m"}), &long, None).is_err());
}
