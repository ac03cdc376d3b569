//! `setting`: small facts by name, each a JSON value: the sign-in without its secret, the settings.

use crate::text::{from_json, to_json};
use crate::{Db, StoreError, Tx};
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

/// The value kept under a name.
pub fn get<T: DeserializeOwned>(db: &Db<'_>, key: &str) -> Result<Option<T>, StoreError> {
    let text: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    text.map(|text| from_json("setting", &text)).transpose()
}

/// Keeps a value under a name.
pub fn put(tx: &Tx<'_>, key: &str, value: &impl Serialize) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)")?
        .execute(params![key, to_json(value)?])?;
    Ok(())
}

/// Forgets a name.
pub fn remove(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?;
    Ok(())
}
