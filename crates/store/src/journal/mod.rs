//! `edit_step` and `edit_journal`: what each action of a planner changed, so that it can be undone and
//! redone, also after a restart.

use crate::text::{delta_from_text, delta_to_text, record_id, stamp, uuid};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, Utc};
use pfa_domain::{Delta, Organization, RecordId};
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

/// Steps that can be undone; older ones are forgotten, sooner or later.
pub const STEPS_KEPT: u32 = 200;
/// At each so-manieth step older ones are forgotten: their pages are at the other end, and written for it.
pub const FORGOTTEN_EVERY: u32 = 50;

/// Something that a person did, to one record or to many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id; later steps have higher ones.
    pub id: i64,
    /// What the person did, in words.
    pub label: String,
}

/// One record's part of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// On which record.
    pub record: RecordId,
    /// The values that changed, as the planner saw them before.
    pub before: Delta,
    /// The same fields after.
    pub after: Delta,
    /// The draft's reason before and after.
    pub reason: (Option<String>, Option<String>),
    /// The what-if that the draft belonged to before and after.
    pub what_if: (Option<Uuid>, Option<Uuid>),
}

/// How many steps can be undone and redone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// Done and not undone.
    pub undo: u64,
    /// Undone and not replaced by a new step.
    pub redo: u64,
}

/// Begins a step; what was undone before it can no longer be redone.
pub fn begin(
    tx: &Tx<'_>,
    organization: &Organization,
    label: &str,
    at: DateTime<Utc>,
    who: &str,
) -> Result<i64, StoreError> {
    tx.prepare_cached("DELETE FROM edit_step WHERE organization = ?1 AND undone = 1")?
        .execute([organization.as_str()])?;
    let id = tx
        .prepare_cached("UPDATE head SET step = step + 1 RETURNING step")?
        .query_row([], |row| row.get::<_, i64>(0))?;
    tx.prepare_cached(
        "INSERT INTO edit_step (id, organization, label, at, who) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id, organization.as_str(), label, stamp(at), who])?;
    if id % i64::from(FORGOTTEN_EVERY) == 0 {
        forget_old(tx, organization)?;
    }
    Ok(id)
}

fn forget_old(tx: &Tx<'_>, organization: &Organization) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM edit_step WHERE organization = ?1 AND undone = 0 AND id <= (
           SELECT id FROM edit_step WHERE organization = ?1 AND undone = 0 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![organization.as_str(), STEPS_KEPT])?;
    Ok(())
}

/// Adds one record's part to a step.
pub fn append(tx: &Tx<'_>, step: i64, edit: &Edit) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO edit_journal
           (step_id, pfa_id, before, after, reason_before, reason_after, what_if_before, what_if_after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        step,
        edit.record.pfa_id.as_str(),
        delta_to_text(&edit.before),
        delta_to_text(&edit.after),
        edit.reason.0,
        edit.reason.1,
        edit.what_if.0.map(|id| id.to_string()),
        edit.what_if.1.map(|id| id.to_string()),
    ])?;
    Ok(())
}

/// The step that undoing takes back: the last that was not.
pub fn last_done(db: &Db<'_>, organization: &Organization) -> Result<Option<Step>, StoreError> {
    one(
        db,
        "SELECT id, label FROM edit_step WHERE organization = ?1 AND undone = 0 ORDER BY id DESC LIMIT 1",
        organization,
    )
}

/// The step that redoing does again: the first that was undone.
pub fn first_undone(db: &Db<'_>, organization: &Organization) -> Result<Option<Step>, StoreError> {
    one(
        db,
        "SELECT id, label FROM edit_step WHERE organization = ?1 AND undone = 1 ORDER BY id LIMIT 1",
        organization,
    )
}

/// How many steps can be undone and redone.
pub fn depth(db: &Db<'_>, organization: &Organization) -> Result<Depth, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE undone = 0), count(*) FILTER (WHERE undone = 1)
             FROM edit_step WHERE organization = ?1",
        )?
        .query_row([organization.as_str()], |row| Ok(Depth { undo: row.get(0)?, redo: row.get(1)? }))?)
}

/// Each record's part of a step, in order of id.
pub fn edits(db: &Db<'_>, step: i64) -> Result<Vec<Edit>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT s.organization, j.pfa_id, j.before, j.after, j.reason_before, j.reason_after, j.what_if_before,
                j.what_if_after
         FROM edit_step s JOIN edit_journal j ON j.step_id = s.id WHERE s.id = ?1 ORDER BY j.pfa_id",
    )?;
    let mut rows = statement.query([step])?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        edits.push(read(row)?);
    }
    Ok(edits)
}

/// Notes that a step was undone, or done again.
pub fn mark(tx: &Tx<'_>, step: i64, undone: bool) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE edit_step SET undone = ?2 WHERE id = ?1")?.execute(params![step, undone])?;
    Ok(())
}

fn one(db: &Db<'_>, sql: &str, organization: &Organization) -> Result<Option<Step>, StoreError> {
    Ok(db
        .prepare_cached(sql)?
        .query_row([organization.as_str()], |row| Ok(Step { id: row.get(0)?, label: row.get(1)? }))
        .optional()?)
}

fn read(row: &Row<'_>) -> Result<Edit, StoreError> {
    let what_if = |at: usize| -> Result<Option<Uuid>, StoreError> {
        row.get::<_, Option<String>>(at)?.as_deref().map(uuid).transpose()
    };
    Ok(Edit {
        record: record_id(row.get(0)?, row.get(1)?)?,
        before: delta_from_text(&row.get::<_, String>(2)?)?,
        after: delta_from_text(&row.get::<_, String>(3)?)?,
        reason: (row.get(4)?, row.get(5)?),
        what_if: (what_if(6)?, what_if(7)?),
    })
}
