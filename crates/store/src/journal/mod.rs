//! `edit_journal`: what each edit changed, so that it can be undone, also after a restart.

use crate::text::{delta_to_text, stamp};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Delta, RecordId};
use rusqlite::{OptionalExtension, params};

/// One record's part of an edit.
#[derive(Debug, Clone)]
pub struct Edit<'a> {
    /// What the person did, in words.
    pub label: &'a str,
    /// On which record.
    pub record: &'a RecordId,
    /// The draft before.
    pub before: &'a Delta,
    /// The draft after.
    pub after: &'a Delta,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: &'a str,
}

/// Adds a step that edits these records, all of one organization; what was undone before it can no
/// longer be redone.
pub fn append(tx: &Tx<'_>, edits: &[Edit<'_>]) -> Result<(), StoreError> {
    let Some(first) = edits.first() else { return Ok(()) };
    let organization = first.record.organization.as_str();
    tx.prepare_cached("DELETE FROM edit_journal WHERE organization = ?1 AND undone = 1")?
        .execute([organization])?;
    let step: i64 = tx
        .prepare_cached("SELECT step + 1 FROM edit_journal WHERE id = (SELECT max(id) FROM edit_journal)")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or(1);
    let mut insert = tx.prepare_cached(
        "INSERT INTO edit_journal (organization, step, label, pfa_id, before, after, at, who)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for edit in edits {
        insert.execute(params![
            edit.record.organization.as_str(),
            step,
            edit.label,
            edit.record.pfa_id.as_str(),
            delta_to_text(edit.before),
            delta_to_text(edit.after),
            stamp(edit.at),
            edit.who
        ])?;
    }
    Ok(())
}
