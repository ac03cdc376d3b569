//! The file: encrypted, refused when it is not ours or not whole, and never touched then.

use crate::given::{Folder, id, noon, pulled, read, record, rio, written};
use pfa_domain::Field;
use pfa_store::{DatabaseKey, Db, SCHEMA_VERSION, Store, StoreError, mirror, setting};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Barrier;
use std::time::{Duration, SystemTime};

const PAGE: usize = 4096;
const SECRET: &str = "Liebherr LR 11350 for bay 7713";

/// A database with enough records for many pages, closed.
fn closed() -> Folder {
    let folder = Folder::new();
    let records: Vec<_> =
        (0..200).map(|n| record(&format!("A-{n}"), &[(Field::Description, SECRET)])).collect();
    pulled(&folder.open().unwrap(), &records);
    folder
}

fn refusal(opened: Result<Store, StoreError>) -> StoreError {
    opened.err().expect("it was opened")
}

/// Turns one byte of a page over and leaves the file's time of change as it was.
fn damage(path: &Path, page: usize) {
    let changed = modified(path);
    let mut bytes = fs::read(path).unwrap();
    bytes[page * PAGE + 1000] ^= 0x40;
    fs::write(path, bytes).unwrap();
    set_modified(path, changed);
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn set_modified(path: &Path, time: SystemTime) {
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

fn touch(path: &Path) {
    set_modified(path, modified(path) + Duration::from_secs(1));
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The files of a database as they are while it is open: what a crash leaves.
fn crashed(from: &Folder) -> Folder {
    let to = Folder::new();
    for name in ["pfa.sqlite", "pfa.sqlite-wal"] {
        fs::copy(from.path().join(name), to.path().join(name)).unwrap();
    }
    to
}

#[test]
fn nothing_of_a_record_is_readable_on_the_disk() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    pulled(&store, &[record("A-7713", &[(Field::Description, SECRET)])]);
    let searched = |folder: &Folder| {
        for file in fs::read_dir(folder.path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            for text in [SECRET, "A-7713", "pfa_mirror", "SQLite format 3"] {
                assert!(!contains(&bytes, text), "{text}");
            }
        }
    };
    searched(&folder);
    assert!(fs::metadata(folder.path().join("pfa.sqlite-wal")).unwrap().len() > 0);
    drop(store);
    searched(&folder);
    assert!(read(&folder.open().unwrap(), |db| mirror::get(db, &id("A-7713"))).is_some());
}

#[test]
fn another_key_is_refused_and_the_file_kept() {
    let folder = closed();
    let before = folder.bytes();
    assert!(matches!(refusal(folder.open_with(2)), StoreError::WrongKey { .. }));
    assert_eq!(folder.bytes(), before);
    assert_eq!(read(&folder.open().unwrap(), |db| mirror::count(db, &rio())), 200);
}

#[test]
fn another_key_leaves_what_a_crash_left_as_it_is() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    pulled(&store, &[record("A-1", &[])]);
    let crashed = crashed(&folder);
    let wal = || fs::read(crashed.path().join("pfa.sqlite-wal")).unwrap();
    let before = (crashed.bytes(), wal());
    assert!(matches!(refusal(crashed.open_with(2)), StoreError::WrongKey { .. }));
    assert!((crashed.bytes(), wal()) == before);
    assert_eq!(read(&crashed.open().unwrap(), |db| mirror::count(db, &rio())), 1);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = Folder::new();
    let text = "These are the minutes of Tuesday's meeting.\n".repeat(500);
    fs::write(folder.options().path, &text).unwrap();
    assert!(matches!(refusal(folder.open()), StoreError::WrongKey { .. }));
    assert_eq!(folder.bytes(), text.as_bytes());
}

#[test]
fn a_damaged_page_is_found_at_start_wherever_it_is() {
    let folder = closed();
    let whole = folder.bytes();
    let path = folder.options().path;
    let last = whole.len() / PAGE - 1;
    for page in [1, 2, 3, last / 3, last / 2, last - 1, last] {
        fs::write(&path, &whole).unwrap();
        damage(&path, page);
        touch(&path);
        let before = folder.bytes();
        let refusal = refusal(folder.open());
        assert!(matches!(refusal, StoreError::Damaged { .. }), "page {page} of {last}: {refusal:?}");
        assert!(folder.bytes() == before, "page {page} of {last}");
    }
}

#[test]
fn a_file_cut_short_is_refused_and_kept() {
    let folder = closed();
    let half = folder.bytes().len() / PAGE / 2 * PAGE;
    File::options().write(true).open(folder.options().path).unwrap().set_len(half as u64).unwrap();
    let before = folder.bytes();
    let refusal = refusal(folder.open());
    assert!(matches!(refusal, StoreError::Damaged { .. }), "{refusal:?}");
    assert!(folder.bytes() == before);
}

#[test]
fn after_a_clean_close_the_check_is_skipped_until_the_file_changes() {
    let folder = closed();
    let path = folder.options().path;
    // Damage that only the check could find: the file looks as it did when it was closed.
    damage(&path, folder.bytes().len() / PAGE / 2);
    let store = folder.open().unwrap();
    std::mem::forget(store);
    touch(&path);
    assert!(matches!(refusal(folder.open()), StoreError::Damaged { .. }));
}

#[test]
fn a_database_of_a_newer_build_is_refused_and_kept() {
    let folder = closed();
    written(&folder.open().unwrap(), |tx| Ok(tx.pragma_update(None, "user_version", 99)?));
    let before = folder.bytes();
    let refusal = refusal(folder.open());
    let StoreError::Newer { found, known, .. } = refusal else { panic!("{refusal:?}") };
    assert_eq!((found, known), (99, SCHEMA_VERSION));
    assert!(refusal_names_the_file(&folder));
    assert!(folder.bytes() == before);
    assert!(!folder.options().backups.exists());
}

fn refusal_names_the_file(folder: &Folder) -> bool {
    refusal(folder.open()).to_string().contains("pfa.sqlite")
}

#[test]
fn what_was_committed_before_a_crash_is_there_after_it() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    written(&store, |tx| setting::put(tx, "kept", &"yes"));
    let crashed = crashed(&folder);
    let again = crashed.open().unwrap();
    assert_eq!(read(&again, |db| setting::get(db, "kept")), Some("yes".to_owned()));
}

