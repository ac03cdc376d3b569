//! What was typed and not saved is there after a crash.

use crate::desk::{MARIA, Office, READER};
use crate::unsent::edited;
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

async fn typed(office: &Office) -> Json {
    office.call("scratch_list", json!({})).await.unwrap()
}

async fn put(office: &Office, id: &str, values: Json) {
    office.call("scratch_put", json!({ "pfaId": id, "values": values })).await.unwrap();
}

#[tokio::test]
async fn a_form_that_was_open_is_back_as_it_was_typed_also_where_no_rule_would_let_it_pass() {
    let office = Office::with(30, MARIA).await;
    let id = edited(&office).await;
    put(&office, &id, json!({ "monthlyRate": "12,", "contract": "C-8" })).await;
    put(&office, &id, json!({ "monthlyRate": "12,5x", "contract": "C-8" })).await;
    // The process ends without a word: what is on the disk is all there is.
    office.desk.close().await;
    office.call("app_state", json!({})).await.unwrap();

    let list = typed(&office).await;
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!(
        (&list[0]["pfaId"], &list[0]["values"]),
        (&json!(id), &json!({ "monthlyRate": "12,5x", "contract": "C-8" }))
    );
    assert!(!list[0]["description"].as_str().unwrap().is_empty() && list[0]["typedAt"].is_string());
    let record = office.call("record_show", json!({ "pfaId": id })).await.unwrap();
    assert_eq!(record["row"]["values"]["contract"], "C-7", "it is no edit until it is saved");

    put(&office, &id, json!(null)).await;
    assert_eq!(typed(&office).await, json!([]));
}

#[tokio::test]
async fn what_is_no_form_of_a_record_is_refused() {
    let office = Office::with(30, READER).await;
    let long = "x".repeat(200_000);
    for (id, values) in [("PFA-1", json!({ "nonsense": "1" })), ("PFA-1", json!({ "contract": long }))] {
        let args = json!({ "pfaId": id, "values": values });
        assert_eq!(office.refused("scratch_put", args).await, ErrorCode::Invalid);
    }
    let args = json!({ "pfaId": "NOT-THERE", "values": { "contract": "1" } });
    assert_eq!(office.refused("scratch_put", args).await, ErrorCode::NotFound);
    assert_eq!(typed(&office).await, json!([]));
    office.call("sign_out", json!({})).await.unwrap();
    assert_eq!(office.refused("scratch_list", json!({})).await, ErrorCode::SignedOut);
}
