//! Updates and deletes: versions, keys, rights, rules.

use crate::world::*;
use chrono::{DateTime, Utc};
use pfa_domain::{Field, FieldValue};
use reqwest::Method;
use serde_json::{Value as Json, json};

#[tokio::test]
async fn an_update_moves_only_what_it_names_and_is_signed_by_the_user() {
    let world = world().await;
    let id = world.editable();
    let before = world.control().record("RIO", &id).unwrap();
    let changes = json!({"model": "LR 1160", "monthlyRate": "1234.50", "description": null});
    let seen = world.put(&id, before.version, changes, KEY).await;
    let result = seen.ok();
    assert_eq!(result["pfaId"], id);
    assert_eq!(result["newVersion"], before.version + 1);
    assert_eq!(result.get("replayed"), None);
    let after = world.control().record("RIO", &id).unwrap();
    for (field, value) in after.fields() {
        match field {
            Field::Model => assert_eq!(value.to_string(), "LR 1160"),
            Field::MonthlyRate => assert_eq!(value.to_string(), "1234.50"),
            Field::Description => assert!(value.is_null()),
            Field::LastChangedBy => assert_eq!(value.to_string(), MARIA.0),
            Field::LastChangedAt => assert_eq!(value.to_json(), result["updatedAt"]),
            other => assert_eq!(value, before.get(other)),
        }
    }
    let at: DateTime<Utc> = result["updatedAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(at.timestamp_subsec_nanos() % 1_000, 0, "microseconds");
}

#[tokio::test]
async fn a_value_equal_to_the_held_one_is_accepted_and_the_version_rises() {
    let world = world().await;
    let id = world.editable();
    let held = world.control().record("RIO", &id).unwrap();
    let seen =
        world.put(&id, held.version, json!({"category": held.get(Field::Category).to_json()}), KEY).await;
    assert_eq!(seen.ok()["newVersion"], held.version + 1);
}

#[tokio::test]
async fn a_stale_version_is_409_with_both_versions_and_the_fields_that_moved() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.control().edit("RIO", &id, json!({"model": "theirs"}), JANE, None).unwrap();
    let seen = world.put(&id, base, json!({"model": "mine", "contract": "C-1"}), KEY).await;
    seen.refused(409, "VERSION_CONFLICT");
    assert_eq!(seen.body["currentVersion"], base + 1);
    assert_eq!(seen.body["expectedVersion"], base);
    assert_eq!(seen.body["conflictingFields"], json!(["model"]));
    assert_eq!(world.control().record("RIO", &id).unwrap().text(Field::Model), Some("theirs"));
    world.delete(&id, base, "gone", OTHER_KEY).await.refused(409, "VERSION_CONFLICT");
}

#[tokio::test]
async fn the_same_key_and_body_is_answered_with_the_first_answer_whatever_came_after() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let first = world.put(&id, base, json!({"model": "mine"}), KEY).await;
    world.control().edit("RIO", &id, json!({"model": "theirs"}), JANE, None).unwrap();
    let again = world.put(&id, base, json!({"model": "mine"}), KEY).await;
    let mut expected = first.ok().clone();
    expected["replayed"] = true.into();
    assert_eq!(*again.ok(), expected);
    let held = world.control().record("RIO", &id).unwrap();
    assert_eq!((held.version, held.text(Field::Model)), (base + 2, Some("theirs")));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_400() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.put(&id, base, json!({"model": "mine"}), KEY).await.ok();
    world.put(&id, base, json!({"model": "other"}), KEY).await.refused(400, "INVALID_REQUEST");
    world.delete(&id, base + 1, "x", KEY).await.refused(400, "INVALID_REQUEST");
    world.delete(&id, base + 1, "x", OTHER_KEY).await.ok();
    let replayed = world.delete(&id, base + 1, "x", OTHER_KEY).await;
    assert_eq!(replayed.ok()["replayed"], true);
    world.delete(&id, base + 1, "y", OTHER_KEY).await.refused(400, "INVALID_REQUEST");
    assert_eq!(world.version(&id), base + 2);
}

