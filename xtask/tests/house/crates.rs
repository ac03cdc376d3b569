//! The arrows between the crates.

use crate::workspace::packages;

/// Each room, and the rooms that it may be built from.
const ARROWS: &[(&str, &[&str])] = &[
    ("pfa-domain", &[]),
    ("pfa-sync", &["pfa-domain"]),
    ("pfa-store", &["pfa-domain", "pfa-sync"]),
    ("pfa-pems", &["pfa-domain", "pfa-sync"]),
    ("pfa-app", &["pfa-domain", "pfa-sync", "pfa-store", "pfa-pems"]),
    ("pfa-cli", &["pfa-app"]),
    // The window's sample workspace runs on a stand-in of its own.
    ("pfa-vanguard", &["pfa-app", "pems-sim"]),
    ("pems-sim", &["pfa-domain"]),
    // Where the whole application meets a whole PEMS, on a clock that a seed owns.
    ("pfa-worlds", &["pems-sim", "pfa-app", "pfa-domain", "pfa-pems", "pfa-store", "pfa-sync"]),
    ("pfa-testkit", &["pfa-domain", "pems-sim"]),
    ("pfa-power", &[]),
    // The real window is measured by the harness that drives it.
    ("pfa-journeys", &["pems-sim", "pfa-figures", "pfa-testkit"]),
    // Ours beside the bare machine: it reads and writes around the rooms on purpose.
    ("pfa-benches", &["pfa-app", "pfa-figures", "pfa-store"]),
    ("pfa-figures", &[]),
    ("xtask", &[]),
];

/// What tests may use beyond what their room is built from.
const FOR_TESTS: &[&str] = &["pems-sim", "pfa-testkit", "pfa-power"];

/// What only one room of the application may bring in; the stand-in, the journeys, the measurements and the disk
/// that fails for tests are no part of it.
const KEEPERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["pfa-store", "pems-sim", "pfa-power", "pfa-benches"]),
    ("reqwest", &["pfa-pems", "pfa-journeys", "pfa-benches"]),
    ("tauri", &["pfa-vanguard"]),
    ("axum", &["pems-sim"]),
    ("clap", &["pfa-cli", "pems-sim"]),
    ("keyring", &["pfa-app"]),
    ("notify-rust", &["pfa-vanguard"]),
];

/// Rooms that decide and never wait, so that every decision can be repeated from its arguments.
const PURE: &[&str] = &["pfa-domain", "pfa-sync"];

#[test]
fn every_room_is_on_the_plan() {
    let planned: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    for name in packages().keys() {
        assert!(planned.contains(&name.as_str()), "{name} is in no arrow of docs/ARCHITECTURE.md");
    }
    for room in planned {
        assert!(packages().contains_key(room), "{room} is planned and not there");
    }
}

#[test]
fn a_room_is_built_only_from_rooms_that_an_arrow_leads_to() {
    let packages = packages();
    for (room, may_use) in ARROWS {
        for used in &packages[*room].uses {
            assert!(may_use.contains(&used.as_str()), "there is no arrow from {room} to {used}");
        }
    }
}

#[test]
fn tests_add_nothing_but_what_is_there_for_tests() {
    let packages = packages();
    for (room, may_use) in ARROWS {
        for used in &packages[*room].tests_use {
            let allowed = may_use.contains(&used.as_str()) || FOR_TESTS.contains(&used.as_str());
            assert!(allowed, "the tests of {room} may not use {used}");
        }
    }
}

#[test]
fn one_room_keeps_each_door_to_the_outside() {
    for package in packages().values() {
        for (door, keepers) in KEEPERS {
            let opens = package.brings.iter().any(|brought| brought == door);
            assert!(
                !opens || keepers.contains(&package.name.as_str()),
                "{} may not bring in {door}",
                package.name
            );
        }
    }
}

#[test]
fn rooms_that_decide_neither_wait_nor_do_io() {
    for room in PURE {
        for brought in &packages()[*room].brings {
            assert!(
                !["tokio", "futures-util", "tracing"].contains(&brought.as_str()),
                "{room} brings in {brought}"
            );
        }
    }
}
