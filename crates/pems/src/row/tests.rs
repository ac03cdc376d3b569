use super::*;
use pfa_domain::Money;
use serde_json::json;

fn grid_row() -> Json {
    json!({
        "pfs_id": "RIO-1", "pfs_a_org": "RIO", "pfs_updatecount": "7",
        "pfs_a_corporate": "North", "pfs_a_category": "Cranes", "pfs_f_category": "", "pfs_f_class": "A",
        "pfs_a_desc": "", "pfs_a_source": "Rental", "pfs_a_dor": "BEO", "pfa_act": "false", "pfa_dis": "false",
        "pfs_ft": "true", "pfs_a_rate": "1250.50", "pfs_a_price": "", "pfs_f_manufact": "", "pfs_f_model": "",
        "pfs_a_start": "", "pfs_a_end": "", "pfs_f_start": "2026-01-02", "pfs_f_end": "2026-03-04",
        "pfs_act_start": "", "pfs_act_end": "", "pfs_contract": "", "pfs_equipment": "",
        "pfs_f_last_change_by": "ann@example.com", "pfs_f_intlastupdated": "2026-01-01T10:00:00.123456Z",
        "pfs_zz_new": "kept"
    })
}

fn with(mut row: Json, name: &str, value: Json) -> Json {
    row[name] = value;
    row
}

fn without(mut row: Json, name: &str) -> Json {
    row.as_object_mut().unwrap().remove(name);
    row
}

fn record(row: ObservedRow) -> PfaRecord {
    match row {
        ObservedRow::Record(record) => record,
        ObservedRow::Unparsable { reason, .. } => panic!("{reason}"),
    }
}

fn reason(row: Json) -> String {
    match observe(Form::Grid, row) {
        ObservedRow::Unparsable { reason, .. } => reason,
        ObservedRow::Record(record) => panic!("{record:?}"),
    }
}

#[test]
fn a_grid_row_is_read_and_what_is_not_known_is_kept() {
    let record = record(observe(Form::Grid, grid_row()));
    assert_eq!((record.id.to_string().as_str(), record.version), ("RIO/RIO-1", 7));
    assert_eq!(record.money(Field::MonthlyRate), Money::from_cents(125_050));
    assert_eq!(record.get(Field::Model), &FieldValue::Null);
    assert_eq!(record.get(Field::LastChangedAt).to_string(), "2026-01-01T10:00:00.123456Z");
    assert_eq!(Json::Object(record.unknown), json!({ "pfs_zz_new": "kept" }));
}

#[test]
fn both_forms_of_a_record_read_alike() {
    let from_grid = record(observe(Form::Grid, without(grid_row(), "pfs_zz_new")));
    let mut rest = from_grid.to_json();
    rest.insert("pfaId".to_owned(), json!("RIO-1"));
    rest.insert("organization".to_owned(), json!("RIO"));
    rest.insert("version".to_owned(), json!(7));
    assert_eq!(record(observe(Form::Rest, Json::Object(rest))), from_grid);
}

#[test]
fn a_row_that_is_no_record_says_why() {
    let bad = [
        (without(grid_row(), "pfs_id"), "no text in pfs_id"),
        (without(grid_row(), "pfs_a_org"), "no text in pfs_a_org"),
        (without(grid_row(), "pfs_updatecount"), "pfs_updatecount is not a version"),
        (with(grid_row(), "pfs_updatecount", json!("0")), "not a version"),
        (with(grid_row(), "pfs_updatecount", json!("+7")), "not a version"),
        (with(grid_row(), "pfs_updatecount", json!(7)), "not a version"),
        (with(grid_row(), "pfs_id", json!("RIO 1")), "a PFA id"),
        (with(grid_row(), "pfs_a_org", json!("rio")), "an organization"),
        (with(grid_row(), "pfs_f_end", json!("2026-02-30")), "Forecast end is not a date"),
        (with(grid_row(), "pfs_a_rate", json!("1,250.50")), "Monthly rate is not an amount"),
        (with(grid_row(), "pfs_a_rate", json!(1250.5)), "Monthly rate has the wrong type"),
        (with(grid_row(), "pfs_f_class", json!("")), "Class must not be empty"),
        (without(grid_row(), "pfs_a_source"), "Source must not be empty"),
        (json!("RIO-1"), "not an object"),
    ];
    for (row, why) in bad {
        let said = reason(row.clone());
        assert!(said.contains(why), "{said:?} for {row}");
    }
}

#[test]
fn a_bad_row_keeps_what_is_known_of_it_and_a_bounded_payload() {
    let row =
        with(with(grid_row(), "pfs_f_end", json!("never")), "pfs_a_desc", json!("\u{202e}x".repeat(40_000)));
    let ObservedRow::Unparsable { pfa_id, organization, version, payload, .. } = observe(Form::Grid, row)
    else {
        panic!("read as a record");
    };
    assert_eq!((pfa_id.as_deref(), organization.as_deref(), version), (Some("RIO-1"), Some("RIO"), Some(7)));
    assert!(payload.len() <= PAYLOAD_BYTES_MAX && payload.len() > PAYLOAD_BYTES_MAX - 10);
    assert!(!payload.contains('\u{202e}') && payload.contains("\\u202e"));
}

#[test]
fn a_version_in_json_is_an_integer_of_one_or_more() {
    let mut members = record(observe(Form::Grid, grid_row())).to_json();
    members.insert("pfaId".to_owned(), json!("RIO-1"));
    members.insert("organization".to_owned(), json!("RIO"));
    for version in [json!(0), json!(-1), json!(1.5), json!("7"), Json::Null] {
        members.insert("version".to_owned(), version.clone());
        let row = observe(Form::Rest, Json::Object(members.clone()));
        assert!(matches!(row, ObservedRow::Unparsable { .. }), "{version}");
    }
}

#[test]
fn a_row_with_escapes_and_nested_members_reads_as_its_json_does() {
    let row = with(
        with(grid_row(), "pfs_a_desc", json!("two\nlines, \"quoted\"")),
        "pfs_zz_new",
        json!({ "list": [1, -2, 2.5, null, true, "é"] }),
    );
    let GridRow(read) = serde_json::from_str(&row.to_string()).unwrap();
    assert_eq!(read, observe(Form::Grid, row.clone()));
    assert_eq!(record(read).text(Field::Description), Some("two\nlines, \"quoted\""));

    let bad = with(row, "pfs_a_rate", json!([1250.5]));
    let ObservedRow::Unparsable { payload, .. } = observe(Form::Grid, bad.clone()) else {
        panic!("read as a record");
    };
    assert_eq!(serde_json::from_str::<Json>(&payload).unwrap(), bad);
}
