//! The disk that fails, held against SQLite itself: what is synced lasts, what is not may be lost or torn.

#![allow(clippy::unwrap_used)]

use pfa_power::{Fault, Op, Recorder, Survival, Syncs};
use rusqlite::{Connection, Error, ErrorCode};
use std::path::Path;
use tempfile::TempDir;

fn database(folder: &TempDir) -> Connection {
    let connection = Connection::open(folder.path().join("db")).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.execute_batch("PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (n INTEGER)").unwrap();
    connection
}

fn add(connection: &Connection, number: i64) -> Result<(), Error> {
    connection.execute("INSERT INTO t VALUES (?1)", [number]).map(drop)
}

fn code(outcome: Result<(), Error>) -> Option<ErrorCode> {
    outcome.unwrap_err().sqlite_error_code()
}

#[test]
fn what_is_synced_survives_and_what_is_not_yet_may_be_lost() {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::on(folder.path()).unwrap();
    let connection = database(&folder);
    let made = recorder.len();
    add(&connection, 1).unwrap();
    let log = recorder.log();

    let mut walk = log.walk(Syncs::Kept);
    let mut differing = 0;
    while walk.advance() {
        let (least, most) = (walk.image(Survival::None), walk.image(Survival::All));
        differing += usize::from(least != most);
    }
    assert_eq!(walk.point(), log.len());
    assert!(log.len() > made && differing > 0, "{differing} of {} points have something to lose", log.len());
    let end = walk.image(Survival::None);
    assert_eq!(end, walk.image(Survival::All), "after a commit nothing is left to be lost");
    let wal = std::fs::read(folder.path().join("db-wal")).unwrap();
    assert!(!wal.is_empty() && end.file("db-wal").unwrap() == wal);
    assert_eq!(walk.unsynced(Path::new("db")), 0);
}

#[test]
fn the_same_seed_loses_the_same_and_some_seeds_tear() {
    let folder = TempDir::new().unwrap();
    drop(database(&folder));
    let recorder = Recorder::on(folder.path()).unwrap();
    let connection = database(&folder);
    connection.execute_batch("PRAGMA synchronous = OFF; INSERT INTO t VALUES (1)").unwrap();
    let log = recorder.log();
    let mut walk = log.walk(Syncs::Kept);
    while walk.advance() {}
    let wal = |seed| walk.image(Survival::Some(seed)).file("db-wal").unwrap_or_default().to_vec();
    assert_eq!(wal(7), wal(7));
    let whole = walk.image(Survival::All).file("db-wal").unwrap().to_vec();
    let torn =
        |left: &Vec<u8>| left.len() == whole.len() && *left != whole && left.iter().any(|byte| *byte != 0);
    assert!((0..50).map(wal).any(|left| torn(&left)));
}

#[test]
fn a_folder_that_nobody_records_is_left_alone() {
    let (watched, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let recorder = Recorder::on(watched.path()).unwrap();
    recorder.fail_from(0, Fault::Broken);
    add(&database(&other), 1).unwrap();
    assert!(recorder.is_empty() && !recorder.heal());
}

#[test]
fn a_deleted_name_is_noted_with_what_became_of_it() {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::on(folder.path()).unwrap();
    let connection = database(&folder);
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    add(&connection, 1).unwrap();
    let journal = |op: &Op| matches!(op, Op::Delete { name, .. } if name == Path::new("db-journal"));
    assert!(recorder.log().ops().iter().any(journal), "a rollback journal is deleted at a commit");
}

#[test]
fn each_fault_is_what_sqlite_calls_it_and_passes_once_the_disk_is_healed() {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::on(folder.path()).unwrap();
    let connection = database(&folder);
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    let cases = [
        (Fault::Full, ErrorCode::DiskFull),
        (Fault::ReadOnly, ErrorCode::ReadOnly),
        (Fault::Broken, ErrorCode::SystemIoFailure),
        // Its journal cannot be made.
        (Fault::Shut, ErrorCode::CannotOpen),
    ];
    for (fault, expected) in cases {
        recorder.fail_from(0, fault);
        assert_eq!(code(add(&connection, 1)), Some(expected), "{fault:?}");
        assert!(recorder.heal());
    }
    let other = Connection::open(folder.path().join("db")).unwrap();
    recorder.fail_from(0, Fault::Unreadable);
    let read = other.query_row("SELECT count(*) FROM t", [], |_| Ok(()));
    assert_eq!(code(read), Some(ErrorCode::SystemIoFailure));
    recorder.heal();
    add(&connection, 1).unwrap();
    assert_eq!(connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)), Ok(1));
}

#[test]
fn a_fault_strikes_at_the_operation_that_it_was_set_for() {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::on(folder.path()).unwrap();
    let connection = database(&folder);
    recorder.fail_from(1_000, Fault::Full);
    add(&connection, 1).unwrap();
    assert!(!recorder.heal());
}
