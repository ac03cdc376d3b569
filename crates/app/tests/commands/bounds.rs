//! Bad input is refused by name, and nothing is done.

use crate::desk::{MARIA, Office};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

fn window(search: &str, filters: Json, sort: Json, limit: u64) -> Json {
    json!({ "query": { "search": search, "filters": filters, "sort": sort }, "offset": 0, "limit": limit })
}

#[tokio::test]
async fn input_out_of_bounds_is_refused() {
    let office = Office::with(3, MARIA).await;
    let filter = |field: &str, value: Json| json!([{ "field": field, "op": "is", "values": [value] }]);
    let cases = [
        ("line_window", window("", json!([]), json!([]), 1001), ErrorCode::Invalid),
        ("line_window", window(&"x".repeat(201), json!([]), json!([]), 10), ErrorCode::Invalid),
        ("line_window", window("", filter("nothing", json!("x")), json!([]), 10), ErrorCode::Invalid),
        ("line_window", window("", filter("forecastEnd", json!("soon")), json!([]), 10), ErrorCode::Rule),
        (
            "line_window",
            window("", json!([]), json!([{ "by": "1; DROP TABLE x", "descending": true }]), 10),
            ErrorCode::Invalid,
        ),
        (
            "line_window",
            window("", json!([{ "field": "model", "op": "contains", "values": [true] }]), json!([]), 10),
            ErrorCode::Invalid,
        ),
        ("line_window", json!({ "query": 3 }), ErrorCode::Invalid),
        ("record_show", json!({ "pfaId": "../../etc/passwd" }), ErrorCode::NotFound),
        ("record_show", json!({ "pfaId": "RIO-10001", "more": true }), ErrorCode::Invalid),
        ("draft_commit", json!({ "pfaIds": vec!["X"; 100_001] }), ErrorCode::Invalid),
        ("conflict_show", json!({ "id": "1 OR 1=1" }), ErrorCode::NotFound),
        (
            "run_list",
            json!({ "query": { "status": null, "from": "yesterday", "to": null, "hideIdle": true, "limit": 1, "offset": 0 } }),
            ErrorCode::Invalid,
        ),
        ("eval", json!({}), ErrorCode::Invalid),
    ];
    for (name, args, code) in cases {
        assert_eq!(office.refused(name, args.clone()).await, code, "{name} {args}");
    }
}

#[tokio::test]
async fn an_edit_is_taken_whole_or_not_at_all() {
    let office = Office::with(3, MARIA).await;
    let edit = json!({ "pfaId": "RIO-10001", "changes": { "contract": "C-9", "monthlyRate": "1.005" }, "reason": null });
    let error = office.call("draft_save", edit).await.unwrap_err();
    assert_eq!((error.code, error.violations[0].rule), (ErrorCode::Rule, 3));
    let shown = office.call("record_show", json!({ "pfaId": "RIO-10001" })).await.unwrap();
    assert_eq!((&shown["draft"], &shown["row"]["status"]), (&Json::Null, &json!("synced")));
}

#[tokio::test]
async fn text_that_looks_like_a_statement_is_only_text() {
    let office = Office::with(3, MARIA).await;
    for search in ["'; DROP TABLE pfa_current; --", "%", "_", "\"", "\\", "\u{0}"] {
        let shown = office.call("line_window", window(search, json!([]), json!([]), 10)).await.unwrap();
        assert_eq!(shown["total"], 0, "{search:?}");
    }
    assert_eq!(office.call("line_window", window("", json!([]), json!([]), 10)).await.unwrap()["total"], 3);
}

#[tokio::test]
async fn an_edit_upon_a_value_that_changed_meanwhile_is_refused_and_what_stands_is_kept() {
    let office = Office::with(3, MARIA).await;
    let save = |mine: &str, seen: Json| json!({ "pfaId": "RIO-10001", "changes": { "contract": mine }, "seen": seen, "reason": null });
    office.call("draft_save", save("C-OTHER-WINDOW", Json::Null)).await.unwrap();
    let upon_nothing = save("C-MINE", json!({ "contract": null }));
    assert_eq!(office.refused("draft_save", upon_nothing).await, ErrorCode::Stale);
    let shown = office.call("record_show", json!({ "pfaId": "RIO-10001" })).await.unwrap();
    assert_eq!(shown["row"]["values"]["contract"], "C-OTHER-WINDOW");
    office.call("draft_save", save("C-MINE", json!({ "contract": "C-OTHER-WINDOW" }))).await.unwrap();
}
