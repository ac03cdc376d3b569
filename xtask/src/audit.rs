//! What is known to be wrong with what we depend on: licences and sources from our own list, faults from two databases
//! that others keep, and that are reached over the network or not.

use crate::command::Line;
use crate::report::{Failed, Report};

const CARGO_DENY: &str = "0.20.2";
/// Set to `required`, a database that cannot be reached fails the run: a release is made with both or not at all.
const AUDITS: &str = "PFA_AUDITS";

/// Checks licences, sources, bans and known faults of the dependencies.
///
/// # Errors
/// When something is wrong with one, or a database cannot be reached where it is required.
pub fn dependencies(report: &mut Report) -> Result<(), Failed> {
    if !Line::of("cargo deny --version").succeeds() {
        // It runs once: to optimise it takes longer than it does.
        let install = format!("cargo install --quiet --debug --locked cargo-deny --version {CARGO_DENY}");
        report.step("cargo-deny", Line::of(&install))?;
    }
    let check = "cargo deny --log-level error check --hide-inclusion-graph licenses bans sources";
    report.step("the dependencies' licences and sources", Line::of(check))?;
    let name = "known faults of the Rust dependencies";
    if Line::of("timeout 120 cargo deny fetch db").succeeds() {
        report.step(name, Line::of("cargo deny --offline check advisories"))
    } else {
        unreached(report, name, "the advisory database of RustSec")
    }
}

/// Checks known faults of what the window is built from.
///
/// # Errors
/// As [`dependencies`].
pub fn window(report: &mut Report) -> Result<(), Failed> {
    let name = "known faults of the window's dependencies";
    let probe = Line::of("timeout 120 npm audit --json").inside("ui").to_process().output();
    let answer = probe.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if is_audit(&answer) {
        report.step(name, Line::of("npm audit --audit-level=high").inside("ui"))
    } else {
        unreached(report, name, "the advisory database of npm")
    }
}

/// Tells an audit, however it came out, from npm's word that it could make none.
fn is_audit(answer: &str) -> bool {
    answer.contains("\"auditReportVersion\"")
}

fn unreached(report: &mut Report, name: &str, database: &str) -> Result<(), Failed> {
    let reason = format!("{database} cannot be reached from here");
    if std::env::var(AUDITS).is_ok_and(|word| word == "required") {
        return Err(
            report.failed_check(format!("{name}: {reason}"), format!("{AUDITS}=required asks for it here."))
        );
    }
    report.skip(name, &reason);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_is_told_from_an_answer_without_one() {
        assert!(is_audit(r#"{ "auditReportVersion": 2, "vulnerabilities": {} }"#));
        assert!(!is_audit(r#"{ "message": "405 Method Not Allowed", "error": { "summary": "" } }"#));
        assert!(!is_audit(""));
    }
}
