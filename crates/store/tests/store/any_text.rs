//! Whatever a person types is data: no text breaks a query, and the grid agrees with a plain reading
//! of the records.

use crate::given::{memory, pulled, read, record, rio, value};
use crate::grid::{all, filter, ids, sorted};
use pfa_domain::{CostTotals, Field, FieldValue, PfaRecord, RecordCost};
use pfa_store::current::{self, Column, Condition, Filter, Order, SortKey, Window};
use pfa_store::{SqlValue, Store};
use proptest::prelude::*;
use std::cmp::Ordering;
use std::sync::LazyLock;

fn any_sql() -> impl Strategy<Value = SqlValue> {
    prop_oneof![
        any::<String>().prop_map(SqlValue::Text),
        any::<i64>().prop_map(SqlValue::Integer),
        any::<f64>().prop_map(SqlValue::Real),
        any::<Vec<u8>>().prop_map(SqlValue::Blob),
        Just(SqlValue::Null),
    ]
}

fn any_column() -> impl Strategy<Value = Column> {
    let fields = Field::ALL.map(Column::Field);
    let others = [Column::PfaId, Column::Status, Column::ForecastCost, Column::Variance];
    prop::sample::select(fields.into_iter().chain(others).collect::<Vec<_>>())
}

fn any_condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        prop::collection::vec(any_sql(), 0..80).prop_map(Condition::Is),
        any_sql().prop_map(Condition::From),
        any_sql().prop_map(Condition::To),
        any::<String>().prop_map(Condition::Contains),
    ]
}

static ONE_RECORD: LazyLock<Store> = LazyLock::new(|| {
    let store = memory();
    pulled(&store, &[record("A-1", &[(Field::Model, "x")])]);
    store
});

