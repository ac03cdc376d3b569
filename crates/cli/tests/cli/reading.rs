//! Lists with their filters and order, status, runs, quarantine, audit.

use crate::world::World;
use serde_json::{Value as Json, json};
use std::io::Read;

const STATUSES: [&str; 6] = ["draft", "queued", "syncing", "synced", "conflict", "failed"];

fn list(world: &World, args: &[&str]) -> Vec<Json> {
    world.json([&["list"], args].concat()).as_array().unwrap().clone()
}

#[test]
fn a_list_has_every_record_with_every_field_and_its_status() {
    let world = World::pulled(1203);
    let all = list(&world, &[]);
    assert_eq!(all.len(), 1203);
    let ids: Vec<&str> = all.iter().map(|row| row["pfaId"].as_str().unwrap()).collect();
    assert!(ids.is_sorted());
    let in_pems = world.control().record("RIO", ids[0]).unwrap();
    let mut expected = in_pems.to_json();
    expected.insert("pfaId".into(), ids[0].into());
    expected.insert("organization".into(), "RIO".into());
    expected.insert("version".into(), in_pems.version.into());
    expected.insert("status".into(), "synced".into());
    assert_eq!(all[0], Json::Object(expected));
    assert_eq!(list(&world, &["--limit", "0"]), Vec::<Json>::new());
    assert_eq!(list(&world, &["--limit", "7"]).len(), 7);
    assert_eq!(world.done(["list", "--limit", "7"]).lines().count(), 8, "a heading and a line each");
}

