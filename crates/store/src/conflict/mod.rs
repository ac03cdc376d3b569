//! `pfa_sync_conflict`: what both sides changed, and what was decided.

use crate::text::{
    base_from_text, base_to_text, delta_from_text, delta_to_text, from_json, instant, maybe_instant,
    record_from_text, record_id, record_to_text, stamp, to_json, uuid,
};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Clash, Delta, Field, FieldValue, Organization, PfaRecord, RecordId};
use rusqlite::{OptionalExtension, Row, named_params, params};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where a conflict stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictStatus {
    /// A person decides.
    Open,
    /// Mine was used.
    ResolvedMine,
    /// PEMS's was used.
    ResolvedPems,
    /// A side was chosen field by field.
    ResolvedMerge,
    /// It dissolved, or the sides did not touch one another.
    ResolvedAuto,
    /// PEMS changed again; a newer conflict took its place.
    MovedOn,
    /// The draft was discarded.
    Discarded,
}

/// A conflict with all of its sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its id.
    pub id: Uuid,
    /// Of which record.
    pub record: RecordId,
    /// What the changed fields and those coupled with them held before either side changed them.
    pub base: BTreeMap<Field, FieldValue>,
    /// PEMS's version then.
    pub base_version: u64,
    /// The planner's values.
    pub local: Delta,
    /// PEMS's record as the person is shown it.
    pub pems: PfaRecord,
    /// What to decide.
    pub clash: Clash,
    /// Whether the draft was committed.
    pub committed: bool,
    /// Whether a person took an automatic merge back to decide it.
    pub by_hand: bool,
    /// When the draft was last edited.
    pub drafted_at: DateTime<Utc>,
    /// Where it stands.
    pub status: ConflictStatus,
    /// When it was found.
    pub opened_at: DateTime<Utc>,
    /// When it was settled.
    pub resolved_at: Option<DateTime<Utc>>,
    /// By whom.
    pub resolved_by: Option<String>,
}

const COLUMNS: &str =
    "id, organization, pfa_id, base, base_version, local, pems, pems_version, fields, rule, committed,
  drafted_at, status, opened_at, resolved_at, resolved_by, by_hand";

/// Keeps a conflict, open or settled by itself.
pub fn insert(tx: &Tx<'_>, modification: i64, c: &Conflict) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("insert.sql"))?.execute(named_params! {
        ":id": c.id.to_string(),
        ":organization": c.record.organization.as_str(),
        ":pfa_id": c.record.pfa_id.as_str(),
        ":modification_id": modification,
        ":base": base_to_text(&c.base),
        ":base_version": c.base_version,
        ":local": delta_to_text(&c.local),
        ":pems": record_to_text(&c.pems),
        ":pems_version": c.pems.version,
        ":fields": to_json(&c.clash.fields)?,
        ":rule": c.clash.rule.as_ref().map(to_json).transpose()?,
        ":committed": c.committed,
        ":by_hand": c.by_hand,
        ":drafted_at": stamp(c.drafted_at),
        ":status": c.status.name(),
        ":at": stamp(c.opened_at),
        ":resolved_at": c.resolved_at.map(stamp),
        ":resolved_by": c.resolved_by,
    })?;
    Ok(())
}

/// A conflict by its id, within an organization.
pub fn get(db: &Db<'_>, organization: &Organization, id: Uuid) -> Result<Option<Conflict>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_sync_conflict WHERE organization = ?1 AND id = ?2"
    ))?
    .query_row(params![organization.as_str(), id.to_string()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// The record's open conflict, if there is one.
pub fn open_for_record(db: &Db<'_>, id: &RecordId) -> Result<Option<Conflict>, StoreError> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_sync_conflict WHERE organization = ?1 AND pfa_id = ?2 AND status = 'open'"
    ))?
    .query_row(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// The open conflicts, the oldest first.
pub fn open(db: &Db<'_>, organization: &Organization) -> Result<Vec<Conflict>, StoreError> {
    list(
        db,
        &format!(
            "SELECT {COLUMNS} FROM pfa_sync_conflict WHERE organization = ?1 AND status = 'open' ORDER BY opened_at, pfa_id"
        ),
        organization,
    )
}

/// How many wait for a decision.
pub fn count_open(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM pfa_sync_conflict WHERE organization = ?1 AND status = 'open'")?
        .query_row([organization.as_str()], |row| row.get(0))?)
}

/// How many were resolved, by a person or by themselves, at `from` or later and before `to`.
pub fn count_resolved(
    db: &Db<'_>,
    organization: &Organization,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM pfa_sync_conflict INDEXED BY pfa_sync_conflict_resolved
             WHERE organization = ?1 AND resolved_at >= ?2 AND resolved_at < ?3
               AND status IN ('resolved_mine', 'resolved_pems', 'resolved_merge', 'resolved_auto')",
        )?
        .query_row(params![organization.as_str(), stamp(from), stamp(to)], |row| row.get(0))?)
}

