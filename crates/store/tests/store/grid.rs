//! What the grid shows: search, filters, sorts, windows, counts, totals, facets.

use crate::given::{
    at_version, edited, id, memory, modified, noon, pulled, read, record, rio, text, value, written,
};
use pfa_domain::{Cost, CostTotals, Field, FieldValue, Money, PfaRecord, RecordCost, SyncStatus};
use pfa_store::current::{self, Column, Condition, Filter, SortKey, Window};
use pfa_store::{SqlValue, Store, mirror, modification};
use std::ops::ControlFlow;

/// A window that shows everything.
pub fn all() -> Window {
    Window { limit: 1_000_000, ..Window::default() }
}

fn search(words: &str) -> Window {
    Window { search: words.into(), ..all() }
}

pub fn filter(column: Column, condition: Condition) -> Window {
    Window { filters: vec![Filter { column, condition }], ..all() }
}

fn on(field: Field, condition: Condition) -> Window {
    filter(Column::Field(field), condition)
}

pub fn sorted(column: Column, descending: bool) -> Window {
    Window { sort: vec![SortKey { column, descending }], ..all() }
}

fn is(words: &[&str]) -> Condition {
    Condition::Is(words.iter().map(|word| sql(word)).collect())
}

fn sql(word: &str) -> SqlValue {
    SqlValue::Text(word.into())
}

/// The ids in a window, a space between them.
pub fn ids(store: &Store, window: &Window) -> String {
    let rows = read(store, |db| current::rows(db, &rio(), window));
    rows.iter().map(|row| row.record.id.pfa_id.as_str()).collect::<Vec<_>>().join(" ")
}

fn holding(records: &[PfaRecord]) -> Store {
    let store = memory();
    pulled(&store, records);
    store
}

fn with_models(models: &[(&str, &str)]) -> Store {
    holding(&models.iter().map(|(id, model)| record(id, &[(Field::Model, model)])).collect::<Vec<_>>())
}

#[test]
fn search_finds_every_word_in_any_text_whatever_its_case() {
    let store = holding(&[
        record("A-1", &[(Field::Description, "Tower hoist\nfor Bay 7"), (Field::Contract, "K-9")]),
        record("A-2", &[(Field::Manufacturer, "LIEBHERR"), (Field::Description, "Hoist")]),
        record("B-3", &[(Field::Equipment, "Ärger"), (Field::LastChangedBy, "ΟΔΟΣ")]),
    ]);
    for (words, found) in [
        ("", "A-1 A-2 B-3"),
        ("hoist", "A-1 A-2"),
        ("  HOIST \t k-9 ", "A-1"),
        ("bay hoist", "A-1"),
        ("lieb", "A-2"),
        ("a-", "A-1 A-2"),
        ("b-3", "B-3"),
        ("äRG", "B-3"),
        ("οδος", "B-3"),
        ("ΟΔΟ", "B-3"),
        ("hoist nowhere", ""),
        ("rental", ""),
        ("%", ""),
        ("_", ""),
    ] {
        assert_eq!(ids(&store, &search(words)), found, "{words:?}");
    }
}

#[test]
fn search_does_not_find_across_two_fields() {
    let store = holding(&[record("A-1", &[(Field::Manufacturer, "Lieb"), (Field::Model, "herr")])]);
    assert_eq!(ids(&store, &search("liebherr")), "");
}

#[test]
fn a_filter_takes_any_of_its_values_and_null_is_empty() {
    let store = with_models(&[("A-1", "x"), ("A-2", "y"), ("A-3", ""), ("A-4", "X")]);
    let null = SqlValue::Null;
    for (any, found) in [
        (vec![sql("x")], "A-1"),
        (vec![sql("x"), sql("y")], "A-1 A-2"),
        (vec![null.clone()], "A-3"),
        (vec![sql("y"), null.clone()], "A-2 A-3"),
        (vec![null.clone(), null], "A-3"),
        (vec![], ""),
        (vec![sql("")], ""),
        (vec![SqlValue::Blob(vec![120])], ""),
    ] {
        assert_eq!(ids(&store, &on(Field::Model, Condition::Is(any.clone()))), found, "{any:?}");
    }
}

#[test]
fn a_filter_takes_more_values_than_a_statement_has_room_for() {
    let store = with_models(&[("A-1", "m1"), ("A-2", "m39999"), ("A-3", ""), ("A-4", "other")]);
    let mut any: Vec<_> = (0..40_000).map(|n| sql(&format!("m{n}"))).collect();
    any.push(SqlValue::Blob(vec![1]));
    any.push(SqlValue::Real(f64::NAN));
    assert_eq!(ids(&store, &on(Field::Model, Condition::Is(any.clone()))), "A-1 A-2");
    any.push(SqlValue::Null);
    assert_eq!(ids(&store, &on(Field::Model, Condition::Is(any))), "A-1 A-2 A-3");
}

