//! `cargo xtask bench`: builds what is measured as it is released, but for link-time optimisation, and measures it.

use crate::command::Line;
use crate::report::{Failed, Report};
use crate::{debian, window};

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

/// Measures the real window, and hands `--json FILE` on.
///
/// # Errors
/// When something is missing that a person must bring, or a step fails.
pub fn measure_window(report: &mut Report, arguments: &[&str]) -> Result<(), Failed> {
    debian::bring(report, &[debian::BUILD, debian::WINDOW_TESTS].concat())?;
    window::build(report)?;
    let programs = "cargo build --quiet --profile bench --package pfa-vanguard --package pems-sim --package pfa-cli \
                    --package pfa-journeys --bins --features pfa-vanguard/custom-protocol";
    report.step("what is measured", Line::of(programs))?;
    report.step("figures", Line::of("target/release/window-figures").with(arguments.iter().copied()))
}
