//! `cargo xtask bench`: builds what is measured as it is released, but for link-time optimisation, and measures it.

use crate::command::Line;
use crate::debian;
use crate::report::{Failed, Report};

/// Measures what is named, everything when nothing is, and hands `--json FILE` on.
///
/// # Errors
/// When something is missing that a person must bring, or a step fails.
pub fn measure(report: &mut Report, arguments: &[&str]) -> Result<(), Failed> {
    debian::bring(report, debian::BUILD)?;
    let programs =
        "cargo build --quiet --profile bench --package pems-sim --package pfa-cli --package pfa-benches";
    report.step("what is measured", Line::of(programs))?;
    report.step("figures", Line::of("target/release/pfa-bench").with(arguments.iter().copied()))
}
