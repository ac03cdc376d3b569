//! Whatever answers in PEMS's place: no answer makes the client panic, hang or hand on what cannot be kept.
//!
//! `PROPTEST_CASES` says how many answers are tried of each kind; `cargo xtask fuzz` tries them for minutes.

use crate::server::{credentials, id, rio, serve_raw, write};
use chrono::{DateTime, Datelike, Utc};
use pfa_domain::Field;
use pfa_pems::{
    Acknowledged, Carried, Carrier, Carry, ChangeEvent, Client, ClientOptions, Endpoint, Limiter,
    ObservedRow, PemsError, WireRequest, WireResponse,
};
use proptest::prelude::*;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The largest number that crosses to the window exactly, and that the database can hold.
const LARGEST: u64 = (1 << 53) - 1;

/// Values that no careful server writes.
const NASTY: &[&str] = &[
    "null",
    "true",
    "-1",
    "0",
    "-0.0",
    "1e400",
    "NaN",
    "9007199254740992",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1.5",
    "\"\"",
    "\" \"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"\\u202eabc\"",
    "\"+262142-12-31T23:59:59Z\"",
    "\"-262143-01-01T00:00:00Z\"",
    "\"0000-01-01T00:00:00+23:59\"",
    "\"9999-12-31T23:59:59.999999999-23:59\"",
    "\"2016-12-31T23:59:60Z\"",
    "\"2101-01-01\"",
    "\"2026-02-30\"",
    "\"9999999999.99\"",
    "\"99999999999.99\"",
    "\"-1.00\"",
    "\"18446744073709551615\"",
    "\"9223372036854775808\"",
    "\"00000000000000000000000000000007\"",
    "\"\u{ff12}\u{ff10}\"",
    "[]",
    "{}",
    "[[]]",
    "{\"a\":{\"b\":[1,{\"c\":null}]}}",
];

#[derive(Debug, Clone)]
enum Change {
    /// Puts something nasty in place of a value.
    Replace(prop::sample::Index, usize),
    /// Puts something nasty in front of the members of an object, under the name of one that follows.
    Repeat(prop::sample::Index, usize),
    /// Puts a long text or a deep array in place of a value.
    Grow(prop::sample::Index, bool, usize),
    /// Leaves a piece out.
    Cut(prop::sample::Index, usize),
    /// Turns a byte over.
    Flip(prop::sample::Index, u8),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        6 => (at(), 0..NASTY.len()).prop_map(|(i, n)| Change::Replace(i, n)),
        2 => (at(), 0..NASTY.len()).prop_map(|(i, n)| Change::Repeat(i, n)),
        1 => (at(), any::<bool>(), 1..3000_usize).prop_map(|(i, deep, n)| Change::Grow(i, deep, n)),
        1 => (at(), 1..40_usize).prop_map(|(i, n)| Change::Cut(i, n)),
        1 => (at(), any::<u8>()).prop_map(|(i, b)| Change::Flip(i, b)),
    ];
    prop::collection::vec(change, 0..4)
}

/// Where the values and the names of a JSON text stand.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let (mut words, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let begin = at;
        if bytes[at] == b'"' {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += 1 + usize::from(bytes[at] == b'\\');
            }
            at = (at + 1).min(bytes.len());
            words.push(begin..at);
        } else if bytes[at].is_ascii_alphanumeric() || bytes[at] == b'-' {
            while at < bytes.len() && !b",]} ".contains(&bytes[at]) {
                at += 1;
            }
            words.push(begin..at);
        } else {
            at += 1;
        }
    }
    words
}

