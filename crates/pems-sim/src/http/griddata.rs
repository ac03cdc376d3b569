//! `POST /griddata`: one page of the grid in EAM's shape.

use super::{
    answer::{Answer, json},
    request,
};
use crate::{
    grid::{Column, GridRequest, Page},
    refusal::Refusal,
    sample::Version,
    settings::Capability,
    shared::Shared,
};
use axum::{
    body::Body,
    extract::{Request, State},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::json;
use std::sync::Arc;

pub(super) async fn grid_data(State(shared): State<Arc<Shared>>, http: Request) -> Answer {
    let member = request::member(&shared, http.headers())?;
    shared.world().readable(&member.user.id, &member.organization)?;
    // The contract lists no 413 for this operation.
    let body = request::json(http).await.map_err(|refusal| {
        if refusal == Refusal::TooLarge { Refusal::malformed(refusal.to_string()) } else { refusal }
    })?;
    let grid = GridRequest::read(&body, shared.offers(Capability::UpdatedSince))?;
    let cap = shared.settings().page_rows;
    let (page, read_at) = {
        let world = shared.world();
        let room = world.readable(&member.user.id, &member.organization)?;
        (grid.page(room, cap), shared.clock.now())
    };
    Ok(json(Body::from(written(&page, grid.cursor, read_at)?)))
}

fn written(page: &Page, cursor: usize, read_at: DateTime<Utc>) -> Result<Vec<u8>, Refusal> {
    let metadata = json!({
        "RECORDS": page.matching,
        "MORERECORDPRESENT": if page.more { "+" } else { "-" },
        "CURRENTCURSORPOSITION": cursor,
        "SERVERTIMESTAMP": read_at.to_rfc3339_opts(SecondsFormat::Micros, true),
    });
    // The rows go straight to text: a page may have 10,000 of 27 cells.
    let mut body =
        format!(r#"{{"Result":{{"ResultData":{{"GRID":{{"METADATA":{metadata},"DATA":{{"ROW":"#).into_bytes();
    let rows: Vec<Row<'_>> = page.rows.iter().map(|version| Row(version)).collect();
    serde_json::to_writer(&mut body, &rows).map_err(|_| Refusal::ServerError)?;
    body.extend_from_slice(b"}}}}}");
    Ok(body)
}

struct Row<'a>(&'a Version);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in Column::all() {
            map.serialize_entry(column.alias(), &column.cell(&self.0.record))?;
        }
        map.end()
    }
}
