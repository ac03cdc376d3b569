//! `cargo xtask test`: what CI checks, in three parts that also run alone.
//!
//! - `core`: format, lints, the tests of every room without a window, 20,000 simulated worlds, licences and sources
//!   of the dependencies, the generated TypeScript, the PEMS contract from outside.
//! - `ui`: lint, types, tests and build of the window's contents, known faults of what it is built from.
//! - `e2e`: journeys through the real window and `pfa`, against a real server.

use std::fs;

use crate::command::{Line, root};
use crate::report::{Failed, Report};
use crate::{audit, debian, dist, run, sim, window};

const BINDINGS: &str = "ui/src/ipc/bindings.ts";

/// Runs all three parts, the quickest to fail first.
///
/// # Errors
/// At the first step that fails.
pub fn everything(report: &mut Report) -> Result<(), Failed> {
    ui(report)?;
    core(report)?;
    e2e(report)
}

/// Checks everything that needs no window.
///
/// # Errors
/// At the first step that fails.
pub fn core(report: &mut Report) -> Result<(), Failed> {
    report.step("format", Line::of("cargo fmt --all --check"))?;
    debian::bring(report, &[debian::BUILD, debian::OBSERVABILITY].concat())?;
    let lints = Line::of("cargo clippy --quiet --workspace --all-targets").with(["--", "-D", "warnings"]);
    report.step("lints", lints)?;
    let rooms = "cargo test --quiet --workspace --exclude pfa-vanguard --exclude pfa-journeys";
    report.tests("the rooms' tests", Line::of(rooms))?;
    sim::pass(report)?;
    bindings_are_current(report)?;
    contract(report)?;
    audit::dependencies(report)
}

/// Checks the window's contents.
///
/// # Errors
/// At the first step that fails.
pub fn ui(report: &mut Report) -> Result<(), Failed> {
    window::bring_packages(report)?;
    report.step("the window's lint", Line::of("npm run --silent lint").inside("ui"))?;
    report.step("the window's types", Line::of("npm run --silent typecheck").inside("ui"))?;
    report.tests("the window's tests", Line::of("npm run --silent test").inside("ui"))?;
    audit::window(report)?;
    window::build(report)
}

/// Drives the real window and `pfa` through a planner's day.
///
/// # Errors
/// At the first step that fails.
pub fn e2e(report: &mut Report) -> Result<(), Failed> {
    prepare_window(report)?;
    let shell = "cargo test --quiet --package pfa-vanguard --features custom-protocol";
    report.tests("the shell's tests", Line::of(shell))?;
    report.tests("journeys", Line::of("cargo test --package pfa-journeys"))
}

/// Takes the pictures of the user guide anew.
///
/// # Errors
/// When the window does not show what the guide says of a picture.
pub fn take_pictures(report: &mut Report) -> Result<(), Failed> {
    prepare_window(report)?;
    let journey = Line::of("cargo test --package pfa-journeys pictures");
    let folder = root().join("docs/pictures");
    report.step("the pictures of the guide", journey.setting("PFA_PICTURES", folder.to_string_lossy()))
}

/// Brings and builds what a test of the real window needs.
///
/// # Errors
/// At the first step that fails.
pub fn prepare_window(report: &mut Report) -> Result<(), Failed> {
    debian::bring(report, &[debian::BUILD, debian::WINDOW_TESTS].concat())?;
    window::build(report)?;
    report.step("the application", run::build_line())
}

/// Tests the Linux packages by installing them; not part of `test`, since they are built for it.
///
/// # Errors
/// At the first step that fails.
pub fn packages(report: &mut Report) -> Result<(), Failed> {
    let folder = dist::test_packages(report)?;
    let tests = Line::of("cargo test --package pfa-journeys --test packages");
    report.tests("the packages", tests.setting("PFA_PACKAGES", folder.to_string_lossy()))
}

/// Writes the window's TypeScript from the Rust types.
///
/// # Errors
/// When the types cannot be written.
pub fn write_bindings(report: &mut Report) -> Result<(), Failed> {
    report.step("bindings", Line::of("cargo run --quiet --package pfa-app --example bindings"))
}

fn bindings_are_current(report: &mut Report) -> Result<(), Failed> {
    let file = root().join(BINDINGS);
    let before = fs::read(&file).unwrap_or_default();
    write_bindings(report)?;
    if fs::read(&file).is_ok_and(|after| after == before) {
        Ok(())
    } else {
        let remedy =
            "It is written anew: look at the difference and commit it (cargo xtask bindings does the same).";
        Err(report.failed_check(format!("{BINDINGS} is not what the Rust types say"), remedy))
    }
}

fn contract(report: &mut Report) -> Result<(), Failed> {
    debian::bring(report, debian::CONTRACT)?;
    report.step("PEMS, built", Line::of("cargo build --quiet --package pems-sim"))?;
    report.step("the PEMS contract from outside", Line::of("bash contract/schemathesis.sh"))
}
