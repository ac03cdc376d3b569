//! Lines: groups with their sums and rows, walked, found and named.

use crate::desk::{MARIA, Office};
use serde_json::{Value as Json, json};

fn query(groups: Json, folded: Json, sort: Json) -> Json {
    json!({ "search": null, "filters": [], "sort": sort, "groups": groups, "folded": folded, "only": null, "whatIf": null })
}

async fn lines(office: &Office, query: &Json, offset: u64, limit: u64) -> Json {
    office.call("line_window", json!({ "query": query, "offset": offset, "limit": limit })).await.unwrap()
}

fn ids(lines: &Json) -> Vec<String> {
    let of_row = |line: &Json| line["row"]["pfaId"].as_str().map(str::to_owned);
    lines["lines"].as_array().unwrap().iter().filter_map(of_row).collect()
}

/// The number of a decimal with two places, in cents.
fn cents(text: &Json) -> i128 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn walking_all_lines_meets_the_rows_as_they_are_sorted_by_groups_and_then_by_the_sort() {
    let office = Office::with(90, MARIA).await;
    let by = |name: &str, descending: bool| json!({ "by": name, "descending": descending });
    for (groups, before, sort) in [
        (json!(["category"]), vec![by("category", false)], vec![by("forecastEnd", true)]),
        (json!(["source", "manufacturer"]), vec![by("source", false), by("manufacturer", false)], vec![]),
        (
            json!(["dor", "class", "status"]),
            vec![by("dor", false), by("class", false), by("status", false)],
            vec![by("variance", false), by("model", true)],
        ),
    ] {
        let flat: Vec<Json> = before.iter().chain(&sort).cloned().collect();
        let flat = lines(&office, &query(json!([]), json!([]), json!(flat)), 0, 1000).await;
        let grouped = query(groups, json!([]), json!(sort));
        let whole = lines(&office, &grouped, 0, 1000).await;
        assert_eq!(ids(&whole), ids(&flat));
        assert_eq!(
            (&whole["records"], whole["lines"].as_array().unwrap().len() as u64),
            (&json!(90), whole["total"].as_u64().unwrap())
        );
        let numbers: Vec<u64> =
            whole["lines"].as_array().unwrap().iter().filter_map(|l| l["number"].as_u64()).collect();
        assert_eq!(numbers, (1..=90).collect::<Vec<_>>());

        let mut walked = Vec::new();
        for offset in (0..whole["total"].as_u64().unwrap()).step_by(7) {
            walked.extend(lines(&office, &grouped, offset, 7).await["lines"].as_array().unwrap().clone());
        }
        assert_eq!(&walked, whole["lines"].as_array().unwrap());
    }
}

#[tokio::test]
async fn a_groups_sums_are_those_of_the_groups_within_it_and_all_together_the_totals() {
    let office = Office::with(60, MARIA).await;
    let grouped = query(json!(["category", "dor"]), json!([]), json!([]));
    let totals = office.call("record_totals", json!({ "query": grouped })).await.unwrap();
    let shown = lines(&office, &grouped, 0, 1000).await;
    let groups = |level: u64| {
        let lines = shown["lines"].as_array().unwrap().iter();
        lines.filter(move |l| l["type"] == "group" && l["level"] == level).cloned().collect::<Vec<_>>()
    };
    for level in [0, 1] {
        let count: u64 = groups(level).iter().map(|g| g["totals"]["count"].as_u64().unwrap()).sum();
        assert_eq!(Some(count), totals["count"].as_u64());
        for part in ["plan", "forecast", "actual", "variance"] {
            let sum: i128 = groups(level).iter().map(|g| cents(&g["totals"][part])).sum();
            // Each is rounded by itself: half a cent a group at the most.
            let apart = (sum - cents(&totals[part])).unsigned_abs();
            assert!(apart <= groups(level).len() as u128, "{part}: {apart}");
        }
    }
    let outer = &groups(0)[0];
    assert_eq!(outer["path"], json!([outer["value"]]));
    assert_eq!(groups(1)[0]["path"], json!([outer["value"], groups(1)[0]["value"]]));
}

