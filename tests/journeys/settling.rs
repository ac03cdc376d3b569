//! Decisions of a person in the real window: many conflicts at once, a value that is neither side's, and unsent work
//! taken out as a file.

use std::fs;

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, until};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::Planner;
use crate::script::editable;

#[test]
fn many_conflicts_are_settled_at_once_and_one_by_a_typed_value() {
    let artefacts = Artefacts::of("settling");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 100);
    let ids = editable(&Pfa::on(&desktop, &profile), 4);
    let (typed, many) = ids.split_last().unwrap();

    for id in &ids {
        clashes(&planner, &pems, id);
    }
    planner.saves_and_syncs();
    planner.sees_badge(typed, "Conflict");
    types_a_value(&planner, &pems, typed);
    settles_at_once(&planner, &pems, many);
}

#[test]
fn unsent_work_is_taken_out_as_a_file() {
    let artefacts = Artefacts::of("export");
    let pems = Pems::with_records(20);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 20);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];
    pems.take_down();
    planner.finds(id);
    planner.edits("Contract", "C-UNSENT");
    planner.sees_badge(id, "Draft");

    let window = &planner.window;
    window.press("button", "Activity*");
    window.press("button", "Export unsent changes…");
    planner.looks_at("export");
    window.press("button", "Export");
    let path =
        window.holds("the file's path", "document.querySelector('.export-file')?.textContent", json!([]));
    planner.looks_at("exported");
    let file = fs::read_to_string(path.as_str().unwrap()).unwrap();
    let line = file.lines().find(|line| line.contains("C-UNSENT")).unwrap_or_else(|| panic!("{file}"));
    assert!(line.contains(id), "{line}");
}

/// Both sides change the contract.
fn clashes(planner: &Planner<'_>, pems: &Pems, id: &str) {
    planner.finds(id);
    planner.edits("Contract", &format!("MINE {id}"));
    planner.sees_badge(id, "Draft");
    pems.colleague_edits(id, json!({"contract": format!("THEIRS {id}")}));
}

fn types_a_value(planner: &Planner<'_>, pems: &Pems, id: &str) {
    let window = &planner.window;
    planner.follows_badge(id);
    window.press("button", "Type Contract");
    window.fill("textbox", "Contract, typed value", "C-AGREED");
    planner.looks_at("typed");
    window.press("button", "Apply result and queue");
    has(pems, id, "C-AGREED");
    window.press("button", "Close");
    window.loses("dialog", "*");
    planner.sees_badge(id, "Synced");
}

fn settles_at_once(planner: &Planner<'_>, pems: &Pems, ids: &[String]) {
    let window = &planner.window;
    window.press("button", "Conflicts*");
    window.press("checkbox", "Select all conflicts");
    window.press("button", "Resolve selected…");
    window.sees("dialog", &format!("Resolve {} conflicts", ids.len()));
    planner.looks_at("many");
    window.press("button", &format!("Settle {} conflicts", ids.len()));
    window.sees("heading", "Nothing to settle");
    planner.looks_at("settled");
    for id in ids {
        has(pems, id, &format!("MINE {id}"));
    }
}

fn has(pems: &Pems, id: &str, contract: &str) {
    until(&format!("{id} to have {contract} in PEMS"), || {
        (pems.record(id)["contract"] == contract).then_some(())
    });
}
