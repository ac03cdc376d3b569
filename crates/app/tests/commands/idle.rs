//! A cycle with nothing new costs little, however much is held.

use crate::desk::{MARIA, Office};
use pfa_app::AppError;
use pfa_app::sync::{Cancel, End, Request, Scope, Trigger, run_cycle};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::cell::RefCell;

/// What grows with the number of records or with time.
const LARGE: [&str; 8] = [
    "pfa_mirror",
    "pfa_current",
    "pfa_search",
    "pfa_modification",
    "pfa_write_queue",
    "pfa_sync_conflict",
    "audit_log",
    "sync_run_item",
];

thread_local! {
    static RUN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        RUN.with_borrow_mut(|run| run.push(statement.expanded_sql().unwrap()));
    }
}

fn idle() -> Request {
    Request {
        trigger: Trigger::Schedule,
        scope: Scope { pull: true, push: true },
        sweep: false,
        accept: false,
        who: "a test".to_owned(),
    }
}

#[tokio::test]
async fn an_idle_cycle_sends_fewer_than_five_requests_and_reads_no_table_from_end_to_end() {
    let office = Office::with(200, MARIA).await;
    let workspace = office.desk.workspace().unwrap();
    // The first cycle after a pull may still have something to do.
    run_cycle(&workspace, &idle(), &Cancel::default()).await.unwrap();
    let trace = |codes: TraceEventCodes, by: Option<fn(TraceEvent<'_>)>| {
        workspace
            .store()
            .read(|db| {
                db.trace_v2(codes, by);
                Ok::<_, AppError>(())
            })
            .unwrap();
        workspace
            .store()
            .write(|tx| {
                tx.trace_v2(codes, by);
                Ok::<_, AppError>(())
            })
            .unwrap();
    };
    trace(TraceEventCodes::SQLITE_TRACE_STMT, Some(note));
    let before = office.sim.control().request_count();
    let report = run_cycle(&workspace, &idle(), &Cancel::default()).await.unwrap();
    let requests = office.sim.control().request_count() - before;
    trace(TraceEventCodes::empty(), None);

    assert!(matches!(report.end, End::Done), "{report:?}");
    assert!((1..5).contains(&requests), "{requests} requests");
    let statements = RUN.take();
    let about_records = statements.iter().filter(|sql| sql.contains("pfa_")).count();
    assert!(about_records > 2, "{statements:?}");
    for sql in statements.iter().filter(|sql| !sql.starts_with("--")) {
        let plan = workspace.store().read(|db| {
            let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = explained.query_map([], |row| row.get::<_, String>(3)).unwrap();
            Ok::<_, AppError>(steps.map(Result::unwrap).collect::<Vec<_>>())
        });
        for step in plan.unwrap() {
            let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            assert!(!scanned.is_some_and(|table| LARGE.contains(&table)), "{step}\n{sql}");
        }
    }
}
