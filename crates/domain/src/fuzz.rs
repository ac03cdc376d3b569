//! Any text, any JSON, any three records: nothing panics, what is taken reads back, and no merge loses a side.
//!
//! `PROPTEST_CASES` says how many are tried; `cargo xtask fuzz` tries them for minutes.

use crate::rule::tests::rental;
use crate::*;
use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Map, Value as Json};

fn any_field() -> impl Strategy<Value = Field> {
    prop::sample::select(Field::ALL.to_vec())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,300}",
        "[ -~]{0,12}",
        "[-+0-9.,eE_ ]{0,24}",
        "[0-9٠-٩]{1,12}([.][0-9]{0,3})?",
        "[-+]?[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}",
        "[0-9]{4}-[01][0-9]-[0-3][0-9][T t][0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.][0-9]{1,12})?(Z|[-+][0-2][0-9]:[0-9]{2})",
        prop::sample::select(vec![
            "Rental", "Purchase", "BEO", "PROJECT", "true", "false", "null", "NaN", "inf"
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any_text().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map("[a-z]{0,4}", inner, 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Members by the names of fields, and some by other names.
fn any_members() -> impl Strategy<Value = Map<String, Json>> {
    let name = prop_oneof![9 => any_field().prop_map(|f| f.name().to_owned()), 1 => any::<String>()];
    prop::collection::vec((name, any_json()), 0..12).prop_map(|members| members.into_iter().collect())
}

/// Few enough values that three records often agree.
fn value_of(field: Field) -> BoxedStrategy<FieldValue> {
    let day = |n: u64| NaiveDate::from_ymd_opt(2026, 6, 1).unwrap() + Days::new(n);
    let value = match field.kind() {
        Kind::Text { .. } => "[ab]".prop_map(FieldValue::Text).boxed(),
        Kind::Money => (0..3_i64).prop_map(|c| FieldValue::Money(Money::from_cents(c).unwrap())).boxed(),
        Kind::Date => (0..4_u64).prop_map(move |n| FieldValue::Date(day(n))).boxed(),
        Kind::Bool => any::<bool>().prop_map(FieldValue::Bool).boxed(),
        Kind::Source => {
            prop::sample::select(vec![Source::Rental, Source::Purchase]).prop_map(FieldValue::Source).boxed()
        }
        Kind::Dor => prop::sample::select(vec![Dor::Beo, Dor::Project]).prop_map(FieldValue::Dor).boxed(),
        Kind::Instant => {
            (0..3_i64).prop_map(|s| FieldValue::Instant(DateTime::from_timestamp(s, 0).unwrap())).boxed()
        }
    };
    if field.nullable() { prop_oneof![3 => value, 1 => Just(FieldValue::Null)].boxed() } else { value }
}

/// A record that may break every rule, since PEMS's may too.
fn any_record() -> impl Strategy<Value = PfaRecord> {
    prop::collection::vec(any_field().prop_flat_map(|f| (Just(f), value_of(f))), 0..30).prop_map(|values| {
        let mut record = rental();
        values.into_iter().for_each(|(field, value)| record.set(field, value));
        record
    })
}

/// A record, and another that was made from it by changing some of what a person may change.
fn edited(base: PfaRecord) -> impl Strategy<Value = PfaRecord> {
    let field = any_field().prop_filter("a person's", |f| f.editable());
    prop::collection::vec(field.prop_flat_map(|f| (Just(f), value_of(f))), 0..8).prop_map(move |values| {
        let mut record = base.clone();
        values.into_iter().for_each(|(field, value)| record.set(field, value));
        record
    })
}

fn three() -> impl Strategy<Value = (PfaRecord, PfaRecord, PfaRecord)> {
    any_record().prop_flat_map(|base| (Just(base.clone()), edited(base.clone()), edited(base)))
}

fn draft(base: &PfaRecord, mine: &PfaRecord) -> Draft {
    Draft::on(base).rebase(base, &Delta::between(base, mine))
}

/// The fields of a conflict between values, not with a rule.
fn clashing(outcome: &MergeOutcome) -> Option<&[Field]> {
    match outcome {
        MergeOutcome::Conflict(Clash { fields, rule: None }) => Some(fields),
        MergeOutcome::Conflict(Clash { rule: Some(_), .. })
        | MergeOutcome::Clean(_)
        | MergeOutcome::Nothing => None,
    }
}

proptest! {
    #[test]
    fn what_is_taken_of_any_text_reads_back(field in any_field(), text in any_text()) {
        for taken in [FieldValue::from_input(field, &text), FieldValue::from_grid(field, &text)].into_iter().flatten() {
            prop_assert_eq!(FieldValue::from_json(field, &taken.to_json()), Ok(taken.clone()));
            prop_assert_eq!(FieldValue::from_grid(field, &taken.to_string()), Ok(taken));
        }
    }

    #[test]
    fn what_is_taken_of_any_json_reads_back(field in any_field(), json in any_json()) {
        if let Ok(taken) = FieldValue::from_json(field, &json) {
            prop_assert_eq!(taken.to_json(), json_of(field, &json, &taken));
            prop_assert_eq!(FieldValue::from_json(field, &taken.to_json()), Ok(taken));
        }
    }

    #[test]
    fn a_delta_and_a_record_read_back_from_their_json(members in any_members()) {
        if let Ok(delta) = Delta::from_json(&members) {
            prop_assert_eq!(Delta::from_json(&delta.to_json()), Ok(delta));
        }
        let mut whole = rental().to_json();
        whole.extend(members);
        if let Ok(record) = PfaRecord::from_json(rental().id, 3, &whole) {
            prop_assert_eq!(PfaRecord::from_json(record.id.clone(), 3, &record.to_json()), Ok(record));
        }
    }

    #[test]
    fn any_text_is_an_id_or_none(text in any_text()) {
        for (read, taken) in [
            (text.parse::<PfaId>().is_ok(), PfaId::new(&*text).map(|id| id.as_str().to_owned())),
            (text.parse::<Organization>().is_ok(), Organization::new(&*text).map(|id| id.as_str().to_owned())),
        ] {
            prop_assert_eq!(read, taken.is_ok());
            prop_assert!(taken.is_ok_and(|taken| taken == text) || !read);
        }
        let _ = (text.parse::<Field>(), text.parse::<SyncStatus>(), text.parse::<Permission>());
    }

    #[test]
    fn an_amount_is_taken_exactly_or_refused(text in any_text()) {
        if let Ok(amount) = Money::parse(&text) {
            let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
            let cents: i64 = format!("{whole}{places:0<2}").parse().unwrap();
            prop_assert_eq!(amount.cents(), cents);
        }
    }

    #[test]
    fn a_cost_is_shown_to_the_nearest_cent(units in -(1_i128 << 100)..(1_i128 << 100)) {
        let cost = Cost::from_units(units);
        prop_assert!((cost.rounded_cents() * Cost::UNITS_PER_CENT - units).abs() * 2 <= Cost::UNITS_PER_CENT);
        let shown: i128 = cost.to_string().replace('.', "").parse().unwrap();
        prop_assert_eq!(shown, cost.rounded_cents());
    }

    #[test]
    fn rules_and_costs_take_any_record((base, mine, pems) in three()) {
        let _ = (check_record(&base), check_change(&pems, &Delta::between(&base, &mine)));
        let mut totals = CostTotals::default();
        [base, mine, pems].iter().for_each(|record| totals += RecordCost::of(record));
        prop_assert_eq!(totals.count, 3);
    }

    #[test]
    fn a_merge_takes_each_side_where_it_alone_changed((base, mine, pems) in three()) {
        let ours = draft(&base, &mine);
        let outcome = merge(&ours, &pems);
        prop_assert_eq!(&merge(&ours, &pems), &outcome, "the same again");
        let both: Vec<Field> = Field::ALL.into_iter().filter(|f| {
            mine.get(*f) != base.get(*f) && pems.get(*f) != base.get(*f) && mine.get(*f) != pems.get(*f)
        }).collect();
        if let Some(fields) = clashing(&outcome) {
            prop_assert_eq!(fields, &both);
            return Ok(());
        }
        prop_assert!(both.is_empty());
        let merged = match &outcome {
            MergeOutcome::Clean(delta) => delta.apply(&pems),
            MergeOutcome::Nothing => pems.clone(),
            MergeOutcome::Conflict(clash) => {
                prop_assert!(!clash.fields.is_empty(), "a person is shown what to decide");
                return Ok(());
            }
        };
        for field in Field::ALL {
            let expected = if mine.get(field) == base.get(field) { pems.get(field) } else { mine.get(field) };
            prop_assert_eq!(merged.get(field), expected);
        }
    }

    #[test]
    fn a_merge_is_the_same_from_either_side((base, mine, pems) in three()) {
        let (forth, back) = (merge(&draft(&base, &mine), &pems), merge(&draft(&base, &pems), &mine));
        prop_assert_eq!(clashing(&forth), clashing(&back));
        if let (MergeOutcome::Clean(mine_on_pems), MergeOutcome::Clean(pems_on_mine)) = (&forth, &back) {
            prop_assert!(mine_on_pems.apply(&pems).same_values(&pems_on_mine.apply(&mine)));
        }
    }

    #[test]
    fn a_draft_that_moved_to_a_new_base_merges_with_it_as_before((base, mine, pems) in three()) {
        let ours = draft(&base, &mine);
        if let MergeOutcome::Clean(delta) = merge(&ours, &pems) {
            let moved = ours.rebase(&pems, &delta);
            prop_assert_eq!(merge(&moved, &pems), MergeOutcome::Clean(delta.clone()));
            prop_assert_eq!((moved.base_version, moved.revision), (pems.version, ours.revision));
            let applied = delta.apply(&pems);
            prop_assert_eq!(merge(&moved, &applied), MergeOutcome::Nothing, "and is done once PEMS has it");
        }
    }

    #[test]
    fn deciding_for_mine_sends_mine_or_names_a_rule((base, mine, pems) in three(), coins in prop::collection::vec(any::<bool>(), 40)) {
        let ours = draft(&base, &mine);
        let MergeOutcome::Conflict(clash) = merge(&ours, &pems) else { return Ok(()) };
        prop_assert_eq!(resolve(&ours, &pems, &clash, &Choice::Pems), Ok(Delta::default()));
        if let Ok(sent) = resolve(&ours, &pems, &clash, &Choice::Mine) {
            let after = sent.apply(&pems);
            for field in Delta::between(&base, &mine).fields() {
                prop_assert_eq!(after.get(field), mine.get(field));
            }
        }
        let pick = |coin: bool| if coin { Pick::Mine } else { Pick::Pems };
        let picks = clash.fields.iter().zip(coins).map(|(field, coin)| (*field, pick(coin))).collect();
        let _ = resolve(&ours, &pems, &clash, &Choice::Merge(picks));
    }
}

/// The JSON that a value was taken from, where it has one form only; instants have many.
fn json_of(field: Field, given: &Json, taken: &FieldValue) -> Json {
    if field.kind() == Kind::Instant { taken.to_json() } else { given.clone() }
}
