//! The difference between two records: only the fields that differ.

use crate::{Field, FieldValue, Permission, PfaRecord, RecordError};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, btree_map};

/// New values for some fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta(BTreeMap<Field, FieldValue>);

impl Delta {
    /// What has to change in `from` to make it `to`, of the fields that a person may write.
    pub fn between(from: &PfaRecord, to: &PfaRecord) -> Self {
        Field::ALL
            .into_iter()
            .filter(|f| f.editable() && from.get(*f) != to.get(*f))
            .map(|f| (f, to.get(f).clone()))
            .collect()
    }

    /// Reads JSON members by camelCase name. Unknown names are the caller's to refuse before.
    pub fn from_json(members: &Map<String, Json>) -> Result<Self, RecordError> {
        members
            .iter()
            .filter_map(|(name, json)| name.parse().ok().map(|field: Field| (field, json)))
            .map(|(field, json)| match crate::FieldValue::from_json(field, json) {
                Ok(value) => Ok((field, value)),
                Err(why) => Err(RecordError { field, why }),
            })
            .collect()
    }

    /// JSON members by camelCase name.
    pub fn to_json(&self) -> Map<String, Json> {
        self.0.iter().map(|(field, value)| (field.name().to_owned(), value.to_json())).collect()
    }

    /// The record with the new values in it.
    pub fn apply(&self, record: &PfaRecord) -> PfaRecord {
        let mut changed = record.clone();
        for (field, value) in &self.0 {
            changed.set(*field, value.clone());
        }
        changed
    }

    /// Without the fields that have these values in `record` already.
    pub fn against(&self, record: &PfaRecord) -> Self {
        self.iter().filter(|(f, v)| record.get(*f) != *v).map(|(f, v)| (f, v.clone())).collect()
    }

    /// The new value of a field, if it is among them.
    pub fn get(&self, field: Field) -> Option<&FieldValue> {
        self.0.get(&field)
    }

    /// Puts a new value.
    pub fn insert(&mut self, field: Field, value: FieldValue) {
        self.0.insert(field, value);
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: Field) {
        self.0.remove(&field);
    }

    /// Whether the field is among them.
    pub fn contains(&self, field: Field) -> bool {
        self.0.contains_key(&field)
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields change.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The fields that change, in the order of the field list.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.0.keys().copied()
    }

    /// The fields with their new values.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &FieldValue)> {
        self.0.iter().map(|(f, v)| (*f, v))
    }

    /// The permissions that writing these fields takes.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        self.fields().filter_map(Field::permission)
    }

    /// Whether it is the one change that PEMS takes as a delete: isDiscontinued to true.
    pub fn discontinues(&self) -> bool {
        self.get(Field::IsDiscontinued) == Some(&FieldValue::Bool(true))
    }

    /// Whether it reinstates: isDiscontinued to false.
    pub fn reinstates(&self) -> bool {
        self.get(Field::IsDiscontinued) == Some(&FieldValue::Bool(false))
    }
}

impl FromIterator<(Field, FieldValue)> for Delta {
    fn from_iter<I: IntoIterator<Item = (Field, FieldValue)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl IntoIterator for Delta {
    type Item = (Field, FieldValue);
    type IntoIter = btree_map::IntoIter<Field, FieldValue>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn delta(members: Json) -> Delta {
        Delta::from_json(members.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_delta_is_read_by_the_names_of_its_fields() {
        let read = delta(json!({ "model": "LR 1160", "actualEnd": null, "unknown": 3 }));
        let held: Vec<_> = read.into_iter().collect();
        let expected =
            [(Field::ActualEnd, FieldValue::Null), (Field::Model, FieldValue::Text("LR 1160".into()))];
        assert!(expected.iter().all(|change| held.contains(change)) && held.len() == 2, "{held:?}");
    }

    #[test]
    fn a_delta_is_written_as_it_is_read() {
        let members = json!({ "model": "LR 1160", "actualEnd": null, "monthlyRate": "28500.00" });
        assert_eq!(Json::Object(delta(members.clone()).to_json()), members);
    }

    #[test]
    fn each_field_asks_for_its_own_permission() {
        let asked: Vec<_> = delta(json!({ "model": "m", "actualEnd": "2026-06-12" })).permissions().collect();
        assert!(
            asked.contains(&Permission::EditForecast) && asked.contains(&Permission::EditActuals),
            "{asked:?}"
        );
    }

    #[test]
    fn discontinuing_and_reinstating_are_told_apart() {
        let said = |members: Json| (delta(members.clone()).discontinues(), delta(members).reinstates());
        assert_eq!(said(json!({ "isDiscontinued": true })), (true, false));
        assert_eq!(said(json!({ "isDiscontinued": false })), (false, true));
        assert_eq!(said(json!({ "model": "m" })), (false, false));
    }
}
