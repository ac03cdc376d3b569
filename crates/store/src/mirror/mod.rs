//! `pfa_mirror`: records as PEMS last showed them.

use crate::text::{from_json, record_from_text, record_id, record_to_text, stamp};
use crate::{Db, StoreError, Tx, tally};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId, PfaRecord, RecordId};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A record of the mirror.
#[derive(Debug, Clone, PartialEq)]
pub struct MirrorRow {
    /// The record.
    pub record: PfaRecord,
    /// The newest version ever seen; above the record's while its write's outcome is open.
    pub seen_version: u64,
    /// Whether PEMS has it no more.
    pub gone: bool,
}

/// What a sweep compares by, without reading the whole record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The version held.
    pub version: u64,
    /// SHA-256 over the known fields.
    pub checksum: [u8; 32],
    /// Whether PEMS had it no more.
    pub gone: bool,
}

/// How a record enters the mirror.
#[derive(Debug, Clone, Copy, Default)]
pub struct Put {
    /// The sweep that showed it; 0 outside of one.
    pub sweep: i64,
    /// Whether a person accepted that its version went backwards.
    pub accept: bool,
}

/// SHA-256 over a record's known fields, in their canonical JSON.
pub fn checksum(record: &PfaRecord) -> [u8; 32] {
    Sha256::digest(record_to_text(record)).into()
}

/// The record, also one that is gone.
pub fn get(db: &Db<'_>, id: &RecordId) -> Result<Option<MirrorRow>, StoreError> {
    db.prepare_cached(
        "SELECT organization, pfa_id, version, record, unknown, seen_version, gone_at IS NOT NULL
         FROM pfa_mirror WHERE organization = ?1 AND pfa_id = ?2",
    )?
    .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// The newest version seen of a record, unless PEMS has it no more.
pub fn seen_version(db: &Db<'_>, id: &RecordId) -> Result<Option<u64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT seen_version FROM pfa_mirror WHERE organization = ?1 AND pfa_id = ?2 AND gone_at IS NULL",
    )?;
    let seen = statement.query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| row.get(0));
    Ok(seen.optional()?)
}

/// Keeps the record as PEMS shows it now.
pub fn put(tx: &Tx<'_>, record: &PfaRecord, how: Put, at: DateTime<Utc>) -> Result<(), StoreError> {
    let text = record_to_text(record);
    let checksum: [u8; 32] = Sha256::digest(&text).into();
    tx.prepare_cached(include_str!("put.sql"))?.execute(params![
        record.id.organization.as_str(),
        record.id.pfa_id.as_str(),
        record.version,
        checksum,
        text,
        Json::Object(record.unknown.clone()).to_string(),
        how.sweep,
        how.accept,
        stamp(at),
    ])?;
    Ok(())
}

/// Notes that PEMS showed a newer version than the mirror may take over yet.
pub fn note_seen(tx: &Tx<'_>, id: &RecordId, version: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_mirror SET seen_version = max(seen_version, ?3) WHERE organization = ?1 AND pfa_id = ?2",
    )?
    .execute(params![id.organization.as_str(), id.pfa_id.as_str(), version])?;
    Ok(())
}

/// Notes that the record was read again: what is held is the newest that was seen.
pub fn forget_seen(tx: &Tx<'_>, id: &RecordId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_mirror SET seen_version = version WHERE organization = ?1 AND pfa_id = ?2",
    )?
    .execute(params![id.organization.as_str(), id.pfa_id.as_str()])?;
    Ok(())
}

/// The marks of all records with an id above `after` up to `last`.
pub fn marks(
    db: &Db<'_>,
    organization: &Organization,
    after: Option<&PfaId>,
    last: &PfaId,
) -> Result<HashMap<String, Mark>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT pfa_id, version, checksum, gone_at IS NOT NULL FROM pfa_mirror
         WHERE organization = ?1 AND pfa_id > ?2 AND pfa_id <= ?3",
    )?;
    let marks = statement
        .query_map(params![organization.as_str(), after.map_or("", PfaId::as_str), last.as_str()], |row| {
            Ok((row.get(0)?, Mark { version: row.get(1)?, checksum: row.get(2)?, gone: row.get(3)? }))
        })?
        .collect::<Result<_, _>>()?;
    Ok(marks)
}

/// The mark of one record.
pub fn mark(db: &Db<'_>, id: &RecordId) -> Result<Option<Mark>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT version, checksum, gone_at IS NOT NULL FROM pfa_mirror WHERE organization = ?1 AND pfa_id = ?2",
        )?
        .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| {
            Ok(Mark { version: row.get(0)?, checksum: row.get(1)?, gone: row.get(2)? })
        })
        .optional()?)
}

/// Notes that a sweep showed these records.
pub fn note_swept(
    tx: &Tx<'_>,
    organization: &Organization,
    ids: &[&str],
    sweep: i64,
) -> Result<(), StoreError> {
    let ids = serde_json::json!(ids).to_string();
    tx.prepare_cached(
        "UPDATE pfa_mirror SET sweep = ?2 WHERE organization = ?1 AND pfa_id IN (SELECT value FROM json_each(?3))",
    )?
    .execute(params![organization.as_str(), sweep, ids])?;
    Ok(())
}

/// The records that a complete sweep did not show, and that were held before it began.
pub fn not_swept(db: &Db<'_>, organization: &Organization, sweep: i64) -> Result<Vec<RecordId>, StoreError> {
    ids(
        db,
        "SELECT organization, pfa_id FROM pfa_mirror WHERE organization = ?1 AND gone_at IS NULL AND sweep < ?2",
        params![organization.as_str(), sweep],
    )
}

/// The records that PEMS showed newer than the mirror holds them.
pub fn behind(db: &Db<'_>, organization: &Organization) -> Result<Vec<RecordId>, StoreError> {
    ids(
        db,
        "SELECT organization, pfa_id FROM pfa_mirror WHERE organization = ?1 AND seen_version > version",
        params![organization.as_str()],
    )
}

/// Notes that PEMS has the record no more. It stays readable; history keeps it.
pub fn mark_gone(tx: &Tx<'_>, id: &RecordId, at: DateTime<Utc>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_mirror SET gone_at = ?3, seen_version = version WHERE organization = ?1 AND pfa_id = ?2 AND gone_at IS NULL",
    )?
    .execute(params![id.organization.as_str(), id.pfa_id.as_str(), stamp(at)])?;
    Ok(())
}

/// How many records PEMS has, as far as is known here.
pub fn count(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    tally::held(db, organization)
}

fn ids(db: &Db<'_>, sql: &str, params: impl rusqlite::Params) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let pairs = statement.query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?;
    pairs.map(|pair| pair.map_err(StoreError::from).and_then(|(o, p)| record_id(o, p))).collect()
}

fn read(row: &Row<'_>) -> Result<MirrorRow, StoreError> {
    let id = record_id(row.get(0)?, row.get(1)?)?;
    let mut record =
        record_from_text(id, row.get(2)?, row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?;
    record.unknown = from_json("unknown fields", row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?;
    Ok(MirrorRow { record, seen_version: row.get(5)?, gone: row.get(6)? })
}
