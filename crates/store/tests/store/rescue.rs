//! What is unsent is read out of a database that nothing else can be done with.

use crate::given::{Folder, conflict_on, edited, id, modified, pulled, read, record, written};
use pfa_domain::{Field, RecordId, SyncStatus};
use pfa_store::modification::Modification;
use pfa_store::rescue::Salvage;
use pfa_store::{DatabaseKey, Store, StoreError, conflict, modification};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: usize = 4096;
const CHANGES: usize = 120;

fn statuses() -> [SyncStatus; 6] {
    [
        SyncStatus::Draft,
        SyncStatus::Queued,
        SyncStatus::Syncing,
        SyncStatus::Synced,
        SyncStatus::Conflict,
        SyncStatus::Failed,
    ]
}

/// A database with a change of every status in turn, closed; and what of it is unsent.
fn closed() -> (Folder, Vec<Modification>) {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let long = "a description that fills its page ".repeat(10);
    let records: Vec<_> =
        (0..CHANGES).map(|n| record(&format!("A-{n:03}"), &[(Field::Description, &long)])).collect();
    pulled(&store, &records);
    let changes: Vec<Modification> =
        records.iter().zip(statuses().into_iter().cycle()).map(|(r, status)| modified(r, status)).collect();
    written(&store, |tx| changes.iter().try_for_each(|m| modification::put(tx, m).map(drop)));
    (folder, changes.into_iter().filter(|m| m.status != SyncStatus::Synced).collect())
}

fn rescue(path: &Path) -> Result<Salvage, StoreError> {
    Store::open_for_rescue(path, DatabaseKey::new([1; 32]))?.unsent()
}

fn damage(bytes: &mut [u8], page: usize) {
    bytes[(page - 1) * PAGE + 1000] ^= 0x40;
}

fn changes_of(salvage: &Salvage) -> Vec<Modification> {
    salvage.unsent.iter().map(|u| u.modification.clone()).collect()
}

/// The pages of a table or index, from the file's own statistics.
fn pages_of(folder: &Folder, name: &str) -> Vec<usize> {
    read(&folder.open().unwrap(), |db| {
        let mut statement = db.prepare("SELECT pageno FROM dbstat WHERE name = ?1 ORDER BY pageno")?;
        let pages = statement.query_map([name], |row| row.get::<_, i64>(0))?;
        Ok(pages.map(|page| usize::try_from(page.unwrap()).unwrap()).collect())
    })
}

#[test]
fn a_sound_database_gives_everything_unsent_of_every_organization_with_both_sides() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let (mine, clashing) = (record("A-1", &[]), record("A-2", &[]));
    edited(&store, &mine, SyncStatus::Queued);
    edited(&store, &record("A-3", &[]), SyncStatus::Synced);
    let row = edited(&store, &clashing, SyncStatus::Conflict);
    written(&store, |tx| conflict::insert(tx, row, &conflict_on(7, &clashing)));
    let mut elsewhere = record("B-1", &[]);
    elsewhere.id = RecordId::new(crate::given::org("PORTARTHUR"), elsewhere.id.pfa_id);
    edited(&store, &elsewhere, SyncStatus::Draft);

    // The store stays open: what it wrote lies in the log still.
    let salvage = rescue(&folder.options().path).unwrap();
    assert_eq!(salvage.unreadable, []);
    let ids: Vec<_> = salvage.unsent.iter().map(|u| u.modification.record.clone()).collect();
    assert_eq!(ids, [elsewhere.id, mine.id.clone(), clashing.id]);
    assert_eq!(salvage.unsent[1].mirror.as_ref().map(|m| &m.record), Some(&mine));
    assert_eq!(salvage.unsent[1].clash, None);
    assert_eq!(salvage.unsent[2].clash.as_ref().map(|c| c.fields.as_slice()), Some(&[Field::Model][..]));
}

