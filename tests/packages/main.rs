//! The Linux packages, tested by installing them: in a throwaway root, so that the machine stays as it is.
//!
//! `PFA_PACKAGES` names the folder with one `.deb` and one `.rpm`; `cargo xtask test packages` sets it. What a package
//! needs of the system has to be installed on the machine.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod deb;
mod rpm;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The one package of a kind.
fn package(kind: &str) -> PathBuf {
    let folder = PathBuf::from(
        std::env::var_os("PFA_PACKAGES").expect("PFA_PACKAGES names the folder of the packages"),
    );
    let entries =
        std::fs::read_dir(&folder).unwrap().chain(std::fs::read_dir(folder.join(kind)).into_iter().flatten());
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == kind))
        .collect();
    assert_eq!(found.len(), 1, "one .{kind} in {}: {found:?}", folder.display());
    found.remove(0)
}

/// Runs a program and gives what it wrote, standard error included.
///
/// # Panics
/// When it fails.
fn run(program: &str, arguments: &[&str]) -> String {
    said(Command::new(program).args(arguments))
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{command:?} ended with {}\n{text}", output.status);
    text
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
