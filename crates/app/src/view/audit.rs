//! The log of who did what, for the window.

use super::{instant, moment};
use crate::AppError;
use crate::audit::{AuditPage, AuditQuery, AuditRow, Broken, sentence};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AuditQuery")]
pub struct AuditQueryView {
    /// Only those that say this anywhere.
    pub text: Option<String>,
    /// Only those of this action.
    pub action: Option<String>,
    /// Only those of this user.
    pub who: Option<String>,
    /// Only those about this record.
    pub pfa_id: Option<String>,
    /// Written then or later, RFC 3339.
    pub from: Option<String>,
    /// Written before, RFC 3339.
    pub to: Option<String>,
    /// Only those after this row: the `next` of the page before.
    pub before: Option<String>,
    /// Rows at the most.
    pub limit: u32,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AuditRow")]
pub struct AuditRowView {
    /// Its place in the chain.
    pub id: String,
    /// When.
    pub at: String,
    /// Who did it; `worker` when nobody asked for it.
    pub who: String,
    /// In a word.
    pub action: String,
    /// The record, where it is about one.
    pub pfa_id: Option<String>,
    /// The particulars as JSON.
    pub detail: String,
    /// What it says, in a sentence.
    pub sentence: String,
}

/// Some rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "AuditPage")]
pub struct AuditPageView {
    /// The rows, the newest first; fewer than asked for where the next page has more.
    pub rows: Vec<AuditRowView>,
    /// Whether the next page may have more.
    pub more: bool,
    /// What the next page asks for as `before`.
    pub next: Option<String>,
    /// Rows that match, as far as was counted.
    pub total: u64,
    /// Whether that is all of them; else there are at least so many.
    pub exact: bool,
}

/// Whether the log is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "AuditVerdict")]
pub struct AuditVerdictView {
    /// Rows that were walked; 0 where one does not fit.
    pub rows: u64,
    /// The first row that does not fit, in a sentence.
    pub broken: Option<String>,
}

/// A file that was written for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Exported {
    /// Where it lies.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
}

impl AuditQueryView {
    /// What the store is asked.
    pub fn query(&self) -> Result<AuditQuery, AppError> {
        let typed = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Ok(AuditQuery {
            action: typed(&self.action),
            who: typed(&self.who),
            pfa_id: typed(&self.pfa_id),
            from: self.from.as_deref().map(moment).transpose()?,
            to: self.to.as_deref().map(moment).transpose()?,
        })
    }

    /// The row that the page comes after.
    pub fn before(&self) -> Result<Option<i64>, AppError> {
        let id =
            |text: &String| text.parse().map_err(|_| AppError::invalid("A row of the log has a number."));
        self.before.as_ref().map(id).transpose()
    }
}

impl From<AuditRow> for AuditRowView {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id.to_string(),
            at: instant(row.at),
            sentence: sentence(&row),
            who: row.who,
            action: row.action,
            pfa_id: row.pfa_id,
            detail: row.detail,
        }
    }
}

impl From<AuditPage> for AuditPageView {
    fn from(page: AuditPage) -> Self {
        Self {
            rows: page.rows.into_iter().map(Into::into).collect(),
            more: page.next.is_some(),
            next: page.next.map(|id| id.to_string()),
            total: page.total,
            exact: page.exact,
        }
    }
}

impl From<Result<u64, Broken>> for AuditVerdictView {
    fn from(verdict: Result<u64, Broken>) -> Self {
        match verdict {
            Ok(rows) => Self { rows, broken: None },
            Err(broken) => Self { rows: 0, broken: Some(super::error::sentence(&broken.to_string())) },
        }
    }
}
