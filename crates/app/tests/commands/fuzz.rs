//! Any arguments to any command, and any bytes where a file of the profile should be: refused by name, or done.
//!
//! `PROPTEST_CASES` says how many are tried; `cargo xtask fuzz` tries them for minutes.

use crate::desk::{MARIA, Office};
use pfa_app::profile::Profile;
use pfa_app::secrets::{KeyFileVault, Secret, SecretName, Vault};
use pfa_app::view::ErrorCode;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use std::fs;

const NASTY: &[&str] = &[
    "null",
    "true",
    "-1",
    "0",
    "1.5",
    "1e308",
    "18446744073709551615",
    "9223372036854775808",
    "9007199254740993",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "\"%\"",
    "\"' OR 1=1 --\"",
    "\"../../etc/passwd\"",
    "\"RIO-10002\"",
    "\"PORTARTHUR\"",
    "\"9999-12-31\"",
    "\"+262142-12-31T23:59:59Z\"",
    "\"1.005\"",
    "\"99999999999\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "[null]",
    "{\"mine\":\"pems\"}",
];

/// Every command that stays with this PEMS and this person, with arguments in order.
fn commands() -> Vec<(&'static str, Json)> {
    let query = json!({ "search": "crane", "filters": [{ "field": "model", "op": "contains", "values": ["x"] }],
        "sort": [{ "by": "forecastEnd", "descending": true }] });
    let changes = json!({ "contract": "C-9", "monthlyRate": "1250.00", "forecastEnd": "2027-06-30" });
    let choice = json!({ "strategy": "merge", "picks": { "contract": "mine" } });
    let settings = json!({ "syncEnabled": true, "intervalSeconds": 60, "batchSize": 100, "maxAttempts": 4,
        "rateLimitPerSecond": 100, "theme": "dark", "notifications": true });
    let runs = json!({ "status": "done", "from": "2026-06-12T10:00:00Z", "to": null, "hideIdle": true, "limit": 10, "offset": 0 });
    let id = "RIO-10001";
    vec![
        ("app_state", json!({})),
        ("record_totals", json!({ "query": query })),
        ("record_facets", json!({ "query": query, "field": "category" })),
        ("record_show", json!({ "pfaId": id })),
        ("draft_check", json!({ "pfaId": id, "changes": changes })),
        ("draft_save", json!({ "pfaId": id, "changes": changes, "reason": "why" })),
        ("draft_discard", json!({ "pfaId": id, "reason": "why" })),
        ("draft_commit", json!({ "pfaIds": [id] })),
        ("conflict_list", json!({ "open": true })),
        ("conflict_show", json!({ "id": "00000000-0000-4000-8000-000000000000" })),
        ("conflict_preview", json!({ "id": "1", "choice": choice })),
        ("conflict_resolve", json!({ "id": "1", "choice": choice })),
        ("failed_list", json!({})),
        ("failed_retry", json!({ "pfaIds": [id] })),
        ("version_list", json!({ "pfaId": id })),
        ("rollback_preview", json!({ "pfaId": id, "version": 1 })),
        ("record_roll_back", json!({ "pfaId": id, "version": 1, "reason": "why" })),
        ("given_up_restore", json!({ "historyId": "1" })),
        ("run_list", json!({ "query": runs })),
        ("run_items", json!({ "runId": "1" })),
        ("quarantine_list", json!({})),
        ("sync_status", json!({})),
        ("settings_show", json!({})),
        ("setting_list", json!({})),
        ("setting_problems", json!({})),
        ("setting_unset", json!({ "key": "theme" })),
        ("settings_save", json!({ "settings": settings })),
    ]
    .into_iter()
    .chain(planning())
    .collect()
}

