//! Everything that a database holds, as text: two states are the same if every row of every table is.

use pfa_app::Workspace;
use pfa_store::{Db, SqlValue, StoreError, audit};
use std::fmt::Write as _;

/// Every row of every table.
pub fn dump(w: &Workspace) -> String {
    w.store()
        .read(|db| {
            let mut all = String::new();
            for table in tables(db)? {
                let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
                let width = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    write!(all, "{table}").unwrap();
                    for column in 0..width {
                        write!(all, " {:?}", row.get::<_, SqlValue>(column)?).unwrap();
                    }
                    all.push('\n');
                }
            }
            Ok::<_, StoreError>(all)
        })
        .unwrap()
}

/// Fails unless pages, indexes, references, the log's chain and what belongs together are in order.
pub fn assert_sound(w: &Workspace) {
    w.store()
        .read(|db| {
            assert_eq!(text(db, "PRAGMA integrity_check")?.as_deref(), Some("ok"));
            assert_eq!(text(db, "PRAGMA foreign_key_check")?, None, "a row refers to nothing");
            let verdict = audit::verify(db)?;
            assert!(verdict.is_ok(), "{verdict:?}");
            for (what, sql) in TOGETHER {
                assert_eq!(text(db, sql)?, None, "{what}");
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    w.store()
        .read(|db| {
            // Pages lie in the WAL until they are brought into the file, where their keyed hashes are checked.
            let held_up: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            assert_eq!(held_up, 0);
            assert_eq!(text(db, "PRAGMA cipher_integrity_check")?, None, "a page is not as it was written");
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// What one transaction writes and nobody may ever find apart.
const TOGETHER: &[(&str, &str)] = &[
    (
        "a record is queued or being sent without an open write",
        "SELECT m.pfa_id FROM pfa_modification m WHERE m.sync_status IN ('queued', 'syncing') AND NOT EXISTS
         (SELECT 1 FROM pfa_write_queue q WHERE q.modification_id = m.id AND q.status IN ('pending', 'in_flight'))",
    ),
    (
        "a record of the mirror is not in the grid",
        "SELECT pfa_id FROM pfa_mirror WHERE gone_at IS NULL AND pfa_id NOT IN (SELECT pfa_id FROM pfa_current)",
    ),
    (
        "rows were stored without the cursor that covers them",
        "SELECT pfa_id FROM pfa_mirror WHERE NOT EXISTS (SELECT 1 FROM sync_cursor)",
    ),
    (
        "a draft was saved without its place in the journal",
        "SELECT pfa_id FROM pfa_modification WHERE sync_status = 'draft' AND pfa_id NOT IN (SELECT pfa_id FROM edit_journal)",
    ),
];

fn tables(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn text(db: &Db<'_>, sql: &str) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => Some(row.get(0)?),
        None => None,
    })
}
