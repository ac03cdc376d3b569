//! Brings an older schema up to this build's, after a backup; refuses a newer one.

use crate::backup::back_up;
use crate::{DatabaseKey, OpenOptions, StoreError};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::Path;

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

#[cfg(test)]
mod power_tests;
#[cfg(test)]
mod tests;
