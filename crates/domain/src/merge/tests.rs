//! The merge's small domain is enumerated: three values a side, with and without a base.

use super::*;
use crate::rule::tests::rental;
use proptest::prelude::*;

fn date(day: u32) -> FieldValue {
    FieldValue::Date(chrono::NaiveDate::from_ymd_opt(2026, 6, day).unwrap())
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

fn with(values: &[(Field, FieldValue)]) -> PfaRecord {
    let mut record = rental();
    values.iter().for_each(|(f, v)| record.set(*f, v.clone()));
    record
}

fn draft(base: &PfaRecord, changes: &[(Field, FieldValue)]) -> Draft {
    Draft::on(base).edit(base, &changes.iter().cloned().collect(), &Delta::default()).unwrap()
}

#[test]
fn every_combination_of_three_values_merges_as_the_table_says() {
    let values = [FieldValue::Null, text("a"), text("b")];
    for (base, pems, mine) in values
        .iter()
        .flat_map(|b| values.iter().flat_map(move |p| [(b, p)]))
        .flat_map(|(b, p)| [FieldValue::Null, text("a"), text("b")].map(|m| (b.clone(), p.clone(), m)))
    {
        let ours = draft(&with(&[(Field::Model, base.clone())]), &[(Field::Model, mine.clone())]);
        let theirs = with(&[(Field::Model, pems.clone())]);
        let expected = if mine == base || mine == pems {
            MergeOutcome::Nothing
        } else if pems == base {
            MergeOutcome::Clean([(Field::Model, mine.clone())].into_iter().collect())
        } else {
            MergeOutcome::Conflict(Clash { fields: vec![Field::Model], rule: None })
        };
        assert_eq!(merge(&ours, &theirs), expected, "base {base:?} pems {pems:?} mine {mine:?}");
    }
}

#[test]
fn without_a_base_nobody_wins() {
    let mut ours = draft(&rental(), &[(Field::Model, text("mine"))]);
    ours.base.clear();
    assert_eq!(
        merge(&ours, &rental()),
        MergeOutcome::Conflict(Clash { fields: vec![Field::Model], rule: None })
    );
}

#[test]
fn a_merge_by_hand_asks_of_every_field_whose_sides_differ_and_of_no_other() {
    let base =
        with(&[(Field::Model, text("m")), (Field::Contract, text("c")), (Field::Equipment, text("e"))]);
    let mut ours = draft(&base, &[(Field::Model, text("mine")), (Field::Equipment, text("alike"))]);
    ours.base.insert(Field::Contract, text("c"));
    let theirs = with(&[
        (Field::Model, text("m")),
        (Field::Contract, text("theirs")),
        (Field::Equipment, text("alike")),
    ]);
    let MergeOutcome::Conflict(clash) = merge_by_hand(&ours, &theirs) else { panic!("no conflict") };
    assert_eq!(clash.fields, [Field::Model, Field::Contract]);
}

#[test]
fn picks_that_miss_a_field_or_name_another_say_which() {
    let base = with(&[(Field::Model, text("m")), (Field::Contract, text("c"))]);
    let ours = draft(&base, &[(Field::Model, text("mine")), (Field::Contract, text("mine"))]);
    let theirs = with(&[(Field::Model, text("theirs")), (Field::Contract, text("theirs"))]);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    let told = |picks: &[Field]| {
        let picks = picks.iter().map(|field| (*field, Pick::Mine)).collect();
        resolve(&ours, &theirs, &clash, &Choice::Merge(picks)).unwrap_err().to_string()
    };
    assert!(told(&[]).contains("model, contract"), "{}", told(&[]));
    let foreign = told(&[Field::Model, Field::Contract, Field::Dor]);
    assert!(foreign.contains("dor") && !foreign.contains("model"), "{foreign}");
}

#[test]
fn changes_to_different_fields_merge_and_only_mine_is_sent() {
    let base = with(&[(Field::Model, text("m")), (Field::Contract, text("c"))]);
    let ours = draft(&base, &[(Field::Model, text("mine"))]);
    let theirs = with(&[(Field::Model, text("m")), (Field::Contract, text("theirs"))]);
    assert_eq!(
        merge(&ours, &theirs),
        MergeOutcome::Clean([(Field::Model, text("mine"))].into_iter().collect())
    );
}

#[test]
fn coupled_dates_that_end_before_they_start_are_a_conflict_naming_the_rule() {
    let base = with(&[(Field::ForecastStart, date(1)), (Field::ForecastEnd, date(20))]);
    let ours = draft(&base, &[(Field::ForecastStart, date(15))]);
    let theirs = with(&[(Field::ForecastStart, date(1)), (Field::ForecastEnd, date(10))]);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    assert_eq!(clash.fields, [Field::ForecastStart, Field::ForecastEnd]);
    assert_eq!(clash.rule.as_ref().unwrap().rule.number(), 1);

    let whole = resolve(&ours, &theirs, &clash, &Choice::Mine).unwrap();
    assert_eq!(whole.apply(&theirs).get(Field::ForecastEnd), &date(20));
    let mixed = [(Field::ForecastStart, Pick::Mine), (Field::ForecastEnd, Pick::Pems)].into();
    assert!(matches!(resolve(&ours, &theirs, &clash, &Choice::Merge(mixed)), Err(ResolveError::Rule(_))));
}

#[test]
fn a_source_and_a_price_that_do_not_fit_are_a_conflict() {
    let price = FieldValue::Money(crate::Money::MAX);
    let base = with(&[(Field::PurchasePrice, price)]);
    let ours = draft(&base, &[(Field::Source, FieldValue::Source(crate::Source::Purchase))]);
    let mut theirs = base.clone();
    theirs.set(Field::PurchasePrice, FieldValue::Null);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    assert_eq!(clash.fields, [Field::Source, Field::PurchasePrice]);
}

#[test]
fn what_pems_made_read_only_is_a_conflict_that_mine_cannot_win() {
    let ours = draft(&rental(), &[(Field::Model, text("mine"))]);
    let theirs = with(&[(Field::IsDiscontinued, FieldValue::Bool(true))]);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    assert_eq!(clash.rule.as_ref().unwrap().rule.number(), 6);
    assert!(matches!(resolve(&ours, &theirs, &clash, &Choice::Mine), Err(ResolveError::Rule(_))));
    assert_eq!(resolve(&ours, &theirs, &clash, &Choice::Pems), Ok(Delta::default()));
}

#[test]
fn a_merge_names_every_conflicting_field_and_no_other() {
    let base = with(&[(Field::Model, text("m")), (Field::Contract, text("c"))]);
    let ours = draft(
        &base,
        &[(Field::Model, text("a")), (Field::Contract, text("a")), (Field::Equipment, text("e"))],
    );
    let theirs = with(&[(Field::Model, text("b")), (Field::Contract, text("b"))]);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    let half = [(Field::Model, Pick::Mine)].into();
    assert_eq!(
        resolve(&ours, &theirs, &clash, &Choice::Merge(half)),
        Err(ResolveError::Missing(vec![Field::Contract]))
    );
    let foreign =
        [(Field::Model, Pick::Mine), (Field::Contract, Pick::Mine), (Field::Equipment, Pick::Pems)].into();
    assert_eq!(
        resolve(&ours, &theirs, &clash, &Choice::Merge(foreign)),
        Err(ResolveError::NotInConflict(vec![Field::Equipment]))
    );
    let full = [(Field::Model, Pick::Mine), (Field::Contract, Pick::Pems)].into();
    let sent = resolve(&ours, &theirs, &clash, &Choice::Merge(full)).unwrap();
    assert_eq!(sent.fields().collect::<Vec<_>>(), [Field::Model, Field::Equipment]);
}

#[test]
fn a_value_typed_while_deciding_is_sent_and_keeps_to_the_rules() {
    let base = with(&[(Field::ForecastStart, date(1)), (Field::ForecastEnd, date(20))]);
    let ours = draft(&base, &[(Field::ForecastStart, date(15))]);
    let theirs = with(&[(Field::ForecastStart, date(1)), (Field::ForecastEnd, date(10))]);
    let MergeOutcome::Conflict(clash) = merge(&ours, &theirs) else { panic!("no conflict") };
    let typed =
        |end| [(Field::ForecastStart, Pick::Mine), (Field::ForecastEnd, Pick::Typed(date(end)))].into();

    let sent = resolve(&ours, &theirs, &clash, &Choice::Merge(typed(17))).unwrap();
    assert_eq!(sent.get(Field::ForecastEnd), Some(&date(17)));
    assert_eq!(sent.get(Field::ForecastStart), Some(&date(15)));
    assert!(matches!(resolve(&ours, &theirs, &clash, &Choice::Merge(typed(14))), Err(ResolveError::Rule(_))));

    let as_in_pems = [(Field::ForecastStart, Pick::Pems), (Field::ForecastEnd, Pick::Typed(date(10)))].into();
    assert_eq!(resolve(&ours, &theirs, &clash, &Choice::Merge(as_in_pems)), Ok(Delta::default()));
}

/// Texts of three free fields and two coupled dates: small enough to collide often.
fn values() -> impl Strategy<Value = Vec<(Field, FieldValue)>> {
    let free = prop_oneof![Just(FieldValue::Null), Just(text("a")), Just(text("b"))];
    (free.clone(), free.clone(), free, 1u32..5, 1u32..5).prop_map(|(m, c, e, start, end)| {
        vec![
            (Field::Model, m),
            (Field::Contract, c),
            (Field::Equipment, e),
            (Field::ForecastStart, date(start.min(end))),
            (Field::ForecastEnd, date(start.max(end))),
        ]
    })
}

proptest! {
    #[test]
    fn a_clean_merge_loses_no_change_of_either_side(base in values(), mine in values(), pems in values()) {
        let (base, mine, pems) = (with(&base), with(&mine), with(&pems));
        let ours = Draft::on(&base).edit(&base, &Delta::between(&base, &mine), &Delta::default()).unwrap();
        if let MergeOutcome::Clean(delta) = merge(&ours, &pems) {
            let merged = delta.apply(&pems);
            prop_assert_eq!(crate::check_record(&merged), vec![]);
            for field in Field::ALL {
                let expected = if mine.get(field) == base.get(field) { pems.get(field) } else { mine.get(field) };
                prop_assert_eq!(merged.get(field), expected);
            }
        }
    }

    #[test]
    fn a_field_changed_differently_on_both_sides_is_always_a_conflict(base in values(), mine in values(), pems in values()) {
        let (base, mine, pems) = (with(&base), with(&mine), with(&pems));
        let ours = Draft::on(&base).edit(&base, &Delta::between(&base, &mine), &Delta::default()).unwrap();
        let both: Vec<Field> = Field::ALL.into_iter().filter(|f| {
            mine.get(*f) != base.get(*f) && pems.get(*f) != base.get(*f) && mine.get(*f) != pems.get(*f)
        }).collect();
        if !both.is_empty() {
            prop_assert_eq!(merge(&ours, &pems), MergeOutcome::Conflict(Clash { fields: both, rule: None }));
        }
    }

    #[test]
    fn resolving_gives_the_chosen_sides_or_names_a_rule(base in values(), mine in values(), pems in values(), coin in proptest::collection::vec(any::<bool>(), 5)) {
        let (base, mine, pems) = (with(&base), with(&mine), with(&pems));
        let ours = Draft::on(&base).edit(&base, &Delta::between(&base, &mine), &Delta::default()).unwrap();
        if let MergeOutcome::Conflict(clash) = merge(&ours, &pems) {
            let picks: BTreeMap<Field, Pick> = clash.fields.iter().zip(coin).map(|(f, c)| (*f, if c { Pick::Mine } else { Pick::Pems })).collect();
            if let Ok(delta) = resolve(&ours, &pems, &clash, &Choice::Merge(picks.clone())) {
                let merged = delta.apply(&pems);
                for (field, side) in picks {
                    let chosen = if side == Pick::Mine { mine.get(field) } else { pems.get(field) };
                    prop_assert_eq!(merged.get(field), chosen);
                }
            }
        }
    }
}
