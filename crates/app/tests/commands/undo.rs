//! Undo and redo: over everything that edits drafts, and never over what others have done since.

use crate::desk::{MARIA, Office};
use pfa_app::clock::{Ids, SeededIds};
use serde_json::{Value as Json, json};

const RECORDS: u32 = 8;

fn id(n: u32) -> String {
    format!("RIO-{}", 10_001 + n)
}

/// Every record's draft and values.
async fn drafts(office: &Office) -> Vec<Json> {
    let mut all = Vec::new();
    for n in 0..RECORDS {
        let shown = office.call("record_show", json!({ "pfaId": id(n) })).await.unwrap();
        let draft = &shown["draft"];
        all.push(json!({ "values": shown["row"]["values"], "changes": draft["changes"], "reason": draft["reason"] }));
    }
    all
}

async fn state(office: &Office) -> (u64, u64) {
    let state = office.call("journal_state", json!({})).await.unwrap();
    (state["undoCount"].as_u64().unwrap(), state["redoCount"].as_u64().unwrap())
}

fn pick(ids: &SeededIds, below: u32) -> u32 {
    (ids.chance() * f64::from(below)) as u32
}

/// Something that a planner does; what the rules refuse is refused.
async fn act(office: &Office, ids: &SeededIds, n: usize) {
    let record = id(pick(ids, RECORDS));
    let word = format!("w{}", pick(ids, 4));
    let some: Vec<String> = (0..RECORDS).filter(|_| ids.chance() < 0.5).map(id).collect();
    let bulk = |change: Json| json!({ "target": { "ids": some }, "change": change, "reason": word });
    let what_ifs = office.call("what_if_list", json!({})).await.unwrap();
    let what_if = what_ifs[0]["id"].clone();
    let (name, args) = match pick(ids, 12) {
        0 | 1 => ("draft_save", json!({ "pfaId": record, "changes": { "model": word }, "reason": word })),
        2 => {
            ("draft_save", json!({ "pfaId": record, "changes": { "isDiscontinued": true }, "reason": word }))
        }
        3 => ("draft_discard", json!({ "pfaId": record, "reason": null })),
        4 => ("bulk_save", bulk(json!({ "type": "shift", "days": pick(ids, 40) }))),
        5 => ("bulk_save", bulk(json!({ "type": "back_to_pems" }))),
        6 => ("bulk_save", bulk(json!({ "type": "set", "changes": { "contract": word } }))),
        7 => ("bulk_save", bulk(json!({ "type": "reinstate" }))),
        8 => ("what_if_begin", json!({ "name": format!("What if {n}") })),
        9 => ("what_if_enter", json!({ "id": if ids.chance() < 0.5 { what_if } else { Json::Null } })),
        10 => ("what_if_commit", json!({ "id": what_if })),
        _ => ("what_if_drop", json!({ "id": what_if, "reason": word })),
    };
    // Refusals are part of it.
    drop(office.call(name, args).await);
}

#[tokio::test]
async fn undoing_all_leads_to_the_start_and_redoing_all_to_the_end() {
    let office = Office::with(RECORDS, MARIA).await;
    for seed in 0..6 {
        let ids = SeededIds::new(seed);
        let (done_before, _) = state(&office).await;
        let start = drafts(&office).await;
        for n in 0..25 {
            act(&office, &ids, n + 100 * seed as usize).await;
        }
        let end = drafts(&office).await;
        let (done, _) = state(&office).await;
        assert!(done > done_before + 3, "seed {seed} did nothing");
        for _ in done_before..done {
            let undone = office.call("undo", json!({})).await.unwrap();
            assert_eq!(undone["step"]["leftOutCount"], 0, "seed {seed}: {undone}");
        }
        assert_eq!(drafts(&office).await, start, "seed {seed}");
        for _ in done_before..done {
            let redone = office.call("redo", json!({})).await.unwrap();
            assert_eq!(redone["step"]["leftOutCount"], 0, "seed {seed}: {redone}");
        }
        assert_eq!(drafts(&office).await, end, "seed {seed}");
        assert_eq!(state(&office).await, (done, 0));
    }
    let audit = office.desk.workspace().unwrap();
    assert!(pfa_app::audit::verify_audit(&audit).unwrap().is_ok());
}

#[tokio::test]
async fn undoing_what_was_sent_makes_a_draft_back() {
    let office = Office::with(RECORDS, MARIA).await;
    let before = drafts(&office).await[0]["values"]["contract"].clone();
    let edit = json!({ "pfaId": id(0), "changes": { "contract": "C-9" }, "reason": null });
    office.call("draft_save", edit).await.unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["synced"] == RECORDS).await;
    let undone = office.call("undo", json!({})).await.unwrap();
    assert_eq!((&undone["step"]["label"], &undone["step"]["count"]), (&json!("Edit"), &json!(1)));
    let shown = office.call("record_show", json!({ "pfaId": id(0) })).await.unwrap();
    assert_eq!((&shown["row"]["status"], &shown["row"]["values"]["contract"]), (&json!("draft"), &before));
    assert_eq!(shown["mirror"]["contract"], "C-9");
}

#[tokio::test]
async fn a_record_that_has_moved_on_is_left_out_and_named() {
    let office = Office::with(RECORDS, MARIA).await;
    let set = json!({ "target": { "ids": [id(0), id(1)] }, "change": { "type": "set", "changes": { "contract": "C-9" } }, "reason": null });
    office.call("bulk_save", set).await.unwrap();
    office.after("draft_commit", json!({ "pfaIds": null }), |s| s["counts"]["synced"] == RECORDS).await;
    let theirs = json!({ "contract": "C-10" });
    office.sim.control().edit("RIO", &id(1), theirs, "jane", None).unwrap();
    let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
    office.after("sync_now", json!({}), |status| status["lastSyncAt"] != before).await;
    let step = office.call("undo", json!({})).await.unwrap()["step"].clone();
    assert_eq!((&step["count"], &step["leftOut"][0]["pfaId"]), (&json!(1), &json!(id(1))));
    let shown = office.call("record_show", json!({ "pfaId": id(1) })).await.unwrap();
    assert_eq!((&shown["row"]["values"]["contract"], &shown["draft"]), (&json!("C-10"), &Json::Null));
}

#[tokio::test]
async fn a_new_step_ends_what_could_be_redone_and_a_step_of_nothing_does_not() {
    let office = Office::with(RECORDS, MARIA).await;
    let edit = |value: &str| json!({ "pfaId": id(0), "changes": { "contract": value }, "reason": null });
    office.call("draft_save", edit("C-8")).await.unwrap();
    office.call("draft_save", edit("C-9")).await.unwrap();
    office.call("undo", json!({})).await.unwrap();
    let nothing = json!({ "edits": [{ "pfaId": id(0), "changes": { "contract": "C-8" } }], "label": "Paste", "reason": null });
    office.call("edit_save", nothing).await.unwrap();
    assert_eq!(state(&office).await, (1, 1), "what changes nothing is no step");
    office.call("draft_save", edit("C-10")).await.unwrap();
    assert_eq!(state(&office).await, (2, 0));
}
