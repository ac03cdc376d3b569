//! A planner's session in the real window: by mouse, by keyboard alone, and in two windows at once.

use std::fs;

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, key};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::{CELL, Planner};
use crate::script::editable;

const FORECAST_END: &str = "Forecast end";
/// The forecast's bar of the record `arguments[0]` on the timeline.
const BAR: &str = "[...document.querySelectorAll('[role=row]')].find((row) => \
                   all('gridcell', arguments[0], row).length > 0)?.querySelector('[data-bar$=\":forecast\"]')";

#[test]
fn a_session_by_mouse() {
    let artefacts = Artefacts::of("planning-by-mouse");
    let pems = Pems::with_records(300);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 300);
    let pfa = Pfa::on(&desktop, &profile);
    let ids = editable(&pfa, 3);

    groups(&planner);
    focuses(&planner, &ids);
    edits_and_fills(&planner, &ids);
    pastes(&planner, &ids);
    shifts_many(&planner, &pfa, &ids);
    drags_a_bar(&planner, &pfa, &ids[0]);
    looks_at_the_cost(&planner);
    saves_a_view(&planner);
    takes_the_view_out(&planner);

    planner.saves_and_syncs();
    for id in &ids {
        planner.sees_badge(id, "Synced");
        assert_eq!(pems.record(id)["forecastEnd"], pfa.json(&["show", id])["record"]["forecastEnd"]);
    }
}

fn groups(planner: &Planner<'_>) {
    let window = &planner.window;
    window.press("button", "Group");
    window.press("menuitem", "Category");
    window.keys(&[key::ESCAPE]);
    window.sees("grid", "PFA records");
    window.holds(
        "groups",
        "document.querySelector('[role=treegrid] [role=row][aria-expanded=true]')",
        json!([]),
    );
    planner.looks_at("groups");
    window.press("button", "Group: Category");
    window.press("menuitem", "none");
    window.keys(&[key::ESCAPE]);
    planner.sees_records(300);
}

fn focuses(planner: &Planner<'_>, ids: &[String]) {
    for id in ids {
        planner.ticks(id);
    }
    planner.window.sees("radio", "Selection 3");
    planner.window.press("button", "Focus on the selection");
    planner.sees_records(3);
    planner.window.press("button", "Clear the selection");
}

fn edits_and_fills(planner: &Planner<'_>, ids: &[String]) {
    let window = &planner.window;
    window.presses_twice("the cell", CELL, &json!([ids[0], FORECAST_END]));
    window.sees("textbox", &format!("Forecast end of {}", ids[0]));
    window.keys(&[key::CONTROL, "a"]);
    window.types("2031-12-24");
    window.keys(&[key::ENTER]);
    planner.sees_in(&ids[0], FORECAST_END, "Dec 24, 31");
    planner.sees_badge(&ids[0], "Draft");
    planner.looks_at("edited");

    window.press_found("the cell", CELL, &json!([ids[0], FORECAST_END]));
    let handle = "document.querySelector('[data-fill]')";
    let rows = window.holds(
        "rows",
        "({ tall: document.querySelector('.grid-body [role=row]').offsetHeight })",
        json!([]),
    );
    let down = i32::try_from(rows["tall"].as_i64().unwrap()).unwrap() * 2;
    window.drags("the fill handle", handle, &json!([]), (0, down));
    window.sees("dialog", "Fill Forecast end");
    planner.looks_at("fill");
    window.press("button", "Change 2 records");
    for id in ids {
        planner.sees_in(id, FORECAST_END, "Dec 24, 31");
    }
}

fn pastes(planner: &Planner<'_>, ids: &[String]) {
    let window = &planner.window;
    let rate = "Rate or price";
    let before = planner.shown_in(&ids[1], rate);
    // A date is no amount: the preview says so of each, and nothing changes.
    window.drags("the cells", CELL, &json!([ids[0], FORECAST_END]), (0, 40));
    window.keys(&[key::CONTROL, "c"]);
    window.shows("2 cells copied");
    window.press_found("the cell", CELL, &json!([ids[0], rate]));
    window.keys(&[key::CONTROL, "v"]);
    window.sees("dialog", "Paste");
    window.shows("2 are left out");
    window.shows("Monthly rate is not an amount");
    planner.looks_at("paste");
    window.press("button", "Cancel");
    window.loses("dialog", "*");
    planner.sees_in(&ids[1], rate, &before);
}

