//! A planner's day by script: the journeys of the window, through `pfa`.

use pfa_journeys::{PLANNER, Pems, Pfa, WITHOUT_ROLLBACK};
use serde_json::json;

use crate::script::{count, editable, exit, only_conflict, open_profile, sign_in, status, watch_until};

#[test]
fn an_edit_made_while_pems_is_down_reaches_it_once_it_is_up() {
    let pems = Pems::with_records(400);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    assert_eq!(pfa.json(&["list"]).as_array().map(Vec::len), Some(400));
    assert_eq!(count(&pfa, "synced"), 400);
    let id = &editable(&pfa, 1)[0];

    pems.take_down();
    pfa.done(&["edit", id, "contract=C-OFFLINE", "description=Written in the field"]);
    let shown = pfa.json(&["show", id]);
    assert_eq!(shown["status"], "draft");
    assert_eq!(shown["draft"], json!({"contract": "C-OFFLINE", "description": "Written in the field"}));
    assert_eq!(shown["record"]["contract"], "C-OFFLINE");
    assert_ne!(shown["mirror"]["contract"], "C-OFFLINE");
    pfa.done(&["commit", id]);
    assert_eq!(status(&pfa, id), "queued");
    assert_eq!(pfa.run(&["push"]).code, exit::NOT_SERVED);
    assert_eq!(status(&pfa, id), "queued", "being offline is no try");

    pems.restore();
    pfa.done(&["sync"]);
    let shown = pfa.json(&["show", id]);
    assert_eq!(shown["status"], "synced");
    assert_eq!(shown["draft"], json!(null));
    assert_eq!(shown["mirror"]["contract"], "C-OFFLINE");
    assert_eq!(pems.record(id)["contract"], "C-OFFLINE");
    assert_eq!(pems.record(id)["lastChangedBy"], PLANNER.id);
}

#[test]
fn a_clash_with_a_colleague_is_merged_field_by_field() {
    let pems = Pems::with_records(400);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];

    pfa.done(&["edit", id, "contract=C-MINE", "description=Mine", "manufacturer=Mine only"]);
    pems.colleague_edits(id, json!({"contract": "C-THEIRS", "description": "Theirs"}));
    pfa.done(&["commit", id]);
    assert_eq!(pfa.run(&["sync"]).code, exit::CONFLICTS_WAIT);
    assert_eq!(status(&pfa, id), "conflict");
    assert_eq!(pems.record(id)["contract"], "C-THEIRS", "nothing is sent before a person decides");

    let (conflict, shown) = only_conflict(&pfa);
    assert_eq!(shown["pfaId"], id.as_str());
    let mut fields: Vec<_> =
        shown["fields"].as_array().unwrap().iter().filter_map(|field| field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["contract", "description"]);
    assert_eq!(shown["mine"]["contract"], "C-MINE");
    assert_eq!(shown["pems"]["contract"], "C-THEIRS");
    let half = pfa.run(&["resolve", &conflict, "--merge", "contract=mine"]);
    assert_ne!(half.code, 0, "a merge names every conflicting field");
    pfa.done(&["resolve", &conflict, "--merge", "contract=mine", "--merge", "description=pems"]);
    assert_eq!(status(&pfa, id), "queued");
    pfa.done(&["sync"]);

    assert_eq!(status(&pfa, id), "synced");
    let held = pems.record(id);
    assert_eq!(held["contract"], "C-MINE");
    assert_eq!(held["description"], "Theirs");
    assert_eq!(held["manufacturer"], "Mine only");
}

