//! Any words after `pfa`: an exit code of the list, a sentence, and never a panic.
//!
//! `PROPTEST_CASES` says how many are tried; `cargo xtask fuzz` tries them for minutes.

use crate::world::World;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::ffi::OsString;

fn word() -> impl Strategy<Value = OsString> {
    let known = [
        "list",
        "show",
        "edit",
        "commit",
        "discard",
        "status",
        "conflicts",
        "resolve",
        "failed",
        "retry",
        "history",
        "rollback",
        "runs",
        "quarantine",
        "export-unsent",
        "audit",
        "verify",
        "--all",
        "--json",
        "--limit",
        "--filter",
        "--sort",
        "--to",
        "--reason",
        "--use",
        "--merge",
        "--set",
        "--format",
        "mine",
        "pems",
        "csv",
        "json",
        "RIO-10001",
        "RIO-10002",
        "contract=C-9",
        "model=",
        "monthlyRate=1.5",
        "forecastEnd=2027-06-30",
        "forecastEnd:desc",
        "status=draft",
        "isDiscontinued=true",
        "0",
        "1",
        "18446744073709551615",
        "9223372036854775808",
        "--",
        "-",
        "",
    ];
    prop_oneof![
        12 => prop::sample::select(known.to_vec()).prop_map(OsString::from),
        2 => "\\PC{0,40}".prop_map(OsString::from),
        1 => "[a-zA-Z]{1,20}=[ -~]{0,60}".prop_map(OsString::from),
        1 => any_bytes(),
    ]
}

/// A word as a shell can hand it over: no zero byte, and on Unix not always UTF-8.
#[cfg(unix)]
fn any_bytes() -> impl Strategy<Value = OsString> {
    use std::os::unix::ffi::OsStringExt;
    prop::collection::vec(1..=255_u8, 0..60).prop_map(OsString::from_vec)
}

#[cfg(not(unix))]
fn any_bytes() -> impl Strategy<Value = OsString> {
    "[ -~]{0,60}".prop_map(OsString::from)
}

/// A verb that ends by itself, then anything.
fn words() -> impl Strategy<Value = Vec<OsString>> {
    let anything = prop::collection::vec(word(), 0..7);
    anything.prop_filter("pulling, watching and signing in are not for this test", |words| {
        let others = ["watch", "sync", "push", "pull", "init", "sign-out"];
        !words.iter().any(|word| others.iter().any(|other| word == other))
    })
}

#[test]
fn any_words_end_with_a_code_of_the_list_and_no_panic() {
    let world = World::pulled(5);
    let all = ProptestConfig::default();
    // Each is a process of its own.
    let config = ProptestConfig {
        cases: (all.cases / 4).max(1),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..all
    };
    TestRunner::new(config)
        .run(&words(), |words| {
            let run = world.command().args(&words).output().unwrap();
            let (out, err) = (String::from_utf8(run.stdout), String::from_utf8(run.stderr));
            prop_assert!(out.is_ok() && err.is_ok(), "what is printed is text: {words:?}");
            let err = err.unwrap_or_default();
            prop_assert!(!err.contains("panicked"), "{words:?}: {err}");
            let code = run.status.code();
            prop_assert!(code.is_some_and(|code| (0..=6).contains(&code)), "{words:?}: {code:?} {err}");
            prop_assert!(
                code == Some(0) || !err.is_empty() || out.is_ok_and(|out| !out.is_empty()),
                "{words:?} fails in silence"
            );
            Ok(())
        })
        .unwrap();
    let listed = world.json(["list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(5), "all records are there still");
}