#[test]
fn search_takes_more_words_than_a_statement_has_room_for() {
    let store = with_models(&[("A-1", "a b zz"), ("A-2", "a b")]);
    let words = format!("{} zz", "a b ".repeat(5_000));
    assert_eq!(ids(&store, &search(&words)), "A-1");
}

#[test]
fn a_filter_compares_numbers_flags_and_dates_as_such() {
    let store = holding(&[
        record("A-1", &[(Field::MonthlyRate, "9.00"), (Field::ForecastStart, "2026-09-30")]),
        record("A-2", &[(Field::MonthlyRate, "10.00"), (Field::ForecastStart, "2026-10-01")]),
        record("A-3", &[(Field::IsFundsTransferable, "true")]),
    ]);
    let bound = |field, typed| Column::bound(&value(field, typed));
    let rate = |typed| bound(Field::MonthlyRate, typed);
    let start = |typed| bound(Field::ForecastStart, typed);
    for (window, found) in [
        (on(Field::MonthlyRate, Condition::From(rate("10"))), "A-2 A-3"),
        (on(Field::MonthlyRate, Condition::To(rate("10"))), "A-1 A-2"),
        (on(Field::MonthlyRate, Condition::Is(vec![rate("9.0")])), "A-1"),
        (on(Field::ForecastStart, Condition::From(start("2026-10-01"))), "A-2"),
        (on(Field::ForecastStart, Condition::To(start("2026-10-01"))), "A-1 A-2"),
        (on(Field::ForecastStart, Condition::To(start("1990-01-01"))), ""),
        (
            on(Field::IsFundsTransferable, Condition::Is(vec![bound(Field::IsFundsTransferable, "true")])),
            "A-3",
        ),
        (on(Field::MonthlyRate, Condition::From(SqlValue::Null)), ""),
    ] {
        assert_eq!(ids(&store, &window), found, "{window:?}");
    }
}

#[test]
fn percent_and_underscore_are_plain_characters() {
    let store =
        with_models(&[("A-1", "50%"), ("A-2", "50 kW"), ("A-3", "a_b"), ("A-4", "aXb"), ("A-5", "\\")]);
    for (part, found) in [("%", "A-1"), ("_", "A-3"), ("0%", "A-1"), ("a_b", "A-3"), ("\\", "A-5"), ("'", "")]
    {
        assert_eq!(ids(&store, &on(Field::Model, Condition::Contains(part.into()))), found, "{part}");
        assert_eq!(ids(&store, &search(part)), found, "{part}");
    }
}

#[test]
fn a_part_of_a_text_is_found_whatever_its_case_and_only_in_its_column() {
    let store = holding(&[
        record("A-1", &[(Field::Model, "GRÖSSE É")]),
        record("A-2", &[(Field::Contract, "grösse é"), (Field::Model, "x")]),
        record("A-3", &[]),
    ]);
    let model = |part: &str| ids(&store, &on(Field::Model, Condition::Contains(part.into())));
    assert_eq!(model("grösse é"), "A-1");
    assert_eq!(model("é"), "A-1");
    assert_eq!(model("Größe"), "");
    assert_eq!(model(""), "A-1 A-2", "any text contains the empty one, and empty is no text");
    let contains = |column, part: &str| ids(&store, &filter(column, Condition::Contains(part.into())));
    assert_eq!(contains(Column::PfaId, "a-2"), "A-2");
    assert_eq!(contains(Column::Status, "SYNC"), "A-1 A-2 A-3");
    assert_eq!(contains(Column::Field(Field::Source), "rent"), "A-1 A-2 A-3");
    assert_eq!(contains(Column::Variance, "1"), "");
    assert_eq!(
        contains(Column::Field(Field::MonthlyRate), "10000"),
        "A-1 A-2 A-3",
        "cents, as the column has them"
    );
}

#[test]
fn empty_values_come_last_in_both_directions() {
    let store = with_models(&[("A-1", ""), ("A-2", "b"), ("A-3", "a"), ("A-4", "b"), ("A-5", "")]);
    let model = Column::Field(Field::Model);
    assert_eq!(ids(&store, &sorted(model, false)), "A-3 A-2 A-4 A-1 A-5");
    assert_eq!(ids(&store, &sorted(model, true)), "A-4 A-2 A-3 A-5 A-1");
}

