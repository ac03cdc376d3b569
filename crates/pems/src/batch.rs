//! Many updates in one request: each has its own outcome.

use crate::{
    Acknowledged, BATCH_ITEMS_MAX, PemsError, WriteRequest,
    classify::{ErrorBody, refusal},
    credentials::Scrub,
    write::AckAnswer,
};
use pfa_domain::Organization;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value as Json, json};

#[derive(Deserialize)]
pub(crate) struct BatchAnswer {
    results: Vec<ItemAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemAnswer {
    pfa_id: String,
    status: u16,
    result: Option<Json>,
    error: Option<Json>,
}

/// The organization and the body of a batch.
pub(crate) fn batch_request(writes: &[WriteRequest]) -> Result<(&Organization, Json), PemsError> {
    let Some(first) = writes.first().filter(|_| writes.len() <= BATCH_ITEMS_MAX) else {
        return Err(PemsError::unsendable("a batch has 1 to 100 items"));
    };
    let organization = &first.id.organization;
    if writes.iter().any(|write| write.id.organization != *organization) {
        return Err(PemsError::unsendable("a batch is of one organization"));
    }
    if writes.iter().any(|write| write.delta.discontinues()) {
        return Err(PemsError::unsendable("a record is discontinued by a delete, not in a batch"));
    }
    let items: Vec<_> = writes
        .iter()
        .map(|write| {
            let mut item = write.update_body();
            item.insert("idempotencyKey".to_owned(), json!(write.key));
            item
        })
        .collect();
    Ok((organization, json!({ "items": items })))
}

impl BatchAnswer {
    /// The outcome of each write, if the answer is about these writes.
    pub(crate) fn outcomes(
        self,
        writes: &[WriteRequest],
        scrub: &Scrub,
    ) -> Result<Vec<Result<Acknowledged, PemsError>>, PemsError> {
        let same = self.results.len() == writes.len()
            && self.results.iter().zip(writes).all(|(item, write)| item.pfa_id == write.id.pfa_id.as_str());
        if !same {
            return Err(PemsError::not_pems("the results of a batch are not those of its items"));
        }
        Ok(self.results.into_iter().zip(writes).map(|(item, write)| item.outcome(write, scrub)).collect())
    }
}

impl ItemAnswer {
    fn outcome(self, write: &WriteRequest, scrub: &Scrub) -> Result<Acknowledged, PemsError> {
        if self.status == 200 {
            let ack: AckAnswer = serde_json::from_value(self.result.unwrap_or_default())
                .map_err(|_| PemsError::not_pems("an item of a batch is acknowledged without a result"))?;
            return ack.of(&write.id.pfa_id, write.version);
        }
        let status = StatusCode::from_u16(self.status)
            .map_err(|_| PemsError::not_pems("an item of a batch has no status"))?;
        let body = self.error.and_then(|error| serde_json::from_value::<ErrorBody>(error).ok());
        Err(refusal(status, None, body.map(|body| body.of_write_at(write.version)), scrub))
    }
}
