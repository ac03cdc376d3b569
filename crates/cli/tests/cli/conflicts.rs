//! Conflicts with a colleague's edit, and changes that PEMS refuses.

use crate::world::{MARIA, World};
use pems_sim::{Fault, FaultKind, Operation};
use pfa_app::domain::Permission;
use serde_json::{Value as Json, json};

/// A record whose contract and description both sides changed, committed and synced into a conflict.
fn in_conflict(world: &World) -> (String, String, Json) {
    let id = world.one();
    world.done(["edit", &id, "contract=C-MINE", "description=Mine", "manufacturer=Mine only"]);
    world.done(["commit", &id]);
    world.colleague(&id, json!({ "contract": "C-THEIRS", "description": "Theirs", "model": "Theirs only" }));
    let run = world.run(["sync"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(world.status(&id), "conflict");
    let conflicts = world.json(["conflicts"]);
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{conflicts}");
    let conflict = conflicts[0].clone();
    (id, conflict["id"].as_str().unwrap().to_owned(), conflict)
}

#[test]
fn a_conflict_shows_three_sides_of_each_field_to_decide() {
    let world = World::pulled(20);
    let before = world.json(["show", &world.one()])["mirror"].clone();
    let (id, _, conflict) = in_conflict(&world);
    assert_eq!(conflict["pfaId"], id.as_str());
    assert_eq!(conflict["fields"], json!(["description", "contract"]));
    assert_eq!(
        conflict["base"],
        json!({ "contract": before["contract"], "description": before["description"] })
    );
    assert_eq!(conflict["mine"], json!({ "contract": "C-MINE", "description": "Mine" }));
    assert_eq!(conflict["pems"], json!({ "contract": "C-THEIRS", "description": "Theirs" }));
    assert_eq!(conflict["rule"], Json::Null);
    assert_eq!(world.run(["push"]).code, 3, "it waits still");
    assert_eq!(world.run(["pull"]).code, 0, "a pull is done all the same");
    world.done(["edit", &id, "model=X"]);
    assert_eq!(world.status(&id), "conflict", "an edit changes mine and decides nothing");
    let table = world.done(["conflicts"]);
    assert!(table.contains("C-MINE") && table.contains("C-THEIRS"), "{table}");
}

#[test]
fn mine_overrules_what_was_shown_and_other_changes_of_pems_stay() {
    let world = World::pulled(20);
    let (id, conflict, _) = in_conflict(&world);
    assert_eq!(world.json(["resolve", &conflict, "--use", "mine"])["status"], "queued");
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), "C-MINE");
    assert_eq!(world.in_pems(&id, "manufacturer"), "Mine only");
    assert_eq!(world.in_pems(&id, "model"), "Theirs only");
    world.refused(1, ["resolve", &conflict, "--use", "mine"]);
    assert_eq!(world.json(["conflicts"]), json!([]));
}

#[test]
fn pems_gives_up_the_whole_draft() {
    let world = World::pulled(20);
    let (id, conflict, _) = in_conflict(&world);
    let after = world.json(["resolve", &conflict, "--use", "pems"]);
    assert_eq!((&after["status"], &after["draft"]), (&json!("synced"), &Json::Null));
    assert_eq!(after["record"]["contract"], "C-THEIRS");
    world.done(["sync"]);
    assert_ne!(world.in_pems(&id, "manufacturer"), "Mine only");
}

#[test]
fn a_merge_may_take_a_typed_value_in_place_of_either_side() {
    let world = World::pulled(20);
    let (id, conflict, _) = in_conflict(&world);
    let long = format!("description={}", "x".repeat(5000));
    let refused = world.refused(1, ["resolve", &conflict, "--merge", "contract=mine", "--set", &long]);
    assert!(refused.contains("description"), "{refused}");
    world.done(["resolve", &conflict, "--merge", "contract=mine", "--set", "description= Agreed by both "]);
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), "C-MINE");
    assert_eq!(world.in_pems(&id, "description"), "Agreed by both");
}

#[test]
fn a_merge_names_every_conflicting_field_and_no_other() {
    let world = World::pulled(20);
    let (id, conflict, _) = in_conflict(&world);
    let missing = world.refused(1, ["resolve", &conflict, "--merge", "contract=mine"]);
    assert!(missing.contains("description"), "{missing}");
    let both = ["--merge", "contract=mine", "--merge", "description=pems"];
    world.refused(1, [&["resolve", &conflict, "--merge", "class=mine"], both.as_slice()].concat());
    assert_eq!(world.status(&id), "conflict");
    world.done([&["resolve", &conflict], both.as_slice()].concat());
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), "C-MINE");
    assert_eq!(world.in_pems(&id, "description"), "Theirs");
    assert_eq!(world.in_pems(&id, "manufacturer"), "Mine only");
    world.refused(1, ["resolve", "no-such", "--use", "mine"]);
}

#[test]
fn an_uncommitted_draft_conflicts_already_at_a_pull() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-MINE"]);
    world.colleague(&id, json!({ "contract": "C-THEIRS" }));
    world.done(["pull"]);
    assert_eq!(world.status(&id), "conflict");
}

