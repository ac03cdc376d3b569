//! A record as PEMS shows it, in a grid row or a REST body, and what becomes of one that is none.

use crate::{
    bounds::LARGEST,
    text::{json_payload, one_line},
};
use pfa_domain::{Field, FieldValue, InvalidValue, Organization, PfaId, PfaRecord, RecordId};
use serde_json::{Map, Value as Json};
use std::{collections::HashSet, sync::LazyLock};

/// The most of a bad row that is kept to be looked at.
const PAYLOAD_BYTES_MAX: usize = 64 << 10;
const WORD_MAX: usize = 60;

/// A row that parsed, or one that did not, to be put aside with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is a record: a box each would be for nothing"
)]
pub enum ObservedRow {
    /// A record. It may be another organization's: that is for the reader to notice.
    Record(PfaRecord),
    /// No record.
    Unparsable {
        /// What it gives as its id, if that is text.
        pfa_id: Option<String>,
        /// What it gives as its organization, if that is text.
        organization: Option<String>,
        /// Its version, if it is one.
        version: Option<u64>,
        /// Why it is no record, for a person.
        reason: String,
        /// The row as JSON, at most 64 KiB of it.
        payload: String,
    },
}

/// The two forms that PEMS writes a record in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Lower-case aliases, every value a string, '' for null.
    Grid,
    /// camelCase names and JSON's types.
    Rest,
}

/// Reads one record.
pub(crate) fn observe(form: Form, row: Json) -> ObservedRow {
    match row {
        Json::Object(mut members) => match record(form, &members) {
            Ok(mut record) => {
                members.retain(|name, _| !form.knows(name));
                record.unknown = members;
                ObservedRow::Record(record)
            }
            Err(reason) => unparsable(form, Json::Object(members), reason),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
            unparsable(form, row, "the row is not an object".to_owned())
        }
    }
}

impl ObservedRow {
    /// The id in the row, where it is one.
    pub(crate) fn pfa_id(&self) -> Option<PfaId> {
        match self {
            ObservedRow::Record(record) => Some(record.id.pfa_id.clone()),
            ObservedRow::Unparsable { pfa_id, .. } => pfa_id.clone().and_then(|id| PfaId::new(id).ok()),
        }
    }

    /// The organization in the row, where it is text.
    pub(crate) fn organization(&self) -> Option<&str> {
        match self {
            ObservedRow::Record(record) => Some(record.id.organization.as_str()),
            ObservedRow::Unparsable { organization, .. } => organization.as_deref(),
        }
    }
}

impl Form {
    /// The members that hold id, organization and version.
    fn identity(self) -> [&'static str; 3] {
        match self {
            Form::Grid => ["pfs_id", "pfs_a_org", "pfs_updatecount"],
            Form::Rest => ["pfaId", "organization", "version"],
        }
    }

    fn knows(self, name: &str) -> bool {
        static NAMES: [LazyLock<HashSet<&str>>; 2] =
            [LazyLock::new(|| Form::Grid.names()), LazyLock::new(|| Form::Rest.names())];
        match self {
            Form::Grid => NAMES[0].contains(name),
            Form::Rest => NAMES[1].contains(name),
        }
    }

    fn names(self) -> HashSet<&'static str> {
        self.identity().into_iter().chain(Field::ALL.into_iter().map(|field| self.name(field))).collect()
    }

    fn name(self, field: Field) -> &'static str {
        match self {
            Form::Grid => field.alias(),
            Form::Rest => field.name(),
        }
    }

    fn value(self, field: Field, json: Option<&Json>) -> Result<FieldValue, InvalidValue> {
        match (self, json) {
            (_, None) => FieldValue::from_json(field, &Json::Null),
            (Form::Rest, Some(json)) => FieldValue::from_json(field, json),
            (Form::Grid, Some(json)) => {
                FieldValue::from_grid(field, json.as_str().ok_or(InvalidValue::WrongType)?)
            }
        }
    }

    fn version(self, json: &Json) -> Option<u64> {
        let version = match self {
            Form::Rest => json.as_u64(),
            Form::Grid => json
                .as_str()
                .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|n| n.parse().ok()),
        };
        version.filter(|version| (1..=LARGEST).contains(version))
    }
}

fn record(form: Form, members: &Map<String, Json>) -> Result<PfaRecord, String> {
    let [id, organization, version] = form.identity();
    let text = |name: &str| {
        members.get(name).and_then(Json::as_str).ok_or_else(|| format!("the row has no text in {name}"))
    };
    let pfa_id = PfaId::new(text(id)?).map_err(|why| why.to_string())?;
    let organization = Organization::new(text(organization)?).map_err(|why| why.to_string())?;
    let version = members
        .get(version)
        .and_then(|json| form.version(json))
        .ok_or_else(|| format!("the row's {version} is not a version (1 or more)"))?;
    PfaRecord::build(RecordId::new(organization, pfa_id), version, |field| {
        form.value(field, members.get(form.name(field))).map_err(|why| format!("{} {why}", field.label()))
    })
}

fn unparsable(form: Form, row: Json, reason: String) -> ObservedRow {
    let [id, organization, version] = form.identity();
    let word = |name: &str| row.get(name).and_then(Json::as_str).map(|word| one_line(word, WORD_MAX));
    ObservedRow::Unparsable {
        pfa_id: word(id),
        organization: word(organization),
        version: row.get(version).and_then(|json| form.version(json)),
        reason: one_line(&reason, 300),
        payload: json_payload(&row.to_string(), PAYLOAD_BYTES_MAX),
    }
}

#[cfg(test)]
mod tests;
