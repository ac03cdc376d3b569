//! A record as PEMS shows it, in a grid row or a REST body, and what becomes of one that is none.

mod members;

use crate::{
    bounds::LARGEST,
    text::{json_payload, one_line},
};
use members::{Member, Members};
use pfa_domain::{Field, FieldValue, InvalidValue, Organization, PfaId, PfaRecord, RecordId};
use serde::{Deserialize, Deserializer, de::DeserializeSeed};
use serde_json::Value as Json;
use std::{collections::HashMap, sync::LazyLock};

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

/// A row of the grid, read as the answer is: of a first pull's rows no tree of JSON is made.
pub(crate) struct GridRow(pub(crate) ObservedRow);

/// Reads one record.
pub(crate) fn observe(form: Form, row: Json) -> ObservedRow {
    match form.deserialize(row) {
        Ok(row) => row,
        Err(why) => no_record(None, None, None, &format!("the row cannot be read: {why}"), &Json::Null),
    }
}

impl<'de> Deserialize<'de> for GridRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Form::Grid.deserialize(deserializer).map(Self)
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

    /// Where a member that the form knows stands among them: the identity's first, then the fields'.
    fn place(self, name: &str) -> Option<usize> {
        static PLACES: [LazyLock<HashMap<&str, usize>>; 2] =
            [LazyLock::new(|| Form::Grid.places()), LazyLock::new(|| Form::Rest.places())];
        match self {
            Form::Grid => PLACES[0].get(name).copied(),
            Form::Rest => PLACES[1].get(name).copied(),
        }
    }

    fn places(self) -> HashMap<&'static str, usize> {
        self.names().zip(0..).collect()
    }

    /// The members that the form knows, in the order of their places.
    fn names(self) -> impl Iterator<Item = &'static str> {
        self.identity().into_iter().chain(Field::ALL.into_iter().map(move |field| self.name(field)))
    }

    fn name(self, field: Field) -> &'static str {
        match self {
            Form::Grid => field.alias(),
            Form::Rest => field.name(),
        }
    }

    fn value(self, field: Field, member: Option<&Member<'_>>) -> Result<FieldValue, InvalidValue> {
        match (self, member) {
            (_, None) => FieldValue::from_json(field, &Json::Null),
            (Form::Grid, Some(Member::Text(text))) => FieldValue::from_grid(field, text),
            (Form::Grid, Some(Member::Other(_))) => Err(InvalidValue::WrongType),
            (Form::Rest, Some(Member::Text(text))) => FieldValue::from_json(field, &text.as_ref().into()),
            (Form::Rest, Some(Member::Other(json))) => FieldValue::from_json(field, json),
        }
    }

    fn version(self, member: Option<&Member<'_>>) -> Option<u64> {
        let version = match (self, member) {
            (Form::Rest, Some(Member::Other(json))) => json.as_u64(),
            (Form::Grid, Some(Member::Text(text))) if text.bytes().all(|b| b.is_ascii_digit()) => {
                text.parse().ok()
            }
            (Form::Rest | Form::Grid, _) => None,
        };
        version.filter(|version| (1..=LARGEST).contains(version))
    }
}

fn record(form: Form, members: &Members<'_>) -> Result<PfaRecord, String> {
    let [id, organization, version] = form.identity();
    let text =
        |at: usize, name: &str| members.text(at).ok_or_else(|| format!("the row has no text in {name}"));
    let pfa_id = PfaId::new(text(0, id)?).map_err(|why| why.to_string())?;
    let organization = Organization::new(text(1, organization)?).map_err(|why| why.to_string())?;
    let version = form
        .version(members.at(2))
        .ok_or_else(|| format!("the row's {version} is not a version (1 or more)"))?;
    PfaRecord::build(RecordId::new(organization, pfa_id), version, |field| {
        form.value(field, members.of(field)).map_err(|why| format!("{} {why}", field.label()))
    })
}

/// Makes a record of the members, or says why they are none.
fn row_of(form: Form, mut members: Members<'_>) -> ObservedRow {
    match record(form, &members) {
        Ok(mut record) => {
            record.unknown = members.take_unknown();
            ObservedRow::Record(record)
        }
        Err(reason) => {
            let version = form.version(members.at(2));
            let [id, organization] = [0, 1].map(|at| members.text(at).map(|word| one_line(word, WORD_MAX)));
            no_record(id, organization, version, &reason, &members.into_json(form))
        }
    }
}

fn no_record(
    pfa_id: Option<String>,
    organization: Option<String>,
    version: Option<u64>,
    reason: &str,
    row: &Json,
) -> ObservedRow {
    ObservedRow::Unparsable {
        pfa_id,
        organization,
        version,
        reason: one_line(reason, 300),
        payload: json_payload(&row.to_string(), PAYLOAD_BYTES_MAX),
    }
}

#[cfg(test)]
mod tests;
