//! Reading the log: the newest first, by who, what, which record and when.

use crate::text::{instant, stamp};
use crate::{Db, StoreError};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use rusqlite::{OptionalExtension, Row, named_params};
use std::ops::ControlFlow;

/// Rows that one page looks at, at the most: what is rarer is found a page later, and the reader is never kept waiting.
const LOOKED_AT: u64 = 10_000;

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
    let mut page = AuditPage { rows: Vec::new(), next: None, total: 0, exact: true };
    let mut seen = 0;
    let mut last = None;
    walk(db, query, before, |row| {
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
    let mut counted = 0;
    walk(db, query, None, |row| {
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

/// Visits every row that the query finds, the newest first, until the visitor has an error.
pub fn each<E: From<StoreError>>(
    db: &Db<'_>,
    organization: &Organization,
    query: &AuditQuery,
    mut visit: impl FnMut(AuditRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut failed = None;
    walk(db, query, None, |row| {
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

/// Walks the index that leaves the fewest rows, in the order of time.
fn walk(
    db: &Db<'_>,
    query: &AuditQuery,
    before: Option<i64>,
    mut visit: impl FnMut(AuditRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let after = match before {
        None => None,
        Some(id) => {
            let at = db
                .prepare_cached("SELECT at FROM audit_log WHERE id = ?1")?
                .query_row([id], |row| row.get::<_, String>(0))
                .optional()?;
            let Some(at) = at else { return Ok(()) };
            Some((at, id))
        }
    };
    let (index, only) = match (&query.pfa_id, &query.who, &query.action) {
        (Some(_), ..) => ("audit_log_record", "pfa_id = :pfa_id"),
        (None, Some(_), _) => ("audit_log_who", "who = :who"),
        (None, None, Some(_)) => ("audit_log_action", "action = :action"),
        (None, None, None) => ("audit_log_at", "TRUE"),
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, at, who, action, organization, pfa_id, detail, previous, hash FROM audit_log INDEXED BY {index}
         WHERE {only} AND at >= :from AND at <= :to AND (at < :to OR id < :id)
           AND (:pfa_id IS NULL OR pfa_id = :pfa_id) AND (:who IS NULL OR who = :who)
           AND (:action IS NULL OR action = :action)
         ORDER BY at DESC, id DESC"
    ))?;
    // The first row before an instant is one whose id lies below every id at it.
    let (to, id) = match (after, query.to) {
        (Some(after), _) => after,
        (None, Some(to)) => (stamp(to), i64::MIN),
        (None, None) => ("~".to_owned(), i64::MIN),
    };
    let mut rows = statement.query(named_params! {
        ":from": query.from.map(stamp).unwrap_or_default(), ":to": to, ":id": id,
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
