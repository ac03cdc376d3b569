//! All of a write or nothing; one view a read; two processes on one file.

use crate::given::{Folder, edited, id, memory, model, noon, pulled, queue, read, record, rio, written};
use pfa_domain::SyncStatus;
use pfa_store::{Store, StoreError, current, setting, write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

fn kept(store: &Store, key: &str) -> Option<u32> {
    read(store, |db| setting::get(db, key))
}

fn keep(store: &Store, key: &str, value: u32) {
    written(store, |tx| setting::put(tx, key, &value));
}

#[derive(Debug, thiserror::Error)]
enum UseCase {
    #[error("refused")]
    Refused,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// In a file and in memory.
fn both() -> [(Option<Folder>, Store); 2] {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    [(Some(folder), store), (None, memory())]
}

#[test]
fn an_error_inside_a_write_rolls_all_of_it_back() {
    for (_folder, store) in both() {
        keep(&store, "a", 1);
        let outcome: Result<(), UseCase> = store.write(|tx| {
            setting::put(tx, "a", &2)?;
            setting::put(tx, "b", &2)?;
            Err(UseCase::Refused)
        });
        assert!(matches!(outcome, Err(UseCase::Refused)));
        assert_eq!((kept(&store, "a"), kept(&store, "b")), (Some(1), None));
    }
}

#[test]
fn a_refusal_by_sql_rolls_back_what_went_before_it() {
    let store = memory();
    let row = edited(&store, &record("A-1", &[]), SyncStatus::Queued);
    let outcome = store.write(|tx| {
        setting::put(tx, "a", &1)?;
        queue(tx, 1, &id("A-1"), row)?;
        queue(tx, 2, &id("A-1"), row)
    });
    assert!(matches!(outcome, Err(StoreError::Sqlite(_))));
    assert_eq!(kept(&store, "a"), None);
    assert_eq!(read(&store, |db| write::open_for_record(db, &id("A-1"))), None);
}

#[test]
fn a_panic_inside_a_write_rolls_it_back_and_the_store_goes_on() {
    for (_folder, store) in both() {
        keep(&store, "a", 1);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            store.write::<(), StoreError>(|tx| {
                setting::put(tx, "a", &2)?;
                panic!("a fault of ours")
            })
        }));
        assert!(outcome.is_err());
        assert_eq!(kept(&store, "a"), Some(1));
        keep(&store, "a", 3);
        assert_eq!(kept(&store, "a"), Some(3));
    }
}

#[test]
fn a_panic_inside_a_read_leaves_the_store_going() {
    for (_folder, store) in both() {
        let outcome =
            catch_unwind(AssertUnwindSafe(|| store.read::<(), StoreError>(|_| panic!("a fault of ours"))));
        assert!(outcome.is_err());
        keep(&store, "a", 1);
        assert_eq!(kept(&store, "a"), Some(1));
    }
}

#[test]
fn a_read_sees_one_view_while_others_write() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    keep(&store, "a", 1);
    read(&store, |db| {
        assert_eq!(setting::get(db, "a")?, Some(1));
        keep(&store, "a", 2);
        assert_eq!(setting::get(db, "a")?, Some(1), "the view moved under the reader");
        assert_eq!(kept(&store, "a"), Some(2), "a later reader sees the write");
        Ok(())
    });
    assert_eq!(kept(&store, "a"), Some(2));
}

#[test]
fn a_reader_that_erred_is_used_again_with_a_fresh_view() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let outcome: Result<(), UseCase> = store.read(|db| {
        setting::get::<u32>(db, "a")?;
        Err(UseCase::Refused)
    });
    assert!(outcome.is_err());
    keep(&store, "a", 1);
    assert_eq!(kept(&store, "a"), Some(1));
}

#[test]
fn a_reader_does_not_write() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let outcome = store.read(|db| Ok::<_, StoreError>(db.execute("DELETE FROM setting", [])?));
    assert!(matches!(outcome, Err(StoreError::ReadOnly)), "{outcome:?}");
}

#[test]
fn a_second_process_writes_while_the_first_reads() {
    let folder = Folder::new();
    let (first, second) = (folder.open().unwrap(), folder.open().unwrap());
    read(&first, |db| {
        assert_eq!(setting::get::<u32>(db, "a")?, None);
        keep(&second, "a", 1);
        Ok(())
    });
    assert_eq!(kept(&first, "a"), Some(1));
    keep(&first, "a", 2);
    assert_eq!(kept(&second, "a"), Some(2));
}

#[test]
fn a_write_that_another_process_keeps_from_starting_is_busy_and_changes_nothing() {
    let folder = Folder::new();
    let (first, second) = (folder.open().unwrap(), folder.open().unwrap());
    // The wait is a matter of patience, not of outcome.
    written(&second, |tx| Ok(tx.busy_timeout(Duration::ZERO)?));
    written(&first, |tx| {
        setting::put(tx, "a", &1)?;
        let outcome = second.write(|tx| setting::put(tx, "a", &2));
        assert!(matches!(outcome, Err(StoreError::Busy)), "{outcome:?}");
        assert_eq!(kept(&second, "a"), None, "what is not committed is not seen");
        Ok(())
    });
    assert_eq!(kept(&second, "a"), Some(1));
    keep(&second, "a", 3);
    assert_eq!(kept(&first, "a"), Some(3));
}

#[test]
fn two_processes_never_lose_one_anothers_writes() {
    let folder = Folder::new();
    keep(&folder.open().unwrap(), "count", 0);
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                let store = folder.open().unwrap();
                for _ in 0..25 {
                    written(&store, |tx| {
                        let count: u32 = setting::get(tx, "count")?.unwrap();
                        setting::put(tx, "count", &(count + 1))
                    });
                }
            });
        }
    });
    assert_eq!(kept(&folder.open().unwrap(), "count"), Some(50));
}

#[test]
fn an_edit_and_its_write_are_there_together_or_not_at_all() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let record = record("A-1", &[]);
    let row = edited(&store, &record, SyncStatus::Queued);
    written(&store, |tx| queue(tx, 1, &record.id, row));
    drop(store);
    let store = folder.open().unwrap();
    let due = read(&store, |db| write::due(db, &rio(), noon(), 10));
    assert_eq!(due.len(), 1);
    let write = read(&store, |db| write::get(db, &rio(), due[0])).unwrap();
    assert_eq!(write.delta, model("mine"));
}

#[test]
fn which_rows_changed_is_told_unless_another_process_changed_some_or_they_are_many() {
    let folder = Folder::new();
    let (store, other) = (folder.open().unwrap(), folder.open().unwrap());
    let put = |store: &Store, numbers: std::ops::Range<u32>| {
        pulled(store, &numbers.map(|n| record(&format!("A-{n}"), &[])).collect::<Vec<_>>());
    };
    let now = || read(&store, current::generation);
    let start = now();
    put(&store, 0..2);
    keep(&store, "a", 1);
    put(&store, 2..3);
    let (own, rows) = (now(), |after, up_to| store.changed_rows(after, up_to));
    assert_eq!((rows(start, own), rows(start + 1, own)), (Some(vec![1, 2, 3]), Some(vec![3])));
    assert_eq!((rows(own, own), rows(own, start)), (Some(vec![]), None));
    put(&other, 3..4);
    put(&store, 4..5);
    assert_eq!((rows(own, now()), rows(start, own)), (None, Some(vec![1, 2, 3])));
    assert_eq!(rows(now() - 1, now()), Some(vec![5]));
    let before = now();
    put(&store, 5..1_100);
    assert_eq!(rows(before, now()), None);
}
