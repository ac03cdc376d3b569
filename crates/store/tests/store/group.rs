//! Rows in groups, where a record stands among them, and what makes them count anew.

use crate::given::{id, memory, modified, noon, pulled, read, record, rio, uuid, value, written};
use pfa_domain::{CostTotals, Draft, Field, PfaRecord, RecordCost, SyncStatus};
use pfa_store::current::{self, Column, Condition, Filter, Order, SortKey, Window};
use pfa_store::{SqlValue, Store, mirror, modification, what_if};
use proptest::prelude::*;
use proptest::sample;

const CLASS: Column = Column::Field(Field::Class);
const MAKER: Column = Column::Field(Field::Manufacturer);

/// Records of two classes and three makers, one of them none, with dates in some.
fn fleet(records: usize) -> Vec<PfaRecord> {
    (0..records)
        .map(|n| {
            let mut row = record(
                &format!("A-{n:03}"),
                &[
                    (Field::Class, ["Crawler", "Tower"][n % 2]),
                    (Field::Manufacturer, ["Liebherr", "", "Terex"][n % 3]),
                    (Field::Model, ["", "a", "b", "a", ""][n % 5]),
                    (Field::MonthlyRate, &format!("{}.01", n + 1)),
                ],
            );
            if !n.is_multiple_of(4) {
                row.set(
                    Field::ForecastStart,
                    value(Field::ForecastStart, &format!("2026-01-{:02}", 1 + n % 20)),
                );
                row.set(Field::ForecastEnd, value(Field::ForecastEnd, &format!("2026-03-{:02}", 1 + n % 20)));
            }
            row
        })
        .collect()
}

fn holding(records: &[PfaRecord]) -> Store {
    let store = memory();
    pulled(&store, records);
    store
}

fn paths(groups: &[current::Group]) -> Vec<String> {
    groups
        .iter()
        .map(|g| g.values.iter().map(|v| v.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("/"))
        .collect()
}

#[test]
fn groups_stand_in_order_with_empty_values_last_whichever_the_direction() {
    let store = holding(&fleet(12));
    let groups = |sort: Vec<SortKey>| {
        let window = Window { sort, ..Window::default() };
        paths(&read(&store, |db| current::groups(db, &rio(), &window, &[CLASS, MAKER])))
    };
    assert_eq!(
        groups(Vec::new()),
        ["Crawler/Liebherr", "Crawler/Terex", "Crawler/-", "Tower/Liebherr", "Tower/Terex", "Tower/-"]
    );
    assert_eq!(
        groups(vec![SortKey { column: MAKER, descending: true }]),
        ["Crawler/Terex", "Crawler/Liebherr", "Crawler/-", "Tower/Terex", "Tower/Liebherr", "Tower/-"]
    );
}

#[test]
fn a_groups_sums_and_dates_are_those_of_its_rows() {
    let records = fleet(40);
    let store = holding(&records);
    let crawlers = Filter { column: CLASS, condition: Condition::Is(vec![SqlValue::Text("Crawler".into())]) };
    let window = Window { filters: vec![crawlers], ..Window::default() };
    let groups = read(&store, |db| current::groups(db, &rio(), &window, &[MAKER]));
    assert_eq!(paths(&groups), ["Liebherr", "Terex", "-"]);
    for group in &groups {
        let of_group = |r: &&PfaRecord| {
            r.text(Field::Class) == Some("Crawler")
                && r.text(Field::Manufacturer) == group.values[0].as_deref()
        };
        let mut sums = CostTotals::default();
        records.iter().filter(of_group).for_each(|r| sums += RecordCost::of(r));
        assert_eq!(group.totals, sums);
        let dates = |field: Field| records.iter().filter(of_group).filter_map(move |r| r.date(field));
        let forecast = (dates(Field::ForecastStart).min(), dates(Field::ForecastEnd).max());
        assert_eq!((group.spans.forecast, group.spans.plan), (forecast, (None, None)));
    }
    let mut all = CostTotals::default();
    groups.iter().for_each(|g| all += g.totals);
    assert_eq!(all, read(&store, |db| current::totals(db, &rio(), &window)));
}

#[test]
fn facets_count_what_the_filters_leave() {
    let store = holding(&fleet(12));
    let terex = Filter { column: MAKER, condition: Condition::Is(vec![SqlValue::Text("Terex".into())]) };
    let window = Window { filters: vec![terex], ..Window::default() };
    let facets = read(&store, |db| current::facets(db, &rio(), &window, CLASS));
    assert_eq!(facets, [(Some("Crawler".into()), 2), (Some("Tower".into()), 2)]);
}

#[test]
fn what_is_empty_changed_or_neither_is_found() {
    let store = holding(&fleet(6));
    let m = modified(&fleet(6)[0], SyncStatus::Draft);
    written(&store, |tx| {
        modification::put(tx, &m)?;
        current::refresh(tx, &m.record)
    });
    let count = |column, condition| {
        let window = Window { filters: vec![Filter { column, condition }], ..Window::default() };
        read(&store, |db| current::count(db, &rio(), &window))
    };
    assert_eq!(count(MAKER, Condition::NotEmpty), 4);
    assert_eq!(count(MAKER, Condition::Is(vec![SqlValue::Null])), 2);
    assert_eq!(count(Column::Changed, Condition::Is(vec![SqlValue::Integer(1)])), 1);
    assert_eq!(count(Column::Changed, Condition::Is(vec![SqlValue::Integer(0)])), 5);
}

#[test]
fn the_generation_rises_when_a_row_is_written_and_at_nothing_else() {
    let rows = fleet(2);
    let store = holding(&rows);
    let generation = || read(&store, current::generation);
    let before = generation();
    written(&store, |tx| pfa_store::setting::put(tx, "theme", &"dark"));
    written(&store, |tx| current::refresh(tx, &id("A-000")));
    assert_eq!(generation(), before, "the row stands as it should");
    let edit = |tx: &pfa_store::Tx<'_>| {
        modification::put(tx, &modified(&rows[0], SyncStatus::Draft))?;
        current::refresh(tx, &rows[0].id)
    };
    let failed = store.write(|tx| {
        edit(tx)?;
        Err::<(), _>(pfa_store::StoreError::Busy)
    });
    assert!(failed.is_err());
    assert_eq!(generation(), before, "nothing of it is kept");
    written(&store, edit);
    assert_eq!(generation(), before + 1);
    written(&store, |tx| current::note_status(tx, &rows[0].id, SyncStatus::Queued, None, noon()));
    assert_eq!(generation(), before + 2);
    written(&store, |tx| current::insert_untouched(tx, &fleet(3)[2..]));
    assert_eq!(generation(), before + 3);
}