/// The commands that work on many records.
fn planning() -> Vec<(&'static str, Json)> {
    let query = json!({ "search": "crane", "filters": [{ "field": "model", "op": "contains", "values": ["x"] }],
        "sort": [{ "by": "forecastEnd", "descending": true }], "groups": ["category", "status"], "folded": [[null]],
        "only": ["RIO-10001"], "whatIf": null });
    let edits =
        json!([{ "pfaId": "RIO-10001", "changes": { "contract": "C-9", "forecastEnd": "2027-06-30" } }]);
    let target = json!({ "query": query });
    let ids = json!({ "ids": ["RIO-10001", "RIO-10002"] });
    let shift = json!({ "type": "shift", "days": 14 });
    let set = json!({ "type": "set", "changes": { "contract": "C-9" } });
    let spec = json!({ "query": query, "columns": [{ "id": "pfaId", "width": 100, "shown": true }], "frozen": 1,
        "scale": "month", "screen": "grid" });
    vec![
        ("line_window", json!({ "query": query, "offset": 0, "limit": 10 })),
        ("line_find", json!({ "query": query, "pfaId": "RIO-10001" })),
        ("line_ids", json!({ "query": query, "from": 0, "to": 10 })),
        ("line_preview", json!({ "edits": edits })),
        ("edit_check", json!({ "edits": edits })),
        ("edit_save", json!({ "edits": edits, "label": "Edit", "reason": "why" })),
        ("bulk_check", json!({ "target": target, "change": shift })),
        ("bulk_save", json!({ "target": ids, "change": shift, "reason": null })),
        ("bulk_save", json!({ "target": ids, "change": set, "reason": "why" })),
        ("undo", json!({})),
        ("redo", json!({})),
        ("journal_state", json!({})),
        (
            "cost_matrix",
            json!({ "query": query, "scale": "month", "from": "2026-01-01", "to": "2026-12-31" }),
        ),
        ("import_open", json!({ "name": "a.csv", "bytesBase64": "cGZhSWQ=" })),
        ("import_check", json!({ "importId": "1", "mapping": [null] })),
        ("import_save", json!({ "importId": "1", "mapping": [null] })),
        ("view_list", json!({})),
        (
            "view_save",
            json!({ "view": { "id": "00000000-0000-4000-8000-000000000001", "name": "Mine", "spec": spec } }),
        ),
        ("view_delete", json!({ "id": "00000000-0000-4000-8000-000000000001" })),
        ("workspace_state_put", json!({ "json": "{}" })),
        ("workspace_state_get", json!({})),
        ("what_if_list", json!({})),
        ("what_if_begin", json!({ "name": "Later" })),
        ("what_if_enter", json!({ "id": null })),
        ("what_if_commit", json!({ "id": "00000000-0000-4000-8000-000000000002" })),
        ("what_if_drop", json!({ "id": "00000000-0000-4000-8000-000000000002", "reason": "why" })),
    ]
}

#[derive(Debug, Clone)]
enum Change {
    Replace(prop::sample::Index, usize),
    Grow(prop::sample::Index, usize),
    Remove(prop::sample::Index),
    Add(prop::sample::Index, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        6 => (at(), 0..NASTY.len()).prop_map(|(i, n)| Change::Replace(i, n)),
        1 => (at(), 1..5000_usize).prop_map(|(i, n)| Change::Grow(i, n)),
        1 => at().prop_map(Change::Remove),
        1 => (at(), 0..NASTY.len()).prop_map(|(i, n)| Change::Add(i, n)),
    ];
    prop::collection::vec(change, 0..3)
}

