//! `cargo xtask soak`: half an hour of `pfa watch`, with faults that come and go, a person's edits through a second `pfa`
//! and colleagues' in PEMS. At the end each edit is in PEMS once, and the memory and open files of `pfa watch` are as many
//! in the last third as in the first. `artefacts/soak/01-samples.csv` has every sample.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a soak whose tools fail has failed, and the panic says where"
)]
#![expect(clippy::print_stdout, reason = "a command for people speaks to the terminal")]

mod day;
mod samples;

use std::process::ExitCode;

use pfa_journeys::script::open_profile;
use pfa_journeys::{Artefacts, PLANNER, Pems, Pfa};

use crate::day::Day;

/// How long nobody asks for it to last.
const MINUTES: u64 = 30;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let minutes = given("--minutes").unwrap_or(MINUTES);
    let seed = given("--seed").unwrap_or_else(|| u64::from(std::process::id()));
    println!("{minutes} minutes, --seed {seed}");

    let pems = Pems::with_records(2_000);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let mut day = Day::begin(&pems, &pfa, seed);
    let samples = day.live(minutes);
    let artefacts = Artefacts::of("soak");
    artefacts.keep("samples.csv", samples.csv().as_bytes());
    day.settle();
    println!("{}", day.told());
    let mut well = true;
    match day.check() {
        Ok(tally) => println!("each edit is in PEMS once: {tally:?}"),
        Err(wrong) => {
            println!("LOST OR REPEATED:\n{wrong}");
            well = false;
        }
    }
    println!("{}", samples.report());
    if !samples.flat() {
        println!("NOT FLAT: see artefacts/soak/01-samples.csv");
        well = false;
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
