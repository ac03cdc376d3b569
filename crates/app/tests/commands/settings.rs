//! Settings in layers, as the window and the worker meet them.

use crate::desk::{MARIA, OKAFOR, Office, READER};
use chrono::{DateTime, Utc};
use pems_sim::{Capability, Sim};
use pfa_app::clock::{ManualClock, SeededIds};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Puts a file where the office's computer looks for `policy.json` or `settings.json`; its path.
fn govern(office: &Office, file: &str, text: &str) -> PathBuf {
    let directory = office.home.path().join("etc");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join(file), text).unwrap();
    directory.join(file)
}

async fn setting(office: &Office, key: &str) -> Json {
    let all = office.call("setting_list", json!({})).await.unwrap();
    all.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap().clone()
}

async fn save(office: &Office, changes: Json) -> Result<Json, Box<pfa_app::view::ErrorView>> {
    let mut settings = office.call("settings_show", json!({})).await.unwrap();
    for (key, value) in changes.as_object().unwrap() {
        settings[key] = value.clone();
    }
    office.call("settings_save", json!({ "settings": settings })).await
}

#[tokio::test]
async fn the_policy_wins_over_the_computer_that_over_the_person_and_that_over_the_default() {
    let office = Office::with(1, MARIA).await;
    let shown = setting(&office, "batchSize").await;
    assert_eq!(
        (&shown["value"], &shown["layer"], &shown["editable"]),
        (&json!(100), &json!("default"), &json!(true))
    );

    save(&office, json!({ "batchSize": 50 })).await.unwrap();
    let shown = setting(&office, "batchSize").await;
    assert_eq!((&shown["value"], &shown["layer"]), (&json!(50), &json!("user")));

    let machine = govern(&office, "settings.json", r#"{ "batchSize": 40 }"#);
    let shown = setting(&office, "batchSize").await;
    assert_eq!((&shown["value"], &shown["layer"]), (&json!(40), &json!("machine")));
    assert_eq!(shown["source"], machine.to_str().unwrap());

    let policy = govern(&office, "policy.json", r#"{ "batchSize": 30 }"#);
    let shown = setting(&office, "batchSize").await;
    assert_eq!((&shown["value"], &shown["layer"]), (&json!(30), &json!("policy")));
    assert_eq!((&shown["source"], &shown["editable"]), (&json!(policy.to_str().unwrap()), &json!(false)));
    assert_eq!(office.call("settings_show", json!({})).await.unwrap()["batchSize"], 30);

    fs::remove_dir_all(office.home.path().join("etc")).unwrap();
    assert_eq!(setting(&office, "batchSize").await["value"], 50);
    office.call("setting_unset", json!({ "key": "batchSize" })).await.unwrap();
    assert_eq!(setting(&office, "batchSize").await["layer"], "default");
}

#[tokio::test]
async fn a_setting_of_the_policy_is_refused_by_name_and_keeps_all_others_from_being_saved() {
    let office = Office::with(1, MARIA).await;
    govern(&office, "policy.json", r#"{ "intervalSeconds": 300 }"#);
    let refused = save(&office, json!({ "intervalSeconds": 20, "batchSize": 7 })).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Policy);
    assert!(refused.message.starts_with("Your organization sets intervalSeconds"), "{}", refused.message);
    assert_eq!(setting(&office, "batchSize").await["value"], 100);
    save(&office, json!({ "batchSize": 7 })).await.unwrap();
    assert_eq!(setting(&office, "batchSize").await["value"], 7);
    assert_eq!(setting(&office, "intervalSeconds").await["value"], 300);
}

#[tokio::test]
async fn who_may_not_manage_settings_chooses_looks_and_proxy_and_nothing_else() {
    let office = Office::with(1, OKAFOR).await;
    save(&office, json!({ "theme": "dark", "proxyMode": "none" })).await.unwrap();
    for change in [
        json!({ "syncEnabled": false }),
        json!({ "approvalAbove": "5" }),
        json!({ "extraCaFile": "/ca.pem" }),
    ] {
        assert_eq!(save(&office, change.clone()).await.unwrap_err().code, ErrorCode::Forbidden, "{change}");
    }
    let fixed = setting(&office, "approvalAbove").await;
    assert_eq!(fixed["editable"], false);
    assert!(fixed["why"].as_str().unwrap().contains("manageSettings"), "{fixed}");
    assert_eq!(setting(&office, "theme").await["editable"], true);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_with_the_bounds() {
    let office = Office::with(1, MARIA).await;
    let refused = save(&office, json!({ "maxAttempts": 11 })).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains("from 1 to 10, not 11"), "{}", refused.message);
}

#[tokio::test]
async fn a_broken_policy_stops_sync_names_its_fault_and_leaves_editing_alone() {
    let office = Office::with(3, MARIA).await;
    let policy = govern(
        &office,
        "policy.json",
        "{\n  \"batchSize\": 30,\n  \"intervalSeconds\": 5,\n  \"speed\": 1\n}",
    );
    let problems = office.call("setting_problems", json!({})).await.unwrap();
    let told: Vec<(&Json, &Json, &Json)> =
        problems.as_array().unwrap().iter().map(|p| (&p["key"], &p["line"], &p["source"])).collect();
    let place = json!(policy.to_str().unwrap());
    assert_eq!(told, [(&json!("intervalSeconds"), &json!(3), &place), (&json!("speed"), &json!(4), &place)]);

    let edit = json!({ "pfaId": "RIO-10001", "changes": { "contract": "C-9" }, "reason": null });
    office.call("draft_save", edit).await.unwrap();
    office.call("draft_commit", json!({ "pfaIds": null })).await.unwrap();
    office.sees(|s| s["connection"] == "policy_broken").await;
    let status = office.call("sync_status", json!({})).await.unwrap();
    assert!(status["connectionReason"].as_str().unwrap().contains("policy.json, line 3"), "{status}");
    assert_eq!(status["queued"], 1);
    // What the policy does say clearly holds all the same.
    assert_eq!(setting(&office, "batchSize").await["value"], 30);
    assert_eq!(office.sign_in(MARIA).await.unwrap_err().code, ErrorCode::Policy);

    fs::remove_file(policy).unwrap();
    office.after("sync_now", json!({}), |s| s["connection"] == "online" && s["queued"] == 0).await;
}

#[tokio::test]
async fn a_broken_file_of_the_computer_is_told_and_the_rest_of_it_holds() {
    let office = Office::with(1, MARIA).await;
    govern(&office, "settings.json", r#"{ "batchSize": 40, "theme": "pink" }"#);
    let problems = office.call("setting_problems", json!({})).await.unwrap();
    assert_eq!((&problems[0]["key"], &problems[0]["layer"]), (&json!("theme"), &json!("machine")));
    assert_eq!(setting(&office, "batchSize").await["value"], 40);
    assert_eq!(setting(&office, "theme").await["value"], "system");
    office.after("sync_now", json!({}), |s| s["connection"] == "online").await;
}

#[tokio::test]
async fn a_policy_that_is_no_json_is_told_with_its_line() {
    let office = Office::with(1, MARIA).await;
    govern(&office, "policy.json", "{\n  \"batchSize\": 30,\n}");
    let problems = office.call("setting_problems", json!({})).await.unwrap();
    assert_eq!((&problems[0]["key"], &problems[0]["line"]), (&Json::Null, &json!(3)));
    assert_eq!(office.call("settings_show", json!({})).await.unwrap()["syncEnabled"], false);
    // Saving looks is no reason to keep sync off once the policy is mended.
    save(&office, json!({ "theme": "dark" })).await.unwrap();
    fs::remove_dir_all(office.home.path().join("etc")).unwrap();
    assert_eq!(office.call("settings_show", json!({})).await.unwrap()["syncEnabled"], true);
}

#[tokio::test]
async fn the_address_of_the_policy_is_the_only_pems_and_needs_no_typing() {
    let office = Office::new(1).await;
    office.desk.open().await;
    govern(&office, "policy.json", r#"{ "pemsAddress": "https://pems.example/axis" }"#);
    let refused = office.sign_in(MARIA).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Policy);
    assert!(refused.message.starts_with("Your organization sets pemsAddress"), "{}", refused.message);

    govern(&office, "policy.json", &json!({ "pemsAddress": office.sim.root_url() }).to_string());
    let request = json!({ "pems": "", "tenant": office.sim.tenant(), "organization": "RIO",
        "user": MARIA.0, "secretKind": "password", "secret": MARIA.1, "caFile": null });
    let state = office.call("sign_in", json!({ "request": request })).await.unwrap();
    assert_eq!(state["session"]["pems"], office.sim.root_url());
}

#[tokio::test]
async fn settings_can_be_chosen_before_the_first_sign_in() {
    let office = Office::new(1).await;
    office.desk.open().await;
    save(&office, json!({ "intervalSeconds": 30, "proxyMode": "none" })).await.unwrap();
    office.sign_in(READER).await.unwrap();
    assert_eq!(setting(&office, "intervalSeconds").await["value"], 30);
    assert_eq!(save(&office, json!({ "intervalSeconds": 20 })).await.unwrap_err().code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_ca_file_that_holds_none_keeps_requests_from_being_made() {
    let office = Office::new(1).await;
    office.desk.open().await;
    let file = office.home.path().join("ca.pem");
    fs::write(&file, "no certificate").unwrap();
    save(&office, json!({ "extraCaFile": file })).await.unwrap();
    let refused = office.sign_in(MARIA).await.unwrap_err();
    assert!(refused.message.contains(file.to_str().unwrap()), "{}", refused.message);
    fs::remove_file(&file).unwrap();
    let refused = office.sign_in(MARIA).await.unwrap_err();
    assert!(refused.message.contains("cannot be read"), "{}", refused.message);
}

#[tokio::test]
async fn outside_its_hours_sync_waits_for_a_person_and_tells_when_they_begin() {
    let sunday: DateTime<Utc> = "2026-06-07T12:00:00Z".parse().unwrap();
    let pems = Sim::builder().records(3).without(Capability::ChangeFeed);
    let office = Office::at(pems, Arc::new(ManualClock::at(sunday)), Arc::new(SeededIds::new(1))).await;
    govern(
        &office,
        "policy.json",
        r#"{ "schedule": { "days": [1, 2, 3, 4, 5], "from": "07:00", "to": "19:00" } }"#,
    );
    office.desk.open().await;
    office.sign_in(MARIA).await.unwrap();
    office.sees(|s| s["nextSyncAt"] == "2026-06-08T07:00:00.000Z").await;
    let status = office.call("sync_status", json!({})).await.unwrap();
    assert_eq!(status["lastSyncAt"], Json::Null);
    office.after("sync_now", json!({}), |s| s["lastSyncAt"].is_string()).await;
}

/// A proxy that lets nobody through: who names ann and her password gets a 502, everybody else a 407.
async fn proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.unwrap() > 0 {}
            // `ann:planted`, as Basic authentication has it.
            let known = String::from_utf8_lossy(&request).contains("Basic YW5uOnBsYW50ZWQ=");
            let status = if known { "502 Bad Gateway" } else { "407 Proxy Authentication Required" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn a_proxy_that_asks_who_it_is_is_named_and_answered_with_the_kept_password() {
    let office = Office::new(1).await;
    office.desk.open().await;
    let address = proxy().await;
    save(&office, json!({ "proxyMode": "manual", "proxyAddress": address })).await.unwrap();
    let request = json!({ "pems": "https://pems.invalid/axis", "tenant": "T1", "organization": "RIO",
        "user": MARIA.0, "secretKind": "password", "secret": MARIA.1, "caFile": null });
    let sign_in = async || office.call("sign_in", json!({ "request": request.clone() })).await.unwrap_err();

    let refused = sign_in().await;
    assert_eq!(refused.code, ErrorCode::Proxy);
    assert!(refused.message.contains(&address), "{}", refused.message);

    let ann = json!({ "user": "ann", "password": "planted" });
    office.call("proxy_sign_in", ann).await.unwrap();
    assert_eq!(setting(&office, "proxyUser").await["value"], "ann");
    let passed = sign_in().await;
    assert_eq!(passed.code, ErrorCode::Offline);
    assert!(passed.message.contains(&format!("through the proxy {address}")), "{}", passed.message);

    office.call("proxy_sign_out", json!({})).await.unwrap();
    assert_eq!(setting(&office, "proxyUser").await["value"], Json::Null);
    assert_eq!(sign_in().await.code, ErrorCode::Proxy);
}

#[tokio::test]
async fn a_mode_without_its_address_is_told_before_anything_is_sent() {
    let office = Office::new(1).await;
    office.desk.open().await;
    for (mode, key) in [("manual", "proxyAddress"), ("pac", "proxyPacUrl")] {
        save(&office, json!({ "proxyMode": mode })).await.unwrap();
        let refused = office.sign_in(MARIA).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid);
        assert!(refused.message.contains(key), "{}", refused.message);
    }
}
