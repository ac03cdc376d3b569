//! Every noun reads back as it was kept, with the oddest values that it may hold.

use crate::given::{
    at, at_version, conflict_on, edited, id, memory, model, modified, new_write, noon, pulled, queue, read,
    record, rio, text, uuid, value, written,
};
use crate::grid::all;
use pfa_domain::{
    Clash, Delta, Field, FieldValue, Kind, Money, PfaId, PfaRecord, Rule, SyncStatus, Violation,
};
use pfa_store::conflict::{self, ConflictStatus};
use pfa_store::mirror::{self, MirrorRow, Put};
use pfa_store::modification::{self, Modification};
use pfa_store::write::{self, Attempt, WriteStatus};
use pfa_store::{Store, StoreError, current, setting};
use pfa_sync::{Failure, FailureKind};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// As far as each type goes.
fn extreme(field: Field) -> FieldValue {
    match field.kind() {
        Kind::Text { max, lines: true } => text(&format!("{}\n'\"\\ {{}}", "🏗".repeat(max - 8))),
        Kind::Text { max, lines: false } => text(&"e\u{301}ß".chars().cycle().take(max).collect::<String>()),
        Kind::Money => FieldValue::Money(Money::MAX),
        Kind::Date if matches!(field, Field::OriginalStart | Field::ForecastStart | Field::ActualStart) => {
            value(field, "1990-01-01")
        }
        Kind::Date => value(field, "2100-12-31"),
        Kind::Bool => FieldValue::Bool(true),
        Kind::Source => value(field, "Purchase"),
        Kind::Dor => value(field, "PROJECT"),
        Kind::Instant => value(field, "2026-02-28T23:59:59.999999Z"),
    }
}

fn extreme_record() -> PfaRecord {
    let longest = "A".repeat(30);
    let mut extremes = record(&longest, &[]);
    Field::ALL.into_iter().for_each(|field| extremes.set(field, extreme(field)));
    extremes.version = u64::try_from(i64::MAX).unwrap();
    extremes
}

fn emptiest_record() -> PfaRecord {
    let mut emptiest = record("0", &[]);
    Field::ALL.into_iter().filter(|f| f.nullable()).for_each(|field| emptiest.set(field, FieldValue::Null));
    emptiest
}

fn held(store: &Store, record: &PfaRecord) -> MirrorRow {
    read(store, |db| mirror::get(db, &record.id)).unwrap()
}

#[test]
fn records_read_back_from_mirror_and_grid_as_they_came() {
    for record in [extreme_record(), emptiest_record(), record("a-Z", &[(Field::Model, "NULL")])] {
        let store = memory();
        pulled(&store, std::slice::from_ref(&record));
        assert_eq!(
            held(&store, &record),
            MirrorRow { record: record.clone(), seen_version: record.version, gone: false }
        );
        let rows = read(&store, |db| current::rows(db, &rio(), &all()));
        assert_eq!(rows.into_iter().map(|row| row.record).collect::<Vec<_>>(), [record]);
    }
}

#[test]
fn fields_that_this_build_does_not_know_are_kept() {
    let store = memory();
    let mut odd = record("A-1", &[]);
    let unknown = json!({ "pfs_new": "x", "nested": { "a": [1, null, 2.5, "ü\n"] }, "big": 18_446_744_073_709_551_615u64 });
    odd.unknown = unknown.as_object().unwrap().clone();
    pulled(&store, std::slice::from_ref(&odd));
    assert_eq!(held(&store, &odd).record, odd);
    odd.unknown.clear();
    pulled(&store, std::slice::from_ref(&odd));
    assert_eq!(held(&store, &odd).record, odd);
}

#[test]
fn the_checksum_tells_every_field_apart_and_nothing_else() {
    let plain = record("A-1", &[]);
    let sum = mirror::checksum(&plain);
    for field in Field::ALL {
        let mut other = plain.clone();
        other.set(field, extreme(field));
        assert_ne!(mirror::checksum(&other), sum, "{field}");
    }
    let mut same = plain.clone();
    same.version = 9;
    same.unknown.insert("pfs_new".into(), json!(1));
    assert_eq!(mirror::checksum(&same), sum);
}