#[test]
fn drafts_of_a_what_if_show_while_it_is_entered_and_a_conflict_always() {
    let rows = fleet(3);
    let store = holding(&rows);
    written(&store, |tx| what_if::insert(tx, &rio(), uuid(7), "Later", noon(), "jane"));
    let put = |row: &PfaRecord, status| {
        let m = modification::Modification { what_if: Some(uuid(7)), ..modified(row, status) };
        written(&store, |tx| {
            modification::put(tx, &m)?;
            current::refresh(tx, &row.id)
        });
    };
    put(&rows[0], SyncStatus::Draft);
    put(&rows[1], SyncStatus::Conflict);
    let shown = || {
        let window = Window { limit: 2, ..Window::default() };
        let rows = read(&store, |db| current::rows(db, &rio(), &window));
        rows.iter()
            .map(|r| (r.status.name(), r.record.text(Field::Model) == Some("mine")))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(), [("synced", false), ("conflict", true)]);
    written(&store, |tx| {
        what_if::enter(tx, &rio(), Some(uuid(7)))?;
        current::refresh(tx, &rows[0].id)
    });
    assert_eq!(shown(), [("draft", true), ("conflict", true)]);
    let only = Window { what_if: Some(uuid(7)), ..Window::default() };
    assert_eq!(read(&store, |db| current::count(db, &rio(), &only)), 2);
}

fn sorted() -> impl Strategy<Value = Vec<SortKey>> {
    let columns = [
        CLASS,
        MAKER,
        Column::Field(Field::Model),
        Column::Field(Field::ForecastStart),
        Column::ForecastCost,
        Column::PfaId,
    ];
    let key = (sample::select(columns.to_vec()), any::<bool>());
    proptest::collection::vec(key.prop_map(|(column, descending)| SortKey { column, descending }), 0..4)
}

