//! The six business rules. PEMS enforces them; a planner hears of them at the keystroke.
//!
//! Source: "Business rules" of the PEMS field list (`contract/fields.md`).

use crate::{Delta, Field, InvalidValue, PfaRecord, Source, Writer};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A business rule, by its number in the field list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// 1: an end is not before its start.
    DatesInOrder = 1,
    /// 2: a Rental has a monthly rate, a Purchase has a purchase price.
    PriceForSource = 2,
    /// 3: every value is of its field's type, range and words; only writable fields are written.
    ValidValue = 3,
    /// 4: plan fields never change.
    PlanIsFixed = 4,
    /// 5: an actualized record's actual start and forecast dates are fixed.
    ActualizedIsFixed = 5,
    /// 6: a discontinued record is read-only until it is reinstated.
    DiscontinuedIsReadOnly = 6,
}

/// One rule broken, by which fields, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The fields that break it together.
    pub fields: Vec<Field>,
    /// A sentence that says what is wrong.
    pub message: String,
}

impl Rule {
    /// The number in the field list, 1 to 6.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl From<Rule> for u8 {
    fn from(rule: Rule) -> u8 {
        rule.number()
    }
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            1 => Ok(Rule::DatesInOrder),
            2 => Ok(Rule::PriceForSource),
            3 => Ok(Rule::ValidValue),
            4 => Ok(Rule::PlanIsFixed),
            5 => Ok(Rule::ActualizedIsFixed),
            6 => Ok(Rule::DiscontinuedIsReadOnly),
            other => Err(serde::de::Error::custom(format!("there is no business rule {other}"))),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (rule {})", self.message, self.rule.number())
    }
}

impl Violation {
    /// A value that does not fit its field: rule 3.
    pub fn of_value(field: Field, why: &InvalidValue) -> Self {
        Self::new(Rule::ValidValue, [field], format!("{} {why}.", field.label()))
    }

    fn new(rule: Rule, fields: impl Into<Vec<Field>>, message: impl Into<String>) -> Self {
        Self { rule, fields: fields.into(), message: message.into() }
    }
}

/// Checks what a record holds by itself: rules 1 and 2. Types (rule 3) were checked when it was read.
pub fn check_record(record: &PfaRecord) -> Vec<Violation> {
    let forecast =
        order(record, Field::ForecastStart, Field::ForecastEnd, "The forecast ends before it starts.");
    let actual =
        order(record, Field::ActualStart, Field::ActualEnd, "The actual end is before the actual start.");
    forecast.into_iter().chain(actual).chain(price(record)).collect()
}

/// Checks a change to a record as PEMS has it: every rule.
pub fn check_change(before: &PfaRecord, change: &Delta) -> Vec<Violation> {
    let mut broken: Vec<Violation> = Vec::new();
    broken.extend(unwritable(change));
    broken.extend(discontinued(before, change));
    broken.extend(actualized(before, change));
    // Cancelling says nothing of dates and money, and is the way out for a record that PEMS holds wrong.
    if !change.discontinues() {
        broken.extend(check_record(&change.apply(before)));
    }
    broken
}

fn order(record: &PfaRecord, start: Field, end: Field, message: &str) -> Option<Violation> {
    let (from, to) = record.date(start).zip(record.date(end))?;
    (to < from).then(|| Violation::new(Rule::DatesInOrder, [start, end], message))
}

fn price(record: &PfaRecord) -> Option<Violation> {
    let (needed, message) = match record.source()? {
        Source::Rental => (Field::MonthlyRate, "A rental needs a monthly rate."),
        Source::Purchase => (Field::PurchasePrice, "A purchase needs a purchase price."),
    };
    record
        .money(needed)
        .is_none()
        .then(|| Violation::new(Rule::PriceForSource, [Field::Source, needed], message))
}

fn unwritable(change: &Delta) -> impl Iterator<Item = Violation> {
    change.fields().filter_map(|field| match field.writer() {
        Writer::Person(_) => None,
        Writer::Nobody if is_plan(field) => Some(Violation::new(
            Rule::PlanIsFixed,
            [field],
            format!("{} is part of the plan, a locked baseline.", field.label()),
        )),
        Writer::Nobody | Writer::Pems => Some(Violation::new(
            Rule::ValidValue,
            [field],
            format!("{} is set by PEMS and cannot be edited.", field.label()),
        )),
    })
}

fn is_plan(field: Field) -> bool {
    matches!(field, Field::OriginalStart | Field::OriginalEnd)
}

fn discontinued(before: &PfaRecord, change: &Delta) -> Option<Violation> {
    if change.contains(Field::IsDiscontinued) && change.len() > 1 {
        return Some(Violation::new(
            Rule::DiscontinuedIsReadOnly,
            change.fields().collect::<Vec<_>>(),
            "Discontinuing or reinstating goes alone: send or discard the other changes first.",
        ));
    }
    let blocked = before.is_discontinued() && !change.is_empty() && !change.reinstates();
    blocked.then(|| {
        Violation::new(
            Rule::DiscontinuedIsReadOnly,
            change.fields().collect::<Vec<_>>(),
            "The record is discontinued: reinstate it before editing it.",
        )
    })
}

fn actualized(before: &PfaRecord, change: &Delta) -> Option<Violation> {
    const FIXED: [Field; 3] = [Field::ForecastStart, Field::ForecastEnd, Field::ActualStart];
    let touched: Vec<Field> = FIXED.into_iter().filter(|f| change.contains(*f)).collect();
    (before.is_actualized() && !touched.is_empty()).then(|| {
        Violation::new(
            Rule::ActualizedIsFixed,
            touched,
            "The equipment is on site: its actual start and its forecast dates are fixed.",
        )
    })
}