#[test]
fn marks_cover_the_ids_above_the_last_page_up_to_this_ones_end() {
    let store = memory();
    let records: Vec<_> = ["A-1", "A-2", "A-3", "a-1"].iter().map(|id| record(id, &[])).collect();
    pulled(&store, &records);
    written(&store, |tx| mirror::mark_gone(tx, &id("A-3"), noon()));
    let marks = |after: Option<&str>, last: &str| {
        let after = after.map(|id| PfaId::new(id).unwrap());
        let marks = read(&store, |db| mirror::marks(db, &rio(), after.as_ref(), &PfaId::new(last).unwrap()));
        let mut ids: Vec<_> = marks.iter().map(|(id, mark)| (id.clone(), mark.gone)).collect();
        ids.sort();
        assert!(
            marks.values().all(|mark| mark.version == 1 && mark.checksum == mirror::checksum(&records[0]))
        );
        ids
    };
    let expected =
        |ids: &[(&str, bool)]| ids.iter().map(|(id, gone)| ((*id).to_owned(), *gone)).collect::<Vec<_>>();
    assert_eq!(marks(None, "A-2"), expected(&[("A-1", false), ("A-2", false)]));
    assert_eq!(marks(Some("A-1"), "z"), expected(&[("A-2", false), ("A-3", true), ("a-1", false)]));
    assert_eq!(marks(Some("a-1"), "z"), expected(&[]));
}

#[test]
fn the_newest_version_ever_seen_is_remembered_until_it_is_read_or_a_person_accepts_less() {
    let store = memory();
    let with_version = |version| at_version(version, record("A-1", &[]));
    let put = |version, accept| {
        written(&store, |tx| mirror::put(tx, &with_version(version), Put { sweep: 0, accept }, noon()));
    };
    let seen = || held(&store, &with_version(1)).seen_version;
    let behind = || read(&store, |db| mirror::behind(db, &rio())).len();
    put(3, false);
    written(&store, |tx| mirror::note_seen(tx, &id("A-1"), 5));
    written(&store, |tx| mirror::note_seen(tx, &id("A-1"), 4));
    assert_eq!((seen(), behind()), (5, 1));
    put(4, false);
    assert_eq!((seen(), behind()), (5, 1));
    put(6, false);
    assert_eq!((seen(), behind()), (6, 0));
    put(2, true);
    assert_eq!((seen(), behind()), (2, 0));
    written(&store, |tx| mirror::note_seen(tx, &id("A-1"), 9));
    written(&store, |tx| mirror::forget_seen(tx, &id("A-1")));
    assert_eq!((seen(), behind()), (2, 0));
}

#[test]
fn a_complete_sweep_finds_what_it_did_not_see() {
    let store = memory();
    written(&store, |tx| {
        for (pfa_id, sweep) in [("A-1", 1), ("A-2", 1), ("A-3", 2), ("A-4", 1)] {
            mirror::put(tx, &record(pfa_id, &[]), Put { sweep, accept: false }, noon())?;
        }
        mirror::note_swept(tx, &rio(), &["A-2", "nowhere"], 2)?;
        mirror::mark_gone(tx, &id("A-4"), noon())?;
        // A change outside of the sweep must not make it forget that it saw the record.
        mirror::put(tx, &record("A-3", &[]), Put::default(), noon())
    });
    assert_eq!(read(&store, |db| mirror::not_swept(db, &rio(), 2)), [id("A-1")]);
    assert_eq!(read(&store, |db| mirror::count(db, &rio())), 3);
}

