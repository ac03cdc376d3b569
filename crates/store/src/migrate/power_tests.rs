//! A migration on a disk that loses power or stores wrong.

use super::tests::{NEXT, backups, keep, kept, number, older, open, steps};
use super::*;
use pfa_power::{Fault, Recorder, Survival, Syncs};
use tempfile::TempDir;

/// Ways of losing some of what was not synced, at each point.
const SEEDS: u64 = 3;

#[test]
fn a_loss_of_power_leaves_the_schema_before_a_migration_or_after_it_and_no_half_backup() {
    let (folder, options) = older();
    let name = format!("backups/pfa-schema-{SCHEMA_VERSION}");
    let recorder = Recorder::on(folder.path()).unwrap();
    drop(open(&options, &steps(&[NEXT])).unwrap());
    let log = recorder.log();
    let mut walk = log.walk(Syncs::Kept);
    let (mut before, mut after, mut whole_backups) = (0, 0, 0);
    loop {
        for survival in [Survival::All, Survival::None].into_iter().chain((0..SEEDS).map(Survival::Some)) {
            let left = TempDir::new().unwrap();
            let image = walk.image(survival);
            image.write_to(left.path()).unwrap();
            let of =
                OpenOptions { path: left.path().join("pfa.sqlite"), backups: left.path().join("backups") };
            let here = format!("{survival:?} at {} of {}", walk.point(), log.len());
            match open(&of, STEPS) {
                Ok(store) => {
                    before += 1;
                    assert_eq!(kept(&store).as_deref(), Some("kept"), "{here}");
                    assert!(number(&store, "SELECT id FROM next").is_err(), "half a migration, {here}");
                }
                Err(StoreError::Newer { .. }) => {
                    after += 1;
                    // The backup was renamed before the migration began: all of it had to be on the disk by then.
                    let copy = image.file(&format!("{name}.part")).expect(&here);
                    let kept_at = left.path().join("copy.sqlite");
                    std::fs::write(&kept_at, copy).unwrap();
                    let copy = OpenOptions { path: kept_at, backups: left.path().join("none") };
                    assert_eq!(kept(&open(&copy, STEPS).expect(&here)).as_deref(), Some("kept"), "{here}");
                    whole_backups += 1;
                }
                Err(error) => panic!("{error}, {here}"),
            }
            let store = open(&of, &steps(&[NEXT])).unwrap_or_else(|error| panic!("{error}, {here}"));
            assert_eq!(kept(&store).as_deref(), Some("kept"), "{here}");
            assert_eq!(number(&store, "SELECT id FROM next").unwrap(), 7, "{here}");
        }
        if !walk.advance() {
            break;
        }
    }
    println!("{} points: {before} losses left the old schema, {after} the new one", log.len());
    assert!(before > 0 && after > 0 && whole_backups == after);
}

#[test]
fn a_backup_that_the_disk_stored_wrong_is_found_and_nothing_is_migrated() {
    let (_folder, options) = older();
    std::fs::create_dir_all(&options.backups).unwrap();
    let recorder = Recorder::on(&options.backups).unwrap();
    recorder.fail_from(3, Fault::Garbling);
    let refused = open(&options, &steps(&[NEXT])).err().unwrap();
    assert!(recorder.heal());
    assert!(
        matches!(&refused, StoreError::Damaged { path, .. } if path.ends_with("pfa-schema-1.part")),
        "{refused:?}"
    );
    assert!(!backups(&options).iter().any(|name| name.ends_with(".sqlite")), "{:?}", backups(&options));
    let store = open(&options, STEPS).unwrap();
    assert_eq!(kept(&store).as_deref(), Some("kept"));
    drop(store);
    open(&options, &steps(&[NEXT])).unwrap();
    assert_eq!(backups(&options), [format!("pfa-schema-{SCHEMA_VERSION}.sqlite")]);
}

#[test]
fn a_backup_that_finds_no_room_stops_the_migration_until_there_is_some() {
    let (_folder, options) = older();
    std::fs::create_dir_all(&options.backups).unwrap();
    let recorder = Recorder::on(&options.backups).unwrap();
    for writes in 0.. {
        recorder.fail_from(writes, Fault::Full);
        let opened = open(&options, &steps(&[NEXT]));
        if !recorder.heal() {
            assert!(writes > 3 && opened.is_ok());
            return;
        }
        let refused = opened.err().unwrap();
        assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
        let store = open(&options, STEPS).unwrap();
        keep(&store, "kept");
    }
}
