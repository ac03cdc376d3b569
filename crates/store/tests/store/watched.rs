//! Figures of sync over a span of time.

use crate::given::{at, conflict_on, edited, id, memory, noon, queue, read, record, rio, uuid, written};
use pfa_domain::SyncStatus;
use pfa_store::conflict::{self, ConflictStatus};
use pfa_store::run::{self, Run, RunFigures, RunItem, RunQuery, RunStep};
use pfa_store::write::{self, Attempt, Latency, Write, WriteStatus};
use pfa_store::{Store, modification};
use pfa_sync::{Failure, FailureKind};

fn ran(store: &Store, number: u128, time: &str, figures: RunFigures) {
    let run = Run {
        id: uuid(number),
        trigger: if number.is_multiple_of(2) { "commit" } else { "schedule" }.into(),
        started_by: if number.is_multiple_of(2) { "jane" } else { "worker" }.into(),
        started_at: at(time),
        ended_at: Some(at(time)),
        status: "done".into(),
        figures,
        message: (number == 3).then(|| "PEMS lists far Fewer records.".into()),
    };
    let item = RunItem {
        pfa_id: format!("RIO-1000{number}"),
        action: "pushed".into(),
        fields: Vec::new(),
        detail: None,
        at: at(time),
    };
    written(store, |tx| {
        run::start(tx, &rio(), &run)?;
        run::update(tx, &run)?;
        run::add_item(tx, run.id, &item)
    });
}

/// A queued write of a record of its own.
fn queued(store: &Store, number: u128) {
    let pfa_id = format!("A-{number}");
    let row = edited(store, &record(&pfa_id, &[]), SyncStatus::Queued);
    written(store, |tx| queue(tx, number, &id(&pfa_id), row));
}

#[test]
fn runs_are_summed_by_steps_that_begin_at_whole_numbers_of_themselves() {
    let store = memory();
    let figures = |synced, failed| RunFigures { synced, failed, conflicts: 1, ..RunFigures::default() };
    for (number, time, synced) in
        [(1, "11:59:59.9", 1), (2, "12:00:00", 2), (3, "12:04:59", 4), (4, "12:05:00", 8)]
    {
        ran(&store, number, time, figures(synced, 1));
    }
    let steps = read(&store, |db| run::steps(db, &rio(), at("12:00:00"), at("12:10:00"), 300));
    let first = noon().timestamp() / 300;
    let step = |number, runs, synced| RunStep { number, runs, synced, failed: runs, conflicts: runs };
    assert_eq!(steps, [step(first, 2, 6), step(first + 1, 1, 8)]);
}

#[test]
fn runs_are_found_by_what_started_them_who_and_what_they_are_about() {
    let store = memory();
    for number in 1..=4 {
        ran(&store, number, &format!("12:00:0{number}"), RunFigures::default());
    }
    let of = |query: RunQuery| {
        let query = RunQuery { limit: 10, ..query };
        let (runs, total, _) = read(&store, |db| run::list(db, &rio(), &query));
        assert_eq!(runs.len() as u64, total);
        runs.iter().map(|run| run.id.as_u128()).collect::<Vec<_>>()
    };
    let text = |text: &str| RunQuery { text: Some(text.into()), ..Default::default() };
    assert_eq!(of(RunQuery { trigger: Some("commit".into()), ..Default::default() }), [4, 2]);
    assert_eq!(of(RunQuery { by: Some("worker".into()), ..Default::default() }), [3, 1]);
    assert_eq!((of(text("far fewer")), of(text("RIO-10002"))), (vec![3], vec![2]));
    assert_eq!(
        (of(text("RIO-1000")), of(text("10002")), of(text("  "))),
        (vec![4, 3, 2, 1], vec![], vec![4, 3, 2, 1])
    );
}

#[test]
fn a_wait_is_counted_from_commit_to_acknowledgement_where_it_ended() {
    let store = memory();
    for (number, time) in [(1, "12:00:05"), (2, "12:00:07.250"), (3, "12:01:00")] {
        queued(&store, number);
        written(&store, |tx| write::acknowledge(tx, &rio(), uuid(number), 2, uuid(9), at(time)));
    }
    queued(&store, 4);
    let waits = read(&store, |db| write::latencies(db, &rio(), at("12:00:05"), at("12:01:00")));
    let latency = |time, ms| Latency { at: at(time), ms };
    assert_eq!(waits, [latency("12:00:05", 5_000), latency("12:00:07.250", 7_250)]);
}

