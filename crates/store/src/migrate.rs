//! Brings an older schema up to this build's, after a backup; refuses a newer one.

use crate::StoreError;
use crate::open::connect;
use crate::{DatabaseKey, OpenOptions};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::path::{Path, PathBuf};

const STEPS: &[M<'_>] = &[M::up(include_str!("../../../migrations/0001_house.sql"))];

/// The schema version that this build writes.
pub const SCHEMA_VERSION: i64 = STEPS.len() as i64;

/// Brings the schema up to date. An older database is copied to `backups` first.
pub(crate) fn migrate(
    connection: &mut Connection,
    options: &OpenOptions,
    key: &DatabaseKey,
) -> Result<(), StoreError> {
    let found = schema_of(connection)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { path: options.path.clone(), found, known: SCHEMA_VERSION });
    }
    if found == SCHEMA_VERSION {
        return Ok(());
    }
    if found > 0 {
        back_up(connection, &options.backups, &format!("schema-{found}"), key)?;
    }
    Migrations::from_slice(STEPS).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::from(err),
        other => StoreError::unreadable("migration", other),
    })
}

/// The schema version of a database; 0 for a new one.
pub(crate) fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
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
        backup.run_to_completion(-1, std::time::Duration::ZERO, None)?;
    }
    std::fs::rename(&part, &whole).map_err(file("cannot rename to", &whole))?;
    Ok(whole)
}
