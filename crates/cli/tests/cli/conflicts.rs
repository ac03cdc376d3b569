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
    world.refused(1, ["edit", &id, "model=X"]);
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
