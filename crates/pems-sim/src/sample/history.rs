//! The versions before the one that a sample record starts at, worked out backwards when somebody asks.

use super::{Random, SampleId, date, text, vocabulary};
use chrono::Duration;
use pfa_domain::{Dor, Field, FieldValue, Money, PfaRecord, Source};
use vocabulary::{COLLEAGUES, IMPORT, PEMS, REASONS};

/// A record as it was at one version, and why it was changed to that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    /// The record; who changed it and when is in it.
    pub(crate) record: PfaRecord,
    /// The reason given, if any.
    pub(crate) reason: Option<String>,
}

/// The versions before `now`, the newest first, down to version 1.
pub(crate) fn earlier(sample: SampleId<'_>, now: &PfaRecord) -> Vec<Version> {
    let mut random = Random::of(sample, "history");
    let mut versions = Vec::new();
    let mut newer = now.clone();
    while newer.version > 1 {
        let older = step_back(&newer, &mut random);
        versions.push(Version { reason: reason(sample, &older), record: older.clone() });
        newer = older;
    }
    versions
}

/// Why a sample record was changed to this version.
pub(crate) fn reason(sample: SampleId<'_>, record: &PfaRecord) -> Option<String> {
    let mut random = Random::of(sample, &format!("reason {}", record.version));
    let words = match record.text(Field::LastChangedBy) {
        Some(IMPORT) => "Imported from the estimate",
        Some(PEMS) => "On site and billing",
        _ if record.is_discontinued() => "No longer needed",
        _ if random.chance(45) => return None,
        _ => random.pick(&REASONS),
    };
    Some(words.to_owned())
}

fn step_back(newer: &PfaRecord, random: &mut Random) -> PfaRecord {
    let mut older = newer.clone();
    older.version -= 1;
    if newer.is_discontinued() {
        older.set(Field::IsDiscontinued, FieldValue::Bool(false));
    } else if newer.text(Field::LastChangedBy) == Some(PEMS) {
        older.set(Field::IsActualized, FieldValue::Bool(false));
        for field in [Field::ActualStart, Field::ActualEnd, Field::Equipment] {
            older.set(field, FieldValue::Null);
        }
    } else {
        undo_edit(&mut older, random);
        if older.same_values(newer) {
            flip(&mut older);
        }
    }
    sign(&mut older, newer, random);
    older
}

fn undo_edit(record: &mut PfaRecord, random: &mut Random) {
    let dice = random.between(1, 8);
    match dice {
        1 => reprice(record, random),
        2 => record.set(Field::Model, FieldValue::Null),
        3 => record.set(Field::Contract, FieldValue::Null),
        4 => record.set(Field::Description, FieldValue::Null),
        5 if record.dor() == Some(Dor::Beo) => record.set(Field::Dor, FieldValue::Dor(Dor::Project)),
        _ if record.is_actualized() => shift(record, Field::ActualStart, Field::ActualEnd, random),
        6 => shift(record, Field::ForecastStart, Field::ForecastEnd, random),
        _ => shift_both(record, random),
    }
}

fn flip(record: &mut PfaRecord) {
    let flag = *record.get(Field::IsFundsTransferable) == FieldValue::Bool(true);
    record.set(Field::IsFundsTransferable, FieldValue::Bool(!flag));
}

fn reprice(record: &mut PfaRecord, random: &mut Random) {
    let field =
        if record.source() == Some(Source::Rental) { Field::MonthlyRate } else { Field::PurchasePrice };
    let Some(held) = record.money(field) else { return };
    let percent = 85 + random.below(30);
    let cents = held.cents() * percent / 100;
    record.set(field, Money::from_cents(cents).map_or(FieldValue::Null, FieldValue::Money));
}

/// Moves the end alone, not before the start.
fn shift(record: &mut PfaRecord, start: Field, end: Field, random: &mut Random) {
    let Some(held) = record.date(end) else { return };
    let moved = held + Duration::days(random.below(60) - 30);
    record.set(end, date(Some(record.date(start).map_or(moved, |start| moved.max(start)))));
}

fn shift_both(record: &mut PfaRecord, random: &mut Random) {
    let days = Duration::days(random.below(60) - 30);
    for field in [Field::ForecastStart, Field::ForecastEnd] {
        record.set(field, date(record.date(field).map(|day| day + days)));
    }
}

fn sign(older: &mut PfaRecord, newer: &PfaRecord, random: &mut Random) {
    let author = match older.version {
        1 => IMPORT,
        _ if older.is_actualized() && random.chance(40) => PEMS,
        _ => random.pick(&COLLEAGUES),
    };
    older.set(Field::LastChangedBy, text(author));
    if let FieldValue::Instant(at) = newer.get(Field::LastChangedAt) {
        let before = *at - Duration::microseconds(3_600_000_000 + random.below(20 * 86_400_000_000));
        older.set(Field::LastChangedAt, FieldValue::Instant(before));
    }
}
