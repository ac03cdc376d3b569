//! The desktop tells of what needs a person, while the window is not in front.

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, Window};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::Planner;
use crate::script::editable;

#[test]
fn a_conflict_is_told_while_another_window_is_in_front() {
    let artefacts = Artefacts::of("notification");
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

    let _in_front = Window::open_browser(&desktop, "about:blank", &artefacts);
    pems.colleague_edits(id, json!({"contract": "C-THEIRS"}));
    planner.sees_badge(id, "Conflict");
    watch.sees(id);
    planner.window.picture("behind");
    desktop.picture(&artefacts, "notification");
}
