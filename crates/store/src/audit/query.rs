//! Reading the log: the newest first, by who, what, which record and when.

use crate::text::{instant, stamp};
use crate::{Db, StoreError};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::{Row, named_params};
use std::ops::{ControlFlow, Range};

/// Rows that one page looks at, at the most: what is rarer is found a page later, and the reader is never kept waiting.
const LOOKED_AT: i64 = 10_000;

/// Which rows of the log. Those about another organization are never among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only those of this action.
    pub action: Option<String>,
    /// Only those of this user.
    pub who: Option<String>,
    /// Only those about this record.
    pub pfa_id: Option<String>,
    /// Written at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Written before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the chain.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `worker` when nobody asked for it.
    pub who: String,
    /// In a word.
    pub action: String,
    /// The organization, where it is about one.
    pub organization: Option<String>,
    /// The record, where it is about one.
    pub pfa_id: Option<String>,
    /// The particulars as JSON.
    pub detail: String,
    /// The hash of the row before.
    pub previous: [u8; 32],
    /// Its own.
    pub hash: [u8; 32],
}

/// Some rows of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The rows, the newest first.
    pub rows: Vec<AuditRow>,
    /// The row that the next page goes on after; `None` where nothing is left to look at.
    pub next: Option<i64>,
    /// Rows that match, as far as was counted.
    pub total: u64,
    /// Whether that is all of them.
    pub exact: bool,
}

/// Rows that match, the newest first, `limit` at the most, after the row `before`. `matches` says which of the rows that the
/// query finds are meant. A page may have fewer rows than asked for, and others follow all the same.
pub fn page(
    db: &Db<'_>,
    organization: &Organization,
    query: &AuditQuery,
    before: Option<i64>,
    limit: usize,
    matches: impl Fn(&AuditRow) -> bool,
) -> Result<AuditPage, StoreError> {
    let whole = 1..end(db)?;
    let ids = looked_at(query, before.unwrap_or(whole.end));
    let mut page = AuditPage {
        rows: Vec::new(),
        next: Some(ids.start).filter(|first| *first > 1),
        total: 0,
        exact: true,
    };
    let mut seen = 0;
    let mut last = None;
    walk(db, query, ids, |row| {
        if seen == LOOKED_AT || page.rows.len() == limit {
            page.next = last;
            return ControlFlow::Break(());
        }
        seen += 1;
        last = Some(row.id);
        if row.shown_in(organization) && matches(&row) {
            page.rows.push(row);
        }
        ControlFlow::Continue(())
    })?;
    let (ids, mut counted) = (looked_at(query, whole.end), 0);
    page.exact = ids.start == whole.start;
    walk(db, query, ids, |row| {
        if counted == LOOKED_AT {
            page.exact = false;
            return ControlFlow::Break(());
        }
        counted += 1;
        page.total += u64::from(row.shown_in(organization) && matches(&row));
        ControlFlow::Continue(())
    })?;
    Ok(page)
}

/// The ids that come after the last row's.
fn end(db: &Db<'_>) -> Result<i64, StoreError> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM audit_log")?
        .query_row([], |row| row.get(0))?)
}

/// The rows below `end` that one page looks at: those of one record are found by an index, however long ago they were written.
fn looked_at(query: &AuditQuery, end: i64) -> Range<i64> {
    let first = if query.pfa_id.is_some() { 1 } else { end.saturating_sub(LOOKED_AT).max(1) };
    first..end
}

/// Visits every row that the query finds, the newest first, until the visitor has an error.
pub fn each<E: From<StoreError>>(
    db: &Db<'_>,
    organization: &Organization,
    query: &AuditQuery,
    mut visit: impl FnMut(AuditRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut failed = None;
    walk(db, query, 1..end(db)?, |row| {
        if !row.shown_in(organization) {
            return ControlFlow::Continue(());
        }
        match visit(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(()), Err)
}

/// Walks these rows from the last, as the chain has them: by the record's index, or in the order of the disk.
fn walk(
    db: &Db<'_>,
    query: &AuditQuery,
    ids: Range<i64>,
    mut visit: impl FnMut(AuditRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let (way, only) = match &query.pfa_id {
        Some(_) => ("INDEXED BY audit_log_record", "pfa_id = :pfa_id"),
        None => ("NOT INDEXED", ":pfa_id IS NULL"),
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, at, who, action, organization, pfa_id, detail, previous, hash FROM audit_log {way}
         WHERE {only} AND id >= :first AND id < :end AND (:from IS NULL OR at >= :from) AND (:to IS NULL OR at < :to)
           AND (:who IS NULL OR who = :who) AND (:action IS NULL OR action = :action)
         ORDER BY id DESC"
    ))?;
    let mut rows = statement.query(named_params! {
        ":first": ids.start, ":end": ids.end, ":from": query.from.map(stamp), ":to": query.to.map(stamp),
        ":pfa_id": query.pfa_id, ":who": query.who, ":action": query.action,
    })?;
    while let Some(row) = rows.next()? {
        if visit(read(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

impl AuditRow {
    /// Whether somebody who works for this organization may see it.
    fn shown_in(&self, organization: &Organization) -> bool {
        self.organization.as_deref().is_none_or(|of| of == organization.as_str())
    }
}

fn read(row: &Row<'_>) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        id: row.get(0)?,
        at: instant(&row.get::<_, String>(1)?)?,
        who: row.get(2)?,
        action: row.get(3)?,
        organization: row.get(4)?,
        pfa_id: row.get(5)?,
        detail: row.get(6)?,
        previous: row.get(7)?,
        hash: row.get(8)?,
    })
}