#[tokio::test]
async fn a_refusal_is_not_remembered_so_its_key_may_be_used_again() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.put(&id, base + 5, json!({"model": "mine"}), KEY).await.refused(409, "VERSION_CONFLICT");
    world.put(&id, base, json!({"model": ""}), KEY).await.refused(400, "BUSINESS_RULE");
    world.put(&id, base, json!({"model": "mine"}), KEY).await.ok();
}

#[tokio::test]
async fn a_forgotten_key_is_a_new_write() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.put(&id, base, json!({"model": "mine"}), KEY).await.ok();
    assert_eq!(world.control().forget_keys(), Ok(1));
    world.put(&id, base, json!({"model": "mine"}), KEY).await.refused(409, "VERSION_CONFLICT");
}

#[tokio::test]
async fn a_key_that_is_no_uuid_is_400() {
    let world = world().await;
    let id = world.editable();
    for key in ["", "1", "6f1c2a546a7e4a869d0c3a3f3f5f7a01", "{6f1c2a54-6a7e-4a86-9d0c-3a3f3f5f7a01}"] {
        world.put(&id, world.version(&id), json!({"model": "m"}), key).await.refused(400, "INVALID_REQUEST");
    }
    let keyless =
        world.request(Method::PUT, &format!("/pfa/{id}")).json(&update(&id, 1, json!({"model": "m"})));
    seen(keyless).await.refused(400, "INVALID_REQUEST").fields(&["Idempotency-Key"]);
}

#[tokio::test]
async fn fields_that_no_planner_may_write_are_400_and_nothing_is_written() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    for field in
        ["areaSilo", "isActualized", "lastChangedBy", "lastChangedAt", "pfaId", "version", "nonsense"]
    {
        let seen = world.put(&id, base, json!({field: "x", "model": "m"}), KEY).await;
        seen.refused(400, "INVALID_REQUEST").fields(&[field]);
    }
    for field in ["originalStart", "originalEnd"] {
        let seen = world.put(&id, base, json!({field: "2026-01-01"}), KEY).await;
        seen.refused(400, "BUSINESS_RULE").fields(&[field]);
    }
    assert_eq!(world.version(&id), base);
}

#[tokio::test]
async fn a_broken_rule_is_400_and_names_its_fields() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let broken: [(Json, &[&str]); 8] = [
        (
            json!({"forecastStart": "2026-02-02", "forecastEnd": "2026-02-01"}),
            &["forecastStart", "forecastEnd"],
        ),
        (json!({"source": "Rental", "monthlyRate": null}), &["source", "monthlyRate"]),
        (json!({"source": "Purchase", "purchasePrice": null}), &["source", "purchasePrice"]),
        (json!({"forecastEnd": "2026-6-5"}), &["forecastEnd"]),
        (json!({"monthlyRate": "1.5"}), &["monthlyRate"]),
        (json!({"monthlyRate": 1.5}), &["monthlyRate"]),
        (json!({"category": null}), &["category"]),
        (json!({"model": " untrimmed"}), &["model"]),
    ];
    for (changes, fields) in broken {
        world.put(&id, base, changes, KEY).await.refused(400, "BUSINESS_RULE").fields(fields);
    }
    assert_eq!(world.version(&id), base);
}

#[tokio::test]
async fn of_an_actualized_record_forecast_and_actual_start_are_fixed() {
    let world = world().await;
    let id = world.editable();
    let version = world.control().actualize("RIO", &id, "2026-03-01".parse().ok()).unwrap();
    let held = world.get(&format!("/pfa/{id}")).await;
    assert_eq!((&held.ok()["isActualized"], &held.ok()["actualStart"]), (&json!(true), &json!("2026-03-01")));
    assert_eq!(held.ok()["lastChangedBy"], "PEMS");
    for field in ["forecastStart", "forecastEnd", "actualStart"] {
        let seen = world.put(&id, version, json!({field: "2026-03-01"}), KEY).await;
        assert!(
            seen.refused(400, "BUSINESS_RULE").body["fields"].as_array().unwrap().contains(&json!(field))
        );
    }
    world.put(&id, version, json!({"actualEnd": "2026-02-28"}), KEY).await.refused(400, "BUSINESS_RULE");
    world.put(&id, version, json!({"actualEnd": "2026-03-01"}), KEY).await.ok();
}

