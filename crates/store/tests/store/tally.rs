//! What is looked up instead of counted is what counting would give.

use crate::given::{
    edited, id, memory, modified, noon, org, pulled, queue, read, record, rio, uuid, written,
};
use pfa_domain::SyncStatus;
use pfa_store::mirror::{self, Put};
use pfa_store::write::{self, WriteStatus};
use pfa_store::{Store, modification};
use std::collections::BTreeMap;

/// The numbers as they are kept and as they are counted.
fn kept_and_counted(store: &Store) -> [BTreeMap<String, u64>; 2] {
    let counted = "SELECT organization || ' held', count(*) FROM pfa_mirror WHERE gone_at IS NULL GROUP BY 1
        UNION ALL SELECT organization || ' modification ' || sync_status, count(*) FROM pfa_modification GROUP BY 1
        UNION ALL SELECT organization || ' write ' || status, count(*) FROM pfa_write_queue GROUP BY 1";
    ["SELECT organization || ' ' || what, number FROM tally WHERE number > 0", counted].map(|sql| {
        read(store, |db| {
            let mut statement = db.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    })
}

#[track_caller]
fn agree(store: &Store) {
    let [kept, counted] = kept_and_counted(store);
    assert_eq!(kept, counted);
}

#[test]
fn numbers_are_kept_through_all_that_changes_them() {
    let store = memory();
    pulled(&store, &[record("A-1", &[]), record("A-2", &[]), record("A-3", &[])]);
    pulled(&store, &[record("A-1", &[])]);
    agree(&store);
    written(&store, |tx| mirror::mark_gone(tx, &id("A-2"), noon()));
    written(&store, |tx| mirror::mark_gone(tx, &id("A-2"), noon()));
    written(&store, |tx| mirror::mark_gone(tx, &id("A-3"), noon()));
    agree(&store);
    assert_eq!(read(&store, |db| mirror::count(db, &rio())), 1);
    written(&store, |tx| mirror::put(tx, &record("A-3", &[]), Put::default(), noon()));
    agree(&store);
    assert_eq!(read(&store, |db| mirror::count(db, &rio())), 2);

    let row = edited(&store, &record("A-1", &[]), SyncStatus::Draft);
    agree(&store);
    written(&store, |tx| modification::put(tx, &modified(&record("A-1", &[]), SyncStatus::Queued)));
    written(&store, |tx| queue(tx, 1, &id("A-1"), row));
    agree(&store);
    written(&store, |tx| write::close(tx, &rio(), uuid(1), WriteStatus::Withdrawn, noon()));
    written(&store, |tx| queue(tx, 2, &id("A-1"), row));
    agree(&store);
    assert_eq!(read(&store, |db| write::figures(db, &rio(), noon())).pending, 1);
    assert_eq!(read(&store, |db| write::figures(db, &org("PORTARTHUR"), noon())).pending, 0);
}

#[test]
fn what_is_rolled_back_is_not_counted() {
    let store = memory();
    let failed = store.write(|tx| {
        mirror::put(tx, &record("A-1", &[]), Put::default(), noon())?;
        Err::<(), _>(pfa_store::StoreError::Busy)
    });
    assert!(failed.is_err());
    agree(&store);
    assert_eq!(read(&store, |db| mirror::count(db, &rio())), 0);
}
