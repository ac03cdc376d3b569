//! Edits of many records: what a check says is what saving does, and what is refused is named.

use crate::desk::{MARIA, Office, READER};
use pfa_app::domain::{Field, Permission, PfaRecord};
use pfa_app::view::ErrorCode;
use serde_json::{Value as Json, json};

/// The id of the first sample record that is so.
fn such(office: &Office, wanted: impl Fn(&PfaRecord) -> bool) -> String {
    let open = |r: &PfaRecord| !r.is_discontinued() && wanted(r);
    office.sim.control().find("RIO", open).unwrap().id.pfa_id.to_string()
}

fn has_forecast(record: &PfaRecord) -> bool {
    !record.is_actualized()
        && record.date(Field::ForecastStart).is_some()
        && record.date(Field::ForecastEnd).is_some()
}

fn is_billing(record: &PfaRecord) -> bool {
    record.is_actualized() && record.date(Field::ActualEnd).is_some()
}

async fn values(office: &Office, pfa_id: &str) -> Json {
    office.call("record_show", json!({ "pfaId": pfa_id })).await.unwrap()["row"]["values"].clone()
}

fn later(date: &Json, days: i64) -> String {
    let date: chrono::NaiveDate = date.as_str().unwrap().parse().unwrap();
    (date + chrono::TimeDelta::days(days)).to_string()
}

fn all() -> Json {
    json!({ "search": null, "filters": [], "sort": [], "groups": [], "folded": [], "only": null, "whatIf": null })
}

#[tokio::test]
async fn what_the_rules_refuse_is_left_out_and_named_and_the_rest_is_one_step() {
    let office = Office::with(40, MARIA).await;
    let (fine, billing) = (such(&office, has_forecast), such(&office, is_billing));
    let edits = json!([
        { "pfaId": fine, "changes": { "contract": " C-9 ", "monthlyRate": "12.5" } },
        { "pfaId": billing, "changes": { "forecastEnd": "2027-01-01" } },
        { "pfaId": "RIO-10003", "changes": { "forecastEnd": "soon" } },
        { "pfaId": "RIO-99999", "changes": { "contract": "C-9" } },
        { "pfaId": "RIO-10004", "changes": {} },
    ]);
    let check = office.call("edit_check", json!({ "edits": edits })).await.unwrap();
    assert_eq!(
        (&check["changed"], &check["unchanged"], &check["refused"]),
        (&json!(1), &json!(1), &json!(3))
    );
    assert_eq!(check["reasons"].as_array().unwrap().len(), 3);
    let verdict =
        |id: &str| check["edits"].as_array().unwrap().iter().find(|v| v["pfaId"] == id).unwrap().clone();
    assert_eq!(verdict(&fine)["refused"], Json::Null);
    let tos: Vec<Json> =
        verdict(&fine)["changes"].as_array().unwrap().iter().map(|c| c["to"].clone()).collect();
    assert_eq!(tos, ["12.50", "C-9"], "as they will be kept");
    let at_fault = &verdict("RIO-10003")["changes"][0];
    assert_eq!((&at_fault["to"], at_fault["refused"].is_string()), (&json!("soon"), true));
    let state = office.call("journal_state", json!({})).await.unwrap();
    assert_eq!(state["undoCount"], 0, "a check keeps nothing");

    let save = json!({ "edits": edits, "label": "Paste", "reason": null });
    let step = office.call("edit_save", save).await.unwrap()["step"].clone();
    assert_eq!(
        (&step["label"], &step["count"], &step["leftOutCount"]),
        (&json!("Paste"), &json!(1), &json!(3))
    );
    let named: Vec<&str> =
        step["leftOut"].as_array().unwrap().iter().map(|l| l["pfaId"].as_str().unwrap()).collect();
    assert_eq!(named, [billing.as_str(), "RIO-10003", "RIO-99999"]);
    assert_eq!(values(&office, &fine).await["monthlyRate"], "12.50");
    let state = office.call("journal_state", json!({})).await.unwrap();
    assert_eq!((&state["undo"], &state["undoCount"]), (&json!("Paste"), &json!(1)));
}

