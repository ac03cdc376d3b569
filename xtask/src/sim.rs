//! `cargo xtask sim`: simulated worlds, in a program of their own.

use crate::command::Line;
use crate::report::{Failed, Report};

/// Passes its arguments on. The deliberate bugs are built in, asleep: one program serves all that is asked of it.
///
/// # Errors
/// When a world fails, a deliberate bug survives, or the arguments make no sense.
pub fn simulate(report: &mut Report, name: &str, arguments: &[&str]) -> Result<(), Failed> {
    let program = "cargo run --quiet --package pfa-worlds --features mutants --";
    report.step(name, Line::of(program).with(arguments.iter().copied()))
}

/// Lives through the worlds that a change has to pass, in the program that the rooms' tests have been built with.
///
/// # Errors
/// When a world fails.
pub fn pass(report: &mut Report) -> Result<(), Failed> {
    report.step("20,000 worlds", Line::of("target/debug/pfa-worlds --seeds 20000"))
}
