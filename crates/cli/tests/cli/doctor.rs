//! Looking after the application: what is found, repaired and sent to support.

use crate::world::World;
use pems_sim::{Fault, FaultKind};
use serde_json::{Value as Json, json};
use std::fs;
use std::io::Read;
use std::path::PathBuf;

fn database(world: &World) -> PathBuf {
    world.profile().join("pfa.sqlite")
}

fn damage(world: &World) {
    let mut bytes = fs::read(database(world)).unwrap();
    let last = bytes.len() - 2000;
    bytes[last] ^= 0x40;
    fs::write(database(world), &bytes).unwrap();
}

/// What was found of one thing.
fn found(world: &World, check: &str) -> Json {
    let run = world.run(["doctor", "--json"]);
    let findings: Vec<Json> = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let bad = findings.iter().any(|finding| finding["ok"] == false);
    assert_eq!(run.code, i32::from(bad), "{run:?}");
    findings
        .into_iter()
        .find(|finding| finding["check"] == check)
        .unwrap_or_else(|| panic!("no {check}: {run:?}"))
}

#[test]
fn a_sound_profile_passes_every_check() {
    let world = World::pulled(10);
    world.done(["sync"]);
    let run = world.run(["doctor"]);
    assert_eq!(run.code, 0, "{run:?}");
    for check in [
        "versions",
        "keyring",
        "database",
        "backup",
        "disk",
        "log",
        "policy",
        "proxy",
        "network",
        "certificate",
        "clock",
        "pems",
    ] {
        assert!(run.out.lines().any(|line| line.starts_with(&format!("ok  {check} "))), "{check}: {run:?}");
    }
}

#[test]
fn each_trouble_is_found_with_what_helps() {
    let world = World::pulled(10);
    world.control().inject(Fault::always(FaultKind::DropRequest)).unwrap();
    assert_eq!(found(&world, "network")["ok"], false);
    world.control().clear_faults();
    world.done(["sign-out"]);
    let pems = found(&world, "pems");
    assert_eq!((&pems["ok"], &pems["remedy"]), (&json!(false), &json!("Sign in to PEMS.")));

    damage(&world);
    let database = found(&world, "database");
    assert!(database["remedy"].as_str().unwrap().contains("pfa doctor --repair"), "{database}");
    fs::remove_file(world.keys()).unwrap();
    let keyring = found(&world, "keyring");
    assert!(keyring["remedy"].as_str().unwrap().contains("pfa recover"), "{keyring}");
}

#[test]
fn a_damaged_database_is_repaired_on_request_and_a_whole_one_is_left_alone() {
    let world = World::pulled(30);
    world.done(["sync"]);
    let [id] = &world.editable(1)[..] else { panic!() };
    world.done(["edit", id, "contract=C-KEPT"]);
    let before = fs::read(database(&world)).unwrap();
    assert!(world.refused(1, ["doctor", "--repair"]).contains("nothing to repair"));
    assert!(fs::read(database(&world)).unwrap() == before);

    damage(&world);
    assert!(world.refused(1, ["list"]).contains("pfa doctor --repair"));
    let report = world.json(["doctor", "--repair"]);
    assert_eq!(report["reapplied"], 1, "{report}");
    let shown = world.json(["show", id]);
    assert_eq!((&shown["status"], &shown["record"]["contract"]), (&json!("draft"), &json!("C-KEPT")));
    world.done(["commit", id]);
    world.done(["sync"]);
    assert_eq!(world.json(["show", id])["status"], "synced");
}

#[test]
fn a_support_bundle_holds_the_log_and_not_one_of_the_secrets_planted_everywhere() {
    let world = World::pulled(10);
    let [id] = &world.editable(1)[..] else { panic!() };
    world.done(["edit", id, "contract=C-SECRET-RECORD"]);
    let code = world.done(["recovery-code", "make"]);
    let planted = [
        "planner-1",
        code.trim(),
        "k-api-0123456789",
        "t0ken-in-address",
        "pr0xy-passw0rd",
        "bWFyaWE6cGxhbm5lci0x",
        "C-SECRET-RECORD",
    ];
    let log = fs::read_dir(world.profile().join("logs")).unwrap().map(|file| file.unwrap().path());
    let log = log.max().unwrap();
    let mut text = fs::read_to_string(&log).unwrap();
    text.push_str(&format!(
        "{{\"message\":\"password planner-1 for https://maria:pr0xy-passw0rd@proxy/?token=t0ken-in-address\",\
          \"apiKey\":\"k-api-0123456789\",\"header\":\"Authorization: Basic bWFyaWE6cGxhbm5lci0x\"}}\n\
         {{\"message\":\"typed {} here\",\"level\":\"WARN\",\"kept\":\"this line stays\"}}\n",
        code.trim()
    ));
    fs::write(&log, text).unwrap();

    let file = world.home.path().join("bundle.zip");
    let summary = world.json(["support-bundle", file.to_str().unwrap()]);
    let names = summary["files"].to_string();
    for name in
        ["about.json", "doctor.json", "settings.json", "status.json", "counts.json", "schema.sql", "logs/"]
    {
        assert!(names.contains(name), "{names}");
    }
    let mut zip = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let mut whole = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_string(&mut whole).unwrap();
    }
    assert!(whole.contains("this line stays") && whole.contains("CREATE TABLE pfa_mirror"), "{whole}");
    let key: String = fs::read_to_string(world.keys()).unwrap();
    for secret in planted.iter().chain([&key.as_str()]) {
        assert!(!whole.contains(secret), "{secret} is in the bundle");
    }
    // One that is there already is left as it is.
    let before = fs::read(&file).unwrap();
    world.refused(1, ["support-bundle", file.to_str().unwrap()]);
    assert!(fs::read(&file).unwrap() == before);
}

#[test]
fn a_bundle_is_made_where_the_database_does_not_open() {
    let world = World::pulled(10);
    damage(&world);
    let file = world.home.path().join("bundle.zip");
    let summary = world.json(["support-bundle", file.to_str().unwrap()]);
    assert!(summary["files"].to_string().contains("doctor.json"), "{summary}");
}
