//! Import and export for the window.

use super::EditCheckView;
use crate::AppError;
use crate::import::{ImportCheck, Opened, Target};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What each column holds: a field, the record's id or organization; null where it is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "(Field | null)[]")]
pub struct Mapping(pub Vec<Option<String>>);

/// A table that was opened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportOpened {
    /// What it is asked for by.
    pub import_id: String,
    /// The file's name.
    pub name: String,
    /// Its columns' names.
    pub columns: Vec<String>,
    /// How many rows it has.
    #[ts(type = "number")]
    pub rows: usize,
    /// The first of them.
    pub sample: Vec<Vec<String>>,
    /// What each column seems to hold.
    pub mapping: Mapping,
}

/// A row that is not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "BadRow")]
pub struct BadRowView {
    /// Its line in the file.
    pub line: u64,
    /// The record that it names.
    pub pfa_id: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// What an import would change.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ImportCheck")]
pub struct ImportCheckView {
    /// The records that its rows name.
    #[serde(flatten)]
    #[ts(flatten)]
    pub check: EditCheckView,
    /// Rows in all.
    #[ts(type = "number")]
    pub rows: usize,
    /// The first 500 bad ones, by line.
    pub bad: Vec<BadRowView>,
    /// Bad rows in all.
    #[ts(type = "number")]
    pub bad_count: usize,
}

/// A view that was exported.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ViewExport {
    /// The file.
    pub path: String,
    /// Records in it.
    pub records: u64,
}

impl Mapping {
    /// The targets meant.
    pub fn targets(&self) -> Result<Vec<Option<Target>>, AppError> {
        let target = |name: &String| match name.as_str() {
            "pfaId" => Ok(Target::PfaId),
            "organization" => Ok(Target::Organization),
            _ => name
                .parse()
                .map(Target::Field)
                .map_err(|e: pfa_domain::UnknownField| AppError::invalid(format!("{e}."))),
        };
        self.0.iter().map(|name| name.as_ref().map(target).transpose()).collect()
    }

    fn of(targets: &[Option<Target>]) -> Self {
        let name = |target: Target| match target {
            Target::PfaId => "pfaId".to_owned(),
            Target::Organization => "organization".to_owned(),
            Target::Field(field) => field.name().to_owned(),
        };
        Self(targets.iter().map(|target| target.map(name)).collect())
    }
}

impl ImportOpened {
    /// A table of this name.
    pub fn of(name: String, opened: Opened) -> Self {
        Self {
            import_id: opened.id.to_string(),
            name,
            mapping: Mapping::of(&opened.mapping),
            columns: opened.columns,
            rows: opened.rows,
            sample: opened.sample,
        }
    }
}

impl From<ImportCheck> for ImportCheckView {
    fn from(check: ImportCheck) -> Self {
        let bad = check.bad.into_iter();
        Self {
            check: check.check.into(),
            rows: check.rows,
            bad: bad.map(|b| BadRowView { line: b.line, pfa_id: b.pfa_id, reason: b.reason }).collect(),
            bad_count: check.bad_count,
        }
    }
}
