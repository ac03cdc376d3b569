//! Three-way merges on one core.

use pfa_app::domain::{
    Delta, Draft, Field, FieldValue, Kind, MergeOutcome, Organization, PfaId, PfaRecord, RecordId, merge,
};
use pfa_figures::now;
use pfa_figures::{Figure, Unit};
use std::hint::black_box;

const ROUNDS: u32 = 200_000;

/// Merges that come out clean, and ones that clash.
pub fn measure() -> Vec<Figure> {
    let base = record();
    let draft = drafted(&base);
    let text = |words: &str| FieldValue::Text(words.to_owned());
    let mut other_field = base.clone();
    other_field.set(Field::Model, text("theirs"));
    let mut same_field = base.clone();
    same_field.set(Field::Contract, text("theirs"));
    [("three-way merges a second, clean", &other_field, true), ("the same, in conflict", &same_field, false)]
        .into_iter()
        .map(|(what, pems, clean)| {
            let began = now();
            let as_meant = (0..ROUNDS)
                .filter(|_| {
                    matches!(merge(black_box(&draft), black_box(pems)), MergeOutcome::Clean(_)) == clean
                })
                .count();
            let took = (now() - began).as_secs_f64();
            Figure::alone(what, Unit::PerSecond, as_meant as f64 / took).remark("on one core")
        })
        .collect()
}

fn record() -> PfaRecord {
    let id = match (Organization::new("RIO"), PfaId::new("RIO-1")) {
        (Ok(organization), Ok(pfa_id)) => RecordId::new(organization, pfa_id),
        (Err(_), _) | (_, Err(_)) => unreachable!("both are in order"),
    };
    let typed = |field: Field| match field.kind() {
        Kind::Text { .. } => "Some words",
        Kind::Source => "Rental",
        Kind::Dor => "BEO",
        Kind::Bool => "false",
        Kind::Money if field == Field::MonthlyRate => "1250.50",
        Kind::Date if [Field::OriginalStart, Field::ForecastStart].contains(&field) => "2026-01-02",
        Kind::Date if [Field::OriginalEnd, Field::ForecastEnd].contains(&field) => "2026-03-04",
        Kind::Money | Kind::Date | Kind::Instant => "",
    };
    match PfaRecord::build(id, 7, |field| FieldValue::from_grid(field, typed(field))) {
        Ok(record) => record,
        Err(error) => unreachable!("{error}"),
    }
}

/// Two fields changed: one text, one date of a coupled pair.
fn drafted(base: &PfaRecord) -> Draft {
    let end = FieldValue::from_input(Field::ForecastEnd, "2026-05-01");
    let mine: Delta = [(Field::Contract, FieldValue::Text("mine".to_owned()))]
        .into_iter()
        .chain(end.map(|end| (Field::ForecastEnd, end)))
        .collect();
    match Draft::on(base).edit(base, &mine, &Delta::default()) {
        Ok(draft) => draft,
        Err(error) => unreachable!("{error:?}"),
    }
}
