//! Signing in and out, and where secrets rest.

use crate::world::{MARIA, READER, Run, World};
use serde_json::json;

#[test]
fn signing_in_tells_who_one_is_and_what_one_may_do() {
    let world = World::with(3);
    let root = world.sim.root_url();
    let args =
        ["init", "--json", "--pems", &root, "--tenant", "DEMO", "--organization", "RIO", "--api-key-stdin"];
    let run = world.run_with_input(args, "okafor-api-key-3\n");
    assert_eq!(run.code, 0, "{run:?}");
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["userId"], "p.okafor@example.com");
    assert_eq!(told["permissions"], json!(["read", "editForecast", "editActuals", "sync"]));
    assert_eq!(world.done(["status"]).lines().next().map(|l| l.starts_with("STATUS")), Some(true));
}

#[test]
fn a_refused_sign_in_is_six_and_an_unreachable_pems_five() {
    let world = World::with(3);
    let wrong = world.sign_in((MARIA.0, "not it"));
    assert_eq!(wrong.code, 6, "{wrong:?}");
    let empty = world.sign_in((MARIA.0, ""));
    assert_eq!(empty.code, 1, "{empty:?}");
    world.refused(6, ["list"]);
    world.runtime.block_on(world.control().outage(pems_sim::Outage::Refuse));
    let away = world.sign_in(MARIA);
    assert_eq!(away.code, 5, "{away:?}");
}

#[test]
fn nobody_signed_in_is_six_and_a_mistyped_profile_is_not_made() {
    let world = World::with(1);
    for verb in [["status"].as_slice(), &["list"], &["pull"], &["watch"], &["commit", "--all"], &["sign-out"]]
    {
        world.refused(6, verb);
    }
    assert!(!world.profile().exists());
}

#[test]
fn a_wrong_or_missing_passphrase_is_six() {
    let world = World::pulled(3);
    for passphrase in [Some("a guess"), Some(""), None] {
        let mut command = world.command();
        command.env_remove("PFA_PASSPHRASE").arg("status");
        if let Some(passphrase) = passphrase {
            command.env("PFA_PASSPHRASE", passphrase);
        }
        let run: Run = command.output().unwrap().into();
        assert_eq!(run.code, 6, "{run:?}");
        assert!(run.err.contains("PFA_PASSPHRASE"), "{run:?}");
    }
}

#[test]
fn signing_in_again_replaces_the_credentials_and_keeps_the_data() {
    let world = World::pulled(20);
    let id = world.one();
    world.done(["edit", &id, "contract=C-KEPT"]);
    assert_eq!(world.json(["sign-out"]), json!({ "signedIn": false }));
    world.refused(6, ["list"]);
    world.refused(6, ["sync"]);

    assert_eq!(world.sign_in(READER).code, 0);
    assert_eq!(world.status(&id), "draft");
    world.refused(6, ["edit", &id, "contract=C-OTHER"]);
    assert_eq!(world.sign_in(MARIA).code, 0);
    assert_eq!(world.json(["show", &id])["record"]["contract"], "C-KEPT");
}

#[test]
fn a_profile_belongs_to_one_pems() {
    let world = World::pulled(3);
    let root = world.sim.root_url();
    let other = |tenant: &str, organization: &str| {
        let user = ["--user", MARIA.0, "--password-stdin"];
        let args =
            [&["init", "--pems", &root, "--tenant", tenant, "--organization", organization], user.as_slice()];
        world.run_with_input(args.concat(), MARIA.1).code
    };
    assert_eq!(other("OTHER", "RIO"), 1);
    assert_eq!(other("DEMO", "NOWHERE"), 1);
    assert_eq!(world.json(["list"]).as_array().map(Vec::len), Some(3));
}
