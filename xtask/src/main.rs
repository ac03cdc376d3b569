//! The commands for people: `cargo xtask run · test · fuzz · bench · kill · soak · dist · pictures · bindings`.
//!
//! Each command is a list of steps. A step prints its name, its command line and its time; the first one that
//! fails ends the list and names the line that repeats just that step.

#![expect(clippy::print_stdout, reason = "a command for people speaks to the terminal")]

mod audit;
mod bench;
mod command;
mod cover;
mod debian;
mod dist;
mod endure;
mod fuzz;
mod report;
mod run;
mod security;
mod sim;
mod suite;
mod window;

use std::process::ExitCode;

use report::Report;

const USAGE: &str = "\
cargo xtask run [ARG…]             install what is missing, build, open the window on sample data
cargo xtask test [core|ui|e2e]     every check that CI makes, or one part of it
cargo xtask test packages          build the Linux packages unoptimised and test them by installing them
cargo xtask test security          the 22 findings of docs/security.md, each with pass or fail
cargo xtask cover [core|ui]        the lines that the tests run; fails below 90 % and 80 %
cargo xtask fuzz [--minutes N]     the tests by random input with much more of it, 10 minutes if not told
cargo xtask bench [NAME…] [--json FILE]   measure, beside the bare machine
cargo xtask bench window [--json FILE]    the same at the real window, beside an empty page
cargo xtask kill [--rounds N] [--seed S]    kill `pfa` at random moments, 500 times
cargo xtask soak [--minutes N] [--seed S]   watch the memory of `pfa watch` for 30 minutes of faults and edits
cargo xtask sim --seeds N          run simulated worlds; --mutants, --fleet N and --replay too
cargo xtask dist [--appimage]      build .deb and .rpm, signed with the key that PFA_GPG_KEY names
cargo xtask pictures               take the pictures of docs/user-guide.md anew
cargo xtask bindings               write ui/src/ipc/bindings.ts from the Rust types";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut report = Report::start();
    let outcome = match words.as_slice() {
        ["run", rest @ ..] => run::open_window(&mut report, rest),
        ["test"] => suite::everything(&mut report),
        ["test", "core"] => suite::core(&mut report),
        ["test", "ui"] => suite::ui(&mut report),
        ["test", "e2e"] => suite::e2e(&mut report),
        ["test", "security"] => security::list(&mut report),
        ["cover"] => cover::window(&mut report).and_then(|()| cover::rooms(&mut report)),
        ["cover", "ui"] => cover::window(&mut report),
        ["cover", "core"] => cover::rooms(&mut report),
        ["fuzz"] => fuzz::for_minutes(&mut report, 10),
        ["fuzz", "--minutes", minutes] => match minutes.parse() {
            Ok(minutes) => fuzz::for_minutes(&mut report, minutes),
            Err(_) => return usage(),
        },
        ["bench", "window", rest @ ..] => bench::measure_window(&mut report, rest),
        ["bench", rest @ ..] => bench::measure(&mut report, rest),
        ["kill", rest @ ..] => endure::kill(&mut report, rest),
        ["soak", rest @ ..] => endure::soak(&mut report, rest),
        ["sim", rest @ ..] => sim::simulate(&mut report, "simulated worlds", rest),
        ["test", "packages"] => suite::packages(&mut report),
        ["dist"] => dist::linux_packages(&mut report, false),
        ["dist", "--appimage"] => dist::linux_packages(&mut report, true),
        ["pictures"] => suite::take_pictures(&mut report),
        ["bindings"] => suite::write_bindings(&mut report),
        _ => return usage(),
    };
    if let Err(failed) = &outcome {
        println!("\n{failed}");
    }
    report.close(matches!(words.first(), Some(&"test" | &"cover")));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn usage() -> ExitCode {
    println!("{USAGE}");
    ExitCode::from(2)
}