fn shifts_many(planner: &Planner<'_>, pfa: &Pfa<'_>, ids: &[String]) {
    let window = &planner.window;
    for id in ids {
        planner.ticks(id);
    }
    window.press("button", "Edit…");
    window.sees("dialog", "Edit 3 records");
    window.fill("textbox", "Days", "7");
    window.shows("3 records change");
    planner.looks_at("shift");
    window.press("button", "Change 3 records");
    window.loses("dialog", "*");
    planner.sees_in(&ids[2], FORECAST_END, "Dec 31, 31");
    window.press("button", "Undo: *");
    planner.sees_in(&ids[2], FORECAST_END, "Dec 24, 31");
    window.press("button", "Redo: *");
    planner.sees_in(&ids[2], FORECAST_END, "Dec 31, 31");
    assert_eq!(pfa.json(&["show", &ids[2]])["record"]["forecastEnd"], "2031-12-31");
    window.press("button", "Clear the selection");
}

fn drags_a_bar(planner: &Planner<'_>, pfa: &Pfa<'_>, id: &str) {
    let window = &planner.window;
    let before = pfa.json(&["show", id])["record"]["forecastStart"].clone();
    window.press("button", "Timeline");
    window.sees("grid", "Timeline");
    planner.looks_at("timeline");
    window.drags("the bar", BAR, &json!([id]), (60, 0));
    window.shows("1 record changed");
    planner.looks_at("dragged");
    assert_ne!(pfa.json(&["show", id])["record"]["forecastStart"], before);
}

fn looks_at_the_cost(planner: &Planner<'_>) {
    planner.window.press("button", "Cost");
    planner.window.sees("grid", "Cost by period");
    planner.looks_at("cost");
    planner.window.press("button", "Grid");
    planner.sees_records(3);
    planner.window.press("button", "Show all records again");
    planner.sees_records(300);
}

/// Saves what is searched for under a name, leaves it, and comes back to it.
fn saves_a_view(planner: &Planner<'_>) {
    let window = &planner.window;
    window.fill("textbox", "Find in all text fields", "RIO-1000");
    planner.sees_records(9);
    window.press("button", "Saved views: All records*");
    window.press("menuitem", "Save as…");
    window.fill("textbox", "Name", "First nine");
    window.press("button", "Save");
    window.loses("dialog", "*");
    window.press("button", "Saved views: First nine*");
    window.press("menuitem", "All records");
    planner.sees_records(300);
    window.press("button", "Saved views: All records*");
    window.press("menuitem", "First nine");
    planner.sees_records(9);
}

fn takes_the_view_out(planner: &Planner<'_>) {
    let window = &planner.window;
    window.press("button", "Import, export, print");
    window.press("menuitem", "Export as CSV");
    window.shows("9 records exported");
    let path = "[...document.querySelectorAll('.toasts *')].map((one) => one.textContent).find((text) => \
                /^\\/.*\\.csv$/.test(text))";
    let path = window.holds("the file's path", path, json!([]));
    let table = fs::read_to_string(path.as_str().unwrap()).unwrap();
    assert_eq!(table.lines().count(), 10, "a head and nine records: {table}");
}

#[test]
fn a_session_by_keyboard_alone() {
    let artefacts = Artefacts::of("planning-by-keys");
    let pems = Pems::with_records(60);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    signs_in_by_keys(&planner, &pems);
    let pfa = Pfa::on(&desktop, &profile);
    let id = &editable(&pfa, 1)[0];

    finds_by_keys(&planner, id);
    edits_by_keys(&planner, id);
    plans_by_keys(&planner, &pfa, id);
    runs(&planner, "Save & Sync");
    runs(&planner, "Go to Grid");
    planner.sees_badge(id, "Synced");
    assert_eq!(pems.record(id)["forecastEnd"], pfa.json(&["show", id])["record"]["forecastEnd"]);
}

fn signs_in_by_keys(planner: &Planner<'_>, pems: &Pems) {
    let window = &planner.window;
    window.sees("textbox", "PEMS address");
    let typed = [("PEMS address", pems.root()), ("Tenant", Pems::TENANT), ("Organization", "RIO")];
    for (field, text) in typed {
        window.goes_to("textbox", field, &[key::TAB], 20);
        window.types(text);
    }
    window.goes_to("radio", "*", &[key::TAB], 6);
    window.goes_to("radio", "User and password", &[key::RIGHT], 4);
    window.keys(&[" "]);
    for (field, text) in [("User", PLANNER.id), ("Password", PLANNER.password)] {
        window.goes_to("textbox", field, &[key::TAB], 6);
        window.types(text);
    }
    window.keys(&[key::ENTER]);
    planner.sees_records(60);
}

