//! What an administrator watches: figures, runs, and the log of who did what.

use crate::desk::{MARIA, OKAFOR, Office, READER};
use pfa_app::AppError;
use pfa_app::view::ErrorCode;
use pfa_store::StoreError;
use serde_json::{Value as Json, json};

fn edit(pfa_id: &str) -> Json {
    json!({ "pfaId": pfa_id, "changes": { "contract": "C-9" }, "reason": null })
}

impl Office {
    /// Rows of the log, the newest first.
    async fn log(&self, filter: Json) -> Vec<Json> {
        let mut query = json!({ "text": null, "action": null, "who": null, "pfaId": null, "from": null, "to": null,
            "before": null, "limit": 100 });
        query.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
        let page = self.call("audit_list", json!({ "query": query })).await.unwrap();
        page["rows"].as_array().unwrap().clone()
    }

    /// Two committed edits of which one reaches PEMS and the other is refused.
    async fn with_one_of_each(&self) {
        self.sim.control().remove("RIO", "RIO-10002").unwrap();
        for id in ["RIO-10001", "RIO-10002"] {
            self.call("draft_save", edit(id)).await.unwrap();
        }
        let both = |s: &Json| s["completed"] == 1 && s["failed"] == 1;
        self.after("draft_commit", json!({ "pfaIds": null }), both).await;
    }

    async fn dashboard(&self) -> Json {
        let now = self.desk.workspace().unwrap().now();
        let at = |hours| (now + chrono::TimeDelta::hours(hours)).to_rfc3339();
        self.call("dashboard", json!({ "query": { "from": at(-1), "to": at(1) } })).await.unwrap()
    }
}

#[tokio::test]
async fn the_dashboard_counts_what_reached_pems_what_did_not_and_how_long_it_took() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let shown = office.dashboard().await;
    assert_eq!((&shown["successRate"], &shown["latency"]["count"]), (&json!(0.5), &json!(1)));
    assert_eq!(shown["failedByCause"], json!([{ "cause": "gone", "count": 1 }]));
    assert_eq!(shown["queue"], json!({ "size": 0, "oldestAt": null }));
    let points = shown["points"].as_array().unwrap();
    let sum = |name: &str| points.iter().map(|point| point[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("synced"), sum("failed"), sum("runs")), (1, 1, shown["runs"].as_u64().unwrap()));
    assert!((20..=60).contains(&points.len()), "{} points", points.len());
    let buckets: u64 =
        shown["latency"]["buckets"].as_array().unwrap().iter().map(|b| b["count"].as_u64().unwrap()).sum();
    assert_eq!(buckets, 1);
    assert_eq!(shown["alerts"][0]["kind"], "success_low");
}

#[tokio::test]
async fn a_span_that_ends_before_it_begins_is_refused() {
    let office = Office::with(1, MARIA).await;
    let query = json!({ "query": { "from": "2026-06-12T12:00:00Z", "to": "2026-06-12T12:00:00Z" } });
    assert_eq!(office.refused("dashboard", query).await, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_run_leads_to_its_records_and_their_attempts() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let query = json!({ "query": { "status": null, "trigger": "commit", "by": null, "text": "RIO-10001", "from": null,
        "to": null, "hideIdle": false, "limit": 10, "offset": 0 } });
    let runs = office.call("run_list", query).await.unwrap();
    assert_eq!(runs["total"], 1);
    let attempts = json!({ "runId": runs["runs"][0]["id"], "pfaId": "RIO-10001" });
    let attempts = office.call("run_item_attempts", attempts).await.unwrap();
    assert_eq!((&attempts[0]["number"], &attempts[0]["outcome"]), (&json!(1), &json!("acknowledged")));
}

#[tokio::test]
async fn the_log_tells_who_did_what_and_is_searched_by_the_words_that_it_shows() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let of_record = office.log(json!({ "pfaId": "RIO-10001" })).await;
    let actions: Vec<&str> = of_record.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["write_acknowledged", "write_sent", "draft_committed", "draft_saved"]);
    assert!(of_record.iter().all(|row| row["who"] == MARIA.0), "{of_record:?}");
    let found = office.log(json!({ "text": "changed CONTRACT in a draft" })).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(office.log(json!({ "text": "changed contract", "who": "nobody" })).await.is_empty());
}

#[tokio::test]
async fn a_refused_right_and_a_refused_sign_in_are_in_the_log() {
    let office = Office::with(3, READER).await;
    assert_eq!(office.refused("draft_save", edit("RIO-10001")).await, ErrorCode::Forbidden);
    let refused = office.log(json!({ "action": "permission_refused" })).await;
    assert_eq!((refused.len(), &refused[0]["who"]), (1, &json!(READER.0)));
    assert_eq!(refused[0]["sentence"], "Was refused “draft save”: it takes the permission editForecast.");
    assert_eq!(office.sign_in((MARIA.0, "wrong")).await.unwrap_err().code, ErrorCode::SignInRefused);
    let refused = office.log(json!({ "action": "sign_in_refused" })).await;
    assert_eq!((refused.len(), &refused[0]["who"]), (1, &json!(MARIA.0)));
    assert!(!refused[0]["detail"].as_str().unwrap().contains("wrong"), "a password is in no log");
}

