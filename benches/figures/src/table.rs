//! The figures as a person reads them; the lines are Markdown, so that `docs/figures.md` takes them as they are.

use crate::{Figure, Target, Unit};
use std::fmt::Write as _;

const HEAD: [&str; 7] = ["what", "ours", "bare", "ratio", "target", "met", "remark"];

/// The table.
pub fn of(figures: &[Figure]) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(figures.iter().map(cells));
    let widths: Vec<usize> =
        (0..HEAD.len()).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
        if number == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            let _ = writeln!(text, "| {} |", rules.join(" | "));
        }
    }
    text
}

fn cells(figure: &Figure) -> [String; 7] {
    let target = figure.target.map(|target| match target {
        Target::RatioAtMost(most) => format!("≤ {most} ×"),
        Target::RatioAtLeast(least) => format!("≥ {least} ×"),
        Target::AtMost(most) => format!("≤ {}", number(most, figure.unit)),
        Target::BeyondAtMost(most) => format!("≤ {} beyond", number(most, figure.unit)),
    });
    let met = figure.met().map(|met| if met { "yes" } else { "NO" });
    [
        figure.what.clone(),
        number(figure.ours, figure.unit),
        figure.bare.map(|bare| number(bare, figure.unit)).unwrap_or_default(),
        figure.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
        target.unwrap_or_default(),
        met.unwrap_or_default().to_owned(),
        figure.remark.clone(),
    ]
}

fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds if value < 0.001 => format!("{:.0} µs", value * 1e6),
        Unit::Seconds if value < 1.0 => format!("{:.2} ms", value * 1e3),
        Unit::Seconds => format!("{value:.2} s"),
        Unit::PerSecond => format!("{value:.0}/s"),
        Unit::Mebibytes => format!("{value:.0} MiB"),
        Unit::Percent => format!("{value:.1} %"),
        Unit::Count => format!("{value:.0}"),
    }
}
