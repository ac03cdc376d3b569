//! A planner's day through the commands: what the badges say is what PEMS has.

use crate::desk::{MARIA, Office};
use pems_sim::{Fault, FaultKind, Operation};
use serde_json::{Value as Json, json};

const JANE: &str = "jane.smith@example.com";

fn edit(contract: &str) -> Json {
    json!({ "pfaId": "RIO-10001", "changes": { "contract": contract }, "reason": null })
}

impl Office {
    async fn status_of(&self) -> String {
        let shown = self.call("record_show", json!({ "pfaId": "RIO-10001" })).await.unwrap();
        shown["row"]["status"].as_str().unwrap().to_owned()
    }

    fn contract(&self) -> Json {
        let held = self.sim.control().record("RIO", "RIO-10001").unwrap();
        held.get(pfa_app::domain::Field::Contract).to_json()
    }
}

#[tokio::test]
async fn a_committed_edit_is_synced_once_pems_has_it() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("C-9")).await.unwrap();
    assert_eq!(office.status_of().await, "draft");
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 1).await;
    assert_eq!((office.status_of().await, office.contract()), ("synced".to_owned(), json!("C-9")));
}

#[tokio::test]
async fn a_lost_reply_is_found_out_and_applied_once() {
    let office = Office::with(3, MARIA).await;
    let control = office.sim.control();
    let before = control.record("RIO", "RIO-10001").unwrap().version;
    control.inject(Fault::always(FaultKind::DropReply).times(1).on(Operation::UpdatePfa)).unwrap();
    office.call("draft_save", edit("C-9")).await.unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 1).await;
    let after = control.record("RIO", "RIO-10001").unwrap().version;
    assert_eq!((office.contract(), after), (json!("C-9"), before + 1));
    assert_eq!(office.status_of().await, "synced");
}

#[tokio::test]
async fn both_sides_of_a_conflict_are_shown_and_the_choice_is_sent() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("MINE")).await.unwrap();
    office.sim.control().edit("RIO", "RIO-10001", json!({ "contract": "THEIRS" }), JANE, None).unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["conflict"] == 1).await;
    assert_eq!(office.contract(), "THEIRS", "nothing is overwritten");

    let open = office.call("conflict_list", json!({ "open": true })).await.unwrap();
    let id = open[0]["id"].as_str().unwrap().to_owned();
    let shown = office.call("conflict_show", json!({ "id": id })).await.unwrap();
    let row = shown["rows"].as_array().unwrap().iter().find(|r| r["field"] == "contract").unwrap().clone();
    assert_eq!(
        (&row["mine"], &row["pems"], &row["side"]),
        (&json!("MINE"), &json!("THEIRS"), &json!("both"))
    );

    let choice = json!({ "strategy": "merge", "picks": { "contract": "mine" } });
    let preview = office.call("conflict_preview", json!({ "id": id, "choice": choice })).await.unwrap();
    assert_eq!(preview["becomesVersion"], shown["pemsVersion"].as_u64().unwrap() + 1);
    office.after("conflict_resolve", json!({ "id": id, "choice": choice }), |s| s["completed"] == 1).await;
    assert_eq!((office.status_of().await, office.contract()), ("synced".to_owned(), json!("MINE")));
}

#[tokio::test]
async fn mine_overrules_only_what_was_shown() {
    let office = Office::with(3, MARIA).await;
    let control = office.sim.control();
    office.call("draft_save", edit("MINE")).await.unwrap();
    control.edit("RIO", "RIO-10001", json!({ "contract": "THEIRS" }), JANE, None).unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["conflict"] == 1).await;
    let id = office.call("conflict_list", json!({ "open": true })).await.unwrap()[0]["id"].clone();

    control.edit("RIO", "RIO-10001", json!({ "contract": "THIRD" }), JANE, None).unwrap();
    let choice = json!({ "strategy": "mine", "picks": {} });
    office.call("conflict_resolve", json!({ "id": id, "choice": choice })).await.unwrap();
    let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
    office.after("sync_now", json!({}), |s| s["counts"]["conflict"] == 1 && s["lastSyncAt"] != before).await;
    assert_eq!(office.contract(), "THIRD", "a change that nobody was shown is not overwritten");
}

#[tokio::test]
async fn changes_to_different_fields_both_stand_and_are_on_record() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("MINE")).await.unwrap();
    office.sim.control().edit("RIO", "RIO-10001", json!({ "model": "THEIRS" }), JANE, None).unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 1).await;
    let held = office.sim.control().record("RIO", "RIO-10001").unwrap();
    assert_eq!(held.text(pfa_app::domain::Field::Model), Some("THEIRS"));
    assert_eq!(office.contract(), "MINE");
}

#[tokio::test]
async fn a_refusal_fails_at_once_and_holds_up_nobody_else() {
    let office = Office::with(3, MARIA).await;
    office.sim.control().remove("RIO", "RIO-10001").unwrap();
    office.call("draft_save", edit("MINE")).await.unwrap();
    let other = json!({ "pfaId": "RIO-10002", "changes": { "contract": "C-2" }, "reason": null });
    office.call("draft_save", other).await.unwrap();
    office
        .after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 1 && s["failed"] == 1)
        .await;
    let failed = office.call("failed_list", json!({})).await.unwrap();
    assert_eq!((&failed[0]["pfaId"], &failed[0]["cause"]), (&json!("RIO-10001"), &json!("gone")));
    let discard = json!({ "pfaId": "RIO-10001", "reason": "Cancelled by site" });
    office.call("draft_discard", discard).await.unwrap();
    assert_eq!(office.call("failed_list", json!({})).await.unwrap(), json!([]));
}

#[tokio::test]
async fn discarded_values_can_be_put_back() {
    let office = Office::with(3, MARIA).await;
    office.call("draft_save", edit("MINE")).await.unwrap();
    office.call("draft_discard", json!({ "pfaId": "RIO-10001", "reason": null })).await.unwrap();
    assert_eq!(office.status_of().await, "synced");
    let versions = office.call("version_list", json!({ "pfaId": "RIO-10001" })).await.unwrap();
    let lost = versions.as_array().unwrap().iter().find(|v| v["kind"] == "given_up").unwrap();
    office.call("given_up_restore", json!({ "historyId": lost["historyId"] })).await.unwrap();
    assert_eq!(office.status_of().await, "draft");
}

#[tokio::test]
async fn a_restored_backup_of_pems_stops_the_pull_and_sets_the_write_aside() {
    let office = Office::with(30, MARIA).await;
    let control = office.sim.control();
    for at in 0..30 {
        let id = format!("RIO-{}", 10001 + at);
        if !control.record("RIO", &id).unwrap().is_discontinued() {
            control.edit("RIO", &id, json!({ "model": "NEWER" }), JANE, None).unwrap();
        }
    }
    let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
    office.after("sync_now", json!({}), |s| s["lastSyncAt"] != before).await;

    control.start_over().unwrap();
    office.call("draft_save", edit("MINE")).await.unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["failed"] == 1).await;
    let failed = office.call("failed_list", json!({})).await.unwrap();
    assert!(failed[0]["reason"].as_str().unwrap().contains("older than version"), "{failed}");
    assert_eq!(
        office.call("record_show", json!({ "pfaId": "RIO-10001" })).await.unwrap()["row"]["values"]["model"],
        "NEWER"
    );
}
