//! The groups of a view with their sums: kept as long as no row changes. Which rows a view without groups has, and how
//! all rows stand by a column: kept for longer, since a row that changes comes, goes and moves in it.

use super::{GroupPath, LineQuery};
use crate::AppError;
use crate::cost::{CostLine, line};
use pfa_domain::{CostTotals, Organization};
use pfa_store::current::{self, Column, CurrentRow, Group, Known, Order, Spans, Totals, Window};
use pfa_store::{Db, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Views of which something is kept: grid, timeline and cost of two windows, and those that one goes back to.
const KEPT: usize = 8;

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

/// The groups of the views that were looked at last, and what is known of those without.
#[derive(Default)]
pub(crate) struct Trees {
    trees: Kept<View, Arc<Tree>>,
    known: Kept<View, Known>,
    orders: Kept<(Organization, Column), Arc<Order>>,
}

/// What was worked out last, the latest first, each with the generation of the rows that it was worked out from.
struct Kept<K, T>(Mutex<Vec<(K, (i64, T))>>);

/// The part of a query that decides what is kept of it.
#[derive(Debug, PartialEq)]
struct View {
    organization: Organization,
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
        let view = View {
            organization: organization.clone(),
            window: query.window.clone(),
            groups: query.groups.clone(),
        };
        let generation = current::generation(db)?;
        if let Some((_, kept)) = self.trees.find(&view).filter(|(of, _)| *of == generation) {
            return Ok(kept);
        }
        // Not under the lock: others may look at other views meanwhile.
        let groups = current::groups(db, organization, &query.window, &query.groups)?;
        let tree = Arc::new(Tree::of(groups, query.groups.len()));
        self.trees.keep(view, generation, Arc::clone(&tree));
        Ok(tree)
    }

    /// The rows of a window without groups, and how many its search and filters leave: to scroll and to sort
    /// changes nothing of that.
    pub(super) fn page(
        &self,
        store: &Store,
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<(Vec<CurrentRow>, u64), AppError> {
        let unsorted = Window { sort: Vec::new(), offset: 0, limit: 0, ..window.clone() };
        let view = View { organization: organization.clone(), window: unsorted, groups: Vec::new() };
        let generation = current::generation(db)?;
        let known = match self.known.find(&view) {
            Some((of, known)) if of == generation => Some(known),
            Some((of, known)) => match store.changed_rows(of, generation) {
                Some(changed) => known.after(db, organization, window, &changed)?,
                None => None,
            },
            None => None,
        };
        let (rows, known) = match known {
            None => current::page(db, organization, window)?,
            Some(known) => {
                let order = match Order::wanted(window, &known) {
                    Some(column) => Some(self.order(store, db, organization, column)?),
                    None => None,
                };
                (current::known_page(db, organization, window, &known, order.as_deref())?, known)
            }
        };
        let number = known.number();
        self.known.keep(view, generation, known);
        Ok((rows, number))
    }

    /// How all rows stand by a column now.
    fn order(
        &self,
        store: &Store,
        db: &Db<'_>,
        organization: &Organization,
        column: Column,
    ) -> Result<Arc<Order>, AppError> {
        let key = (organization.clone(), column);
        let generation = current::generation(db)?;
        let order = match self.orders.find(&key) {
            Some((of, order)) if of == generation => order,
            Some((of, order)) => match store.changed_rows(of, generation) {
                Some(changed) => Arc::new(order.after(db, organization, &changed)?),
                None => Arc::new(Order::of(db, organization, column)?),
            },
            None => Arc::new(Order::of(db, organization, column)?),
        };
        self.orders.keep(key, generation, Arc::clone(&order));
        Ok(order)
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

impl<K: PartialEq, T: Clone> Kept<K, T> {
    fn find(&self, key: &K) -> Option<(i64, T)> {
        let mut kept = self.lock();
        let at = kept.iter().position(|(other, _)| other == key)?;
        kept[..=at].rotate_right(1);
        kept.first().map(|(_, found)| found.clone())
    }

    fn keep(&self, key: K, generation: i64, found: T) {
        let mut kept = self.lock();
        kept.retain(|(other, _)| *other != key);
        kept.insert(0, (key, (generation, found)));
        kept.truncate(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(K, (i64, T))>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, T> Default for Kept<K, T> {
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
