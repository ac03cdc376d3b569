//! Many updates in one request.

use crate::world::*;
use pems_sim::{Capability, Fault, FaultKind};
use reqwest::Method;
use serde_json::{Value as Json, json};

fn key(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn item(pfa_id: &str, version: u64, changes: Json, key: &str) -> Json {
    let mut item = update(pfa_id, version, changes);
    item["idempotencyKey"] = key.into();
    item
}

async fn send(world: &World, items: Json) -> Seen {
    seen(world.request(Method::POST, "/pfa/batch").json(&json!({ "items": items }))).await
}

fn statuses(seen: &Seen) -> Vec<u64> {
    seen.ok()["results"].as_array().unwrap().iter().map(|r| r["status"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn items_are_answered_in_order_and_one_failing_fails_no_other() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let mut elsewhere = item(&id, base, json!({"model": "x"}), &key(5));
    elsewhere["organization"] = "PORTARTHUR".into();
    let seen = send(
        &world,
        json!([
            item("RIO-99999", 1, json!({"model": "x"}), &key(1)),
            item(&id, base + 7, json!({"model": "x"}), &key(2)),
            item(&id, base, json!({"model": ""}), &key(3)),
            item(&id, base, json!({"model": "first"}), &key(4)),
            elsewhere,
            item(&id, base + 1, json!({"model": "second"}), &key(6)),
        ]),
    )
    .await;
    assert_eq!(statuses(&seen), [404, 409, 400, 200, 400, 200]);
    let results = seen.ok()["results"].as_array().unwrap();
    assert_eq!(results[1]["error"]["currentVersion"], base);
    assert_eq!(results[2]["error"]["fields"], json!(["model"]));
    assert_eq!(results[5]["result"]["newVersion"], base + 2);
    assert!(results.iter().all(|r| r["error"].is_null() != r["result"].is_null()));
    assert_eq!(world.version(&id), base + 2);
}

#[tokio::test]
async fn a_batch_repeated_with_its_keys_applies_nothing_twice_and_a_single_update_is_the_same_write() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let items = json!([item(&id, base, json!({"model": "m"}), KEY)]);
    let first = send(&world, items.clone()).await;
    let again = send(&world, items).await;
    assert_eq!(again.ok()["results"][0]["result"]["replayed"], true);
    assert_eq!(
        again.ok()["results"][0]["result"]["updatedAt"],
        first.ok()["results"][0]["result"]["updatedAt"]
    );
    assert_eq!(world.put(&id, base, json!({"model": "m"}), KEY).await.ok()["replayed"], true);
    let other = send(&world, json!([item(&id, base, json!({"model": "other"}), KEY)])).await;
    assert_eq!(statuses(&other), [400]);
    assert_eq!(world.version(&id), base + 1);
}

#[tokio::test]
async fn a_batch_that_does_not_fit_its_schema_is_400_as_a_whole() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let fine = item(&id, base, json!({"model": "m"}), KEY);
    let mut keyless = fine.clone();
    keyless.as_object_mut().unwrap().remove("idempotencyKey");
    for items in [
        json!([]),
        json!({}),
        Json::Null,
        json!([fine, 1]),
        json!([fine, keyless]),
        json!(vec![fine.clone(); 101]),
    ] {
        send(&world, items).await.refused(400, "INVALID_REQUEST");
    }
    let more = world.request(Method::POST, "/pfa/batch").json(&json!({"items": [fine], "more": 1}));
    seen(more).await.refused(400, "INVALID_REQUEST");
    assert_eq!(world.version(&id), base);
}

#[tokio::test]
async fn a_hundred_items_fit() {
    let world = world().await;
    let items: Vec<Json> = (0..100).map(|n| item("RIO-99999", 1, json!({"model": "m"}), &key(n))).collect();
    assert_eq!(statuses(&send(&world, items.into()).await), [404; 100]);
}

#[tokio::test]
async fn there_is_no_batch_without_the_capability() {
    let world = started(small().without(Capability::Batch)).await;
    let id = world.editable();
    send(&world, json!([item(&id, 1, json!({"model": "m"}), KEY)])).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_fault_of_one_record_hits_its_item_alone() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let other = world.control().find("RIO", |r| r.id.pfa_id.as_str() != id && !r.is_discontinued()).unwrap();
    world.control().inject(Fault::always(FaultKind::ServerError).on_record(&id)).unwrap();
    let items = json!([
        item(&id, base, json!({"model": "m"}), &key(1)),
        item(other.id.pfa_id.as_str(), other.version, json!({"model": "m"}), &key(2)),
    ]);
    assert_eq!(statuses(&send(&world, items).await), [500, 200]);
    assert_eq!(world.version(&id), base);
}
