//! The cost of a view over time: its sums are the grid's.

use crate::desk::{MARIA, Office};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

fn query(groups: Json, folded: Json) -> Json {
    json!({ "search": null, "filters": [], "sort": [], "groups": groups, "folded": folded, "only": null, "whatIf": null })
}

async fn matrix(office: &Office, query: &Json, scale: &str) -> Json {
    let args = json!({ "query": query, "scale": scale, "from": null, "to": null });
    office.call("cost_matrix", args).await.unwrap()
}

fn cents(text: &Json) -> i128 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

const PARTS: [&str; 4] = ["plan", "forecast", "actual", "variance"];

#[tokio::test]
async fn periods_and_what_is_undated_come_to_the_totals_of_the_grid_in_every_group() {
    let office = Office::with(80, MARIA).await;
    // A purchase without a start falls on no day.
    let bought = office.sim.control().find("RIO", |r| {
        r.source() == Some(pfa_app::domain::Source::Purchase) && !r.is_actualized() && !r.is_discontinued()
    });
    let changes = json!({ "forecastStart": null, "forecastEnd": null });
    let edit = json!({ "pfaId": bought.unwrap().id.pfa_id.as_str(), "changes": changes, "reason": null });
    office.call("draft_save", edit).await.unwrap();
    for (groups, scale) in
        [(json!([]), "month"), (json!(["category", "source"]), "quarter"), (json!(["status"]), "year")]
    {
        let asked = query(groups, json!([]));
        let totals = office.call("record_totals", json!({ "query": asked })).await.unwrap();
        let matrix = matrix(&office, &asked, scale).await;
        let periods = matrix["periods"].as_array().unwrap().len();
        assert_eq!(matrix["lines"][0]["total"], totals);
        for line in matrix["lines"].as_array().unwrap() {
            for part in PARTS {
                let shown = line[part].as_array().unwrap();
                assert_eq!(shown.len(), periods);
                let sum = shown.iter().map(cents).sum::<i128>() + cents(&line["undated"][part]);
                // Each is rounded by itself: half a cent a period at the most.
                let apart = (sum - cents(&line["total"][part])).unsigned_abs();
                assert!(apart <= (periods as u128 + 2).div_ceil(2), "{part} of {}: {apart}", line["path"]);
            }
        }
        assert_ne!(matrix["lines"][0]["undated"]["forecast"], "0.00");
        for part in PARTS {
            let last = matrix["cumulative"][part].as_array().unwrap().last().unwrap();
            let dated = cents(&totals[part]) - cents(&matrix["lines"][0]["undated"][part]);
            assert!((cents(last) - dated).abs() <= 1, "{part}");
        }
    }
}

#[tokio::test]
async fn a_groups_line_is_the_matrix_of_its_records_and_folded_groups_hide_theirs() {
    let office = Office::with(60, MARIA).await;
    let grouped = matrix(&office, &query(json!(["category", "dor"]), json!([])), "month").await;
    let lines = grouped["lines"].as_array().unwrap();
    for line in lines.iter().filter(|line| line["level"] == 2) {
        let mut alone = query(json!([]), json!([]));
        alone["filters"] = json!([
            { "field": "category", "op": "is", "values": [line["path"][0]] },
            { "field": "dor", "op": "is", "values": [line["path"][1]] },
        ]);
        let args = json!({ "query": alone, "scale": "month", "from": grouped["periods"][0],
            "to": grouped["periods"].as_array().unwrap().last() });
        let alone = office.call("cost_matrix", args).await.unwrap();
        for part in PARTS {
            assert_eq!(line[part], alone["lines"][0][part], "{part} of {}", line["path"]);
        }
        assert_eq!(line["total"], alone["lines"][0]["total"]);
    }
    let first = lines[1]["path"].clone();
    let folded = matrix(&office, &query(json!(["category", "dor"]), json!([first])), "month").await;
    let left: Vec<&Json> =
        lines.iter().filter(|line| line["level"] != 2 || line["path"][0] != first[0]).collect();
    assert_eq!(folded["lines"], json!(left));
}

#[tokio::test]
async fn a_part_of_the_time_is_that_part_of_the_whole() {
    let office = Office::with(40, MARIA).await;
    let all = query(json!([]), json!([]));
    let whole = matrix(&office, &all, "month").await;
    let periods = whole["periods"].as_array().unwrap();
    let args = json!({ "query": all, "scale": "month", "from": periods[3], "to": periods[7] });
    let part = office.call("cost_matrix", args).await.unwrap();
    assert_eq!(part["periods"], json!(periods[3..=7]));
    for name in PARTS {
        assert_eq!(part["lines"][0][name], json!(whole["lines"][0][name].as_array().unwrap()[3..=7]));
        assert_eq!(part["cumulative"][name], json!(whole["cumulative"][name].as_array().unwrap()[3..=7]));
    }
    for (from, to) in [("yesterday", "2026-01-01"), ("1800-01-01", "2026-01-01")] {
        let args = json!({ "query": all, "scale": "month", "from": from, "to": to });
        assert_eq!(office.refused("cost_matrix", args).await, ErrorCode::Invalid);
    }
    let nothing = json!({ "query": all, "scale": "year", "from": "2030-01-01", "to": "2029-01-01" });
    assert_eq!(office.call("cost_matrix", nothing).await.unwrap()["periods"], json!([]));
}
