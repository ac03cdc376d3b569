//! What is sent for a write, and which acknowledgement is believed.

use crate::server::{always, answer, client, id, serve, write};
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use pfa_domain::{Delta, Field, FieldValue};
use pfa_pems::{BATCH_ITEMS_MAX, PemsError, WriteRequest};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// One request as the server saw it.
#[derive(Debug, Clone, Default)]
struct Seen {
    line: String,
    headers: Vec<(String, String)>,
    body: Json,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(seen, _)| seen == name).map(|(_, value)| value.as_str())
    }
}

/// A server that keeps the last request and answers it so.
async fn recording(body: Json) -> (String, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let kept = Arc::clone(&seen);
    let root = serve(move |request: Request<Body>| {
        let (kept, body) = (Arc::clone(&kept), body.to_string());
        async move {
            let (head, sent) = request.into_parts();
            let sent = to_bytes(sent, usize::MAX).await.unwrap();
            let headers = head.headers.iter();
            *kept.lock().unwrap() = Seen {
                line: format!("{} {}", head.method, head.uri),
                headers: headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect(),
                body: serde_json::from_slice(&sent).unwrap_or_default(),
            };
            answer(200, &[], body)
        }
    })
    .await;
    (root, seen)
}

fn ack(version: u64) -> Json {
    json!({ "pfaId": "RIO-1", "newVersion": version, "updatedAt": "2026-01-01T00:00:00Z" })
}

fn discontinue(extra: Option<(Field, FieldValue)>, reason: Option<&str>) -> WriteRequest {
    let mut delta = Delta::from_iter([(Field::IsDiscontinued, FieldValue::Bool(true))]);
    if let Some((field, value)) = extra {
        delta.insert(field, value);
    }
    WriteRequest { delta, reason: reason.map(str::to_owned), ..write("RIO-1", 7, 1) }
}

#[tokio::test]
async fn an_update_is_sent_as_the_contract_says() {
    let (root, seen) = recording(ack(8)).await;
    let acknowledged = client(&root).update(&write("RIO-1", 7, 0xabc)).await.unwrap();
    assert_eq!((acknowledged.new_version, acknowledged.replayed), (8, false));
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.line, "PUT /axis/pfa/RIO-1");
    assert_eq!(seen.header("organization"), Some("RIO"));
    assert_eq!(seen.header("tenant"), Some("T1"));
    assert_eq!(seen.header("idempotency-key"), Some("00000000-0000-0000-0000-000000000abc"));
    assert_eq!(seen.header("authorization"), Some("Basic YW5uOnBsYW50ZWQtcGFzc3dvcmQ="));
    assert_eq!(
        seen.body,
        json!({ "pfaId": "RIO-1", "organization": "RIO", "version": 7, "changes": { "model": "LR 1160" },
                "modifiedBy": "ann", "changeReason": "better crane" })
    );
}

#[tokio::test]
async fn discontinuing_is_a_delete_with_version_and_reason() {
    let (root, seen) = recording(ack(8)).await;
    client(&root).update(&discontinue(None, Some("no crane & no road"))).await.unwrap();
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.line, "DELETE /axis/pfa/RIO-1?version=7&reason=no+crane+%26+no+road");
    assert_eq!(seen.header("idempotency-key"), Some("00000000-0000-0000-0000-000000000001"));
}

#[tokio::test]
async fn a_delete_that_would_lose_changes_or_lacks_a_reason_is_not_sent() {
    let (root, seen) = recording(ack(8)).await;
    let model = Some((Field::Model, FieldValue::Null));
    for write in [discontinue(model, Some("why")), discontinue(None, None), discontinue(None, Some(""))] {
        let error = client(&root).update(&write).await.unwrap_err();
        assert!(matches!(error, PemsError::Invalid { .. }) && error.outcome_known(), "{error:?}");
    }
    assert!(seen.lock().unwrap().line.is_empty());
}

#[tokio::test]
async fn health_is_asked_without_credentials() {
    let (root, seen) = recording(json!({ "status": "degraded", "serverTime": "2026-01-01T00:00:00Z" })).await;
    assert!(client(&root).health().await.unwrap().degraded);
    let seen = seen.lock().unwrap().clone();
    assert_eq!((seen.header("authorization"), seen.header("tenant")), (None, None));
}

#[tokio::test]
async fn an_acknowledgement_of_another_write_is_not_believed() {
    for body in [
        json!({ "pfaId": "RIO-2", "newVersion": 8, "updatedAt": "2026-01-01T00:00:00Z" }),
        ack(7),
        ack(6),
        json!({ "pfaId": "RIO-1", "newVersion": 8 }),
    ] {
        let error = client(&always(200, &[], body.to_string()).await)
            .update(&write("RIO-1", 7, 1))
            .await
            .unwrap_err();
        assert!(matches!(error, PemsError::NotPems { .. }) && !error.outcome_known(), "{body}");
    }
}