#[tokio::test]
async fn a_delete_discontinues_and_only_a_lone_false_reinstates() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    for changes in [json!({"isDiscontinued": true}), json!({"isDiscontinued": false, "model": "m"})] {
        world.put(&id, base, changes, KEY).await.refused(400, "INVALID_REQUEST").fields(&["isDiscontinued"]);
    }
    assert_eq!(world.delete(&id, base, "No longer needed", KEY).await.ok()["newVersion"], base + 1);
    let held = world.control().versions("RIO", &id).swap_remove(0);
    assert!(held.record.is_discontinued());
    assert_eq!(held.reason.as_deref(), Some("No longer needed"));
    let blocked = world.put(&id, base + 1, json!({"model": "m"}), OTHER_KEY).await;
    blocked.refused(400, "BUSINESS_RULE").fields(&["model"]);
    world.delete(&id, base + 1, "again", OTHER_KEY).await.refused(400, "BUSINESS_RULE");
    world.put(&id, base + 1, json!({"isDiscontinued": false}), OTHER_KEY).await.ok();
    assert_eq!(
        world.control().record("RIO", &id).unwrap().get(Field::IsDiscontinued),
        &FieldValue::Bool(false)
    );
}

#[tokio::test]
async fn a_delete_needs_a_version_and_a_reason_in_bounds() {
    let world = world().await;
    let id = world.editable();
    let long = "r".repeat(501);
    for query in [
        String::new(),
        "version=1".into(),
        "reason=x".into(),
        "version=0&reason=x".into(),
        "version=1.5&reason=x".into(),
        "version=1&reason=".into(),
        "version=1&version=1&reason=x".into(),
        format!("version=1&reason={long}"),
    ] {
        let request = world.request(Method::DELETE, &format!("/pfa/{id}?{query}"));
        seen(request.header("Idempotency-Key", KEY)).await.refused(400, "INVALID_REQUEST");
    }
    world.delete(&id, world.version(&id), &"é".repeat(500), KEY).await.ok();
}

#[tokio::test]
async fn rights_are_enforced_by_field() {
    let mut world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    world.user = READER;
    world.put(&id, base, json!({"model": "m"}), KEY).await.refused(403, "FORBIDDEN");
    world.delete(&id, base, "x", KEY).await.refused(403, "FORBIDDEN");
    world.put("RIO-99999", 1, json!({"model": "m"}), KEY).await.refused(403, "FORBIDDEN");
    let only = |permission| world.control().set_permissions(READER.0, "RIO", [permission]).unwrap();
    only(pfa_domain::Permission::EditActuals);
    world.put(&id, base, json!({"model": "m"}), KEY).await.refused(403, "FORBIDDEN");
    let actual = json!({"actualStart": "2026-01-01", "actualEnd": null});
    world.put(&id, base, actual.clone(), KEY).await.ok();
    only(pfa_domain::Permission::EditForecast);
    world.put(&id, base + 1, actual, OTHER_KEY).await.refused(403, "FORBIDDEN");
    world.put(&id, base + 1, json!({"model": "m"}), OTHER_KEY).await.ok();
}

#[tokio::test]
async fn a_body_that_does_not_fit_its_schema_path_or_header_is_400() {
    let world = world().await;
    let id = world.editable();
    let base = world.version(&id);
    let fine = update(&id, base, json!({"model": "m"}));
    let patched = |name: &str, value: Json| {
        let mut body = fine.clone();
        body[name] = value;
        body
    };
    let bodies = [
        patched("pfaId", "RIO-99999".into()),
        patched("organization", "PORTARTHUR".into()),
        patched("version", 0.into()),
        patched("version", "1".into()),
        patched("changes", json!({})),
        patched("changes", json!([])),
        patched("changes", Json::Null),
        patched("modifiedBy", Json::Null),
        patched("changeReason", "r".repeat(501).into()),
        json!({"pfaId": id}),
        json!([fine]),
        json!("text"),
    ];
    for body in bodies {
        let request = world.request(Method::PUT, &format!("/pfa/{id}")).header("Idempotency-Key", KEY);
        seen(request.json(&body)).await.refused(400, "INVALID_REQUEST");
    }
    assert_eq!(world.version(&id), base);
}
