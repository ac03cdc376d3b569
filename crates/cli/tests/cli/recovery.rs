//! A lost keyring, here the key file, loses no work.

use crate::world::World;
use serde_json::{Value as Json, json};
use std::fs;
use std::process::Command;

fn lose_the_keys(world: &World) {
    fs::remove_file(world.keys()).unwrap();
    let run = world.run(["list"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("pfa recover --code-stdin"), "it says the way on: {run:?}");
}

#[test]
fn a_draft_is_there_after_the_keys_are_lost_and_the_code_is_typed() {
    let world = World::pulled(20);
    let [id] = &world.editable(1)[..] else { panic!() };
    world.done(["edit", id, "contract=C-KEPT"]);
    assert!(world.done(["recovery-code"]).contains("No recovery code was made"));
    let code = world.done(["recovery-code", "make"]);
    let state: Json = serde_json::from_str(&world.done(["recovery-code", "--json"])).unwrap();
    assert_eq!((&state["shown"], &state["organizationKey"]), (&json!(true), &json!(false)));
    assert!(!world.done(["recovery-code"]).contains(code.trim()), "it is shown once");

    lose_the_keys(&world);
    let mistyped = world.run_with_input(["recover", "--code-stdin"], &code.replacen('-', "0-", 1));
    assert_eq!(mistyped.code, 6, "{mistyped:?}");
    let run = world.run_with_input(["recover", "--code-stdin"], &code.to_lowercase());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(world.done(["show", id]).contains("C-KEPT"));
    assert!(world.done(["audit", "verify"]).contains("rows"));
    assert_eq!(world.run(["sync"]).code, 6, "the password was lost too");
    assert_eq!(world.sign_in(crate::world::MARIA).code, 0);
    world.done(["commit", id]);
    world.done(["sync"]);
}

#[test]
fn a_newer_code_makes_the_older_useless() {
    let world = World::pulled(5);
    let old = world.done(["recovery-code", "make"]);
    let new = world.done(["recovery-code", "make"]);
    lose_the_keys(&world);
    let run = world.run_with_input(["recover", "--code-stdin"], &old);
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.err.contains("not the latest"), "{run:?}");
    assert_eq!(world.run_with_input(["recover", "--code-stdin"], &new).code, 0);
    world.done(["list"]);
}

#[test]
fn openssls_private_key_is_read_and_one_that_nothing_was_kept_for_opens_nothing() {
    let world = World::pulled(5);
    world.done(["recovery-code", "make"]);
    let key = world.home.path().join("organization.pem");
    let made = Command::new("openssl").args(["genpkey", "-algorithm", "X25519", "-out"]).arg(&key).status();
    assert!(made.unwrap().success());
    lose_the_keys(&world);
    let run = world.run(["recover", "--organization-key", key.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("not kept for an organization"), "{run:?}");
}
