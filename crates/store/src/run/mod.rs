//! `sync_run` and `sync_run_item`: what each run of the worker did to each record.

mod summary;

pub use summary::{RunStep, steps};

use crate::text::{from_json, instant, maybe_instant, stamp, to_json, uuid};
use crate::{Db, StoreError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::{Field, Organization};
use rusqlite::{Row, ToSql, named_params, params};
use uuid::Uuid;

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// What started it: `schedule`, `commit`, `manual`, `reconnected`, `woke`, `hint`, `retry` or `start`.
    pub trigger: String,
    /// Who started it; `worker` when nobody did.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// `running`, `done`, `with_conflicts`, `with_failures`, `stopped` or `offline`.
    pub status: String,
    /// What it did.
    pub figures: RunFigures,
    /// Why it ended as it did, where there is more to say.
    pub message: Option<String>,
}

/// What a run did, in numbers of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunFigures {
    /// Records that PEMS showed new or changed.
    pub pulled: u64,
    /// Writes sent.
    pub pushed: u64,
    /// Writes acknowledged.
    pub synced: u64,
    /// Conflicts found.
    pub conflicts: u64,
    /// Writes set aside.
    pub failed: u64,
    /// Rows put in quarantine.
    pub quarantined: u64,
}

/// What a run did to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct RunItem {
    /// The record's id.
    pub pfa_id: String,
    /// `pulled`, `pushed`, `merged`, `conflict`, `failed`, `quarantined` or `gone`.
    pub action: String,
    /// The fields concerned.
    pub fields: Vec<Field>,
    /// More, in words.
    pub detail: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which runs to list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunQuery {
    /// Only those that ended so.
    pub status: Option<String>,
    /// Only those that this started.
    pub trigger: Option<String>,
    /// Only those that this user started.
    pub by: Option<String>,
    /// Only those whose message has this part, or that did something to a record whose id begins so.
    pub text: Option<String>,
    /// Started at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Started before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Leave out runs that did nothing and ended well.
    pub hide_idle: bool,
    /// Runs at the most.
    pub limit: u64,
    /// Runs to pass over.
    pub offset: u64,
}

const CONDITION: &str = "organization = :organization AND (:status IS NULL OR status = :status)
  AND (:trigger IS NULL OR trigger = :trigger) AND (:by IS NULL OR started_by = :by)
  AND (:from IS NULL OR started_at >= :from) AND (:to IS NULL OR started_at < :to)
  AND (:text IS NULL OR instr(lower(message), :text) > 0 OR EXISTS (SELECT 1 FROM sync_run_item i
    WHERE i.run_id = sync_run.id AND i.pfa_id >= :id AND i.pfa_id < :id || char(1114111)))";
const IDLE: &str = "(status = 'done' AND pulled + pushed + quarantined = 0)";

/// Notes that a run starts.
pub fn start(tx: &Tx<'_>, organization: &Organization, run: &Run) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO sync_run (id, organization, trigger, started_by, started_at, status) VALUES (?1, ?2, ?3, ?4, ?5, 'running')",
    )?
    .execute(params![
        run.id.to_string(),
        organization.as_str(),
        run.trigger,
        run.started_by,
        stamp(run.started_at)
    ])?;
    Ok(())
}

/// Keeps a run's figures, and how it ended when it did.
pub fn update(tx: &Tx<'_>, run: &Run) -> Result<(), StoreError> {
    let f = run.figures;
    tx.prepare_cached(
        "UPDATE sync_run SET ended_at = ?2, status = ?3, pulled = ?4, pushed = ?5, synced = ?6, conflicts = ?7,
           failed = ?8, quarantined = ?9, message = ?10 WHERE id = ?1",
    )?
    .execute(params![
        run.id.to_string(),
        run.ended_at.map(stamp),
        run.status,
        f.pulled,
        f.pushed,
        f.synced,
        f.conflicts,
        f.failed,
        f.quarantined,
        run.message
    ])?;
    Ok(())
}

/// Ends the runs of a process that died. The caller holds the sync lock, so nobody runs them.
pub fn end_orphans(tx: &Tx<'_>, at: DateTime<Utc>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE sync_run SET status = 'stopped', ended_at = ?1, message = 'The application ended during this run.'
         WHERE status = 'running'",
    )?
    .execute([stamp(at)])?;
    Ok(())
}

/// How long runs are kept, and how many are kept in any case: a clock that jumped ahead forgets none of these.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// Runs that did something: these many days.
    pub days: i64,
    /// And these many.
    pub runs: u64,
    /// Runs that did nothing and ended well: these many days.
    pub idle_days: i64,
    /// And these many.
    pub idle_runs: u64,
}

