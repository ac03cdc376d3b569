//! No Rust file lies in a room without being compiled: a test that nobody declared proves nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::{packages, root};

#[test]
fn no_rust_file_is_forgotten() {
    let mut reached = BTreeSet::new();
    for package in packages().values() {
        for file in &package.roots {
            follow(file, true, &mut reached);
        }
    }
    let folders = ["crates", "src-tauri", "tests", "xtask", "benches"];
    let written: Vec<PathBuf> =
        folders.iter().flat_map(|folder| below(&root().join(folder), &["rs"])).collect();
    assert!(written.len() > 20, "only {} files found: they are not looked for right", written.len());
    let forgotten: Vec<_> = written.iter().filter(|file| !reached.contains(*file)).collect();
    assert!(forgotten.is_empty(), "declared nowhere: {forgotten:#?}");
}

/// The files below a folder that end in one of `kinds`.
pub fn below(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path, kinds));
        } else if path.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted)) {
            found.push(path);
        }
    }
    found
}

/// Walks from a file to the modules that it declares.
fn follow(file: &Path, is_root: bool, reached: &mut BTreeSet<PathBuf>) {
    let Ok(text) = fs::read_to_string(file) else { return };
    if !reached.insert(file.to_path_buf()) {
        return;
    }
    let folder = file.parent().unwrap();
    let stem = file.file_stem().unwrap();
    let children = if is_root || stem == "mod" { folder.to_path_buf() } else { folder.join(stem) };
    let mut path_given = None;
    for line in text.lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("#[path = \"") {
            path_given = path.split('"').next().map(|path| folder.join(path));
        } else if let Some(name) = declared_module(line) {
            let candidates = match path_given.take() {
                Some(path) => vec![path],
                None => vec![children.join(format!("{name}.rs")), children.join(name).join("mod.rs")],
            };
            for candidate in candidates {
                follow(&candidate, false, reached);
            }
        }
    }
}

/// The module's name in `mod name;`, whatever its visibility.
fn declared_module(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub(") {
        Some(rest) => rest.split_once(')')?.1.trim_start(),
        None => line.strip_prefix("pub ").unwrap_or(line),
    };
    line.strip_prefix("mod ")?.strip_suffix(';')
}

#[test]
fn declarations_are_read_whatever_their_visibility() {
    assert_eq!(declared_module("mod a;"), Some("a"));
    assert_eq!(declared_module("pub mod b;"), Some("b"));
    assert_eq!(declared_module("pub(crate) mod c;"), Some("c"));
    assert_eq!(declared_module("mod tests {"), None);
}
