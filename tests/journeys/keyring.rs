//! Where secrets lie: in a real Secret Service, or nowhere.

use pfa_journeys::{Desktop, Keyring, PLANNER, Pems, Pfa};
use tempfile::TempDir;

use crate::script::{editable, exit, open_profile, sign_in};

#[test]
fn a_sign_in_lies_in_the_secret_service_and_is_used_by_the_next_process() {
    let pems = Pems::with_records(50);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let pfa = Pfa::on(&desktop, &folder.path().join("profile"));
    open_profile(&pfa, &pems, PLANNER);
    assert_eq!(pfa.json(&["list"]).as_array().map(Vec::len), Some(50));

    pfa.done(&["sign-out"]);
    assert_eq!(pfa.run(&["pull"]).code, exit::REFUSED, "the sign-in is gone from the keyring");
    assert_eq!(sign_in(&pfa, &pems, PLANNER).code, 0);
    pfa.done(&["pull"]);
}

#[test]
fn a_lost_secret_service_loses_no_draft_to_whoever_has_the_recovery_code() {
    let pems = Pems::with_records(50);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let (id, code) = {
        let desktop = Desktop::start(Keyring::Unlocked);
        let pfa = Pfa::on(&desktop, &profile);
        open_profile(&pfa, &pems, PLANNER);
        let id = editable(&pfa, 1).remove(0);
        pfa.done(&["edit", &id, "contract=C-KEPT"]);
        (id, pfa.done(&["recovery-code", "make"]))
    };

    let desktop = Desktop::start(Keyring::Unlocked);
    let pfa = Pfa::on(&desktop, &profile);
    let run = pfa.run(&["list"]);
    assert!(
        run.code == 1 && run.errors.contains("not in the keyring"),
        "a new keyring knows nothing: {run:?}"
    );
    let run = pfa.run_with_input(&["recover", "--code-stdin"], &code);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(pfa.json(&["show", &id])["record"]["contract"], "C-KEPT");
}

#[test]
fn without_a_secret_service_nothing_is_kept_and_the_reason_is_said() {
    let pems = Pems::with_records(50);
    let desktop = Desktop::start(Keyring::Absent);
    let folder = TempDir::new().unwrap();
    let pfa = Pfa::on(&desktop, &folder.path().join("profile"));
    let run = sign_in(&pfa, &pems, PLANNER);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.errors.contains("no keyring answers"), "{run:?}");
    assert!(run.errors.contains("--key-file"), "it says the way on: {run:?}");
    assert_eq!(pfa.run(&["status"]).code, exit::REFUSED, "nobody is signed in");
    assert!(!run.errors.contains(PLANNER.password), "{run:?}");
}
