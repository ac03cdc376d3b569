//! The figures as Prometheus and an OTLP collector get them, checked by Prometheus's own tool (Debian's package
//! `prometheus`, which `cargo xtask test` installs).

use crate::desk::{MARIA, Office};
use pfa_app::metrics::listening_at;
use serde_json::{Value as Json, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

impl Office {
    /// Sets these settings; the worker hears of it.
    async fn set(&self, settings: &[(&str, Json)]) {
        let mut wanted = self.call("settings_show", json!({})).await.unwrap();
        settings.iter().for_each(|(key, value)| wanted[*key] = value.clone());
        self.call("settings_save", json!({ "settings": wanted })).await.unwrap();
    }

    /// Waits until figures can be read, or no more.
    async fn offered(&self, wanted: bool) -> Option<SocketAddr> {
        loop {
            let at = listening_at(&self.desk.workspace().unwrap());
            if at.is_some() == wanted {
                return at;
            }
            tokio::task::yield_now().await;
        }
    }

    /// An edit that PEMS has, and one that it refused.
    async fn with_figures(&self) {
        for id in ["RIO-10001", "RIO-10002"] {
            let edit = json!({ "pfaId": id, "changes": { "contract": "C-9" }, "reason": null });
            self.call("draft_save", edit).await.unwrap();
        }
        self.sim.control().set_rate(1000.0).unwrap();
        self.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == 2).await;
    }
}

async fn answer(at: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn figures(at: SocketAddr) -> String {
    let answer = answer(at, &format!("GET /metrics HTTP/1.1\r\nHost: {at}\r\n\r\n")).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"), "{head}");
    body.to_owned()
}

/// Runs Prometheus's tool; what it says where it does not agree.
async fn promtool(args: &[&str], input: &str) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut child = Command::new("promtool")
        .args(args)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool of Debian's package prometheus is installed by `cargo xtask test`");
    child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
    let said = child.wait_with_output().await.unwrap();
    let text = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
    if said.status.success() { Ok(()) } else { Err(text) }
}

const LISTEN: (&str, &str) = ("metricsListen", "127.0.0.1:0");

#[tokio::test]
async fn figures_are_offered_only_where_that_is_wished_and_prometheus_reads_them() {
    let office = Office::with(3, MARIA).await;
    assert_eq!(listening_at(&office.desk.workspace().unwrap()), None);
    office.with_figures().await;
    office.set(&[("metricsEnabled", json!(true)), (LISTEN.0, json!(LISTEN.1))]).await;
    let at = office.offered(true).await.unwrap();
    let text = figures(at).await;
    for line in
        ["pfa_queue_size 0", "pfa_sync_success_total 2", "pfa_conflicts_open 0", "pfa_pems_reachable 1"]
    {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    let bucket = "pfa_sync_latency_seconds_bucket{le=\"+Inf\"} 2";
    assert!(text.contains(bucket) && text.contains("pfa_sync_latency_seconds_bucket{le=\"300\"}"), "{text}");
    assert!(!text.contains("RIO") && !text.contains(MARIA.0), "no record and no person: {text}");
    promtool(&["check", "metrics"], &text).await.unwrap();
    office.set(&[("metricsEnabled", json!(false))]).await;
    office.offered(false).await;
}

#[tokio::test]
async fn another_page_another_method_and_a_request_without_end_are_turned_away() {
    let office = Office::with(1, MARIA).await;
    office.set(&[("metricsEnabled", json!(true)), (LISTEN.0, json!(LISTEN.1))]).await;
    let at = office.offered(true).await.unwrap();
    for (request, status) in [
        (format!("GET / HTTP/1.1\r\nHost: {at}\r\n\r\n"), "404"),
        (format!("POST /metrics HTTP/1.1\r\nHost: {at}\r\n\r\n"), "405"),
        ("GET /metrics HTTP/1.1\r\nHost: attacker.example\r\n\r\n".to_owned(), "403"),
        ("x".repeat(8 << 10), "403"),
    ] {
        let answer = answer(at, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
    }
}

#[tokio::test]
async fn figures_are_pushed_to_a_collector_as_otlp_has_them() {
    let office = Office::with(3, MARIA).await;
    office.with_figures().await;
    let collector = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/otel", collector.local_addr().unwrap());
    let on =
        [("metricsEnabled", json!(true)), ("metricsListen", Json::Null), ("otlpEndpoint", json!(address))];
    office.set(&on).await;
    let (mut stream, _) = collector.accept().await.unwrap();
    let request = whole_request(&mut stream).await;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /otel/v1/metrics HTTP/1.1"), "{head}");
    assert!(!head.to_lowercase().contains("authorization"), "PEMS's credentials are PEMS's: {head}");
    let body: Json = serde_json::from_str(body).unwrap();
    let metrics = body["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array().unwrap();
    let named = |name: &str| metrics.iter().find(|metric| metric["name"] == name).unwrap();
    let synced = &named("pfa_sync_success_total")["sum"];
    assert_eq!((&synced["isMonotonic"], &synced["dataPoints"][0]["asInt"]), (&json!(true), &json!("2")));
    let waits = &named("pfa_sync_latency_seconds")["histogram"]["dataPoints"][0];
    assert_eq!((&waits["count"], waits["bucketCounts"].as_array().unwrap().len()), (&json!("2"), 7));
    assert_eq!(waits["explicitBounds"], json!([5, 15, 30, 60, 120, 300]));
}

/// A request with as much of a body as it says that it has.
async fn whole_request(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let mut piece = [0; 4096];
        let more = stream.read(&mut piece).await.unwrap();
        assert!(more > 0, "the request ended early: {text}");
        read.extend_from_slice(&piece[..more]);
    }
}

#[tokio::test]
async fn the_alert_rules_hold_in_prometheus_and_fire_where_they_should() {
    promtool(&["check", "rules", "docs/observability/alerts.yml"], "").await.unwrap();
    promtool(&["test", "rules", "docs/observability/alerts_test.yml"], "").await.unwrap();
}

#[tokio::test]
async fn rules_and_dashboard_ask_for_figures_that_there_are() {
    let office = Office::with(3, MARIA).await;
    office.set(&[("metricsEnabled", json!(true)), (LISTEN.0, json!(LISTEN.1))]).await;
    let text = figures(office.offered(true).await.unwrap()).await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/observability");
    let (rules, dashboard) = (
        std::fs::read_to_string(root.join("alerts.yml")),
        std::fs::read_to_string(root.join("dashboard.json")),
    );
    let dashboard = dashboard.unwrap();
    assert!(serde_json::from_str::<Json>(&dashboard).unwrap()["panels"].as_array().unwrap().len() > 5);
    let asked = format!("{}\n{dashboard}", rules.unwrap());
    let words = asked.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names: Vec<&str> = words.filter(|word| word.starts_with("pfa_")).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let family = name.trim_end_matches("_bucket");
        assert!(text.contains(&format!("# TYPE {family} ")), "{name} is asked for and not offered");
    }
}
