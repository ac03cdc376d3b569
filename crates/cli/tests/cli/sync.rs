//! Pull, push, sync and watch: exit codes, one at a time, the guard, the system's wish to end.

use crate::world::{World, ask_to_end, terminate};
use pems_sim::{Fault, FaultKind, FaultMatch, Operation, Outage};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader};

fn queued(world: &World, contract: &str) -> String {
    let id = world.one();
    world.done(["edit", &id, &format!("contract={contract}")]);
    world.done(["commit", &id]);
    id
}

#[test]
fn pems_that_is_not_reached_is_five_and_what_waits_is_said() {
    let world = World::pulled(20);
    let id = queued(&world, "C-1");
    for outage in [Outage::Refuse, Outage::AcceptAndClose] {
        world.runtime.block_on(world.control().outage(outage));
        world.refused(5, ["pull"]);
        world.refused(5, ["push"]);
        let told = world.refused(5, ["sync"]);
        assert!(told.contains("1 queued"), "{told}");
        world.runtime.block_on(world.control().restore());
    }
    assert_eq!(world.status(&id), "queued");
    world.done(["push"]);
    assert_eq!(world.status(&id), "synced");
}

#[test]
fn whichever_request_pems_could_not_serve_it_is_five_and_the_change_waits() {
    let faults = [
        FaultKind::ServerError,
        FaultKind::RateLimited { retry_after: 0 },
        FaultKind::Unavailable { retry_after: None },
        FaultKind::CaptivePortal,
    ];
    let world = World::pulled(30);
    for (kind, id) in faults.into_iter().zip(world.editable(faults.len())) {
        world.done(["edit", &id, "contract=C-1"]);
        world.done(["commit", &id]);
        for operation in [Operation::Session, Operation::GridData, Operation::UpdatePfa] {
            world.control().inject(Fault::always(kind).on(operation)).unwrap();
            assert_eq!(world.run(["sync"]).code, 5, "{kind:?} on {operation:?}");
            assert_eq!(world.status(&id), "queued", "{kind:?} on {operation:?}");
            world.control().clear_faults();
        }
        world.done(["discard", &id, "--reason", "The record is gone."]);
    }
}

#[test]
fn a_lost_answer_is_found_out_and_nothing_is_applied_twice() {
    let world = World::pulled(20);
    let id = queued(&world, "C-ONCE");
    let version = world.control().record("RIO", &id).unwrap().version;
    world
        .control()
        .fail_next(
            1,
            FaultKind::DropReply,
            FaultMatch { operation: Some(Operation::UpdatePfa), ..FaultMatch::default() },
        )
        .unwrap();
    assert_eq!(world.run(["push"]).code, 5);
    assert_eq!(world.status(&id), "queued");
    let mut watch = world.start(["watch", "--json"]);
    let lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut events = lines.map(|line| serde_json::from_str::<Json>(&line.unwrap()).unwrap());
    assert!(events.any(|event| event["type"] == "SYNC_SUCCESS" && event["records"] == json!([id])));
    assert_eq!(terminate(watch).code, 0);
    assert_eq!(world.control().record("RIO", &id).unwrap().version, version + 1);
    assert_eq!(world.status(&id), "synced");
}

#[test]
fn a_sync_tells_what_it_did() {
    let world = World::pulled(20);
    queued(&world, "C-1");
    let told = world.json(["sync"]);
    assert_eq!((&told["pushed"], &told["synced"]), (&json!(1), &json!(1)));
    assert_eq!(told["waiting"], json!({ "drafts": 0, "queued": 0, "conflicts": 0, "failed": 0 }));
    assert_eq!(world.done(["push"]).lines().next(), Some("Pulled 0, sent 0, synced 0."));
}

