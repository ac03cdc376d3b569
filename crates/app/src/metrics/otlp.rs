//! The figures as OTLP says them in JSON (opentelemetry-proto, `ExportMetricsServiceRequest`).

use super::{Metric, Value, Waited};
use crate::run::LATENCY_BOUNDS;
use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

/// Counted since the start, in OTLP's numbering.
const CUMULATIVE: u8 = 2;

/// The body of a push. Whole numbers of 64 bits are strings in it, as protobuf's JSON has them.
pub(super) fn body(metrics: &[Metric], started: DateTime<Utc>, now: DateTime<Utc>) -> Json {
    let times = |mut point: Json| {
        point["startTimeUnixNano"] = nanos(started).into();
        point["timeUnixNano"] = nanos(now).into();
        point
    };
    let metrics: Vec<Json> = metrics.iter().map(|metric| of(metric, &times)).collect();
    let attribute = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    let version = env!("CARGO_PKG_VERSION");
    json!({ "resourceMetrics": [{
        "resource": { "attributes": [attribute("service.name", "pfa-vanguard"), attribute("service.version", version)] },
        "scopeMetrics": [{ "scope": { "name": "pfa-vanguard", "version": version }, "metrics": metrics }],
    }] })
}

fn of(metric: &Metric, times: &impl Fn(Json) -> Json) -> Json {
    let mut said = json!({ "name": metric.name, "description": metric.help });
    let sum = |points: Vec<Json>| json!({ "dataPoints": points, "aggregationTemporality": CUMULATIVE, "isMonotonic": true });
    match &metric.value {
        Value::Gauge(value) => said["gauge"] = json!({ "dataPoints": [times(json!({ "asDouble": value }))] }),
        Value::Counter(value) => said["sum"] = sum(vec![times(json!({ "asInt": value.to_string() }))]),
        Value::Counters(label, values) => {
            let point = |(of, value): (&&str, &u64)| {
                let attributes = json!([{ "key": label, "value": { "stringValue": of } }]);
                times(json!({ "asInt": value.to_string(), "attributes": attributes }))
            };
            said["sum"] = sum(values.iter().map(point).collect());
        }
        Value::Histogram(waited) => {
            said["unit"] = "s".into();
            said["histogram"] =
                json!({ "dataPoints": [times(histogram(waited))], "aggregationTemporality": CUMULATIVE });
        }
    }
    said
}

fn histogram(waited: &Waited) -> Json {
    let groups: Vec<String> = waited.groups.iter().map(ToString::to_string).collect();
    json!({ "count": waited.count().to_string(), "sum": waited.sum_seconds(), "bucketCounts": groups,
        "explicitBounds": LATENCY_BOUNDS })
}

fn nanos(at: DateTime<Utc>) -> String {
    at.timestamp_nanos_opt().unwrap_or_default().to_string()
}
