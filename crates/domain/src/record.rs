//! A PFA record: one equipment requirement, its plan, its forecast, its actuals.

use crate::{Dor, Field, FieldValue, InvalidValue, Money, RecordId, Source};
use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

/// A record as PEMS has it, or as a planner sees it with a draft laid over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PfaRecord {
    /// Whose record it is and which.
    pub id: RecordId,
    /// PEMS's version, 1 or more; it rises by 1 with each write.
    pub version: u64,
    values: [FieldValue; Field::COUNT],
    /// Fields that this build does not know, kept as they came.
    pub unknown: Map<String, Json>,
}

/// A field of a record that holds what it may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {why}", field.label())]
pub struct RecordError {
    /// The field.
    pub field: Field,
    /// What is wrong with its value.
    pub why: InvalidValue,
}

impl PfaRecord {
    /// Builds a record from what `value` says of each field.
    pub fn build<E>(
        id: RecordId,
        version: u64,
        mut value: impl FnMut(Field) -> Result<FieldValue, E>,
    ) -> Result<Self, E> {
        let mut values = [const { FieldValue::Null }; Field::COUNT];
        for field in Field::ALL {
            values[field as usize] = value(field)?;
        }
        Ok(Self { id, version, values, unknown: Map::new() })
    }

    /// Builds a record from JSON members by camelCase name; a missing member is null.
    pub fn from_json(id: RecordId, version: u64, members: &Map<String, Json>) -> Result<Self, RecordError> {
        Self::build(id, version, |field| {
            FieldValue::from_json(field, members.get(field.name()).unwrap_or(&Json::Null))
                .map_err(|why| RecordError { field, why })
        })
    }

    /// The field's value.
    pub fn get(&self, field: Field) -> &FieldValue {
        &self.values[field as usize]
    }

    /// Puts a value that was parsed for this field.
    pub fn set(&mut self, field: Field, value: FieldValue) {
        self.values[field as usize] = value;
    }

    /// All fields with their values.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &FieldValue)> {
        Field::ALL.into_iter().zip(&self.values)
    }

    /// The known fields as JSON members by camelCase name.
    pub fn to_json(&self) -> Map<String, Json> {
        self.fields().map(|(field, value)| (field.name().to_owned(), value.to_json())).collect()
    }

    /// The date in a date field; `None` when empty.
    pub fn date(&self, field: Field) -> Option<NaiveDate> {
        if let FieldValue::Date(date) = self.get(field) { Some(*date) } else { None }
    }

    /// The amount in a money field; `None` when empty.
    pub fn money(&self, field: Field) -> Option<Money> {
        if let FieldValue::Money(amount) = self.get(field) { Some(*amount) } else { None }
    }

    /// The text in a text field; `None` when empty.
    pub fn text(&self, field: Field) -> Option<&str> {
        if let FieldValue::Text(text) = self.get(field) { Some(text) } else { None }
    }

    /// Rental or Purchase.
    pub fn source(&self) -> Option<Source> {
        if let FieldValue::Source(source) = self.get(Field::Source) { Some(*source) } else { None }
    }

    /// Who pays.
    pub fn dor(&self) -> Option<Dor> {
        if let FieldValue::Dor(dor) = self.get(Field::Dor) { Some(*dor) } else { None }
    }

    /// Whether the equipment is on site and billing.
    pub fn is_actualized(&self) -> bool {
        *self.get(Field::IsActualized) == FieldValue::Bool(true)
    }

    /// Whether the requirement is cancelled.
    pub fn is_discontinued(&self) -> bool {
        *self.get(Field::IsDiscontinued) == FieldValue::Bool(true)
    }

    /// Whether PEMS's own columns apart (who changed it last, when), every value is the same.
    pub fn same_values(&self, other: &PfaRecord) -> bool {
        Field::ALL
            .into_iter()
            .filter(|f| !matches!(f, Field::LastChangedBy | Field::LastChangedAt))
            .all(|f| self.get(f) == other.get(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::tests::rental;

    #[test]
    fn a_record_is_told_field_by_field() {
        let record = rental();
        let members = record.to_json();
        assert_eq!(members.len(), Field::COUNT);
        assert!(record.fields().all(|(field, value)| members[field.name()] == value.to_json()));
        assert_eq!(record.fields().count(), Field::COUNT);
    }

    #[test]
    fn a_value_is_had_in_the_type_of_its_field_alone() {
        let mut record = rental();
        record.set(Field::Model, FieldValue::Text("LR 1160".to_owned()));
        record.set(Field::Dor, FieldValue::Dor(Dor::Project));
        assert_eq!(record.text(Field::Model), Some("LR 1160"));
        assert_eq!(record.text(Field::Dor), None);
        assert_eq!(record.dor(), Some(Dor::Project));
    }

    #[test]
    fn who_changed_a_record_last_is_no_difference_and_everything_else_is() {
        let record = rental();
        let mut touched = record.clone();
        touched.set(Field::LastChangedBy, FieldValue::Text("R.ORTIZ".to_owned()));
        assert!(record.same_values(&touched));
        touched.set(Field::Model, FieldValue::Text("another".to_owned()));
        assert!(!record.same_values(&touched));
    }
}
