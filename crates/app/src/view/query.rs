//! Which records a window asks for, in which order, in which groups.

use crate::AppError;
use crate::draft::check_number;
use crate::line::{GroupPath, LineQuery};
use pfa_domain::{Field, FieldValue, Violation};
use pfa_store::SqlValue;
use pfa_store::current::{Column, Condition, Filter, SortKey, Window};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use ts_rs::TS;

const FILTERS_MAX: usize = 50;
const VALUES_MAX: usize = 500;
const SORTS_MAX: usize = 8;
const SEARCH_MAX: usize = 200;
const GROUPS_MAX: usize = 3;
const FOLDED_MAX: usize = 10_000;

/// What rows are sorted by: a field, the badge, a cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(type = "Field | \"status\" | \"forecastCost\" | \"variance\"")]
pub struct SortBy(pub String);

/// What rows are filtered by: a field, the badge, or whether anything differs from PEMS's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(type = "Field | \"status\" | \"changed\"")]
pub struct FilterBy(pub String);

/// One sort key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SortKey")]
pub struct SortView {
    /// By what.
    pub by: SortBy,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FilterOp {
    /// Equals any of the values.
    Is,
    /// At least the value.
    From,
    /// At most the value.
    To,
    /// Has the text in it.
    Contains,
    /// Has no value.
    Empty,
    /// Has a value.
    NotEmpty,
}

/// One filter; all must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "Filter")]
pub struct FilterView {
    /// On what.
    pub field: FilterBy,
    /// How.
    pub op: FilterOp,
    /// With what.
    #[ts(type = "Value[]")]
    pub values: Vec<Json>,
}

/// What rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the name of its field; Status is the badge")]
pub enum GroupBy {
    Category,
    Class,
    Source,
    Dor,
    AreaSilo,
    Status,
    Manufacturer,
}

/// A group: one value a level, the outermost first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "GroupPath", type = "Value[]")]
pub struct GroupPathView(pub GroupPath);

/// Which records, in which order, in which groups.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordQuery {
    /// Text to find in any text field.
    pub search: Option<String>,
    /// What must hold.
    pub filters: Vec<FilterView>,
    /// In which order within their group.
    pub sort: Vec<SortView>,
    /// What they are grouped by, the outermost first; 3 levels at the most.
    #[serde(default)]
    pub groups: Vec<GroupBy>,
    /// The groups of which only the line itself is shown.
    #[serde(default)]
    pub folded: Vec<GroupPathView>,
    /// Of these records only.
    #[serde(default)]
    pub only: Option<Vec<String>>,
    /// Of the records that this what-if changes only.
    #[serde(default)]
    pub what_if: Option<String>,
}

impl GroupBy {
    /// All of them.
    pub const ALL: [GroupBy; 7] = [
        GroupBy::Category,
        GroupBy::Class,
        GroupBy::Source,
        GroupBy::Dor,
        GroupBy::AreaSilo,
        GroupBy::Status,
        GroupBy::Manufacturer,
    ];

    /// The column that has its values.
    pub fn column(self) -> Column {
        match self {
            GroupBy::Category => Column::Field(Field::Category),
            GroupBy::Class => Column::Field(Field::Class),
            GroupBy::Source => Column::Field(Field::Source),
            GroupBy::Dor => Column::Field(Field::Dor),
            GroupBy::AreaSilo => Column::Field(Field::AreaSilo),
            GroupBy::Status => Column::Status,
            GroupBy::Manufacturer => Column::Field(Field::Manufacturer),
        }
    }
}

