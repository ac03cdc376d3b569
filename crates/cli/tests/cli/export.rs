//! Unsent work gets out as a file, whatever is wrong.

use crate::world::World;
use pems_sim::{Fault, FaultKind};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::PathBuf;

const JSON: [&str; 3] = ["export-unsent", "--format", "json"];

/// A draft, a queued change, one in conflict and one that PEMS refused.
fn with_work() -> (World, [String; 4]) {
    let world = World::pulled(40);
    let ids: [String; 4] = world.editable(4).try_into().unwrap();
    let [draft, queued, conflict, failed] = &ids;
    world.done(["edit", conflict, "contract=C-MINE"]);
    world.colleague(conflict, json!({ "contract": "C-THEIRS" }));
    world.done(["edit", failed, "contract=C-LOST"]);
    world.done(["commit", "--all"]);
    world.control().remove("RIO", failed).unwrap();
    world.run(["sync"]);
    world.done(["edit", queued, "contract=C-QUEUED"]);
    world.done(["commit", queued]);
    world.done(["edit", draft, "contract==1+1", "monthlyRate=1234.5", "--reason", "Later"]);
    (world, ids)
}

fn exported(world: &World) -> Json {
    serde_json::from_str(&world.done(JSON)).unwrap()
}

fn database(world: &World) -> PathBuf {
    world.profile().join("pfa.sqlite")
}

#[test]
fn every_kind_of_unsent_change_is_in_the_file_with_both_sides() {
    let (world, [draft, queued, conflict, failed]) = with_work();
    let document = exported(&world);
    assert_eq!((&document["format"], &document["unreadable"]), (&json!(1), &json!([])));
    let of = |id: &str| {
        let records = document["records"].as_array().unwrap();
        records.iter().find(|r| r["pfaId"] == id).unwrap_or_else(|| panic!("{id}: {document}")).clone()
    };
    let statuses =
        [&draft, &queued, &conflict, &failed].map(|id| of(id)["status"].as_str().unwrap().to_owned());
    assert_eq!(statuses, ["draft", "queued", "conflict", "failed"]);
    assert_eq!(of(&conflict)["changes"][0]["pems"], "C-THEIRS");
    assert_eq!(of(&conflict)["changes"][0]["mine"], "C-MINE");
    assert_eq!(of(&conflict)["problem"], "Changed in PEMS too: contract.");
    assert!(of(&failed)["problem"].is_string(), "{document}");
    assert_eq!(
        (&of(&draft)["reason"], of(&draft)["changes"].as_array().unwrap().len()),
        (&json!("Later"), 2)
    );
    let money = of(&draft)["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["field"] == "monthlyRate")
        .unwrap()
        .clone();
    assert_eq!(money["mine"], "1234.50");
}

#[test]
fn a_spreadsheet_opens_the_file_and_works_nothing_out() {
    let (world, [draft, ..]) = with_work();
    let file = world.home.path().join("out.csv");
    let args = ["export-unsent", "--format", "csv", "--output", file.to_str().unwrap()];
    let summary = world.json(args);
    assert_eq!(
        (&summary["records"], &summary["changes"], &summary["unreadable"]),
        (&json!(4), &json!(5), &json!(0))
    );
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("\u{feff}organization,pfaId,"), "{text}");
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    assert!(text.lines().any(|line| line.contains(&draft) && line.contains(",'=1+1,")), "{text}");
    // A second export does not write over the first.
    assert!(world.refused(1, args).contains("cannot be written"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn it_takes_neither_pems_nor_a_sign_in_nor_a_turn_to_sync() {
    let (world, _) = with_work();
    let before = exported(&world)["records"].clone();
    world.control().inject(Fault::always(FaultKind::DropRequest)).unwrap();
    world.done(["sign-out"]);
    assert_eq!(world.run(["sync"]).code, 6);
    let lock = fs::File::options().write(true).open(world.profile().join("sync.lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(exported(&world)["records"], before);
}

#[test]
fn a_damaged_database_gives_what_it_still_holds_and_is_left_as_it_is() {
    let (world, _) = with_work();
    let before = exported(&world)["records"].clone();
    let mut bytes = fs::read(database(&world)).unwrap();
    let last = bytes.len() - 2000;
    bytes[last] ^= 0x40;
    fs::write(database(&world), &bytes).unwrap();
    assert!(world.refused(1, ["list"]).contains("damaged"));
    assert_eq!(exported(&world)["records"], before);
    assert!(fs::read(database(&world)).unwrap() == bytes);
}

#[test]
fn what_is_lost_is_counted_and_the_rest_is_written_all_the_same() {
    let world = World::pulled(150);
    let ids = world.editable(40);
    let long = format!("description={}", "a long description ".repeat(12));
    ids.iter().for_each(|id| drop(world.done(["edit", id, &long])));
    let whole = fs::read(database(&world)).unwrap();
    // Page by page from the end, until one of them held a change.
    let lossy = (1..whole.len() / 4096).rev().map(|page| {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 1000] ^= 0x40;
        fs::write(database(&world), &bytes).unwrap();
        world.run(JSON)
    });
    let run = lossy.take(200).find(|run| run.code != 0).unwrap();
    assert_eq!(run.code, 1);
    assert!(run.err.contains("could not be read"), "{run:?}");
    let document: Json = serde_json::from_str(&run.out).unwrap();
    let (read, lost) =
        (document["records"].as_array().unwrap().len(), document["unreadable"].as_array().unwrap().len());
    assert!(read > 0 && lost > 0 && read + lost == 40, "{read} read, {lost} lost");
}

#[test]
fn a_mistyped_profile_is_refused_and_not_made() {
    let world = World::with(1);
    world.refused(1, JSON);
    assert!(!world.profile().exists());
    world.refused(2, ["export-unsent"]);
    world.refused(2, ["export-unsent", "--format", "xlsx"]);
}
