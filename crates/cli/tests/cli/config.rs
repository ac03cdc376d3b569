//! Settings from a script.

use crate::world::{NO_ROLLBACK, World};
use serde_json::{Value as Json, json};

#[test]
fn a_setting_is_chosen_told_explained_and_given_up() {
    let world = World::pulled(1);
    assert_eq!(world.done(["config", "get", "intervalSeconds"]), "60\n");
    assert_eq!(world.done(["config", "set", "intervalSeconds", "30"]), "30\n");
    let told: Json =
        serde_json::from_str(&world.done(["config", "get", "intervalSeconds", "--json"])).unwrap();
    assert_eq!(told, json!({ "key": "intervalSeconds", "value": 30, "layer": "user", "source": null }));
    let explained = world.done(["config", "explain", "intervalSeconds"]);
    let lines: Vec<&str> = explained.lines().collect();
    assert_eq!(lines, ["intervalSeconds = 30", "  user     holds  30", "  default         60"]);
    assert_eq!(world.done(["config", "unset", "intervalSeconds"]), "60\n");
}

#[test]
fn texts_words_lists_and_schedules_are_typed_as_they_are() {
    let world = World::pulled(1);
    for (key, typed, value) in [
        ("theme", "dark", json!("dark")),
        ("syncEnabled", "false", json!(false)),
        ("proxyAddress", "http://proxy.example:8080", json!("http://proxy.example:8080")),
        ("proxyBypass", ".example, 10.0.0.0/8", json!([".example", "10.0.0.0/8"])),
        (
            "schedule",
            r#"{"days":[1,5],"from":"07:00","to":"19:00"}"#,
            json!({ "days": [1, 5], "from": "07:00", "to": "19:00" }),
        ),
    ] {
        let told: Json = serde_json::from_str(&world.done(["config", "set", key, typed, "--json"])).unwrap();
        assert_eq!(told["value"], value, "{key}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_an_unknown_name_is_malformed() {
    let world = World::pulled(1);
    world.refused(1, ["config", "set", "intervalSeconds", "5"]);
    world.refused(1, ["config", "set", "theme", "pink"]);
    world.refused(2, ["config", "get", "speed"]);
    let told = world.refused(1, ["config", "set", "maxAttempts", "many"]);
    assert!(told.contains("maxAttempts must be a whole number from 1 to 10"), "{told}");
}

#[test]
fn sync_settings_take_the_permission() {
    let world = World::pulled_by(1, NO_ROLLBACK);
    world.refused(6, ["config", "set", "intervalSeconds", "30"]);
    world.done(["config", "set", "theme", "dark"]);
}

#[test]
fn before_the_first_sign_in_settings_are_told_and_chosen_and_the_address_can_be_one() {
    let world = World::with(1);
    let explained: Json = serde_json::from_str(&world.done(["config", "explain", "--json"])).unwrap();
    assert_eq!(explained["settings"].as_array().unwrap().len(), 29);
    assert!(!world.profile().exists());
    world.done(["config", "set", "pemsAddress", &world.sim.root_url()]);
    let args = [
        "init",
        "--tenant",
        "DEMO",
        "--organization",
        "RIO",
        "--user",
        "maria.ortiz@example.com",
        "--password-stdin",
    ];
    let run = world.run_with_input(args, "planner-1");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn who_signs_in_to_proxies_is_kept_and_forgotten_and_the_password_is_nowhere_to_be_read() {
    let world = World::with(1);
    let args = ["proxy", "sign-in", "--user", "ann", "--password-stdin"];
    let run = world.run_with_input(args, "planted-proxy-password\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(world.done(["config", "get", "proxyUser"]), "ann\n");
    assert!(!world.done(["config", "explain"]).contains("planted"));
    world.done(["proxy", "sign-out"]);
    assert_eq!(world.done(["config", "get", "proxyUser"]), "null\n");
}

#[test]
fn the_log_says_as_much_as_the_setting_wants_unless_the_call_names_a_level() {
    let world = World::pulled(1);
    let details = || {
        let files = std::fs::read_dir(world.profile().join("logs")).unwrap();
        let text: String = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        text.lines().filter(|line| line.contains(r#""level":"DEBUG""#)).count()
    };
    world.done(["pull"]);
    assert_eq!(details(), 0);
    world.done(["config", "set", "logLevel", "debug"]);
    world.done(["pull"]);
    let then = details();
    assert!(then > 0);
    let quiet = world.command().args(["pull"]).env("PFA_LOG", "error").output().unwrap();
    assert!(quiet.status.success(), "{quiet:?}");
    assert_eq!(details(), then);
}
