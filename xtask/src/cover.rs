//! `cargo xtask cover`: how many of the lines the tests run, and a failure below what the README promises.

use crate::command::Line;
use crate::report::{Failed, Report};
use crate::{debian, window};

/// The compiler's own LLVM and Debian's have to be of one number to read each other's files.
const LLVM: &str = "22";
const CARGO_LLVM_COV: &str = "0.9.1";
/// Lines run of the rooms' code, in percent.
const ROOMS: u32 = 90;
/// Files that are not the application's own: tests, their tools, and what measures.
const NOT_COUNTED: &str =
    r"(/tests/|/tests\.rs|_tests\.rs|/fuzz\.rs|crates/(testkit|worlds|power)/|benches/|xtask/|/examples/)";

/// Runs the rooms' tests and counts the lines that they run.
///
/// # Errors
/// When a test fails or too few lines are run.
pub fn rooms(report: &mut Report) -> Result<(), Failed> {
    debian::bring(report, &[debian::BUILD, &["llvm-22"]].concat())?;
    if !Line::of("cargo llvm-cov --version").succeeds() {
        let install = format!("cargo install --quiet --locked cargo-llvm-cov --version {CARGO_LLVM_COV}");
        report.step("cargo-llvm-cov", Line::of(&install))?;
    }
    let run = "cargo llvm-cov --quiet --workspace --exclude pfa-vanguard --exclude pfa-journeys --exclude pfa-benches \
               --exclude xtask --summary-only";
    let line = Line::of(run)
        .with(["--ignore-filename-regex", NOT_COUNTED, "--fail-under-lines", &ROOMS.to_string()])
        .setting("LLVM_COV", format!("/usr/bin/llvm-cov-{LLVM}"))
        .setting("LLVM_PROFDATA", format!("/usr/bin/llvm-profdata-{LLVM}"));
    report.tests("the rooms' lines", line)
}

/// Runs the window's tests and counts the lines that they run; the bound is in `ui/vite.config.ts`.
///
/// # Errors
/// When a test fails or too few lines are run.
pub fn window(report: &mut Report) -> Result<(), Failed> {
    window::bring_packages(report)?;
    report.tests("the window's lines", Line::of("npx --no-install vitest run --coverage").inside("ui"))
}