#[tokio::test]
async fn a_batch_gives_each_item_its_own_outcome_in_order() {
    let results = json!({ "results": [
        { "pfaId": "RIO-1", "status": 200, "result": ack(8) },
        { "pfaId": "RIO-2", "status": 409, "error": { "error": "VERSION_CONFLICT", "message": "m" } },
        { "pfaId": "RIO-3", "status": 400, "error": { "error": "BUSINESS_RULE", "message": "m", "fields": ["model"] } },
        { "pfaId": "RIO-4", "status": 200, "result": ack(8) },
        { "pfaId": "RIO-5", "status": 404 },
    ] });
    let (root, seen) = recording(results).await;
    let writes: Vec<_> = (1..=5).map(|n| write(&format!("RIO-{n}"), 7, n)).collect();
    let outcomes = client(&root).update_batch(&writes).await.unwrap();
    assert_eq!(outcomes[0].as_ref().unwrap().new_version, 8);
    assert_eq!(outcomes[1], Err(PemsError::Conflict { current: None, expected: 7, fields: vec![] }));
    assert!(
        matches!(&outcomes[2], Err(PemsError::Invalid { business_rule: true, fields, .. }) if fields == &["model"])
    );
    assert!(matches!(outcomes[3], Err(PemsError::NotPems { .. })), "the result names RIO-1");
    assert!(matches!(outcomes[4], Err(PemsError::NotPems { .. })), "a refusal without PEMS's error");

    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.line, "POST /axis/pfa/batch");
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 5);
    assert_eq!(seen.body["items"][1]["idempotencyKey"], Uuid::from_u128(2).to_string());
}

#[tokio::test]
async fn a_batch_answered_for_other_items_is_not_believed() {
    let item = |id: &str| json!({ "pfaId": id, "status": 200, "result": ack(8) });
    for results in [json!([]), json!([item("RIO-2")]), json!([item("RIO-1"), item("RIO-1")])] {
        let root = always(200, &[], json!({ "results": results }).to_string()).await;
        let error = client(&root).update_batch(&[write("RIO-1", 7, 1)]).await.unwrap_err();
        assert!(matches!(error, PemsError::NotPems { .. }), "{results}");
    }
}

#[tokio::test]
async fn a_batch_that_pems_would_refuse_is_not_sent() {
    let (root, seen) = recording(json!({})).await;
    let mut foreign = write("PA-1", 1, 2);
    foreign.id.organization = pfa_domain::Organization::new("PA").unwrap();
    let too_many: Vec<_> = (0..=BATCH_ITEMS_MAX as u128).map(|n| write("RIO-1", 7, n)).collect();
    for writes in
        [vec![], too_many, vec![write("RIO-1", 7, 1), foreign], vec![discontinue(None, Some("why"))]]
    {
        let error = client(&root).update_batch(&writes).await.unwrap_err();
        assert!(matches!(error, PemsError::Invalid { .. }), "{error:?}");
    }
    let long = WriteRequest { modified_by: Some("x".repeat(1 << 20)), ..write("RIO-1", 7, 1) };
    assert_eq!(client(&root).update(&long).await, Err(PemsError::TooLarge));
    assert!(seen.lock().unwrap().line.is_empty());
}

#[tokio::test]
async fn versions_of_another_record_or_with_a_gap_are_not_believed() {
    let version = |id: &str, version: u64, record_version: u64| {
        json!({ "versions": [{ "version": version, "changedBy": "ann", "changedAt": "2026-01-01T00:00:00Z",
                "record": { "pfaId": id, "organization": "RIO", "version": record_version, "areaSilo": "N",
                            "category": "C", "class": "A", "source": "Rental", "dor": "BEO",
                            "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false } }] })
    };
    let read =
        async |body: Json| client(&always(200, &[], body.to_string()).await).versions(&id("RIO-1")).await;
    let versions = read(version("RIO-1", 3, 3)).await.unwrap();
    assert_eq!((versions[0].version, versions[0].changed_by.as_str()), (3, "ann"));
    assert_eq!(versions[0].change_reason, None);
    let mut unreadable = version("RIO-1", 3, 3);
    unreadable["versions"][0]["record"]["source"] = json!("Leased");
    for body in [version("RIO-2", 3, 3), version("RIO-1", 3, 4), unreadable] {
        assert!(matches!(read(body.clone()).await, Err(PemsError::NotPems { .. })), "{body}");
    }
}
