//! Measures what a planner waits for, beside the bare machine doing the least that could do the same: both take turns
//! in one run, so that the ratios hold on a machine that is busy with other things too. Nothing here is asserted.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people speaks to the terminal")]

mod bare;
mod bulk;
mod desk;
mod grid;
mod memory;
mod merge;
mod pems;
mod pull;
mod push;
mod save;
mod settle;
mod status;

use pfa_figures::{Figure, table, to_json};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can go wrong is shown as it is: a measurement has no other use for an error.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

const NAMES: &[(&str, &str)] = &[
    ("save", "saving a draft, beside one row in one transaction"),
    ("pull", "the first pull of 20,280 records, beside download, parse and bulk insert"),
    ("push", "sending 1,000 records without a limit, beside a bare HTTP client"),
    ("limited", "sending 1,000 records under 10 requests a second (two minutes)"),
    ("idle", "a cycle with nothing new, 20,280 records held"),
    ("status", "sync in figures, a decision, the queue at 100 and at 10,000"),
    ("merge", "three-way merges a second"),
    ("grid", "windows, search, totals, groups, costs and facets over 20,280 and 100,000 records"),
    ("bulk", "a shift of 10,000 records, its preview, undo and redo"),
    ("settle", "10,000 conflicts decided at once, beside 100"),
    ("memory", "the most memory that `pfa pull` takes, by number of records"),
];

struct Asked {
    names: Vec<String>,
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        println!("cargo xtask bench [NAME…] [--json FILE]\n");
        for (name, what) in NAMES {
            println!("  {name:<8} {what}");
        }
        return ExitCode::from(2);
    };
    match run(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the measurement ended early: {error}");
            ExitCode::FAILURE
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { names: Vec::new(), json: None };
    while let Some(word) = words.next() {
        if word == "--json" {
            asked.json = Some(PathBuf::from(words.next()?));
        } else if NAMES.iter().any(|(name, _)| *name == word) {
            asked.names.push(word);
        } else {
            return None;
        }
    }
    if asked.names.is_empty() {
        asked.names = NAMES.iter().map(|(name, _)| (*name).to_owned()).collect();
    }
    Some(asked)
}

/// Measures on one thread, as `pfa` works; the server has a process of its own.
fn run(asked: &Asked) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut figures = Vec::new();
    for name in &asked.names {
        eprintln!("measuring {name} …");
        let measured = runtime.block_on(measure(name))?;
        eprint!("{}", table(&measured));
        figures.extend(measured);
    }
    print!("{}", table(&figures));
    if let Some(file) = &asked.json {
        std::fs::write(file, to_json(&figures))?;
    }
    Ok(())
}

async fn measure(name: &str) -> Outcome<Vec<Figure>> {
    match name {
        "save" => save::measure().await,
        "pull" => pull::measure().await,
        "push" => push::unlimited().await,
        "limited" => push::limited().await,
        "idle" => pull::idle().await,
        "status" => status::measure().await,
        "merge" => Ok(merge::measure()),
        "grid" => grid::measure().await,
        "bulk" => bulk::measure().await,
        "settle" => settle::measure().await,
        _ => memory::measure().await,
    }
}
