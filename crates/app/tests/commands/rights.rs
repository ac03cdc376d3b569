//! Every command asks for its right, also when PEMS has taken it away since.

use crate::desk::{MARIA, OKAFOR, Office, READER};
use pfa_app::domain::Permission;
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

fn edit(field: &str, value: &str) -> Json {
    let mut changes = serde_json::Map::new();
    changes.insert(field.to_owned(), value.into());
    json!({ "pfaId": "RIO-10001", "changes": changes, "reason": null })
}

#[tokio::test]
async fn who_may_only_read_changes_nothing() {
    let office = Office::with(3, READER).await;
    let settings = office.call("settings_show", json!({})).await.unwrap();
    let mut faster = settings.clone();
    faster["intervalSeconds"] = 10.into();
    let cases = [
        ("draft_save", edit("contract", "C-9")),
        ("draft_save", edit("actualEnd", "2030-01-01")),
        ("draft_commit", json!({ "pfaIds": null })),
        ("failed_retry", json!({ "pfaIds": null })),
        ("record_roll_back", json!({ "pfaId": "RIO-10001", "version": 1, "reason": "x" })),
        ("rollback_preview", json!({ "pfaId": "RIO-10001", "version": 1 })),
        ("settings_save", json!({ "settings": faster })),
    ];
    for (name, args) in cases {
        assert_eq!(office.refused(name, args.clone()).await, ErrorCode::Forbidden, "{name} {args}");
    }
    let mut dark = settings;
    dark["theme"] = "dark".into();
    office.call("settings_save", json!({ "settings": dark })).await.unwrap();
}

#[tokio::test]
async fn rolling_back_takes_its_own_right() {
    let office = Office::with(3, OKAFOR).await;
    let roll_back = json!({ "pfaId": "RIO-10001", "version": 1, "reason": "x" });
    assert_eq!(office.refused("record_roll_back", roll_back).await, ErrorCode::Forbidden);
    office.call("draft_save", edit("contract", "C-9")).await.unwrap();
}

#[tokio::test]
async fn a_right_that_pems_takes_away_is_gone_after_the_next_cycle() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("contract", "C-9")).await.unwrap();
    office.sim.control().set_permissions(MARIA.0, "RIO", [Permission::Read]).unwrap();
    let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
    office.after("sync_now", json!({}), |status| status["lastSyncAt"] != before).await;
    assert_eq!(office.refused("draft_save", edit("contract", "C-10")).await, ErrorCode::Forbidden);
    assert_eq!(office.refused("draft_commit", json!({ "pfaIds": null })).await, ErrorCode::Forbidden);
    let shown = office.call("record_show", json!({ "pfaId": "RIO-10001" })).await.unwrap();
    assert_eq!(shown["row"]["values"]["contract"], "C-9", "what was drafted is kept");
}

#[tokio::test]
async fn another_organizations_records_are_not_there() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("contract", "C-9")).await.unwrap();
    office.call("organization_select", json!({ "organization": "PORTARTHUR" })).await.unwrap();
    assert_eq!(office.refused("record_show", json!({ "pfaId": "RIO-10001" })).await, ErrorCode::NotFound);
    assert_eq!(
        office.refused("organization_select", json!({ "organization": "ELSEWHERE" })).await,
        ErrorCode::NotFound
    );
}
