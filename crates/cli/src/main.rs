//! `pfa`: what the window does, for scripts, IT and tests. It parses, calls one use case, prints.

mod args;
mod error;
mod json;
mod open;
mod output;
mod verb;

use args::Args;
use clap::Parser;
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut output = Output::new(args.common.json);
    let ended = verb::run(&args, &mut output).and_then(|code| output.flush().map(|()| code));
    match ended {
        Ok(code) => code,
        Err(error) => error.tell(args.common.json, open::directory(&args.common).ok().as_deref()),
    }
}