#[tokio::test]
async fn a_row_changed_behind_the_applications_back_is_named() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let verdict = office.call("audit_verify", json!({})).await.unwrap();
    assert_eq!((verdict["broken"].clone(), verdict["rows"].as_u64() > Some(5)), (Json::Null, true));
    let w = office.desk.workspace().unwrap();
    let tamper = "DROP TRIGGER audit_log_keeps_values; UPDATE audit_log SET who = 'nobody' WHERE id = 4";
    w.store().write(|tx| Ok::<_, AppError>(tx.execute_batch(tamper).map_err(StoreError::from)?)).unwrap();
    let verdict = office.call("audit_verify", json!({})).await.unwrap();
    assert_eq!(verdict["broken"], "Row 4 was changed.");
}

#[tokio::test]
async fn runs_and_log_are_written_to_files_of_the_persons() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let runs = json!({ "query": { "status": null, "trigger": null, "by": null, "text": null, "from": null, "to": null,
        "hideIdle": false, "limit": 1, "offset": 0 }, "format": "csv" });
    let written = office.call("run_export", runs).await.unwrap();
    let file = std::fs::read_to_string(written["path"].as_str().unwrap()).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len() as u64, written["rows"].as_u64().unwrap() + 1, "every run, not a page of them");
    assert!(lines[0].starts_with("\u{feff}id,startedAt,endedAt,trigger"), "{}", lines[0]);

    let query = json!({ "text": null, "action": null, "who": null, "pfaId": null, "from": null, "to": null,
        "before": null, "limit": 1 });
    let written = office.call("audit_export", json!({ "query": query, "format": "json" })).await.unwrap();
    let file = std::fs::read_to_string(written["path"].as_str().unwrap()).unwrap();
    let rows: Vec<Json> = serde_json::from_str(&file).unwrap();
    assert_eq!(rows.len() as u64, written["rows"].as_u64().unwrap());
    for pair in rows.windows(2) {
        assert_eq!(pair[0]["previous"], pair[1]["hash"], "the newest first, each upon the one before");
    }
    assert_eq!(rows.last().unwrap()["previous"], "0".repeat(64));
}

#[tokio::test]
async fn a_log_with_nothing_to_write_is_a_file_that_programs_read_all_the_same() {
    let office = Office::with(1, MARIA).await;
    let query = json!({ "text": null, "action": "moon_landed", "who": null, "pfaId": null, "from": null, "to": null,
        "before": null, "limit": 1 });
    let written = office.call("audit_export", json!({ "query": query, "format": "json" })).await.unwrap();
    let file = std::fs::read_to_string(written["path"].as_str().unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Json>>(&file).unwrap(), [] as [Json; 0]);
}

#[tokio::test]
async fn taking_a_run_back_takes_its_own_right() {
    let office = Office::with(3, OKAFOR).await;
    let run = json!({ "runId": "00000000-0000-0000-0000-000000000001" });
    assert_eq!(office.refused("run_rollback_preview", run).await, ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_failed_change_shows_what_it_says_to_pems_and_is_given_up_only_with_a_reason() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let id = json!({ "pfaId": "RIO-10002" });
    let shown = office.call("failed_show", id.clone()).await.unwrap();
    let payload: Json = serde_json::from_str(shown["payload"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&payload["pfaId"], &payload["changes"]),
        (&json!("RIO-10002"), &json!({ "contract": "C-9" }))
    );
    let discard = |reason: Json| json!({ "pfaId": "RIO-10002", "reason": reason });
    for none in [Json::Null, json!("  ")] {
        assert_eq!(office.refused("draft_discard", discard(none)).await, ErrorCode::Invalid);
    }
    office.call("draft_discard", discard(json!("Site is closed"))).await.unwrap();
    assert_eq!(office.refused("failed_show", id).await, ErrorCode::NotFound);
    let found = office.log(json!({ "text": "site is closed" })).await;
    assert_eq!(found[0]["sentence"], "Discarded the change of Contract: Site is closed");
}

#[tokio::test]
async fn many_changes_with_a_failed_one_among_them_are_given_up_only_with_a_reason_too() {
    let office = Office::with(3, MARIA).await;
    office.with_one_of_each().await;
    let all = ["RIO-10000", "RIO-10001", "RIO-10002"];
    let back = |ids: &[&str], reason: Json| json!({ "target": { "ids": ids }, "change": { "type": "back_to_pems" }, "reason": reason });
    for none in [Json::Null, json!("  ")] {
        assert_eq!(office.refused("bulk_save", back(&all, none)).await, ErrorCode::Invalid);
    }
    office.call("failed_show", json!({ "pfaId": "RIO-10002" })).await.unwrap();
    office.call("bulk_save", back(&["RIO-10000", "RIO-10001"], Json::Null)).await.unwrap();
    office.call("bulk_save", back(&all, json!("Site is closed"))).await.unwrap();
    assert_eq!(office.refused("failed_show", json!({ "pfaId": "RIO-10002" })).await, ErrorCode::NotFound);
    let found = office.log(json!({ "text": "site is closed" })).await;
    assert_eq!(found[0]["pfaId"], "RIO-10002", "{found:?}");
}

#[tokio::test]
async fn a_policy_that_cannot_be_applied_is_an_alert_that_names_it() {
    let office = Office::with(1, MARIA).await;
    let etc = office.home.path().join("etc");
    std::fs::create_dir_all(&etc).unwrap();
    std::fs::write(etc.join("policy.json"), "{ \"batchSize\": 0 }").unwrap();
    let alerts = office.dashboard().await["alerts"].clone();
    assert_eq!(alerts[0]["kind"], "policy_broken");
    assert!(alerts[0]["message"].as_str().unwrap().contains("policy.json"), "{alerts}");
}
