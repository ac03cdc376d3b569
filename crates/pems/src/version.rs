//! The versions of a record that PEMS remembers.

use crate::{
    ObservedRow, PemsError, bounds,
    row::{Form, observe},
    text::one_line,
};
use chrono::{DateTime, Utc};
use pfa_domain::{PfaRecord, RecordId};
use serde::Deserialize;
use serde_json::Value as Json;

const NAME_MAX: usize = 200;
const REASON_MAX: usize = 500;

/// A record as it was at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenVersion {
    /// The version.
    pub version: u64,
    /// Who made it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
    /// Why, where it was said.
    pub change_reason: Option<String>,
    /// The record at that version.
    pub record: PfaRecord,
}

#[derive(Deserialize)]
pub(crate) struct VersionsAnswer {
    versions: Vec<VersionAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VersionAnswer {
    #[serde(deserialize_with = "bounds::figure")]
    version: u64,
    changed_by: String,
    #[serde(deserialize_with = "bounds::moment")]
    changed_at: DateTime<Utc>,
    change_reason: Option<String>,
    record: Json,
}

impl VersionsAnswer {
    /// The versions of `id`. One that is unreadable spoils the answer: a gap would pass for history.
    pub(crate) fn versions(self, id: &RecordId) -> Result<Vec<SeenVersion>, PemsError> {
        self.versions.into_iter().map(|version| version.of(id)).collect()
    }
}

impl VersionAnswer {
    fn of(self, id: &RecordId) -> Result<SeenVersion, PemsError> {
        let record = match observe(Form::Rest, self.record) {
            ObservedRow::Record(record) => record,
            ObservedRow::Unparsable { reason, .. } => {
                return Err(PemsError::not_pems(format!("version {}: {reason}", self.version)));
            }
        };
        if record.id != *id || record.version != self.version {
            return Err(PemsError::not_pems(format!("version {} is of another record", self.version)));
        }
        Ok(SeenVersion {
            version: self.version,
            changed_by: one_line(&self.changed_by, NAME_MAX),
            changed_at: self.changed_at,
            change_reason: self.change_reason.map(|why| one_line(&why, REASON_MAX)),
            record,
        })
    }
}
