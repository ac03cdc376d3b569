//! Lines: a view's rows with the groups that they stand in, as grid and timeline show them.
//!
//! The groups are one query over the filtered rows, kept until a row changes; the rows of a window
//! are then asked for group by group, so that what is folded costs nothing.

mod tree;

pub(crate) use tree::Trees;

use crate::account;
use crate::record::{Listed, record_id, with_conflict};
use crate::{AppError, Workspace};
use pfa_domain::Permission;
use pfa_store::current::{self, Column, Condition, CurrentRow, Filter, Spans, Totals, Window};
use pfa_store::{Db, SqlValue};
use std::collections::HashSet;
use tree::{Node, Tree};

/// The most lines that are named at once.
pub const IDS_MAX: u64 = 100_000;

/// One value a level, the outermost first; `None` is empty.
pub type GroupPath = Vec<Option<String>>;

/// Which lines there are.
#[derive(Debug, Clone, Default)]
pub struct LineQuery {
    /// Which rows, in which order within their group; its offset and limit say nothing.
    pub window: Window,
    /// What they are grouped by, the outermost first.
    pub groups: Vec<Column>,
    /// The groups of which only the line itself is shown.
    pub folded: HashSet<GroupPath>,
}

/// A line.
#[derive(Debug, Clone)]
pub enum Line {
    /// What a group of rows has in common and comes to.
    Group(GroupLine),
    /// A row with its number among the rows of the view, folded ones counted; the first is 1.
    Row(u64, Box<Listed>),
}

/// The line of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupLine {
    /// Its values, one a level.
    pub path: GroupPath,
    /// What the innermost of them is a value of.
    pub column: Column,
    /// Its sums.
    pub totals: Totals,
    /// From when to when its rows go.
    pub spans: Spans,
    /// Whether only the line itself is shown.
    pub folded: bool,
}

/// Some lines of a view.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Lines in all.
    pub total: u64,
    /// Rows in all, folded ones counted.
    pub records: u64,
    /// The lines asked for.
    pub lines: Vec<Line>,
}

/// The lines from `offset` on, `limit` at the most.
pub fn list_lines(w: &Workspace, query: &LineQuery, offset: u64, limit: u64) -> Result<Lines, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        if query.groups.is_empty() {
            let window = Window { offset, limit, ..query.window.clone() };
            let (rows, total) = w.trees().page(w.store(), db, &actor.organization, &window)?;
            let lines = numbered(db, rows, offset)?;
            return Ok(Lines { total, records: total, lines });
        }
        let tree = w.trees().tree(db, &actor.organization, query)?;
        let until = offset.saturating_add(limit);
        let mut lines = Vec::new();
        let mut total = 0;
        for (at, node, rows) in tree.shown(&query.folded) {
            total = at + 1 + rows;
            if at >= until || total <= offset {
                continue;
            }
            if at >= offset {
                lines.push(Line::Group(group_line(query, node)));
            }
            let (first, last) = (offset.saturating_sub(at + 1), rows.min(until - at - 1));
            if first < last {
                let window = Window { offset: first, limit: last - first, ..rows_of(query, node) };
                let rows = current::rows(db, &actor.organization, &window)?;
                lines.extend(numbered(db, rows, node.first + first)?);
            }
        }
        Ok(Lines { total, records: tree.records, lines })
    })
}

/// The number of the lines before the record's; if it is folded away, before the line that hides it.
/// `None` if the record is not in the view.
pub fn find_line(w: &Workspace, query: &LineQuery, pfa_id: &str) -> Result<Option<u64>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        if query.groups.is_empty() {
            return Ok(current::rank(db, &id, &query.window)?);
        }
        let own = Filter {
            column: Column::PfaId,
            condition: Condition::Is(vec![SqlValue::Text(id.pfa_id.to_string())]),
        };
        let window = Window { filters: vec![own], limit: 1, ..Window::default() };
        let Some(row) = current::rows(db, &actor.organization, &window)?.pop() else { return Ok(None) };
        let path: GroupPath = query.groups.iter().map(|c| current::grouped_by(&row, *c)).collect();
        let tree = w.trees().tree(db, &actor.organization, query)?;
        let hides = |node: &Node| path.starts_with(&node.path) && query.folded.contains(&node.path);
        let Some((at, node, _)) =
            tree.shown(&query.folded).find(|(_, node, _)| node.path == path || hides(node))
        else {
            return Ok(None);
        };
        let rank = current::rank(db, &id, &rows_of(query, node))?;
        Ok(rank.map(|rank| if hides(node) { at } else { at + 1 + rank }))
    })
}

/// The records in the lines from `from` to `to`, both included; what is folded is not among them.
pub fn line_ids(w: &Workspace, query: &LineQuery, from: u64, to: u64) -> Result<Vec<String>, AppError> {
    let limit = to.saturating_add(1).saturating_sub(from);
    if limit > IDS_MAX {
        return Err(AppError::invalid(format!("At most {IDS_MAX} lines can be named at once.")));
    }
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        if query.groups.is_empty() {
            let window = Window { offset: from, limit, ..query.window.clone() };
            return Ok(current::pfa_ids(db, &actor.organization, &window)?);
        }
        let tree = w.trees().tree(db, &actor.organization, query)?;
        let mut ids = Vec::new();
        for (at, node, rows) in tree.shown(&query.folded).filter(|(at, _, rows)| at + rows >= from) {
            if at > to {
                break;
            }
            let (first, last) = (from.saturating_sub(at + 1), rows.min(to - at));
            if first < last {
                let window = Window { offset: first, limit: last - first, ..rows_of(query, node) };
                ids.extend(current::pfa_ids(db, &actor.organization, &window)?);
            }
        }
        Ok(ids)
    })
}

fn numbered(db: &Db<'_>, rows: Vec<CurrentRow>, before: u64) -> Result<Vec<Line>, AppError> {
    rows.into_iter()
        .zip(before + 1..)
        .map(|(row, number)| Ok(Line::Row(number, Box::new(with_conflict(db, row)?))))
        .collect()
}

fn group_line(query: &LineQuery, node: &Node) -> GroupLine {
    GroupLine {
        path: node.path.clone(),
        column: query.groups[node.path.len() - 1],
        totals: node.totals,
        spans: node.spans,
        folded: query.folded.contains(&node.path),
    }
}

/// The window of the rows that stand in a group.
fn rows_of(query: &LineQuery, node: &Node) -> Window {
    let mut window = query.window.clone();
    window.filters.extend(query.groups.iter().zip(&node.path).map(|(column, value)| {
        let value = value.clone().map_or(SqlValue::Null, SqlValue::Text);
        Filter { column: *column, condition: Condition::Is(vec![value]) }
    }));
    window
}

impl Tree {
    /// The lines of groups that no folded group hides: the number of lines before each, the group, and
    /// how many rows are shown right below it.
    fn shown<'t>(
        &'t self,
        folded: &'t HashSet<GroupPath>,
    ) -> impl Iterator<Item = (u64, &'t Node, u64)> + 't {
        let mut next = 0;
        let mut hidden_below = usize::MAX;
        self.nodes.iter().filter_map(move |node| {
            if node.path.len() > hidden_below {
                return None;
            }
            let is_folded = folded.contains(&node.path);
            hidden_below = if is_folded { node.path.len() } else { usize::MAX };
            let rows = if node.innermost && !is_folded { node.totals.count } else { 0 };
            let at = next;
            next += 1 + rows;
            Some((at, node, rows))
        })
    }
}
