//! `cargo xtask sim`: simulated worlds, in a program of their own. `worlds.toml` says how it is built for speed.

use crate::command::Line;
use crate::report::{Failed, Report};

/// Passes its arguments on. The deliberate bugs are built in, asleep: one program serves all that is asked of it.
///
/// # Errors
/// When a world fails, a deliberate bug survives, or the arguments make no sense.
pub fn simulate(report: &mut Report, name: &str, arguments: &[&str]) -> Result<(), Failed> {
    let program = "cargo run --quiet --config xtask/worlds.toml --package pfa-worlds --features mutants --";
    report.step(name, Line::of(program).with(arguments.iter().copied()))
}
