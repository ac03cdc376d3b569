//! One record: as it is, and as it was.

use crate::world::*;
use pems_sim::Capability;
use serde_json::json;

#[tokio::test]
async fn a_record_has_every_field_in_the_contracts_form() {
    let world = world().await;
    let record = world.get("/pfa/RIO-10001").await;
    let body = record.ok().as_object().unwrap();
    assert_eq!(body.len(), 27);
    assert_eq!(body["pfaId"], "RIO-10001");
    assert_eq!(body["organization"], "RIO");
    assert!(body["version"].is_u64());
    assert!(body["isActualized"].is_boolean());
    let held = world.control().record("RIO", "RIO-10001").unwrap();
    for (field, value) in held.fields() {
        assert_eq!(body[field.name()], value.to_json());
    }
}

#[tokio::test]
async fn another_organizations_record_is_404_just_like_none() {
    let world = world().await;
    for id in ["PORTARTHUR-10001", "RIO-99999", "no_id", "x%20y", &"A".repeat(31)] {
        world.get(&format!("/pfa/{id}")).await.refused(404, "NOT_FOUND");
        world.get(&format!("/pfa/{id}/versions")).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_record_that_pems_took_away_is_404() {
    let world = world().await;
    let id = world.editable();
    world.control().remove("RIO", &id).unwrap();
    world.get(&format!("/pfa/{id}")).await.refused(404, "NOT_FOUND");
    world.put(&id, 1, json!({"model": "m"}), KEY).await.refused(404, "NOT_FOUND");
    assert_eq!(world.grid(json!({})).await.rows().len(), 39);
}

#[tokio::test]
async fn reading_takes_the_permission_read() {
    let world = world().await;
    world.control().set_permissions(MARIA.0, "RIO", [pfa_domain::Permission::EditForecast]).unwrap();
    world.get("/pfa/RIO-10001").await.refused(403, "FORBIDDEN");
    world.get("/pfa/RIO-10001/versions").await.refused(403, "FORBIDDEN");
    world.grid(json!({})).await.refused(403, "FORBIDDEN");
}

#[tokio::test]
async fn versions_go_back_to_the_first_and_carry_on_with_each_write() {
    let world = world().await;
    let id = world.editable();
    let before = world.version(&id);
    world.put(&id, before, json!({"model": "LR 1160"}), KEY).await.ok();
    let seen = world.get(&format!("/pfa/{id}/versions")).await;
    let versions = seen.ok()["versions"].as_array().unwrap();
    let numbers: Vec<u64> = versions.iter().map(|v| v["version"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=before + 1).rev().collect::<Vec<_>>());
    assert_eq!(versions[0]["record"], *world.get(&format!("/pfa/{id}")).await.ok());
    assert_eq!(versions[0]["changedBy"], MARIA.0);
    for version in versions {
        assert_eq!(version["record"]["version"], version["version"]);
        assert_eq!(version["record"]["lastChangedBy"], version["changedBy"]);
        assert_eq!(version["record"]["lastChangedAt"], version["changedAt"]);
    }
}

#[tokio::test]
async fn versions_are_not_there_without_the_capability() {
    let world = started(small().without(Capability::Versions)).await;
    world.get("/pfa/RIO-10001/versions").await.refused(404, "NOT_FOUND");
    world.get("/pfa/RIO-10001").await.ok();
}

#[tokio::test]
async fn the_same_seed_serves_the_same_records() {
    let (one, same, other) =
        (started(small().seed(5)).await, started(small().seed(5)).await, started(small().seed(6)).await);
    let rows = |world: &World| world.control().records("RIO");
    assert_eq!(rows(&one), rows(&same));
    assert_ne!(rows(&one), rows(&other));
}