#[test]
fn modifications_read_back() {
    let store = memory();
    let extremes = extreme_record();
    let mut odd = modified(&extremes, SyncStatus::Draft);
    odd.draft.delta = Field::ALL.into_iter().filter(|f| f.editable()).map(|f| (f, extreme(f))).collect();
    odd.draft.base = Field::ALL.into_iter().filter(|f| f.nullable()).map(|f| (f, FieldValue::Null)).collect();
    odd.draft.reason = Some("Because.\n'; DROP TABLE pfa_mirror; --".into());
    odd.draft.revision = 0;
    for status in SyncStatus::ALL {
        odd.status = status;
        odd.synced_at = (status == SyncStatus::Synced).then(|| at("23:59:59.999999"));
        odd.sync_error = (status == SyncStatus::Failed).then(|| "Weg.".into());
        odd.pems_version = (status == SyncStatus::Synced).then_some(u64::try_from(i64::MAX).unwrap());
        written(&store, |tx| modification::put(tx, &odd));
        assert_eq!(read(&store, |db| modification::get(db, &extremes.id)), Some(odd.clone()));
    }
    assert_eq!(read(&store, |db| modification::get(db, &id("A-1"))), None);
}

#[test]
fn a_modification_keeps_its_row_for_life() {
    let store = memory();
    let put = |m: &Modification| written(&store, |tx| modification::put(tx, m));
    let mut first = modified(&record("A-1", &[]), SyncStatus::Draft);
    let row = put(&first);
    assert_ne!(put(&modified(&record("A-2", &[]), SyncStatus::Draft)), row);
    first.status = SyncStatus::Queued;
    assert_eq!(put(&first), row);
}

#[test]
fn modifications_are_listed_and_counted_by_status() {
    let store = memory();
    for (pfa_id, status) in
        [("A-2", SyncStatus::Draft), ("A-1", SyncStatus::Draft), ("A-3", SyncStatus::Failed)]
    {
        edited(&store, &record(pfa_id, &[]), status);
    }
    let drafts = read(&store, |db| modification::with_status(db, &rio(), SyncStatus::Draft));
    assert_eq!(drafts, [id("A-1"), id("A-2")]);
    let counts = read(&store, |db| modification::count_by_status(db, &rio()));
    assert_eq!(counts, [(SyncStatus::Draft, 2), (SyncStatus::Failed, 1)].into());
}

#[test]
fn writes_and_their_attempts_read_back() {
    let store = memory();
    let row = edited(&store, &extreme_record(), SyncStatus::Queued);
    let record = extreme_record().id;
    let delta: Delta = Field::ALL.into_iter().filter(|f| f.editable()).map(|f| (f, extreme(f))).collect();
    let new =
        write::NewWrite { reason: Some("ünïcode\n"), priority: -3, ..new_write(1, &record, row, &delta) };
    written(&store, |tx| write::insert(tx, &new));
    let mut expected = write::Write {
        id: uuid(1),
        record: record.clone(),
        delta: delta.clone(),
        base_version: 1,
        revision: 1,
        reason: Some("ünïcode\n".into()),
        key: uuid(1_000_001),
        committed: true,
        status: WriteStatus::Pending,
        outcome_unknown: false,
        attempts: 0,
        scheduled_at: noon(),
        first_sent_at: None,
        sent_at: None,
        last_error: None,
        created_at: noon(),
        created_by: "jane".into(),
    };
    assert_eq!(read(&store, |db| write::get(db, &rio(), uuid(1))), Some(expected.clone()));
    let failure = Failure {
        fields: vec![Field::ForecastEnd, Field::Model],
        request_id: Some("r-1".into()),
        retry_after: Some(Duration::from_millis(1_500)),
        http_status: Some(503),
        ..Failure::new(FailureKind::Unavailable, "Später.")
    };
    expected.status = WriteStatus::InFlight;
    expected.outcome_unknown = true;
    expected.attempts = 4;
    expected.scheduled_at = at("12:00:05.123456");
    expected.first_sent_at = Some(at("12:00:01"));
    expected.sent_at = Some(at("12:00:02"));
    expected.last_error = Some(failure.clone());
    written(&store, |tx| write::update(tx, &expected));
    assert_eq!(read(&store, |db| write::open_for_record(db, &record)), Some(expected.clone()));
    assert_eq!(read(&store, |db| write::in_flight(db, &rio())), [expected]);

    let attempt = |number, failure| Attempt {
        number,
        at: noon(),
        took_ms: 29_999,
        outcome: "unavailable".into(),
        failure,
    };
    let attempts = [attempt(1, Some(failure)), attempt(2, None)];
    written(&store, |tx| {
        attempts.iter().try_for_each(|attempt| write::add_attempt(tx, uuid(1), uuid(9), attempt))
    });
    assert_eq!(read(&store, |db| write::attempts(db, &rio(), uuid(1))), attempts);
}

