//! `cargo xtask bench window`: what a planner waits for at the real window with 20,280 records, beside WebKit's own
//! browser on an empty page. Nothing here is asserted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement whose tools fail has failed, and the panic says where"
)]
#![expect(clippy::print_stdout, reason = "a command for people speaks to the terminal")]

mod page;

use std::path::Path;
use std::process::ExitCode;

use pfa_figures::{Figure, Series, Target, Unit, now, ratio, table, to_json};
use pfa_journeys::script::open_profile;
use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, Window};
use serde_json::json;
use tempfile::TempDir;

const RECORDS: u32 = 20_280;
const LAUNCHES: usize = 7;
const MEBIBYTE: f64 = 1_048_576.0;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let json = match words.as_slice() {
        [] => None,
        [flag, file] if flag == "--json" => Some(file),
        _ => {
            println!("cargo xtask bench window [--json FILE]");
            return ExitCode::from(2);
        }
    };
    let figures = measure();
    print!("{}", table(&figures));
    if let Some(file) = json {
        std::fs::write(file, to_json(&figures)).expect("the file can be written");
    }
    ExitCode::SUCCESS
}

fn measure() -> Vec<Figure> {
    let artefacts = Artefacts::of("window-figures");
    let pems = Pems::with_records(RECORDS);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    open_profile(&Pfa::on(&desktop, &profile), &pems, PLANNER);

    let mut figures = launches(&desktop, &profile, &artefacts);
    let (ours, empty) = (opened(&desktop, &profile, &artefacts), blank(&desktop, &artefacts));
    let held =
        Figure::beside("memory of all processes", Unit::Mebibytes, mebibytes(&ours), mebibytes(&empty));
    figures.push(held.toward(Target::BeyondAtMost(60.0)));
    figures.extend(page::keys(&ours));
    figures.extend(page::answers(&ours));
    // What has taken minutes is told also where what follows fails.
    print!("{}", table(&figures));
    figures.extend(page::frames(&ours, &empty));
    figures
}

/// Each launch beside one of the empty page, until either can be used.
fn launches(desktop: &Desktop, profile: &Path, artefacts: &Artefacts) -> Vec<Figure> {
    let (mut ours, mut empty) = (Series::default(), Series::default());
    for _ in 0..LAUNCHES {
        let began = now();
        let window = blank(desktop, artefacts);
        empty.add(now() - began);
        window.closes();
        window.ended();
        let began = now();
        let window = opened(desktop, profile, artefacts);
        ours.add(now() - began);
        window.closes();
        window.ended();
    }
    let launch =
        Figure::beside("launch to a grid that can be used", Unit::Seconds, ours.median(), empty.median());
    vec![launch.by(ratio(&ours, &empty)).toward(Target::RatioAtMost(2.0)).remark("bare: to an empty page")]
}

fn opened<'a>(desktop: &Desktop, profile: &Path, artefacts: &'a Artefacts) -> Window<'a> {
    let window = Window::open(desktop, profile, artefacts);
    let rows = "one('grid', 'PFA records')?.querySelectorAll('[role=row] [role=gridcell]').length > 0";
    window.holds("records in the grid", rows, json!([]));
    window
}

fn blank<'a>(desktop: &Desktop, artefacts: &'a Artefacts) -> Window<'a> {
    let window = Window::open_browser(desktop, "about:blank", artefacts);
    window.holds("the empty page", "document.readyState === 'complete'", json!([]));
    window
}

fn mebibytes(window: &Window<'_>) -> f64 {
    window.memory() as f64 / MEBIBYTE
}