#[test]
fn a_clean_close_leaves_one_file_and_its_stamp() {
    let folder = closed();
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["pfa.checked", "pfa.sqlite"]);
}

#[test]
fn two_processes_that_make_the_database_at_once_both_get_it() {
    for _ in 0..5 {
        let (folder, together) = (Folder::new(), Barrier::new(2));
        std::thread::scope(|threads| {
            for key in ["one", "two"] {
                let (folder, together) = (&folder, &together);
                threads.spawn(move || {
                    together.wait();
                    let store = folder.open().unwrap();
                    written(&store, |tx| setting::put(tx, key, &noon()));
                });
            }
        });
        let both = |db: &Db<'_>| Ok(["one", "two"].map(|key| setting::get(db, key).unwrap() == Some(noon())));
        assert_eq!(read(&folder.open().unwrap(), both), [true, true]);
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_no_panic() {
    let folder = Folder::new();
    let mut options = folder.options();
    options.path = folder.path().join("nowhere").join("pfa.sqlite");
    let refusal = refusal(Store::open(&options, DatabaseKey::new([1; 32])));
    assert!(matches!(refusal, StoreError::Shut), "{refusal:?}");
}

#[test]
fn a_stamp_says_nothing_while_the_wal_holds_something() {
    let folder = closed();
    let path = folder.options().path;
    let store = folder.open().unwrap();
    written(&store, |tx| setting::put(tx, "kept", &"yes"));
    let crashed = crashed(&folder);
    fs::copy(folder.path().join("pfa.checked"), crashed.path().join("pfa.checked")).unwrap();
    // A loss of power while the WAL was brought in: a torn page under the time of change that the stamp knows.
    let torn = crashed.options().path;
    damage(&torn, folder.bytes().len() / PAGE / 2);
    set_modified(&torn, modified(&path));
    assert!(matches!(refusal(crashed.open()), StoreError::Damaged { .. }));
    fs::write(crashed.path().join("pfa.sqlite-wal"), "").unwrap();
    drop(crashed.open().expect("with an empty WAL the stamp is believed: this damage was made to look so"));
}
