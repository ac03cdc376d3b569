//! Query plans: each hot query walks its index. The statements are those that the functions run: they
//! are caught as SQLite runs them and explained on the same database.

use crate::given::{id, memory, noon, pulled, read, record, rio, uuid, written};
use pfa_domain::{Field, PfaId, SyncStatus};
use pfa_store::audit::{self, AuditQuery};
use pfa_store::current::{self, Column, Condition, Filter, SortKey, Window};
use pfa_store::{
    Db, SqlValue, Store, StoreError, Tx, conflict, history, journal, mirror, modification, quarantine, run,
    what_if, write,
};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::cell::RefCell;

thread_local! {
    static RUN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        RUN.with_borrow_mut(|run| run.push(statement.expanded_sql().unwrap()));
    }
}

/// How SQLite goes about the statements that `work` runs, a line a step.
fn plan_of<T>(work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> String {
    read(&memory(), |db| explained(db, work))
}

/// The same of a write.
fn plan_of_write<T>(work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> String {
    written(&memory(), |tx| explained(tx, |_| work(tx)))
}

fn explained<T>(
    db: &Db<'_>,
    work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>,
) -> Result<String, StoreError> {
    Ok(each_explained(db, work)?.into_iter().map(|(_, plan)| plan).collect::<Vec<_>>().join("\n"))
}

/// The statements, each with its plan.
fn each_explained<T>(
    db: &Db<'_>,
    work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>,
) -> Result<Vec<(String, String)>, StoreError> {
    db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note));
    work(db)?;
    db.trace_v2(TraceEventCodes::empty(), None);
    let statements = RUN.take();
    assert!(!statements.is_empty());
    let plan = |sql: String| {
        let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = explained.query_map([], |row| row.get::<_, String>(3))?;
        let steps = steps.collect::<Result<Vec<_>, _>>()?.join("\n");
        Ok((sql, steps))
    };
    statements.into_iter().map(plan).collect()
}

