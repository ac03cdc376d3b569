//! A planner's day in the real window.

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, WITHOUT_ROLLBACK};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::Planner;
use crate::script::editable;

#[test]
fn a_day_from_the_first_pull_to_a_roll_back() {
    let artefacts = Artefacts::of("day");
    let pems = Pems::with_records(8_807);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.window.sees("heading", "PFA Vanguard");
    planner.looks_at("first-run");
    planner.signs_in(&pems, PLANNER, 8_807);
    planner.looks_at("grid");
    let ids = editable(&Pfa::on(&desktop, &profile), 4);

    edits_while_pems_is_down(&planner, &pems, &ids[0]);
    settles_a_conflict(&planner, &pems, &ids[1]);
    retries_what_failed(&planner, &pems, &ids[2]);
    rolls_back(&planner, &pems, &ids[3]);

    let screens = [
        ("Activity", "Sync activity"),
        ("Conflicts", "Conflicts"),
        ("Failed", "Failed"),
        ("Settings", "Settings"),
    ];
    for (link, title) in screens {
        planner.window.press("button", &format!("{link}*"));
        planner.window.sees("heading", title);
        planner.looks_at(&link.to_lowercase());
    }
}

fn edits_while_pems_is_down(planner: &Planner<'_>, pems: &Pems, id: &str) {
    pems.take_down();
    planner.finds(id);
    planner.edits("Contract", "C-OFFLINE");
    planner.sees_badge(id, "Draft");
    planner.looks_at("draft");
    planner.saves_and_syncs();
    planner.sees_badge(id, "Queued");
    planner.window.sees("button", "*Offline*");
    planner.looks_at("queued");

    pems.fails_writes(&json!({"kind": "hold"}));
    pems.restore();
    planner.window.press("button", "Try now");
    planner.sees_badge(id, "Syncing");
    planner.looks_at("syncing");
    pems.heal();
    planner.sees_badge(id, "Synced");
    planner.looks_at("synced");
    assert_eq!(pems.record(id)["contract"], "C-OFFLINE");
}

fn settles_a_conflict(planner: &Planner<'_>, pems: &Pems, id: &str) {
    planner.finds(id);
    planner.edits("Contract", "C-MINE");
    planner.sees_badge(id, "Draft");
    pems.colleague_edits(id, json!({"contract": "C-THEIRS", "model": "M-THEIRS"}));
    planner.saves_and_syncs();
    planner.sees_badge(id, "Conflict");
    planner.looks_at("conflict-in-grid");

    planner.follows_badge(id);
    planner.window.press("radio", "Merge");
    planner.looks_at("conflict");
    planner.window.press("radio", "Contract: yours, C-MINE");
    planner.looks_at("conflict-chosen");
    planner.window.press("button", "Apply result and queue");
    planner.window.loses("dialog", "*");
    planner.sees_badge(id, "Synced");
    assert_eq!(pems.record(id)["contract"], "C-MINE");
    assert_eq!(pems.record(id)["model"], "M-THEIRS");
}

fn retries_what_failed(planner: &Planner<'_>, pems: &Pems, id: &str) {
    planner.finds(id);
    pems.fails_writes(&json!({"kind": "serverError"}));
    planner.edits("Contract", "C-RETRY");
    planner.saves_and_syncs();
    planner.sees_badge(id, "Failed");
    planner.looks_at("failed-in-grid");

    planner.follows_badge(id);
    planner.window.sees("heading", id);
    planner.looks_at("failed-item");
    pems.heal();
    planner.window.press("button", "Retry now");
    planner.window.loses("heading", id);
    planner.finds(id);
    planner.sees_badge(id, "Synced");
    assert_eq!(pems.record(id)["contract"], "C-RETRY");
}

fn rolls_back(planner: &Planner<'_>, pems: &Pems, id: &str) {
    let before = pems.record(id);
    planner.finds(id);
    planner.edits("Contract", "C-WRONG");
    planner.saves_and_syncs();
    planner.sees_badge(id, "Synced");
    assert_eq!(pems.record(id)["contract"], "C-WRONG");

    let to = before["version"].as_u64().unwrap();
    planner.window.press("button", "*roll back*");
    planner.window.press("radio", &format!("*v{to}, *"));
    planner.window.fill("textbox", "*Reason*", "Entered on the wrong record");
    planner.window.press("checkbox", "*I have checked*");
    planner.looks_at("roll-back");
    planner.window.press("button", &format!("Roll back to v{to}"));
    planner.window.loses("dialog", "*");
    planner.sees_badge(id, "Synced");
    let after = pems.record(id);
    assert_eq!(after["contract"], before["contract"]);
    assert_eq!(after["version"].as_u64(), Some(to + 2));
}

#[test]
fn a_planner_without_the_permission_sees_no_way_to_roll_back() {
    let artefacts = Artefacts::of("without-rollback");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, WITHOUT_ROLLBACK, 100);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];
    pems.colleague_edits(id, json!({"contract": "C-NEWER"}));
    planner.finds(id);
    assert!(!planner.window.has("button", "*roll back*"));

    let refused = planner.window.evaluate_async(
        "const done = arguments[arguments.length - 1]; \
         window.__TAURI_INTERNALS__.invoke('record_roll_back', { pfaId: arguments[0], version: 1, reason: 'x' }) \
           .then(() => done('done'), (error) => done(error.code));",
        json!([id]),
    );
    assert_eq!(refused, "forbidden", "the command refuses by itself");
}