#[test]
fn each_status_of_a_write_reads_back() {
    let store = memory();
    let row = edited(&store, &record("A-1", &[]), SyncStatus::Queued);
    written(&store, |tx| queue(tx, 1, &id("A-1"), row));
    for status in [
        WriteStatus::Pending,
        WriteStatus::InFlight,
        WriteStatus::Failed,
        WriteStatus::Acknowledged,
        WriteStatus::Conflict,
        WriteStatus::Withdrawn,
        WriteStatus::Discarded,
    ] {
        written(&store, |tx| write::close(tx, &rio(), uuid(1), status, noon()));
        assert_eq!(read(&store, |db| write::get(db, &rio(), uuid(1))).unwrap().status, status);
    }
}

#[test]
fn the_most_urgent_writes_are_due_first_and_no_later_one_is() {
    let store = memory();
    let at_times =
        [("A-1", 0, "12:00:00"), ("A-2", 0, "11:00:00"), ("A-3", 5, "12:00:00"), ("A-4", 9, "11:59:59")];
    for (number, (pfa_id, priority, time)) in (1..).zip(at_times) {
        let row = edited(&store, &record(pfa_id, &[]), SyncStatus::Queued);
        let (record, delta) = (id(pfa_id), model("mine"));
        let new = write::NewWrite { priority, at: at(time), ..new_write(number, &record, row, &delta) };
        written(&store, |tx| write::insert(tx, &new));
    }
    let later = read(&store, |db| write::get(db, &rio(), uuid(4))).unwrap();
    let scheduled = at("12:00:01");
    written(&store, |tx| write::update(tx, &write::Write { scheduled_at: scheduled, ..later.clone() }));
    let due = |limit| read(&store, |db| write::due(db, &rio(), noon(), limit));
    assert_eq!(due(10), [uuid(3), uuid(2), uuid(1)]);
    assert_eq!(due(1), [uuid(3)]);
    assert_eq!(read(&store, |db| write::next_due(db, &rio())), Some(at("11:00:00")));
    written(&store, |tx| {
        (1..=4).try_for_each(|n| write::close(tx, &rio(), uuid(n), WriteStatus::Acknowledged, noon()))
    });
    assert_eq!((due(10), read(&store, |db| write::next_due(db, &rio()))), (vec![], None));
}

#[test]
fn a_clock_that_was_set_back_strands_no_write() {
    let store = memory();
    let row = edited(&store, &record("A-1", &[]), SyncStatus::Queued);
    written(&store, |tx| queue(tx, 1, &id("A-1"), row));
    let queued = read(&store, |db| write::get(db, &rio(), uuid(1))).unwrap();
    let due = |now, scheduled_at, sent_at| {
        let write = write::Write { scheduled_at, sent_at, ..queued.clone() };
        written(&store, |tx| write::update(tx, &write));
        !read(&store, |db| write::due(db, &rio(), now, 10)).is_empty()
    };
    let (sent, wait) = (at("13:00:00"), at("13:00:20"));
    assert!(!due(at("13:00:19"), wait, Some(sent)), "its time has not come");
    assert!(due(wait, wait, Some(sent)));
    assert!(due(at("12:59:59"), wait, Some(sent)), "it was sent in what is now the future");
    assert!(due(at("11:59:59"), noon(), None), "it was committed in what is now the future");
    assert!(!due(at("13:00:00"), at("14:12:00"), None), "PEMS may ask for an hour");
    assert!(due(at("13:00:00"), at("14:12:01"), None), "nothing is ever scheduled so late");
}

