//! `cargo xtask kill` and `cargo xtask soak`: what takes too long for every check.

use crate::command::Line;
use crate::report::{Failed, Report};
use crate::{debian, run};

/// Kills `pfa` at random moments, `--rounds N` times, by the choices of `--seed S`.
///
/// # Errors
/// When an argument is none of these, a step fails, or an edit is lost or repeated.
pub fn kill(report: &mut Report, arguments: &[&str]) -> Result<(), Failed> {
    let mut line =
        Line::of("cargo test --quiet --package pfa-journeys --test journeys kill:: -- --nocapture");
    for (flag, number) in numbers(arguments, &["--rounds", "--seed"])? {
        line = line.setting(if flag == "--rounds" { "PFA_KILL_ROUNDS" } else { "PFA_KILL_SEED" }, number);
    }
    build(report)?;
    report.step("killed at random", line)
}

/// Lets `pfa watch` run for `--minutes N` among faults, by the choices of `--seed S`.
///
/// # Errors
/// When an argument is none of these, a step fails, an edit is lost or repeated, or the memory grows.
pub fn soak(report: &mut Report, arguments: &[&str]) -> Result<(), Failed> {
    let given = numbers(arguments, &["--minutes", "--seed"])?;
    build(report)?;
    let line = Line::of("cargo run --quiet --package pfa-journeys --bin soak --");
    report.step("soak", line.with(given.into_iter().flat_map(|(flag, number)| [flag.to_owned(), number])))
}

fn build(report: &mut Report) -> Result<(), Failed> {
    debian::bring(report, debian::BUILD)?;
    report.step("`pfa` and the stand-in", run::programs_line())
}

/// Reads `--flag NUMBER` pairs.
fn numbers<'a>(arguments: &[&'a str], known: &[&str]) -> Result<Vec<(&'a str, String)>, Failed> {
    let pairs = arguments.chunks(2).map(|pair| match pair {
        [flag, number] if known.contains(flag) && number.parse::<u64>().is_ok() => {
            Ok((*flag, (*number).to_owned()))
        }
        _ => Err(Failed::Check {
            what: format!("{} is no argument here", pair.join(" ")),
            remedy: format!("It takes {}, each with a number.", known.join(" and ")),
        }),
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_flags_with_numbers_are_taken() {
        let known = ["--rounds", "--seed"];
        assert_eq!(numbers(&["--seed", "7"], &known).unwrap(), [("--seed", "7".to_owned())]);
        assert!(numbers(&[], &known).unwrap().is_empty());
        for wrong in [vec!["--seed"], vec!["--seed", "x"], vec!["--speed", "1"], vec!["7"]] {
            assert!(numbers(&wrong, &known).is_err(), "{wrong:?}");
        }
    }
}
