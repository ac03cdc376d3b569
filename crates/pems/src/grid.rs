//! The grid, in EAM's own request and answer, read page by page in order of `pfs_id`.

use crate::{ObservedRow, PemsError, bounds, row::GridRow};
use chrono::{DateTime, SecondsFormat, Utc};
use pfa_domain::{Field, Organization, PfaId};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// The most rows that a page can be asked for.
pub const GRID_ROWS_MAX: u32 = 10_000;

/// One page of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridPage {
    /// The rows in the order of their ids, bad ones included.
    pub rows: Vec<ObservedRow>,
    /// How many rows matched the request: this page and all that follow.
    pub matching: u64,
    /// Whether more pages follow.
    pub more: bool,
    /// Where the next page begins: the highest id of this one.
    pub last: Option<PfaId>,
    /// PEMS's clock when it read the page.
    pub server_time: DateTime<Utc>,
}

#[derive(Deserialize)]
pub(crate) struct GridAnswer {
    #[serde(rename = "Result")]
    result: ResultPart,
}

#[derive(Deserialize)]
struct ResultPart {
    #[serde(rename = "ResultData")]
    data: ResultData,
}

#[derive(Deserialize)]
struct ResultData {
    #[serde(rename = "GRID")]
    grid: Grid,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Grid {
    metadata: Metadata,
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Metadata {
    #[serde(deserialize_with = "bounds::figure")]
    records: u64,
    morerecordpresent: More,
    #[serde(rename = "CURRENTCURSORPOSITION")]
    _cursor_position: i64,
    #[serde(deserialize_with = "bounds::moment")]
    servertimestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
enum More {
    #[serde(rename = "+")]
    Yes,
    #[serde(rename = "-")]
    No,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Data {
    #[serde(default)]
    row: Vec<GridRow>,
}

/// The body that asks for the rows after an id, in order of ids.
pub(crate) fn grid_request(after: Option<&PfaId>, updated_since: Option<DateTime<Utc>>, rows: u32) -> Json {
    let filter = |alias: &str, operator: &str, value: String| json!({ "ALIAS_NAME": alias, "OPERATOR": operator, "VALUE": value });
    let after = after.map(|id| filter("pfs_id", ">", id.to_string()));
    let since = updated_since.map(|at| {
        filter(Field::LastChangedAt.alias(), ">=", at.to_rfc3339_opts(SecondsFormat::Micros, true))
    });
    let mut request = json!({
        "GRID": { "GRID_NAME": "CUPFAG", "NUMBER_OF_ROWS_FIRST_RETURNED": rows.clamp(1, GRID_ROWS_MAX) },
        "GRID_TYPE": { "TYPE": "LIST" },
        "REQUEST_TYPE": "LIST.DATA_ONLY.STORED",
        "ADDON_SORT": { "ALIAS_NAME": "pfs_id", "TYPE": "ASC" },
    });
    let filters: Vec<Json> = after.into_iter().chain(since).collect();
    if !filters.is_empty() {
        request["MULTIADDON_FILTERS"] = json!({ "MADDON_FILTER": filters });
    }
    request
}

impl GridAnswer {
    /// The page, if reading on from its last row would miss none.
    pub(crate) fn page(
        self,
        organization: &Organization,
        after: Option<&PfaId>,
    ) -> Result<GridPage, PemsError> {
        let Grid { metadata, data } = self.result.data.grid;
        let rows: Vec<_> = data.row.into_iter().map(|GridRow(row)| row).collect();
        let more = matches!(metadata.morerecordpresent, More::Yes);
        check_order(&rows, organization, after)?;
        let last = rows.iter().filter_map(ObservedRow::pfa_id).filter(|id| Some(id) > after).max();
        if more && last.is_none() {
            return Err(PemsError::not_pems("a grid page that more should follow has no row to go on from"));
        }
        Ok(GridPage { rows, matching: metadata.records, more, last, server_time: metadata.servertimestamp })
    }
}

/// A page that repeats the last one would be read for ever, and one in another order would hide rows.
/// Rows of another organization prove nothing about the order of this one's.
fn check_order(
    rows: &[ObservedRow],
    organization: &Organization,
    after: Option<&PfaId>,
) -> Result<(), PemsError> {
    let own = rows.iter().filter(|row| row.organization() == Some(organization.as_str()));
    let mut before = after.cloned();
    for id in own.filter_map(ObservedRow::pfa_id) {
        let repeated = after.is_some_and(|after| id <= *after);
        if repeated || before.is_some_and(|before| id < before) {
            return Err(PemsError::not_pems(format!("grid row {id} is out of the order of pfs_id")));
        }
        before = Some(id);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
