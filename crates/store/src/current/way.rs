//! Which way a query goes to its rows. SQLite would choose without knowing how many rows a filter
//! leaves, nor that a window is full after fifty; both are cheap to know here.

use super::query::{Column, Condition, Filter, Window, where_clause};
use crate::{Db, StoreError};
use pfa_domain::{Field, Organization};
use rusqlite::params_from_iter;

/// Rows of an index that are counted before a filter is held to leave too many to start from.
const MANY: u64 = 8_000;
/// The part of all records that such a filter is taken to leave.
const MANY_SHARE: f64 = 0.3;

/// A way to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Along the index that sorts them, looking at each until the window is full.
    Along(&'static str),
    /// From those that one filter leaves, found in its index; they are sorted after.
    From(&'static str),
    /// Through all of them, in the order that they are stored in.
    Through,
    /// As SQLite sees fit: an index alone has the answer.
    Any,
}

/// What is known of a filtered column that has an index.
#[derive(Debug, Clone, Copy)]
struct Left {
    index: &'static str,
    /// Rows that its filters leave; `MANY` or more are as many.
    rows: u64,
}

impl Way {
    /// The table as a statement names it.
    pub(super) fn table(self) -> String {
        match self {
            Way::Along(index) | Way::From(index) => format!("pfa_current INDEXED BY {index}"),
            Way::Through => "pfa_current NOT INDEXED".to_owned(),
            Way::Any => "pfa_current".to_owned(),
        }
    }

    /// The way to the rows of a window.
    pub(super) fn to_window(
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<Way, StoreError> {
        let sort = window.sort.first().map_or(Column::PfaId, |key| key.column);
        // What text is found in is not known before, and through an index its rows are read in no order.
        let sort = index(sort).filter(|_| !looks_for_text(window));
        if window.filters.is_empty() {
            return Ok(sort.map_or(Way::Through, Way::Along));
        }
        let records: Option<u64> =
            db.prepare_cached("SELECT max(id) FROM pfa_current")?.query_row([], |row| row.get(0))?;
        let left = left(db, organization, window)?;
        Ok(choose(sort, &left, records.unwrap_or(0), window.offset.saturating_add(window.limit)))
    }

    /// The way to all rows that a window's search and filters leave.
    pub(super) fn to_all(
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<Way, StoreError> {
        if window.filters.is_empty() {
            return Ok(Way::Through);
        }
        Ok(choose(None, &left(db, organization, window)?, 0, 0))
    }

    /// The way to how often the rows that a window's search and filters leave have each value of a column.
    pub(super) fn to_facets(
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<Way, StoreError> {
        if window.filters.is_empty() && !looks_for_text(window) {
            Ok(Way::Any)
        } else {
            Way::to_all(db, organization, window)
        }
    }

    /// The way to the number of rows that a window's search and filters leave.
    pub(super) fn to_count(
        db: &Db<'_>,
        organization: &Organization,
        window: &Window,
    ) -> Result<Way, StoreError> {
        let columns = columns(window);
        let in_one_index = columns.len() <= 1 && columns.iter().all(|column| index(*column).is_some());
        if in_one_index && !looks_for_text(window) {
            Ok(Way::Any)
        } else {
            Way::to_all(db, organization, window)
        }
    }
}

/// The index that sorts by a column and finds its values.
fn index(column: Column) -> Option<&'static str> {
    match column {
        // The organization is the same in all rows that a query sees.
        Column::PfaId | Column::Organization => Some("pfa_current_record"),
        Column::Status => Some("pfa_current_status"),
        Column::Variance => Some("pfa_current_variance"),
        Column::Field(Field::Category) => Some("pfa_current_category"),
        Column::Field(Field::Class) => Some("pfa_current_class"),
        Column::Field(Field::Source) => Some("pfa_current_source"),
        Column::Field(Field::Dor) => Some("pfa_current_dor"),
        Column::Field(Field::AreaSilo) => Some("pfa_current_area"),
        Column::Field(Field::Manufacturer) => Some("pfa_current_manufacturer"),
        Column::Field(Field::Description) => Some("pfa_current_description"),
        Column::Field(Field::OriginalStart) => Some("pfa_current_original_start"),
        Column::Field(Field::ForecastStart) => Some("pfa_current_forecast_start"),
        Column::Field(Field::ForecastEnd) => Some("pfa_current_forecast_end"),
        Column::Field(_) | Column::Version | Column::ForecastCost | Column::Changed => None,
    }
}

fn choose(sort: Option<&'static str>, left: &[Left], records: u64, wanted: u64) -> Way {
    let fewest = left.iter().filter(|left| left.rows < MANY).min_by_key(|left| left.rows);
    match (sort, fewest) {
        (Some(sort), Some(few)) if looked_at(left, records, wanted) < few.rows as f64 => Way::Along(sort),
        (_, Some(few)) => Way::From(few.index),
        (Some(sort), None) => Way::Along(sort),
        (None, None) => Way::Through,
    }
}

/// How many rows are looked at until so many are found, if the filters have nothing to do with one another.
fn looked_at(left: &[Left], records: u64, wanted: u64) -> f64 {
    let share = |left: &Left| if left.rows < MANY { left.rows as f64 / records as f64 } else { MANY_SHARE };
    wanted as f64 / left.iter().map(share).product::<f64>()
}

fn left(db: &Db<'_>, organization: &Organization, window: &Window) -> Result<Vec<Left>, StoreError> {
    let mut counted = Vec::new();
    for column in columns(window) {
        let filters: Vec<Filter> = window
            .filters
            .iter()
            .filter(|f| f.column == column && found_by_index(&f.condition))
            .cloned()
            .collect();
        let Some(index) = index(column).filter(|_| !filters.is_empty()) else { continue };
        let (condition, values) = where_clause(organization, &Window { filters, ..Window::default() });
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM pfa_current INDEXED BY {index} WHERE {condition} LIMIT {MANY})"
        );
        let rows = db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        counted.push(Left { index, rows });
    }
    Ok(counted)
}

/// Each filtered column once.
fn columns(window: &Window) -> Vec<Column> {
    let mut columns = Vec::new();
    for filter in &window.filters {
        if !columns.contains(&filter.column) {
            columns.push(filter.column);
        }
    }
    columns
}

/// A part of a text stands anywhere in an index, and values beside empty in two places.
fn found_by_index(condition: &Condition) -> bool {
    match condition {
        Condition::Is(any) => {
            any.iter().all(|value| *value != rusqlite::types::Value::Null) || any.len() == 1
        }
        Condition::From(_) | Condition::To(_) => true,
        Condition::Contains(_) | Condition::NotEmpty => false,
    }
}

fn looks_for_text(window: &Window) -> bool {
    let contains = |filter: &Filter| matches!(filter.condition, Condition::Contains(_));
    !window.search.trim().is_empty() || window.filters.iter().any(contains)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORT: Option<&str> = Some("sort");

    fn chosen(sort: Option<&'static str>, left: &[(&'static str, u64)], wanted: u64) -> Way {
        let left: Vec<_> = left.iter().map(|(index, rows)| Left { index, rows: *rows }).collect();
        choose(sort, &left, 100_000, wanted)
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
    fn far_down_a_window_the_filter_is_where_to_start() {
        assert_eq!(chosen(SORT, &[("category", 5_000), ("source", MANY)], 3_000), Way::From("category"));
    }

    #[test]
    fn without_an_index_to_sort_by_a_filter_helps_or_all_is_read() {
        assert_eq!(chosen(None, &[("category", 5_000), ("source", MANY)], 50), Way::From("category"));
        assert_eq!(chosen(None, &[("source", MANY)], 50), Way::Through);
    }
}
