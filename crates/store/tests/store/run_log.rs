//! What runs did is remembered for long, and not for ever.

use crate::given::{edited, id, memory, noon, queue, read, record, rio, uuid, written};
use chrono::TimeDelta;
use pfa_domain::SyncStatus;
use pfa_store::run::{self, Kept, Run, RunFigures, RunItem, RunQuery};
use pfa_store::write::{self, Write, WriteStatus};
use pfa_store::{Store, quarantine};

const KEPT: Kept = Kept { days: 90, runs: 2, idle_days: 7, idle_runs: 2 };

/// A run so many days before noon; it did something where it pulled.
fn ran(store: &Store, number: u128, days: i64, pulled: u64) {
    let started_at = noon() - TimeDelta::days(days);
    let run = Run {
        id: uuid(number),
        trigger: "schedule".into(),
        started_by: "worker".into(),
        started_at,
        ended_at: Some(started_at),
        status: "done".into(),
        figures: RunFigures { pulled, ..RunFigures::default() },
        message: None,
    };
    let action = if pulled > 0 { "failed" } else { "merged" };
    let item = RunItem {
        pfa_id: format!("A-{number}"),
        action: action.into(),
        fields: Vec::new(),
        detail: None,
        at: started_at,
    };
    written(store, |tx| {
        run::start(tx, &rio(), &run)?;
        run::update(tx, &run)?;
        run::add_item(tx, run.id, &item)
    });
}

fn left(store: &Store) -> Vec<u128> {
    let query = RunQuery { limit: 100, ..RunQuery::default() };
    read(store, |db| run::list(db, &rio(), &query)).0.iter().map(|run| run.id.as_u128()).collect()
}

fn prune(store: &Store, limit: u64) -> u64 {
    written(store, |tx| run::prune(tx, &rio(), KEPT, noon(), limit))
}

#[test]
fn runs_beyond_both_bounds_go_with_their_items_and_idle_ones_sooner() {
    let store = memory();
    for (number, days, pulled) in
        [(1, 1, 0), (2, 8, 0), (3, 9, 0), (4, 10, 0), (5, 10, 1), (6, 89, 1), (7, 91, 1), (8, 400, 1)]
    {
        ran(&store, number, days, pulled);
    }
    assert_eq!(prune(&store, 100), 4);
    assert_eq!(left(&store), [1, 2, 5, 6]);
    assert_eq!(read(&store, |db| run::items(db, &rio(), uuid(7))), []);
    let items: u64 =
        read(&store, |db| Ok(db.query_row("SELECT count(*) FROM sync_run_item", [], |row| row.get(0))?));
    assert_eq!((items, prune(&store, 100)), (4, 0));
}

#[test]
fn a_clock_that_jumped_ahead_forgets_none_of_the_latest() {
    let store = memory();
    for (number, pulled) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
        ran(&store, number, 4_000 + i64::try_from(number).unwrap(), pulled);
    }
    assert_eq!((prune(&store, 100), left(&store)), (0, vec![1, 2, 3, 4]));
}

#[test]
fn only_a_few_go_at_once_the_oldest_first() {
    let store = memory();
    for number in 1..=10 {
        ran(&store, number, 100 + i64::try_from(number).unwrap(), 1);
    }
    assert_eq!(prune(&store, 3), 3);
    assert_eq!(left(&store), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn the_run_that_tells_of_an_open_failure_or_of_a_quarantined_row_stays() {
    let store = memory();
    for number in 1..=5 {
        ran(&store, number, 100 + i64::try_from(number).unwrap(), 1);
    }
    let row = edited(&store, &record("A-4", &[]), SyncStatus::Failed);
    written(&store, |tx| queue(tx, 4, &id("A-4"), row));
    let failed = |status| {
        let write = read(&store, |db| write::get(db, &rio(), uuid(4))).unwrap();
        written(&store, |tx| write::update(tx, &Write { status, ..write }));
    };
    failed(WriteStatus::Failed);
    written(&store, |tx| quarantine::put(tx, &rio(), Some("A-5"), "no date", "{}", Some(uuid(5)), noon()));
    assert_eq!((prune(&store, 100), left(&store)), (1, vec![1, 2, 4, 5]));
    failed(WriteStatus::Acknowledged);
    written(&store, |tx| quarantine::clear(tx, &rio(), &["A-5"]));
    assert_eq!((prune(&store, 100), left(&store)), (2, vec![1, 2]));
}
