//! What the file says. Its names are promised in `docs/cli.md`.

use crate::view::instant;
use pfa_domain::{Clash, Field, FieldValue, PfaRecord};
use pfa_store::rescue::{Salvage, Unreadable, Unsent};
use serde::Serialize;
use serde_json::Value as Json;

/// The layout of the document; a later one that is no mere addition gets another number.
const FORMAT: u32 = 1;

/// The whole file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    format: u32,
    exported_at: String,
    /// What is unsent, in order of organization and id.
    pub records: Vec<Record>,
    /// What could not be read.
    pub unreadable: Vec<Lost>,
}

/// What is unsent of one record.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    pub organization: String,
    pub pfa_id: String,
    pub description: Option<String>,
    pub status: &'static str,
    /// The planner's words for why.
    pub reason: Option<String>,
    /// What keeps it from being sent.
    pub problem: Option<String>,
    pub base_version: u64,
    /// PEMS's version as last seen; unknown where the database no longer tells.
    pub pems_version: Option<u64>,
    pub changed_by: String,
    pub changed_at: String,
    pub changes: Vec<ChangedField>,
}

/// One changed field.
#[derive(Debug, Serialize)]
pub(super) struct ChangedField {
    pub field: Field,
    /// What PEMS had when it was changed.
    pub base: Json,
    pub mine: Json,
    /// What PEMS has now; left out where the database no longer tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pems: Option<Json>,
}

/// A change that could not be read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Lost {
    pub organization: Option<String>,
    pub pfa_id: Option<String>,
    pub status: Option<&'static str>,
}

impl Document {
    pub(super) fn of(salvage: &Salvage, exported_at: String) -> Self {
        Self {
            format: FORMAT,
            exported_at,
            records: salvage.unsent.iter().map(Record::of).collect(),
            unreadable: salvage.unreadable.iter().map(Lost::of).collect(),
        }
    }
}

impl Record {
    fn of(unsent: &Unsent) -> Self {
        let m = &unsent.modification;
        let pems = unsent.mirror.as_ref().map(|row| &row.record);
        Self {
            organization: m.record.organization.to_string(),
            pfa_id: m.record.pfa_id.to_string(),
            description: described(unsent),
            status: m.status.name(),
            reason: m.draft.reason.clone(),
            problem: unsent.clash.as_ref().map(in_question).or_else(|| m.sync_error.clone()),
            base_version: m.draft.base_version,
            pems_version: pems.map(|record| record.version),
            changed_by: m.changed_by.clone(),
            changed_at: instant(m.changed_at),
            changes: m.draft.delta.iter().map(|(field, mine)| change(unsent, pems, field, mine)).collect(),
        }
    }
}

impl Lost {
    fn of(lost: &Unreadable) -> Self {
        Self {
            organization: lost.record.as_ref().map(|id| id.organization.to_string()),
            pfa_id: lost.record.as_ref().map(|id| id.pfa_id.to_string()),
            status: lost.status.map(|status| status.name()),
        }
    }
}

fn change(unsent: &Unsent, pems: Option<&PfaRecord>, field: Field, mine: &FieldValue) -> ChangedField {
    ChangedField {
        field,
        base: unsent.modification.draft.base.get(&field).map_or(Json::Null, FieldValue::to_json),
        mine: mine.to_json(),
        pems: pems.map(|record| record.get(field).to_json()),
    }
}

/// The description as the planner sees it.
fn described(unsent: &Unsent) -> Option<String> {
    let mine = unsent.modification.draft.delta.get(Field::Description).map(ToString::to_string);
    let theirs =
        || unsent.mirror.as_ref().and_then(|row| row.record.text(Field::Description).map(str::to_owned));
    mine.or_else(theirs).filter(|text| !text.is_empty())
}

fn in_question(clash: &Clash) -> String {
    let fields: Vec<&str> = clash.fields.iter().map(|f| f.name()).collect();
    match &clash.rule {
        Some(rule) => rule.to_string(),
        None => format!("Changed in PEMS too: {}.", fields.join(", ")),
    }
}
