//! `pfa_mirror_history`: PEMS's versions that newer ones replaced here, and values of ours that lost.

use crate::text::{
    delta_from_text, delta_to_text, instant, maybe_instant, record_from_text, record_id, record_to_text,
    stamp,
};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Delta, Field, FieldValue, Organization, PfaRecord, RecordId};
use rusqlite::{OptionalExtension, params};

/// A version of PEMS that a newer one replaced here.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenVersion {
    /// The record as it was.
    pub record: PfaRecord,
    /// Who made the version.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Why, where PEMS or we know it.
    pub why: Option<String>,
}

/// Values of ours that were given up, ready to be put back.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenUp {
    /// The row's id.
    pub id: i64,
    /// Of which record.
    pub record: RecordId,
    /// PEMS's version that they stood against.
    pub version: u64,
    /// The values.
    pub delta: Delta,
    /// Why they lost.
    pub why: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose decision it was.
    pub by: String,
}

/// Keeps a version of PEMS that is about to be replaced, or that PEMS told of. One of each version.
pub fn add_seen(
    tx: &Tx<'_>,
    record: &PfaRecord,
    why: Option<&str>,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), StoreError> {
    let changed_at =
        if let FieldValue::Instant(at) = record.get(Field::LastChangedAt) { Some(*at) } else { None };
    tx.prepare_cached(
        "INSERT INTO pfa_mirror_history
           (organization, pfa_id, kind, version, record, changed_by, changed_at, why, recorded_at, recorded_by)
         SELECT ?1, ?2, 'seen', ?3, ?4, ?5, ?6, ?7, ?8, ?9
         WHERE NOT EXISTS (SELECT 1 FROM pfa_mirror_history
           WHERE organization = ?1 AND pfa_id = ?2 AND version = ?3 AND kind = 'seen' AND record = ?4)",
    )?
    .execute(params![
        record.id.organization.as_str(),
        record.id.pfa_id.as_str(),
        record.version,
        record_to_text(record),
        record.text(Field::LastChangedBy),
        changed_at.map(stamp),
        why,
        stamp(at),
        by,
    ])?;
    Ok(())
}

/// Keeps a version that PEMS told of, with the reason that only PEMS knows.
pub fn add_told(
    tx: &Tx<'_>,
    record: &PfaRecord,
    why: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    add_seen(tx, record, why, at, "PEMS")?;
    tx.prepare_cached(
        "UPDATE pfa_mirror_history SET why = coalesce(why, ?4)
         WHERE organization = ?1 AND pfa_id = ?2 AND version = ?3 AND kind = 'seen'",
    )?
    .execute(params![
        record.id.organization.as_str(),
        record.id.pfa_id.as_str(),
        record.version,
        why
    ])?;
    Ok(())
}

/// Keeps values of ours that lost.
pub fn add_given_up(
    tx: &Tx<'_>,
    id: &RecordId,
    version: u64,
    delta: &Delta,
    why: &str,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO pfa_mirror_history (organization, pfa_id, kind, version, record, changed_by, changed_at, why, recorded_at, recorded_by)
         VALUES (?1, ?2, 'given_up', ?3, ?4, ?7, ?6, ?5, ?6, ?7)",
    )?
    .execute(params![
        id.organization.as_str(),
        id.pfa_id.as_str(),
        version,
        delta_to_text(delta),
        why,
        stamp(at),
        by
    ])?;
    Ok(())
}

/// The versions of PEMS known here beside the mirror's, the newest first, one of each.
pub fn seen(db: &Db<'_>, id: &RecordId) -> Result<Vec<SeenVersion>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT version, record, changed_by, changed_at, why FROM pfa_mirror_history
         WHERE organization = ?1 AND pfa_id = ?2 AND kind = 'seen' ORDER BY version DESC, id DESC",
    )?;
    let rows = statement.query_map(params![id.organization.as_str(), id.pfa_id.as_str()], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let mut versions: Vec<SeenVersion> = Vec::new();
    for row in rows {
        let (version, record, changed_by, changed_at, why) = row?;
        if versions.last().is_some_and(|v| v.record.version == version) {
            continue;
        }
        let record = record_from_text(id.clone(), version, &record)?;
        versions.push(SeenVersion { record, changed_by, changed_at: maybe_instant(changed_at)?, why });
    }
    Ok(versions)
}

/// Values of ours that were given up on a record, the newest first.
pub fn given_up(db: &Db<'_>, id: &RecordId) -> Result<Vec<GivenUp>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, organization, pfa_id, version, record, why, recorded_at, recorded_by FROM pfa_mirror_history
         WHERE organization = ?1 AND pfa_id = ?2 AND kind = 'given_up' ORDER BY id DESC",
    )?;
    let rows =
        statement.query_map(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// One set of given-up values by its id, within an organization.
pub fn given_up_by_id(
    db: &Db<'_>,
    organization: &Organization,
    id: i64,
) -> Result<Option<GivenUp>, StoreError> {
    db.prepare_cached(
        "SELECT id, organization, pfa_id, version, record, why, recorded_at, recorded_by FROM pfa_mirror_history
         WHERE id = ?1 AND organization = ?2 AND kind = 'given_up'",
    )?
    .query_row(params![id, organization.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

fn read(row: &rusqlite::Row<'_>) -> Result<GivenUp, StoreError> {
    Ok(GivenUp {
        id: row.get(0)?,
        record: record_id(row.get(1)?, row.get(2)?)?,
        version: row.get(3)?,
        delta: delta_from_text(&row.get::<_, String>(4)?)?,
        why: row.get(5)?,
        at: instant(&row.get::<_, String>(6)?)?,
        by: row.get(7)?,
    })
}
