//! Planning from a script: many records at once, tables in, steps back and forth.

use crate::world::{READER, World};
use serde_json::{Value as Json, json};

#[test]
fn a_bulk_change_is_shown_done_undone_and_redone() {
    let world = World::pulled(20);
    let ids = world.editable(3);
    let set = |more: &[&str]| {
        let mut args = vec!["bulk".to_owned(), "--set".to_owned(), "contract=C-9".to_owned()];
        args.extend(ids.iter().cloned().chain(more.iter().map(|word| (*word).to_owned())));
        args
    };
    let check = world.json(set(&["--check"]));
    assert_eq!((&check["changed"], &check["refused"]), (&json!(3), &json!(0)));
    assert_eq!(world.status(&ids[0]), "synced", "a check keeps nothing");
    let step = world.json(set(&["RIO-99999"]));
    assert_eq!((&step["count"], &step["leftOut"][0]["pfaId"]), (&json!(3), &json!("RIO-99999")));
    assert_eq!(world.status(&ids[2]), "draft");
    assert_eq!(world.json(["undo"])["count"], 3);
    assert_eq!(world.status(&ids[2]), "synced");
    assert_eq!(world.json(["redo"])["count"], 3);
    assert_eq!(world.status(&ids[2]), "draft");
    world.refused(1, ["redo"]);
    world.refused(1, ["bulk", "--discontinue", &ids[0]]);
    world.refused(2, ["bulk", "--shift", "1", "--length", "2", &ids[0]]);
}

#[test]
fn an_earlier_shift_is_written_with_a_minus() {
    let world = World::pulled(20);
    let id = world.editable(1).remove(0);
    world.done(["edit", &id, "forecastStart=2026-03-10", "forecastEnd=2026-04-10"]);
    world.done(["bulk", "--shift", "-10", &id]);
    let shown = world.json(["show", &id]);
    assert_eq!(shown["record"]["forecastStart"], "2026-02-28");
    assert_eq!(shown["record"]["forecastEnd"], "2026-03-31");
}

#[test]
fn a_table_comes_in_and_its_bad_rows_are_told() {
    let world = World::pulled(20);
    let id = world.one();
    let file = world.profile().with_file_name("plan.csv");
    std::fs::write(&file, format!("pfaId,contract\n{id},C-9\nRIO-99999,C-9\n")).unwrap();
    let file = file.to_str().unwrap();
    let check = world.json(["import", file, "--check"]);
    assert_eq!((&check["changed"], &check["bad"][0]["line"]), (&json!(1), &json!(3)));
    assert_eq!(world.json(["show", &id])["draft"], Json::Null);
    let told = world.done(["import", file]);
    assert!(told.contains("Line 3, RIO-99999") && told.contains("1 records changed"), "{told}");
    assert_eq!(world.json(["show", &id])["draft"], json!({ "contract": "C-9" }));
    world.refused(1, ["import", "/nowhere/plan.csv"]);
}

#[test]
fn who_may_only_read_plans_nothing() {
    let world = World::pulled_by(5, READER);
    world.refused(6, ["bulk", "--shift", "1", "--all"]);
}
