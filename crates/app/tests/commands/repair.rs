//! A damaged database loses nothing that can be read, and nothing in silence.

use crate::desk::{MARIA, Office};
use crate::unsent::edited;
use pfa_app::backup::back_up_if_due;
use pfa_app::secrets::{KeyFileVault, Secret, SecretName, Vault};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::PathBuf;

fn database(office: &Office) -> PathBuf {
    office.home.path().join("profile").join("pfa.sqlite")
}

/// Changes a byte that many from the end, or from the start where it is negative, of the closed database.
async fn damage(office: &Office, at: impl FnOnce(usize) -> usize) -> Vec<u8> {
    office.desk.close().await;
    let mut bytes = fs::read(database(office)).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 0x40;
    fs::write(database(office), &bytes).unwrap();
    bytes
}

async fn reopened(office: &Office, stage: &str) -> Json {
    let state = office.call("app_state", json!({})).await.unwrap();
    assert_eq!(state["stage"], stage, "{state}");
    office.call("repair_report", json!({})).await.unwrap()
}

async fn shown(office: &Office, id: &str) -> Json {
    office.call("record_show", json!({ "pfaId": id })).await.unwrap()
}

async fn records(office: &Office) -> Json {
    let query = json!({ "search": null, "sort": [], "filters": [] });
    office.call("line_window", json!({ "query": query, "offset": 0, "limit": 1 })).await.unwrap()["total"]
        .clone()
}

fn backups(office: &Office) -> Vec<PathBuf> {
    let folder = office.home.path().join("profile").join("backups");
    fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
}

