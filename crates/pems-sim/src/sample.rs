//! Sample data: plausible construction equipment, the same for the same seed on every machine and day.

mod history;
mod random;
mod vocabulary;

pub(crate) use history::{Version, earlier, reason};
pub(crate) use random::Random;

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use pfa_domain::{Dor, Field, FieldValue, Money, Organization, PfaId, PfaRecord, RecordId, Source};
use std::convert::Infallible;
use vocabulary::{ACTIVITIES, COLLEAGUES, EQUIPMENT, Equipment, IMPORT, PEMS};

/// Which sample record: everything about it follows from this.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampleId<'a> {
    /// The seed of the whole data set.
    pub(crate) seed: u64,
    /// The organization.
    pub(crate) organization: &'a Organization,
    /// The position within it, from 0.
    pub(crate) index: u32,
}

/// The id of the record at a position: the organization's letters and digits, then a number from 10001.
pub(crate) fn pfa_id(organization: &Organization, index: u32) -> PfaId {
    let prefix: String = organization.as_str().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let text = format!("{}-{}", if prefix.is_empty() { "PFA" } else { &prefix }, 10_001 + u64::from(index));
    PfaId::new(text).unwrap_or_else(|_| unreachable!("letters, digits and a hyphen, 30 at most"))
}

/// The record as PEMS holds it when the stand-in starts.
pub(crate) fn record(sample: SampleId<'_>) -> PfaRecord {
    let mut random = Random::of(sample, "record");
    let equipment = random.pick(&EQUIPMENT);
    let dates = Dates::roll(&mut random);
    let source = if random.chance(equipment.rented) { Source::Rental } else { Source::Purchase };
    let discontinued = !dates.actualized && random.chance(5);
    let version = random.between(1, 14).min(random.between(1, 14)).max(if discontinued { 2 } else { 1 });
    let mut record = blank(sample, version);
    fill_identity(&mut record, equipment, &mut random);
    fill_money(&mut record, equipment, source, &mut random);
    dates.fill(&mut record);
    record.set(Field::IsDiscontinued, FieldValue::Bool(discontinued));
    if dates.actualized && random.chance(90) {
        let tag = format!("EQ-{:06}", random.between(1, 999_999));
        record.set(Field::Equipment, FieldValue::Text(tag));
    }
    stamp(&mut record, &mut random);
    record
}

fn blank(sample: SampleId<'_>, version: u64) -> PfaRecord {
    let id = RecordId::new(sample.organization.clone(), pfa_id(sample.organization, sample.index));
    let filled = PfaRecord::build(id, version, |_| Ok::<_, Infallible>(FieldValue::Null));
    match filled {
        Ok(record) => record,
        Err(never) => match never {},
    }
}

fn fill_identity(record: &mut PfaRecord, equipment: &Equipment, random: &mut Random) {
    let silo = random.between(1, 24);
    record.set(Field::AreaSilo, FieldValue::Text(format!("Silo {silo:02}")));
    record.set(Field::Category, text(equipment.category));
    record.set(Field::Class, text(equipment.class));
    if random.chance(70) {
        let other = random.pick(&EQUIPMENT).category;
        let moved = if random.chance(6) { other } else { equipment.category };
        record.set(Field::ForecastCategory, text(moved));
    }
    record.set(Field::Description, description(equipment, silo, random));
    let dor = if random.chance(70) { Dor::Beo } else { Dor::Project };
    record.set(Field::Dor, FieldValue::Dor(dor));
    record.set(Field::IsFundsTransferable, FieldValue::Bool(random.chance(12)));
    if random.chance(86) {
        let &(maker, models) = random.pick(equipment.makers);
        record.set(Field::Manufacturer, text(maker));
        record.set(Field::Model, text(random.pick::<&str>(models)));
    }
    if random.chance(82) {
        let contract = format!("C-{}-{:03}", 4_100 + silo, random.between(1, 40));
        record.set(Field::Contract, FieldValue::Text(contract));
    }
}

fn description(equipment: &Equipment, silo: u64, random: &mut Random) -> FieldValue {
    if random.chance(28) {
        return FieldValue::Null;
    }
    let activity = random.pick(ACTIVITIES);
    let class = equipment.class;
    FieldValue::Text(match random.between(1, 100) {
        1 => format!("{class}, {activity}\nNight shift only; <b>escort</b> & permit \"P-{silo}\" needed"),
        2 => format!("{class} – montagem eletromecânica, Silo {silo:02}"),
        _ => format!("{class} for {activity}"),
    })
}

fn fill_money(record: &mut PfaRecord, equipment: &Equipment, source: Source, random: &mut Random) {
    record.set(Field::Source, FieldValue::Source(source));
    let (rented, bought) = (source == Source::Rental, source == Source::Purchase);
    // Some rentals know what buying would cost, and the other way round.
    if rented || random.chance(15) {
        record.set(Field::MonthlyRate, amount(equipment.rate, 5, random));
    }
    if bought || random.chance(20) {
        record.set(Field::PurchasePrice, amount(equipment.price, 250, random));
    }
}

fn amount((low, high): (u32, u32), step: u64, random: &mut Random) -> FieldValue {
    let units = random.between(u64::from(low) / step, u64::from(high) / step) * step;
    // Most prices are round; those that are not show whether cents survive.
    let cents = if random.chance(25) { random.between(0, 99) } else { 0 };
    let whole = i64::try_from(units * 100 + cents).unwrap_or(i64::MAX);
    FieldValue::Money(Money::from_cents(whole).unwrap_or(Money::MAX))
}

