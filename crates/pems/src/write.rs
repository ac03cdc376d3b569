//! One intended write and PEMS's acknowledgement of it.

use crate::{PemsError, bounds, text::one_line};
use chrono::{DateTime, Utc};
use pfa_domain::{Delta, PfaId, RecordId};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// The most items that a batch may have.
pub const BATCH_ITEMS_MAX: usize = 100;

/// The largest body that PEMS takes, in bytes. A hundred items of the longest texts stay below it.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;

/// One intended write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    /// The record.
    pub id: RecordId,
    /// The version that the changes were made against.
    pub version: u64,
    /// The changes; isDiscontinued to true, alone, is sent as a delete.
    pub delta: Delta,
    /// The idempotency key, the same for every try.
    pub key: Uuid,
    /// Why; a delete must say.
    pub reason: Option<String>,
    /// Who made the change, for information.
    pub modified_by: Option<String>,
}

/// PEMS's word that a write is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// The version that the write made.
    pub new_version: u64,
    /// When PEMS wrote it.
    pub updated_at: DateTime<Utc>,
    /// Whether it was applied before and this repeats the first answer.
    pub replayed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AckAnswer {
    pfa_id: String,
    #[serde(deserialize_with = "bounds::figure")]
    new_version: u64,
    #[serde(deserialize_with = "bounds::moment")]
    updated_at: DateTime<Utc>,
    #[serde(default)]
    replayed: bool,
}

impl WriteRequest {
    /// What it says to PEMS, for a person to read: an update's body, or what takes its place where a record is
    /// discontinued.
    pub fn payload(&self) -> Json {
        let mut body = self.update_body();
        if self.delta.discontinues() {
            body.remove("changes");
        }
        Json::Object(body)
    }

    /// The members of an update's body.
    pub(crate) fn update_body(&self) -> Map<String, Json> {
        let mut body = Map::new();
        body.insert("pfaId".to_owned(), json!(self.id.pfa_id));
        body.insert("organization".to_owned(), json!(self.id.organization));
        body.insert("version".to_owned(), json!(self.version));
        body.insert("changes".to_owned(), Json::Object(self.delta.to_json()));
        if let Some(user) = &self.modified_by {
            body.insert("modifiedBy".to_owned(), json!(user));
        }
        if let Some(reason) = &self.reason {
            body.insert("changeReason".to_owned(), json!(reason));
        }
        body
    }

    /// The reason for a delete. Sending one with other changes would lose them without a word.
    pub(crate) fn delete_reason(&self) -> Result<&str, PemsError> {
        if self.delta.len() != 1 {
            return Err(PemsError::unsendable(
                "discontinuing stands alone: other changes go before or after it",
            ));
        }
        let reason = self.reason.as_deref().filter(|reason| !reason.is_empty());
        reason.ok_or_else(|| PemsError::unsendable("discontinuing a record takes a reason"))
    }
}

impl AckAnswer {
    /// The acknowledgement, if it is of this write.
    pub(crate) fn of(self, id: &PfaId, version: u64) -> Result<Acknowledged, PemsError> {
        if self.pfa_id != id.as_str() {
            let other = one_line(&self.pfa_id, 60);
            return Err(PemsError::not_pems(format!("{id} was written and {other} acknowledged")));
        }
        if self.new_version <= version {
            let (new, id) = (self.new_version, id);
            return Err(PemsError::not_pems(format!(
                "{id} was at version {version} and is acknowledged at {new}"
            )));
        }
        Ok(Acknowledged {
            new_version: self.new_version,
            updated_at: self.updated_at,
            replayed: self.replayed,
        })
    }
}
