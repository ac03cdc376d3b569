//! All rows of an organization in the order of one column, held in memory: a window of what search and filters
//! leave is then picked out by looking at numbers alone, whichever the column, and an edit moves one of them.

use super::query::{Column, Known, SortKey, Window, order_by};
use super::search::Found;
use super::way::index;
use crate::{Db, StoreError};
use pfa_domain::Organization;
use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use std::cmp::Ordering;

/// Fewer rows are sorted as quickly when they are asked for.
const WORTH_IT: u64 = 500;

/// The rows of an organization by one column, as they were in one generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    column: Column,
    /// Their ids: by value and PFA id, rising, and those without a value by PFA id after them.
    ids: Vec<i64>,
    /// How many have a value.
    filled: usize,
}

/// What a row stands by.
type Place = (Sql, String);

impl Order {
    /// The column whose order makes a window quicker, where what is left is known: not that of an index from which
    /// every row is shown, nor that of a few rows.
    pub fn wanted(window: &Window, known: &Known) -> Option<Column> {
        let column = match window.sort.as_slice() {
            [] => Column::PfaId,
            [key] => key.column,
            _ => return None,
        };
        let in_index = known.is_all() && index(column).is_some();
        (!in_index && known.number() > WORTH_IT).then_some(column)
    }

    /// Sorts all rows.
    pub fn of(db: &Db<'_>, organization: &Organization, column: Column) -> Result<Self, StoreError> {
        let (name, order) = (column.sql(), order_by(&[SortKey { column, descending: false }]));
        let way = index(column).map_or("NOT INDEXED".to_owned(), |index| format!("INDEXED BY {index}"));
        let mut statement = db.prepare_cached(&format!(
            "SELECT id, {name} IS NULL FROM pfa_current {way} WHERE organization = ? ORDER BY {order}"
        ))?;
        let mut rows = statement.query([organization.as_str()])?;
        let (mut ids, mut filled) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
            filled += usize::from(!row.get::<_, bool>(1)?);
        }
        Ok(Self { column, ids, filled })
    }

    /// The order once these rows have changed, have come or are no more.
    pub fn after(
        &self,
        db: &Db<'_>,
        organization: &Organization,
        changed: &[i64],
    ) -> Result<Self, StoreError> {
        let moved: Found = changed.iter().copied().collect();
        let stays = |id: &i64| !moved.holds(*id);
        let filled: Vec<i64> = self.ids[..self.filled].iter().copied().filter(stays).collect();
        let empty = self.ids[self.filled..].iter().copied().filter(stays);
        let mut next = Self { column: self.column, filled: filled.len(), ids: filled };
        next.ids.extend(empty);
        for id in moved.ids() {
            if let Some(place) = self.place(db, Some(organization), id)? {
                next.insert(db, id, &place)?;
            }
        }
        Ok(next)
    }

    /// The ids of a window, in its order.
    pub(super) fn window(&self, window: &Window, known: &Known) -> Vec<i64> {
        let number = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        let (filled, empty) = self.ids.split_at(self.filled);
        let left = |id: &i64| known.holds(*id);
        let (offset, limit) = (number(window.offset), number(window.limit));
        if window.sort.first().is_some_and(|key| key.descending) {
            let ids = filled.iter().rev().chain(empty.iter().rev()).copied();
            ids.filter(left).skip(offset).take(limit).collect()
        } else {
            self.ids.iter().copied().filter(left).skip(offset).take(limit).collect()
        }
    }

    fn insert(&mut self, db: &Db<'_>, id: i64, place: &Place) -> Result<(), StoreError> {
        let has_value = place.0 != Sql::Null;
        let (mut from, mut to) = if has_value { (0, self.filled) } else { (self.filled, self.ids.len()) };
        while from < to {
            let middle = usize::midpoint(from, to);
            let other = self.place(db, None, self.ids[middle])?;
            if other.is_some_and(|other| compare(&other, place) == Ordering::Less) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        self.ids.insert(from, id);
        self.filled += usize::from(has_value);
        Ok(())
    }

    /// What a row stands by, if there is such a row of the organization.
    fn place(
        &self,
        db: &Db<'_>,
        organization: Option<&Organization>,
        id: i64,
    ) -> Result<Option<Place>, StoreError> {
        let name = self.column.sql();
        let row = db
            .prepare_cached(&format!("SELECT {name}, pfa_id, organization FROM pfa_current WHERE id = ?"))?
            .query_row([id], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, String>(2)?)))
            .optional()?;
        let own = |of: &str| organization.is_none_or(|organization| organization.as_str() == of);
        Ok(row.filter(|(_, of)| own(of)).map(|(place, _)| place))
    }
}

/// As SQLite compares the values of a column: all are numbers, or all are texts.
fn compare(a: &Place, b: &Place) -> Ordering {
    let by_value = match (&a.0, &b.0) {
        (Sql::Integer(a), Sql::Integer(b)) => a.cmp(b),
        (Sql::Text(a), Sql::Text(b)) => a.cmp(b),
        (Sql::Null | Sql::Integer(_) | Sql::Real(_) | Sql::Text(_) | Sql::Blob(_), _) => Ordering::Equal,
    };
    by_value.then_with(|| a.1.cmp(&b.1))
}
