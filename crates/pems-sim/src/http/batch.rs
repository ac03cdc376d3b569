//! `POST /pfa/batch`: independent updates in one request.

use super::{
    answer::{Answer, ok},
    gate, pfa,
    request::{self, Member},
};
use crate::{
    Operation,
    fault::Asked,
    refusal::Refusal,
    settings::Capability,
    shape,
    shared::Shared,
    write::{Receipt, Write},
};
use axum::extract::{Request, State};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub(super) async fn update_batch(State(shared): State<Arc<Shared>>, http: Request) -> Answer {
    let member = request::member(&shared, http.headers())?;
    request::offered(&shared, Capability::Batch)?;
    let body = request::json(http).await?;
    // What is not as the schema has it fails the request; what PEMS refuses of a well-formed item fails the item.
    let items = items(&body)?;
    let results: Vec<Json> = items.into_iter().map(|item| result(&shared, &member, item)).collect();
    Ok(ok(&json!({ "results": results })))
}

struct Item<'a> {
    organization: &'a str,
    write: Write,
}

fn items(body: &Json) -> Result<Vec<Item<'_>>, Refusal> {
    let members = shape::object(body, "body")?;
    let Some(Json::Array(items)) = members.get("items") else {
        return Err(Refusal::invalid("items", "items must be a list."));
    };
    if members.len() > 1 {
        return Err(Refusal::malformed("A batch has items and nothing else."));
    }
    if !(1..=100).contains(&items.len()) {
        return Err(Refusal::invalid("items", "A batch has 1 to 100 items."));
    }
    items.iter().map(item).collect()
}

fn item(value: &Json) -> Result<Item<'_>, Refusal> {
    let members = shape::object(value, "item")?;
    let key = request::uuid(shape::text(members, "idempotencyKey")?)
        .ok_or_else(|| Refusal::invalid("idempotencyKey", "idempotencyKey must be a UUID."))?;
    // Without the key it is what a single update would have sent: both are the same write.
    let mut single = members.clone();
    single.remove("idempotencyKey");
    let write = Write::update(&single, key)?;
    Ok(Item { organization: shape::text(members, "organization")?, write })
}

fn result(shared: &Shared, member: &Member, item: Item<'_>) -> Json {
    let pfa_id = item.write.pfa_id.clone();
    match outcome(shared, member, item) {
        Ok(receipt) => json!({"pfaId": pfa_id, "status": 200, "result": receipt.to_json()}),
        Err(refusal) => {
            let status = refusal.status().as_u16();
            json!({"pfaId": pfa_id, "status": status, "error": refusal.to_json(&shared.request_id())})
        }
    }
}

fn outcome(shared: &Shared, member: &Member, item: Item<'_>) -> Result<Receipt, Refusal> {
    let asked = Asked {
        method: "POST",
        path: "/pfa/batch",
        operation: Operation::UpdateBatch,
        user: Some(&member.user.id),
        pfa_id: Some(&item.write.pfa_id),
    };
    if let Some(refusal) = shared.faults().strike_item(asked).and_then(gate::error_of) {
        return Err(refusal);
    }
    if item.organization != member.organization {
        return Err(Refusal::invalid("organization", "organization must equal the header's."));
    }
    pfa::applied(shared, member, item.write)
}
