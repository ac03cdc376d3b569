//! Unsent work gets out of the window, whatever is wrong.

use crate::desk::{MARIA, Office};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};
use std::fs;

pub async fn edited(office: &Office) -> String {
    let query = json!({ "search": null, "sort": [],
        "filters": [{ "field": "isActualized", "op": "is", "values": [false] }, { "field": "source", "op": "is", "values": ["Rental"] }] });
    let rows = office.call("line_window", json!({ "query": query, "offset": 0, "limit": 1 })).await.unwrap();
    let id = rows["lines"][0]["row"]["pfaId"].as_str().unwrap().to_owned();
    let save = json!({ "pfaId": id, "changes": { "contract": "C-7" }, "reason": null });
    office.call("draft_save", save).await.unwrap();
    id
}

fn read(export: &Json) -> Json {
    serde_json::from_str(&fs::read_to_string(export["file"].as_str().unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn drafts_are_written_to_the_persons_folder_also_signed_out() {
    let office = Office::with(30, MARIA).await;
    let nothing = office.call("unsent_export", json!({ "format": "csv" })).await.unwrap();
    assert_eq!(nothing, json!({ "file": null, "records": 0, "changes": 0, "unreadable": [] }));
    assert_eq!(office.refused("unsent_show", json!({})).await, ErrorCode::Invalid);

    let id = edited(&office).await;
    office.call("sign_out", json!({})).await.unwrap();
    let export = office.call("unsent_export", json!({ "format": "json" })).await.unwrap();
    assert_eq!(
        (&export["records"], &export["changes"], &export["unreadable"]),
        (&json!(1), &json!(1), &json!([]))
    );
    let document = read(&export);
    assert_eq!(document["records"][0]["pfaId"], id.as_str());
    assert_eq!(document["records"][0]["changes"][0]["mine"], "C-7");
    let shown = office.call("unsent_show", json!({})).await.unwrap_err();
    assert!(shown.message.contains(export["file"].as_str().unwrap()), "{}", shown.message);
}

#[tokio::test]
async fn a_profile_that_does_not_open_gives_its_drafts_all_the_same() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    office.desk.close().await;
    let database = office.home.path().join("profile").join("pfa.sqlite");
    let mut bytes = fs::read(&database).unwrap();
    let end = bytes.len();
    // The last page, and a file that is not what it was at its clean close: the check finds it.
    bytes[end - 2000] ^= 0x40;
    fs::write(&database, &bytes).unwrap();

    // Another process has it open, so that it is not repaired either.
    let lock = fs::File::open(office.home.path().join("profile").join("database.lock")).unwrap();
    lock.lock_shared().unwrap();
    let state = office.call("app_state", json!({})).await.unwrap();
    assert_eq!((&state["stage"], &state["problem"]["code"]), (&json!("blocked"), &json!("busy")));
    let export = office.call("unsent_export", json!({ "format": "json" })).await.unwrap();
    assert_eq!(read(&export)["records"][0]["pfaId"], id.as_str());
    assert!(fs::read(&database).unwrap() == bytes, "the damaged file is left as it is");
}
