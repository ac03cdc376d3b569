//! `pfa_modification`: a planner's drafts, one a record, kept through all of their life.

use crate::text::{
    base_from_text, base_to_text, delta_from_text, delta_to_text, instant, maybe_instant, record_id, stamp,
    uuid,
};
use crate::{Db, StoreError, Tx, tally};
use chrono::{DateTime, Utc};
use pfa_domain::{Draft, Organization, RecordId, SyncStatus};
use rusqlite::{OptionalExtension, Row, named_params, params};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// A planner's side of a record. A synced one has an empty delta and says when.
#[derive(Debug, Clone, PartialEq)]
pub struct Modification {
    /// Whose record.
    pub record: RecordId,
    /// What is changed, from what.
    pub draft: Draft,
    /// Where it stands.
    pub status: SyncStatus,
    /// When PEMS last acknowledged a change made here.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why it failed, in words.
    pub sync_error: Option<String>,
    /// The version that PEMS last gave a change made here.
    pub pems_version: Option<u64>,
    /// When it was last edited or changed its status.
    pub changed_at: DateTime<Utc>,
    /// Who edited it last.
    pub changed_by: String,
    /// The what-if that it is part of: it is not sent.
    pub what_if: Option<Uuid>,
}

impl Modification {
    /// Whether it is part of a what-if other than the one entered, so that the grid shows PEMS's values.
    /// What a person has to settle shows in any case.
    pub fn hidden(&self, entered: Option<Uuid>) -> bool {
        self.status == SyncStatus::Draft && self.what_if.is_some() && self.what_if != entered
    }

    /// Whether something of it is not in PEMS yet.
    pub fn unsent(&self) -> bool {
        self.status != SyncStatus::Synced
    }
}

const COLUMNS: &str =
    "organization, pfa_id, delta, base, base_version, revision, sync_status, synced_at, sync_error,
  pems_version, reason, changed_at, changed_by, what_if";

/// The modification of a record, if it was ever edited.
pub fn get(db: &Db<'_>, id: &RecordId) -> Result<Option<Modification>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_modification WHERE organization = ?1 AND pfa_id = ?2"
    ))?
    .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// The modification in this row of the table.
pub(crate) fn at_row(db: &Db<'_>, id: i64) -> Result<Option<Modification>, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM pfa_modification WHERE id = ?1"))?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Keeps a modification; gives the id that writes and conflicts refer to.
pub fn put(tx: &Tx<'_>, m: &Modification) -> Result<i64, StoreError> {
    Ok(run(tx, include_str!("put.sql"), m)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
}

/// Keeps a modification in the place of `before`, which the table has, if of any.
pub fn put_over(tx: &Tx<'_>, before: Option<&Modification>, m: &Modification) -> Result<(), StoreError> {
    // An index that a statement names is written also where its value stays: most edits are of what is a draft already.
    let stays = |before: &Modification| (before.status, before.what_if) == (m.status, m.what_if);
    if before.is_some_and(stays) && run(tx, include_str!("edit.sql"), m)?.is_some() {
        return Ok(());
    }
    put(tx, m).map(drop)
}

fn run(tx: &Tx<'_>, sql: &str, m: &Modification) -> Result<Option<i64>, StoreError> {
    let given = tx.prepare_cached(sql)?.query_row(
        named_params! {
            ":organization": m.record.organization.as_str(),
            ":pfa_id": m.record.pfa_id.as_str(),
            ":delta": delta_to_text(&m.draft.delta),
            ":base": base_to_text(&m.draft.base),
            ":base_version": m.draft.base_version,
            ":revision": m.draft.revision,
            ":sync_status": m.status.name(),
            ":synced_at": m.synced_at.map(stamp),
            ":sync_error": m.sync_error,
            ":pems_version": m.pems_version,
            ":reason": m.draft.reason,
            ":changed_at": stamp(m.changed_at),
            ":changed_by": m.changed_by,
            ":what_if": m.what_if.map(|id| id.to_string()),
        },
        |row| row.get(0),
    );
    Ok(given.optional()?)
}

/// Gives a record's modification another status, if its draft still is of this revision: whether it is, and why the
/// last attempt to send it failed.
pub fn note_status(
    tx: &Tx<'_>,
    id: &RecordId,
    revision: u64,
    status: SyncStatus,
    at: DateTime<Utc>,
) -> Result<Option<Option<String>>, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE pfa_modification SET sync_status = ?4, changed_at = ?5
             WHERE organization = ?1 AND pfa_id = ?2 AND revision = ?3 RETURNING sync_error",
        )?
        .query_row(
            params![id.organization.as_str(), id.pfa_id.as_str(), revision, status.name(), stamp(at)],
            |row| row.get(0),
        )
        .optional()?)
}