#[tokio::test]
async fn a_shift_moves_both_forecast_dates_and_of_an_actualized_record_its_actual_end_alone() {
    let office = Office::with(40, MARIA).await;
    let (planned, billing) = (such(&office, has_forecast), such(&office, is_billing));
    let before = (values(&office, &planned).await, values(&office, &billing).await);
    let shift = json!({ "target": { "ids": [planned, billing] }, "change": { "type": "shift", "days": 10 }, "reason": null });
    office.call("bulk_save", shift).await.unwrap();
    let after = (values(&office, &planned).await, values(&office, &billing).await);
    for field in ["forecastStart", "forecastEnd"] {
        assert_eq!(after.0[field], later(&before.0[field], 10));
        assert_eq!(after.1[field], before.1[field]);
    }
    assert_eq!(after.1["actualEnd"], later(&before.1["actualEnd"], 10));
    assert_eq!(after.1["actualStart"], before.1["actualStart"]);
}

#[tokio::test]
async fn actuals_stay_without_their_right_and_the_rest_is_shifted() {
    let office = Office::with(40, MARIA).await;
    let (planned, billing) = (such(&office, has_forecast), such(&office, is_billing));
    let rights = [Permission::Read, Permission::EditForecast];
    office.sim.control().set_permissions(MARIA.0, "RIO", rights).unwrap();
    let before = office.call("sync_status", json!({})).await.unwrap()["lastSyncAt"].clone();
    office.after("sync_now", json!({}), |status| status["lastSyncAt"] != before).await;
    let shift = json!({ "target": { "ids": [planned, billing] }, "change": { "type": "shift", "days": -1 }, "reason": null });
    let step = office.call("bulk_save", shift).await.unwrap()["step"].clone();
    assert_eq!((&step["count"], &step["leftOut"][0]["pfaId"]), (&json!(1), &json!(billing)));
    assert!(step["leftOut"][0]["reason"].as_str().unwrap().contains("editActuals"), "{step}");
}

#[tokio::test]
async fn an_edit_of_a_value_that_is_no_more_is_left_out_until_the_new_one_was_seen() {
    let office = Office::with(40, MARIA).await;
    let id = such(&office, has_forecast);
    let save = async |contract: &str, seen: Json| {
        let edits =
            json!([{ "pfaId": id, "changes": { "contract": contract }, "seen": { "contract": seen } }]);
        let check = office.call("edit_check", json!({ "edits": edits })).await.unwrap();
        let args = json!({ "edits": edits, "label": "Edit", "reason": null });
        (check, office.call("edit_save", args).await.unwrap()["step"].clone())
    };
    let before = values(&office, &id).await["contract"].clone();
    let (_, step) = save("C-THEIRS", before.clone()).await;
    assert_eq!(step["count"], 1);
    let (check, step) = save("C-MINE", before.clone()).await;
    assert_eq!((&step["count"], &step["leftOutCount"]), (&json!(0), &json!(1)));
    let why = "Contract changed since you looked: look again before you save.";
    assert_eq!((&check["reasons"][0]["message"], &step["leftOut"][0]["reason"]), (&json!(why), &json!(why)));
    assert_eq!(check["edits"][0]["changes"][0]["from"], "C-THEIRS", "what it is now is shown");
    let (_, step) = save("C-THEIRS", before).await;
    assert_eq!(step["leftOutCount"], 0, "nobody is overruled by what they wrote themselves");
    let (_, step) = save("C-MINE", json!("C-THEIRS")).await;
    assert_eq!(step["count"], 1);
    assert_eq!(values(&office, &id).await["contract"], "C-MINE");
}

