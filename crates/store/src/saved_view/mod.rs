//! `saved_view`: how a planner looks at records, kept under a name.

use crate::text::stamp;
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::params;

/// A view under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// What the planner calls it.
    pub name: String,
    /// What it shows, as JSON.
    pub spec: String,
}

/// The organization's views, by name.
pub fn list(db: &Db<'_>, organization: &Organization) -> Result<Vec<SavedView>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, name, spec FROM saved_view WHERE organization = ?1 ORDER BY folded(name), name",
    )?;
    let rows = statement.query_map([organization.as_str()], |row| {
        Ok(SavedView { id: row.get(0)?, name: row.get(1)?, spec: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a view, in the place of the one with its id.
pub fn put(
    tx: &Tx<'_>,
    organization: &Organization,
    view: &SavedView,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO saved_view (id, organization, name, spec, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (organization, id) DO UPDATE SET
           name = excluded.name, spec = excluded.spec, saved_at = excluded.saved_at",
    )?
    .execute(params![view.id, organization.as_str(), view.name, view.spec, stamp(at)])?;
    Ok(())
}

/// Forgets a view; says whether it was there.
pub fn remove(tx: &Tx<'_>, organization: &Organization, id: &str) -> Result<bool, StoreError> {
    let rows = tx
        .prepare_cached("DELETE FROM saved_view WHERE organization = ?1 AND id = ?2")?
        .execute(params![organization.as_str(), id])?;
    Ok(rows > 0)
}
