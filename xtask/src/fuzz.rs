//! `cargo xtask fuzz`: the rooms' tests by random input, with more of it, round after round.
//!
//! In CI each of these tests tries a few hundred inputs. What a round finds is printed shrunk, and becomes a test
//! by name.

use std::time::Duration;

use crate::command::Line;
use crate::report::{Failed, Report};

const TESTS: &str = "cargo test --quiet -p pfa-domain -p pfa-pems -p pfa-store -p pfa-app -p pfa-cli fuzz";

/// Runs rounds until so many minutes have passed; the last one is finished.
///
/// # Errors
/// At the first input that breaks a promise.
pub fn for_minutes(report: &mut Report, minutes: u64) -> Result<(), Failed> {
    for round in 1.. {
        let line = Line::of(TESTS).setting("PROPTEST_CASES", "5000");
        report.tests(&format!("round {round}"), line)?;
        if report.elapsed() >= Duration::from_secs(60 * minutes) {
            break;
        }
    }
    Ok(())
}
