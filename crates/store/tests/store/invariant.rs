//! What SQL itself refuses, whatever the code above it does.

use crate::given::{
    conflict_on, edited, id, memory, model, new_write, noon, queue, read, record, rio, uuid, written,
};
use pfa_domain::SyncStatus;
use pfa_store::conflict::{self, ConflictStatus};
use pfa_store::write::{self, WriteStatus};
use pfa_store::{Store, StoreError, Tx};
use serde_json::json;

const OPEN: [WriteStatus; 3] = [WriteStatus::Pending, WriteStatus::InFlight, WriteStatus::Failed];
const CLOSED: [WriteStatus; 4] =
    [WriteStatus::Acknowledged, WriteStatus::Conflict, WriteStatus::Withdrawn, WriteStatus::Discarded];

fn refused(store: &Store, work: impl FnOnce(&Tx<'_>) -> Result<(), StoreError>) -> String {
    store.write(work).expect_err("SQL took it").to_string()
}

/// A record with a modification, and the modification's row.
fn given() -> (Store, i64) {
    let store = memory();
    let row = edited(&store, &record("A-1", &[]), SyncStatus::Queued);
    (store, row)
}

fn set_status(tx: &Tx<'_>, number: u128, status: WriteStatus) -> Result<(), StoreError> {
    let mut write = write::get(tx, &rio(), uuid(number))?.unwrap();
    write.status = status;
    write::update(tx, &write)
}

#[test]
fn a_second_open_write_of_a_record_is_refused() {
    for status in OPEN {
        let (store, row) = given();
        written(&store, |tx| queue(tx, 1, &id("A-1"), row));
        written(&store, |tx| set_status(tx, 1, status));
        let why = refused(&store, |tx| queue(tx, 2, &id("A-1"), row));
        assert!(why.contains("UNIQUE constraint failed"), "{status:?}: {why}");
    }
}

#[test]
fn a_closed_write_makes_room_for_the_next() {
    for status in CLOSED {
        let (store, row) = given();
        written(&store, |tx| {
            queue(tx, 1, &id("A-1"), row)?;
            write::close(tx, &rio(), uuid(1), status, noon())?;
            queue(tx, 2, &id("A-1"), row)
        });
        let open = read(&store, |db| write::open_for_record(db, &id("A-1"))).unwrap();
        assert_eq!(open.id, uuid(2), "{status:?}");
    }
}

#[test]
fn a_closed_write_is_not_opened_again_beside_another() {
    let (store, row) = given();
    written(&store, |tx| {
        queue(tx, 1, &id("A-1"), row)?;
        write::close(tx, &rio(), uuid(1), WriteStatus::Withdrawn, noon())?;
        queue(tx, 2, &id("A-1"), row)
    });
    let why = refused(&store, |tx| set_status(tx, 1, WriteStatus::Pending));
    assert!(why.contains("UNIQUE constraint failed"), "{why}");
}

#[test]
fn an_idempotency_key_is_never_used_for_two_writes() {
    let (store, row) = given();
    let (record, delta) = (id("A-1"), model("mine"));
    let first = new_write(1, &record, row, &delta);
    let why = refused(&store, |tx| {
        write::insert(tx, &first)?;
        write::close(tx, &rio(), first.id, WriteStatus::Acknowledged, noon())?;
        write::insert(tx, &write::NewWrite { id: uuid(2), ..first.clone() })
    });
    assert!(why.contains("idempotency_key"), "{why}");
}

#[test]
fn a_write_beside_an_open_conflict_is_refused() {
    let (store, row) = given();
    let conflict = conflict_on(1, &record("A-1", &[]));
    written(&store, |tx| conflict::insert(tx, row, &conflict));
    let why = refused(&store, |tx| queue(tx, 1, &id("A-1"), row));
    assert!(why.contains("an open write beside an open conflict"), "{why}");
    written(&store, |tx| {
        conflict::close(tx, &rio(), uuid(1), ConflictStatus::ResolvedMine, &json!("mine"), "jane", noon())?;
        queue(tx, 1, &id("A-1"), row)
    });
}

#[test]
fn a_closed_write_is_not_opened_again_beside_an_open_conflict() {
    for status in OPEN {
        let (store, row) = given();
        written(&store, |tx| {
            queue(tx, 1, &id("A-1"), row)?;
            write::close(tx, &rio(), uuid(1), WriteStatus::Conflict, noon())?;
            conflict::insert(tx, row, &conflict_on(1, &record("A-1", &[])))
        });
        let why = refused(&store, |tx| set_status(tx, 1, status));
        assert!(why.contains("an open write beside an open conflict"), "{status:?}: {why}");
    }
}

#[test]
fn a_conflict_beside_an_open_write_is_refused() {
    for status in OPEN {
        let (store, row) = given();
        written(&store, |tx| queue(tx, 1, &id("A-1"), row));
        written(&store, |tx| set_status(tx, 1, status));
        let why = refused(&store, |tx| conflict::insert(tx, row, &conflict_on(1, &record("A-1", &[]))));
        assert!(why.contains("an open conflict beside an open write"), "{status:?}: {why}");
    }
}

#[test]
fn a_settled_conflict_is_not_opened_again_beside_an_open_write() {
    let (store, row) = given();
    written(&store, |tx| {
        conflict::insert(tx, row, &conflict_on(1, &record("A-1", &[])))?;
        conflict::close(tx, &rio(), uuid(1), ConflictStatus::ResolvedAuto, &json!(null), "worker", noon())?;
        queue(tx, 1, &id("A-1"), row)
    });
    let why = refused(&store, |tx| {
        conflict::close(tx, &rio(), uuid(1), ConflictStatus::Open, &json!(null), "worker", noon())
    });
    assert!(why.contains("an open conflict beside an open write"), "{why}");
}

#[test]
fn a_second_open_conflict_of_a_record_is_refused() {
    let (store, row) = given();
    let theirs = record("A-1", &[]);
    written(&store, |tx| conflict::insert(tx, row, &conflict_on(1, &theirs)));
    let why = refused(&store, |tx| conflict::insert(tx, row, &conflict_on(2, &theirs)));
    assert!(why.contains("UNIQUE constraint failed"), "{why}");
    written(&store, |tx| {
        conflict::close(tx, &rio(), uuid(1), ConflictStatus::MovedOn, &json!(null), "worker", noon())?;
        conflict::insert(tx, row, &conflict_on(2, &theirs))
    });
    let open = read(&store, |db| conflict::open(db, &rio()));
    assert_eq!(open.into_iter().map(|c| c.id).collect::<Vec<_>>(), [uuid(2)]);
}

#[test]
fn a_settled_conflict_does_not_stand_in_the_way_of_a_write() {
    let (store, row) = given();
    written(&store, |tx| {
        queue(tx, 1, &id("A-1"), row)?;
        let mut settled = conflict_on(1, &record("A-1", &[]));
        settled.status = ConflictStatus::ResolvedAuto;
        conflict::insert(tx, row, &settled)
    });
    assert_eq!(read(&store, |db| conflict::open_for_record(db, &id("A-1"))), None);
}

#[test]
fn a_write_of_no_modification_is_refused() {
    let (store, row) = given();
    let why = refused(&store, |tx| queue(tx, 1, &id("A-1"), row + 1));
    assert!(why.contains("FOREIGN KEY constraint failed"), "{why}");
}

#[test]
fn a_change_that_is_only_tried_out_is_never_on_its_way_to_pems() {
    let store = memory();
    let row = record("A-1", &[]);
    crate::given::pulled(&store, std::slice::from_ref(&row));
    written(&store, |tx| pfa_store::what_if::insert(tx, &rio(), uuid(7), "Later", noon(), "jane"));
    for status in SyncStatus::ALL {
        let m = pfa_store::modification::Modification {
            what_if: Some(uuid(7)),
            ..crate::given::modified(&row, status)
        };
        let put = store.write(|tx| pfa_store::modification::put(tx, &m).map(drop));
        let on_its_way = matches!(status, SyncStatus::Queued | SyncStatus::Syncing);
        assert_eq!(put.is_err(), on_its_way, "{status:?}");
    }
}
