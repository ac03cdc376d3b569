//! Values to type: each is new, so that it can be told from every other wherever it turns up.

use crate::chance::Chance;
use chrono::{Days, NaiveDate};
use pfa_domain::{Delta, Field, FieldValue, Money, PfaRecord, Source};

/// Hands out values that were not there before.
#[derive(Debug, Default)]
pub struct Values {
    handed_out: u64,
}

/// Fields that a planner edits most.
const COMMON: &[Field] = &[
    Field::Model,
    Field::Model,
    Field::Description,
    Field::Contract,
    Field::Manufacturer,
    Field::MonthlyRate,
    Field::ForecastStart,
    Field::ForecastEnd,
    Field::ForecastEnd,
    Field::ActualEnd,
    Field::Source,
];

impl Values {
    /// A change of one or two fields, by whom the values name.
    pub fn change(&mut self, chance: &mut Chance, record: &PfaRecord, by: &str) -> Delta {
        let number = chance.weighted(&[(3, 1), (1, 2)]).unwrap_or(1);
        let mut change = Delta::default();
        for _ in 0..number {
            let field = chance.pick(COMMON).copied().unwrap_or(Field::Model);
            self.put(&mut change, field, record, by);
        }
        change
    }

    /// A new value for one field, and what has to come with it.
    pub fn put(&mut self, change: &mut Delta, field: Field, record: &PfaRecord, by: &str) {
        self.handed_out += 1;
        let number = self.handed_out;
        let value = match field {
            Field::MonthlyRate | Field::PurchasePrice => self.money(),
            Field::ForecastStart | Field::ActualStart => day(2_026, number),
            Field::ForecastEnd | Field::ActualEnd => day(2_040, number),
            Field::Source => {
                let other = match record.source() {
                    Some(Source::Rental) => Source::Purchase,
                    Some(Source::Purchase) | None => Source::Rental,
                };
                let price = if other == Source::Rental { Field::MonthlyRate } else { Field::PurchasePrice };
                change.insert(price, self.money());
                FieldValue::Source(other)
            }
            Field::IsFundsTransferable => FieldValue::Bool(number.is_multiple_of(2)),
            Field::AreaSilo
            | Field::Category
            | Field::ForecastCategory
            | Field::Class
            | Field::Description
            | Field::Dor
            | Field::IsActualized
            | Field::IsDiscontinued
            | Field::Manufacturer
            | Field::Model
            | Field::OriginalStart
            | Field::OriginalEnd
            | Field::Contract
            | Field::Equipment
            | Field::LastChangedBy
            | Field::LastChangedAt => FieldValue::Text(format!("{by}-{number}")),
        };
        change.insert(field, value);
    }

    /// A change that breaks a rule together with the other side's: an end before the start that they chose, or the
    /// price taken away that their source needs.
    pub fn rule_breaker(&mut self, change: &Delta, record: &PfaRecord) -> Option<Delta> {
        self.handed_out += 1;
        let before = |value: &FieldValue| match value {
            FieldValue::Date(day) => day.checked_sub_days(Days::new(1)).map(FieldValue::Date),
            FieldValue::Null
            | FieldValue::Text(_)
            | FieldValue::Money(_)
            | FieldValue::Bool(_)
            | FieldValue::Source(_)
            | FieldValue::Dor(_)
            | FieldValue::Instant(_) => None,
        };
        let after = |value: &FieldValue| match value {
            FieldValue::Date(day) => day.checked_add_days(Days::new(1)).map(FieldValue::Date),
            FieldValue::Null
            | FieldValue::Text(_)
            | FieldValue::Money(_)
            | FieldValue::Bool(_)
            | FieldValue::Source(_)
            | FieldValue::Dor(_)
            | FieldValue::Instant(_) => None,
        };
        let pairs = [
            (change.get(Field::ForecastStart).and_then(before), Field::ForecastEnd),
            (change.get(Field::ForecastEnd).and_then(after), Field::ForecastStart),
            (change.get(Field::ActualEnd).and_then(after), Field::ActualStart),
        ];
        let found = pairs.into_iter().find_map(|(value, field)| value.map(|value| (field, value)));
        if let Some((field, value)) = found {
            return Some([(field, value)].into_iter().collect());
        }
        let source = change.get(Field::Source)?;
        let price = if *source == FieldValue::Source(Source::Rental) {
            Field::MonthlyRate
        } else {
            Field::PurchasePrice
        };
        let own = record.source()?;
        let needed = if own == Source::Rental { Field::MonthlyRate } else { Field::PurchasePrice };
        (price != needed).then(|| [(price, FieldValue::Null)].into_iter().collect())
    }

    fn money(&self) -> FieldValue {
        let cents = 1_000_000 + i64::try_from(self.handed_out).unwrap_or(0);
        Money::from_cents(cents).map_or(FieldValue::Null, FieldValue::Money)
    }
}

/// A day of its own from the start of a year on.
fn day(year: i32, number: u64) -> FieldValue {
    let first = NaiveDate::from_ymd_opt(year, 2, 1).unwrap_or_default();
    first.checked_add_days(Days::new(number)).map_or(FieldValue::Null, FieldValue::Date)
}
