//! `audit_log`: append-only; each row carries the hash of the one before.

mod query;

pub use query::{AuditPage, AuditQuery, AuditRow, each, page};

use crate::text::stamp;
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, RecordId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

const START: [u8; 32] = [0; 32];

/// Something to be remembered.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `worker` when nobody asked for it.
    pub who: &'a str,
    /// In a word: `draft_saved`, `write_sent`, `conflict_resolved`, …
    pub action: &'a str,
    /// On which record, if on one.
    pub record: Option<&'a RecordId>,
    /// In which organization, where it is about one and on no record.
    pub organization: Option<&'a Organization>,
    /// The particulars, free of secrets.
    pub detail: Json,
}

/// The first row that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Its content is not what its hash says.
    #[error("row {0} was changed")]
    Changed(i64),
    /// It does not follow the row before it.
    #[error("a row before row {0} was dropped or moved")]
    OutOfOrder(i64),
    /// Rows are missing at its end.
    #[error("the log has {found} rows where {expected} were written: its end was dropped")]
    Truncated {
        /// Rows that were written.
        expected: u64,
        /// Rows that are there.
        found: u64,
    },
}

/// The end of the log, as the transaction that adds to it knows it: nothing else adds meanwhile.
pub(crate) struct End {
    last: i64,
    hash: [u8; 32],
    /// Rows that the log's head does not count yet.
    added: u64,
}

/// Adds a row.
pub fn append(tx: &Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let mut known = tx.log();
    let end = match &mut *known {
        Some(end) => end,
        none @ None => none.insert(End::find(tx)?),
    };
    let row = Content {
        id: end.last + 1,
        at: stamp(entry.at),
        who: entry.who.to_owned(),
        action: entry.action.to_owned(),
        organization: entry.record.map(|r| &r.organization).or(entry.organization).map(ToString::to_string),
        pfa_id: entry.record.map(|r| r.pfa_id.to_string()),
        detail: entry.detail.to_string(),
    };
    let hash = row.hash(&end.hash);
    tx.prepare_cached(
        "INSERT INTO audit_log (id, at, who, action, organization, pfa_id, detail, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        row.id,
        row.at,
        row.who,
        row.action,
        row.organization,
        row.pfa_id,
        row.detail,
        end.hash,
        hash
    ])?;
    *end = End { last: row.id, hash, added: end.added + 1 };
    Ok(())
}

impl End {
    fn find(db: &Db<'_>) -> Result<Self, StoreError> {
        let last = db
            .prepare_cached("SELECT id, hash FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)")?
            .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)))
            .optional()?;
        let (last, hash) = last.unwrap_or((0, START));
        Ok(Self { last, hash, added: 0 })
    }

    /// Brings the log's head up to the rows that the transaction has added, as its last act.
    pub(crate) fn note(&self, transaction: &Connection) -> Result<(), StoreError> {
        if self.added > 0 {
            transaction
                .prepare_cached("UPDATE head SET audit_rows = audit_rows + ?1, audit_hash = ?2")?
                .execute(params![self.added, self.hash])?;
        }
        Ok(())
    }
}

/// How many rows are about a record.
pub fn count(db: &Db<'_>, record: &RecordId) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM audit_log WHERE organization = ?1 AND pfa_id = ?2")?
        .query_row([record.organization.as_str(), record.pfa_id.as_str()], |row| row.get(0))?)
}

/// Walks the whole log: how many rows it has, or the first that does not fit. Rows missing at its very end
/// show in its head, which is kept apart and rises with each transaction that adds some. Neither holds against somebody who has
/// the database's key and writes both anew.
pub fn verify(db: &Db<'_>) -> Result<Result<u64, Broken>, StoreError> {
    let mut statement = db.prepare(
        "SELECT id, at, who, action, organization, pfa_id, detail, previous, hash FROM audit_log ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let (mut expected, mut count) = (START, 0u64);
    while let Some(row) = rows.next()? {
        let content = Content {
            id: row.get(0)?,
            at: row.get(1)?,
            who: row.get(2)?,
            action: row.get(3)?,
            organization: row.get(4)?,
            pfa_id: row.get(5)?,
            detail: row.get(6)?,
        };
        let (Some(previous), Some(hash)) = (digest(row, 7)?, digest(row, 8)?) else {
            return Ok(Err(Broken::Changed(content.id)));
        };
        if content.hash(&previous) != hash {
            return Ok(Err(Broken::Changed(content.id)));
        }
        if previous != expected {
            return Ok(Err(Broken::OutOfOrder(content.id)));
        }
        expected = hash;
        count += 1;
    }
    let (written, last) = head(db)?;
    Ok(match written {
        written if written == count && last == expected => Ok(count),
        written => Err(Broken::Truncated { expected: written, found: count }),
    })
}

/// How many rows were written and the hash of the last; of an empty log the start.
fn head(db: &Db<'_>) -> Result<(u64, [u8; 32]), StoreError> {
    Ok(db
        .prepare_cached("SELECT audit_rows, audit_hash FROM head")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A stored hash; `None` if it is not even one.
fn digest(row: &Row<'_>, at: usize) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(row.get_ref(at)?.as_blob().ok().and_then(|bytes| bytes.try_into().ok()))
}

struct Content {
    id: i64,
    at: String,
    who: String,
    action: String,
    organization: Option<String>,
    pfa_id: Option<String>,
    detail: String,
}

impl Content {
    /// Each part goes in with its length, so that no two rows read alike.
    fn hash(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(previous);
        hasher.update(self.id.to_be_bytes());
        let (organization, pfa_id) = (self.organization.as_deref(), self.pfa_id.as_deref());
        for part in [
            Some(self.at.as_str()),
            Some(&self.who),
            Some(&self.action),
            organization,
            pfa_id,
            Some(&self.detail),
        ] {
            let length = part.map_or(u64::MAX, |text| text.len() as u64);
            hasher.update(length.to_be_bytes());
            hasher.update(part.unwrap_or_default());
        }
        hasher.finalize().into()
    }
}