/// The plan has this step, scans no table from end to end and sorts nothing.
#[track_caller]
fn walks(plan: &str, index: &str) {
    searches(plan, index);
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[track_caller]
fn searches(plan: &str, index: &str) {
    assert!(
        plan.lines().any(|step| step.starts_with("SEARCH") && step.contains(&format!("INDEX {index} "))),
        "{plan}"
    );
    assert!(!scans(plan), "{plan}");
}

/// Nothing is counted: the number is looked up.
#[track_caller]
fn walks_the_tally(plan: &str) {
    let lookup = "SEARCH tally USING PRIMARY KEY (organization=? AND what=?)";
    assert!(plan.lines().all(|step| step == lookup), "{plan}");
}

/// Whether a table is read from end to end; what a statement made for itself may be.
fn scans(plan: &str) -> bool {
    plan.lines()
        .filter_map(|step| step.strip_prefix("SCAN "))
        .any(|what| !["(subquery", "json_each", "CONSTANT"].iter().any(|own| what.starts_with(own)))
}

#[test]
fn due_writes_walk_their_partial_index() {
    walks(&plan_of(|db| write::due(db, &rio(), noon(), 100)), "pfa_write_queue_due");
    walks(&plan_of(|db| write::next_due(db, &rio())), "pfa_write_queue_due");
}

#[test]
fn the_due_index_holds_pending_writes_only() {
    let definition = read(&memory(), |db| {
        let sql = "SELECT sql FROM sqlite_schema WHERE name = 'pfa_write_queue_due'";
        Ok(db.query_row(sql, [], |row| row.get::<_, String>(0))?)
    });
    assert!(definition.ends_with("WHERE status = 'pending'"), "{definition}");
}

#[test]
fn the_queue_is_searched_by_organization_and_status() {
    walks(&plan_of(|db| write::figures(db, &rio(), noon())), "pfa_write_queue_status");
    searches(&plan_of(|db| write::failed(db, &rio())), "pfa_write_queue_status");
    searches(&plan_of(|db| write::in_flight(db, &rio())), "pfa_write_queue_status");
}

#[test]
fn the_queue_is_searched_by_organization_alone() {
    let count = "SELECT count(*) FROM pfa_write_queue WHERE organization = 'RIO'";
    let plan = plan_of(|db| Ok(db.query_row(count, [], |row| row.get::<_, i64>(0))?));
    assert!(plan.starts_with("SEARCH pfa_write_queue USING COVERING INDEX"), "{plan}");
}

#[test]
fn the_queue_is_searched_by_record_and_by_modification() {
    walks(&plan_of(|db| write::open_for_record(db, &id("A-1"))), "pfa_write_queue_open");
    let of = |condition| {
        let sql = format!("SELECT id FROM pfa_write_queue WHERE {condition}");
        plan_of(|db| Ok(db.prepare(&sql)?.query([])?.next()?.is_some()))
    };
    walks(&of("organization = 'RIO' AND pfa_id = 'A-1' ORDER BY created_at"), "pfa_write_queue_record");
    walks(&of("modification_id = 1"), "pfa_write_queue_modification");
}

#[test]
fn a_write_and_its_attempts_are_found_by_id() {
    walks(&plan_of(|db| write::get(db, &rio(), uuid(1))), "sqlite_autoindex_pfa_write_queue_1");
    walks(&plan_of(|db| write::attempts(db, &rio(), uuid(1))), "write_attempt_write");
}

#[test]
fn conflicts_are_searched_by_record_and_by_status() {
    walks(&plan_of(|db| conflict::open_for_record(db, &id("A-1"))), "pfa_sync_conflict_open");
    searches(&plan_of(|db| conflict::open(db, &rio())), "pfa_sync_conflict_status");
    searches(&plan_of(|db| conflict::settled(db, &rio())), "pfa_sync_conflict_status");
}

#[test]
fn modifications_are_searched_by_record_and_by_status() {
    walks(&plan_of(|db| modification::get(db, &id("A-1"))), "sqlite_autoindex_pfa_modification_1");
    let drafts = plan_of(|db| modification::with_status(db, &rio(), SyncStatus::Draft));
    walks(&drafts, "pfa_modification_status");
    walks_the_tally(&plan_of(|db| modification::count_by_status(db, &rio())));
}

#[test]
fn the_mirror_is_searched_by_record_and_by_sweep() {
    let last = PfaId::new("A-9").unwrap();
    walks(&plan_of(|db| mirror::get(db, &id("A-1"))), "sqlite_autoindex_pfa_mirror_1");
    walks(&plan_of(|db| mirror::marks(db, &rio(), None, &last)), "sqlite_autoindex_pfa_mirror_1");
    walks(&plan_of(|db| mirror::not_swept(db, &rio(), 2)), "pfa_mirror_sweep");
    walks(&plan_of(|db| mirror::behind(db, &rio())), "pfa_mirror_behind");
    walks_the_tally(&plan_of(|db| mirror::count(db, &rio())));
}

#[test]
fn what_is_changed_is_found_by_its_index() {
    let by_identity = |plan: String, table: &str| walks(&plan, &format!("sqlite_autoindex_{table}_1"));
    by_identity(plan_of_write(|tx| mirror::note_swept(tx, &rio(), &["A-1", "A-2"], 2)), "pfa_mirror");
    by_identity(plan_of_write(|tx| mirror::mark_gone(tx, &id("A-1"), noon())), "pfa_mirror");
    by_identity(plan_of_write(|tx| mirror::note_seen(tx, &id("A-1"), 2)), "pfa_mirror");
    by_identity(plan_of_write(|tx| mirror::forget_seen(tx, &id("A-1"))), "pfa_mirror");
    walks(&plan_of_write(|tx| current::refresh(tx, &id("A-1"))), "pfa_current_record");
    let closed = plan_of_write(|tx| write::close(tx, &rio(), uuid(1), write::WriteStatus::Withdrawn, noon()));
    by_identity(closed, "pfa_write_queue");
    let row = record("A-1", &[]);
    walks(&plan_of_write(|tx| history::add_told(tx, &row, None, noon())), "pfa_mirror_history_record");
    let kept_aside = plan_of_write(|tx| quarantine::put(tx, &rio(), None, "reason", "{}", None, noon()));
    walks(&kept_aside, "quarantine_record");
    walks(&plan_of_write(|tx| quarantine::clear(tx, &rio(), &["A-1"])), "quarantine_record");
    let running = plan_of_write(|tx| run::end_orphans(tx, noon()));
    assert_eq!(
        running, "SCAN sync_run USING INDEX sync_run_running",
        "a partial index, of running runs alone"
    );
    let begun = plan_of_write(|tx| journal::begin(tx, &rio(), "Model", noon(), "jane"));
    assert!(begun.contains("SEARCH edit_step USING COVERING INDEX edit_step_undone "), "{begun}");
    walks(&plan_of(|db| journal::first_undone(db, &rio())), "edit_step_undone");
    // There are a few hundred steps at the most, and the last is mostly the one.
    assert_eq!(plan_of(|db| journal::last_done(db, &rio())), "SCAN edit_step");
    assert_eq!(plan_of(|db| journal::depth(db, &rio())), "SCAN edit_step");
    assert!(!scans(&plan_of(|db| journal::edits(db, 1))));
    walks(&plan_of(|db| what_if::list(db, &rio())), "what_if_open");
    walks(&plan_of(|db| what_if::entered(db, &rio())), "what_if_entered");
    walks(&plan_of(|db| modification::of_what_if(db, uuid(1))), "pfa_modification_what_if");
    walks(&plan_of_write(|tx| what_if::reopen(tx, 1)), "what_if_closing_step");
}

#[test]
fn history_runs_and_quarantine_walk_their_indexes() {
    walks(&plan_of(|db| history::seen(db, &id("A-1"))), "pfa_mirror_history_record");
    searches(&plan_of(|db| history::given_up(db, &id("A-1"))), "pfa_mirror_history_record");
    walks(
        &plan_of(|db| run::list(db, &rio(), &run::RunQuery { limit: 50, ..Default::default() })),
        "sync_run_started",
    );
    walks(&plan_of(|db| run::items(db, &rio(), uuid(1))), "sync_run_item_run");
    walks(&plan_of(|db| quarantine::list(db, &rio())), "quarantine_latest");
}

#[test]
fn the_log_is_read_from_its_end_in_parts_and_a_record_s_rows_by_their_index() {
    let read_by = |query: AuditQuery| plan_of(|db| audit::page(db, &rio(), &query, None, 50, |_| true));
    let word = || Some("x".to_owned());
    for query in [
        AuditQuery { from: Some(noon()), ..Default::default() },
        AuditQuery { action: word(), who: word(), ..Default::default() },
    ] {
        let plan = read_by(query);
        assert!(plan.contains("SEARCH audit_log USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
    walks(&read_by(AuditQuery { pfa_id: word(), who: word(), ..Default::default() }), "audit_log_record");
    walks(&plan_of(|db| audit::count(db, &id("A-1"))), "audit_log_record");
}

#[test]
fn figures_over_a_span_walk_their_indexes() {
    searches(&plan_of(|db| run::steps(db, &rio(), noon(), noon(), 60)), "sync_run_started");
    walks(&plan_of(|db| write::latencies(db, &rio(), noon(), noon())), "pfa_write_queue_status");
    searches(&plan_of(|db| write::oldest_open(db, &rio())), "pfa_write_queue_status");
    searches(&plan_of(|db| write::failed_by_kind(db, &rio())), "pfa_write_queue_status");
    walks(&plan_of(|db| conflict::count_open(db, &rio())), "pfa_sync_conflict_status");
    walks(&plan_of(|db| conflict::count_resolved(db, &rio(), noon(), noon())), "pfa_sync_conflict_resolved");
    searches(&plan_of(|db| write::attempts_in_run(db, &id("A-1"), uuid(1))), "write_attempt_write");
    let text = run::RunQuery { text: Some("RIO-1".into()), limit: 50, ..Default::default() };
    walks(&plan_of(|db| run::list(db, &rio(), &text)), "sync_run_item_record");
}

/// The columns that an index sorts, with its name.
const INDEXED: [(Column, &str); 9] = [
    (Column::PfaId, "pfa_current_record"),
    (Column::Variance, "pfa_current_variance"),
    (Column::Field(Field::Category), "pfa_current_category"),
    (Column::Field(Field::Class), "pfa_current_class"),
    (Column::Field(Field::AreaSilo), "pfa_current_area"),
    (Column::Field(Field::Manufacturer), "pfa_current_manufacturer"),
    (Column::Field(Field::Description), "pfa_current_description"),
    (Column::Field(Field::ForecastStart), "pfa_current_forecast_start"),
    (Column::Field(Field::ForecastEnd), "pfa_current_forecast_end"),
];

fn sorted_by(column: Column, descending: bool) -> Window {
    Window { sort: vec![SortKey { column, descending }], offset: 50_000, limit: 50, ..Window::default() }
}

fn is(field: Field, words: &[&str]) -> Filter {
    let any = words.iter().map(|word| SqlValue::Text((*word).into())).collect();
    Filter { column: Column::Field(field), condition: Condition::Is(any) }
}

/// How the ids of a window are found; its rows are then read by their ids.
fn window_plan(store: &Store, window: &Window) -> String {
    plan_of_ids(read(store, |db| each_explained(db, |db| current::rows(db, &rio(), window))))
}

/// The same where what search and filters leave is known from a look at the first row.
fn known_plan(store: &Store, window: &Window) -> String {
    let first = Window { limit: 1, ..window.clone() };
    let (_, known) = read(store, |db| current::page(db, &rio(), &first));
    plan_of_ids(read(store, |db| {
        each_explained(db, |db| current::known_page(db, &rio(), window, &known, None))
    }))
}

fn plan_of_ids(plans: Vec<(String, String)>) -> String {
    let find = plans.iter().position(|(sql, _)| sql.starts_with("SELECT id FROM")).unwrap();
    for (sql, plan) in &plans[..find] {
        assert!(!scans(plan), "{sql}\n{plan}");
    }
    for (sql, plan) in &plans[find + 1..] {
        assert_eq!(plan, "SEARCH pfa_current USING INTEGER PRIMARY KEY (rowid=?)", "{sql}");
    }
    plans[find].1.clone()
}

#[test]
fn every_indexed_sort_walks_its_index_both_ways_and_reads_the_rows_of_the_window_alone() {
    let store = memory();
    for (column, index) in INDEXED {
        for descending in [false, true] {
            let plan = window_plan(&store, &sorted_by(column, descending));
            let walk = format!("SEARCH pfa_current USING COVERING INDEX {index} (organization=?)");
            assert_eq!(plan, walk, "{column:?} {descending}");
        }
    }
}

#[test]
fn a_window_without_a_sort_walks_the_ids() {
    let plan = window_plan(&memory(), &Window { limit: 50, ..Window::default() });
    assert_eq!(plan, "SEARCH pfa_current USING COVERING INDEX pfa_current_record (organization=?)");
}

/// Twenty categories in turn, two sources.
fn twenty_categories(records: u32) -> Store {
    let store = memory();
    let row = |n: u32| {
        let source = if n.is_multiple_of(3) { "Purchase" } else { "Rental" };
        record(&format!("A-{n}"), &[(Field::Category, &format!("C{}", n % 20)), (Field::Source, source)])
    };
    pulled(&store, &(0..records).map(row).collect::<Vec<_>>());
    store
}

#[test]
fn a_filter_that_leaves_few_rows_is_where_the_query_starts() {
    let store = twenty_categories(400);
    let filters = vec![is(Field::Source, &["Rental"]), is(Field::Category, &["C3"])];
    for sort in [Column::Variance, Column::Field(Field::Model)] {
        let window = Window { filters: filters.clone(), ..sorted_by(sort, true) };
        let plan = window_plan(&store, &window);
        assert!(plan.contains("INDEX pfa_current_category (organization=? AND category=?)"), "{plan}");
    }
}

#[test]
fn a_window_that_fills_soon_walks_the_index_of_its_sort() {
    let store = twenty_categories(400);
    let filters =
        vec![is(Field::Source, &["Rental", "Purchase"]), is(Field::Category, &["C3", "C4", "C5", "C6"])];
    let window = Window { filters, offset: 0, limit: 5, ..sorted_by(Column::Variance, false) };
    let plan = window_plan(&store, &window);
    assert!(plan.contains("USING INDEX pfa_current_variance (organization=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn the_few_that_are_known_to_be_left_are_read_by_their_ids() {
    let store = twenty_categories(400);
    let filters = vec![is(Field::Source, &["Rental"]), is(Field::Category, &["C3"])];
    for column in [Column::Variance, Column::Field(Field::Model)] {
        let window = Window { filters: filters.clone(), offset: 0, limit: 5, ..sorted_by(column, false) };
        let plan = known_plan(&store, &window);
        assert!(plan.contains("SEARCH pfa_current USING INTEGER PRIMARY KEY (rowid=?)"), "{plan}");
    }
}

#[test]
fn a_range_of_dates_is_searched_in_its_index() {
    let date = |text: &str| SqlValue::Text(text.into());
    let start = Column::Field(Field::ForecastStart);
    let filters = [Condition::From(date("2026-01-01")), Condition::To(date("2026-02-01"))]
        .map(|condition| Filter { column: start, condition })
        .to_vec();
    let window = Window { filters, ..sorted_by(Column::Field(Field::Model), false) };
    let plan = window_plan(&memory(), &window);
    let search =
        "INDEX pfa_current_forecast_start (organization=? AND forecast_start>? AND forecast_start<?)";
    assert!(plan.contains(search), "{plan}");
}

#[test]
fn a_filter_on_an_indexed_column_is_counted_in_its_index_alone() {
    for (column, index) in INDEXED {
        let condition = Condition::Is(vec![SqlValue::Text("x".into())]);
        let window = Window { filters: vec![Filter { column, condition }], ..Window::default() };
        let plan = plan_of(|db| current::count(db, &rio(), &window));
        walks(&plan, index);
        assert!(plan.contains("COVERING"), "{plan}");
    }
}

#[test]
fn what_is_not_synced_is_found_in_an_index_of_its_own() {
    let of = |statuses: &[&str]| {
        let any = statuses.iter().map(|status| SqlValue::Text((*status).into())).collect();
        let filters = vec![Filter { column: Column::Status, condition: Condition::Is(any) }];
        Window { filters, ..sorted_by(Column::Variance, false) }
    };
    let store = twenty_categories(400);
    let plan = window_plan(&store, &of(&["draft", "failed"]));
    assert!(plan.contains("INDEX pfa_current_status (organization=? AND sync_status=?)"), "{plan}");
    let counted = read(&store, |db| explained(db, |db| current::count(db, &rio(), &of(&["draft"]))));
    walks(&counted, "pfa_current_status");
    let plan = window_plan(&store, &of(&["draft", "synced"]));
    assert!(plan.contains("INDEX pfa_current_variance (organization=?)"), "{plan}");
}

#[test]
fn counts_and_totals_start_from_the_filter_that_leaves_few_rows() {
    let store = twenty_categories(400);
    let filters = vec![is(Field::Source, &["Rental"]), is(Field::Category, &["C3"])];
    let window = Window { filters, ..Window::default() };
    read(&store, |db| {
        for plan in [
            explained(db, |db| current::count(db, &rio(), &window))?,
            explained(db, |db| current::totals(db, &rio(), &window))?,
        ] {
            let last = plan.lines().last().unwrap();
            assert_eq!(
                last,
                "SEARCH pfa_current USING INDEX pfa_current_category (organization=? AND category=?)"
            );
        }
        Ok(())
    });
}

#[test]
fn facets_of_an_indexed_column_are_counted_in_its_index_alone() {
    for (column, index) in INDEXED {
        let plan = plan_of(|db| current::facets(db, &rio(), &Window::default(), column));
        searches(&plan, index);
        assert!(plan.contains("COVERING") && !plan.contains("GROUP BY"), "{plan}");
    }
}