/// Makes the copy of the day anew, of the database as it is now.
async fn back_up_again(office: &Office) {
    // The worker makes the first by itself.
    while backups(office).iter().all(|backup| backup.extension().is_none_or(|end| end != "sqlite")) {
        tokio::task::yield_now().await;
    }
    backups(office).iter().for_each(|backup| fs::remove_file(backup).unwrap());
    let w = office.desk.workspace().unwrap();
    while back_up_if_due(&w).unwrap().is_none() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_typed_after_the_backup_is_a_draft_again_and_reaches_pems() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    let damaged = damage(&office, |end| end - 2000).await;

    let report = reopened(&office, "ready").await;
    assert_eq!((&report["reapplied"], &report["unreadable"]), (&json!(1), &json!(0)), "{report}");
    let aside = report["setAside"].as_str().unwrap();
    assert!(fs::read(aside).unwrap() == damaged, "the damaged file is kept as it was");
    let saved: Json =
        serde_json::from_str(&fs::read_to_string(report["unsentFile"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(saved["records"][0]["pfaId"], id.as_str());
    for path in [aside, report["unsentFile"].as_str().unwrap(), report["backup"].as_str().unwrap()] {
        assert!(report["message"].as_str().unwrap().contains(path), "{report}");
    }

    let record = shown(&office, &id).await;
    assert_eq!(
        (&record["row"]["status"], &record["row"]["values"]["contract"]),
        (&json!("draft"), &json!("C-7")),
        "{record}"
    );
    assert_eq!(office.call("audit_verify", json!({})).await.unwrap()["broken"], json!(null));
    office.after("draft_commit", json!({ "pfaIds": [id] }), |s| s["counts"]["synced"] == 30).await;
    assert_eq!(shown(&office, &id).await["mirror"]["contract"], "C-7");
    office.desk.close().await;
    assert_eq!(reopened(&office, "ready").await["reapplied"], 1, "it is told until the application ends");
}

#[tokio::test]
async fn a_database_cut_to_nothing_is_no_new_one() {
    let office = Office::with(30, MARIA).await;
    office.desk.close().await;
    fs::write(database(&office), "").unwrap();
    let report = reopened(&office, "ready").await;
    assert!(report["message"].as_str().unwrap().contains("empty"), "{report}");
    assert!(report["message"].as_str().unwrap().contains("may be missing"), "{report}");
    assert_eq!(records(&office).await, 30);
}

#[tokio::test]
async fn a_database_that_is_gone_is_told_also_where_no_backup_is() {
    let office = Office::with(30, MARIA).await;
    office.desk.close().await;
    fs::remove_file(database(&office)).unwrap();
    backups(&office).iter().for_each(|backup| fs::remove_file(backup).unwrap());
    let report = reopened(&office, "first_run").await;
    assert_eq!((&report["backup"], &report["setAside"]), (&json!(null), &json!(null)));
    assert!(report["message"].as_str().unwrap().contains("missing"), "{report}");
    office.sign_in(MARIA).await.unwrap();
}

#[tokio::test]
async fn without_a_backup_the_work_and_the_sign_in_are_kept_all_the_same() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    damage(&office, |end| end - 2000).await;
    backups(&office).iter().for_each(|backup| fs::remove_file(backup).unwrap());
    let report = reopened(&office, "ready").await;
    assert_eq!((&report["backup"], &report["reapplied"]), (&json!(null), &json!(1)), "{report}");
    assert_eq!(shown(&office, &id).await["row"]["status"], "draft");
    office.sees(|s| s["lastSyncAt"].is_string()).await;
    assert_eq!(records(&office).await, 30);
    assert_eq!(shown(&office, &id).await["row"]["values"]["contract"], "C-7");
}

#[tokio::test]
async fn a_damaged_first_page_is_told_from_a_wrong_key() {
    let office = Office::with(30, MARIA).await;
    damage(&office, |_| 100).await;
    let report = reopened(&office, "ready").await;
    assert!(report["message"].as_str().unwrap().contains("first page"), "{report}");
    assert_eq!(records(&office).await, 30);

    office.desk.close().await;
    let vault = KeyFileVault::at(office.home.path().join("keys"), Some(Secret::new("pass"))).unwrap();
    vault.write(SecretName::DatabaseKey, &Secret::new("11".repeat(32))).unwrap();
    let before = fs::read(database(&office)).unwrap();
    let state = office.call("app_state", json!({})).await.unwrap();
    assert_eq!((&state["stage"], &state["problem"]["code"]), (&json!("blocked"), &json!("key_lost")));
    assert!(fs::read(database(&office)).unwrap() == before);
}

#[tokio::test]
async fn what_was_discarded_after_the_backup_does_not_come_back() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    back_up_again(&office).await;
    office.call("draft_discard", json!({ "pfaId": id, "reason": null })).await.unwrap();
    damage(&office, |end| end - 2000).await;
    let report = reopened(&office, "ready").await;
    assert_eq!(report["reapplied"], 0, "{report}");
    let record = shown(&office, &id).await;
    assert_eq!(record["row"]["status"], "synced");
    assert!(record["versions"].to_string().contains("C-7"), "its values stay in history: {record}");
}

#[tokio::test]
async fn a_repair_that_was_cut_short_goes_on_at_the_next_start() {
    let office = Office::with(30, MARIA).await;
    office.desk.close().await;
    let made = office.home.path().join("profile").join("restored");
    fs::create_dir(&made).unwrap();
    fs::rename(database(&office), made.join("pfa.sqlite")).unwrap();
    let report = json!({ "why": "a page", "set_aside": null, "unsent_file": null, "backup": null, "backup_made_at": null,
        "reapplied": 0, "only_in_file": [], "unreadable": 0, "readable": true });
    fs::write(made.join("report.json"), report.to_string()).unwrap();
    let report = reopened(&office, "ready").await;
    assert!(report["message"].as_str().unwrap().contains("a page"), "{report}");
    assert_eq!(records(&office).await, 30);
    assert!(!made.exists());
}

#[tokio::test]
async fn a_backup_that_is_damaged_too_is_passed_over() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    damage(&office, |end| end - 2000).await;
    let good = backups(&office).remove(0);
    let bad = good.with_file_name("pfa-daily-9999-01-01.sqlite");
    let mut bytes = fs::read(&good).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&bad, bytes).unwrap();
    let report = reopened(&office, "ready").await;
    assert_eq!((report["backup"].as_str(), &report["reapplied"]), (good.to_str(), &json!(1)), "{report}");
    assert_eq!(shown(&office, &id).await["row"]["status"], "draft");
}
