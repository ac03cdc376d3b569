use super::*;
use crate::open::connect;
use crate::{Store, setting};
use tempfile::TempDir;

pub(super) const NEXT: &str =
    "CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT; INSERT INTO next VALUES (7);";
const BROKEN: &str = "DROP TABLE setting; INSERT INTO nowhere VALUES (1);";

fn options(folder: &TempDir) -> OpenOptions {
    OpenOptions { path: folder.path().join("pfa.sqlite"), backups: folder.path().join("backups") }
}

fn key() -> DatabaseKey {
    DatabaseKey::new([1; 32])
}

pub(super) fn open(options: &OpenOptions, steps: &[&str]) -> Result<Store, StoreError> {
    Store::open_at(options, key(), steps)
}

/// The schema's steps with these after them.
pub(super) fn steps(more: &[&'static str]) -> Vec<&'static str> {
    STEPS.iter().chain(more).copied().collect()
}

/// A database of this build with something in it, closed.
pub(super) fn older() -> (TempDir, OpenOptions) {
    let folder = TempDir::new().unwrap();
    let options = options(&folder);
    keep(&open(&options, STEPS).unwrap(), "kept");
    (folder, options)
}

pub(super) fn keep(store: &Store, value: &str) {
    store.write(|tx| setting::put(tx, "word", &value)).unwrap();
}

pub(super) fn kept(store: &Store) -> Option<String> {
    store.read(|db| setting::get(db, "word")).unwrap()
}

pub(super) fn number(store: &Store, sql: &str) -> Result<i64, StoreError> {
    store.read(|db| Ok(db.query_row(sql, [], |row| row.get(0))?))
}

pub(super) fn backups(options: &OpenOptions) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(&options.backups) else { return Vec::new() };
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_new_database_needs_no_backup() {
    let (_folder, options) = older();
    assert_eq!(backups(&options), [""; 0]);
}

#[test]
fn an_older_database_is_copied_and_then_brought_up_to_date() {
    let (_folder, options) = older();
    let store = open(&options, &steps(&[NEXT])).unwrap();
    assert_eq!(kept(&store).as_deref(), Some("kept"));
    assert_eq!(number(&store, "SELECT id FROM next").unwrap(), 7);
    assert_eq!(number(&store, "PRAGMA user_version").unwrap(), SCHEMA_VERSION + 1);
    assert_eq!(number(&store, "PRAGMA foreign_keys").unwrap(), 1);
    assert_eq!(backups(&options), [format!("pfa-schema-{SCHEMA_VERSION}.sqlite")]);
}

#[test]
fn the_backup_is_encrypted_and_opens_with_the_same_key_as_it_was() {
    let (_folder, options) = older();
    drop(open(&options, &steps(&[NEXT])).unwrap());
    let path = options.backups.join(&backups(&options)[0]);
    assert!(!std::fs::read(&path).unwrap().starts_with(b"SQLite format 3"));
    let copy = OpenOptions { path, backups: options.backups.join("none") };
    let other_key = Store::open_at(&copy, DatabaseKey::new([2; 32]), STEPS);
    assert!(matches!(other_key.err(), Some(StoreError::WrongKey { .. })));
    let store = open(&copy, STEPS).unwrap();
    assert_eq!(kept(&store).as_deref(), Some("kept"));
    assert_eq!(number(&store, "PRAGMA user_version").unwrap(), SCHEMA_VERSION);
    assert!(number(&store, "SELECT id FROM next").is_err());
}

#[test]
fn a_backup_holds_what_a_crash_left_in_the_wal() {
    let (_folder, options) = older();
    let store = open(&options, STEPS).unwrap();
    keep(&store, "newer");
    // As a crash would: nothing is checkpointed.
    std::mem::forget(store);
    drop(open(&options, &steps(&[NEXT])).unwrap());
    let path = options.backups.join(&backups(&options)[0]);
    let copy = open(&OpenOptions { path, backups: options.backups.clone() }, STEPS).unwrap();
    assert_eq!(kept(&copy).as_deref(), Some("newer"));
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let (_folder, options) = older();
    let failed = open(&options, &steps(&[NEXT, BROKEN])).err().unwrap();
    assert!(failed.to_string().contains("nowhere"), "{failed}");
    let store = open(&options, STEPS).unwrap();
    assert_eq!(kept(&store).as_deref(), Some("kept"));
    assert!(number(&store, "SELECT id FROM next").is_err(), "the step before the broken one stayed");
}

#[test]
fn a_failed_migration_can_be_tried_again() {
    let (_folder, options) = older();
    assert!(open(&options, &steps(&[BROKEN])).is_err());
    let store = open(&options, &steps(&[NEXT])).unwrap();
    assert_eq!(kept(&store).as_deref(), Some("kept"));
}

#[test]
fn a_migration_that_would_leave_a_reference_to_nothing_fails() {
    const ORPHAN: &str =
        "INSERT INTO write_attempt (write_id, number, at, took_ms, outcome) VALUES ('none', 1, '', 0, '');";
    let (_folder, options) = older();
    let failed = open(&options, &steps(&[ORPHAN])).err().unwrap();
    assert!(failed.to_string().contains("write_attempt"), "{failed}");
    assert_eq!(number(&open(&options, STEPS).unwrap(), "SELECT count(*) FROM write_attempt").unwrap(), 0);
}

#[test]
fn a_table_made_anew_keeps_the_rows_that_refer_to_it() {
    const PARENT: &str = "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT; INSERT INTO parent VALUES (1);
        CREATE TABLE child (parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE) STRICT;
        INSERT INTO child VALUES (1);";
    const ANEW: &str = "CREATE TABLE parent_anew (id INTEGER PRIMARY KEY, name TEXT) STRICT;
        INSERT INTO parent_anew (id) SELECT id FROM parent; DROP TABLE parent;
        ALTER TABLE parent_anew RENAME TO parent;";
    let (_folder, options) = older();
    drop(open(&options, &steps(&[PARENT])).unwrap());
    let store = open(&options, &steps(&[PARENT, ANEW])).unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM child").unwrap(), 1);
}

#[test]
fn without_a_backup_nothing_is_migrated() {
    let (_folder, options) = older();
    std::fs::write(&options.backups, "in the way").unwrap();
    let failed = open(&options, &steps(&[NEXT])).err().unwrap();
    assert!(matches!(failed, StoreError::File { .. }), "{failed:?}");
    let store = open(&options, STEPS).unwrap();
    assert!(number(&store, "SELECT id FROM next").is_err());
}

#[test]
fn what_a_backup_cut_short_left_is_replaced() {
    let (_folder, options) = older();
    std::fs::create_dir_all(&options.backups).unwrap();
    let part = options.backups.join(format!("pfa-schema-{SCHEMA_VERSION}.part"));
    std::fs::write(&part, "half a copy").unwrap();
    drop(open(&options, &steps(&[NEXT])).unwrap());
    assert_eq!(backups(&options), [format!("pfa-schema-{SCHEMA_VERSION}.sqlite")]);
}

#[test]
fn a_database_of_a_newer_build_is_refused_before_anything_is_done() {
    let (_folder, options) = older();
    drop(open(&options, &steps(&[NEXT])).unwrap());
    let before = std::fs::read(&options.path).unwrap();
    let refused = open(&options, STEPS).err().unwrap();
    assert!(matches!(refused, StoreError::Newer { found, known, .. } if found == known + 1), "{refused:?}");
    assert!(std::fs::read(&options.path).unwrap() == before);
}

#[test]
fn a_step_under_way_elsewhere_is_busy_and_not_done_twice() {
    let (_folder, options) = older();
    let other = connect(&options.path, &key()).unwrap();
    let lock = Transaction::new_unchecked(&other, TransactionBehavior::Immediate).unwrap();
    let connection = connect(&options.path, &key()).unwrap();
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let busy = migrate(&connection, &steps(&[NEXT]), &options, &key());
    assert!(matches!(busy, Err(StoreError::Busy)), "{busy:?}");
    lock.execute_batch(NEXT).unwrap();
    lock.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    lock.commit().unwrap();
    migrate(&connection, &steps(&[NEXT]), &options, &key()).unwrap();
    let rows = connection.query_row("SELECT count(*) FROM next", [], |row| row.get::<_, i64>(0));
    assert_eq!(rows, Ok(1));
}
