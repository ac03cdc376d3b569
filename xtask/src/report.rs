//! Runs steps, says how long each took, counts the tests that ran, and closes with the figures.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::command::Line;

/// What a list of steps has done so far.
pub struct Report {
    started: Instant,
    steps: Vec<(String, Duration)>,
    counts: Counts,
    unchecked: Vec<String>,
}

/// Tests that ran, as the test runners counted them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// The step that ended a list.
#[derive(Debug)]
pub enum Failed {
    /// A command ran and did not succeed, or could not run at all.
    Step { name: String, repeat: String, reason: String },
    /// Something is missing that only a person can bring.
    Missing { what: String, remedy: String },
    /// A check that is no command of its own found a fault.
    Check { what: String, remedy: String },
}

impl Report {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { started: now(), steps: Vec::new(), counts: Counts::default(), unchecked: Vec::new() }
    }

    /// Runs one step; its output goes straight to the terminal. One that fails counts as a failure.
    pub fn step(&mut self, name: &str, line: Line) -> Result<(), Failed> {
        let outcome = self.timed(name, &line, |process| process.status());
        self.counts.failed += u64::from(outcome.is_err());
        outcome
    }

    /// Runs one step that runs tests, and counts them from what the runner prints.
    pub fn tests(&mut self, name: &str, line: Line) -> Result<(), Failed> {
        let mut counts = Counts::default();
        let outcome = self.timed(name, &line, |process| {
            let mut child = process.stdout(Stdio::piped()).spawn()?;
            if let Some(output) = child.stdout.take() {
                for text in BufReader::new(output).lines() {
                    let text = text?;
                    println!("{text}");
                    counts.add_line(&text);
                }
            }
            child.wait()
        });
        self.counts.add(counts);
        self.counts.failed += u64::from(outcome.is_err() && counts.failed == 0);
        outcome
    }

    /// Runs one step and gives what it wrote to standard output, however it ended.
    pub fn output(&mut self, name: &str, line: Line) -> String {
        let mut text = String::new();
        // How it ended is told by what it wrote, or by what is missing there.
        let _ = self.timed(name, &line, |process| {
            let output = process.stderr(Stdio::inherit()).output()?;
            text = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok(output.status)
        });
        text
    }

    /// How long ago the clock was started.
    pub fn elapsed(&self) -> Duration {
        now() - self.started
    }

    /// Notes what could not be done here, and why; the end says it once more, so that nobody takes it for done.
    pub fn skip(&mut self, name: &str, reason: &str) {
        let told = format!("NOT DONE: {name}: {reason}");
        println!("\n── {told}");
        self.unchecked.push(told);
        self.counts.skipped += 1;
    }

    /// Counts a failure that no test runner has counted.
    pub fn failed_check(&mut self, what: impl Into<String>, remedy: impl Into<String>) -> Failed {
        self.counts.failed += 1;
        Failed::Check { what: what.into(), remedy: remedy.into() }
    }

    /// Prints each step's time, what was not done and, for tests, the counts alone on the last line.
    pub fn close(&self, tests: bool) {
        if !self.steps.is_empty() {
            println!();
            for (name, took) in &self.steps {
                println!("{:>8}  {name}", minutes(*took));
            }
            println!("{:>8}  in all", minutes(now() - self.started));
        }
        for told in &self.unchecked {
            println!("{told}");
        }
        if tests {
            println!("{}", self.counts);
        }
    }

    fn timed(
        &mut self,
        name: &str,
        line: &Line,
        run: impl FnOnce(&mut std::process::Command) -> std::io::Result<ExitStatus>,
    ) -> Result<(), Failed> {
        println!("\n── {name}\n   {line}");
        let started = now();
        let outcome = run(&mut line.to_process());
        let took = now() - started;
        self.steps.push((name.to_owned(), took));
        println!("   {} {name}", minutes(took));
        let reason = match outcome {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        Err(Failed::Step { name: name.to_owned(), repeat: line.to_string(), reason })
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Reads the summary lines of cargo (`test result: ok. 3 passed; 0 failed; 1 ignored; …`) and of
    /// vitest (`Tests  1 failed | 12 passed | 2 skipped (15)`).
    fn add_line(&mut self, text: &str) {
        let text = without_colour(text);
        let text = text.trim();
        let summary = text.strip_prefix("test result: ").or_else(|| text.strip_prefix("Tests  "));
        let Some(summary) = summary else { return };
        for part in summary.split([';', '|', '.']) {
            let mut words = part.split_whitespace();
            let (Some(count), Some(word)) = (words.next(), words.next()) else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match word {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" | "skipped" | "todo" => self.skipped += count,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(out, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step { name, repeat, reason } => {
                write!(out, "FAILED: {name} ({reason})\nrepeat just this: {repeat}")
            }
            Self::Missing { what, remedy } => write!(out, "MISSING: {what}\n{remedy}"),
            Self::Check { what, remedy } => write!(out, "FAILED: {what}\n{remedy}"),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a step's time is for the person who waits, and decides nothing"
)]
fn now() -> Instant {
    Instant::now()
}

fn minutes(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{}:{:02} min", took.as_secs() / 60, took.as_secs() % 60)
    }
}

/// Takes the terminal's colours out.
pub fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('m') else { break };
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> String {
        let mut counts = Counts::default();
        counts.add_line(text);
        counts.to_string()
    }

    #[test]
    fn cargos_summary_is_counted() {
        let text = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.1s";
        assert_eq!(counted(text), "12 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn vitests_summary_is_counted_through_its_colours() {
        assert_eq!(
            counted("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m7 passed\u{1b}[22m (7)"),
            "7 passed, 0 failed"
        );
        assert_eq!(counted("      Tests  1 failed | 6 passed (7)"), "6 passed, 1 failed");
    }

    #[test]
    fn other_lines_count_for_nothing() {
        assert_eq!(counted("Test Files  3 passed (3)"), "0 passed, 0 failed");
        assert_eq!(counted("test merge::both_changed_alike ... ok"), "0 passed, 0 failed");
    }

    #[test]
    fn a_step_that_fails_names_the_line_that_repeats_it() {
        let mut report = Report::start();
        let failed = report.step("lint", Line::of("false --now").inside("xtask")).unwrap_err();
        assert!(failed.to_string().ends_with("repeat just this: cd xtask && false --now"), "{failed}");
    }

    #[test]
    fn a_step_that_fails_counts_as_a_failure() {
        let mut report = Report::start();
        assert!(report.step("lint", Line::of("false")).is_err());
        assert_eq!(report.counts.to_string(), "0 passed, 1 failed");
    }

    #[test]
    fn a_test_run_that_dies_before_counting_is_a_failure() {
        let mut report = Report::start();
        assert!(report.tests("none", Line::of("false")).is_err());
        assert_eq!(report.counts.to_string(), "0 passed, 1 failed");
    }
}
