//! Edits, commits, discards, rollbacks.

use crate::world::{NO_ROLLBACK, READER, World};
use pems_sim::Outage;
use serde_json::{Value as Json, json};

#[test]
fn an_offline_edit_is_a_draft_then_queued_then_in_pems() {
    let world = World::pulled(20);
    let id = world.one();
    let before = world.json(["show", &id]);
    assert_eq!((&before["status"], &before["draft"]), (&json!("synced"), &Json::Null));
    assert_eq!(before["record"], before["mirror"]);
    assert_eq!(before["record"]["pfaId"], id.as_str());
    assert_eq!(before["record"]["organization"], "RIO");

    world.runtime.block_on(world.control().outage(Outage::Refuse));
    let draft =
        world.json(["edit", &id, "contract=  C-9 ", "monthlyRate=1.5", "description=", "--reason", "Rain"]);
    assert_eq!(draft["status"], "draft");
    assert_eq!(draft["draft"], json!({ "contract": "C-9", "monthlyRate": "1.50", "description": null }));
    assert_eq!(draft["record"]["monthlyRate"], "1.50");
    assert_eq!(draft["mirror"], before["mirror"]);
    assert_eq!(world.json(["commit", &id]), json!({ "queued": [id] }));
    assert_eq!(world.status(&id), "queued");
    let offline = world.refused(5, ["sync"]);
    assert!(offline.contains("1 queued"), "{offline}");
    assert_eq!(world.json(["status"])["online"], false);

    world.runtime.block_on(world.control().restore());
    world.done(["sync"]);
    let after = world.json(["show", &id]);
    assert_eq!((&after["status"], &after["draft"]), (&json!("synced"), &Json::Null));
    assert_eq!(after["mirror"]["contract"], "C-9");
    assert_eq!(world.in_pems(&id, "monthlyRate"), "1.50");
    assert_eq!(world.in_pems(&id, "description"), Json::Null);
}

#[test]
fn an_edit_is_saved_whole_or_not_at_all() {
    let world = World::pulled(20);
    let id = world.one();
    let refused: &[&[&str]] = &[
        &["contract=C-1", "monthlyRate=1.005"],
        &["contract=C-1", "forecastStart=2026-09-01", "forecastEnd=2026-01-01"],
        &["contract=C-1", "forecastStart=2026-02-30"],
        &["contract=C-1", "class="],
        &["contract=C-1", "originalStart=2026-01-01"],
        &["contract=C-1", "isActualized=true"],
        &["contract=C-1", "version=9"],
        &["contract=C-1", "source=Purchase", "purchasePrice="],
        &["contract=C-1", "isDiscontinued=true", "--reason", "Gone"],
        &["isDiscontinued=true"],
    ];
    for values in refused {
        let told = world.refused(1, [&["edit", &id], *values].concat());
        assert!(told.starts_with("pfa: "), "{told}");
    }
    let told = world.refused(1, ["edit", &id, "forecastStart=2026-09-01", "forecastEnd=2026-01-01"]);
    assert!(told.contains("rule 1") && told.contains("forecastStart, forecastEnd"), "{told}");
    world.refused(1, ["edit", "NO-SUCH", "contract=C-1"]);
    assert_eq!(world.status(&id), "synced");
    assert_eq!(world.json(["show", &id])["draft"], Json::Null);
}

#[test]
fn a_record_is_discontinued_with_a_reason_and_reinstated() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "isDiscontinued=true", "--reason", "Scope was cut"]);
    world.done(["commit", &id]);
    world.done(["push"]);
    assert_eq!(world.in_pems(&id, "isDiscontinued"), true);
    world.refused(1, ["edit", &id, "contract=C-1"]);
    world.done(["edit", &id, "isDiscontinued=false"]);
    world.done(["commit", "--all"]);
    world.done(["push"]);
    assert_eq!(world.in_pems(&id, "isDiscontinued"), false);
}

