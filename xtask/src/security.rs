//! `cargo xtask test security`: the findings of `docs/security.md`, each with the tests that the page names for it.
//!
//! The page is the only list: a finding passes if every test under its heading exists and passed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::command::{Line, root};
use crate::report::{Failed, Report, without_colour};
use crate::suite;

const PAGE: &str = "docs/security.md";
/// What the earlier audit named.
const FINDINGS: usize = 22;

/// A finding with the tests that show what holds.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    title: String,
    tests: Vec<Test>,
}

/// A test by where it is built and its name there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Test {
    /// `pfa-app/lib`, `pfa-store/store`, or a file of the window's tests.
    target: String,
    name: String,
}

/// Runs the tests that the page names and lists the findings.
///
/// # Errors
/// When the page cannot be read or a finding does not pass.
pub fn list(report: &mut Report) -> Result<(), Failed> {
    let text = fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    let findings = match findings(&text) {
        Ok(findings) => findings,
        Err(what) => return Err(report.failed_check(what, format!("Mend {PAGE}."))),
    };
    suite::prepare_window(report)?;
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for test in findings.iter().flat_map(|finding| &finding.tests) {
        named.entry(&test.target).or_default().push(&test.name);
    }
    let mut passed = BTreeSet::new();
    for (target, names) in &named {
        let names: BTreeSet<&str> = names.iter().copied().collect();
        passed.extend(run(report, target, &names));
    }
    tell(report, &findings, &passed)
}

fn tell(report: &mut Report, findings: &[Finding], passed: &BTreeSet<Test>) -> Result<(), Failed> {
    println!("\n── {PAGE}");
    let mut broken = 0;
    for finding in findings {
        let missing: Vec<&Test> = finding.tests.iter().filter(|test| !passed.contains(test)).collect();
        println!("   {}  {}", if missing.is_empty() { "pass" } else { "FAIL" }, finding.title);
        for test in &missing {
            println!("         did not pass, or does not exist: {} {}", test.target, test.name);
        }
        broken += usize::from(!missing.is_empty());
    }
    if broken == 0 {
        return Ok(());
    }
    Err(report
        .failed_check(format!("{broken} of {FINDINGS} findings do not pass"), "The tests are named above."))
}

/// Runs the tests of one target and gives those that passed. What fails here is told by its finding.
fn run(report: &mut Report, target: &str, names: &BTreeSet<&str>) -> Vec<Test> {
    let passed = if target.starts_with("ui/") {
        window_tests(report, target)
    } else {
        cargo_tests(report, target, names)
    };
    let test = |name: String| Test { target: target.to_owned(), name };
    passed.into_iter().filter(|name| names.contains(name.as_str())).map(test).collect()
}

fn cargo_tests(report: &mut Report, target: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let (package, kind) = target.split_once('/').unwrap_or((target, "lib"));
    let which = if kind == "lib" { "--lib".to_owned() } else { format!("--test {kind}") };
    let line = Line::of(&format!("cargo test --package {package} {which} --no-fail-fast -- --exact"));
    let output = report.output(target, line.with(names.iter().copied()));
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"))
        .map(str::to_owned)
        .collect()
}

fn window_tests(report: &mut Report, file: &str) -> Vec<String> {
    let file = file.trim_start_matches("ui/");
    let line = Line::of("npx --no-install vitest run --reporter=verbose").with([file]).inside("ui");
    let output = report.output(file, line);
    output.lines().filter_map(|line| passed_in_window(line, file)).collect()
}

/// Reads `✓ file > group > name 12ms`.
fn passed_in_window(line: &str, file: &str) -> Option<String> {
    let line = without_colour(line);
    let name = line.trim().strip_prefix("✓ ")?.strip_prefix(file)?.trim_start().strip_prefix("> ")?;
    let untimed = name.trim_end_matches("ms").trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    Some(if untimed.len() + 2 < name.len() { untimed } else { name }.to_owned())
}

/// Reads the page: a heading `### number · title`, then lines of tests.
fn findings(text: &str) -> Result<Vec<Finding>, String> {
    let mut findings: Vec<Finding> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            findings.push(Finding { title: title.to_owned(), tests: Vec::new() });
        } else if let (Some(test), Some(finding)) = (test(line), findings.last_mut()) {
            finding.tests.push(test);
        }
    }
    for (at, finding) in findings.iter().enumerate() {
        if !finding.title.starts_with(&format!("{} · ", at + 1)) {
            return Err(format!("{PAGE}: finding {} is headed {:?}", at + 1, finding.title));
        }
        if finding.tests.is_empty() {
            return Err(format!("{PAGE}: no test is named for {:?}", finding.title));
        }
    }
    if findings.len() == FINDINGS {
        Ok(findings)
    } else {
        Err(format!("{PAGE} has {} findings, not {FINDINGS}", findings.len()))
    }
}

/// Reads ``- `target` name``.
fn test(line: &str) -> Option<Test> {
    let (target, name) = line.strip_prefix("- `")?.split_once("` ")?;
    Some(Test { target: target.to_owned(), name: name.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_test_by_its_target() {
        let read = test("- `pfa-app/lib` logging::tests::the_level").unwrap();
        assert_eq!((read.target.as_str(), read.name.as_str()), ("pfa-app/lib", "logging::tests::the_level"));
        assert_eq!(test("- a point of a list"), None);
    }

    #[test]
    fn a_window_test_is_read_without_its_time() {
        let read = |line| passed_in_window(line, "src/a.test.tsx");
        assert_eq!(
            read(" \u{1b}[32m✓\u{1b}[39m src/a.test.tsx > what > is shown 87ms").as_deref(),
            Some("what > is shown")
        );
        assert_eq!(read(" ✓ src/a.test.tsx > takes 12 forms").as_deref(), Some("takes 12 forms"));
        assert_eq!(read(" × src/a.test.tsx > what > is shown 87ms"), None);
        assert_eq!(read(" ✓ src/b.test.tsx > what > is shown 87ms"), None);
    }

    #[test]
    fn a_page_that_lacks_a_finding_or_a_finding_that_lacks_a_test_is_refused() {
        let page = |number: usize| {
            (1..=number).map(|at| format!("### {at} · Title\n\n- `a/lib` b\n")).collect::<String>()
        };
        assert_eq!(findings(&page(FINDINGS)).map(|all| all.len()), Ok(FINDINGS));
        assert!(findings(&page(FINDINGS - 1)).unwrap_err().contains("21 findings"));
        let untested = page(FINDINGS).replacen("- `a/lib` b\n", "", 1);
        assert!(findings(&untested).unwrap_err().contains("no test"));
        let renumbered = page(FINDINGS).replace("### 7 ·", "### 8 ·");
        assert!(findings(&renumbered).unwrap_err().contains("finding 7"));
    }

    #[test]
    fn a_finding_whose_test_did_not_pass_fails_the_list() {
        let finding = |name: &str| Finding {
            title: "1 · Title".to_owned(),
            tests: vec![Test { target: "a/lib".to_owned(), name: name.to_owned() }],
        };
        let passed: BTreeSet<Test> = finding("kept").tests.into_iter().collect();
        assert!(tell(&mut Report::start(), &[finding("kept")], &passed).is_ok());
        assert!(tell(&mut Report::start(), &[finding("kept"), finding("broken")], &passed).is_err());
    }
}