/// A draft of a few fields, or none.
fn drafted() -> impl Strategy<Value = Vec<(Field, String)>> {
    let model = "[a-c]{0,1}".prop_map(|v| (Field::Model, v));
    let start = (1..20u8).prop_map(|d| (Field::ForecastStart, format!("2026-02-{d:02}")));
    let rate = (1..9u8).prop_map(|d| (Field::MonthlyRate, format!("{d}.00")));
    proptest::collection::vec(prop_oneof![model, start, rate], 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_records_rank_is_its_place_among_the_rows(sort in sorted(), crawlers in any::<bool>()) {
        let records = fleet(25);
        let store = holding(&records);
        let filter = Filter { column: CLASS, condition: Condition::Is(vec![SqlValue::Text("Crawler".into())]) };
        let window = Window { sort, filters: crawlers.then_some(filter).into_iter().collect(), limit: 100, ..Window::default() };
        let rows = read(&store, |db| current::pfa_ids(db, &rio(), &window));
        for record in &records {
            let place = rows.iter().position(|id| id == record.id.pfa_id.as_str()).map(|at| at as u64);
            prop_assert_eq!(read(&store, |db| current::rank(db, &record.id, &window)), place);
        }
    }

    #[test]
    fn what_follows_the_rows_that_changed_is_what_is_worked_out_anew(
        column in sample::select(vec![CLASS, Column::Field(Field::Model), Column::Field(Field::ForecastStart), Column::ForecastCost, Column::Status, Column::PfaId]),
        drafts in proptest::collection::vec((0..8usize, drafted()), 1..6),
        (come, gone) in (0..4usize, 0..4usize),
    ) {
        let records = fleet(8);
        let store = holding(&records);
        let before = read(&store, current::generation);
        let order = read(&store, |db| Order::of(db, &rio(), column));
        let condition = Condition::Is(vec![SqlValue::Text("a".into()), SqlValue::Null]);
        let filter = Filter { column: Column::Field(Field::Model), condition };
        let windows = [vec![filter], Vec::new()].map(|filters| Window { filters, limit: 1, ..Window::default() });
        let known = windows.each_ref().map(|window| read(&store, |db| current::page(db, &rio(), window)).1);
        for (at, fields) in drafts {
            let delta = fields.iter().map(|(f, typed)| (*f, value(*f, typed))).collect();
            let draft = Draft::on(&records[at]).rebase(&records[at], &delta);
            let status = if fields.is_empty() { SyncStatus::Synced } else { SyncStatus::Draft };
            written(&store, |tx| {
                modification::put(tx, &modification::Modification { draft, status, ..modified(&records[at], status) })?;
                current::refresh(tx, &records[at].id)
            });
        }
        pulled(&store, &fleet(8 + come)[8..]);
        for record in &records[..gone] {
            written(&store, |tx| {
                mirror::mark_gone(tx, &record.id, noon())?;
                current::refresh(tx, &record.id)
            });
        }
        let changed = store.changed_rows(before, read(&store, current::generation)).unwrap();
        let followed = read(&store, |db| order.after(db, &rio(), &changed));
        prop_assert_eq!(followed, read(&store, |db| Order::of(db, &rio(), column)));
        for (window, known) in windows.iter().zip(known) {
            let followed = read(&store, |db| known.after(db, &rio(), window, &changed)).unwrap();
            prop_assert_eq!(&followed, &read(&store, |db| current::page(db, &rio(), window)).1);
        }
        let search = Window { search: "a".into(), ..Window::default() };
        let (_, found) = read(&store, |db| current::page(db, &rio(), &search));
        prop_assert!(read(&store, |db| found.after(db, &rio(), &search, &changed)).is_none());
    }

    #[test]
    fn a_row_that_is_changed_is_the_row_that_is_worked_out_anew(drafts in proptest::collection::vec(drafted(), 1..5)) {
        let rows = fleet(2);
        let store = holding(&rows);
        let mirrored = &rows[1];
        let window = Window { limit: 9, ..Window::default() };
        let mut before: Option<modification::Modification> = None;
        for fields in drafts {
            let delta = fields.iter().map(|(f, typed)| (*f, value(*f, typed))).collect();
            let status = if fields.is_empty() { SyncStatus::Synced } else { SyncStatus::Draft };
            let draft = Draft::on(mirrored).rebase(mirrored, &delta);
            let after = modification::Modification { draft, status, ..modified(mirrored, status) };
            written(&store, |tx| {
                modification::put(tx, &after)?;
                current::change(tx, mirrored, before.as_ref(), &after, None)
            });
            let sums = |store: &Store| read(store, |db| current::totals(db, &rio(), &window));
            let changed = (read(&store, |db| current::rows(db, &rio(), &window)), sums(&store));
            written(&store, |tx| current::refresh(tx, &mirrored.id));
            prop_assert_eq!((read(&store, |db| current::rows(db, &rio(), &window)), sums(&store)), changed);
            before = Some(after);
        }
    }
}
