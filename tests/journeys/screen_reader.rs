//! What a screen reader is told of grid and timeline in the real window.

use pfa_journeys::{Artefacts, Desktop, PLANNER, Pems, Pfa, Spoken};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::{CELL, Planner};
use crate::script::editable;

const GRID: &str = "PFA records";
const TIMELINE: &str = "Timeline";

#[test]
fn a_screen_reader_hears_the_grid_and_the_timeline() {
    let artefacts = Artefacts::of("screen-reader");
    let pems = Pems::with_records(40);
    let desktop = Desktop::start_for_a_screen_reader();
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 40);
    let id = &editable(&Pfa::on(&desktop, &profile), 1)[0];

    hears_the_grid(&desktop, id);
    hears_what_is_selected(&desktop, &planner, id);
    hears_a_draft(&desktop, &planner, id);
    hears_the_timeline(&desktop, &planner, id);
    hears_a_group_fold(&desktop, &planner);
}

fn hears_the_grid(desktop: &Desktop, id: &str) {
    let grid = desktop.hears_table(GRID, id, |grid| grid.row_with(id).is_some());
    assert_eq!(grid.role(), "grid");
    assert!(grid.is("multiselectable"), "{grid:?}");
    // The rows that are not drawn count too.
    assert_eq!(grid.attribute("rowcount"), "42", "two rows of heads and 40 records");
    let heads: Vec<Spoken> = grid.all("row")[1].all("columnheader");
    assert_eq!(grid.attribute("colcount"), heads.len().to_string());
    let first: Vec<&str> = heads.iter().take(7).map(Spoken::says).collect();
    let wanted = ["ID", "Status", "Description", "Plan start", "Plan end", "Forecast start", "Forecast end"];
    assert_eq!(first, wanted);
    assert_eq!(heads[0].attribute("sort"), "ascending");

    let row = grid.row_with(id).unwrap();
    assert!(!row.is("selected"), "{row:?}");
    let cells = row.all("gridcell");
    assert_eq!(cells.len(), heads.len(), "each cell stands under a head");
    assert_eq!(cells[0].says(), id);
    assert_eq!(cells[1].says(), "Synced");
    assert_eq!(cells[6].attribute("colindex"), "7");
    assert_eq!(cells[3].attribute("readonly"), "true", "the plan is locked");
    assert_eq!(cells[6].attribute("readonly"), "false");
}

fn hears_what_is_selected(desktop: &Desktop, planner: &Planner<'_>, id: &str) {
    planner.ticks(id);
    let grid = desktop.hears_table(GRID, "the selection", |grid| is_selected(grid, id));
    let others = grid.all("row").into_iter().filter(|row| row.is("selected")).count();
    assert_eq!(others, 1, "nothing else is said to be selected");
    planner.ticks(id);
    desktop.hears_table(GRID, "no selection", |grid| !is_selected(grid, id));
}

fn is_selected(table: &Spoken, id: &str) -> bool {
    table.row_with(id).is_some_and(|row| row.is("selected"))
}

fn hears_a_draft(desktop: &Desktop, planner: &Planner<'_>, id: &str) {
    planner.window.press_found("the cell", CELL, &json!([id, "Forecast end"]));
    planner.window.types("2031-12-24");
    planner.window.keys(&[pfa_journeys::key::ENTER]);
    let grid = desktop.hears_table(GRID, "the draft", |grid| {
        grid.row_with(id).is_some_and(|row| row.all("gridcell")[1].says() == "Draft")
    });
    let cells = grid.row_with(id).unwrap().all("gridcell");
    assert_eq!(cells[6].says(), "Dec 24, 31");
    assert_eq!(cells[6].description(), "Draft", "the changed cell says that it is");
    let badge = &cells[1].all("push button")[0];
    assert!(badge.description().starts_with("Draft. 1 field changed"), "{badge:?}");
    assert_eq!(cells[5].description(), "");
}

fn hears_the_timeline(desktop: &Desktop, planner: &Planner<'_>, id: &str) {
    planner.window.press("button", "Timeline");
    let timeline = desktop.hears_table(TIMELINE, id, |timeline| timeline.row_with(id).is_some());
    assert_eq!(timeline.role(), "treegrid");
    assert_eq!(timeline.attribute("rowcount"), "41", "a row of heads and 40 records");
    let row = timeline.row_with(id).unwrap();
    let bars: Vec<Spoken> =
        row.all("button").into_iter().filter(|one| one.attribute("roledescription") == "bar").collect();
    let [plan, forecast] = bars.as_slice() else { panic!("a record not on site has two bars: {row:?}") };
    assert!(plan.says().starts_with("Plan, "), "{plan:?}");
    assert_eq!(plan.description(), "The plan is a locked budget baseline.");
    assert!(!plan.is("sensitive"), "{plan:?}");
    assert!(forecast.says().starts_with("Forecast, "), "{forecast:?}");
    assert!(forecast.says().contains("to December 24, 2031, "), "{forecast:?}");
    assert!(forecast.says().ends_with(" days, draft"), "{forecast:?}");
    assert!(forecast.is("sensitive"), "{forecast:?}");
    planner.window.press_found("the record's name", "[...document.querySelectorAll('[role=gridcell]')].find((cell) => squeeze(cell.textContent) === arguments[0])", &json!([id]));
    desktop.hears_table(TIMELINE, "the row that has the focus", |timeline| {
        timeline.row_with(id).is_some_and(|row| row.is("focused"))
    });
}

fn hears_a_group_fold(desktop: &Desktop, planner: &Planner<'_>) {
    planner.window.press("button", "Group");
    planner.window.press("menuitem", "Category");
    planner.window.keys(&[pfa_journeys::key::ESCAPE]);
    let timeline = desktop.hears_table(TIMELINE, "groups", |timeline| first_group(timeline).is_some());
    let group = first_group(&timeline).unwrap();
    assert!(group.is("expanded"), "{group:?}");
    assert_eq!(group.attribute("level"), "1");
    planner.window.press_found(
        "the group",
        "document.querySelector('[role=row][aria-expanded]')",
        &json!([]),
    );
    desktop.hears_table(TIMELINE, "the folded group", |timeline| {
        first_group(timeline).is_some_and(|group| !group.is("expanded"))
    });
}

/// The first row that can be folded.
fn first_group(table: &Spoken) -> Option<Spoken> {
    table.all("row").into_iter().find(|row| row.is("expandable"))
}
