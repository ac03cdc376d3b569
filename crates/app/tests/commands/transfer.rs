//! Tables in and out: what is written reads back, what is bad is told, what is good becomes a draft.

use crate::desk::{MARIA, Office};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

fn all(groups: Json) -> Json {
    json!({ "search": null, "filters": [], "sort": [{ "by": "pfaId", "descending": true }], "groups": groups, "folded": [], "only": null, "whatIf": null })
}

async fn open(office: &Office, bytes: &[u8]) -> Json {
    office
        .call("import_open", json!({ "name": "plan.csv", "bytesBase64": STANDARD.encode(bytes) }))
        .await
        .unwrap()
}

fn on(opened: &Json) -> Json {
    json!({ "importId": opened["importId"], "mapping": opened["mapping"] })
}

const COLUMNS: [&str; 12] = [
    "pfaId",
    "category",
    "description",
    "source",
    "monthlyRate",
    "purchasePrice",
    "forecastStart",
    "forecastEnd",
    "isFundsTransferable",
    "equipment",
    "status",
    "variance",
];

#[tokio::test]
async fn what_is_exported_and_imported_again_changes_nothing() {
    let office = Office::with(40, MARIA).await;
    let formula = json!({ "pfaId": "RIO-10001", "changes": { "contract": "=1+1", "description": "two\nlines, \"quoted\"" }, "reason": null });
    office.call("draft_save", formula).await.unwrap();
    let columns: Vec<&str> = COLUMNS.into_iter().chain(["contract"]).collect();
    for format in ["csv", "xlsx"] {
        let args = json!({ "query": all(json!(["category"])), "columns": columns, "format": format });
        let exported = office.call("view_export", args).await.unwrap();
        assert_eq!(exported["records"], 40);
        let bytes = std::fs::read(exported["path"].as_str().unwrap()).unwrap();
        let opened = open(&office, &bytes).await;
        assert_eq!((&opened["rows"], &opened["mapping"][0]), (&json!(40), &json!("pfaId")));
        assert_eq!(opened["mapping"][11], Json::Null, "a variance is no field");
        let check = office.call("import_check", on(&opened)).await.unwrap();
        assert_eq!((&check["changed"], &check["unchanged"]), (&json!(0), &json!(40)), "{format}: {check}");
        assert_eq!(check["badCount"], 0);
    }
}

#[tokio::test]
async fn an_exports_rows_stand_as_the_view_has_them() {
    let office = Office::with(30, MARIA).await;
    let query = all(json!(["source", "category"]));
    let shown = office.call("line_ids", json!({ "query": query, "from": 0, "to": 1000 })).await.unwrap();
    let args = json!({ "query": query, "columns": ["pfaId", "model"], "format": "csv" });
    let exported = office.call("view_export", args).await.unwrap();
    let text = std::fs::read_to_string(exported["path"].as_str().unwrap()).unwrap();
    let ids: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(json!(ids), shown);
    let wrong = json!({ "query": query, "columns": ["colour"], "format": "csv" });
    assert_eq!(office.refused("view_export", wrong).await, ErrorCode::Invalid);
}

#[tokio::test]
async fn good_rows_become_drafts_in_one_step_and_every_bad_one_is_told_with_its_reason() {
    let office = Office::with(10, MARIA).await;
    let table = "\u{feff}PFA id;Contract;Forecast end;Colour\r\n\
        RIO-10001;C-9;;red\r\n\
        RIO-99999;C-9;;\r\n\
        ;C-9;;\r\n\
        RIO-10002;C-9;31.12.2026;\r\n\
        RIO-10001;C-8;;\r\n\
        RIO-10003;C-9;;\r\n";
    let opened = open(&office, table.as_bytes()).await;
    assert_eq!(opened["mapping"], json!(["pfaId", "contract", "forecastEnd", null]));
    let mut asked = on(&opened);
    asked["mapping"][2] = Json::Null;
    let check = office.call("import_check", asked.clone()).await.unwrap();
    let bad = |check: &Json| {
        check["bad"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((bad(&check), &check["rows"]), (vec![3, 4, 6], &json!(6)));
    let dated = office.call("import_check", on(&opened)).await.unwrap();
    assert!(bad(&dated).contains(&5), "no date: {dated}");

    let step = office.call("import_save", asked.clone()).await.unwrap()["step"].clone();
    assert_eq!(
        (&step["label"], &step["count"], &step["leftOutCount"]),
        (&json!("Import plan.csv"), &json!(3), &json!(1))
    );
    let state = office.call("journal_state", json!({})).await.unwrap();
    assert_eq!(state["undoCount"], 1);
    assert_eq!(office.refused("import_save", asked).await, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_mapping_that_makes_no_sense_and_a_file_that_is_no_table_are_refused() {
    let office = Office::with(3, MARIA).await;
    let opened = open(&office, b"id,model,contract\nRIO-10001,a,b\n").await;
    let with = |mapping: Json| json!({ "importId": opened["importId"], "mapping": mapping });
    for mapping in [
        json!([null, "model", null]),
        json!(["pfaId", "model", "model"]),
        json!(["pfaId"]),
        json!(["pfaId", "colour", null]),
    ] {
        assert_eq!(
            office.refused("import_check", with(mapping.clone())).await,
            ErrorCode::Invalid,
            "{mapping}"
        );
    }
    for bytes in ["not base64!", ""] {
        let args = json!({ "name": "x", "bytesBase64": bytes });
        assert_eq!(office.refused("import_open", args).await, ErrorCode::Invalid, "{bytes:?}");
    }
}
