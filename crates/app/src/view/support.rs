//! What was typed and not saved, and what goes to whoever supports the application.

use super::{Values, instant};
use crate::scratch::Typed;
use crate::support::BundleFile;
use serde::Serialize;
use ts_rs::TS;

/// What stood in the form of a record when the application ended.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Scratch")]
pub struct ScratchView {
    /// The record.
    pub pfa_id: String,
    /// Its description, to be known by.
    pub description: String,
    /// The fields as they were typed.
    pub values: Values,
    /// When.
    pub typed_at: String,
}

/// A support bundle, to be read before it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BundleView {
    /// Its files.
    pub files: Vec<BundleFileView>,
}

/// A file of a support bundle.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "BundleFile")]
pub struct BundleFileView {
    /// Its name in the bundle.
    pub name: String,
    /// All of it.
    pub text: String,
    /// How long that is, in bytes.
    #[ts(type = "number")]
    pub bytes: usize,
}

/// A file that was written for the person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SavedFile {
    /// Where it is.
    pub path: String,
}

impl From<Typed> for ScratchView {
    fn from(typed: Typed) -> Self {
        Self {
            pfa_id: typed.pfa_id,
            description: typed.description,
            values: Values(typed.values),
            typed_at: instant(typed.typed_at),
        }
    }
}

impl From<Vec<BundleFile>> for BundleView {
    fn from(files: Vec<BundleFile>) -> Self {
        let view =
            |file: BundleFile| BundleFileView { bytes: file.text.len(), name: file.name, text: file.text };
        Self { files: files.into_iter().map(view).collect() }
    }
}
