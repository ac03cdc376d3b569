//! The groups of a view with their sums, and how many rows a view has: kept as long as no row changes.

use super::{GroupPath, LineQuery};
use crate::AppError;
use crate::cost::{CostLine, line};
use pfa_domain::{CostTotals, Organization};
use pfa_store::Db;
use pfa_store::current::{self, Column, CurrentRow, Group, Spans, Totals, Window};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Views of which something is kept: grid, timeline and cost of two windows.
const KEPT: usize = 6;

/// All groups of a view.
#[derive(Debug)]
pub(super) struct Tree {
    /// Each group before those within it.
    pub nodes: Vec<Node>,
    /// Rows in all.
    pub records: u64,
}

/// A group.
#[derive(Debug)]
pub(super) struct Node {
    /// Its values, one a level.
    pub path: GroupPath,
    /// Its sums.
    pub totals: Totals,
    /// From when to when its rows go.
    pub spans: Spans,
    /// Whether rows stand right below it, and no groups.
    pub innermost: bool,
    /// Rows of the view before its first.
    pub first: u64,
}

/// The groups of the views that were looked at last, and the number of rows of those without.
#[derive(Default)]
pub(crate) struct Trees {
    trees: Kept<Arc<Tree>>,
    numbers: Kept<u64>,
}

/// What was worked out last, the latest first.
struct Kept<T>(Mutex<Vec<(Key, T)>>);

/// What it was worked out from.
#[derive(Debug, PartialEq)]
struct Key {
    organization: Organization,
    generation: i64,
    window: Window,
    groups: Vec<Column>,
}

impl Trees {
    /// The groups of a view, as the rows are now.
    pub(super) fn tree(
        &self,
        db: &Db<'_>,
        organization: &Organization,
        query: &LineQuery,
    ) -> Result<Arc<Tree>, AppError> {
        let key = Key::of(db, organization, &query.window, &query.groups)?;
        if let Some(kept) = self.trees.find(&key) {
            return Ok(kept);
        }
        // Not under the lock: others may look at other views meanwhile.
        let groups = current::groups(db, organization, &query.window, &query.groups)?;
        let tree = Arc::new(Tree::of(groups, query.groups.len()));
        self.trees.keep(key, Arc::clone(&tree));
        Ok(tree)
    }

    /// The rows of a window without groups, and how many its search and filters leave: to scroll and to sort
    /// changes nothing of that.
    pub(super) fn page(
        &self,
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<(Vec<CurrentRow>, u64), AppError> {
        let unsorted = Window { sort: Vec::new(), offset: 0, limit: 0, ..window.clone() };
        let key = Key::of(db, organization, &unsorted, &[])?;
        let known = self.numbers.find(&key);
        let (rows, number) = current::page(db, organization, window, known)?;
        if known.is_none() {
            self.numbers.keep(key, number);
        }
        Ok((rows, number))
    }

    /// A cost line for all records and for each group, with the place of each innermost group among them.
    pub(crate) fn lines(
        &self,
        db: &Db<'_>,
        organization: &Organization,
        query: &LineQuery,
    ) -> Result<(Vec<CostLine>, HashMap<GroupPath, usize>), AppError> {
        let tree = self.tree(db, organization, query)?;
        let mut all = CostTotals::default();
        let mut lines = vec![line(GroupPath::new(), all)];
        let mut at = HashMap::new();
        for node in &tree.nodes {
            if node.innermost {
                all += node.totals;
                at.insert(node.path.clone(), lines.len());
            }
            lines.push(line(node.path.clone(), node.totals));
        }
        lines[0].totals = all;
        Ok((lines, at))
    }
}

impl Key {
    fn of(
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
        groups: &[Column],
    ) -> Result<Self, AppError> {
        let generation = current::generation(db)?;
        let (organization, window, groups) = (organization.clone(), window.clone(), groups.to_vec());
        Ok(Self { organization, generation, window, groups })
    }
}

impl<T: Clone> Kept<T> {
    fn find(&self, key: &Key) -> Option<T> {
        let mut kept = self.lock();
        let at = kept.iter().position(|(other, _)| other == key)?;
        kept[..=at].rotate_right(1);
        kept.first().map(|(_, found)| found.clone())
    }

    fn keep(&self, key: Key, found: T) {
        let mut kept = self.lock();
        kept.retain(|(other, _)| *other != key);
        kept.insert(0, (key, found));
        kept.truncate(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Key, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl Tree {
    /// Puts innermost groups, in order, under those that they stand in.
    fn of(groups: Vec<Group>, levels: usize) -> Self {
        let mut tree = Self { nodes: Vec::new(), records: 0 };
        let mut open: Vec<usize> = Vec::new();
        for group in groups {
            let alike = open.last().map_or(0, |at| {
                let path = &tree.nodes[*at].path;
                path.iter().zip(&group.values).take_while(|(a, b)| a == b).count()
            });
            open.truncate(alike);
            for level in alike + 1..=levels {
                open.push(tree.nodes.len());
                tree.nodes.push(Node {
                    path: group.values[..level].to_vec(),
                    totals: CostTotals::default(),
                    spans: Spans::default(),
                    innermost: level == levels,
                    first: tree.records,
                });
            }
            for at in &open {
                tree.nodes[*at].totals += group.totals;
                tree.nodes[*at].spans = tree.nodes[*at].spans.and(group.spans);
            }
            tree.records += group.totals.count;
        }
        tree
    }
}
