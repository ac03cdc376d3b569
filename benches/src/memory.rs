//! The most memory that `pfa pull` takes: it must not grow with the number of records.

use crate::Outcome;
use crate::desk::folder;
use crate::pems::{ORGANIZATION, PASSWORD, Pems, TENANT, USER, program};
use pfa_figures::{Figure, Unit};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const NUMBERS: [u32; 3] = [1_000, 20_000, 100_000];

/// A first pull of each number of records, by the program itself.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for records in NUMBERS {
        let pems = Pems::start(records, 100)?;
        let home = folder()?;
        init(&pems, home.path())?;
        let peak = peak_of(pfa(home.path())?.arg("pull")).await?;
        figures.push(Figure::alone(
            format!("most memory of `pfa pull` of {records} records"),
            Unit::Mebibytes,
            peak,
        ));
    }
    Ok(figures)
}

fn pfa(home: &Path) -> Outcome<Command> {
    let mut command = Command::new(program("pfa")?);
    command.env_clear().env("PFA_PASSPHRASE", "a measurement").stdin(Stdio::null()).stdout(Stdio::null());
    command.arg("--profile").arg(home.join("profile")).arg("--key-file").arg(home.join("keys"));
    Ok(command)
}

fn init(pems: &Pems, home: &Path) -> Outcome<()> {
    let mut child = pfa(home)?
        .args(["init", "--pems", pems.root(), "--tenant", TENANT, "--organization", ORGANIZATION])
        .args(["--user", USER, "--password-stdin"])
        .stdin(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no input")?.write_all(PASSWORD.as_bytes())?;
    if child.wait()?.success() { Ok(()) } else { Err("pfa init failed".into()) }
}

/// The high-water mark that the system keeps, read until the program ends.
async fn peak_of(command: &mut Command) -> Outcome<f64> {
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = mark
            .and_then(|mark| mark.split_whitespace().next())
            .and_then(|number| number.parse::<f64>().ok());
        peak = peak.max(kib.unwrap_or(0.0) / 1024.0);
        look_again().await;
    }
    if child.wait()?.success() { Ok(peak) } else { Err("pfa pull failed".into()) }
}

#[expect(clippy::disallowed_methods, reason = "the system tells nobody that a mark has risen")]
async fn look_again() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}