#[test]
fn whichever_page_is_damaged_each_change_is_read_out_as_it_was_or_named_as_lost() {
    let (folder, unsent) = closed();
    let path = folder.options().path;
    let schema = pages_of(&folder, "sqlite_schema");
    let whole = folder.bytes();
    let pages = whole.len() / PAGE;
    let mut lost_somewhere = 0;
    for page in 1..=pages {
        let mut bytes = whole.clone();
        damage(&mut bytes, page);
        fs::write(&path, &bytes).unwrap();
        match rescue(&path) {
            Err(StoreError::WrongKey { .. } | StoreError::Damaged { .. }) => {
                assert!(schema.contains(&page), "page {page} of {pages}");
            }
            Err(error) => panic!("page {page} of {pages}: {error}"),
            Ok(salvage) => {
                let read = changes_of(&salvage);
                assert!(read.iter().all(|m| unsent.contains(m)), "page {page}: a change was altered");
                let all: BTreeSet<_> = read
                    .iter()
                    .map(|m| m.record.clone())
                    .chain(salvage.unreadable.iter().filter_map(|u| u.record.clone()))
                    .collect();
                assert_eq!(all.len(), unsent.len(), "page {page}: a change is neither read nor named");
                assert_eq!(read.len() + salvage.unreadable.len(), unsent.len(), "page {page}");
                lost_somewhere += salvage.unreadable.len();
            }
        }
        assert!(fs::read(&path).unwrap() == bytes, "page {page}: the file was changed");
    }
    assert!(lost_somewhere > 0, "no page held a change");
}

#[test]
fn changes_outlive_the_loss_of_everything_around_them() {
    let (folder, unsent) = closed();
    let path = folder.options().path;
    let mut bytes = folder.bytes();
    for around in ["pfa_mirror", "pfa_modification_status", "pfa_current", "audit_log"] {
        pages_of(&folder, around).into_iter().for_each(|page| damage(&mut bytes, page));
    }
    fs::write(&path, &bytes).unwrap();
    let salvage = rescue(&path).unwrap();
    assert_eq!(changes_of(&salvage), unsent);
    assert_eq!(salvage.unreadable, []);
    assert!(salvage.unsent.iter().all(|u| u.mirror.is_none()), "PEMS's side is said to be unknown");
}

#[test]
fn of_a_table_whose_every_page_is_lost_the_records_are_named() {
    let (folder, unsent) = closed();
    let path = folder.options().path;
    let mut bytes = folder.bytes();
    pages_of(&folder, "pfa_modification").into_iter().for_each(|page| damage(&mut bytes, page));
    fs::write(&path, &bytes).unwrap();
    let salvage = rescue(&path).unwrap();
    assert_eq!(salvage.unsent, []);
    let named: Vec<_> =
        salvage.unreadable.into_iter().map(|u| (u.record.unwrap(), u.status.unwrap())).collect();
    assert_eq!(named, unsent.iter().map(|m| (m.record.clone(), m.status)).collect::<Vec<_>>());
}

#[test]
fn a_database_of_a_newer_build_gives_its_changes_too() {
    let (folder, unsent) = closed();
    written(&folder.open().unwrap(), |tx| Ok(tx.pragma_update(None, "user_version", 99)?));
    assert!(matches!(folder.open(), Err(StoreError::Newer { .. })));
    assert_eq!(changes_of(&rescue(&folder.options().path).unwrap()), unsent);
}

#[test]
fn another_key_and_a_missing_file_are_refused_and_nothing_is_made() {
    let (folder, _) = closed();
    let path = folder.options().path;
    let other = Store::open_for_rescue(&path, DatabaseKey::new([2; 32]));
    assert!(matches!(other.err(), Some(StoreError::WrongKey { .. })));
    let missing = folder.path().join("none.sqlite");
    assert!(rescue(&missing).is_err());
    assert!(!missing.exists());
}

#[test]
fn a_change_whose_text_this_build_cannot_read_is_counted_and_stops_no_other() {
    let (folder, unsent) = closed();
    let store = folder.open().unwrap();
    written(&store, |tx| {
        tx.execute(
            "UPDATE pfa_modification SET delta = '{\"fieldOfTheFuture\":1}' WHERE pfa_id = 'A-000'",
            [],
        )?;
        Ok(())
    });
    let salvage = rescue(&folder.options().path).unwrap();
    assert_eq!(changes_of(&salvage), unsent[1..]);
    assert_eq!(salvage.unreadable.len(), 1);
    assert_eq!(salvage.unreadable[0].record, Some(id("A-000")));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read_with_what_its_log_holds() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut unsent) = closed();
    let store = folder.open().unwrap();
    let late = modified(&record("B-1", &[]), SyncStatus::Draft);
    pulled(&store, &[record("B-1", &[])]);
    written(&store, |tx| modification::put(tx, &late));
    let kept = Folder::new();
    for name in ["pfa.sqlite", "pfa.sqlite-wal"] {
        fs::copy(folder.path().join(name), kept.path().join(name)).unwrap();
        fs::set_permissions(kept.path().join(name), fs::Permissions::from_mode(0o400)).unwrap();
    }
    fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let salvage = rescue(&kept.options().path);
    fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o700)).unwrap();
    unsent.push(late);
    assert_eq!(changes_of(&salvage.unwrap()), unsent);
}