#[test]
fn conflicts_read_back_with_all_their_sides() {
    let store = memory();
    let theirs = extreme_record();
    let row = edited(&store, &theirs, SyncStatus::Conflict);
    let mut odd = conflict_on(1, &theirs);
    odd.base = Field::ALL.into_iter().filter(|f| f.nullable()).map(|f| (f, FieldValue::Null)).collect();
    odd.local = Field::ALL.into_iter().filter(|f| f.editable()).map(|f| (f, extreme(f))).collect();
    let broken = Violation {
        rule: Rule::DatesInOrder,
        fields: vec![Field::ForecastStart, Field::ForecastEnd],
        message: "Forecast end lies before forecast start.".into(),
    };
    odd.clash = Clash { fields: vec![Field::ForecastEnd], rule: Some(broken) };
    odd.committed = false;
    written(&store, |tx| conflict::insert(tx, row, &odd));
    assert_eq!(read(&store, |db| conflict::open_for_record(db, &theirs.id)), Some(odd.clone()));
    assert_eq!(read(&store, |db| conflict::get(db, &rio(), uuid(1))), Some(odd.clone()));
    assert_eq!(read(&store, |db| conflict::open(db, &rio())), [odd]);
}

#[test]
fn settled_conflicts_are_listed_and_those_that_moved_on_are_not() {
    let store = memory();
    let theirs = record("A-1", &[]);
    let row = edited(&store, &theirs, SyncStatus::Conflict);
    let settled = [
        ConflictStatus::ResolvedMine,
        ConflictStatus::ResolvedPems,
        ConflictStatus::ResolvedMerge,
        ConflictStatus::ResolvedAuto,
        ConflictStatus::MovedOn,
        ConflictStatus::Discarded,
    ];
    for (number, status) in (1..).zip(settled) {
        let settled_at = at(&format!("12:00:0{number}"));
        written(&store, |tx| {
            conflict::insert(tx, row, &conflict_on(number, &theirs))?;
            conflict::close(tx, &rio(), uuid(number), status, &json!({ "model": "mine" }), "jane", settled_at)
        });
    }
    let listed = read(&store, |db| conflict::settled(db, &rio()));
    assert_eq!(listed.iter().map(|c| c.id).collect::<Vec<_>>(), [6, 4, 3, 2, 1].map(uuid));
    assert_eq!(listed[0].status, ConflictStatus::Discarded);
    assert_eq!(
        (listed[0].resolved_at, listed[0].resolved_by.as_deref()),
        (Some(at("12:00:06")), Some("jane"))
    );
    assert_eq!(
        read(&store, |db| conflict::get(db, &rio(), uuid(5))).unwrap().status,
        ConflictStatus::MovedOn
    );
    assert_eq!(read(&store, |db| conflict::open(db, &rio())), []);
}

#[test]
fn settings_are_kept_replaced_and_forgotten() {
    let store = memory();
    let kept = || read(&store, |db| setting::get::<Json>(db, "odd 'key'\n"));
    assert_eq!(kept(), None);
    for value in [json!({ "ü": ["\n", null, -0.5] }), json!(null), json!("")] {
        written(&store, |tx| setting::put(tx, "odd 'key'\n", &value));
        assert_eq!(kept(), Some(value));
    }
    written(&store, |tx| setting::remove(tx, "odd 'key'\n"));
    assert_eq!(kept(), None);
}

#[test]
fn what_does_not_read_back_is_an_error_and_not_absent() {
    let store = memory();
    pulled(&store, &[record("A-1", &[])]);
    for change in ["record = '{}'", "record = 'no JSON'", "record = '[]'"] {
        written(&store, |tx| Ok(tx.execute_batch(&format!("UPDATE pfa_mirror SET {change}"))?));
        let outcome = store.read(|db| mirror::get(db, &id("A-1")));
        assert!(matches!(outcome, Err(StoreError::Unreadable { .. })), "{change}: {outcome:?}");
    }
}