/// The pointers to all values below this one.
fn pointers(value: &Json, here: &str, all: &mut Vec<String>) {
    if !here.is_empty() {
        all.push(here.to_owned());
    }
    match value {
        Json::Object(members) => {
            members.iter().for_each(|(name, v)| pointers(v, &format!("{here}/{name}"), all))
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(n, v)| pointers(v, &format!("{here}/{n}"), all))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn changed(mut args: Json, changes: &[Change]) -> Json {
    let nasty = |n: usize| serde_json::from_str::<Json>(NASTY[n]).unwrap();
    for change in changes {
        let mut all = Vec::new();
        pointers(&args, "", &mut all);
        if all.is_empty() {
            break;
        }
        match change {
            Change::Replace(at, n) => *args.pointer_mut(at.get::<String>(&all)).unwrap() = nasty(*n),
            Change::Grow(at, size) => {
                *args.pointer_mut(at.get::<String>(&all)).unwrap() = json!("é".repeat(size * 10))
            }
            Change::Remove(at) => {
                let (parent, name) = at.get::<String>(&all).rsplit_once('/').unwrap();
                if let Some(members) = args.pointer_mut(parent).and_then(Json::as_object_mut) {
                    members.remove(name);
                }
            }
            Change::Add(at, n) => {
                if let Some(members) = args.pointer_mut(at.get::<String>(&all)).and_then(Json::as_object_mut)
                {
                    members.insert("nothing".to_owned(), nasty(*n));
                }
            }
        }
    }
    args
}

fn fewer(by: u32) -> ProptestConfig {
    let all = ProptestConfig::default();
    ProptestConfig { cases: (all.cases / by).max(1), max_shrink_iters: 300, failure_persistence: None, ..all }
}

#[test]
fn any_arguments_of_a_command_are_refused_by_name_or_done() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let office = runtime.block_on(Office::with(5, MARIA));
    let call = (prop::sample::select(commands()), changes());
    TestRunner::new(fewer(1))
        .run(&call, |((name, args), how)| {
            let args = changed(args, &how);
            if let Err(error) = runtime.block_on(office.call(name, args.clone())) {
                // A fault of ours would be called internal, and one of the disk by its name.
                let ours = [ErrorCode::Internal, ErrorCode::DamagedDatabase, ErrorCode::DiskFull];
                prop_assert!(!ours.contains(&error.code), "{name} {args}: {error:?}");
                prop_assert!(error.message.chars().count() < 1000, "{name}: {}", error.message.len());
            }
            Ok(())
        })
        .unwrap();
    let query = json!({ "query": { "search": null, "filters": [], "sort": [] }, "offset": 0, "limit": 10 });
    let window = runtime.block_on(office.call("line_window", query)).unwrap();
    assert_eq!(window["total"], 5, "all records are there still");
}

/// The text with bytes turned over, cut or put in.
fn mangled(text: &[u8], how: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for (at, kind, byte) in how {
        let at = at.index(bytes.len() + 1);
        match kind % 3 {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, *byte),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= byte),
        }
    }
    bytes
}

fn any_file(like: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let how = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 0..4);
    prop_oneof![how.prop_map(move |how| mangled(like, &how)), prop::collection::vec(any::<u8>(), 0..300)]
}

proptest! {
    #![proptest_config(fewer(4))]

    #[test]
    fn any_file_in_the_place_of_the_profiles_own_is_read_or_refused_and_kept(
        text in any_file(br#"{"format": 1, "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}"#),
    ) {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("profile.json");
        fs::write(&file, &text).unwrap();
        if let Err(error) = Profile::at(home.path()) {
            prop_assert!(error.to_string().contains("profile.json"), "{error}");
        }
        prop_assert_eq!(fs::read(&file).unwrap(), text);
    }

    #[test]
    fn whatever_the_lock_says_a_second_sync_is_refused(text in any_file(b"pfa sync")) {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path()).unwrap();
        let _held = profile.lock_sync("first").unwrap();
        fs::write(home.path().join("sync.lock"), text).unwrap();
        let refused = profile.lock_sync("second").unwrap_err();
        prop_assert!(refused.to_string().len() < 1000);
    }
}

/// A key file is opened by a derivation that takes its time, so these are few.
#[test]
fn any_file_in_the_place_of_the_key_file_is_opened_or_refused_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("keys");
    let vault = KeyFileVault::at(&path, Some(Secret::new("pass"))).unwrap();
    vault.write(SecretName::SignIn, &Secret::new("planted")).unwrap();
    let whole: &'static [u8] = fs::read(&path).unwrap().leak();
    TestRunner::new(fewer(8))
        .run(&any_file(whole), |text| {
            fs::write(&path, &text).unwrap();
            let opened = KeyFileVault::at(&path, Some(Secret::new("pass"))).unwrap().read(SecretName::SignIn);
            match opened {
                Ok(secret) => {
                    prop_assert_eq!(secret.map(|s| s.expose().to_owned()), Some("planted".to_owned()))
                }
                Err(error) => prop_assert!(!error.to_string().contains("planted")),
            }
            prop_assert_eq!(fs::read(&path).unwrap(), text);
            Ok(())
        })
        .unwrap();
}