#[tokio::test]
async fn what_a_command_changed_is_told_for_the_windows_that_did_not_give_it() {
    let office = Office::with(5, MARIA).await;
    let id = such(&office, |_| true);
    let done =
        async |name: &str, args: Json| pfa_app::command::dispatch(&office.desk, name, args).await.unwrap();
    let read = done("record_show", json!({ "pfaId": id })).await;
    assert_eq!(read.changed, None);
    let edits = json!([{ "pfaId": id, "changes": { "contract": "C-9" } }]);
    let saved = done("edit_save", json!({ "edits": edits, "label": "Edit", "reason": null })).await;
    assert_eq!(saved.changed.unwrap().records, Some(vec![id]));
}

#[tokio::test]
async fn a_check_of_a_view_says_what_it_will_cost() {
    let office = Office::with(60, MARIA).await;
    let change = json!({ "type": "length", "days": 90 });
    let target = json!({ "query": all() });
    let check = office.call("bulk_check", json!({ "target": target, "change": change })).await.unwrap();
    let totals = |office: &Office| {
        let asked = json!({ "query": all() });
        let office = office.desk.clone();
        async move { pfa_app::command::dispatch(&office, "record_totals", asked).await.unwrap().answer }
    };
    assert_eq!(check["before"], totals(&office).await);
    assert!(check["refused"].as_u64().unwrap() > 0 && check["changed"].as_u64().unwrap() > 0, "{check}");
    let save = json!({ "target": target, "change": change, "reason": null });
    let step = office.call("bulk_save", save).await.unwrap()["step"].clone();
    assert_eq!((&step["count"], &step["leftOutCount"]), (&check["changed"], &check["refused"]));
    assert_eq!(check["after"], totals(&office).await);
}

#[tokio::test]
async fn records_are_put_back_to_plan_to_pems_discontinued_and_reinstated() {
    let office = Office::with(40, MARIA).await;
    let has_plan = |r: &PfaRecord| has_forecast(r) && r.date(Field::OriginalEnd).is_some();
    let id = such(&office, has_plan);
    let start = values(&office, &id).await;
    let bulk = |change: Json, reason: Json| {
        let args = json!({ "target": { "ids": [id, id] }, "change": change, "reason": reason });
        let desk = office.desk.clone();
        async move { pfa_app::command::dispatch(&desk, "bulk_save", args).await.map(|done| done.answer) }
    };
    bulk(json!({ "type": "set", "changes": { "dor": "PROJECT", "equipment": "EQ-1" } }), json!(null))
        .await
        .unwrap();
    bulk(json!({ "type": "reset_to_plan" }), json!(null)).await.unwrap();
    let now = values(&office, &id).await;
    assert_eq!((&now["dor"], &now["equipment"]), (&json!("PROJECT"), &json!("EQ-1")));
    assert_eq!(
        (&now["forecastStart"], &now["forecastEnd"]),
        (&start["originalStart"], &start["originalEnd"])
    );

    let alone = bulk(json!({ "type": "discontinue" }), json!("cancelled")).await.unwrap();
    assert_eq!(alone["step"]["leftOutCount"], 1, "it goes alone: {alone}");
    bulk(json!({ "type": "back_to_pems" }), json!(null)).await.unwrap();
    assert_eq!(values(&office, &id).await, start);
    let unexplained = bulk(json!({ "type": "discontinue" }), json!(null)).await.unwrap_err();
    assert_eq!(unexplained.code, ErrorCode::Invalid);
    bulk(json!({ "type": "discontinue" }), json!("cancelled")).await.unwrap();
    assert_eq!(values(&office, &id).await["isDiscontinued"], true);
    bulk(json!({ "type": "reinstate" }), json!(null)).await.unwrap();
    let shown = office.call("record_show", json!({ "pfaId": id })).await.unwrap();
    assert_eq!((&shown["draft"], &shown["row"]["status"]), (&Json::Null, &json!("synced")));
}

