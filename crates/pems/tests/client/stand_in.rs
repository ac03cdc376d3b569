//! The client against the stand-in, which keeps the contract and shares none of its types.

use crate::server::{rio, write};
use pems_sim::{Control, Fault, FaultKind, Operation, Sim, SimBuilder};
use pfa_domain::{Delta, Field, FieldValue, Organization, PfaRecord, RecordId};
use pfa_pems::{
    Acknowledged, Client, ClientOptions, Credentials, Endpoint, Limiter, ObservedRow, PemsError, Secret,
    WriteRequest,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const RATE: f64 = 500.0;

/// A stand-in that is not slowed down, since what these tests show is not the rate.
async fn start(records: u32) -> (Sim, Client) {
    let sim = quick(records).start().await.unwrap();
    let client = client_of(&sim, RATE);
    (sim, client)
}

fn quick(records: u32) -> SimBuilder {
    Sim::builder().records(records).rate(RATE)
}

fn client_of(sim: &Sim, rate: f64) -> Client {
    client_as(sim, "maria.ortiz@example.com", "planner-1", Arc::new(Limiter::new(rate, &[])))
}

fn client_as(sim: &Sim, user: &str, password: &str, limiter: Arc<Limiter>) -> Client {
    let endpoint = Endpoint::new(&sim.root_url(), sim.tenant()).unwrap();
    let credentials = Credentials::Basic { user: user.to_owned(), password: Secret::new(password) };
    Client::new(endpoint, credentials, limiter, ClientOptions::default()).unwrap()
}

async fn all_pages(client: &Client, rows: u32) -> (Vec<PfaRecord>, usize) {
    let (mut records, mut pages, mut after) = (Vec::new(), 0, None);
    loop {
        let page = client.grid_page(&rio(), after.as_ref(), None, rows).await.unwrap();
        assert_eq!(page.matching, 8_807 - records.len() as u64);
        pages += 1;
        records.extend(page.rows.into_iter().map(|row| match row {
            ObservedRow::Record(record) => record,
            ObservedRow::Unparsable { reason, payload, .. } => panic!("{reason}: {payload}"),
        }));
        if !page.more {
            return (records, pages);
        }
        after = page.last;
    }
}

/// A Rental of RIO that a planner may change.
fn editable(control: &Control) -> PfaRecord {
    control.find("RIO", |r| !r.is_discontinued() && !r.is_actualized()).unwrap()
}

fn change(record: &PfaRecord, model: &str, key: u128) -> WriteRequest {
    let delta = Delta::from_iter([(Field::Model, FieldValue::Text(model.to_owned()))]);
    WriteRequest { id: record.id.clone(), version: record.version, delta, ..write("RIO-1", 1, key) }
}

async fn seen(client: &Client, id: &RecordId) -> PfaRecord {
    match client.record(id).await.unwrap() {
        ObservedRow::Record(record) => record,
        ObservedRow::Unparsable { reason, .. } => panic!("{reason}"),
    }
}

#[tokio::test]
async fn all_records_come_page_by_page_whatever_the_page_holds() {
    let sim = quick(10).records_of("RIO", 8_807).start().await.unwrap();
    let held = sim.control().records("RIO");
    let client = client_of(&sim, RATE);
    let (records, pages) = all_pages(&client, 2_000).await;
    assert_eq!((records.len(), pages), (8_807, 5));
    assert!(records == held, "the client reads what the stand-in holds");

    sim.control().set_page_rows(1_500).unwrap();
    let (records, pages) = all_pages(&client, 10_000).await;
    assert!(records == held && pages == 6, "PEMS may give fewer rows than asked for");
}

#[tokio::test]
async fn only_what_changed_since_comes_when_asked_so() {
    let (sim, client) = start(200).await;
    let before = client.grid_page(&rio(), None, None, 1).await.unwrap().server_time;
    let record = editable(&sim.control());
    client.update(&change(&record, "LR 1160", 1)).await.unwrap();
    let page = client.grid_page(&rio(), None, Some(before), 100).await.unwrap();
    let ids = page.rows.iter().map(|row| match row {
        ObservedRow::Record(changed) => (changed.id.clone(), changed.version),
        ObservedRow::Unparsable { reason, .. } => panic!("{reason}"),
    });
    assert_eq!(ids.collect::<Vec<_>>(), [(record.id, record.version + 1)]);
}

#[tokio::test]
async fn a_write_is_applied_once_however_often_it_is_sent() {
    let (sim, client) = start(50).await;
    let record = editable(&sim.control());
    let write = change(&record, "LR 1160", 1);
    let first = client.update(&write).await.unwrap();
    assert_eq!((first.new_version, first.replayed), (record.version + 1, false));
    let again = client.update(&write).await.unwrap();
    assert_eq!(again, Acknowledged { replayed: true, ..first });
    let now = seen(&client, &record.id).await;
    assert_eq!((now.version, now.text(Field::Model)), (record.version + 1, Some("LR 1160")));
}

#[tokio::test]
async fn a_lost_reply_is_found_again_by_its_key() {
    let (sim, client) = start(50).await;
    let record = editable(&sim.control());
    for kind in [FaultKind::DropReply, FaultKind::TruncatedBody] {
        sim.control().inject(Fault::always(kind).times(1).on(Operation::UpdatePfa)).unwrap();
    }
    let write = change(&record, "LR 1160", 1);
    let lost = client.update(&write).await.unwrap_err();
    assert!(matches!(lost, PemsError::LostReply { .. }), "{lost:?}");
    let cut = client.update(&write).await.unwrap_err();
    assert!(matches!(cut, PemsError::NotPems { .. }), "{cut:?}");
    let found = client.update(&write).await.unwrap();
    assert_eq!((found.new_version, found.replayed), (record.version + 1, true));
}

#[tokio::test]
async fn a_write_against_an_old_version_is_a_conflict() {
    let (sim, client) = start(50).await;
    let record = editable(&sim.control());
    let colleague = json!({ "model": "theirs" });
    sim.control().edit("RIO", record.id.pfa_id.as_str(), colleague, "jane.smith@example.com", None).unwrap();
    let error = client.update(&change(&record, "mine", 1)).await.unwrap_err();
    let PemsError::Conflict { current, expected, .. } = error else { panic!("{error:?}") };
    assert_eq!((current, expected), (Some(record.version + 1), record.version));
}

#[tokio::test]
async fn a_broken_rule_names_its_fields() {
    let (sim, client) = start(200).await;
    let record = sim.control().find("RIO", |r| {
        !r.is_discontinued() && !r.is_actualized() && r.date(Field::ForecastStart).is_some()
    });
    let mut write = change(&record.unwrap(), "x", 1);
    write.delta = Delta::from_iter([(Field::ForecastEnd, FieldValue::Date("1990-01-01".parse().unwrap()))]);
    let error = client.update(&write).await.unwrap_err();
    let PemsError::Invalid { business_rule: true, fields, message } = &error else { panic!("{error:?}") };
    assert!(fields.contains(&"forecastEnd".to_owned()) && !message.is_empty());
    assert!(error.failure().unwrap().fields.contains(&Field::ForecastEnd));
}

#[tokio::test]
async fn a_record_is_discontinued_and_reinstated() {
    let (sim, client) = start(50).await;
    let record = editable(&sim.control());
    let set = |flag, version, key| WriteRequest {
        delta: Delta::from_iter([(Field::IsDiscontinued, FieldValue::Bool(flag))]),
        version,
        ..change(&record, "x", key)
    };
    let gone = client.update(&set(true, record.version, 1)).await.unwrap();
    assert!(seen(&client, &record.id).await.is_discontinued());
    client.update(&set(false, gone.new_version, 2)).await.unwrap();
    assert!(!seen(&client, &record.id).await.is_discontinued());
    let requests = sim.control().requests();
    assert!(requests.iter().any(|r| r.operation == Operation::DeletePfa && r.status == Some(200)));
}

#[tokio::test]
async fn each_item_of_a_batch_ends_as_it_would_alone() {
    let (sim, client) = start(200).await;
    let records: Vec<_> = sim.control().records("RIO");
    let mut free = records.iter().filter(|r| !r.is_discontinued() && !r.is_actualized());
    let (good, stale, broken) = (free.next().unwrap(), free.next().unwrap(), free.next().unwrap());
    let mut old = change(stale, "x", 2);
    old.version += 1;
    let mut refused = change(broken, "x", 3);
    refused.delta =
        Delta::from_iter([(Field::MonthlyRate, FieldValue::Null), (Field::PurchasePrice, FieldValue::Null)]);
    let mut absent = change(good, "x", 4);
    absent.id = RecordId::new(rio(), "NOT-THERE".parse().unwrap());
    let outcomes = client.update_batch(&[change(good, "x", 1), old, refused, absent]).await.unwrap();
    assert_eq!(outcomes[0].as_ref().unwrap().new_version, good.version + 1);
    assert!(
        matches!(&outcomes[1], Err(PemsError::Conflict { expected, .. }) if *expected == stale.version + 1)
    );
    assert!(matches!(&outcomes[2], Err(PemsError::Invalid { business_rule: true, .. })), "{:?}", outcomes[2]);
    assert_eq!(outcomes[3], Err(PemsError::NotFound));
}

#[tokio::test]
async fn versions_come_newest_first_as_pems_holds_them() {
    let (sim, client) = start(50).await;
    let record = editable(&sim.control());
    client.update(&change(&record, "LR 1160", 1)).await.unwrap();
    let versions = client.versions(&record.id).await.unwrap();
    let held = sim.control().versions("RIO", record.id.pfa_id.as_str());
    let seen: Vec<_> = versions.iter().map(|v| (v.record.clone(), v.change_reason.clone())).collect();
    let kept: Vec<_> = held.into_iter().map(|v| (v.record, v.reason)).collect();
    assert_eq!(seen, kept);
    assert_eq!(versions[0].changed_by, "maria.ortiz@example.com");
    assert_eq!(FieldValue::Instant(versions[0].changed_at), *versions[0].record.get(Field::LastChangedAt));
    assert_eq!(versions[0].change_reason.as_deref(), Some("better crane"));
    assert_eq!(versions[0].record.text(Field::Model), Some("LR 1160"));
    assert_eq!(versions[1].record.text(Field::Model), record.text(Field::Model));
}

#[tokio::test]
async fn rights_are_pemss_to_give() {
    let (sim, client) = start(50).await;
    let session = client.session().await.unwrap();
    assert_eq!(session.user_id, "maria.ortiz@example.com");
    assert_eq!(session.rate_limit_per_second, Some(RATE));
    assert_eq!(session.capabilities.len(), 4);

    let limiter = Arc::new(Limiter::new(RATE, &[]));
    let reader = client_as(&sim, "r.reader@example.com", "reader-1", Arc::clone(&limiter));
    let record = editable(&sim.control());
    let refused = reader.update(&change(&record, "x", 1)).await.unwrap_err();
    assert!(matches!(refused, PemsError::Forbidden { .. }), "{refused:?}");
    let stranger = client_as(&sim, "r.reader@example.com", "wrong", limiter);
    assert_eq!(stranger.session().await.unwrap_err(), PemsError::Unauthorized);

    let key = Credentials::ApiKey { user: None, key: Secret::new("maria-api-key-1") };
    let endpoint = Endpoint::new(&sim.root_url(), sim.tenant()).unwrap();
    let by_key =
        Client::new(endpoint, key, Arc::new(Limiter::new(RATE, &[])), ClientOptions::default()).unwrap();
    assert_eq!(by_key.session().await.unwrap().user_id, session.user_id);
}

#[tokio::test]
async fn another_organizations_record_is_not_found() {
    let (sim, client) = start(50).await;
    let mut id = editable(&sim.control()).id;
    id.organization = Organization::new("PORTARTHUR").unwrap();
    assert_eq!(client.record(&id).await.unwrap_err(), PemsError::NotFound);
}

#[tokio::test]
async fn faults_are_told_apart() {
    let (sim, client) = start(50).await;
    let wait = Some(Duration::from_secs(7));
    let expected = [
        (FaultKind::ServerError, "server_error", None),
        (FaultKind::Unavailable { retry_after: Some(7) }, "unavailable", wait),
        (FaultKind::RateLimited { retry_after: 7 }, "rate_limited", wait),
        (FaultKind::DropRequest, "lost_reply", None),
        (FaultKind::CaptivePortal, "not_pems", None),
    ];
    for (fault, kind, retry_after) in expected {
        sim.control().inject(Fault::always(fault).times(1)).unwrap();
        let failure = client.session().await.unwrap_err().failure().unwrap();
        assert_eq!((failure.kind.name(), failure.retry_after), (kind, retry_after));
    }
}

#[tokio::test]
async fn many_requests_at_once_never_exceed_the_rate() {
    let sim = Sim::builder().records(50).start().await.unwrap();
    let client = client_of(&sim, pfa_pems::DEFAULT_RATE);
    let ids: Vec<_> = sim.control().records("RIO").into_iter().take(32).map(|r| r.id).collect();
    let tasks: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let client = client.clone();
            tokio::spawn(async move { client.record(&id).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let requests = sim.control().requests();
    assert_eq!(requests.len(), 32);
    assert!(requests.iter().all(|r| r.status == Some(200)), "none was turned away");
    assert!(sim.control().peak_per_second() <= 10);
}

#[tokio::test]
async fn keys_go_over_the_line_as_they_are() {
    let (sim, client) = start(50).await;
    let write = change(&editable(&sim.control()), "LR 1160", 0xfeed);
    client.update(&write).await.unwrap();
    let keys: Vec<_> = sim.control().requests().into_iter().filter_map(|r| r.idempotency_key).collect();
    assert_eq!(keys, [Uuid::from_u128(0xfeed).to_string()]);
}
