//! The power goes at any step, and the journey goes on.

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::Planner;
use crate::script::{editable, exit, only_conflict, open_profile, status, watch_until};

#[test]
fn a_pull_cut_short_is_completed_by_the_next() {
    let pems = Pems::with_records(2_000);
    let pfa = Pfa::with_key_file();
    assert_eq!(crate::script::sign_in(&pfa, &pems, PLANNER).code, 0);
    pems.holds_next("gridData");
    let pull = pfa.start(&["pull"]);
    pems.holds_a_request();
    pull.kill();
    pems.heal();

    pfa.done(&["pull"]);
    assert_eq!(pfa.json(&["list"]).as_array().map(Vec::len), Some(2_000));
}

#[test]
fn a_write_whose_answer_was_never_read_is_applied_once() {
    let pems = Pems::with_records(200);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];
    let before = pems.record(id)["version"].as_u64().unwrap();
    pfa.done(&["edit", id, "contract=C-ONCE"]);
    pfa.done(&["commit", id]);

    pems.fails_writes(&json!({"kind": "holdReply"}));
    let sync = pfa.start(&["sync"]);
    pems.holds_a_request();
    assert_eq!(pems.record(id)["contract"], "C-ONCE", "PEMS has applied it");
    sync.kill();
    pems.heal();
    assert_eq!(status(&pfa, id), "syncing", "its outcome is not known");

    watch_until(&pfa, id, "synced");
    assert_eq!(pems.record(id)["version"].as_u64(), Some(before + 1));
}

#[test]
fn a_write_that_never_arrived_is_sent_again() {
    let pems = Pems::with_records(200);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];
    let before = pems.record(id)["version"].as_u64().unwrap();
    pfa.done(&["edit", id, "contract=C-AGAIN"]);
    pfa.done(&["commit", id]);

    pems.fails_writes(&json!({"kind": "hold"}));
    let sync = pfa.start(&["sync"]);
    pems.holds_a_request();
    sync.kill();
    pems.heal();

    watch_until(&pfa, id, "synced");
    assert_eq!(pems.record(id)["contract"], "C-AGAIN");
    assert_eq!(pems.record(id)["version"].as_u64(), Some(before + 1));
}

#[test]
fn a_resolved_conflict_outlives_the_process_that_was_sending_it() {
    let pems = Pems::with_records(200);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];
    pfa.done(&["edit", id, "contract=C-MINE"]);
    pems.colleague_edits(id, json!({"contract": "C-THEIRS"}));
    pfa.done(&["commit", id]);
    assert_eq!(pfa.run(&["sync"]).code, exit::CONFLICTS_WAIT);
    let (conflict, _) = only_conflict(&pfa);
    pfa.done(&["resolve", &conflict, "--use", "mine"]);

    pems.fails_writes(&json!({"kind": "hold"}));
    let sync = pfa.start(&["sync"]);
    pems.holds_a_request();
    sync.kill();
    pems.heal();

    watch_until(&pfa, id, "synced");
    assert_eq!(pems.record(id)["contract"], "C-MINE");
}

#[test]
fn the_window_goes_on_where_the_power_cut_left_it() {
    let artefacts = Artefacts::of("restart");
    let pems = Pems::with_records(300);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let open = || Planner::opens(&desktop, &profile, &artefacts);

    let planner = open();
    planner.signs_in(&pems, PLANNER, 300);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];
    let version = pems.record(id)["version"].as_u64().unwrap();
    pems.take_down();
    planner.finds(id);
    planner.edits("Contract", "C-KEPT");
    planner.sees_badge(id, "Draft");
    planner.window.kill();

    let planner = open();
    planner.finds(id);
    planner.sees_badge(id, "Draft");
    planner.saves_and_syncs();
    planner.sees_badge(id, "Queued");
    planner.window.kill();

    pems.fails_writes(&json!({"kind": "holdReply"}));
    pems.restore();
    let planner = open();
    planner.finds(id);
    planner.sees_badge(id, "Syncing");
    pems.holds_a_request();
    planner.window.kill();

    pems.heal();
    let planner = open();
    planner.finds(id);
    planner.sees_badge(id, "Synced");
    planner.window.picture("after-three-power-cuts");
    assert_eq!(pems.record(id)["contract"], "C-KEPT");
    assert_eq!(pems.record(id)["version"].as_u64(), Some(version + 1), "applied once");
}
