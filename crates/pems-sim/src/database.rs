//! The SQLite file behind the stand-in, so that a restart keeps records, versions and keys.
//!
//! One row a version; the newest of a record is its current one.

use crate::{
    sample::Version,
    world::{Applied, OrganizationPlan, Room, Stored},
};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId, PfaRecord, RecordId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Map, Value as Json};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
};
use uuid::Uuid;

/// The open file.
#[derive(Debug)]
pub(crate) struct Database(Connection);

/// An organization's seed and its records by id.
pub(crate) type HeldRoom = (u64, BTreeMap<String, Stored>);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// SQLite refused.
    #[error("the stand-in's database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A row does not read back.
    #[error("the stand-in's database holds a row of {table} that cannot be read: {why}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong with the row.
        why: String,
    },
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS organization (
    code TEXT PRIMARY KEY,
    seed INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS version (
    organization TEXT NOT NULL,
    pfa_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    record TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (organization, pfa_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applied (
    idempotency_key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    pfa_id TEXT NOT NULL,
    new_version INTEGER NOT NULL,
    updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

const INSERT_VERSION: &str = "INSERT INTO version (organization, pfa_id, version, sample, record, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

impl Database {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self, DatabaseError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(connection))
    }

    /// An organization's seed and records, if the file has them.
    pub(crate) fn room(&self, plan: &OrganizationPlan) -> Result<Option<HeldRoom>, DatabaseError> {
        let code = plan.code.as_str();
        let seed: Option<i64> = self
            .0
            .query_row("SELECT seed FROM organization WHERE code = ?1", [code], |row| row.get(0))
            .optional()?;
        let Some(seed) = seed else { return Ok(None) };
        Ok(Some((seed.cast_unsigned(), self.records(&plan.code)?)))
    }

    /// Replaces all that is held of an organization.
    pub(crate) fn put_room(&mut self, room: &Room) -> Result<(), DatabaseError> {
        let code = room.plan.code.as_str();
        let transaction = self.0.transaction()?;
        transaction.execute("DELETE FROM version WHERE organization = ?1", [code])?;
        transaction.execute(
            "INSERT OR REPLACE INTO organization (code, seed) VALUES (?1, ?2)",
            params![code, room.seed.cast_signed()],
        )?;
        for stored in room.records.values() {
            insert(&transaction, &stored.now, stored.sample)?;
        }
        Ok(transaction.commit()?)
    }

    /// Stores a record's next version and the key of the write, both or neither.
    pub(crate) fn put_version(
        &mut self,
        next: &Version,
        previous: &Version,
        key: Option<&(Uuid, Applied)>,
    ) -> Result<(), DatabaseError> {
        let transaction = self.0.transaction()?;
        let id = &previous.record.id;
        let sample = transaction.query_row(
            "SELECT sample FROM version WHERE organization = ?1 AND pfa_id = ?2 LIMIT 1",
            [id.organization.as_str(), id.pfa_id.as_str()],
            |row| row.get(0),
        )?;
        insert(&transaction, next, sample)?;
        if let Some((key, applied)) = key {
            transaction.execute(
                "INSERT INTO applied (idempotency_key, request, pfa_id, new_version, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    key.to_string(),
                    applied.request.to_string(),
                    applied.pfa_id,
                    applied.new_version.cast_signed(),
                    applied.updated_at.to_rfc3339(),
                ],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Takes a record and its versions away.
    pub(crate) fn remove(&mut self, organization: &str, pfa_id: &str) -> Result<(), DatabaseError> {
        self.0
            .execute("DELETE FROM version WHERE organization = ?1 AND pfa_id = ?2", [organization, pfa_id])?;
        Ok(())
    }

    /// Takes all keys away.
    pub(crate) fn forget_keys(&mut self) -> Result<(), DatabaseError> {
        self.0.execute("DELETE FROM applied", [])?;
        Ok(())
    }

    /// The keys of applied writes.
    pub(crate) fn keys(&self) -> Result<HashMap<Uuid, Applied>, DatabaseError> {
        let mut statement = self
            .0
            .prepare("SELECT idempotency_key, request, pfa_id, new_version, updated_at FROM applied")?;
        let mut rows = statement.query([])?;
        let mut keys = HashMap::new();
        while let Some(row) = rows.next()? {
            let unreadable = |why: String| DatabaseError::Row { table: "applied", why };
            let key: String = row.get(0)?;
            let request: String = row.get(1)?;
            let at: String = row.get(4)?;
            let version: i64 = row.get(3)?;
            let applied = Applied {
                request: serde_json::from_str(&request).map_err(|e| unreadable(e.to_string()))?,
                pfa_id: row.get(2)?,
                new_version: version.cast_unsigned(),
                updated_at: at.parse::<DateTime<Utc>>().map_err(|e| unreadable(e.to_string()))?,
            };
            keys.insert(key.parse().map_err(|e: uuid::Error| unreadable(e.to_string()))?, applied);
        }
        Ok(keys)
    }

    fn records(&self, organization: &Organization) -> Result<BTreeMap<String, Stored>, DatabaseError> {
        let mut statement = self.0.prepare(
            "SELECT pfa_id, version, sample, record, reason FROM version
             WHERE organization = ?1 ORDER BY pfa_id, version",
        )?;
        let mut rows = statement.query([organization.as_str()])?;
        let mut records: BTreeMap<String, Stored> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (pfa_id, version, body): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
            let record = read(organization, &pfa_id, version.cast_unsigned(), &body)
                .map_err(|why| DatabaseError::Row { table: "version", why })?;
            let next = Arc::new(Version { record, reason: row.get(4)? });
            match records.get_mut(&pfa_id) {
                Some(stored) => {
                    let previous = std::mem::replace(&mut stored.now, next);
                    stored.past.push(previous);
                }
                None => {
                    let stored = Stored { now: next, past: Vec::new(), sample: row.get(2)? };
                    records.insert(pfa_id, stored);
                }
            }
        }
        Ok(records)
    }
}

fn insert(transaction: &Transaction<'_>, version: &Version, sample: u32) -> rusqlite::Result<()> {
    let record = &version.record;
    transaction.prepare_cached(INSERT_VERSION)?.execute(params![
        record.id.organization.as_str(),
        record.id.pfa_id.as_str(),
        record.version.cast_signed(),
        sample,
        Json::Object(record.to_json()).to_string(),
        version.reason,
    ])?;
    Ok(())
}

fn read(organization: &Organization, pfa_id: &str, version: u64, body: &str) -> Result<PfaRecord, String> {
    let members: Map<String, Json> = serde_json::from_str(body).map_err(|e| e.to_string())?;
    let id = RecordId::new(organization.clone(), PfaId::new(pfa_id).map_err(|e| e.to_string())?);
    PfaRecord::from_json(id, version, &members).map_err(|e| e.to_string())
}
