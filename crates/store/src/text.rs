//! How values stand in columns: instants, JSON members, identities.

use crate::StoreError;
use chrono::{DateTime, SecondsFormat, Utc};
use pfa_domain::{Delta, Field, FieldValue, Organization, PfaId, PfaRecord, RecordId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// An instant as a column holds it: UTC with microseconds, so that text sorts as time.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Text as it is searched: each character in lower case by itself, so that a part of a text stays a
/// part of it. Sigma alone has two small letters, one of them for the end of a word.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|e| StoreError::unreadable("instant", e))
}

pub(crate) fn maybe_instant(text: Option<String>) -> Result<Option<DateTime<Utc>>, StoreError> {
    text.as_deref().map(instant).transpose()
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::unreadable("value", e))
}

pub(crate) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::unreadable(what, e))
}

pub(crate) fn delta_to_text(delta: &Delta) -> String {
    Json::Object(delta.to_json()).to_string()
}

pub(crate) fn delta_from_text(text: &str) -> Result<Delta, StoreError> {
    let members: Map<String, Json> = from_json("delta", text)?;
    // A field that this build does not know is not left out in silence: it is somebody's edit.
    if let Some(name) = members.keys().find(|name| name.parse::<Field>().is_err()) {
        return Err(StoreError::unreadable("delta", format!("no field is called {name:?}")));
    }
    Delta::from_json(&members).map_err(|e| StoreError::unreadable("delta", e))
}

pub(crate) fn base_to_text(base: &BTreeMap<Field, FieldValue>) -> String {
    let members: Map<String, Json> = base.iter().map(|(f, v)| (f.name().to_owned(), v.to_json())).collect();
    Json::Object(members).to_string()
}

pub(crate) fn base_from_text(text: &str) -> Result<BTreeMap<Field, FieldValue>, StoreError> {
    Ok(delta_from_text(text)?.into_iter().collect())
}

/// The known fields that have a value as a JSON object, in the order of the field list. Written by hand: of all that
/// taking over a page of records takes, a map of each was the dearest part.
pub(crate) fn record_to_text(record: &PfaRecord) -> String {
    let mut text = String::with_capacity(700);
    for (field, value) in record.fields().filter(|(_, value)| !value.is_null()) {
        text.push(if text.is_empty() { '{' } else { ',' });
        // Writing to a string cannot fail.
        let _ = match value {
            FieldValue::Text(words) if stands_for_itself(words) => {
                write!(text, "\"{}\":\"{words}\"", field.name())
            }
            FieldValue::Text(words) => write!(text, "\"{}\":{}", field.name(), Json::from(words.as_str())),
            FieldValue::Bool(flag) => write!(text, "\"{}\":{flag}", field.name()),
            FieldValue::Null
            | FieldValue::Money(_)
            | FieldValue::Date(_)
            | FieldValue::Source(_)
            | FieldValue::Dor(_)
            | FieldValue::Instant(_) => write!(text, "\"{}\":\"{value}\"", field.name()),
        };
    }
    text.push_str(if text.is_empty() { "{}" } else { "}" });
    text
}

/// Whether no character of a text is written otherwise in JSON.
fn stands_for_itself(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
}

pub(crate) fn record_from_text(id: RecordId, version: u64, text: &str) -> Result<PfaRecord, StoreError> {
    let members: Map<String, Json> = from_json("record", text)?;
    PfaRecord::from_json(id, version, &members).map_err(|e| StoreError::unreadable("record", e))
}

pub(crate) fn record_id(organization: String, pfa_id: String) -> Result<RecordId, StoreError> {
    Ok(RecordId::new(
        Organization::new(organization).map_err(|e| StoreError::unreadable("organization", e))?,
        PfaId::new(pfa_id).map_err(|e| StoreError::unreadable("PFA id", e))?,
    ))
}

pub(crate) fn uuid(text: &str) -> Result<uuid::Uuid, StoreError> {
    text.parse().map_err(|e| StoreError::unreadable("id", e))
}
