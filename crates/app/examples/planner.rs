//! Times what a planner waits for, on sample data: `cargo run -p pfa-app --example planner -- 20280`.

use pems_sim::Sim;
use pfa_app::clock::{SystemClock, SystemIds};
use pfa_app::command::{Desk, DeskOptions, Handover, SampleAccess, SamplePems, dispatch};
use pfa_app::profile::Profile;
use pfa_app::secrets::{KeyFileVault, Secret, Vault};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

struct NoSample;

impl SamplePems for NoSample {
    fn start(&self, _: PathBuf) -> Pin<Box<dyn Future<Output = Result<SampleAccess, String>> + Send + '_>> {
        Box::pin(async { Err("there is no sample here".to_owned()) })
    }
}

struct Nowhere;

impl Handover for Nowhere {
    fn folder(&self) -> Option<PathBuf> {
        None
    }

    fn show(&self, _: &Path) -> Result<(), String> {
        Ok(())
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "it is made to print")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let records = std::env::args().nth(1).map_or(Ok(20_280), |word| word.parse())?;
    let sim = Sim::builder().records(records).rate(100_000.0).start().await?;
    let home = tempfile::TempDir::new()?;
    let key_file = home.path().join("keys");
    let (done, mut pulled) = tokio::sync::mpsc::unbounded_channel();
    let desk = Desk::new(DeskOptions {
        governing: pfa_app::settings::Governing::Nobody,
        profile: home.path().join("profile"),
        vault: Arc::new(move |_: &Profile| {
            Ok(Arc::new(KeyFileVault::at(&key_file, Some(Secret::new("pass")))?) as Arc<dyn Vault>)
        }),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        events: Arc::new(move |_| {
            // Nobody listens once all is pulled.
            let _ = done.send(());
        }),
        sample: Arc::new(NoSample),
        handover: Arc::new(Nowhere),
        another_window: Arc::new(|| Err("there is no window here".to_owned())),
    });
    desk.open().await;
    let sign_in = json!({ "request": { "pems": sim.root_url(), "tenant": sim.tenant(), "organization": "RIO",
        "user": "maria.ortiz@example.com", "secretKind": "password", "secret": "planner-1", "caFile": null } });
    call(&desk, "sign_in", &sign_in).await;
    while call(&desk, "sync_status", &json!({})).await.0["lastSyncAt"].is_null() {
        pulled.recv().await;
    }
    for (what, name, args) in questions() {
        let times: Vec<f64> = measure(&desk, name, &args).await;
        println!("{what:<44} {name:<14} first {:>8.2} ms, then {:>8.2} ms", times[0], times[times.len() / 2]);
    }
    for days in [1, 1, -2] {
        let all = json!({ "search": null, "filters": [{ "field": "isDiscontinued", "op": "is", "values": [false] }], "sort": [] });
        let target = json!({ "ids": ids(&desk, &all).await });
        let shift = json!({ "target": target, "change": { "type": "shift", "days": days }, "reason": null });
        let (answer, took) = call(&desk, "bulk_save", &shift).await;
        println!(
            "{:<44} {:<14} {took:>8.2} ms",
            format!("shift {} records", answer["step"]["count"]),
            "bulk_save"
        );
    }
    for name in ["undo", "redo"] {
        let (answer, took) = call(&desk, name, &json!({})).await;
        println!("{:<44} {name:<14} {took:>8.2} ms", format!("{} records", answer["step"]["count"]));
    }
    Ok(())
}

async fn ids(desk: &Arc<Desk>, query: &Json) -> Json {
    call(desk, "line_ids", &json!({ "query": query, "from": 0, "to": 9_999 })).await.0
}

fn questions() -> Vec<(&'static str, &'static str, Json)> {
    let query = |filters: Json, groups: Json, sort: Json| json!({ "search": null, "filters": filters, "sort": sort, "groups": groups, "folded": [], "only": null, "whatIf": null });
    let window = |query: &Json, offset: u64| json!({ "query": query, "offset": offset, "limit": 50 });
    let by = |name: &str| json!([{ "by": name, "descending": true }]);
    let flat = query(json!([]), json!([]), by("forecastEnd"));
    let filtered = query(
        json!([{ "field": "source", "op": "is", "values": ["Rental"] }, { "field": "forecastEnd", "op": "from", "values": ["2026-01-01"] }]),
        json!([]),
        by("model"),
    );
    let grouped = query(json!([]), json!(["category", "dor"]), by("forecastEnd"));
    let fine = query(json!([]), json!(["class", "manufacturer", "areaSilo"]), by("model"));
    vec![
        ("50 rows, indexed sort", "line_window", window(&flat, 5_000)),
        ("50 rows, two filters, sort without index", "line_window", window(&filtered, 100)),
        ("50 lines in two levels of groups", "line_window", window(&grouped, 3_000)),
        ("50 lines in three levels of groups", "line_window", window(&fine, 3_000)),
        ("where a record stands", "line_find", json!({ "query": filtered, "pfaId": "RIO-10007" })),
        ("10,000 ids", "line_ids", json!({ "query": grouped, "from": 0, "to": 9_999 })),
        ("totals", "record_totals", json!({ "query": filtered })),
        ("facets", "record_facets", json!({ "query": filtered, "field": "category" })),
        (
            "cost by month, two levels",
            "cost_matrix",
            json!({ "query": grouped, "scale": "month", "from": null, "to": null }),
        ),
        (
            "what a shift of all would do",
            "bulk_check",
            json!({ "target": { "query": flat }, "change": { "type": "shift", "days": 1 } }),
        ),
    ]
}

async fn measure(desk: &Arc<Desk>, name: &str, args: &Json) -> Vec<f64> {
    let mut times = Vec::new();
    for _ in 0..7 {
        times.push(call(desk, name, args).await.1);
    }
    let mut later = times.split_off(1);
    later.sort_by(f64::total_cmp);
    times.extend(later);
    times
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn call(desk: &Arc<Desk>, name: &str, args: &Json) -> (Json, f64) {
    let start = Instant::now();
    let answer = dispatch(desk, name, args.clone()).await;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    match answer {
        Ok(done) => (done.answer, took),
        Err(error) => (json!({ "error": error.message }), took),
    }
}
