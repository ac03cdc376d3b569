//! What Cargo knows of the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A package of the workspace.
pub struct Package {
    pub name: String,
    /// Rooms that it is built from.
    pub uses: Vec<String>,
    /// Crates from outside the house that it is built from.
    pub brings: Vec<String>,
    /// Rooms that only its tests use.
    pub tests_use: Vec<String>,
    /// The root file of each of its targets.
    pub roots: Vec<PathBuf>,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

pub fn packages() -> BTreeMap<String, Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter().map(package);
    packages.map(|package| (package.name.clone(), package)).collect()
}

fn package(value: &Value) -> Package {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dependencies = |ours: bool, tests: bool| {
        let all = value["dependencies"].as_array().unwrap().iter();
        let wanted = all.filter(|dependency| dependency["path"].is_string() == ours);
        wanted
            .filter(|dependency| (dependency["kind"] == "dev") == tests)
            .map(|dependency| text(&dependency["name"]))
            .collect()
    };
    Package {
        name: text(&value["name"]),
        uses: dependencies(true, false),
        brings: dependencies(false, false),
        tests_use: dependencies(true, true),
        roots: value["targets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|target| PathBuf::from(text(&target["src_path"])))
            .collect(),
    }
}