/// The store's window for a query; what is out of bounds or of no type is refused by name.
pub fn window_of(query: &RecordQuery) -> Result<Window, AppError> {
    let bounds = [
        ("filters", query.filters.len(), FILTERS_MAX),
        ("sort keys", query.sort.len(), SORTS_MAX),
        ("groups", query.groups.len(), GROUPS_MAX),
        ("folded groups", query.folded.len(), FOLDED_MAX),
    ];
    if let Some((what, given, most)) = bounds.into_iter().find(|(_, given, most)| given > most) {
        return Err(AppError::invalid(format!("A query has at most {most} {what}, not {given}.")));
    }
    let search = query.search.clone().unwrap_or_default();
    if search.chars().count() > SEARCH_MAX {
        return Err(AppError::invalid(format!("A search has at most {SEARCH_MAX} characters.")));
    }
    let mut filters: Vec<Filter> = query.filters.iter().map(filter_of).collect::<Result<_, _>>()?;
    if let Some(only) = &query.only {
        check_number(Some(only))?;
        let ids = only.iter().cloned().map(SqlValue::Text).collect();
        filters.push(Filter { column: Column::PfaId, condition: Condition::Is(ids) });
    }
    let what_if = query.what_if.as_deref().map(|id| {
        id.parse().map_err(|_| AppError::NotFound { what: "what-if", id: id.chars().take(60).collect() })
    });
    Ok(Window {
        search,
        filters,
        what_if: what_if.transpose()?,
        sort: query
            .sort
            .iter()
            .map(|key| Ok(SortKey { column: column_of(&key.by.0)?, descending: key.descending }))
            .collect::<Result<_, AppError>>()?,
        ..Window::default()
    })
}

/// The lines of a query: its window, grouped and folded.
pub fn lines_of(query: &RecordQuery) -> Result<LineQuery, AppError> {
    let mut groups: Vec<Column> = Vec::with_capacity(query.groups.len());
    for column in query.groups.iter().map(|by| by.column()) {
        if groups.contains(&column) {
            return Err(AppError::invalid("Rows are grouped by a field once."));
        }
        groups.push(column);
    }
    let folded = query.folded.iter().map(|path| path.0.clone()).collect();
    Ok(LineQuery { window: window_of(query)?, groups, folded })
}

/// The column with this name: those of the field list, `status`, and what is worked out of them.
pub(crate) fn column_of(name: &str) -> Result<Column, AppError> {
    match name {
        "forecastCost" => Ok(Column::ForecastCost),
        "variance" => Ok(Column::Variance),
        "changed" => Ok(Column::Changed),
        _ => crate::record::column(name),
    }
}

fn filter_of(filter: &FilterView) -> Result<Filter, AppError> {
    if filter.values.len() > VALUES_MAX {
        return Err(AppError::invalid(format!("A filter has at most {VALUES_MAX} values.")));
    }
    let column = column_of(&filter.field.0)?;
    let first = || filter.values.first().ok_or_else(|| AppError::invalid("A filter needs a value."));
    let condition = match filter.op {
        FilterOp::Is => {
            Condition::Is(filter.values.iter().map(|v| compared(column, v)).collect::<Result<_, _>>()?)
        }
        FilterOp::From => Condition::From(compared(column, first()?)?),
        FilterOp::To => Condition::To(compared(column, first()?)?),
        FilterOp::Empty => Condition::Is(vec![SqlValue::Null]),
        FilterOp::NotEmpty => Condition::NotEmpty,
        FilterOp::Contains => {
            let text = first()?.as_str().ok_or_else(|| AppError::invalid("This filter looks for a text."))?;
            Condition::Contains(text.to_owned())
        }
    };
    Ok(Filter { column, condition })
}

fn compared(column: Column, value: &Json) -> Result<SqlValue, AppError> {
    match (column, value) {
        (_, Json::Null) => Ok(SqlValue::Null),
        (Column::Field(field), value) => {
            let parsed = match value {
                Json::String(text) => FieldValue::from_input(field, text),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                    FieldValue::from_json(field, value)
                }
            };
            let parsed = parsed.map_err(|why| AppError::Rule(vec![Violation::of_value(field, &why)]))?;
            Ok(Column::bound(&parsed))
        }
        (Column::Changed, Json::Bool(changed)) => Ok(SqlValue::Integer((*changed).into())),
        (_, Json::String(text)) => Ok(SqlValue::Text(text.clone())),
        (_, _) => Err(AppError::invalid("This filter takes text.")),
    }
}