#[test]
fn changes_of_different_fields_merge_without_a_person() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-MINE"]);
    world.done(["commit", &id]);
    world.colleague(&id, json!({ "model": "Theirs" }));
    // Straight to the push: the 409 is what tells of the colleague.
    world.done(["push"]);
    assert_eq!(world.status(&id), "synced");
    assert_eq!(
        (world.in_pems(&id, "contract"), world.in_pems(&id, "model")),
        (json!("C-MINE"), json!("Theirs"))
    );
}

#[test]
fn a_rule_that_both_sides_break_together_is_named() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "forecastStart=2027-06-01", "forecastEnd=2027-12-31"]);
    world.done(["commit", &id]);
    world.done(["sync"]);
    world.done(["edit", &id, "forecastEnd=2027-07-01"]);
    world.done(["commit", &id]);
    world.colleague(&id, json!({ "forecastStart": "2027-08-01" }));
    assert_eq!(world.run(["sync"]).code, 3);
    let conflict = world.json(["conflicts"])[0].clone();
    assert_eq!(conflict["rule"]["rule"], 1, "{conflict}");
    assert_eq!(conflict["fields"], json!(["forecastStart", "forecastEnd"]));
    assert!(conflict["rule"]["message"].is_string());
}

#[test]
fn a_refused_change_fails_with_its_reason_and_a_retry_sends_it() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-LATER"]);
    world.done(["commit", &id]);
    world.control().set_permissions(MARIA.0, "RIO", [Permission::Read, Permission::Sync]).unwrap();
    assert_eq!(world.run(["push"]).code, 4);
    let failed = world.json(["failed"]);
    assert_eq!(failed[0]["pfaId"], id.as_str());
    assert_eq!(failed[0]["attempts"], 1);
    assert!(failed[0]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    assert_eq!(world.status(&id), "failed");
    assert_eq!(world.run(["sync"]).code, 4, "it waits still");
    assert!(world.done(["failed"]).contains(&id));

    world.runtime.block_on(world.control().reset());
    world.refused(1, ["retry", "NO-SUCH"]);
    assert_eq!(world.json(["retry", "--all"]), json!({ "queued": [id] }));
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), "C-LATER");
    assert_eq!(world.json(["failed"]), json!([]));
    world.refused(1, ["retry", &id]);
}

#[test]
fn a_change_that_waits_for_its_next_try_can_be_given_up() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-LATER"]);
    world.done(["commit", &id]);
    world.control().inject(Fault::always(FaultKind::ServerError).on(Operation::UpdatePfa)).unwrap();
    assert_eq!(world.run(["push"]).code, 5);
    assert_eq!(world.status(&id), "queued");
    let writes = || world.control().requests().iter().filter(|r| r.operation == Operation::UpdatePfa).count();
    assert_eq!(writes(), 1);
    world.done(["push"]);
    assert_eq!(writes(), 1, "an explicit push keeps to the time of the next try");
    world.done(["discard", &id]);
    world.control().clear_faults();
    world.done(["sync"]);
    assert_eq!(world.status(&id), "synced");
    assert_ne!(world.in_pems(&id, "contract"), "C-LATER");
}

/// So many records in conflict over their contract, and one where the sides break a rule together.
fn many_conflicts(world: &World, count: usize) -> (Vec<String>, String) {
    let mut ids = world.editable(count + 1);
    let rule = ids.pop().unwrap();
    world.done(["edit", &rule, "forecastStart=2027-06-01", "forecastEnd=2027-12-31"]);
    world.done(["commit", &rule]);
    world.done(["sync"]);
    world.done(["edit", &rule, "forecastEnd=2027-07-01"]);
    ids.iter().for_each(|id| drop(world.done(["edit", id, "contract=C-MINE", "manufacturer=Mine only"])));
    ids.iter().for_each(|id| world.colleague(id, json!({ "contract": "C-THEIRS" })));
    world.colleague(&rule, json!({ "forecastStart": "2027-08-01", "forecastEnd": "2027-09-01" }));
    world.done(["commit", "--all"]);
    assert_eq!(world.run(["sync"]).code, 3);
    (ids, rule)
}

#[test]
fn many_conflicts_are_shown_before_they_are_settled_at_once() {
    let world = World::pulled(40);
    let (ids, _) = many_conflicts(&world, 4);
    let preview = world.json(["resolve", "--all", "--use", "mine", "--dry-run"]);
    assert_eq!(preview.as_array().unwrap().len(), 5, "{preview}");
    let first = preview.as_array().unwrap().iter().find(|p| p["pfaId"] == ids[0].as_str()).unwrap();
    assert_eq!(first["sends"], json!({ "contract": "C-MINE", "manufacturer": "Mine only" }));
    assert_eq!((&first["givesUp"], &first["stays"]), (&json!({}), &Json::Null));
    assert_eq!(world.json(["conflicts"]).as_array().unwrap().len(), 5, "a preview decides nothing");
    assert!(world.done(["resolve", "--all", "--use", "pems", "--dry-run"]).contains("contract=C-MINE"));

    let named: Vec<&str> =
        preview.as_array().unwrap().iter().take(2).map(|p| p["id"].as_str().unwrap()).collect();
    let done = world.json(["resolve", named[0], named[1], "--use", "pems"]);
    assert_eq!((done["resolved"].as_array().unwrap().len(), &done["stayed"]), (2, &json!([])));
    world.done(["resolve", "--all", "--use", "mine"]);
    world.done(["sync"]);
    assert_eq!(world.json(["conflicts"]), json!([]));
    let mine = ids.iter().filter(|id| world.in_pems(id, "contract") == "C-MINE").count();
    let theirs = ids.iter().filter(|id| world.in_pems(id, "contract") == "C-THEIRS").count();
    assert_eq!(mine + theirs, ids.len());
    assert!(theirs >= 1 && mine >= 2, "{mine} mine, {theirs} theirs");
}

