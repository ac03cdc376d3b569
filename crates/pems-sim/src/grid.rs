//! The grid CUPFAG: EAM's request read, filters applied, one page cut out.

use crate::{
    refusal::Refusal,
    sample::Version,
    shape::{self, Members},
    world::{Room, Stored},
};
use chrono::{DateTime, NaiveDate, Utc};
use pfa_domain::{Field, FieldValue, Kind, Money, PfaRecord};
use serde_json::Value as Json;
use std::{borrow::Cow, cmp::Ordering, ops::Bound, sync::Arc};

/// A grid request holds at most this many filters.
const MOST_FILTERS: usize = 100;

/// A read of one page.
#[derive(Debug)]
pub(crate) struct GridRequest {
    rows: usize,
    /// The first row of the page, from 1.
    pub(crate) cursor: usize,
    filters: Vec<Filter>,
    sort: Sort,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) rows: Vec<Arc<Version>>,
    /// Rows that match, all pages together.
    pub(crate) matching: usize,
    pub(crate) more: bool,
}

/// A column of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    PfaId,
    Organization,
    Version,
    Field(Field),
}

#[derive(Debug)]
struct Sort {
    column: Column,
    descending: bool,
}

#[derive(Debug)]
struct Filter {
    column: Column,
    operator: Operator,
    operand: Operand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Less,
    Greater,
    AtMost,
    AtLeast,
    Begins,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Operand {
    Empty,
    Text(String),
    Number(u64),
    Money(Money),
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

impl Column {
    /// The columns in the order of the field list.
    pub(crate) fn all() -> impl Iterator<Item = Column> {
        [Column::PfaId, Column::Organization, Column::Version]
            .into_iter()
            .chain(Field::ALL.into_iter().map(Column::Field))
    }

    /// The EAM alias.
    pub(crate) fn alias(self) -> &'static str {
        match self {
            Column::PfaId => "pfs_id",
            Column::Organization => "pfs_a_org",
            Column::Version => "pfs_updatecount",
            Column::Field(field) => field.alias(),
        }
    }

    /// The cell as the grid writes it.
    pub(crate) fn cell(self, record: &PfaRecord) -> Cow<'_, str> {
        match self {
            Column::PfaId => record.id.pfa_id.as_str().into(),
            Column::Organization => record.id.organization.as_str().into(),
            Column::Version => record.version.to_string().into(),
            Column::Field(field) => match record.get(field) {
                FieldValue::Null => "".into(),
                FieldValue::Text(text) => text.into(),
                FieldValue::Source(source) => source.name().into(),
                FieldValue::Dor(dor) => dor.name().into(),
                value @ (FieldValue::Money(_)
                | FieldValue::Date(_)
                | FieldValue::Bool(_)
                | FieldValue::Instant(_)) => value.to_string().into(),
            },
        }
    }

    fn from_alias(alias: &str) -> Result<Self, Refusal> {
        Column::all()
            .find(|column| column.alias() == alias)
            .ok_or_else(|| Refusal::invalid("ALIAS_NAME", "The grid has no column with this alias."))
    }

    fn compare(self, a: &PfaRecord, b: &PfaRecord) -> Ordering {
        match self {
            Column::PfaId => a.id.pfa_id.cmp(&b.id.pfa_id),
            Column::Organization => a.id.organization.cmp(&b.id.organization),
            Column::Version => a.version.cmp(&b.version),
            // Null is the first variant, so that empty cells come first.
            Column::Field(field) => a.get(field).cmp(b.get(field)),
        }
    }
}

impl GridRequest {
    /// Reads EAM's request. `by_change` says whether the time of the last change may be filtered by.
    pub(crate) fn read(body: &Json, by_change: bool) -> Result<Self, Refusal> {
        let members = shape::object(body, "body")?;
        let grid = shape::object(shape::required(members, "GRID")?, "GRID")?;
        shape::word(grid, "GRID_NAME", &["CUPFAG"])?;
        shape::optional_text(grid, "GRID_ID")?;
        if grid.contains_key("RESULT_IN_SAXORDER") {
            shape::word(grid, "RESULT_IN_SAXORDER", &["TRUE", "FALSE"])?;
        }
        let rows = shape::count(grid, "NUMBER_OF_ROWS_FIRST_RETURNED")?;
        if rows > 10_000 {
            let message = "At most 10000 rows are returned.";
            return Err(Refusal::invalid("NUMBER_OF_ROWS_FIRST_RETURNED", message));
        }
        let cursor = match grid.get("CURSOR_POSITION") {
            Some(value) => shape::as_count(value, "CURSOR_POSITION")?,
            None => 1,
        };
        let kind = shape::object(shape::required(members, "GRID_TYPE")?, "GRID_TYPE")?;
        shape::word(kind, "TYPE", &["LIST"])?;
        shape::word(members, "REQUEST_TYPE", &["LIST.DATA_ONLY.STORED"])?;
        if let Some(lov) = members.get("LOV_PARAMETER") {
            shape::optional_text(shape::object(lov, "LOV_PARAMETER")?, "ALIAS_NAME")?;
        }
        Ok(Self {
            rows: usize::try_from(rows).unwrap_or(10_000),
            cursor: usize::try_from(cursor).unwrap_or(usize::MAX),
            filters: filters(members, by_change)?,
            sort: sort(members)?,
        })
    }

