//! Which way a query goes to its rows. SQLite would choose without knowing how many rows a filter
//! leaves, nor that a window is full after fifty; both are cheap to know here.

use super::asked::{Asked, filtered, unsynced};
use super::query::{Column, Condition, Filter};
use crate::{Db, StoreError};
use pfa_domain::Field;
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

/// Rows of an index that are counted at the most before a filter is held to leave too many to start from.
const MANY: u64 = 8_000;
/// The part of all records that such a filter is taken to leave.
const MANY_SHARE: f64 = 0.3;
/// Fewer are counted for nothing.
const FEW: u64 = 500;
/// A row that is fetched by its id costs as much as so many that are read in the order of the disk.
const MANY_FETCHED: u64 = 4;

/// A way to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Along the index that sorts them, looking at each until the window is full.
    Along(&'static str),
    /// From those that one filter leaves, found in its index; they are sorted after.
    From(&'static str),
    /// To those that the texts were found in, by their ids; they are sorted after.
    Found,
    /// Through all of them, in the order that they are stored in.
    Through,
    /// As SQLite sees fit: an index alone has the answer.
    Any,
}

/// What is known of a filtered column that has an index.
#[derive(Debug, Clone, Copy)]
struct Left {
    index: &'static str,
    /// Rows that its filters leave; `None` for too many to start from.
    rows: Option<u64>,
}

impl Way {
    /// The table as a statement names it.
    pub(super) fn table(self) -> String {
        match self {
            Way::Along(index) | Way::From(index) => format!("pfa_current INDEXED BY {index}"),
            Way::Found | Way::Through => "pfa_current NOT INDEXED".to_owned(),
            Way::Any => "pfa_current".to_owned(),
        }
    }

    /// The way to the rows of a window.
    pub(super) fn to_window(db: &Db<'_>, asked: &Asked<'_>) -> Result<Way, StoreError> {
        let window = asked.window;
        let sort = index(window.sort.first().map_or(Column::PfaId, |key| key.column));
        if asked.filters().is_empty() && asked.found().is_none() {
            return Ok(sort.map_or(Way::Through, Way::Along));
        }
        let (records, wanted) = (records(db)?, window.offset.saturating_add(window.limit));
        let most = if sort.is_some() { worth_counting(records, wanted) } else { MANY };
        Ok(choose(sort, &left(db, asked, most)?, asked.found(), records, wanted))
    }

    /// The way to all rows that a window's search and filters leave.
    pub(super) fn to_all(db: &Db<'_>, asked: &Asked<'_>) -> Result<Way, StoreError> {
        if asked.filters().is_empty() && asked.found().is_none() {
            return Ok(Way::Through);
        }
        Ok(choose(None, &left(db, asked, MANY)?, asked.found(), records(db)?, u64::MAX))
    }

    /// The way to how often the rows that a window's search and filters leave have each value of a column.
    pub(super) fn to_facets(db: &Db<'_>, asked: &Asked<'_>) -> Result<Way, StoreError> {
        if asked.filters().is_empty() && asked.found().is_none() {
            Ok(Way::Any)
        } else {
            Way::to_all(db, asked)
        }
    }

    /// The way to the number of rows that a window's search and filters leave.
    pub(super) fn to_count(db: &Db<'_>, asked: &Asked<'_>) -> Result<Way, StoreError> {
        let columns = columns(asked.filters());
        let in_one_index = columns.len() <= 1 && columns.iter().all(|column| index(*column).is_some());
        if in_one_index && asked.found().is_none() && asked.filters().iter().all(compares) {
            Ok(Way::Any)
        } else {
            Way::to_all(db, asked)
        }
    }
}

/// The index that finds what a filter leaves. That of the status has no synced records in it: it sorts nothing.
fn finding(filter: &Filter) -> Option<&'static str> {
    if unsynced(filter) { Some("pfa_current_status") } else { index(filter.column) }
}

/// The index that sorts by a column and finds its values. Each costs a first pull some of its time, so there are
/// those that many sort by, and those that leave few of the records.
pub(super) fn index(column: Column) -> Option<&'static str> {
    match column {
        // The organization is the same in all rows that a query sees.
        Column::PfaId | Column::Organization => Some("pfa_current_record"),
        Column::Variance => Some("pfa_current_variance"),
        Column::Field(Field::Category) => Some("pfa_current_category"),
        Column::Field(Field::Class) => Some("pfa_current_class"),
        Column::Field(Field::AreaSilo) => Some("pfa_current_area"),
        Column::Field(Field::Manufacturer) => Some("pfa_current_manufacturer"),
        Column::Field(Field::Description) => Some("pfa_current_description"),
        Column::Field(Field::ForecastStart) => Some("pfa_current_forecast_start"),
        Column::Field(Field::ForecastEnd) => Some("pfa_current_forecast_end"),
        Column::Field(_) | Column::Version | Column::Status | Column::ForecastCost | Column::Changed => None,
    }
}

/// The way on which the fewest rows are looked at.
fn choose(sort: Option<&'static str>, left: &[Left], found: Option<u64>, records: u64, wanted: u64) -> Way {
    let fewest = left.iter().filter_map(|left| Some((left.rows?, left.index))).min_by_key(|(rows, _)| *rows);
    let from = fewest.map(|(rows, index)| (rows as f64, Way::From(index)));
    // Where most are found, reading all in the order of the disk is quicker than fetching each.
    let one_by_one = found.filter(|found| found.saturating_mul(MANY_FETCHED) < records);
    let fetched = one_by_one.map(|found| (found as f64, Way::Found));
    let along = sort.map(|sort| (looked_at(left, found, records, wanted), Way::Along(sort)));
    let ways = [from, fetched, along].into_iter().flatten();
    ways.min_by(|(some, _), (other, _)| some.total_cmp(other)).map_or(Way::Through, |(_, way)| way)
}