fn asked(window: &Window) {
    read(&ONE_RECORD, |db| {
        current::rows(db, &rio(), window)?;
        current::totals(db, &rio(), window)?;
        current::count(db, &rio(), window)
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_search_is_an_error(search in any::<String>(), spaced in "(\\PC{0,3} ){0,80}") {
        asked(&Window { search, ..all() });
        asked(&Window { search: spaced, ..all() });
    }

    #[test]
    fn no_condition_on_any_column_is_an_error(column in any_column(), condition in any_condition()) {
        asked(&filter(column, condition));
    }

    #[test]
    fn a_text_is_found_by_itself_and_by_any_part_of_it(model in "\\PC{1,20}", from in 0..20usize, to in 0..20usize) {
        let Ok(FieldValue::Text(model)) = FieldValue::from_input(Field::Model, &model) else { return Ok(()) };
        let store = memory();
        pulled(&store, &[record("A-1", &[(Field::Model, &model)])]);
        let characters: Vec<char> = model.chars().collect();
        let (from, to) = (from.min(to).min(characters.len()), from.max(to).min(characters.len()));
        let part: String = characters[from..to].iter().collect();
        let column = Column::Field(Field::Model);
        prop_assert_eq!(ids(&store, &filter(column, Condition::Is(vec![SqlValue::Text(model.clone())]))), "A-1");
        prop_assert_eq!(ids(&store, &filter(column, Condition::Contains(part.clone()))), "A-1");
        prop_assert_eq!(ids(&store, &Window { search: part, ..all() }), "A-1");
    }

    #[test]
    fn the_grid_agrees_with_a_plain_reading(
        rows in prop::collection::vec((0..4usize, 0..4usize, 0..4usize, any::<bool>()), 0..30),
        keys in prop::collection::vec((0..5usize, any::<bool>()), 0..3),
        filtered in prop::collection::vec((0..5usize, 0..4usize, 0..4usize), 0..3),
        offset in 0..10u64, limit in 0..12u64,
        seen_before in (prop::option::of((0..5usize, any::<bool>())), 0..10u64, 0..12u64),
    ) {
        let records: Vec<_> = rows.iter().enumerate().map(|(n, row)| sample(n, *row)).collect();
        let store = memory();
        pulled(&store, &records);
        let filters: Vec<_> = filtered.iter().map(|(field, value, kind)| condition_on(FIELDS[*field], *value, *kind)).collect();
        let sort: Vec<_> =
            keys.iter().map(|(field, descending)| SortKey { column: Column::Field(FIELDS[*field].0), descending: *descending }).collect();
        let window = Window { filters, sort, offset, limit, ..Window::default() };

        let mut expected: Vec<&PfaRecord> =
            records.iter().filter(|record| window.filters.iter().all(|f| passes(record, f))).collect();
        let mut totals = CostTotals::default();
        expected.iter().for_each(|record| totals += RecordCost::of(record));
        expected.sort_by(|a, b| in_order(a, b, &window.sort));
        let shown: Vec<&str> = expected
            .iter()
            .skip(usize::try_from(offset).unwrap())
            .take(usize::try_from(limit).unwrap())
            .map(|record| record.id.pfa_id.as_str())
            .collect();

        prop_assert_eq!(ids(&store, &window), shown.join(" "));
        prop_assert_eq!(read(&store, |db| current::count(db, &rio(), &window)), expected.len() as u64);
        prop_assert_eq!(read(&store, |db| current::totals(db, &rio(), &window)), totals);

        let (key, offset, limit) = seen_before;
        let sort = key.map(|(field, descending)| SortKey { column: Column::Field(FIELDS[field].0), descending });
        let before = Window { sort: sort.into_iter().collect(), offset, limit, ..window.clone() };
        let (_, known) = read(&store, |db| current::page(db, &rio(), &before));
        prop_assert_eq!(known.number(), expected.len() as u64);
        let by = window.sort.first().map_or(Column::PfaId, |key| key.column);
        let order = read(&store, |db| Order::of(db, &rio(), by));
        for order in [None, Some(&order).filter(|_| window.sort.len() < 2)] {
            let rows = read(&store, |db| current::known_page(db, &rio(), &window, &known, order));
            let ids: Vec<&str> = rows.iter().map(|row| row.record.id.pfa_id.as_str()).collect();
            prop_assert_eq!(&ids, &shown);
        }
    }
}

/// A kind of column each: with an index and without, that may be empty and that may not.
const FIELDS: [(Field, [&str; 4]); 5] = [
    (Field::Category, ["Cranes", "cranes", "Éclairage", "Lifts"]),
    (Field::ForecastStart, ["", "2026-01-01", "2026-10-01", "2027-01-01"]),
    (Field::MonthlyRate, ["0", "9.99", "10", "9999999999.99"]),
    (Field::IsFundsTransferable, ["true", "false", "true", "false"]),
    (Field::Contract, ["", "b", "B", "a\u{10FFFF}"]),
];

fn sample(number: usize, (category, start, rate, flag): (usize, usize, usize, bool)) -> PfaRecord {
    let mut sample = record(&format!("A-{:02}", number * 7 % 31), &[]);
    for ((field, words), at) in
        FIELDS.into_iter().zip([category, start, rate, usize::from(flag), (category + start) % 4])
    {
        let word = words[at];
        sample.set(field, if word.is_empty() { FieldValue::Null } else { value(field, word) });
    }
    sample.set(Field::ForecastEnd, value(Field::ForecastEnd, "2027-06-01"));
    sample
}

fn condition_on((field, words): (Field, [&str; 4]), at: usize, kind: usize) -> Filter {
    let word = words[at];
    let bound = if word.is_empty() { SqlValue::Null } else { Column::bound(&value(field, word)) };
    let condition = match kind {
        0 => Condition::Is(vec![bound]),
        1 => Condition::From(bound),
        2 => Condition::NotEmpty,
        _ => Condition::To(bound),
    };
    Filter { column: Column::Field(field), condition }
}

fn passes(record: &PfaRecord, filter: &Filter) -> bool {
    let Column::Field(field) = filter.column else { return false };
    let held = Column::bound(record.get(field));
    let compared = |bound: &SqlValue| compare(&held, bound);
    match &filter.condition {
        Condition::Is(any) => any.contains(&held),
        Condition::From(least) => compared(least).is_some_and(Ordering::is_ge),
        Condition::To(most) => compared(most).is_some_and(Ordering::is_le),
        Condition::NotEmpty => held != SqlValue::Null,
        Condition::Contains(_) => false,
    }
}

/// As values of one column compare; empty with nothing.
fn compare(a: &SqlValue, b: &SqlValue) -> Option<Ordering> {
    match (a, b) {
        (SqlValue::Integer(a), SqlValue::Integer(b)) => Some(a.cmp(b)),
        (SqlValue::Text(a), SqlValue::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn in_order(a: &PfaRecord, b: &PfaRecord, sort: &[SortKey]) -> Ordering {
    let directed = |order: Ordering, key: &SortKey| if key.descending { order.reverse() } else { order };
    let by_keys = sort.iter().fold(Ordering::Equal, |so_far, key| {
        let Column::Field(field) = key.column else { return so_far };
        let (a, b) = (Column::bound(a.get(field)), Column::bound(b.get(field)));
        so_far.then(match compare(&a, &b) {
            Some(order) => directed(order, key),
            None => (a == SqlValue::Null).cmp(&(b == SqlValue::Null)),
        })
    });
    let by_id = a.id.pfa_id.cmp(&b.id.pfa_id);
    by_keys.then(sort.last().map_or(by_id, |last| directed(by_id, last)))
}

#[test]
fn every_column_can_be_sorted_by_both_ways() {
    let store = memory();
    let records: Vec<_> = (0..12).map(|n| sample(n, (n % 4, n % 3, n % 2, n % 5 == 0))).collect();
    pulled(&store, &records);
    for field in Field::ALL {
        for descending in [false, true] {
            let window = sorted(Column::Field(field), descending);
            let mut expected: Vec<&PfaRecord> = records.iter().collect();
            expected.sort_by(|a, b| in_order(a, b, &window.sort));
            let expected: Vec<_> = expected.iter().map(|record| record.id.pfa_id.as_str()).collect();
            assert_eq!(ids(&store, &window), expected.join(" "), "{field} {descending}");
        }
    }
}
