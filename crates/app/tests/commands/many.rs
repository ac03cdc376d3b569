//! Many conflicts at once: what was shown is decided, and nothing else.

use crate::desk::{MARIA, Office, READER};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

const JANE: &str = "jane.smith@example.com";
const IDS: [&str; 3] = ["RIO-10001", "RIO-10002", "RIO-10003"];

fn theirs(office: &Office, id: &str, contract: &str) {
    office.sim.control().edit("RIO", id, json!({ "contract": contract }), JANE, None).unwrap();
}

async fn in_conflict() -> Office {
    let office = Office::with(3, MARIA).await;
    for id in IDS {
        let save = json!({ "pfaId": id, "changes": { "contract": "MINE" }, "reason": null });
        office.call("draft_save", save).await.unwrap();
        theirs(&office, id, "THEIRS");
    }
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["conflict"] == 3).await;
    office
}

async fn preview(office: &Office, side: &str) -> Vec<Json> {
    let shown = office.call("conflict_preview_many", json!({ "ids": null, "side": side })).await.unwrap();
    shown.as_array().unwrap().clone()
}

fn shown(preview: &[Json]) -> Json {
    preview.iter().map(|p| p["shown"].clone()).collect()
}

#[tokio::test]
async fn what_is_sent_and_given_up_is_shown_first() {
    let office = in_conflict().await;
    let mine = preview(&office, "mine").await;
    assert_eq!(mine.len(), 3);
    assert_eq!(mine[0]["sends"], json!([{ "field": "contract", "mine": "MINE", "pems": "THEIRS" }]));
    assert_eq!((&mine[0]["givesUp"], &mine[0]["stays"]), (&json!([]), &Json::Null));
    let pems = preview(&office, "pems").await;
    assert_eq!((&pems[0]["sends"], &pems[0]["givesUp"]), (&json!([]), &mine[0]["sends"]));
    assert_eq!(
        office.call("conflict_list", json!({ "open": true })).await.unwrap().as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn all_that_were_shown_are_settled_and_what_loses_is_kept() {
    let office = in_conflict().await;
    let shown = shown(&preview(&office, "pems").await);
    let args = json!({ "shown": shown, "side": "pems" });
    let done = office.call("conflict_resolve_many", args.clone()).await.unwrap();
    assert_eq!((done["resolved"].as_array().unwrap().len(), &done["stayed"]), (3, &json!([])));
    assert_eq!(done["changed"]["records"].as_array().unwrap().len(), 3);
    for id in IDS {
        let record = office.call("record_show", json!({ "pfaId": id })).await.unwrap();
        assert_eq!(
            (&record["row"]["status"], &record["versions"][0]["kind"]),
            (&json!("synced"), &json!("given_up"))
        );
        assert_eq!(record["versions"][0]["values"]["contract"], "MINE");
    }
    let again = office.call("conflict_resolve_many", args).await.unwrap();
    assert_eq!(again["resolved"], json!([]));
    assert_eq!(again["stayed"].as_array().unwrap().len(), 3, "{again}");
}

#[tokio::test]
async fn what_changed_since_it_was_shown_stays_and_the_others_are_settled() {
    let office = in_conflict().await;
    let mut shown = preview(&office, "mine").await.iter().map(|p| p["shown"].clone()).collect::<Vec<_>>();
    theirs(&office, IDS[1], "THIRD");
    // The first may be one that was under way already, and had passed this record.
    for _ in 0..2 {
        let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
        office.after("sync_now", json!({}), |s| s["lastSyncAt"] != before && s["running"] == false).await;
    }
    shown[2]["revision"] = json!(99);

    let done = office.call("conflict_resolve_many", json!({ "shown": shown, "side": "mine" })).await.unwrap();
    assert_eq!(done["resolved"], json!([IDS[0]]));
    let stayed = done["stayed"].as_array().unwrap();
    assert_eq!(stayed.iter().map(|s| s["pfaId"].clone()).collect::<Vec<_>>(), [json!(IDS[1]), json!(IDS[2])]);
    assert!(stayed.iter().all(|s| s["why"].as_str().unwrap().contains("changed since you looked")));
    let gone = json!({ "id": shown[1]["id"], "choice": { "strategy": "mine", "picks": {} } });
    assert_eq!(office.refused("conflict_resolve", gone).await, ErrorCode::ConflictChanged);
}

#[tokio::test]
async fn who_may_not_sync_settles_nothing() {
    let office = Office::with(3, READER).await;
    let args = json!({ "ids": null, "side": "pems" });
    assert_eq!(office.refused("conflict_preview_many", args).await, ErrorCode::Forbidden);
    let shown = json!([{ "id": "none", "pemsVersion": 1, "revision": 1 }]);
    let args = json!({ "shown": shown, "side": "pems" });
    assert_eq!(office.refused("conflict_resolve_many", args).await, ErrorCode::Forbidden);
}

#[tokio::test]
async fn an_automatic_merge_stands_in_the_history_and_is_taken_back() {
    let office = Office::with(3, MARIA).await;
    let save = json!({ "pfaId": IDS[0], "changes": { "contract": "MINE" }, "reason": null });
    office.call("draft_save", save).await.unwrap();
    office.sim.control().edit("RIO", IDS[0], json!({ "model": "THEIRS" }), JANE, None).unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 1).await;
    let versions = office.call("version_list", json!({ "pfaId": IDS[0] })).await.unwrap();
    let merged = versions.as_array().unwrap().iter().find(|v| v["kind"] == "merged").unwrap().clone();
    let side = |field: &str, side: &str| {
        let sides = merged["sides"].as_array().unwrap();
        sides.iter().find(|s| s["field"] == field).unwrap()[side].clone()
    };
    assert_eq!((side("contract", "mine"), side("model", "pems")), (json!("MINE"), json!("THEIRS")));
    let undone = office.call("merge_undo", json!({ "id": merged["mergeId"] })).await.unwrap();
    assert_eq!(undone["conflictId"], Json::Null, "PEMS has it by now: {undone}");
    assert!(undone["rollBackTo"].is_u64(), "{undone}");
}