    /// Reads the page; no more than `cap` rows of it.
    pub(crate) fn page(&self, room: &Room, cap: usize) -> Page {
        let (from, to) = self.id_bounds();
        if nothing_between(from, to) {
            return Page { rows: Vec::new(), matching: 0, more: false };
        }
        let filters: Vec<&Filter> = self.filters.iter().filter(|f| !f.bounds_ids()).collect();
        let matching = room
            .records
            .range::<str, _>((from, to))
            .map(|(_, stored)| stored)
            .filter(|stored| filters.iter().all(|f| f.holds(&stored.now.record)));
        match (self.sort.column, self.sort.descending) {
            (Column::PfaId, false) => self.cut(matching, cap),
            (Column::PfaId, true) => self.cut(matching.rev(), cap),
            (column, descending) => {
                let mut all: Vec<&Stored> = matching.collect();
                all.sort_by(|a, b| {
                    let order = column.compare(&a.now.record, &b.now.record);
                    if descending { order.reverse() } else { order }
                });
                self.cut(all.into_iter(), cap)
            }
        }
    }

    fn cut<'r>(&self, matching: impl Iterator<Item = &'r Stored>, cap: usize) -> Page {
        let first = self.cursor - 1;
        let end = first.saturating_add(self.rows.min(cap.max(1)));
        let mut page = Page { rows: Vec::new(), matching: 0, more: false };
        for (position, stored) in matching.enumerate() {
            if (first..end).contains(&position) {
                page.rows.push(stored.now.clone());
            }
            page.matching += 1;
        }
        page.more = page.matching > end;
        page
    }

    /// The narrowest range of ids that the filters on the id allow: a keyset read must not walk what came before.
    fn id_bounds(&self) -> (Bound<&str>, Bound<&str>) {
        let mut from = Bound::Unbounded;
        let mut to = Bound::Unbounded;
        for filter in self.filters.iter().filter(|f| f.bounds_ids()) {
            let Operand::Text(id) = &filter.operand else { continue };
            let id = id.as_str();
            match filter.operator {
                Operator::Greater => from = later(from, Bound::Excluded(id)),
                Operator::AtLeast => from = later(from, Bound::Included(id)),
                Operator::Less => to = sooner(to, Bound::Excluded(id)),
                Operator::AtMost => to = sooner(to, Bound::Included(id)),
                Operator::Equal => {
                    from = later(from, Bound::Included(id));
                    to = sooner(to, Bound::Included(id));
                }
                Operator::Begins => {}
            }
        }
        (from, to)
    }
}

impl Filter {
    fn read(value: &Json, by_change: bool) -> Result<Self, Refusal> {
        let members = shape::object(value, "filter")?;
        let column = Column::from_alias(shape::text(members, "ALIAS_NAME")?)?;
        if column == Column::Field(Field::LastChangedAt) && !by_change {
            let message = "This PEMS does not filter by the time of the last change.";
            return Err(Refusal::invalid("ALIAS_NAME", message));
        }
        let operator = match shape::word(members, "OPERATOR", &["=", "<", ">", "<=", ">=", "BEGINS"])? {
            "=" => Operator::Equal,
            "<" => Operator::Less,
            ">" => Operator::Greater,
            "<=" => Operator::AtMost,
            ">=" => Operator::AtLeast,
            _ => Operator::Begins,
        };
        let operand = Operand::read(column, operator, shape::text(members, "VALUE")?)?;
        Ok(Self { column, operator, operand })
    }

    /// Whether the range of ids says it all.
    fn bounds_ids(&self) -> bool {
        let bound = self.operator != Operator::Begins && self.operand != Operand::Empty;
        bound && self.column == Column::PfaId
    }

    fn holds(&self, record: &PfaRecord) -> bool {
        if self.operator == Operator::Begins {
            let Operand::Text(start) = &self.operand else { return true };
            return self.column.cell(record).starts_with(start.as_str());
        }
        let Some(order) = self.compare(record) else {
            // An empty cell is neither before nor after a value; it equals emptiness alone.
            let emptiness = self.operand == Operand::Empty;
            return emptiness
                && matches!(self.operator, Operator::Equal | Operator::AtMost | Operator::AtLeast);
        };
        match self.operator {
            Operator::Equal => order.is_eq(),
            Operator::Less => order.is_lt(),
            Operator::Greater => order.is_gt(),
            Operator::AtMost => order.is_le(),
            Operator::AtLeast => order.is_ge(),
            Operator::Begins => true,
        }
    }

