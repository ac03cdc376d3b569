//! What sync remembers: versions, given-up values, quarantine, cursor, runs, figures, undo steps.

use crate::given::{
    at, at_version, edited, id, memory, model, noon, queue, read, record, rio, text, uuid, written,
};
use pfa_domain::{Field, PfaId, PfaRecord, SyncStatus};
use pfa_store::cursor::{self, Cursor};
use pfa_store::quarantine::{self, Quarantined};
use pfa_store::run::{self, Run, RunFigures, RunItem, RunQuery};
use pfa_store::write::{self, QueueFigures, WriteStatus};
use pfa_store::{Store, history};
use pfa_sync::{GuardReason, GuardStop};

fn version(version: u64, model: &str) -> PfaRecord {
    let fields = [
        (Field::Model, model),
        (Field::LastChangedBy, "maria"),
        (Field::LastChangedAt, "2026-06-01T08:00:00Z"),
    ];
    at_version(version, record("A-1", &fields))
}

#[test]
fn history_has_one_row_a_version_the_newest_first() {
    let store = memory();
    written(&store, |tx| {
        for (number, model) in [(1, "a"), (3, "c"), (2, "b"), (3, "c"), (1, "a")] {
            history::add_seen(tx, &version(number, model), Some("pulled"), noon(), "worker")?;
        }
        Ok(())
    });
    let seen = read(&store, |db| history::seen(db, &id("A-1")));
    let expected: Vec<_> = [(3, "c"), (2, "b"), (1, "a")].map(|(n, m)| version(n, m)).into();
    assert_eq!(seen.iter().map(|v| v.record.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(
        (seen[0].changed_by.as_deref(), seen[0].changed_at),
        (Some("maria"), Some("2026-06-01T08:00:00Z".parse().unwrap()))
    );
    assert_eq!(seen[0].why.as_deref(), Some("pulled"));
}

#[test]
fn a_version_that_came_with_other_values_after_a_restore_is_shown_as_it_came_last() {
    let store = memory();
    written(&store, |tx| {
        history::add_seen(tx, &version(2, "before the restore"), None, noon(), "worker")?;
        history::add_seen(tx, &version(2, "after it"), None, noon(), "worker")
    });
    let seen = read(&store, |db| history::seen(db, &id("A-1")));
    assert_eq!(seen.iter().map(|v| v.record.get(Field::Model)).collect::<Vec<_>>(), [&text("after it")]);
}

#[test]
fn a_reason_that_pems_tells_completes_a_version_and_replaces_none() {
    let store = memory();
    written(&store, |tx| {
        history::add_seen(tx, &version(1, "a"), None, noon(), "worker")?;
        history::add_seen(tx, &version(2, "b"), Some("ours"), noon(), "jane")?;
        for number in [1, 2, 3] {
            history::add_told(
                tx,
                &version(number, ["a", "b", "c"][number as usize - 1]),
                Some("told"),
                noon(),
            )?;
        }
        Ok(())
    });
    let seen = read(&store, |db| history::seen(db, &id("A-1")));
    let why: Vec<_> = seen.iter().map(|v| (v.record.version, v.why.as_deref().unwrap())).collect();
    assert_eq!(why, [(3, "told"), (2, "ours"), (1, "told")]);
}

#[test]
fn given_up_values_can_be_put_back_by_their_id() {
    let store = memory();
    let mut delta = model("lost\u{1F3D7}");
    delta.insert(Field::ForecastEnd, pfa_domain::FieldValue::Null);
    written(&store, |tx| {
        history::add_given_up(tx, &id("A-1"), 7, &delta, "PEMS's values were used", noon(), "jane")?;
        history::add_given_up(tx, &id("A-1"), 8, &model("later"), "discarded", at("12:00:01"), "jane")?;
        history::add_seen(tx, &version(7, "theirs"), None, noon(), "worker")
    });
    let given_up = read(&store, |db| history::given_up(db, &id("A-1")));
    assert_eq!(given_up.iter().map(|g| g.version).collect::<Vec<_>>(), [8, 7]);
    let expected = history::GivenUp {
        id: given_up[1].id,
        record: id("A-1"),
        version: 7,
        delta,
        why: Some("PEMS's values were used".into()),
        at: noon(),
        by: "jane".into(),
    };
    assert_eq!(given_up[1], expected);
    assert_eq!(read(&store, |db| history::given_up_by_id(db, &rio(), expected.id)), Some(expected));
    assert_eq!(read(&store, |db| history::seen(db, &id("A-1"))).len(), 1);
}

#[test]
fn what_pems_showed_is_not_found_as_given_up() {
    let store = memory();
    written(&store, |tx| history::add_seen(tx, &version(1, "a"), None, noon(), "worker"));
    assert_eq!(read(&store, |db| history::given_up(db, &id("A-1"))), []);
    assert_eq!(read(&store, |db| history::given_up_by_id(db, &rio(), 1)), None);
}

fn put_aside(store: &Store, pfa_id: Option<&str>, reason: &str, payload: &str, time: &str) -> bool {
    written(store, |tx| quarantine::put(tx, &rio(), pfa_id, reason, payload, None, at(time)))
}

#[test]
fn quarantine_keeps_one_row_a_record_and_says_what_is_new() {
    let store = memory();
    let put = |reason, payload, time| put_aside(&store, Some("A-1"), reason, payload, time);
    assert!(put("no date", "{\"a\":1}", "12:00:00"));
    assert!(!put("no date", "{\"a\":1}", "12:00:01"));
    assert!(put("no date", "{\"a\":2}", "12:00:02"));
    assert!(put("version fell", "{\"a\":2}", "12:00:03"));
    let rows = read(&store, |db| quarantine::list(db, &rio()));
    let [Quarantined { pfa_id, reason, payload, at: last, .. }] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((pfa_id.as_deref(), &reason[..], &payload[..]), (Some("A-1"), "version fell", "{\"a\":2}"));
    assert_eq!(*last, at("12:00:03"));
}

#[test]
fn a_quarantined_row_that_comes_again_says_when_it_came_last() {
    let store = memory();
    put_aside(&store, Some("A-1"), "no date", "{}", "12:00:00");
    put_aside(&store, Some("A-2"), "no date", "{}", "12:00:01");
    put_aside(&store, Some("A-1"), "no date", "{}", "12:00:02");
    let rows = read(&store, |db| quarantine::list(db, &rio()));
    assert_eq!(rows.iter().map(|r| r.pfa_id.as_deref().unwrap()).collect::<Vec<_>>(), ["A-1", "A-2"]);
    assert_eq!(rows[0].at, at("12:00:02"));
}

#[test]
fn rows_that_do_not_say_whose_they_are_stand_side_by_side() {
    let store = memory();
    assert!(put_aside(&store, None, "no id", "{\"a\":1}", "12:00:00"));
    assert!(put_aside(&store, None, "no id", "{\"a\":2}", "12:00:01"));
    assert!(!put_aside(&store, None, "no id", "{\"a\":1}", "12:00:02"));
    assert_eq!(read(&store, |db| quarantine::count(db, &rio())), 2);
}

#[test]
fn what_was_taken_over_since_leaves_quarantine() {
    let store = memory();
    for pfa_id in [Some("A-1"), Some("A-2"), None] {
        put_aside(&store, pfa_id, "reason", "{}", "12:00:00");
    }
    written(&store, |tx| quarantine::clear(tx, &rio(), &["A-1", "A-9"]));
    written(&store, |tx| quarantine::clear(tx, &rio(), &[]));
    let mut left: Vec<_> =
        read(&store, |db| quarantine::list(db, &rio())).into_iter().map(|r| r.pfa_id).collect();
    left.sort();
    assert_eq!(left, [None, Some("A-2".to_owned())]);
}

#[test]
fn the_cursor_reads_back_with_the_pull_that_the_guard_stopped() {
    let store = memory();
    assert_eq!(read(&store, |db| cursor::get(db, &rio())), Cursor::default());
    let guard = GuardStop {
        reason: GuardReason::FarFewer,
        held: 8_807,
        seen: 212,
        message: "You hold 8807 records of RIO, PEMS now lists 212.".into(),
    };
    let cursor = Cursor {
        pulled_at: Some(at("11:59:59.000001")),
        listed: 8_807,
        sweep: 41,
        sweep_after: Some(PfaId::new("RIO-000999").unwrap()),
        sweep_server_time: Some(at("12:00:00")),
        sweep_listed: Some(0),
        swept_at: Some(at("10:00:00")),
        guard: Some(guard),
    };
    written(&store, |tx| cursor::put(tx, &rio(), &cursor));
    assert_eq!(read(&store, |db| cursor::get(db, &rio())), cursor);
    written(&store, |tx| cursor::put(tx, &rio(), &Cursor::default()));
    assert_eq!(read(&store, |db| cursor::get(db, &rio())), Cursor::default());
}

fn a_run(number: u8, status: &str, figures: RunFigures) -> Run {
    Run {
        id: uuid(number.into()),
        trigger: "schedule".into(),
        started_by: "worker".into(),
        started_at: at(&format!("12:00:{number:02}")),
        ended_at: (status != "running").then(|| at(&format!("12:01:{number:02}"))),
        status: status.into(),
        figures,
        message: (status == "stopped").then(|| "PEMS lists far fewer records.".into()),
    }
}

/// An idle run, a busy one, one that only put rows aside, one that failed, one that was stopped, one that runs.
fn six_runs() -> (Store, Vec<Run>) {
    let none = RunFigures::default();
    let runs = vec![
        a_run(1, "done", none),
        a_run(2, "done", RunFigures { pulled: 3, ..none }),
        a_run(3, "done", RunFigures { quarantined: 1, ..none }),
        a_run(4, "with_failures", RunFigures { pushed: 2, synced: 1, failed: 1, conflicts: 7, ..none }),
        a_run(5, "stopped", none),
        a_run(6, "running", none),
    ];
    let store = memory();
    written(&store, |tx| {
        for run in &runs {
            run::start(tx, &rio(), run)?;
            run::update(tx, run)?;
        }
        Ok(())
    });
    (store, runs)
}

fn listed(store: &Store, query: RunQuery) -> (Vec<u128>, u64, u64) {
    let (runs, count, hidden) = read(store, |db| run::list(db, &rio(), &query));
    (runs.iter().map(|run| run.id.as_u128()).collect(), count, hidden)
}

#[test]
fn runs_read_back_the_newest_first() {
    let (store, mut runs) = six_runs();
    runs.reverse();
    let all = RunQuery { limit: 100, ..RunQuery::default() };
    assert_eq!(read(&store, |db| run::list(db, &rio(), &all)), (runs, 6, 0));
}

#[test]
fn runs_are_filtered_by_status_and_time_and_idle_ones_are_counted_when_hidden() {
    let (store, _) = six_runs();
    let query = RunQuery { limit: 100, ..RunQuery::default() };
    let status = |status: &str| RunQuery { status: Some(status.into()), ..query.clone() };
    assert_eq!(listed(&store, status("done")), (vec![3, 2, 1], 3, 0));
    assert_eq!(listed(&store, RunQuery { hide_idle: true, ..status("done") }), (vec![3, 2], 2, 1));
    assert_eq!(listed(&store, RunQuery { hide_idle: true, ..query.clone() }), (vec![6, 5, 4, 3, 2], 5, 1));
    assert_eq!(listed(&store, status("offline")), (vec![], 0, 0));
    let between = RunQuery { from: Some(at("12:00:02")), to: Some(at("12:00:04")), ..query.clone() };
    assert_eq!(listed(&store, between), (vec![3, 2], 2, 0));
    let page = RunQuery { limit: 2, offset: 1, hide_idle: true, ..query };
    assert_eq!(listed(&store, page), (vec![5, 4], 5, 1));
}

#[test]
fn runs_of_a_process_that_died_are_ended() {
    let (store, runs) = six_runs();
    written(&store, |tx| run::end_orphans(tx, at("13:00:00")));
    let (after, ..) = read(&store, |db| run::list(db, &rio(), &RunQuery { limit: 9, ..RunQuery::default() }));
    let orphan = &after[0];
    assert_eq!((&orphan.status[..], orphan.ended_at), ("stopped", Some(at("13:00:00"))));
    assert!(orphan.message.is_some());
    assert_eq!(after[1..], runs.into_iter().rev().skip(1).collect::<Vec<_>>()[..]);
}

#[test]
fn items_of_a_run_read_back_in_the_order_that_they_happened() {
    let (store, _) = six_runs();
    let item = |pfa_id: &str, action: &str, fields: &[Field], detail: Option<&str>| RunItem {
        pfa_id: pfa_id.into(),
        action: action.into(),
        fields: fields.into(),
        detail: detail.map(Into::into),
        at: noon(),
    };
    let items = [
        item("A-2", "pulled", &[Field::Model, Field::ForecastEnd], None),
        item("A-1", "conflict", &[], Some("Beide\nhaben es geändert.")),
        item("A-2", "pushed", &[], None),
    ];
    written(&store, |tx| items.iter().try_for_each(|item| run::add_item(tx, uuid(1), item)));
    assert_eq!(read(&store, |db| run::items(db, &rio(), uuid(1))), items);
    assert_eq!(read(&store, |db| run::items(db, &rio(), uuid(2))), []);
}

#[test]
fn the_queue_in_figures_counts_each_status_and_the_mean_time_to_an_acknowledgement() {
    let store = memory();
    let end = |number: u128, status, time: Option<&str>| {
        let pfa_id = format!("A-{number}");
        let row = edited(&store, &record(&pfa_id, &[]), SyncStatus::Queued);
        written(&store, |tx| {
            queue(tx, number, &id(&pfa_id), row)?;
            time.map_or(Ok(()), |time| write::close(tx, &rio(), uuid(number), status, at(time)))
        });
    };
    let figures = || read(&store, |db| write::figures(db, &rio(), at("12:00:01")));
    assert_eq!(figures(), QueueFigures::default());
    end(1, WriteStatus::Pending, None);
    end(2, WriteStatus::Pending, None);
    end(3, WriteStatus::InFlight, Some("12:00:00"));
    end(4, WriteStatus::Failed, Some("12:00:00"));
    end(5, WriteStatus::Acknowledged, Some("12:00:00.999"));
    end(6, WriteStatus::Acknowledged, Some("12:00:01"));
    end(7, WriteStatus::Acknowledged, Some("12:00:03.500"));
    end(8, WriteStatus::Withdrawn, Some("12:00:02"));
    let QueueFigures { pending, in_flight, failed, acknowledged, mean_ms } = figures();
    assert_eq!((pending, in_flight, failed, acknowledged), (2, 1, 1, 2));
    assert_eq!(mean_ms.map(f64::round), Some(2_250.0));
}
