//! The figures in Prometheus's text format, version 0.0.4.

use super::{Metric, Value, Waited};
use crate::run::LATENCY_BOUNDS;
use std::fmt::Write as _;

/// What a reader is told that it gets.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The text. Names, labels and their values are ours, with nothing in them that would have to be escaped.
pub(super) fn text(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for Metric { name, help, value } in metrics {
        let kind = match value {
            Value::Gauge(_) => "gauge",
            Value::Counter(_) | Value::Counters(..) => "counter",
            Value::Histogram(_) => "histogram",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        let _ = match value {
            Value::Gauge(value) => writeln!(text, "{name} {value}"),
            Value::Counter(value) => writeln!(text, "{name} {value}"),
            Value::Counters(label, values) => {
                values.iter().try_for_each(|(of, value)| writeln!(text, "{name}{{{label}=\"{of}\"}} {value}"))
            }
            Value::Histogram(waited) => write_histogram(&mut text, name, waited),
        };
    }
    text
}

fn write_histogram(text: &mut String, name: &str, waited: &Waited) -> std::fmt::Result {
    let mut below = 0;
    for (bound, number) in LATENCY_BOUNDS.iter().zip(waited.groups) {
        below += number;
        writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {below}")?;
    }
    writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {}", waited.count())?;
    writeln!(text, "{name}_sum {}", waited.sum_seconds())?;
    writeln!(text, "{name}_count {}", waited.count())
}