    /// How the cell stands to the operand; `None` for an empty cell.
    fn compare(&self, record: &PfaRecord) -> Option<Ordering> {
        if let Column::Field(field) = self.column
            && record.get(field).is_null()
        {
            return None;
        }
        Some(match &self.operand {
            Operand::Empty => Ordering::Greater,
            Operand::Text(text) => self.column.cell(record).as_ref().cmp(text.as_str()),
            Operand::Number(number) => record.version.cmp(number),
            Operand::Money(_) | Operand::Date(_) | Operand::Instant(_) => {
                let Column::Field(field) = self.column else { return None };
                Operand::of(record.get(field)).cmp(&self.operand)
            }
        })
    }
}

impl Operand {
    fn read(column: Column, operator: Operator, value: &str) -> Result<Self, Refusal> {
        let wrong = |what: &str| Refusal::invalid("VALUE", format!("VALUE must be {what} for this column."));
        if value.is_empty() {
            return Ok(Operand::Empty);
        }
        let kind = match column {
            Column::Field(field) => field.kind(),
            Column::Version if operator != Operator::Begins => {
                return value.parse().map(Operand::Number).map_err(|_| wrong("a whole number"));
            }
            Column::PfaId | Column::Organization | Column::Version => return Ok(Operand::Text(value.into())),
        };
        match kind {
            _ if operator == Operator::Begins => Ok(Operand::Text(value.into())),
            Kind::Text { .. } | Kind::Bool | Kind::Source | Kind::Dor => Ok(Operand::Text(value.into())),
            Kind::Money => Money::parse(value).map(Operand::Money).map_err(|_| wrong("an amount")),
            Kind::Date => NaiveDate::parse_from_str(value, "%Y-%m-%d")
                .ok()
                .filter(|_| value.len() == 10)
                .map(Operand::Date)
                .ok_or_else(|| wrong("a date")),
            Kind::Instant => DateTime::parse_from_rfc3339(value)
                .map(|at| Operand::Instant(at.to_utc()))
                .map_err(|_| wrong("an instant")),
        }
    }

    fn of(value: &FieldValue) -> Self {
        match value {
            FieldValue::Money(amount) => Operand::Money(*amount),
            FieldValue::Date(date) => Operand::Date(*date),
            FieldValue::Instant(at) => Operand::Instant(*at),
            FieldValue::Null => Operand::Empty,
            FieldValue::Text(_) | FieldValue::Bool(_) | FieldValue::Source(_) | FieldValue::Dor(_) => {
                Operand::Text(value.to_string())
            }
        }
    }
}

fn filters(members: &Members, by_change: bool) -> Result<Vec<Filter>, Refusal> {
    let one = members.get("ADDON_FILTER").into_iter();
    let many = match members.get("MULTIADDON_FILTERS") {
        Some(value) => match shape::object(value, "MULTIADDON_FILTERS")?.get("MADDON_FILTER") {
            Some(Json::Array(list)) => list.as_slice(),
            Some(_) => return Err(Refusal::invalid("MADDON_FILTER", "MADDON_FILTER must be a list.")),
            None => &[],
        },
        None => &[],
    };
    if many.len() > MOST_FILTERS {
        return Err(Refusal::invalid("MADDON_FILTER", "At most 100 filters are taken."));
    }
    one.chain(many).map(|value| Filter::read(value, by_change)).collect()
}

fn sort(members: &Members) -> Result<Sort, Refusal> {
    let Some(value) = members.get("ADDON_SORT") else {
        return Ok(Sort { column: Column::PfaId, descending: false });
    };
    let sort = shape::object(value, "ADDON_SORT")?;
    let column = Column::from_alias(shape::text(sort, "ALIAS_NAME")?)?;
    Ok(Sort { column, descending: shape::word(sort, "TYPE", &["ASC", "DESC"])? == "DESC" })
}

fn later<'a>(held: Bound<&'a str>, other: Bound<&'a str>) -> Bound<&'a str> {
    match (held, other) {
        (Bound::Unbounded, _) => other,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b)) if b > a => other,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Excluded(b)) if b >= a => other,
        _ => held,
    }
}

fn sooner<'a>(held: Bound<&'a str>, other: Bound<&'a str>) -> Bound<&'a str> {
    match (held, other) {
        (Bound::Unbounded, _) => other,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b)) if b < a => other,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Excluded(b)) if b <= a => other,
        _ => held,
    }
}

/// A range that ends before it starts makes the map panic.
fn nothing_between(from: Bound<&str>, to: Bound<&str>) -> bool {
    match (from, to) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
        (Bound::Included(a), Bound::Included(b)) => a > b,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a >= b,
    }
}