#[tokio::test]
async fn a_preview_is_what_the_records_cost_once_saved() {
    let office = Office::with(40, MARIA).await;
    let id = such(&office, |r| has_forecast(r) && r.money(Field::MonthlyRate).is_some());
    let end = later(&values(&office, &id).await["forecastEnd"], 31);
    let edits = json!([{ "pfaId": id, "changes": { "forecastEnd": end } }]);
    let one = json!({ "search": null, "filters": [], "sort": [], "groups": [], "folded": [], "only": [id], "whatIf": null });
    let preview = office.call("line_preview", json!({ "edits": edits })).await.unwrap();
    let check = office.call("edit_check", json!({ "edits": edits })).await.unwrap();
    office.call("edit_save", json!({ "edits": edits, "label": "Drag", "reason": null })).await.unwrap();
    assert_eq!(preview["totals"], office.call("record_totals", json!({ "query": one })).await.unwrap());
    assert_eq!(preview["totals"], check["after"]);
    assert_eq!(preview["cost"][0]["cost"]["forecast"], preview["totals"]["forecast"]);
    assert_eq!((&preview["delta"]["count"], &preview["delta"]["plan"]), (&json!(1), &json!("0.00")));
}

#[tokio::test]
async fn who_may_only_read_edits_nothing_and_bounds_hold() {
    let office = Office::with(3, READER).await;
    let edits = json!([{ "pfaId": "RIO-10001", "changes": { "contract": "C-9" } }]);
    let shift = |days: i64| json!({ "target": { "ids": ["RIO-10001"] }, "change": { "type": "shift", "days": days }, "reason": null });
    let cases = [
        ("edit_save", json!({ "edits": edits, "label": "Paste", "reason": null }), ErrorCode::Forbidden),
        ("bulk_save", shift(1), ErrorCode::Forbidden),
        ("bulk_save", shift(1_000_000), ErrorCode::Invalid),
        ("edit_save", json!({ "edits": edits, "label": " ", "reason": null }), ErrorCode::Invalid),
        ("what_if_begin", json!({ "name": "Later" }), ErrorCode::Forbidden),
        ("undo", json!({}), ErrorCode::Invalid),
        ("view_delete", json!({ "id": "none" }), ErrorCode::NotFound),
        ("line_ids", json!({ "query": all(), "from": 0, "to": 200_000 }), ErrorCode::Invalid),
    ];
    for (name, args, code) in cases {
        assert_eq!(office.refused(name, args.clone()).await, code, "{name} {args}");
    }
}

#[tokio::test]
async fn views_and_where_one_left_off_are_kept_for_each_organization() {
    let office = Office::with(3, MARIA).await;
    let mut query = all();
    query["groups"] = json!(["category"]);
    query["folded"] = json!([["Cranes"]]);
    let spec = json!({ "query": query, "columns": [{ "id": "model", "width": 120, "shown": true }], "frozen": 1,
        "scale": "month", "screen": "timeline" });
    let view = json!({ "id": "v-1", "name": " Cranes ", "spec": spec });
    office.call("view_save", json!({ "view": view })).await.unwrap();
    office.call("workspace_state_put", json!({ "json": "{\"screen\":\"cost\"}" })).await.unwrap();
    let kept = office.call("view_list", json!({})).await.unwrap();
    assert_eq!(
        (&kept[0]["name"], &kept[0]["spec"]["query"]["groups"]),
        (&json!("Cranes"), &json!(["category"]))
    );
    assert_eq!(kept[0]["spec"]["query"]["folded"], json!([]));
    let twice = json!({ "view": { "id": "v-2", "name": "Cranes", "spec": spec } });
    assert_eq!(office.refused("view_save", twice).await, ErrorCode::Invalid);

    office.call("organization_select", json!({ "organization": "PORTARTHUR" })).await.unwrap();
    assert_eq!(office.call("view_list", json!({})).await.unwrap(), json!([]));
    assert_eq!(office.call("workspace_state_get", json!({})).await.unwrap(), Json::Null);
    office.call("organization_select", json!({ "organization": "RIO" })).await.unwrap();
    assert_eq!(office.call("workspace_state_get", json!({})).await.unwrap(), "{\"screen\":\"cost\"}");
    office.call("view_delete", json!({ "id": "v-1" })).await.unwrap();
    assert_eq!(office.call("view_list", json!({})).await.unwrap(), json!([]));
}
