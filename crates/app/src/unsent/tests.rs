#![allow(clippy::unwrap_used)]

use super::*;
use pfa_domain::{
    Clash, Delta, Draft, Field, FieldValue, Organization, PfaId, PfaRecord, RecordId, SyncStatus,
};
use pfa_store::mirror::MirrorRow;
use pfa_store::modification::Modification;
use pfa_store::rescue::Unsent;
use serde_json::{Value as Json, json};

fn record(pfa_id: &str, version: u64) -> PfaRecord {
    let members = json!({
        "areaSilo": "Silo 1", "category": "Cranes", "class": "Crawler", "source": "Rental", "dor": "BEO",
        "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false,
        "monthlyRate": "100.00", "description": "Crane, big", "model": "LR 1",
    });
    let id = RecordId::new(Organization::new("RIO").unwrap(), PfaId::new(pfa_id).unwrap());
    PfaRecord::from_json(id, version, members.as_object().unwrap()).unwrap()
}

fn unsent(pfa_id: &str, edit: &[(Field, &str)], status: SyncStatus) -> Unsent {
    let base = record(pfa_id, 3);
    let delta: Delta =
        edit.iter().map(|(field, typed)| (*field, FieldValue::from_input(*field, typed).unwrap())).collect();
    let mut draft = Draft::on(&base).edit(&base, &delta, &Delta::default()).unwrap();
    draft.reason = Some("Permit is late".into());
    let mut now = record(pfa_id, 4);
    now.set(Field::MonthlyRate, FieldValue::from_input(Field::MonthlyRate, "120").unwrap());
    Unsent {
        modification: Modification {
            record: base.id,
            draft,
            status,
            synced_at: None,
            sync_error: (status == SyncStatus::Failed).then(|| "PEMS was too busy, 4 times.".to_owned()),
            pems_version: None,
            changed_at: "2026-06-12T09:30:00Z".parse().unwrap(),
            changed_by: "maria".into(),
            what_if: None,
        },
        mirror: Some(MirrorRow { record: now, seen_version: 4, gone: false }),
        clash: None,
    }
}

fn work(unsent: Vec<Unsent>, unreadable: Vec<Unreadable>) -> UnsentWork {
    UnsentWork { salvage: Salvage { unsent, unreadable }, read_at: "2026-06-12T10:00:00Z".parse().unwrap() }
}

fn json_of(work: &UnsentWork) -> Json {
    serde_json::from_slice(&work.content(ExportFormat::Json).unwrap()).unwrap()
}

fn csv_of(work: &UnsentWork) -> Vec<String> {
    let text = String::from_utf8(work.content(ExportFormat::Csv).unwrap()).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap().to_owned();
    text.strip_suffix("\r\n").unwrap().split("\r\n").map(str::to_owned).collect()
}

#[test]
fn the_document_has_three_values_of_every_changed_field_and_who_changed_it_when_and_why() {
    let one = unsent("RIO-1", &[(Field::MonthlyRate, "99.5"), (Field::Model, "")], SyncStatus::Failed);
    assert_eq!(
        json_of(&work(vec![one], Vec::new())),
        json!({
            "format": 1,
            "exportedAt": "2026-06-12T10:00:00.000Z",
            "records": [{
                "organization": "RIO", "pfaId": "RIO-1", "description": "Crane, big", "status": "failed",
                "reason": "Permit is late", "problem": "PEMS was too busy, 4 times.",
                "baseVersion": 3, "pemsVersion": 4, "changedBy": "maria", "changedAt": "2026-06-12T09:30:00.000Z",
                "changes": [
                    { "field": "monthlyRate", "base": "100.00", "mine": "99.50", "pems": "120.00" },
                    { "field": "model", "base": "LR 1", "mine": null, "pems": "LR 1" },
                ],
            }],
            "unreadable": [],
        })
    );
}

#[test]
fn a_spreadsheet_gets_a_line_a_changed_field() {
    let one = unsent(
        "RIO-1",
        &[(Field::MonthlyRate, "99.5"), (Field::Model, "=cmd|' /C calc'!A0")],
        SyncStatus::Draft,
    );
    let lines = csv_of(&work(vec![one], Vec::new()));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(
        lines[0],
        "organization,pfaId,description,status,reason,problem,baseVersion,pemsVersion,field,base,mine,pems,changedBy,changedAt"
    );
    assert_eq!(
        lines[1],
        "RIO,RIO-1,\"Crane, big\",draft,Permit is late,,3,4,monthlyRate,100.00,99.50,120.00,maria,2026-06-12T09:30:00.000Z"
    );
    assert!(lines[2].contains(",model,LR 1,'=cmd|' /C calc'!A0,LR 1,"), "{}", lines[2]);
}

#[test]
fn what_a_conflict_asks_is_the_problem() {
    let mut one = unsent("RIO-1", &[(Field::MonthlyRate, "99.5")], SyncStatus::Conflict);
    one.clash = Some(Clash { fields: vec![Field::MonthlyRate], rule: None });
    assert_eq!(
        json_of(&work(vec![one], Vec::new()))["records"][0]["problem"],
        "Changed in PEMS too: monthlyRate."
    );
}

#[test]
fn values_of_pems_that_are_not_known_are_left_out_and_are_not_empty() {
    let mut one = unsent("RIO-1", &[(Field::Model, "LR 2")], SyncStatus::Queued);
    one.mirror = None;
    let document = json_of(&work(vec![one], Vec::new()));
    assert_eq!(document["records"][0]["pemsVersion"], Json::Null);
    assert_eq!(
        document["records"][0]["changes"],
        json!([{ "field": "model", "base": "LR 1", "mine": "LR 2" }])
    );
}

#[test]
fn what_could_not_be_read_is_named_in_either_file() {
    let lost = Unreadable { record: Some(record("RIO-9", 1).id), status: Some(SyncStatus::Draft) };
    let nameless = Unreadable { record: None, status: None };
    let work = work(Vec::new(), vec![lost, nameless]);
    assert_eq!(
        json_of(&work)["unreadable"],
        json!([
            { "organization": "RIO", "pfaId": "RIO-9", "status": "draft" },
            { "organization": null, "pfaId": null, "status": null },
        ])
    );
    let lines = csv_of(&work);
    assert_eq!(lines[1], "RIO,RIO-9,,draft,,This change could not be read.,,,,,,,,");
    assert_eq!(lines[2], ",,,,,This change could not be read.,,,,,,,,");
}

#[test]
fn a_second_file_of_the_same_second_stands_beside_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("Downloads");
    let work = work(vec![unsent("RIO-1", &[(Field::Model, "LR 2")], SyncStatus::Draft)], Vec::new());
    let first = work.write_into(&deep, ExportFormat::Csv).unwrap();
    let second = work.write_into(&deep, ExportFormat::Csv).unwrap();
    assert_ne!(first, second);
    assert_eq!(std::fs::read(&first).unwrap(), work.content(ExportFormat::Csv).unwrap());
    assert!(second.to_string_lossy().ends_with(" (2).csv"), "{second:?}");
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.json");
    std::fs::write(&path, "mine").unwrap();
    let work = work(Vec::new(), Vec::new());
    assert!(work.write_to(&path, ExportFormat::Json).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}