/// The latest 500 settled conflicts, the newest first.
pub fn settled(db: &Db<'_>, organization: &Organization) -> Result<Vec<Conflict>, StoreError> {
    list(
        db,
        &format!(
            "SELECT {COLUMNS} FROM pfa_sync_conflict WHERE organization = ?1
               AND status IN ('resolved_mine', 'resolved_pems', 'resolved_merge', 'resolved_auto', 'discarded')
             ORDER BY resolved_at DESC LIMIT 500"
        ),
        organization,
    )
}

/// The record's automatic merges, the newest first.
pub fn merges_of_record(db: &Db<'_>, id: &RecordId) -> Result<Vec<Conflict>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pfa_sync_conflict
         WHERE organization = ?1 AND pfa_id = ?2 AND status = 'resolved_auto' ORDER BY resolved_at DESC, rowid DESC"
    ))?;
    let rows =
        statement.query_map(params![id.organization.as_str(), id.pfa_id.as_str()], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// Settles a conflict. `resolution` is the decision as JSON.
pub fn close(
    tx: &Tx<'_>,
    organization: &Organization,
    id: Uuid,
    status: ConflictStatus,
    resolution: &serde_json::Value,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE pfa_sync_conflict SET status = ?3, resolution = ?4, resolved_by = ?5, resolved_at = ?6
         WHERE organization = ?1 AND id = ?2",
    )?
    .execute(params![
        organization.as_str(),
        id.to_string(),
        status.name(),
        resolution.to_string(),
        by,
        stamp(at)
    ])?;
    Ok(())
}

impl ConflictStatus {
    const ALL: [ConflictStatus; 7] = [
        ConflictStatus::Open,
        ConflictStatus::ResolvedMine,
        ConflictStatus::ResolvedPems,
        ConflictStatus::ResolvedMerge,
        ConflictStatus::ResolvedAuto,
        ConflictStatus::MovedOn,
        ConflictStatus::Discarded,
    ];

    /// The word in the database and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ConflictStatus::Open => "open",
            ConflictStatus::ResolvedMine => "resolved_mine",
            ConflictStatus::ResolvedPems => "resolved_pems",
            ConflictStatus::ResolvedMerge => "resolved_merge",
            ConflictStatus::ResolvedAuto => "resolved_auto",
            ConflictStatus::MovedOn => "moved_on",
            ConflictStatus::Discarded => "discarded",
        }
    }
}

fn list(db: &Db<'_>, sql: &str, organization: &Organization) -> Result<Vec<Conflict>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([organization.as_str()], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

fn read(row: &Row<'_>) -> Result<Conflict, StoreError> {
    let word: String = row.get(12)?;
    let status = ConflictStatus::ALL.into_iter().find(|s| s.name() == word);
    let record = record_id(row.get(1)?, row.get(2)?)?;
    Ok(Conflict {
        id: uuid(&row.get::<_, String>(0)?)?,
        base: base_from_text(&row.get::<_, String>(3)?)?,
        base_version: row.get(4)?,
        local: delta_from_text(&row.get::<_, String>(5)?)?,
        pems: record_from_text(record.clone(), row.get(7)?, &row.get::<_, String>(6)?)?,
        record,
        clash: Clash {
            fields: from_json("fields", &row.get::<_, String>(8)?)?,
            rule: row.get::<_, Option<String>>(9)?.map(|text| from_json("rule", &text)).transpose()?,
        },
        committed: row.get(10)?,
        by_hand: row.get(16)?,
        drafted_at: instant(&row.get::<_, String>(11)?)?,
        status: status.ok_or_else(|| StoreError::unreadable("conflict status", word))?,
        opened_at: instant(&row.get::<_, String>(13)?)?,
        resolved_at: maybe_instant(row.get(14)?)?,
        resolved_by: row.get(15)?,
    })
}