#[cfg(test)]
#[expect(clippy::wildcard_enum_match_arm, reason = "of the fields, a test names those that it is about")]
pub(crate) mod tests {
    use super::*;
    use crate::{Dor, FieldValue, Money, Organization, PfaId, RecordId};
    use chrono::NaiveDate;

    /// A rental in order, without dates.
    pub(crate) fn rental() -> PfaRecord {
        let id = RecordId::new(Organization::new("RIO").unwrap(), PfaId::new("RIO-1").unwrap());
        PfaRecord::build(id, 1, |field| {
            Ok::<_, std::convert::Infallible>(match field {
                Field::AreaSilo | Field::Category | Field::Class => FieldValue::Text("x".into()),
                Field::Source => FieldValue::Source(Source::Rental),
                Field::Dor => FieldValue::Dor(Dor::Beo),
                Field::IsActualized | Field::IsDiscontinued | Field::IsFundsTransferable => {
                    FieldValue::Bool(false)
                }
                Field::MonthlyRate => FieldValue::Money(Money::from_cents(100).unwrap()),
                _ => FieldValue::Null,
            })
        })
        .unwrap()
    }

    fn day(n: Option<i64>) -> FieldValue {
        n.map_or(FieldValue::Null, |n| {
            FieldValue::Date(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(n))
        })
    }

    fn one(field: Field, value: FieldValue) -> Delta {
        [(field, value)].into_iter().collect()
    }

    fn rules(broken: &[Violation]) -> Vec<u8> {
        broken.iter().map(|v| v.rule.number()).collect()
    }

    #[test]
    fn a_violation_names_its_rule_by_number() {
        let violation = Violation::of_value(Field::Model, &InvalidValue::Empty);
        assert!(violation.to_string().starts_with("Model ") && violation.to_string().ends_with("(rule 3)"));
        assert_eq!(u8::from(Rule::ActualizedIsFixed), 5);
    }

    #[test]
    fn dates_are_in_order_for_every_pair_of_three_days_and_empty() {
        let days = [None, Some(0), Some(1), Some(2)];
        for (start, end) in days.iter().flat_map(|s| days.iter().map(move |e| (*s, *e))) {
            for (first, last) in
                [(Field::ForecastStart, Field::ForecastEnd), (Field::ActualStart, Field::ActualEnd)]
            {
                let mut record = rental();
                record.set(first, day(start));
                record.set(last, day(end));
                let broken = check_record(&record);
                let wrong = start.zip(end).is_some_and(|(s, e)| e < s);
                assert_eq!(rules(&broken), if wrong { vec![1] } else { vec![] }, "{start:?} {end:?}");
                assert!(broken.iter().all(|v| v.fields == [first, last]));
            }
        }
    }

    #[test]
    fn a_source_has_its_price() {
        for source in [Source::Rental, Source::Purchase] {
            for (rate, price) in [(false, false), (false, true), (true, false), (true, true)] {
                let amount =
                    |there: bool| if there { FieldValue::Money(Money::MAX) } else { FieldValue::Null };
                let mut record = rental();
                record.set(Field::Source, FieldValue::Source(source));
                record.set(Field::MonthlyRate, amount(rate));
                record.set(Field::PurchasePrice, amount(price));
                let fine = if source == Source::Rental { rate } else { price };
                assert_eq!(rules(&check_record(&record)), if fine { vec![] } else { vec![2] });
            }
        }
    }

    #[test]
    fn only_what_a_person_may_write_is_written() {
        for field in Field::ALL {
            let expected = match field {
                Field::OriginalStart | Field::OriginalEnd => vec![4],
                Field::AreaSilo | Field::IsActualized | Field::LastChangedBy | Field::LastChangedAt => {
                    vec![3]
                }
                _ => vec![],
            };
            let same = rental().get(field).clone();
            assert_eq!(rules(&check_change(&rental(), &one(field, same))), expected, "{field}");
        }
    }

    #[test]
    fn of_an_actualized_record_only_the_actual_end_moves() {
        let mut record = rental();
        record.set(Field::IsActualized, FieldValue::Bool(true));
        record.set(Field::ActualStart, day(Some(5)));
        for field in [Field::ForecastStart, Field::ForecastEnd, Field::ActualStart] {
            for value in [day(None), day(Some(6))] {
                let broken = check_change(&record, &one(field, value));
                assert!(rules(&broken).contains(&5), "{field}");
            }
        }
        assert_eq!(check_change(&record, &one(Field::ActualEnd, day(Some(5)))), []);
        assert_eq!(check_change(&record, &one(Field::ActualEnd, day(None))), []);
        assert_eq!(rules(&check_change(&record, &one(Field::ActualEnd, day(Some(4))))), [1]);
        assert_eq!(check_change(&record, &one(Field::Model, FieldValue::Text("m".into()))), []);
    }

    #[test]
    fn a_discontinued_record_is_only_reinstated_and_that_alone() {
        let mut record = rental();
        record.set(Field::IsDiscontinued, FieldValue::Bool(true));
        let model = one(Field::Model, FieldValue::Text("m".into()));
        assert_eq!(rules(&check_change(&record, &model)), [6]);
        assert_eq!(check_change(&record, &one(Field::IsDiscontinued, FieldValue::Bool(false))), []);
        let mut both = model;
        both.insert(Field::IsDiscontinued, FieldValue::Bool(false));
        assert_eq!(rules(&check_change(&record, &both)), [6]);
        assert_eq!(rules(&check_change(&rental(), &both)), [6]);
    }

    #[test]
    fn a_rule_reads_back_from_its_number() {
        for number in 1..=6u8 {
            let rule: Rule = serde_json::from_value(number.into()).unwrap();
            assert_eq!(rule.number(), number);
        }
        assert!(serde_json::from_value::<Rule>(7.into()).is_err());
    }
}