#[test]
fn one_sync_runs_at_a_time_and_editing_goes_on() {
    let world = World::pulled(20);
    let id = world.one();
    world.control().inject(Fault::always(FaultKind::Hold).on(Operation::GridData)).unwrap();
    let first = world.start(["sync"]);
    world.runtime.block_on(world.control().wait_until_held(1));
    for verb in ["sync", "pull", "push"] {
        let told = world.refused(1, [verb]);
        assert!(told.contains("pfa sync"), "{told}");
    }
    world.done(["edit", &id, "contract=C-MEANWHILE"]);
    world.done(["commit", &id]);
    let ended = terminate(first);
    assert_eq!(ended.code, 0, "{ended:?}");
    world.control().clear_faults();
    world.control().release();
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), "C-MEANWHILE");
}

#[test]
fn asked_to_end_a_sync_ends_after_the_request_in_flight() {
    let world = World::pulled(20);
    let id = queued(&world, "C-IN-FLIGHT");
    world.control().inject(Fault::always(FaultKind::Hold).on(Operation::UpdatePfa)).unwrap();
    let sync = world.start(["sync"]);
    world.runtime.block_on(world.control().wait_until_held(1));
    ask_to_end(&sync);
    assert_eq!(world.status(&id), "syncing");
    world.control().clear_faults();
    world.control().release();
    let ended = sync.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(world.status(&id), "synced");
    assert_eq!(world.in_pems(&id, "contract"), "C-IN-FLIGHT");
}

#[test]
fn watch_tells_events_and_ends_when_it_is_asked_to() {
    let world = World::pulled(20);
    let id = queued(&world, "C-WATCHED");
    let mut watch = world.start(["watch"]);
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with(&format!("SYNC_PROCESSING {id}"))));
    assert!(lines.any(|line| line.ends_with(&format!("SYNC_SUCCESS {id}"))));
    let ended = terminate(watch);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{ended:?}");
    assert_eq!(world.in_pems(&id, "contract"), "C-WATCHED");
}

#[test]
fn watch_ends_when_nobody_reads_it() {
    let world = World::pulled(20);
    let mut watch = world.start(["watch"]);
    drop(watch.stdout.take());
    let ended = watch.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}

#[test]
fn the_guard_stops_a_pull_that_looks_wrong_until_a_person_accepts_it() {
    let world = World::pulled(60);
    let ids: Vec<String> = world.control().records("RIO").iter().map(|r| r.id.pfa_id.to_string()).collect();
    for id in &ids[..20] {
        world.control().remove("RIO", id).unwrap();
    }
    for verb in ["pull", "sync"] {
        let told = world.refused(1, [verb]);
        assert!(told.contains("60") && told.contains("40") && told.contains("--accept-changes"), "{told}");
    }
    assert_eq!(world.json(["list"]).as_array().map(Vec::len), Some(60));
    assert_eq!(world.json(["status"])["guard"]["reason"], "far_fewer");
    world.done(["pull", "--accept-changes"]);
    assert_eq!(world.json(["list"]).as_array().map(Vec::len), Some(40));
    assert_eq!(world.json(["status"])["guard"], Json::Null);
    world.done(["sync"]);
}

#[test]
fn a_pull_brings_what_changed_and_what_vanished() {
    let world = World::pulled(60);
    let ids = world.editable(2);
    world.colleague(&ids[0], json!({ "contract": "C-THEIRS" }));
    world.control().remove("RIO", &ids[1]).unwrap();
    assert_eq!(world.json(["pull"])["pulled"], 2);
    assert_eq!(world.json(["show", &ids[0]])["record"]["contract"], "C-THEIRS");
    assert_eq!(world.json(["list"]).as_array().map(Vec::len), Some(59));
}

#[test]
fn a_draft_of_a_record_that_vanished_fails_and_stays_in_sight() {
    let world = World::pulled(60);
    let id = world.one();
    world.done(["edit", &id, "contract=C-LOST"]);
    world.control().remove("RIO", &id).unwrap();
    let run = world.run(["sync"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(world.status(&id), "failed");
    assert_eq!(world.json(["show", &id])["draft"], json!({ "contract": "C-LOST" }));
    world.done(["discard", &id, "--reason", "The record is gone."]);
    assert_eq!(world.run(["sync"]).code, 0);
}
