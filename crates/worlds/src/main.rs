//! `cargo xtask sim`, in a program of its own.

#![expect(clippy::print_stdout, reason = "a command for people speaks to the terminal")]

use pfa_store::{Memory, StoreError};
use pfa_worlds::{Loudness, Plan, chart, kept, run, shortened, sweep, working_day};
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "\
cargo xtask sim --seeds N [--seed S]     run the worlds of N seeds, from S on
cargo xtask sim --seed S --replay        run one world and tell all that happens in it
cargo xtask sim --mutants [--seeds N]    catch each deliberate bug within N worlds
cargo xtask sim --fleet LAPTOPS [--chart FILE]
                                         a working day of so many laptops, with an hour's outage";

/// What the command line asks for.
#[derive(Debug, Default)]
struct Wish {
    seeds: Option<u64>,
    seed: Option<u64>,
    replay: bool,
    mutants: bool,
    fleet: Option<u64>,
    chart: Option<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(wish) = Wish::read(&arguments) else {
        println!("{USAGE}");
        return ExitCode::from(2);
    };
    let done = match wish {
        Wish { mutants: true, .. } => mutants(wish.seed.unwrap_or(1), wish.seeds.unwrap_or(20_000)),
        Wish { fleet: Some(laptops), .. } => fleet(laptops, wish.seed.unwrap_or(1), wish.chart.as_deref()),
        Wish { replay: true, seed: Some(seed), .. } => replay(seed),
        Wish { .. } => worlds(wish.seed.unwrap_or(1), wish.seeds.unwrap_or(1)),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

impl Wish {
    fn read(arguments: &[String]) -> Option<Self> {
        let mut wish = Self::default();
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "--seeds" => wish.seeds = Some(words.next()?.parse().ok()?),
                "--seed" => wish.seed = Some(words.next()?.parse().ok()?),
                "--fleet" => wish.fleet = Some(words.next()?.parse().ok()?),
                "--chart" => wish.chart = Some(words.next()?.to_owned()),
                "--replay" => wish.replay = true,
                "--mutants" => wish.mutants = true,
                _ => return None,
            }
        }
        let some = wish.seeds.or(wish.seed).or(wish.fleet).is_some() || wish.mutants;
        (some && (!wish.replay || wish.seed.is_some())).then_some(wish)
    }
}

fn worlds(first: u64, count: u64) -> Result<bool, StoreError> {
    let begun = now();
    let swept = sweep(first, count)?;
    let took = begun.elapsed().as_secs_f64();
    for (seed, outcome) in &swept.told {
        tell_failure(*seed, outcome.steps)?;
    }
    let rate = swept.worlds as f64 / took.max(0.001);
    println!(
        "{} worlds from seed {first}, {} steps, {} failed; {took:.1} s, {rate:.0} worlds a second",
        swept.worlds, swept.steps, swept.failed
    );
    Ok(swept.failed == 0)
}

/// Tells a failing world without the steps that it fails without.
fn tell_failure(seed: u64, steps: usize) -> Result<(), StoreError> {
    let empty = Memory::new()?;
    let plan = shortened(seed, steps, &empty);
    let outcome = run(&plan, &empty);
    println!("{}", outcome.trace);
    println!(
        "seed {seed} fails with steps {:?} of {steps}: {}\nrepeat it: cargo xtask sim --seed {seed} --replay\n",
        kept(&plan, steps),
        outcome.failure.unwrap_or_else(|| "only as a whole".to_owned()),
    );
    Ok(())
}

fn replay(seed: u64) -> Result<bool, StoreError> {
    let plan = Plan { seed, loudness: Loudness::Aloud, ..Plan::default() };
    let outcome = run(&plan, &Memory::new()?);
    println!("seed {seed}: {} steps, trace {}", outcome.steps, outcome.hash);
    if let Some(failure) = &outcome.failure {
        println!("it fails: {failure}");
    }
    Ok(outcome.failure.is_none())
}

#[cfg(feature = "mutants")]
fn mutants(first: u64, budget: u64) -> Result<bool, StoreError> {
    let caught = pfa_worlds::catch_all(first, budget)?;
    println!("{:28} {:>7}  caught by", "deliberate bug", "worlds");
    for found in &caught {
        let name = format!("{:?}", found.mutant);
        match &found.by {
            Some((worlds, how)) => println!("{name:28} {worlds:>7}  {how:.110}"),
            None => println!("{name:28} {:>7}  survived {budget} worlds", "-"),
        }
    }
    Ok(caught.iter().all(|found| found.by.is_some()))
}

#[cfg(not(feature = "mutants"))]
fn mutants(_: u64, _: u64) -> Result<bool, StoreError> {
    println!("deliberate bugs are not built in: cargo xtask sim builds with them");
    Ok(false)
}

/// Whether all laptops converged, nothing was lost, and PEMS was not overrun after the outage.
fn fleet(laptops: u64, seed: u64, picture: Option<&str>) -> Result<bool, StoreError> {
    let begun = now();
    let day = match working_day(laptops, seed) {
        Ok(day) => day,
        Err(error) => {
            println!("{error}");
            return Ok(false);
        }
    };
    if let Some(path) = picture
        && let Err(error) = std::fs::write(path, chart(&day))
    {
        println!("{path}: {error}");
        return Ok(false);
    }
    day.failures.iter().take(10).for_each(|failure| println!("{failure}"));
    let (mean, peak) = (day.mean(), f64::from(day.peak_after_the_outage()));
    println!(
        "{laptops} laptops, {} edits, {} requests; {} laptops did not come to rest or lost something",
        day.edits,
        day.per_minute.iter().map(|count| u64::from(*count)).sum::<u64>(),
        day.failures.len()
    );
    println!(
        "requests a minute: mean {mean:.0}, peak after the outage {peak:.0}, {:.2} times the mean; took {:.0} s",
        peak / mean.max(1.0),
        begun.elapsed().as_secs_f64()
    );
    Ok(day.failures.is_empty() && peak <= 2.0 * mean)
}

#[expect(clippy::disallowed_methods, reason = "worlds a second of the true time")]
fn now() -> Instant {
    Instant::now()
}