/// How many rows are looked at until so many are left, if search and filters have nothing to do with one another.
fn looked_at(left: &[Left], found: Option<u64>, records: u64, wanted: u64) -> f64 {
    let of_all = |rows: u64| rows as f64 / records.max(1) as f64;
    let share = |left: &Left| left.rows.map_or(MANY_SHARE, of_all);
    let shares = left.iter().map(share).product::<f64>() * found.map_or(1.0, of_all);
    // All are looked at where not enough are left.
    (wanted as f64 / shares).min(records as f64)
}

/// So many rows that to start from them is as much as to go along the sort and pass over those that another filter,
/// which leaves many, keeps back.
fn worth_counting(records: u64, wanted: u64) -> u64 {
    ((wanted as f64 * records as f64 / MANY_SHARE).sqrt() as u64).clamp(FEW, MANY)
}

/// The rows of all organizations, or a few more.
fn records(db: &Db<'_>) -> Result<u64, StoreError> {
    let last: Option<u64> =
        db.prepare_cached("SELECT max(id) FROM pfa_current")?.query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0))
}

/// What each filtered column that has an index leaves, as long as it is less than `most`.
fn left(db: &Db<'_>, asked: &Asked<'_>, most: u64) -> Result<Vec<Left>, StoreError> {
    let mut counted = Vec::new();
    for column in columns(asked.filters()) {
        let of_column = |f: &&Filter| f.column == column && found_by_index(&f.condition);
        let filters: Vec<Filter> = asked.filters().iter().filter(of_column).cloned().collect();
        let Some(index) = filters.iter().find_map(finding) else { continue };
        let (condition, values) = filtered(asked.organization, &filters);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM pfa_current INDEXED BY {index} WHERE {condition} LIMIT ?)"
        );
        let values = values.into_iter().chain([Sql::Integer(i64::try_from(most).unwrap_or(i64::MAX))]);
        let rows: u64 = db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        counted.push(Left { index, rows: Some(rows).filter(|rows| *rows < most) });
    }
    Ok(counted)
}

/// Each filtered column once.
fn columns(filters: &[Filter]) -> Vec<Column> {
    let mut columns = Vec::new();
    for filter in filters {
        if !columns.contains(&filter.column) {
            columns.push(filter.column);
        }
    }
    columns
}

/// A part of a text stands anywhere in an index, and values beside empty in two places.
fn found_by_index(condition: &Condition) -> bool {
    match condition {
        Condition::Is(any) => any.iter().all(|value| *value != Sql::Null) || any.len() == 1,
        Condition::From(_) | Condition::To(_) => true,
        Condition::Contains(_) | Condition::NotEmpty => false,
    }
}

/// Whether a filter compares values rather than looking into texts.
fn compares(filter: &Filter) -> bool {
    !matches!(filter.condition, Condition::Contains(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORT: Option<&str> = Some("sort");

    fn chosen(sort: Option<&'static str>, left: &[(&'static str, u64)], wanted: u64) -> Way {
        let some = |rows: u64| Some(rows).filter(|rows| *rows < MANY);
        let left: Vec<_> = left.iter().map(|(index, rows)| Left { index, rows: some(*rows) }).collect();
        choose(sort, &left, None, 100_000, wanted)
    }

    #[test]
    fn a_window_is_filled_along_its_sort_when_most_rows_pass() {
        assert_eq!(chosen(SORT, &[("source", MANY), ("dor", MANY)], 50), Way::Along("sort"));
        assert_eq!(chosen(SORT, &[("category", 5_000), ("source", MANY)], 50), Way::Along("sort"));
        assert_eq!(chosen(SORT, &[], 100_000), Way::Along("sort"));
    }

    #[test]
    fn a_filter_that_leaves_few_is_where_to_start() {
        assert_eq!(chosen(SORT, &[("category", 5_000), ("status", 3)], 50), Way::From("status"));
        assert_eq!(chosen(SORT, &[("category", 0), ("status", 0)], 50), Way::From("category"));
        assert_eq!(chosen(SORT, &[("category", 5_000), ("area", 7_000)], 50), Way::From("category"));
    }

    #[test]
    fn more_is_counted_the_more_there_is_to_save() {
        let (few, some, far_down) =
            (worth_counting(200, 50), worth_counting(20_000, 50), worth_counting(100_000, 3_000));
        assert!(few == FEW && FEW < some && some < MANY && far_down == MANY, "{few} {some} {far_down}");
    }

    #[test]
    fn far_down_a_window_the_filter_is_where_to_start() {
        assert_eq!(chosen(SORT, &[("category", 5_000), ("source", MANY)], 3_000), Way::From("category"));
    }

    #[test]
    fn without_an_index_to_sort_by_a_filter_helps_or_all_is_read() {
        assert_eq!(chosen(None, &[("category", 5_000), ("source", MANY)], 50), Way::From("category"));
        assert_eq!(chosen(None, &[("source", MANY)], 50), Way::Through);
    }
}