#[test]
fn equal_rows_stand_in_the_order_that_the_last_key_asks_for() {
    let store = with_models(&[("A-1", "a"), ("A-2", "b"), ("A-3", "a"), ("A-4", "b")]);
    let key = |column, descending| SortKey { column, descending };
    let model = Column::Field(Field::Model);
    let by = |sort: Vec<SortKey>| ids(&store, &Window { sort, ..all() });
    assert_eq!(by(vec![key(model, true), key(Column::PfaId, false)]), "A-2 A-4 A-1 A-3");
    assert_eq!(by(vec![key(model, true), key(Column::Status, false)]), "A-2 A-4 A-1 A-3");
    assert_eq!(by(vec![key(Column::Status, false), key(model, true)]), "A-4 A-2 A-3 A-1");
}

#[test]
fn a_window_passes_rows_over_and_stops_at_its_limit() {
    let store = with_models(&[("A-1", "e"), ("A-2", "d"), ("A-3", "c"), ("A-4", ""), ("A-5", "")]);
    let by_model = sorted(Column::Field(Field::Model), false);
    let window = |offset, limit| Window { offset, limit, ..by_model.clone() };
    for (offset, limit, found) in [
        (0, 2, "A-3 A-2"),
        (2, 2, "A-1 A-4"),
        (4, 2, "A-5"),
        (5, 2, ""),
        (0, 0, ""),
        (u64::MAX, u64::MAX, ""),
    ] {
        assert_eq!(ids(&store, &window(offset, limit)), found, "{offset} {limit}");
    }
    assert_eq!(read(&store, |db| current::count(db, &rio(), &window(4, 1))), 5);
}