#[test]
fn commits_name_records_with_drafts_or_take_all() {
    let world = World::pulled(30);
    let ids = world.editable(3);
    for id in &ids[..2] {
        world.done(["edit", id, "contract=C-ALL"]);
    }
    world.refused(1, ["commit", &ids[0], &ids[2]]);
    assert_eq!(world.status(&ids[0]), "draft", "none of them was queued");
    assert_eq!(world.json(["commit", &ids[0], &ids[0]]), json!({ "queued": [ids[0]] }));
    assert_eq!(world.json(["commit", "--all"]), json!({ "queued": [ids[1]] }));
    assert_eq!(world.json(["commit", "--all"]), json!({ "queued": [] }));
    world.done(["sync"]);
    assert_eq!(world.in_pems(&ids[1], "contract"), "C-ALL");
}

#[test]
fn a_discarded_edit_is_gone_and_its_values_stay_in_history() {
    let world = World::pulled(20);
    let id = world.one();
    world.refused(1, ["discard", &id]);
    world.done(["edit", &id, "contract=C-LOST"]);
    world.done(["commit", &id]);
    let after = world.json(["discard", &id, "--reason", "Second thoughts"]);
    assert_eq!((&after["status"], &after["draft"]), (&json!("synced"), &Json::Null));
    world.done(["push"]);
    assert_ne!(world.in_pems(&id, "contract"), "C-LOST");
    let history = world.done(["history", &id]);
    assert!(history.contains("Second thoughts") && history.contains("contract=C-LOST"), "{history}");
}

#[test]
fn who_may_only_read_edits_and_sends_nothing() {
    let world = World::pulled_by(20, READER);
    let id = world.one();
    world.refused(6, ["edit", &id, "contract=C-1"]);
    world.refused(6, ["push"]);
    world.refused(6, ["sync"]);
    world.done(["pull"]);
}

#[test]
fn a_rollback_brings_old_values_to_pems_with_its_reason() {
    let world = World::pulled(20);
    let id = world.one();
    let before = world.json(["show", &id])["mirror"].clone();
    let version = before["version"].as_u64().unwrap();
    world.colleague(&id, json!({ "contract": "C-WRONG" }));

    let told = world.json(["history", &id]);
    assert_eq!(told[0]["version"], version + 1, "PEMS is asked: {}", told[0]);
    assert_eq!(told[0]["record"]["contract"], "C-WRONG");
    assert_eq!(told[0]["changedBy"], "jane.smith@example.com");
    assert!(told[0]["changedAt"].is_string() && told[0]["changeReason"].is_null());
    assert_eq!(told[1]["version"], version);

    world.done(["pull"]);
    world.refused(1, ["rollback", &id, "--to", "999", "--reason", "No such version"]);
    world.refused(1, ["rollback", &id, "--to", &version.to_string(), "--reason", " "]);
    let queued = world.json(["rollback", &id, "--to", &version.to_string(), "--reason", "Wrong record"]);
    assert_eq!(queued["status"], "queued");
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), before["contract"]);
    let newest = &world.json(["history", &id])[0];
    assert_eq!(newest["changeReason"], "Wrong record");
    assert_eq!(newest["version"], version + 2);
}

#[test]
fn what_is_known_here_of_history_is_shown_without_pems() {
    let world = World::pulled(20);
    let id = world.one();
    let before = world.json(["show", &id])["mirror"]["contract"].clone();
    world.colleague(&id, json!({ "contract": "C-NEW" }));
    world.done(["pull"]);
    world.runtime.block_on(world.control().outage(Outage::Refuse));
    let history = world.json(["history", &id]);
    assert_eq!(history[0]["record"]["contract"], "C-NEW");
    assert_eq!(history[1]["record"]["contract"], before);
    world.refused(1, ["history", "NO-SUCH"]);
}

#[test]
fn a_planner_without_the_permission_cannot_roll_back() {
    let world = World::pulled_by(20, NO_ROLLBACK);
    let id = world.one();
    world.colleague(&id, json!({ "contract": "C-NEW" }));
    world.done(["pull"]);
    let version = world.json(["show", &id])["mirror"]["version"].as_u64().unwrap() - 1;
    world.refused(6, ["rollback", &id, "--to", &version.to_string(), "--reason", "I would like to"]);
    assert_eq!(world.status(&id), "synced");
}
