//! Files that anything may have happened to: each opens with all that was in it, or is refused and kept.
//!
//! `PROPTEST_CASES` says how many are tried; `cargo xtask fuzz` tries them for minutes.

use crate::given::{Folder, pulled, read, record, rio};
use pfa_domain::Field;
use pfa_store::{DatabaseKey, Store, StoreError, mirror};
use proptest::prelude::*;
use std::fs;
use std::sync::LazyLock;

const RECORDS: u64 = 60;

/// What happened to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Blank(prop::sample::Index, usize),
    Append(Vec<u8>),
    Swap(prop::sample::Index, prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<prop::sample::Index>;
    let one = prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), 1..=255_u8).prop_map(|(i, b)| Damage::Flip(i, b)),
        (at(), 1..9000_usize).prop_map(|(i, n)| Damage::Blank(i, n)),
        prop::collection::vec(any::<u8>(), 1..5000).prop_map(Damage::Append),
        (at(), at()).prop_map(|(a, b)| Damage::Swap(a, b)),
    ];
    prop::collection::vec(one, 1..4)
}

fn damaged(whole: &[u8], damage: &[Damage]) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut bytes = whole.to_vec();
    for one in damage {
        match one {
            Damage::Cut(at) => bytes.truncate(1 + at.index(bytes.len())),
            Damage::Flip(at, bits) => {
                let at = at.index(bytes.len());
                bytes[at] ^= bits;
            }
            Damage::Blank(at, size) => {
                let from = at.index(bytes.len());
                let to = (from + size).min(bytes.len());
                bytes[from..to].fill(0);
            }
            Damage::Append(more) => bytes.extend_from_slice(more),
            Damage::Swap(a, b) => {
                let pages = bytes.len() / PAGE;
                if pages > 0 {
                    let (a, b) = (a.index(pages) * PAGE, b.index(pages) * PAGE);
                    (0..PAGE).for_each(|n| bytes.swap(a + n, b + n));
                }
            }
        }
    }
    bytes
}

/// The database of a process that ended as it should.
static CLOSED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = Folder::new();
    fill(&folder.open().unwrap());
    folder.bytes()
});

/// The database and the log of a process that was killed.
static KILLED: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    fill(&store);
    (folder.bytes(), fs::read(folder.path().join("pfa.sqlite-wal")).unwrap())
});

fn fill(store: &Store) {
    let long = "a description that fills its page ".repeat(14);
    let records: Vec<_> =
        (0..RECORDS).map(|n| record(&format!("A-{n}"), &[(Field::Description, &long)])).collect();
    pulled(store, &records);
}

fn is_refusal(error: &StoreError) -> bool {
    matches!(error, StoreError::Damaged { .. } | StoreError::WrongKey { .. })
}

/// Each case opens a file or two.
fn fewer() -> ProptestConfig {
    let all = ProptestConfig::default();
    ProptestConfig { cases: (all.cases / 4).max(1), max_shrink_iters: 200, ..all }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn a_damaged_database_is_refused_and_kept_or_holds_everything(how in damage()) {
        let folder = Folder::new();
        let bytes = damaged(&CLOSED, &how);
        fs::write(folder.options().path, &bytes).unwrap();
        match folder.open() {
            Ok(store) => prop_assert_eq!(read(&store, |db| mirror::count(db, &rio())), RECORDS),
            Err(error) => {
                prop_assert!(is_refusal(&error), "{error:?}");
                prop_assert!(folder.bytes() == bytes, "it was touched");
            }
        }
        let rescued = Store::open_for_rescue(&folder.options().path, DatabaseKey::new([1; 32]));
        let _ = rescued.and_then(|mut rescue| rescue.unsent());
    }

    #[test]
    fn a_damaged_log_is_refused_or_read_as_far_as_it_is_whole(how in damage()) {
        let folder = Folder::new();
        let (database, log) = &*KILLED;
        fs::write(folder.options().path, database).unwrap();
        fs::write(folder.path().join("pfa.sqlite-wal"), damaged(log, &how)).unwrap();
        match folder.open() {
            Ok(store) => {
                let held = store.read(|db| mirror::count(db, &rio()));
                prop_assert!(matches!(held, Ok(0 | RECORDS)), "a transaction is whole: {held:?}");
            }
            Err(error) => prop_assert!(is_refusal(&error), "{error:?}"),
        }
    }
}