fn changed(valid: &str, changes: &[Change]) -> Vec<u8> {
    let mut text = valid.as_bytes().to_vec();
    for change in changes {
        let shown = String::from_utf8_lossy(&text).into_owned();
        let words = words(&shown);
        if words.is_empty() {
            break;
        }
        match change {
            Change::Replace(at, nasty) => {
                let word = at.get(&words).clone();
                text = [
                    &shown.as_bytes()[..word.start],
                    NASTY[*nasty].as_bytes(),
                    &shown.as_bytes()[word.end..],
                ]
                .concat();
            }
            Change::Repeat(at, nasty) => {
                let word = at.get(&words).clone();
                let member = format!("{}:{},", &shown[word.clone()], NASTY[*nasty]);
                text = [&shown.as_bytes()[..word.start], member.as_bytes(), &shown.as_bytes()[word.start..]]
                    .concat();
            }
            Change::Grow(at, deep, size) => {
                let word = at.get(&words).clone();
                let grown = if *deep {
                    "[".repeat(*size) + &"]".repeat(*size)
                } else {
                    format!("\"{}\"", "é".repeat(size * 40))
                };
                text = [&shown.as_bytes()[..word.start], grown.as_bytes(), &shown.as_bytes()[word.end..]]
                    .concat();
            }
            Change::Cut(at, size) => {
                let from = at.index(text.len());
                text.drain(from..(from + size).min(text.len()));
            }
            Change::Flip(at, bits) => {
                let at = at.index(text.len());
                text[at] ^= bits;
            }
        }
    }
    text
}

/// Says the same to every request.
struct Says(WireResponse);

impl Carry for Says {
    fn carry(&self, _: WireRequest) -> Carried<'_> {
        let answer = self.0.clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn client_told(status: u16, retry_after: Option<&str>, body: Vec<u8>) -> (Client, tokio::runtime::Runtime) {
    let mut answer = WireResponse::new(body);
    *answer.status_mut() = status.try_into().unwrap();
    let header = retry_after.and_then(|text| text.parse().ok());
    header.map(|value| answer.headers_mut().insert("retry-after", value));
    let endpoint = Endpoint::new("http://127.0.0.1:1/axis", "T1").unwrap();
    let carrier = Carrier::InProcess(Arc::new(Says(answer)));
    let options = ClientOptions { carrier, ..ClientOptions::default() };
    let client = Client::new(endpoint, credentials(), Arc::new(Limiter::new(1000.0, &[])), options).unwrap();
    (client, tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap())
}

fn is_a_moment(at: DateTime<Utc>) -> bool {
    (1..=9998).contains(&at.year())
}

fn is_a_line(text: &str, max: usize) -> bool {
    text.chars().count() <= max && !text.chars().any(|c| c.is_control() || c == '\u{202e}')
}

fn check_error(error: &PemsError) -> Result<(), TestCaseError> {
    prop_assert!(is_a_line(&error.to_string(), 1000), "{error}");
    if let Some(failure) = error.failure() {
        prop_assert!(failure.retry_after.is_none_or(|wait| wait <= Duration::from_secs(3600)));
    }
    Ok(())
}

fn check_row(row: &ObservedRow) -> Result<(), TestCaseError> {
    match row {
        ObservedRow::Record(record) => prop_assert!((1..=LARGEST).contains(&record.version)),
        ObservedRow::Unparsable { reason, payload, version, .. } => {
            prop_assert!(is_a_line(reason, 300) && payload.len() <= 64 << 10);
            prop_assert!(version.is_none_or(|version| (1..=LARGEST).contains(&version)));
        }
    }
    Ok(())
}

fn check_ack(ack: &Acknowledged) -> Result<(), TestCaseError> {
    prop_assert!((1..=LARGEST).contains(&ack.new_version) && is_a_moment(ack.updated_at), "{ack:?}");
    Ok(())
}

/// The record in the grid's form.
fn row() -> serde_json::Value {
    let mut row = json!({ "pfs_id": "RIO-1", "pfs_a_org": "RIO", "pfs_updatecount": "7", "pfs_more": "x" });
    for (name, value) in rest_record().as_object().unwrap() {
        if let Ok(field) = name.parse::<Field>() {
            row[field.alias()] = value.as_str().map_or_else(|| value.to_string(), str::to_owned).into();
        }
    }
    row
}

fn page() -> String {
    let mut second = row();
    second["pfs_id"] = json!("RIO-2");
    json!({ "Result": { "ResultData": { "GRID": {
        "METADATA": { "RECORDS": 2, "MORERECORDPRESENT": "-", "CURRENTCURSORPOSITION": 1, "SERVERTIMESTAMP": "2026-06-12T10:00:00Z" },
        "DATA": { "ROW": [row(), second] },
    } } } })
    .to_string()
}

fn rest_record() -> serde_json::Value {
    json!({ "pfaId": "RIO-1", "organization": "RIO", "version": 7, "areaSilo": "Silo 1", "category": "Cranes", "class": "Crawler",
        "source": "Rental", "dor": "BEO", "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false,
        "monthlyRate": "1250.00", "model": "m", "forecastStart": "2026-05-04", "forecastEnd": "2026-09-30",
        "lastChangedBy": "jane", "lastChangedAt": "2026-06-12T10:00:00Z", "more": { "a": 1 } })
}

#[test]
fn what_is_changed_here_is_in_order_to_begin_with() {
    let (client, runtime) = client_told(200, None, page().into_bytes());
    let page = runtime.block_on(client.grid_page(&rio(), None, None, 100)).unwrap();
    assert!(page.rows.iter().all(|row| matches!(row, ObservedRow::Record(_))), "{page:?}");
    let (client, runtime) = client_told(200, None, rest_record().to_string().into_bytes());
    let row = runtime.block_on(client.record(&id("RIO-1"))).unwrap();
    assert!(matches!(row, ObservedRow::Record(_)), "{row:?}");
}

fn error() -> String {
    json!({ "error": "VERSION_CONFLICT", "message": "moved on", "fields": ["model"], "requestId": "r-1",
        "currentVersion": 9, "expectedVersion": 7, "conflictingFields": ["model"] })
    .to_string()
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        Just(200),
        prop::sample::select(vec![400, 401, 403, 404, 409, 413, 429, 500, 503, 204, 302, 418]),
        100..600_u16,
    ]
}