/// The records whose modification has this status, in order of id.
pub fn with_status(
    db: &Db<'_>,
    organization: &Organization,
    status: SyncStatus,
) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT organization, pfa_id FROM pfa_modification INDEXED BY pfa_modification_status
         WHERE organization = ?1 AND sync_status = ?2 ORDER BY pfa_id",
    )?;
    let pairs = statement
        .query_map(params![organization.as_str(), status.name()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    pairs.map(|pair| pair.map_err(StoreError::from).and_then(|(o, p)| record_id(o, p))).collect()
}

/// The records of every organization with something unsent.
pub fn all_unsent(db: &Db<'_>) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = db.prepare(
        "SELECT organization, pfa_id FROM pfa_modification WHERE sync_status <> 'synced' ORDER BY organization, pfa_id",
    )?;
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    pairs.map(|pair| pair.map_err(StoreError::from).and_then(|(o, p)| record_id(o, p))).collect()
}

/// The ids of all records that were ever edited: no other has a draft, a write or a conflict.
pub fn ever_edited(db: &Db<'_>, organization: &Organization) -> Result<HashSet<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT pfa_id FROM pfa_modification WHERE organization = ?1")?;
    let ids = statement.query_map([organization.as_str()], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The ids of all records with an open write or an open conflict.
pub fn with_something_open(db: &Db<'_>, organization: &Organization) -> Result<HashSet<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT pfa_id FROM pfa_write_queue
         WHERE organization = ?1 AND status IN ('pending', 'in_flight', 'failed')
         UNION ALL SELECT pfa_id FROM pfa_sync_conflict WHERE organization = ?1 AND status = 'open'",
    )?;
    let ids = statement.query_map([organization.as_str()], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The records whose unsent change is part of a what-if, in order of id.
pub fn of_what_if(db: &Db<'_>, what_if: Uuid) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT organization, pfa_id FROM pfa_modification INDEXED BY pfa_modification_what_if
         WHERE what_if = ?1 AND sync_status <> 'synced' ORDER BY pfa_id",
    )?;
    let pairs = statement.query_map([what_if.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    pairs.map(|pair| pair.map_err(StoreError::from).and_then(|(o, p)| record_id(o, p))).collect()
}

/// How many drafts are part of a what-if.
pub fn count_in_what_ifs(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM pfa_modification INDEXED BY pfa_modification_what_if
             WHERE what_if IS NOT NULL AND organization = ?1 AND sync_status = 'draft'",
        )?
        .query_row([organization.as_str()], |row| row.get(0))?)
}

/// How many modifications have each status.
pub fn count_by_status(
    db: &Db<'_>,
    organization: &Organization,
) -> Result<BTreeMap<SyncStatus, u64>, StoreError> {
    let mut counts = BTreeMap::new();
    for status in SyncStatus::ALL {
        let number = tally::modifications(db, organization, status.name())?;
        if number > 0 {
            counts.insert(status, number);
        }
    }
    Ok(counts)
}

fn read(row: &Row<'_>) -> Result<Modification, StoreError> {
    Ok(Modification {
        record: record_id(row.get(0)?, row.get(1)?)?,
        draft: Draft {
            delta: delta_from_text(&row.get::<_, String>(2)?)?,
            base: base_from_text(&row.get::<_, String>(3)?)?,
            base_version: row.get(4)?,
            revision: row.get(5)?,
            reason: row.get(10)?,
        },
        status: row.get::<_, String>(6)?.parse().map_err(|e| StoreError::unreadable("status", e))?,
        synced_at: maybe_instant(row.get(7)?)?,
        sync_error: row.get(8)?,
        pems_version: row.get(9)?,
        changed_at: instant(&row.get::<_, String>(11)?)?,
        changed_by: row.get(12)?,
        what_if: row.get::<_, Option<String>>(13)?.as_deref().map(uuid).transpose()?,
    })
}