#[test]
fn filters_match_exactly_what_the_planner_sees_and_all_must_hold() {
    let world = World::pulled(60);
    let ids = world.editable(3);
    world.done(["edit", &ids[0], "model=Zz 1", "monthlyRate=1.5", "forecastCategory="]);
    world.done(["edit", &ids[1], "model=Zz 1", "monthlyRate=2"]);
    world.done(["edit", &ids[2], "model=Zz 12"]);
    let found = |args: &[&str]| -> Vec<String> {
        list(&world, args).iter().map(|row| row["pfaId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&["--filter", "model=Zz 1"]), ids[..2]);
    assert_eq!(found(&["--filter", "model=zz 1"]), Vec::<String>::new());
    assert_eq!(found(&["--filter", "model=Zz 1", "--filter", "monthlyRate=1.5"]), ids[..1]);
    assert_eq!(found(&["--filter", "monthlyRate=1.50"]), ids[..1]);
    assert_eq!(found(&["--filter", "model=Zz 1", "--filter", "model=Zz 12"]), Vec::<String>::new());
    assert_eq!(found(&["--filter", "status=draft"]), ids[..3]);
    assert_eq!(found(&["--filter", &format!("pfaId={}", ids[1])]), ids[1..2]);
    assert_eq!(found(&["--filter", "organization=RIO"]).len(), 60);
    assert_eq!(found(&["--filter", "organization=PORTARTHUR"]).len(), 0);
    assert_eq!(found(&["--filter", "source="]).len(), 0, "a field that is never empty");
    assert!(found(&["--filter", "forecastCategory="]).contains(&ids[0]));
    assert_eq!(found(&["--filter", "model=no such model"]).len(), 0);

    for row in list(
        &world,
        &["--filter", "version=1", "--filter", "isActualized=false", "--filter", "forecastCategory="],
    ) {
        assert_eq!(
            (&row["version"], &row["isActualized"], &row["forecastCategory"]),
            (&json!(1), &json!(false), &Json::Null)
        );
    }
    let date = world.json(["show", &ids[0]])["record"]["forecastStart"].as_str().unwrap().to_owned();
    assert!(found(&["--filter", &format!("forecastStart={date}")]).contains(&ids[0]));
    let at = world.json(["show", &ids[0]])["record"]["lastChangedAt"].as_str().unwrap().to_owned();
    assert!(found(&["--filter", &format!("lastChangedAt={at}")]).contains(&ids[0]));
}

#[test]
fn a_value_that_no_such_field_can_have_is_refused() {
    let world = World::pulled(3);
    let refused = [
        "forecastStart=soon",
        "forecastStart=2026-02-30",
        "monthlyRate=1.005",
        "monthlyRate=-1",
        "source=Lease",
        "isActualized=yes",
        "status=done",
        "version=first",
        "lastChangedAt=yesterday",
    ];
    for filter in refused {
        world.refused(1, ["list", "--filter", filter]);
    }
}

#[test]
fn a_list_is_in_the_order_asked_for_with_empty_values_last() {
    let world = World::pulled(80);
    let ids = world.editable(4);
    for (id, rate) in ids.iter().zip(["9999999999.99", "10", "9.5", "0"]) {
        world.done(["edit", id, &format!("monthlyRate={rate}")]);
    }
    let rates = |args: &[&str]| -> Vec<Option<f64>> {
        let amount = |row: &Json| row["monthlyRate"].as_str().map(|rate| rate.parse().unwrap());
        list(&world, args).iter().map(amount).collect()
    };
    let (rising, falling) = (rates(&["--sort", "monthlyRate"]), rates(&["--sort", "monthlyRate:desc"]));
    let there = |rates: &[Option<f64>]| rates.iter().flatten().copied().collect::<Vec<_>>();
    assert!(there(&rising).is_sorted() && there(&falling).is_sorted_by(|a, b| a >= b));
    assert_eq!((rising[0], falling[0]), (Some(0.0), Some(9_999_999_999.99)));
    let empty = rising.iter().filter(|rate| rate.is_none()).count();
    assert!(empty > 0, "the sample has purchases without a rate");
    for rates in [&rising, &falling] {
        assert!(rates[rates.len() - empty..].iter().all(Option::is_none), "empty values come last");
    }
    for name in ["version:desc", "pfaId:desc", "organization", "status", "isDiscontinued", "lastChangedAt"] {
        assert_eq!(list(&world, &["--sort", name]).len(), 80, "{name}");
    }
    let versions: Vec<u64> = list(&world, &["--sort", "version:desc"])
        .iter()
        .map(|row| row["version"].as_u64().unwrap())
        .collect();
    assert!(versions.is_sorted_by(|a, b| a >= b));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let world = World::pulled(2000);
    let mut child = world.start(["list"]);
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn status_counts_each_badge_and_asks_whether_pems_is_there() {
    let world = World::pulled(30);
    let ids = world.editable(2);
    world.done(["edit", &ids[0], "contract=C-1"]);
    world.done(["edit", &ids[1], "contract=C-1"]);
    world.done(["commit", &ids[1]]);
    let status = world.json(["status"]);
    let counts: Vec<u64> = STATUSES.iter().map(|s| status["counts"][s].as_u64().unwrap()).collect();
    assert_eq!(counts, [1, 1, 0, 28, 0, 0]);
    assert_eq!(status["counts"].as_object().unwrap().len(), 6);
    assert_eq!(status["online"], true);
    assert!(status["lastSyncAt"].is_string());
    world.runtime.block_on(world.control().outage(pems_sim::Outage::AcceptAndClose));
    assert_eq!(world.json(["status"])["online"], false);
    assert!(world.done(["status"]).contains("PEMS is not reached"));
}

#[test]
fn a_profile_that_never_synced_says_so() {
    let world = World::with(3);
    assert_eq!(world.sign_in(crate::world::MARIA).code, 0);
    let status = world.json(["status"]);
    assert_eq!(status["lastSyncAt"], Json::Null);
    for list in ["list", "conflicts", "failed", "runs", "quarantine"] {
        assert_eq!(world.json([list]), json!([]), "{list}");
        assert!(!world.done([list]).is_empty());
    }
}

#[test]
fn runs_tell_what_sync_did_the_newest_first() {
    let world = World::pulled(30);
    let id = world.one();
    world.done(["edit", &id, "contract=C-1"]);
    world.done(["commit", &id]);
    world.done(["push"]);
    let runs = world.json(["runs"]);
    assert_eq!((&runs[0]["synced"], &runs[0]["pushed"]), (&json!(1), &json!(1)));
    assert_eq!((&runs[1]["pulled"], &runs[1]["status"]), (&json!(30), &json!("done")));
    assert_eq!(runs[0]["by"], "maria.ortiz@example.com");
    assert_eq!(world.json(["runs", "--limit", "1"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn the_audit_log_holds_together() {
    let world = World::pulled(30);
    let before = world.json(["audit", "verify"]);
    assert_eq!(before["intact"], true);
    world.done(["edit", &world.one(), "contract=C-1"]);
    let after = world.json(["audit", "verify"]);
    assert_eq!(after["rows"].as_u64(), before["rows"].as_u64().map(|rows| rows + 1));
}

#[test]
fn an_unknown_record_is_one() {
    let world = World::pulled(3);
    for verb in ["show", "history", "discard"] {
        world.refused(1, [verb, "NO-SUCH"]);
        world.refused(1, [verb, "no such id!"]);
    }
}

#[test]
fn the_audit_log_is_listed_by_filter_with_its_particulars_as_json() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-9"]);
    let rows = world.json(["audit", "list", "--record", &id, "--action", "draft_saved"]);
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["detail"]["after"]["contract"], "C-9");
    assert_eq!(rows[0]["sentence"], "Changed Contract in a draft.");
    assert_eq!(world.json(["audit", "list", "--limit", "1"]).as_array().unwrap().len(), 1);
    assert!(
        world.done(["audit", "list", "--text", "changed contract"]).contains("Changed Contract in a draft.")
    );
}

#[test]
fn a_refused_right_is_in_the_audit_log_by_the_verb_that_wanted_it() {
    let world = World::pulled_by(20, crate::world::READER);
    world.refused(6, ["rollback", &world.one(), "--to", "1", "--reason", "r"]);
    world.refused(6, ["push"]);
    let rows = world.json(["audit", "list", "--action", "permission_refused"]);
    let told: Vec<&Json> = rows.as_array().unwrap().iter().map(|row| &row["detail"]["what"]).collect();
    assert_eq!(told, [&json!("pfa push"), &json!("pfa rollback")]);
}

#[test]
fn runs_and_figures_are_of_the_span_and_the_kind_asked_for() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-9"]);
    world.done(["commit", &id]);
    world.done(["sync"]);
    let of = |args: &[&str]| world.json([&["runs"], args].concat()).as_array().unwrap().len();
    assert_eq!((of(&[]), of(&["--text", &id]), of(&["--trigger", "schedule"])), (2, 1, 0));
    assert_eq!(of(&["--to", "2020-01-01T00:00:00Z"]), 0);
    let shown = world.json(["dashboard"]);
    assert_eq!((&shown["runs"], &shown["successRate"]), (&json!(2), &json!(1.0)));
    let then = world.json(["dashboard", "--from", "2020-01-01T00:00:00Z", "--to", "2020-02-01T00:00:00Z"]);
    assert_eq!((&then["runs"], &then["successRate"]), (&json!(0), &Json::Null));
    world.refused(2, ["dashboard", "--from", "yesterday"]);
}

#[test]
fn a_run_is_shown_and_then_taken_back() {
    let world = World::pulled(20);
    let id = world.one();
    let before = world.in_pems(&id, "contract");
    world.done(["edit", &id, "contract=C-9"]);
    world.done(["commit", &id]);
    world.done(["sync"]);
    let run = world.json(["runs", "--text", &id])[0]["id"].as_str().unwrap().to_owned();
    let shown = world.json(["rollback-run", &run, "--dry-run"]);
    assert_eq!((&shown["items"][0]["pfaId"], &shown["items"][0]["stays"]), (&json!(id), &Json::Null));
    assert_eq!(world.status(&id), "synced");
    let done = world.json(["rollback-run", &run, "--reason", "Wrong"]);
    assert_eq!((&done["rolledBack"], &done["stayed"]), (&json!([id]), &json!([])));
    world.done(["sync"]);
    assert_eq!(world.in_pems(&id, "contract"), before);
    world.refused(2, ["rollback-run", &run]);
}

#[test]
fn runs_and_the_audit_log_are_written_to_a_file_once() {
    let world = World::pulled(20);
    let file = world.home.path().join("log.csv");
    let path = file.to_str().unwrap();
    let told = world.json(["audit", "export", "--format", "csv", "--output", path]);
    let lines = std::fs::read_to_string(&file).unwrap().lines().count() as u64;
    assert_eq!(told["rows"].as_u64(), Some(lines - 1));
    world.refused(1, ["audit", "export", "--format", "csv", "--output", path]);
    let runs: Json = serde_json::from_str(&world.done(["export-runs", "--format", "json"])).unwrap();
    assert_eq!(runs.as_array().unwrap().len(), 1);
}
