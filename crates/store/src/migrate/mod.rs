//! Brings an older schema up to this build's, after a backup; refuses a newer one.

use crate::open::{check, connect, refused};
use crate::{DatabaseKey, OpenOptions, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

/// The schema, step by step; a database at version n has the first n behind it.
pub(crate) const STEPS: &[&str] = &[include_str!("../../../../migrations/0001_house.sql")];

/// The schema version that this build writes.
pub const SCHEMA_VERSION: i64 = STEPS.len() as i64;

/// Refuses a database whose schema has more steps than are known here.
pub(crate) fn refuse_newer(connection: &Connection, steps: &[&str], path: &Path) -> Result<i64, StoreError> {
    let found = schema_of(connection)?;
    let known = steps.len() as i64;
    if found > known { Err(StoreError::Newer { path: path.to_owned(), found, known }) } else { Ok(found) }
}

/// Brings the schema up to date, by all steps or by none. An older database is copied to `backups` first.
pub(crate) fn migrate(
    connection: &Connection,
    steps: &[&str],
    options: &OpenOptions,
    key: &DatabaseKey,
) -> Result<(), StoreError> {
    let found = refuse_newer(connection, steps, &options.path)?;
    if found == steps.len() as i64 {
        return Ok(());
    }
    if found > 0 {
        back_up(connection, &options.backups, &format!("schema-{found}"), key)?;
    }
    // A step that makes a table anew must not lose the rows that refer to it.
    connection.pragma_update(None, "foreign_keys", false)?;
    let outcome = apply(connection, steps, &options.path);
    connection.pragma_update(None, "foreign_keys", true)?;
    outcome
}

fn apply(connection: &Connection, steps: &[&str], path: &Path) -> Result<(), StoreError> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Asked again under the lock: another process may have been quicker.
    let found = refuse_newer(&transaction, steps, path)?;
    for (version, step) in (1..).zip(steps).filter(|(version, _)| *version > found) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    let orphan: Option<String> =
        transaction.query_row("PRAGMA foreign_key_check", [], |row| row.get(0)).optional()?;
    if let Some(table) = orphan {
        return Err(StoreError::unreadable("reference", format!("a row of {table} refers to nothing")));
    }
    Ok(transaction.commit()?)
}

fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Copies the database, encrypted with the same key, to `backups/pfa-<label>.sqlite`; an earlier
/// copy of that label is replaced only once the new one is whole.
pub(crate) fn back_up(
    connection: &Connection,
    backups: &Path,
    label: &str,
    key: &DatabaseKey,
) -> Result<PathBuf, StoreError> {
    const ALL_PAGES: std::ffi::c_int = std::ffi::c_int::MAX;
    let file = |what, path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { what, path, source }
    };
    std::fs::create_dir_all(backups).map_err(file("cannot create", backups))?;
    let whole = backups.join(format!("pfa-{label}.sqlite"));
    let part = backups.join(format!("pfa-{label}.part"));
    if part.exists() {
        std::fs::remove_file(&part).map_err(file("cannot replace", &part))?;
    }
    {
        let mut copy = connect(&part, key)?;
        let backup = rusqlite::backup::Backup::new(connection, &mut copy)?;
        backup.run_to_completion(ALL_PAGES, std::time::Duration::ZERO, None)?;
        drop(backup);
        in_one_file(&copy)?;
    }
    {
        // A connection of its own reads what the disk has, and not what was meant to be written.
        let copy = connect(&part, key).map_err(|error| refused(&part, error))?;
        check(&copy, &part)?;
        in_one_file(&copy)?;
    }
    std::fs::rename(&part, &whole).map_err(file("cannot rename to", &whole))?;
    // The backup must outlast the migration that comes after it.
    sync_folder(backups).map_err(file("cannot sync", backups))?;
    Ok(whole)
}

/// One file is easier to keep than three: what is in its WAL goes in as it closes.
fn in_one_file(copy: &Connection) -> Result<(), StoreError> {
    copy.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Makes the names in a folder last; Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod power_tests;
#[cfg(test)]
mod tests;