#[test]
fn rows_are_handed_over_one_by_one_until_enough_are_seen() {
    let store = with_models(&[("A-1", "c"), ("A-2", "b"), ("A-3", "a")]);
    let mut seen = Vec::new();
    read(&store, |db| {
        current::each(db, &rio(), &sorted(Column::Field(Field::Model), false), |row| {
            seen.push(row.record.id);
            if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    assert_eq!(seen, [id("A-3"), id("A-2")]);
}

#[test]
fn rows_are_filtered_and_sorted_by_version_and_organization_too() {
    let store =
        holding(&[at_version(2, record("A-1", &[])), record("A-2", &[]), at_version(10, record("A-3", &[]))]);
    assert_eq!(ids(&store, &sorted(Column::Version, true)), "A-3 A-1 A-2");
    let from = Condition::From(SqlValue::Integer(2));
    assert_eq!(ids(&store, &filter(Column::Version, from)), "A-1 A-3");
    assert_eq!(ids(&store, &sorted(Column::Organization, true)), "A-3 A-2 A-1");
    assert_eq!(ids(&store, &filter(Column::Organization, is(&["RIO"]))), "A-1 A-2 A-3");
    assert_eq!(ids(&store, &filter(Column::Organization, is(&["PORTARTHUR"]))), "");
}

#[test]
fn totals_are_exact_where_a_sum_of_64_bits_would_overflow() {
    let store = memory();
    let longest = |n: u32| {
        let mut record = record(&format!("A-{n}"), &[(Field::IsActualized, "true")]);
        record.set(Field::MonthlyRate, FieldValue::Money(Money::MAX));
        for (field, date) in [
            (Field::OriginalStart, "2100-12-31"),
            (Field::OriginalEnd, "1990-01-01"),
            (Field::ForecastStart, "1990-01-01"),
            (Field::ForecastEnd, "2100-12-31"),
            (Field::ActualStart, "1990-01-01"),
            (Field::ActualEnd, "2100-12-30"),
        ] {
            record.set(field, value(field, date));
        }
        record
    };
    let records: Vec<_> = (0..40).map(longest).chain([record("B-1", &[])]).collect();
    pulled(&store, &records);
    let mut expected = CostTotals::default();
    records.iter().for_each(|record| expected += RecordCost::of(record));
    assert!(expected.variance.units() > i128::from(i64::MAX));
    assert!(expected.plan.units() < i128::from(i64::MIN));
    assert_eq!(read(&store, |db| current::totals(db, &rio(), &all())), expected);
    let none = read(&store, |db| current::totals(db, &rio(), &search("nowhere")));
    assert_eq!(none, CostTotals::default());
}

#[test]
fn costs_are_sorted_and_filtered_in_their_own_unit() {
    let store = holding(&[
        record("A-1", &[(Field::Source, "Purchase"), (Field::PurchasePrice, "2.00")]),
        record("A-2", &[(Field::Source, "Purchase"), (Field::PurchasePrice, "10.00")]),
        record("A-3", &[]),
    ]);
    assert_eq!(ids(&store, &sorted(Column::ForecastCost, true)), "A-2 A-1 A-3");
    let ten = i64::try_from(1_000 * Cost::UNITS_PER_CENT).unwrap();
    let from = Condition::From(SqlValue::Integer(ten));
    assert_eq!(ids(&store, &filter(Column::ForecastCost, from)), "A-2");
}

#[test]
fn facets_count_each_value_and_put_the_most_frequent_first() {
    let store = with_models(&[("A-1", "b"), ("A-2", "a"), ("A-3", ""), ("A-4", "b"), ("A-5", "c")]);
    let facets = |column| read(&store, |db| current::facets(db, &rio(), &Window::default(), column));
    let some = |word: &str, count| (Some(word.to_owned()), count);
    let models = facets(Column::Field(Field::Model));
    assert_eq!(models, [some("b", 2), (None, 1), some("a", 1), some("c", 1)]);
    assert_eq!(facets(Column::Status), [some("synced", 5)]);
    assert_eq!(facets(Column::Field(Field::IsActualized)), [some("0", 5)]);
}

#[test]
fn the_grid_shows_the_draft_over_the_mirror_and_what_it_changes() {
    let store = memory();
    let mirrored = record("A-1", &[(Field::Model, "theirs"), (Field::Contract, "C")]);
    edited(&store, &mirrored, SyncStatus::Draft);
    let row = read(&store, |db| current::rows(db, &rio(), &all())).remove(0);
    assert_eq!(row.record.get(Field::Model), &text("mine"));
    assert_eq!(row.record.get(Field::Contract), &text("C"));
    assert_eq!(
        (row.status, row.status_at, row.changed),
        (SyncStatus::Draft, Some(noon()), vec![Field::Model])
    );
    assert_eq!(ids(&store, &search("mine")), "A-1");
    assert_eq!(ids(&store, &search("theirs")), "");
    assert_eq!(ids(&store, &filter(Column::Status, is(&["draft", "failed"]))), "A-1");
    assert_eq!(ids(&store, &filter(Column::Status, is(&["synced"]))), "");
}

#[test]
fn a_field_that_pems_has_alike_by_now_is_not_marked_as_changed() {
    let store = memory();
    edited(&store, &record("A-1", &[(Field::Model, "mine")]), SyncStatus::Queued);
    let row = read(&store, |db| current::rows(db, &rio(), &all())).remove(0);
    assert_eq!((row.status, row.changed), (SyncStatus::Queued, vec![]));
}

#[test]
fn a_failed_record_says_why_and_a_synced_one_since_when() {
    let store = memory();
    let mirrored = record("A-1", &[]);
    let mut modification = modified(&mirrored, SyncStatus::Failed);
    modification.sync_error = Some("Forecast end must lie after forecast start.".into());
    let shown = |modification: &modification::Modification| {
        pulled(&store, std::slice::from_ref(&mirrored));
        written(&store, |tx| {
            modification::put(tx, modification)?;
            current::refresh(tx, &mirrored.id)
        });
        read(&store, |db| current::rows(db, &rio(), &all())).remove(0)
    };
    assert_eq!(shown(&modification).status_reason, modification.sync_error);
    modification.status = SyncStatus::Synced;
    modification.sync_error = None;
    modification.draft.delta = Default::default();
    assert_eq!(shown(&modification).status_at, None);
    modification.synced_at = Some(noon());
    let row = shown(&modification);
    assert_eq!((row.status_at, row.status_reason, row.record), (Some(noon()), None, mirrored.clone()));
}

#[test]
fn a_record_that_is_gone_stays_in_sight_only_while_something_of_ours_hangs_on_it() {
    let gone = |status: Option<SyncStatus>| {
        let store = memory();
        let mirrored = record("A-1", &[]);
        match status {
            Some(status) => drop(edited(&store, &mirrored, status)),
            None => pulled(&store, &[mirrored]),
        }
        written(&store, |tx| {
            mirror::mark_gone(tx, &id("A-1"), noon())?;
            current::refresh(tx, &id("A-1"))
        });
        assert_eq!(read(&store, |db| mirror::count(db, &rio())), 0);
        ids(&store, &all())
    };
    assert_eq!(gone(None), "");
    for status in SyncStatus::ALL {
        let expected = if status == SyncStatus::Synced { "" } else { "A-1" };
        assert_eq!(gone(Some(status)), expected, "{status}");
    }
}

#[test]
fn a_record_that_came_back_is_in_sight_again() {
    let store = holding(&[record("A-1", &[])]);
    written(&store, |tx| {
        mirror::mark_gone(tx, &id("A-1"), noon())?;
        current::refresh(tx, &id("A-1"))
    });
    assert_eq!(ids(&store, &all()), "");
    written(&store, |tx| {
        mirror::put(tx, &record("A-1", &[]), mirror::Put::default(), noon())?;
        current::refresh(tx, &id("A-1"))
    });
    assert_eq!(ids(&store, &all()), "A-1");
}