/// Lets the oldest runs and their items go, `limit` at the most: those that are beyond both bounds. The runs that
/// set a write aside which is still open, or put a row into quarantine, stay. How many went.
pub fn prune(
    tx: &Tx<'_>,
    organization: &Organization,
    kept: Kept,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<u64, StoreError> {
    let before = |days: i64| stamp(now - TimeDelta::days(days));
    let mut gone: Vec<String> = Vec::new();
    for (sql, before, runs) in [
        (include_str!("prunable_idle.sql"), before(kept.idle_days), kept.idle_runs),
        (include_str!("prunable.sql"), before(kept.days), kept.runs),
    ] {
        let mut statement = tx.prepare_cached(sql)?;
        let ids = statement.query_map(
            named_params! { ":organization": organization.as_str(), ":before": before, ":runs": runs, ":limit": limit },
            |row| row.get(0),
        )?;
        gone.extend(ids.collect::<Result<Vec<String>, _>>()?);
    }
    if gone.is_empty() {
        return Ok(0);
    }
    let ids = serde_json::json!(gone).to_string();
    tx.prepare_cached("DELETE FROM sync_run_item WHERE run_id IN (SELECT value FROM json_each(?1))")?
        .execute([&ids])?;
    let removed = tx
        .prepare_cached("DELETE FROM sync_run WHERE id IN (SELECT value FROM json_each(?1))")?
        .execute([&ids])?;
    Ok(removed as u64)
}

/// Notes what a run did to a record.
pub fn add_item(tx: &Tx<'_>, run: Uuid, item: &RunItem) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO sync_run_item (run_id, pfa_id, action, fields, detail, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![run.to_string(), item.pfa_id, item.action, to_json(&item.fields)?, item.detail, stamp(item.at)])?;
    Ok(())
}

/// Runs, the newest first, with how many match in all and how many idle ones are left out.
pub fn list(
    db: &Db<'_>,
    organization: &Organization,
    query: &RunQuery,
) -> Result<(Vec<Run>, u64, u64), StoreError> {
    let asked = Asked::of(organization, query);
    let (all, idle): (u64, u64) = db
        .prepare_cached(&format!(
            "SELECT count(*), coalesce(sum({IDLE}), 0) FROM sync_run WHERE {CONDITION}"
        ))?
        .query_row(&asked.values()[..], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let hidden = if query.hide_idle { idle } else { 0 };
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, trigger, started_by, started_at, ended_at, status, pulled, pushed, synced, conflicts, failed, quarantined, message
         FROM sync_run WHERE {CONDITION} AND (NOT :hide OR NOT {IDLE})
         ORDER BY started_at DESC, id LIMIT :limit OFFSET :offset"
    ))?;
    let page = named_params! { ":hide": query.hide_idle, ":limit": query.limit, ":offset": query.offset };
    let rows = statement.query_map(&[&asked.values()[..], page].concat()[..], |row| Ok(read(row)))?;
    Ok((rows.map(|row| row?).collect::<Result<_, StoreError>>()?, all - hidden, hidden))
}

/// A query's values as the condition names them.
struct Asked<'a> {
    organization: &'a str,
    query: &'a RunQuery,
    from: Option<String>,
    to: Option<String>,
    /// Part of a message.
    text: Option<String>,
    /// The beginning of a record's id.
    id: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of(organization: &'a Organization, query: &'a RunQuery) -> Self {
        let text = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        Self {
            organization: organization.as_str(),
            query,
            from: query.from.map(stamp),
            to: query.to.map(stamp),
            text: text.map(str::to_ascii_lowercase),
            id: text,
        }
    }

    fn values(&self) -> Vec<(&'static str, &dyn ToSql)> {
        vec![
            (":organization", &self.organization),
            (":status", &self.query.status),
            (":trigger", &self.query.trigger),
            (":by", &self.query.by),
            (":from", &self.from),
            (":to", &self.to),
            (":text", &self.text),
            (":id", &self.id),
        ]
    }
}

/// What a run did to each record, in the order that it did it; 10,000 at the most.
pub fn items(db: &Db<'_>, organization: &Organization, run: Uuid) -> Result<Vec<RunItem>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT i.pfa_id, i.action, i.fields, i.detail, i.at FROM sync_run_item i JOIN sync_run r ON r.id = i.run_id
         WHERE i.run_id = ?1 AND r.organization = ?2 ORDER BY i.id LIMIT 10000",
    )?;
    let rows = statement.query_map(params![run.to_string(), organization.as_str()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?, row.get::<_, String>(4)?))
    })?;
    rows.map(|row| {
        let (pfa_id, action, fields, detail, at) = row?;
        Ok(RunItem { pfa_id, action, fields: from_json("fields", &fields)?, detail, at: instant(&at)? })
    })
    .collect()
}

fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    Ok(Run {
        id: uuid(&row.get::<_, String>(0)?)?,
        trigger: row.get(1)?,
        started_by: row.get(2)?,
        started_at: instant(&row.get::<_, String>(3)?)?,
        ended_at: maybe_instant(row.get(4)?)?,
        status: row.get(5)?,
        figures: RunFigures {
            pulled: row.get(6)?,
            pushed: row.get(7)?,
            synced: row.get(8)?,
            conflicts: row.get(9)?,
            failed: row.get(10)?,
            quarantined: row.get(11)?,
        },
        message: row.get(12)?,
    })
}
