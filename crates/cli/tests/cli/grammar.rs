//! What is malformed, and where flags may stand.

use crate::world::{Run, World};
use std::fs;
use tempfile::TempDir;

#[test]
fn a_malformed_command_is_two_and_touches_nothing() {
    let world = World::with(1);
    let malformed: &[&[&str]] = &[
        &[],
        &["fly"],
        &["show"],
        &["edit", "RIO-1"],
        &["edit", "RIO-1", "model"],
        &["edit", "RIO-1", "weight=3"],
        &["edit", "RIO-1", "status=draft"],
        &["edit", "RIO-1", "model=a", "contract=b", "model=a"],
        &["commit"],
        &["commit", "RIO-1", "--all"],
        &["retry"],
        &["list", "--filter", "model"],
        &["list", "--filter", "weight=3"],
        &["list", "--sort", "weight"],
        &["list", "--sort", "model:up"],
        &["list", "--limit", "many"],
        &["list", "--limit", "-1"],
        &["resolve", "c"],
        &["resolve", "c", "--use", "theirs"],
        &["resolve", "c", "--use", "mine", "--merge", "model=mine"],
        &["resolve", "c", "--merge", "model"],
        &["resolve", "c", "--merge", "model=theirs"],
        &["resolve", "c", "--merge", "weight=mine"],
        &["resolve", "c", "--merge", "model=mine", "--merge", "model=pems"],
        &["resolve", "c", "--use", "mine", "--set", "model=m"],
        &["resolve", "c", "--set", "weight=3"],
        &["resolve", "c", "--merge", "model=mine", "--set", "model=m"],
        &["rollback", "RIO-1", "--to", "1"],
        &["rollback", "RIO-1", "--reason", "r"],
        &["rollback", "RIO-1", "--to", "first", "--reason", "r"],
        &["audit"],
        &["init", "--pems", "p", "--tenant", "t", "--organization", "RIO", "--user", "u"],
        &["init", "--pems", "p", "--tenant", "t", "--organization", "RIO", "--password-stdin"],
    ];
    for arguments in malformed {
        let run = world.run(*arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}: {run:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
    assert!(!world.profile().exists(), "nothing was made");
}

#[test]
fn profile_key_file_and_json_go_before_or_after_any_verb() {
    let world = World::pulled(20);
    let (profile, keys) = (world.profile(), world.keys());
    let flags = [
        "--profile".as_ref(),
        profile.as_os_str(),
        "--key-file".as_ref(),
        keys.as_os_str(),
        "--json".as_ref(),
    ];
    for verb in [["list", "--limit", "2"].as_slice(), &["status"], &["audit", "verify"]] {
        let before: Run = world.bare().args(flags).args(verb).output().unwrap().into();
        let after: Run = world.bare().args(verb).args(flags).output().unwrap().into();
        assert_eq!((before.code, after.code), (0, 0), "{before:?} {after:?}");
        assert_eq!(before.out, after.out, "{verb:?}");
        assert!(serde_json::from_str::<serde_json::Value>(&before.out).is_ok(), "{before:?}");
    }
}

#[test]
fn an_error_is_one_json_object_for_a_script() {
    let world = World::pulled(20);
    let error = |args: &[&str]| -> serde_json::Value {
        let run = world.run([&["--json"], args].concat());
        serde_json::from_str(&run.err).unwrap_or_else(|e| panic!("{e}: {run:?}"))
    };
    assert_eq!(error(&["show", "NO-SUCH"])["error"]["code"], "not_found");
    let broken = error(&["edit", &world.one(), "monthlyRate=1.005"]);
    assert_eq!(broken["error"]["code"], "rule");
    assert_eq!(broken["error"]["fields"], serde_json::json!(["monthlyRate"]));
    assert_eq!(broken["error"]["violations"][0]["rule"], 3);
    assert_eq!(error(&["edit", "X", "model=a", "model=b"])["error"]["code"], "malformed");
}

#[test]
fn help_and_version_are_no_errors() {
    let world = World::with(1);
    for flag in ["--help", "--version"] {
        let run = world.run([flag]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.contains("pfa"), "{run:?}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_verb_that_help_lists() {
    let world = World::with(1);
    let folder = TempDir::new().unwrap();
    let run = world.run(["manual".as_ref(), folder.path().as_os_str()]);
    assert_eq!(run.code, 0, "{run:?}");
    let help = world.run(["--help"]).out;
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let verbs = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let verbs: Vec<&str> = verbs.filter(|verb| *verb != "help").collect();
    assert!(verbs.contains(&"export-unsent"), "{help}");
    for verb in verbs {
        let page = fs::read_to_string(folder.path().join(format!("pfa-{verb}.1")));
        assert!(page.is_ok_and(|page| page.contains("SYNOPSIS")), "{verb}");
    }
}

#[test]
fn a_folder_that_takes_no_pages_is_named() {
    let run = World::with(1).run(["manual", "/dev/null/pages"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("/dev/null/pages cannot be written"), "{run:?}");
}

#[test]
fn each_shell_is_told_the_verbs() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = World::with(1).run(["completions", shell]);
        assert!(run.code == 0 && run.out.contains("export-unsent"), "{shell}: {}", run.err);
    }
}