proptest! {
    #[test]
    fn a_grid_page_is_read_or_refused(how in changes(), status in prop_oneof![9 => Just(200), 1 => status()]) {
        let (client, runtime) = client_told(status, None, changed(&page(), &how));
        match runtime.block_on(client.grid_page(&rio(), None, None, 100)) {
            Ok(page) => {
                prop_assert!(is_a_moment(page.server_time) && page.matching <= LARGEST, "{page:?}");
                for row in &page.rows {
                    check_row(row)?;
                }
            }
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn a_record_is_read_or_refused(how in changes()) {
        let (client, runtime) = client_told(200, None, changed(&rest_record().to_string(), &how));
        match runtime.block_on(client.record(&id("RIO-1"))) {
            Ok(row) => check_row(&row)?,
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn versions_are_read_or_refused(how in changes()) {
        let version = json!({ "version": 7, "changedBy": "ann", "changedAt": "2026-06-12T10:00:00Z", "changeReason": "why",
            "record": rest_record() });
        let (client, runtime) = client_told(200, None, changed(&json!({ "versions": [version] }).to_string(), &how));
        match runtime.block_on(client.versions(&id("RIO-1"))) {
            Ok(versions) => for seen in versions {
                prop_assert!((1..=LARGEST).contains(&seen.version) && is_a_moment(seen.changed_at), "{seen:?}");
                prop_assert!(is_a_line(&seen.changed_by, 200) && is_a_line(&seen.change_reason.unwrap_or_default(), 500));
            },
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn an_acknowledgement_is_of_this_write_or_refused(how in changes()) {
        let ack = json!({ "pfaId": "RIO-1", "newVersion": 8, "updatedAt": "2026-06-12T10:00:00Z", "replayed": false });
        let (client, runtime) = client_told(200, None, changed(&ack.to_string(), &how));
        match runtime.block_on(client.update(&write("RIO-1", 7, 1))) {
            Ok(ack) => { check_ack(&ack)?; prop_assert!(ack.new_version > 7); }
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn a_batch_has_an_outcome_for_each_write_or_none(how in changes()) {
        let ack = json!({ "pfaId": "RIO-1", "newVersion": 8, "updatedAt": "2026-06-12T10:00:00Z" });
        let refused: serde_json::Value = serde_json::from_str(&error()).unwrap();
        let body = json!({ "results": [
            { "pfaId": "RIO-1", "status": 200, "result": ack },
            { "pfaId": "RIO-2", "status": 409, "error": refused },
        ] });
        let (client, runtime) = client_told(200, None, changed(&body.to_string(), &how));
        match runtime.block_on(client.update_batch(&[write("RIO-1", 7, 1), write("RIO-2", 7, 2)])) {
            Ok(outcomes) => {
                prop_assert_eq!(outcomes.len(), 2);
                for outcome in outcomes {
                    match outcome {
                        Ok(ack) => check_ack(&ack)?,
                        Err(error) => check_error(&error)?,
                    }
                }
            }
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn a_session_is_read_or_refused(how in changes()) {
        let body = json!({ "userId": "ann", "displayName": "Ann", "capabilities": ["batch", "later"], "rateLimitPerSecond": 10,
            "organizations": [{ "code": "RIO", "name": "Rio", "currency": "USD", "permissions": ["read", "later"] }] });
        let (client, runtime) = client_told(200, None, changed(&body.to_string(), &how));
        match runtime.block_on(client.session()) {
            Ok(session) => {
                prop_assert!(is_a_line(&session.user_id, 200) && is_a_line(&session.display_name, 200));
                prop_assert!(session.rate_limit_per_second.is_none_or(|rate| rate.is_finite() && rate > 0.0));
            }
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn health_is_read_or_refused(how in changes()) {
        let body = json!({ "status": "ok", "serverTime": "2026-06-12T10:00:00Z" });
        let (client, runtime) = client_told(200, None, changed(&body.to_string(), &how));
        match runtime.block_on(client.health()) {
            Ok(health) => prop_assert!(is_a_moment(health.server_time)),
            Err(error) => check_error(&error)?,
        }
    }

    #[test]
    fn every_refusal_is_an_error_with_a_bounded_wait(
        how in changes(),
        status in status().prop_filter("a refusal", |status| *status != 200),
        retry_after in prop_oneof![Just(None), "[ -~]{0,30}".prop_map(Some), "[0-9]{1,40}".prop_map(Some)],
    ) {
        let (client, runtime) = client_told(status, retry_after.as_deref(), changed(&error(), &how));
        let error = runtime.block_on(client.update(&write("RIO-1", 7, 1))).unwrap_err();
        check_error(&error)?;
    }

    #[test]
    fn bytes_of_any_kind_are_no_answer(body in prop::collection::vec(any::<u8>(), 0..2000), status in status()) {
        let (client, runtime) = client_told(status, None, body);
        check_error(&runtime.block_on(client.session()).unwrap_err())?;
        check_error(&runtime.block_on(client.grid_page(&rio(), None, None, 100)).unwrap_err())?;
    }

    #[test]
    fn a_line_of_frames_and_other_bytes_ends_with_an_error(
        pieces in prop::collection::vec(prop_oneof![
            changes().prop_map(|how| text_frame(&changed(r#"{"type":"PFA_CHANGED","organization":"RIO","pfaId":"RIO-1","version":7}"#, &how))),
            prop::collection::vec(any::<u8>(), 0..200),
            Just(vec![0x89, 1, b'p']),
            Just(vec![0x88, 2, 0x03, 0xe9]),
        ], 0..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let bytes = Arc::new(pieces.concat());
            let root = serve_raw(move |mut stream| {
                let bytes = Arc::clone(&bytes);
                async move {
                    crate::feed::agree(&mut stream).await?;
                    stream.write_all(&bytes).await?;
                    stream.shutdown().await?;
                    stream.read_to_end(&mut Vec::new()).await.map(drop)
                }
            }).await;
            let mut feed = crate::server::client(&root).change_feed(&rio()).await.unwrap();
            loop {
                match feed.next().await {
                    Ok(ChangeEvent::Connected | ChangeEvent::Changed { .. }) => {}
                    Err(error) => return check_error(&error),
                }
            }
        })?;
    }
}

fn text_frame(text: &[u8]) -> Vec<u8> {
    let length = text.len() as u64;
    let mut frame = vec![0x81, 127];
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(text);
    frame
}
