//! What a query asks, as SQL: what text is found in is looked up first, filters become conditions.
//! Column names come from an enum and values are bound: nothing that a person types is part of a statement.

use super::query::{Column, Condition, Filter, Window};
use super::search::{self, Found};
use super::way::Way;
use crate::text::folded;
use crate::{Db, StoreError};
use pfa_domain::{Organization, SyncStatus};
use rusqlite::types::Value as Sql;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// A window's search and filters, with what was found already.
pub(super) struct Asked<'w> {
    pub(super) organization: &'w Organization,
    pub(super) window: &'w Window,
    found: Option<Arc<Found>>,
    /// Whether what was found is what search and filters leave, and not what the search alone does.
    settled: bool,
}

impl<'w> Asked<'w> {
    /// Looks up what the window's texts are found in.
    pub(super) fn of(
        db: &Db<'_>,
        organization: &'w Organization,
        window: &'w Window,
    ) -> Result<Self, StoreError> {
        let parts = parts(window);
        let found =
            if parts.is_empty() { None } else { Some(search::find(db, organization, &parts)?.into()) };
        Ok(Self { organization, window, found, settled: false })
    }

    /// Asks some rows alone; `None` where it takes more than their own columns to answer.
    pub(super) fn among(
        organization: &'w Organization,
        window: &'w Window,
        some: Arc<Found>,
    ) -> Option<Self> {
        let by_columns = window.what_if.is_none() && parts(window).is_empty();
        by_columns.then_some(Self { organization, window, found: Some(some), settled: false })
    }

    /// Where it is known what the window's search and filters leave.
    pub(super) fn settled(organization: &'w Organization, window: &'w Window, found: Arc<Found>) -> Self {
        Self { organization, window, found: Some(found), settled: true }
    }

    /// Whether rows have nothing to meet.
    pub(super) fn nothing(&self) -> bool {
        self.found.is_none() && self.window.filters.is_empty() && self.window.what_if.is_none()
    }

    /// The filters whose rows are still to be looked for.
    pub(super) fn filters(&self) -> &'w [Filter] {
        if self.settled { &[] } else { &self.window.filters }
    }

    /// How many rows were found; `None` where none were looked for.
    pub(super) fn found(&self) -> Option<u64> {
        self.found.as_ref().map(|found| found.number())
    }

    /// What was found, where nothing else is asked.
    pub(super) fn found_alone(&self) -> Option<&Arc<Found>> {
        let alone = self.settled || (self.window.filters.is_empty() && self.window.what_if.is_none());
        self.found.as_ref().filter(|_| alone)
    }

    /// The condition that rows met on this way have to meet, and its values.
    pub(super) fn condition(&self, way: Way) -> (String, Vec<Sql>) {
        let (mut condition, mut values) = filtered(self.organization, self.filters());
        if let Some(what_if) = self.window.what_if.filter(|_| !self.settled) {
            condition.push_str(" AND pfa_id IN (SELECT pfa_id FROM pfa_modification WHERE what_if = ?)");
            values.push(Sql::Text(what_if.to_string()));
        }
        match (&self.found, way) {
            (None, _) => {}
            (Some(found), Way::Found) => {
                condition.push_str(" AND id IN (SELECT value FROM json_each(?))");
                values.push(Sql::Text(Json::from_iter(found.ids()).to_string()));
            }
            (Some(found), Way::Along(_) | Way::From(_) | Way::Through | Way::Any) => {
                condition.push_str(" AND found(?, id)");
                values.push(Sql::Blob(found.bits().to_vec()));
            }
        }
        (condition, values)
    }
}

/// The texts that a window's search and filters look for, in lower case.
fn parts(window: &Window) -> Vec<String> {
    let contained = window.filters.iter().filter_map(|filter| match &filter.condition {
        Condition::Contains(text) if filter.column.searched() => Some(text.as_str()),
        Condition::Contains(_)
        | Condition::Is(_)
        | Condition::From(_)
        | Condition::To(_)
        | Condition::NotEmpty => None,
    });
    let words = window.search.split_whitespace().chain(contained);
    words.filter(|part| !part.is_empty()).map(folded).collect()
}

/// The condition of filters alone. One that contains a text is met by few of the rows that the text was found in.
pub(super) fn filtered(organization: &Organization, filters: &[Filter]) -> (String, Vec<Sql>) {
    let mut condition = "organization = ?".to_owned();
    let mut values = vec![Sql::Text(organization.to_string())];
    for filter in filters {
        let name = filter.column.sql();
        match &filter.condition {
            Condition::Is(any) => {
                is_any(name, any, &mut condition, &mut values);
                if unsynced(filter) {
                    // Only so does SQLite see that the index of the status has them all.
                    condition.push_str(" AND sync_status <> 'synced'");
                }
            }
            Condition::From(least) => {
                let _ = write!(condition, " AND {name} >= ?");
                values.push(least.clone());
            }
            Condition::To(most) => {
                let _ = write!(condition, " AND {name} <= ?");
                values.push(most.clone());
            }
            Condition::NotEmpty => {
                let _ = write!(condition, " AND {name} IS NOT NULL");
            }
            Condition::Contains(text) => {
                let _ = write!(condition, " AND instr(folded({name}), ?) > 0");
                values.push(Sql::Text(folded(text)));
            }
        }
    }
    (condition, values)
}

/// Whether a filter leaves records of some statuses, and synced is none of them.
pub(super) fn unsynced(filter: &Filter) -> bool {
    let synced = Sql::Text(SyncStatus::Synced.name().to_owned());
    filter.column == Column::Status
        && matches!(&filter.condition, Condition::Is(any) if any.iter().all(|status| *status != synced && *status != Sql::Null))
}

/// Values beyond this many are bound together: SQLite bounds the size of a statement.
const APART: usize = 32;

fn is_any(name: &str, any: &[Sql], condition: &mut String, values: &mut Vec<Sql>) {
    let present: Vec<&Sql> = any.iter().filter(|v| **v != Sql::Null).collect();
    let or_empty = if any.contains(&Sql::Null) { format!(" OR {name} IS NULL") } else { String::new() };
    if present.len() > APART {
        let _ = write!(condition, " AND ({name} IN (SELECT value FROM json_each(?)){or_empty})");
        values.push(Sql::Text(Json::from_iter(present.into_iter().filter_map(as_json)).to_string()));
        return;
    }
    let marks = vec!["?"; present.len()].join(", ");
    let _ = match (present.len(), or_empty.is_empty()) {
        (0, true) => write!(condition, " AND 0"),
        (0, false) => write!(condition, " AND {name} IS NULL"),
        (1, true) => write!(condition, " AND {name} = ?"),
        (_, true) => write!(condition, " AND {name} IN ({marks})"),
        (_, false) => write!(condition, " AND ({name} IN ({marks}){or_empty})"),
    };
    values.extend(present.into_iter().cloned());
}

/// No column holds bytes, so bytes equal nothing.
fn as_json(value: &Sql) -> Option<Json> {
    match value {
        Sql::Integer(number) => Some(json!(number)),
        Sql::Real(number) => Some(json!(number)),
        Sql::Text(text) => Some(json!(text)),
        Sql::Null | Sql::Blob(_) => None,
    }
}
