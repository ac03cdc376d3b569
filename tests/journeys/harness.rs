//! The harness itself: what journeys stand on is seen to hold before they stand on it.

use std::path::Path;

use pfa_journeys::{Artefacts, Desktop, Keyring, Pems, Window};

#[test]
fn a_page_is_found_by_role_and_name_filled_pressed_and_pictured() {
    let artefacts = Artefacts::of("harness");
    let desktop = Desktop::start(Keyring::Absent);
    let page = "<html lang=en><title>A page</title><main><h1>Hello</h1><label>Name <input></label><button \
                onclick='document.querySelector(`h1`).append(` `, document.querySelector(`input`).value)'>Greet</button></main>";
    let window = Window::open_browser(&desktop, &format!("data:text/html,{page}"), &artefacts);
    window.sees("heading", "Hello");
    window.fill("textbox", "Name", "wrong");
    window.fill("textbox", "Name", "planner");
    window.press("button", "Greet");
    window.sees("heading", "Hello planner");
    assert!(!window.has("heading", "Hello"));
    window.is_accessible("the page");
    window.picture("greeted");
    desktop.picture(&artefacts, "screen");
}

#[test]
fn a_notification_is_seen_to_arrive() {
    let desktop = Desktop::start(Keyring::Absent);
    let watch = desktop.watch_notifications();
    let mut command = desktop.command(Path::new("dbus-send"));
    command.args(["--session", "--dest=org.freedesktop.Notifications", "/org/freedesktop/Notifications"]);
    command.args(["org.freedesktop.Notifications.Notify", "string:journey", "uint32:0", "string:"]);
    command.args([
        "string:A conflict waits",
        "string:PFA-104",
        "array:string:",
        "dict:string:string:",
        "int32:-1",
    ]);
    assert!(command.status().unwrap().success());
    watch.sees("A conflict waits");
}

#[test]
fn a_desktop_has_a_keyring_or_has_none() {
    for (keyring, answers) in [(Keyring::Unlocked, true), (Keyring::Absent, false)] {
        let desktop = Desktop::start(keyring);
        let mut command = desktop.command(Path::new("dbus-send"));
        command.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
        ]);
        command.args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"]);
        assert_eq!(command.output().unwrap().status.success(), answers, "{keyring:?}");
    }
}

#[test]
fn pems_can_be_taken_down_restored_and_written_to_by_a_colleague() {
    let pems = Pems::with_records(20);
    let health = || std::net::TcpStream::connect(pems.root().split('/').nth(2).unwrap()).is_ok();
    assert!(health());
    pems.take_down();
    assert!(!health(), "connections are refused");
    pems.restore();
    assert!(health());
    pems.colleague_edits("RIO-10001", serde_json::json!({"contract": "C-1"}));
    assert_eq!(pems.record("RIO-10001")["contract"], "C-1");
    assert_eq!(pems.writes(), 0, "a colleague's edit is no request of ours");
}