#[test]
fn a_clock_that_was_set_back_makes_no_wait_negative() {
    let store = memory();
    queued(&store, 1);
    written(&store, |tx| write::acknowledge(tx, &rio(), uuid(1), 2, uuid(9), at("11:00:00")));
    let waits = read(&store, |db| write::latencies(db, &rio(), at("00:00:00"), at("23:00:00")));
    assert_eq!(waits, [Latency { at: at("11:00:00"), ms: 0 }]);
}

#[test]
fn the_oldest_of_those_that_wait_or_are_being_sent_is_told() {
    let store = memory();
    assert_eq!(read(&store, |db| write::oldest_open(db, &rio())), None);
    for number in 1..=3 {
        queued(&store, number);
        let at = format!("2026-06-12T12:00:0{number}.000000Z");
        written(&store, |tx| {
            Ok(tx.execute(
                "UPDATE pfa_write_queue SET created_at = ?1 WHERE id = ?2",
                [at, uuid(number).to_string()],
            )?)
        });
    }
    let oldest =
        || read(&store, |db| Ok((write::oldest_open(db, &rio())?, write::count_waiting(db, &rio())?)));
    assert_eq!(oldest(), (Some(at("12:00:01")), 3));
    set(&store, 1, WriteStatus::Failed, None);
    set(&store, 2, WriteStatus::InFlight, None);
    assert_eq!(oldest(), (Some(at("12:00:02")), 2), "what failed waits for a person, not for PEMS");
}

fn set(store: &Store, number: u128, status: WriteStatus, last_error: Option<Failure>) {
    let write = read(store, |db| write::get(db, &rio(), uuid(number))).unwrap();
    written(store, |tx| write::update(tx, &Write { status, last_error, ..write }));
}

#[test]
fn failed_writes_are_counted_by_what_they_ended_with() {
    let store = memory();
    for number in 1..=4 {
        queued(&store, number);
    }
    let failure = |kind| Some(Failure::new(kind, "no"));
    set(&store, 1, WriteStatus::Failed, failure(FailureKind::Timeout));
    set(&store, 2, WriteStatus::Failed, failure(FailureKind::Timeout));
    set(&store, 3, WriteStatus::Failed, None);
    set(&store, 4, WriteStatus::Pending, failure(FailureKind::Unavailable));
    let counts = read(&store, |db| write::failed_by_kind(db, &rio()));
    assert_eq!(counts, [(None, 1), (Some(FailureKind::Timeout), 2)]);
}

#[test]
fn the_attempts_of_a_run_are_those_made_in_it_on_that_record() {
    let store = memory();
    queued(&store, 1);
    queued(&store, 2);
    let attempt =
        |number| Attempt { number, at: noon(), took_ms: 1, outcome: "timeout".into(), failure: None };
    written(&store, |tx| {
        write::add_attempt(tx, uuid(1), uuid(7), &attempt(1))?;
        write::add_attempt(tx, uuid(1), uuid(8), &attempt(2))?;
        write::add_attempt(tx, uuid(2), uuid(8), &attempt(1))
    });
    assert_eq!(read(&store, |db| write::attempts_in_run(db, &id("A-1"), uuid(8))), [attempt(2)]);
}

#[test]
fn conflicts_are_counted_open_and_by_when_they_were_resolved() {
    let store = memory();
    for (number, status, time) in [
        (1, ConflictStatus::Open, None),
        (2, ConflictStatus::ResolvedMine, Some("12:00:01")),
        (3, ConflictStatus::ResolvedAuto, Some("12:00:02")),
        (4, ConflictStatus::ResolvedPems, Some("12:00:09")),
        (5, ConflictStatus::MovedOn, Some("12:00:01")),
        (6, ConflictStatus::Discarded, Some("12:00:01")),
    ] {
        let record = record(&format!("A-{number}"), &[]);
        edited(&store, &record, SyncStatus::Conflict);
        written(&store, |tx| {
            let row = modification::put(tx, &crate::given::modified(&record, SyncStatus::Conflict))?;
            conflict::insert(tx, row, &conflict_on(number, &record))?;
            let decision = serde_json::json!({});
            time.map_or(Ok(()), |time| {
                conflict::close(tx, &rio(), uuid(number), status, &decision, "jane", at(time))
            })
        });
    }
    let resolved = read(&store, |db| conflict::count_resolved(db, &rio(), at("12:00:01"), at("12:00:09")));
    assert_eq!((read(&store, |db| conflict::count_open(db, &rio())), resolved), (1, 2));
}