fn stamp(record: &mut PfaRecord, random: &mut Random) {
    let author = match record.version {
        1 => IMPORT,
        _ if record.is_actualized() && random.chance(50) => PEMS,
        _ => random.pick(&COLLEAGUES),
    };
    record.set(Field::LastChangedBy, text(author));
    let at = data_date_midnight() - Duration::microseconds(random.below(200 * 86_400_000_000));
    record.set(Field::LastChangedAt, FieldValue::Instant(at));
}

/// The day on which the sample project stands: what lies before it may be billed.
fn data_date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 15).unwrap_or_default()
}

fn data_date_midnight() -> DateTime<Utc> {
    Utc.from_utc_datetime(&data_date().and_time(chrono::NaiveTime::MIN))
}

fn text(words: &str) -> FieldValue {
    FieldValue::Text(words.to_owned())
}

fn date(day: Option<NaiveDate>) -> FieldValue {
    day.map_or(FieldValue::Null, FieldValue::Date)
}

/// The three bars of a record.
struct Dates {
    original: (Option<NaiveDate>, Option<NaiveDate>),
    forecast: (Option<NaiveDate>, Option<NaiveDate>),
    actual: (Option<NaiveDate>, Option<NaiveDate>),
    actualized: bool,
}

impl Dates {
    fn roll(random: &mut Random) -> Self {
        let first = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap_or_default();
        let start = first + Duration::days(random.below(900));
        let end = start + Duration::days(14 + random.below(527));
        let original = match random.between(1, 100) {
            1..=3 => (None, None),
            4..=5 => (Some(start), None),
            _ => (Some(start), Some(end)),
        };
        let (slip, stretch) =
            if random.chance(40) { (0, 0) } else { (random.below(120) - 30, random.below(80) - 12) };
        let from = start + Duration::days(slip);
        let to = end + Duration::days(slip + stretch);
        let forecast = match random.between(1, 100) {
            1..=3 => (None, None),
            4..=5 => (Some(from), None),
            _ => (Some(from), Some(to.max(from))),
        };
        let mut dates = Self { original, forecast, actual: (None, None), actualized: false };
        dates.roll_actual(random);
        dates
    }

    fn roll_actual(&mut self, random: &mut Random) {
        let Some(due) = self.forecast.0 else { return };
        self.actualized = due < data_date() && random.chance(75);
        if !self.actualized {
            return;
        }
        // A few were billed before anyone wrote down when they came.
        let came = due + Duration::days(random.below(10));
        self.actual.0 = (!random.chance(2)).then_some(came);
        self.actual.1 = self
            .forecast
            .1
            .filter(|left| *left < data_date() && random.chance(80))
            .map(|left| (left + Duration::days(random.below(20) - 5)).max(came));
    }

    fn fill(&self, record: &mut PfaRecord) {
        record.set(Field::OriginalStart, date(self.original.0));
        record.set(Field::OriginalEnd, date(self.original.1));
        record.set(Field::ForecastStart, date(self.forecast.0));
        record.set(Field::ForecastEnd, date(self.forecast.1));
        record.set(Field::ActualStart, date(self.actual.0));
        record.set(Field::ActualEnd, date(self.actual.1));
        record.set(Field::IsActualized, FieldValue::Bool(self.actualized));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pfa_domain::check_record;

    fn sample(seed: u64, organization: &Organization, index: u32) -> SampleId<'_> {
        SampleId { seed, organization, index }
    }

    #[test]
    fn every_sample_record_and_every_earlier_version_keeps_the_business_rules() {
        let rio = Organization::new("RIO").unwrap();
        for index in 0..1_500 {
            let now = record(sample(7, &rio, index));
            let mut newer = now.clone();
            assert_eq!(check_record(&now), [], "{now:?}");
            let past = earlier(sample(7, &rio, index), &now);
            assert_eq!(past.len() as u64, now.version - 1);
            for version in past {
                let older = version.record;
                assert_eq!(check_record(&older), [], "{older:?}");
                assert_eq!(older.version + 1, newer.version);
                assert!(older.get(Field::LastChangedAt) < newer.get(Field::LastChangedAt));
                assert_eq!(older.get(Field::OriginalStart), now.get(Field::OriginalStart));
                assert!(!older.same_values(&newer), "a version changes something: {older:?}");
                for (field, value) in older.fields() {
                    assert_eq!(FieldValue::from_json(field, &value.to_json()).as_ref(), Ok(value));
                }
                newer = older;
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_records_and_another_seed_others() {
        let rio = Organization::new("RIO").unwrap();
        let make = |seed| (0..200).map(|i| record(sample(seed, &rio, i))).collect::<Vec<_>>();
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert_eq!(pfa_id(&rio, 441).as_str(), "RIO-10442");
    }

    #[test]
    fn the_data_has_every_kind_of_record_in_it() {
        let rio = Organization::new("RIO").unwrap();
        let all: Vec<_> = (0..3_000).map(|i| record(sample(1, &rio, i))).collect();
        let share = |f: &dyn Fn(&PfaRecord) -> bool| all.iter().filter(|r| f(r)).count();
        assert!(share(&|r| r.is_actualized()) > 200);
        assert!(share(&|r| r.is_discontinued()) > 50);
        assert!(share(&|r| r.source() == Some(Source::Purchase)) > 200);
        assert!(share(&|r| r.date(Field::ForecastStart).is_none()) > 30);
        assert!(share(&|r| r.is_actualized() && r.date(Field::ActualEnd).is_none()) > 50);
        assert!(share(&|r| r.version == 1) > 50 && share(&|r| r.version > 8) > 50);
        assert!(share(&|r| r.text(Field::Description).is_some_and(|d| d.contains("<b>"))) > 5);
    }
}