/// Runs a command of the palette.
pub fn runs(planner: &Planner<'_>, command: &str) {
    let window = &planner.window;
    window.keys(&[key::CONTROL, "k"]);
    window.sees("dialog", "*");
    window.types(command);
    window.holds(
        &format!("{command} to be chosen"),
        "all('option', '*').some((one) => one.getAttribute('aria-selected') === 'true' && nameOf(one).startsWith(arguments[0]))",
        json!([command]),
    );
    window.keys(&[key::ENTER]);
    window.loses("dialog", "*");
}

fn finds_by_keys(planner: &Planner<'_>, id: &str) {
    let window = &planner.window;
    window.goes_to("gridcell", "*", &[key::F6], 8);
    window.keys(&[key::CONTROL, key::HOME]);
    goes_on_until(planner, key::DOWN, "squeeze(spoken(document.activeElement)) === arguments[0]", id);
    planner.stands_in(id, "ID");
}

fn edits_by_keys(planner: &Planner<'_>, id: &str) {
    let window = &planner.window;
    let before = planner.shown_in(id, FORECAST_END);
    for _ in 0..6 {
        window.keys(&[key::RIGHT]);
    }
    planner.stands_in(id, FORECAST_END);
    window.types("soon");
    window.keys(&[key::ENTER]);
    window.shows("This is no date.");
    planner.looks_at("rejected");
    window.keys(&[key::ESCAPE]);
    planner.stands_in(id, FORECAST_END);
    window.types("2031-12-24");
    window.keys(&[key::ENTER]);
    planner.sees_in(id, FORECAST_END, "Dec 24, 31");
    window.keys(&[key::CONTROL, "z"]);
    planner.sees_in(id, FORECAST_END, &before);
    window.keys(&[key::CONTROL, key::SHIFT, "z"]);
    planner.sees_in(id, FORECAST_END, "Dec 24, 31");
}

fn plans_by_keys(planner: &Planner<'_>, pfa: &Pfa<'_>, id: &str) {
    let window = &planner.window;
    runs(planner, "Go to Timeline");
    window.sees("grid", "Timeline");
    window.goes_to("row", "*", &[key::F6], 8);
    goes_on_until(
        planner,
        key::DOWN,
        &format!("{BAR}?.closest('[role=row]') === document.activeElement"),
        id,
    );
    goes_on_until(planner, key::RIGHT, &format!("{BAR} === document.activeElement"), id);
    window.keys(&[key::ENTER]);
    window.keys(&[key::CONTROL, key::RIGHT]);
    window.keys(&[key::RIGHT]);
    window.shows("+8 days");
    planner.looks_at("moving");
    window.keys(&[key::ENTER]);
    window.shows("1 record changed");
    assert_eq!(pfa.json(&["show", id])["record"]["forecastEnd"], "2032-01-01");

    runs(planner, "Group by Category");
    runs(planner, "Go to Cost");
    window.sees("grid", "Cost by period");
    window.holds("groups", "document.querySelector('[role=row][aria-expanded]')", json!([]));
    runs(planner, "Export as CSV");
    window.shows("60 records exported");
}

/// Presses a key until an expression over the record's id holds.
fn goes_on_until(planner: &Planner<'_>, key: &str, expression: &str, id: &str) {
    for _ in 0..60 {
        if planner.window.evaluate(&format!("return {expression}"), json!([id])) == true {
            return;
        }
        planner.window.keys(&[key]);
    }
    planner.window.holds(expression, expression, json!([id]));
}

#[test]
fn two_windows_agree() {
    let artefacts = Artefacts::of("two-windows");
    let pems = Pems::with_records(40);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 40);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];
    let window = &planner.window;

    let first = window.turns_to_another(|| window.keys(&[key::CONTROL, key::SHIFT, "n"]));
    planner.sees_records(40);
    window.press_found("the cell", CELL, &json!([id, FORECAST_END]));
    window.types("2031-12-24");
    let second = window.turns_to(&first);
    window.press_found("the cell", CELL, &json!([id, FORECAST_END]));
    window.types("2030-01-31");
    window.keys(&[key::ENTER]);
    planner.sees_badge(id, "Draft");

    // The other shows it without being asked, and does not save over what came while somebody typed there.
    window.turns_to(&second);
    planner.sees_badge(id, "Draft");
    window.keys(&[key::ENTER]);
    window.shows("changed since you looked");
    planner.looks_at("changed-meanwhile");
    window.keys(&[key::ENTER]);
    planner.sees_in(id, FORECAST_END, "Dec 24, 31");
    window.turns_to(&first);
    planner.sees_in(id, FORECAST_END, "Dec 24, 31");
    window.press("button", "Undo: *");
    planner.sees_in(id, FORECAST_END, "Jan 31, 30");
    window.turns_to(&second);
    planner.sees_in(id, FORECAST_END, "Jan 31, 30");
}
