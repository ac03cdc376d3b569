//! What-ifs: tried out together, never sent, committed or dropped as a whole.

use crate::desk::{MARIA, Office};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

async fn begin(office: &Office, name: &str) -> String {
    office.call("what_if_begin", json!({ "name": name })).await.unwrap();
    let open = office.call("what_if_list", json!({})).await.unwrap();
    let one = open.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(one["active"], true, "what is begun is entered");
    one["id"].as_str().unwrap().to_owned()
}

async fn contract(office: &Office, pfa_id: &str) -> (Json, Json) {
    let query = json!({ "search": null, "filters": [], "sort": [], "groups": [], "folded": [], "only": [pfa_id], "whatIf": null });
    let shown = office.call("line_window", json!({ "query": query, "offset": 0, "limit": 1 })).await.unwrap();
    let row = &shown["lines"][0]["row"];
    (row["status"].clone(), row["values"]["contract"].clone())
}

fn edit(pfa_id: &str, value: &str) -> Json {
    json!({ "pfaId": pfa_id, "changes": { "contract": value }, "reason": null })
}

#[tokio::test]
async fn its_drafts_show_while_it_is_entered_and_are_never_sent() {
    let office = Office::with(6, MARIA).await;
    let before = contract(&office, "RIO-10001").await;
    let id = begin(&office, "Later").await;
    office.call("draft_save", edit("RIO-10001", "C-9")).await.unwrap();
    assert_eq!(contract(&office, "RIO-10001").await, (json!("draft"), json!("C-9")));
    assert_eq!(office.call("sync_status", json!({})).await.unwrap()["counts"]["draft"], 0);
    let committed = office.call("draft_commit", json!({ "pfaIds": null })).await.unwrap();
    assert_eq!(committed["records"], json!([]));
    assert_eq!(office.refused("draft_commit", json!({ "pfaIds": ["RIO-10001"] })).await, ErrorCode::Invalid);

    office.call("what_if_enter", json!({ "id": null })).await.unwrap();
    assert_eq!(contract(&office, "RIO-10001").await, before);
    let refused = office.call("draft_save", edit("RIO-10001", "C-10")).await.unwrap_err();
    assert!(refused.message.contains("what-if"), "{}", refused.message);
    office.call("what_if_enter", json!({ "id": id })).await.unwrap();
    assert_eq!(contract(&office, "RIO-10001").await.1, "C-9");
}

#[tokio::test]
async fn a_record_with_an_unsent_change_of_its_own_is_refused_in_a_sentence() {
    let office = Office::with(6, MARIA).await;
    office.call("draft_save", edit("RIO-10001", "C-1")).await.unwrap();
    begin(&office, "Later").await;
    let refused = office.call("draft_save", edit("RIO-10001", "C-9")).await.unwrap_err();
    assert!(refused.message.contains("unsent change of its own"), "{}", refused.message);
    assert_eq!(contract(&office, "RIO-10001").await, (json!("draft"), json!("C-1")));
}

#[tokio::test]
async fn committing_makes_ordinary_drafts_and_undoing_that_tries_them_out_again() {
    let office = Office::with(6, MARIA).await;
    let id = begin(&office, "Later").await;
    for pfa_id in ["RIO-10001", "RIO-10002"] {
        office.call("draft_save", edit(pfa_id, "C-9")).await.unwrap();
    }
    let step = office.call("what_if_commit", json!({ "id": id })).await.unwrap()["step"].clone();
    assert_eq!((&step["count"], &step["label"]), (&json!(2), &json!("Commit Later")));
    assert_eq!(office.call("what_if_list", json!({})).await.unwrap(), json!([]));
    assert_eq!(office.call("sync_status", json!({})).await.unwrap()["counts"]["draft"], 2);
    office.call("undo", json!({})).await.unwrap();
    let open = office.call("what_if_list", json!({})).await.unwrap();
    assert_eq!((&open[0]["records"], &open[0]["active"]), (&json!(2), &json!(true)));
    assert_eq!(contract(&office, "RIO-10002").await, (json!("draft"), json!("C-9")));
    office.call("redo", json!({})).await.unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["synced"] == 6).await;
    assert_eq!(contract(&office, "RIO-10002").await, (json!("synced"), json!("C-9")));
}

#[tokio::test]
async fn dropping_gives_all_up_and_keeps_the_values_in_history() {
    let office = Office::with(6, MARIA).await;
    let before = contract(&office, "RIO-10001").await;
    let id = begin(&office, "Later").await;
    office.call("draft_save", edit("RIO-10001", "C-9")).await.unwrap();
    office.call("what_if_drop", json!({ "id": id, "reason": "too dear" })).await.unwrap();
    assert_eq!(contract(&office, "RIO-10001").await, before);
    let versions = office.call("version_list", json!({ "pfaId": "RIO-10001" })).await.unwrap();
    assert!(versions.as_array().unwrap().iter().any(|v| v["kind"] == "given_up"), "{versions}");
    office.call("undo", json!({})).await.unwrap();
    assert_eq!(contract(&office, "RIO-10001").await.1, "C-9");
    assert_eq!(office.call("what_if_list", json!({})).await.unwrap()[0]["records"], 1);
}

#[tokio::test]
async fn its_effect_on_the_totals_is_the_same_entered_or_not() {
    let office = Office::with(20, MARIA).await;
    let all = json!({ "query": { "search": null, "filters": [], "sort": [] } });
    let without = office.call("record_totals", all.clone()).await.unwrap();
    let id = begin(&office, "Later").await;
    let target = json!({ "query": { "search": null, "filters": [], "sort": [] } });
    let shift = json!({ "target": target, "change": { "type": "length", "days": 400 }, "reason": null });
    office.call("bulk_save", shift).await.unwrap();
    let with = office.call("record_totals", all.clone()).await.unwrap();
    assert_ne!(with, without);
    let entered = office.call("what_if_list", json!({})).await.unwrap();
    assert_eq!((&entered[0]["before"], &entered[0]["after"]), (&without, &with));
    let mut only = all.clone();
    only["query"]["whatIf"] = json!(id);
    let changed = office.call("record_totals", only).await.unwrap();
    assert_eq!(changed["count"], entered[0]["records"]);
    office.call("what_if_enter", json!({ "id": null })).await.unwrap();
    assert_eq!(office.call("record_totals", all).await.unwrap(), without);
    let left = office.call("what_if_list", json!({})).await.unwrap();
    assert_eq!((&left[0]["before"], &left[0]["after"]), (&without, &with));
}

#[tokio::test]
async fn a_record_that_pems_removes_is_taken_out_of_it_and_shown_as_failed() {
    let office = Office::with(6, MARIA).await;
    begin(&office, "Later").await;
    for pfa_id in ["RIO-10001", "RIO-10002"] {
        office.call("draft_save", edit(pfa_id, "C-9")).await.unwrap();
    }
    office.sim.control().remove("RIO", "RIO-10001").unwrap();
    office.after("sync_now", json!({}), |status| status["counts"]["failed"] == 1).await;
    let open = office.call("what_if_list", json!({})).await.unwrap();
    assert_eq!(open[0]["records"], 1);
    assert_eq!(contract(&office, "RIO-10001").await, (json!("failed"), json!("C-9")));
}
