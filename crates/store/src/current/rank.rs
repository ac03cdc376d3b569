//! Where a record stands among the rows of a window.

use super::asked::Asked;
use super::query::Window;
use super::way::Way;
use crate::{Db, StoreError};
use pfa_domain::RecordId;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};
use std::fmt::Write as _;

/// How many rows of the window stand before the record; `None` if its search or filters leave it out.
pub fn rank(db: &Db<'_>, id: &RecordId, window: &Window) -> Result<Option<u64>, StoreError> {
    let mut columns: Vec<(&str, bool)> =
        window.sort.iter().map(|key| (key.column.sql(), key.descending)).collect();
    columns.push(("pfa_id", window.sort.last().is_some_and(|key| key.descending)));
    let asked = Asked::of(db, &id.organization, window)?;
    let (condition, mut values) = asked.condition(Way::Any);
    let names = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let mut named = values.clone();
    named.push(Sql::Text(id.pfa_id.to_string()));
    let own: Option<Vec<Sql>> = db
        .prepare_cached(&format!("SELECT {names} FROM pfa_current WHERE {condition} AND pfa_id = ?"))?
        .query_row(params_from_iter(named), |row| (0..columns.len()).map(|at| row.get(at)).collect())
        .optional()?;
    let Some(own) = own else { return Ok(None) };
    let before = stands_before(&columns, &own, &mut values);
    let sql = format!("SELECT count(*) FROM pfa_current WHERE {condition} AND ({before})");
    Ok(Some(db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?))
}

/// Before by the first column, or alike in it and before by the second, and so on.
fn stands_before(columns: &[(&str, bool)], own: &[Sql], values: &mut Vec<Sql>) -> String {
    let mut condition = String::new();
    for last in 0..columns.len() {
        let or = if last == 0 { "" } else { " OR " };
        let _ = write!(condition, "{or}(");
        for ((name, _), value) in columns[..last].iter().zip(own) {
            let _ = write!(condition, "{name} IS ? AND ");
            values.push(value.clone());
        }
        let (name, descending) = columns[last];
        match (&own[last], descending) {
            // Empty values come last, whichever the direction.
            (Sql::Null, _) => {
                let _ = write!(condition, "{name} IS NOT NULL)");
            }
            (value, descending) => {
                let _ = write!(condition, "{name} {} ?)", if descending { ">" } else { "<" });
                values.push(value.clone());
            }
        }
    }
    condition
}