#[test]
fn a_write_that_fails_four_times_is_set_aside_and_a_retry_sends_it() {
    let pems = Pems::with_records(400);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let ids = editable(&pfa, 1);
    let id = &ids[0];

    pfa.done(&["edit", id, "contract=C-RETRY"]);
    pfa.done(&["commit", id]);
    pems.fails_writes(&json!({"kind": "serverError"}));
    watch_until(&pfa, id, "failed");
    assert_eq!(pems.writes(), 4, "the first try and three more");
    let failed = pfa.json(&["failed"]);
    assert_eq!(failed[0]["pfaId"], id.as_str());
    assert_eq!(failed[0]["attempts"], 4);
    assert!(failed[0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{failed}");
    assert_eq!(status(&pfa, id), "failed");
    assert_eq!(pfa.run(&["sync"]).code, exit::FAILED_WAIT);

    pems.heal();
    pfa.done(&["retry", id]);
    pfa.done(&["sync"]);
    assert_eq!(status(&pfa, id), "synced");
    assert_eq!(pems.record(id)["contract"], "C-RETRY");
}

#[test]
fn a_roll_back_with_a_reason_brings_the_old_values_to_pems() {
    let pems = Pems::with_records(400);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];
    let before = pems.record(id);

    pems.colleague_edits(id, json!({"contract": "C-WRONG", "description": "Wrong"}));
    pfa.done(&["pull"]);
    let history = pfa.json(&["history", id]);
    assert_eq!(history[0]["record"]["contract"], "C-WRONG", "{history}");
    let to = before["version"].to_string();
    assert_ne!(pfa.run(&["rollback", id, "--to", &to]).code, 0, "a roll back has a reason");
    pfa.done(&["rollback", id, "--to", &to, "--reason", "Entered on the wrong record"]);
    pfa.done(&["sync"]);

    assert_eq!(status(&pfa, id), "synced");
    let after = pems.record(id);
    for field in ["contract", "description", "forecastStart", "forecastEnd", "monthlyRate"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["version"].as_u64(), before["version"].as_u64().map(|version| version + 2));
    let newest = &pfa.json(&["history", id])[0];
    assert_eq!(newest["changeReason"], "Entered on the wrong record");
}

#[test]
fn a_planner_without_the_permission_cannot_roll_back() {
    let pems = Pems::with_records(100);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, WITHOUT_ROLLBACK);
    let id = &editable(&pfa, 1)[0];
    let before = pems.record(id);
    pems.colleague_edits(id, json!({"contract": "C-NEWER"}));
    pfa.done(&["pull"]);

    let to = before["version"].to_string();
    let run = pfa.run(&["rollback", id, "--to", &to, "--reason", "I would like to"]);
    assert_eq!(run.code, exit::REFUSED, "{run:?}");
    assert_eq!(status(&pfa, id), "synced");
    assert_eq!(pems.record(id)["contract"], "C-NEWER");
}

#[test]
fn scripts_can_tell_from_the_exit_code_what_went_wrong() {
    let pems = Pems::with_records(50);
    let pfa = Pfa::with_key_file();
    let wrong = sign_in(&pfa, &pems, pfa_journeys::User { password: "not the password", ..PLANNER });
    assert_eq!(wrong.code, exit::REFUSED, "{wrong:?}");
    open_profile(&pfa, &pems, PLANNER);
    let id = &editable(&pfa, 1)[0];

    assert_eq!(pfa.run(&["edit", id]).code, exit::MALFORMED);
    assert_eq!(pfa.run(&["fly"]).code, exit::MALFORMED);
    assert_eq!(pfa.run(&["show", "RIO-0"]).code, 1);
    assert_eq!(pfa.run(&["edit", id, "monthlyRate=1.005"]).code, 1);
    assert_eq!(pfa.run(&["edit", id, "forecastStart=2026-09-01", "forecastEnd=2026-01-01"]).code, 1);
    assert_eq!(status(&pfa, id), "synced", "what was refused left nothing behind");
    assert_eq!(pfa.trying_passphrase("a guess").run(&["status"]).code, exit::REFUSED);
    pems.take_down();
    assert_eq!(pfa.run(&["pull"]).code, exit::NOT_SERVED);
    pems.restore();
    pems.fails_record(id, &json!({"kind": "captivePortal"}));
    pfa.done(&["edit", id, "contract=C-PORTAL"]);
    pfa.done(&["commit", "--all"]);
    assert_eq!(pfa.run(&["push"]).code, exit::NOT_SERVED, "a portal's page is not PEMS");
}

#[test]
fn no_secret_lies_in_the_profile() {
    let pems = Pems::with_records(50);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let mut searched = 0;
    for path in files_below(pfa.folder()) {
        let bytes = std::fs::read(&path).unwrap();
        for secret in [PLANNER.password, "correct horse battery staple", "SQLite format 3"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret:?} is in {}", path.display());
        }
        searched += 1;
    }
    assert!(searched > 1, "only {searched} files were searched");
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