#[test]
fn what_breaks_a_rule_stays_open_and_is_named_while_the_others_are_settled() {
    let world = World::pulled(40);
    let (ids, rule) = many_conflicts(&world, 2);
    // On site and billing: its forecast may not move any more, mine neither.
    world.control().actualize("RIO", &rule, None).unwrap();
    world.run(["pull"]);
    let output = world.run(["--json", "resolve", "--all", "--use", "mine"]);
    assert_eq!(output.code, 1, "{output:?}");
    let done: Json = serde_json::from_str(&output.out).unwrap();
    assert_eq!(done["resolved"].as_array().unwrap().len(), 2, "{done}");
    assert_eq!(done["stayed"][0]["pfaId"], rule.as_str());
    assert!(done["stayed"][0]["why"].as_str().unwrap().len() > 10, "{done}");
    let error: Json = serde_json::from_str(&output.err).unwrap();
    assert_eq!(error["error"]["code"], "conflict_open");
    assert_eq!(ids.iter().map(|id| world.status(id)).collect::<Vec<_>>(), ["queued", "queued"]);
    assert_eq!(world.status(&rule), "conflict");
}

#[test]
fn whichever_way_a_value_loses_it_can_be_put_back() {
    let world = World::pulled(40);
    let ids = world.editable(6);
    let [discarded, used_pems, merged, bulk, rolled, failed] = &ids[..] else { panic!("{ids:?}") };
    for id in [discarded, used_pems, merged, bulk, rolled, failed] {
        world.done(["edit", id, "contract=C-MINE", "description=Mine"]);
    }
    for id in [used_pems, merged, bulk] {
        world.colleague(id, json!({ "contract": "C-THEIRS", "description": "Theirs" }));
    }
    world.colleague(rolled, json!({ "model": "Theirs" }));
    world.control().remove("RIO", failed).unwrap();
    world.done(["commit", used_pems, merged, bulk, failed]);
    world.run(["sync"]);
    let conflict_of = |id: &str| {
        let open = world.json(["conflicts"]);
        let found = open.as_array().unwrap().iter().find(|c| c["pfaId"] == id).unwrap().clone();
        found["id"].as_str().unwrap().to_owned()
    };
    world.done(["discard", discarded]);
    world.done(["resolve", &conflict_of(used_pems), "--use", "pems"]);
    let picks = ["--merge", "contract=mine", "--merge", "description=pems"];
    world.done([&["resolve", &conflict_of(merged)], picks.as_slice()].concat());
    world.done(["resolve", "--all", "--use", "pems"]);
    world.done(["rollback", rolled, "--to", "1", "--reason", "Back"]);
    world.done(["discard", failed, "--reason", "Gone"]);
    for id in [discarded, used_pems, bulk, rolled, failed] {
        let lost = world.json(["given-up", id]);
        assert_eq!(lost[0]["values"], json!({ "contract": "C-MINE", "description": "Mine" }), "{id}: {lost}");
    }
    let half = world.json(["given-up", merged]);
    assert_eq!(half[0]["values"], json!({ "description": "Mine" }));

    let lost = world.json(["given-up", used_pems]);
    let after = world.json(["restore", lost[0]["id"].as_str().unwrap()]);
    assert_eq!((&after["status"], &after["record"]["contract"]), (&json!("draft"), &json!("C-MINE")));
    world.refused(1, ["restore", "9999"]);
    assert!(world.done(["given-up", discarded]).contains("contract=C-MINE"));
}

#[test]
fn an_automatic_merge_is_listed_with_both_sides_and_taken_back() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-MINE"]);
    world.done(["commit", &id]);
    world.colleague(&id, json!({ "model": "Theirs" }));
    world.done(["pull"]);
    let merges = world.json(["merges", &id]);
    assert_eq!(merges.as_array().unwrap().len(), 1, "{merges}");
    assert_eq!(
        (&merges[0]["mine"]["contract"], &merges[0]["pems"]["model"]),
        (&json!("C-MINE"), &json!("Theirs"))
    );
    let merge = merges[0]["id"].as_str().unwrap();
    let undone = world.json(["undo-merge", merge]);
    assert_eq!(world.status(&id), "conflict");
    assert_eq!(world.json(["conflicts"])[0]["id"], undone["conflict"]);
    world.refused(1, ["undo-merge", merge]);
    assert_eq!(world.json(["merges", &id]), json!([]));
}
