//! `what_if`: named sets of drafts that are tried out together and sent only once they are committed.

use crate::text::{instant, stamp, uuid};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

/// A what-if that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Its id.
    pub id: Uuid,
    /// What the planner calls it.
    pub name: String,
    /// Whether the grid shows it and new drafts belong to it.
    pub entered: bool,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

/// How a what-if ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Its drafts became ordinary ones.
    Committed,
    /// Its drafts were given up.
    Dropped,
}

/// Adds a what-if, open and not entered.
pub fn insert(
    tx: &Tx<'_>,
    organization: &Organization,
    id: Uuid,
    name: &str,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO what_if (id, organization, name, open, entered, created_at, created_by)
         VALUES (?1, ?2, ?3, 1, 0, ?4, ?5)",
    )?
    .execute(params![id.to_string(), organization.as_str(), name, stamp(at), by])?;
    Ok(())
}

/// The open ones, the oldest first.
pub fn list(db: &Db<'_>, organization: &Organization) -> Result<Vec<WhatIf>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, name, entered, created_at FROM what_if WHERE organization = ?1 AND open = 1
         ORDER BY created_at, id",
    )?;
    let mut rows = statement.query([organization.as_str()])?;
    let mut open = Vec::new();
    while let Some(row) = rows.next()? {
        open.push(read(row)?);
    }
    Ok(open)
}

/// The one that is entered, if one is.
pub fn entered(db: &Db<'_>, organization: &Organization) -> Result<Option<Uuid>, StoreError> {
    let id: Option<String> = db
        .prepare_cached("SELECT id FROM what_if WHERE organization = ?1 AND entered = 1")?
        .query_row([organization.as_str()], |row| row.get(0))
        .optional()?;
    id.as_deref().map(uuid).transpose()
}

/// Enters this one, or none; the one entered before is left.
pub fn enter(tx: &Tx<'_>, organization: &Organization, id: Option<Uuid>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE what_if SET entered = 0 WHERE organization = ?1 AND entered = 1")?
        .execute([organization.as_str()])?;
    if let Some(id) = id {
        tx.prepare_cached("UPDATE what_if SET entered = 1 WHERE organization = ?1 AND id = ?2 AND open = 1")?
            .execute(params![organization.as_str(), id.to_string()])?;
    }
    Ok(())
}

/// Closes one in a step, which undoing opens it again with.
pub fn close(tx: &Tx<'_>, id: Uuid, closing: Closing, step: i64) -> Result<(), StoreError> {
    let word = match closing {
        Closing::Committed => "committed",
        Closing::Dropped => "dropped",
    };
    tx.prepare_cached(
        "UPDATE what_if SET open = 0, entered = 0, closing = ?2, closing_step = ?3 WHERE id = ?1",
    )?
    .execute(params![id.to_string(), word, step])?;
    Ok(())
}

/// Opens again what a step closed, as the step is undone; gives it.
pub fn reopen(tx: &Tx<'_>, step: i64) -> Result<Option<Uuid>, StoreError> {
    by_step(tx, "UPDATE what_if SET open = 1 WHERE closing_step = ?1 RETURNING id", step)
}

/// Closes again what a step closed, as the step is redone; a draft that was left in it keeps it open.
pub fn close_again(tx: &Tx<'_>, step: i64) -> Result<Option<Uuid>, StoreError> {
    by_step(
        tx,
        "UPDATE what_if SET open = 0, entered = 0 WHERE closing_step = ?1 AND NOT EXISTS (
           SELECT 1 FROM pfa_modification m WHERE m.what_if = what_if.id AND m.sync_status <> 'synced')
         RETURNING id",
        step,
    )
}

fn by_step(tx: &Tx<'_>, sql: &str, step: i64) -> Result<Option<Uuid>, StoreError> {
    let id: Option<String> = tx.prepare_cached(sql)?.query_row([step], |row| row.get(0)).optional()?;
    id.as_deref().map(uuid).transpose()
}

fn read(row: &Row<'_>) -> Result<WhatIf, StoreError> {
    Ok(WhatIf {
        id: uuid(&row.get::<_, String>(0)?)?,
        name: row.get(1)?,
        entered: row.get(2)?,
        created_at: instant(&row.get::<_, String>(3)?)?,
    })
}