#[tokio::test]
async fn a_record_is_found_on_its_line_or_on_the_line_that_hides_it() {
    let office = Office::with(40, MARIA).await;
    let open = query(json!(["category", "source"]), json!([]), json!([]));
    let whole = lines(&office, &open, 0, 1000).await;
    let first = whole["lines"][0]["path"].clone();
    let folded = query(json!(["category", "source"]), json!([first]), json!([]));
    let shown = lines(&office, &folded, 0, 1000).await;
    assert!(shown["total"].as_u64() < whole["total"].as_u64());
    assert_eq!((&shown["records"], &shown["lines"][0]["folded"]), (&json!(40), &json!(true)));
    for (query, lines) in [(&open, &whole), (&folded, &shown)] {
        for pfa_id in ids(&whole) {
            let found = office
                .call("line_find", json!({ "query": query, "pfaId": pfa_id }))
                .await
                .unwrap()
                .as_u64()
                .unwrap();
            let line = &lines["lines"][usize::try_from(found).unwrap()];
            if line["type"] == "row" {
                assert_eq!(line["row"]["pfaId"], pfa_id);
            } else {
                assert_eq!((&line["path"], query == &folded), (&first, true));
            }
        }
    }
    let elsewhere = json!({ "query": query(json!([]), json!([]), json!([])), "pfaId": "RIO-99999" });
    assert_eq!(office.call("line_find", elsewhere).await.unwrap(), Json::Null);
}

#[tokio::test]
async fn a_range_of_lines_names_the_records_in_it() {
    let office = Office::with(40, MARIA).await;
    for groups in [json!([]), json!(["category", "dor"])] {
        let query = query(groups, json!([]), json!([{ "by": "forecastStart", "descending": true }]));
        let whole = lines(&office, &query, 0, 1000).await;
        for (from, to) in [(0, 0), (0, 9), (3, 21), (17, 1000), (2000, 3000)] {
            let named =
                office.call("line_ids", json!({ "query": query, "from": from, "to": to })).await.unwrap();
            let all = whole["lines"].as_array().unwrap();
            let part = json!({ "lines": all.iter().skip(from).take(to + 1 - from).collect::<Vec<_>>() });
            assert_eq!(named, json!(ids(&part)), "{from} to {to}");
        }
    }
}

#[tokio::test]
async fn groups_follow_each_edit_and_focus_keeps_to_the_records_named() {
    let office = Office::with(12, MARIA).await;
    let by_status = query(json!(["status"]), json!([]), json!([]));
    assert_eq!(lines(&office, &by_status, 0, 50).await["lines"][0]["value"], "synced");
    let edit = json!({ "pfaId": "RIO-10001", "changes": { "contract": "C-9" }, "reason": null });
    office.call("draft_save", edit).await.unwrap();
    let shown = lines(&office, &by_status, 0, 50).await;
    assert_eq!(
        (&shown["lines"][0]["value"], &shown["lines"][0]["totals"]["count"]),
        (&json!("draft"), &json!(1))
    );

    let mut focused = by_status.clone();
    focused["only"] = json!(["RIO-10001", "RIO-10002"]);
    focused["filters"] = json!([{ "field": "changed", "op": "is", "values": [false] }]);
    assert_eq!(ids(&lines(&office, &focused, 0, 50).await), ["RIO-10002"]);
}

#[tokio::test]
async fn a_sorted_view_follows_each_edit_as_if_it_were_sorted_anew() {
    let office = Office::with(900, MARIA).await;
    let model = |descending: bool| json!({ "by": "model", "descending": descending });
    let of_rental = |sort: Json| {
        let mut query = query(json!([]), json!([]), sort);
        query["filters"] = json!([{ "field": "source", "op": "is", "values": ["Rental"] }]);
        query
    };
    let edits = [
        json!({ "model": "0 comes first" }),
        json!({ "model": null }),
        json!({ "source": "Purchase", "purchasePrice": "1.00", "monthlyRate": null }),
    ];
    let edits = edits.into_iter().enumerate().map(Some);
    for edit in [None, None].into_iter().chain(edits) {
        if let Some((n, changes)) = edit {
            let edit = json!({ "pfaId": format!("RIO-1010{n}"), "changes": changes, "reason": null });
            office.call("draft_save", edit).await.unwrap();
        }
        for descending in [false, true] {
            let kept = lines(&office, &of_rental(json!([model(descending)])), 0, 1000).await;
            // A second key is in no order that is kept: these rows are sorted where they are stored.
            let id = json!({ "by": "pfaId", "descending": descending });
            let anew = lines(&office, &of_rental(json!([model(descending), id])), 0, 1000).await;
            assert!(kept["total"].as_u64() > Some(500), "too few for an order to be kept");
            assert_eq!((ids(&kept), &kept["total"]), (ids(&anew), &anew["total"]));
        }
    }
}
