//! What the window has to do with the desktop around it: one instance, links, starting at login, and its end.

use std::fs;
use std::path::Path;

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, Process, program, until};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::Planner;
use crate::script::editable;

#[test]
fn a_second_start_hands_its_link_to_the_window_that_is_open() {
    let artefacts = Artefacts::of("link");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 100);
    let ids = editable(&Pfa::on(&desktop, &profile), 2);

    planner.window.press("button", "Settings*");
    assert_eq!(started_again(&desktop, &profile, &format!("pfa-vanguard://record/{}", ids[1])), Some(0));
    planner.window.sees("complementary", &format!("Record {}", ids[1]));
    planner.window.picture("followed");

    assert_eq!(started_again(&desktop, &profile, "pfa-vanguard://record/../../etc"), Some(0));
    assert_eq!(started_again(&desktop, &profile, &format!("pfa-vanguard://record/{}", ids[0])), Some(0));
    planner.window.sees("complementary", &format!("Record {}", ids[0]));
}

#[test]
fn a_click_on_a_notification_opens_its_record() {
    let artefacts = Artefacts::of("notification-action");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let watch = desktop.watch_notifications();
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 100);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];
    planner.finds(id);
    planner.edits("Contract", "C-MINE");
    planner.sees_badge(id, "Draft");
    planner.window.press("button", "Settings*");

    let _in_front = pfa_journeys::Window::open_browser(&desktop, "about:blank", &artefacts);
    pems.colleague_edits(id, json!({"contract": "C-THEIRS"}));
    watch.sees(id);
    until("the notification to take the click", || {
        desktop.command(Path::new("dunstctl")).arg("action").output().unwrap().status.success().then_some(())
    });
    planner.window.sees("complementary", &format!("Record {id}"));
}

#[test]
fn it_starts_at_login_once_that_is_wanted_and_not_before() {
    let artefacts = Artefacts::of("login");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let entry = desktop.folder("config").join("autostart/com.pfa-vanguard.desktop.desktop");
    let pfa = Pfa::on(&desktop, &profile);
    Planner::opens(&desktop, &profile, &artefacts).signs_in(&pems, PLANNER, 100);
    assert!(!entry.exists());

    pfa.done(&["config", "set", "startAtLogin", "true"]);
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.sees_records(100);
    let written = until("the entry", || fs::read_to_string(&entry).ok());
    assert!(
        written.contains(&format!("\"--profile\" \"{}\" \"--minimized\"", profile.display())),
        "{written}"
    );
    drop(planner);

    pfa.done(&["config", "set", "startAtLogin", "false"]);
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.sees_records(100);
    until("the entry to go", || (!entry.exists()).then_some(()));
}

#[test]
fn it_can_be_started_again_while_the_first_waits_for_its_request() {
    let artefacts = Artefacts::of("started-again");
    let pems = Pems::with_records(100);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    Planner::opens(&desktop, &profile, &artefacts).signs_in(&pems, PLANNER, 100);
    let pfa = Pfa::on(&desktop, &profile);
    let id = &editable(&pfa, 1)[0];
    pfa.done(&["edit", id, "contract=C-1"]);
    pfa.done(&["commit", id]);
    pems.holds_next("updatePfa");
    let mut command = desktop.command(&program("pfa-vanguard"));
    command.arg("--profile").arg(&profile);
    let mut first = Process::start(command, "");
    pems.holds_a_request();
    desktop.closes_window("PFA Vanguard");

    let second = Planner::opens(&desktop, &profile, &artefacts);
    second.sees_records(100);
    assert!(first.is_running(), "the first did not wait for its request");
    pems.heal();
    assert_eq!(first.wait(), Some(0));
    second.sees_badge(id, "Synced");
    assert_eq!(pems.writes(), 1);
}

fn started_again(desktop: &Desktop, profile: &Path, link: &str) -> Option<i32> {
    let mut command = desktop.command(&program("pfa-vanguard"));
    command.arg("--profile").arg(profile).arg(link);
    Process::start(command, "").wait()
}
