//! The places that govern this computer: files, and on Windows and macOS what the system keeps policies in.

mod file;
#[cfg(target_os = "macos")]
mod managed;
mod registry;

use super::{Layer, SettingKey};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the organization and whoever administers the computer set settings. A program has [`Governing::System`];
/// nothing in its environment leads it elsewhere.
#[derive(Debug, Clone)]
pub enum Governing {
    /// The places that this operating system has for it.
    System,
    /// `policy.json` and `settings.json` in a directory: for tests.
    Directory(PathBuf),
    /// Nobody governs: for simulated worlds.
    Nobody,
}

/// What one place says, as it was found.
#[derive(Debug)]
pub(super) struct Place {
    /// The file or registry key; none for what the profile itself holds.
    pub source: Option<String>,
    /// Its settings, or why it cannot be read.
    pub entries: Result<Vec<Entry>, Fault>,
}

/// A setting as it is written down.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: String,
    pub line: Option<u32>,
    pub written: Written,
}

/// A value in the form of its place.
#[derive(Debug)]
pub(super) enum Written {
    /// As in every file.
    Json(Json),
    /// As in the registry.
    #[cfg_attr(
        not(windows),
        allow(dead_code, reason = "made on Windows alone, understood and tried everywhere")
    )]
    Registry(registry::RegistryValue),
}

/// Why a place cannot be read.
#[derive(Debug)]
pub(super) struct Fault {
    pub line: Option<u32>,
    pub message: String,
}

impl Governing {
    /// The places of a layer, the strongest first; none for a layer that has none, or holds nothing.
    pub(super) fn places(&self, layer: Layer) -> Vec<Place> {
        match self {
            Governing::System => system(layer),
            Governing::Directory(directory) => in_directory(directory, layer),
            Governing::Nobody => Vec::new(),
        }
    }
}

impl Place {
    /// What the person has chosen, which the profile keeps.
    pub(super) fn of_profile(chosen: BTreeMap<String, Json>) -> Self {
        let entries =
            chosen.into_iter().map(|(name, value)| Entry { name, line: None, written: Written::Json(value) });
        Self { source: None, entries: Ok(entries.collect()) }
    }
}

impl Entry {
    /// The value as JSON.
    pub(super) fn value(&self, key: SettingKey) -> Result<Json, String> {
        match &self.written {
            Written::Json(value) => Ok(value.clone()),
            Written::Registry(value) => registry::understand(key, value),
        }
    }
}

fn in_directory(directory: &Path, layer: Layer) -> Vec<Place> {
    match layer {
        Layer::Policy => file::read(&directory.join("policy.json")),
        Layer::Machine => file::read(&directory.join("settings.json")),
        Layer::User | Layer::Default => None,
    }
    .into_iter()
    .collect()
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system(layer: Layer) -> Vec<Place> {
    in_directory(Path::new("/etc/pfa-vanguard"), layer)
}

#[cfg(target_os = "macos")]
fn system(layer: Layer) -> Vec<Place> {
    match layer {
        Layer::Policy => managed::read().into_iter().collect(),
        Layer::Machine | Layer::User | Layer::Default => {
            in_directory(Path::new("/Library/Application Support/PFA Vanguard"), layer)
        }
    }
}

#[cfg(windows)]
fn system(layer: Layer) -> Vec<Place> {
    match layer {
        Layer::Policy => registry::read(),
        Layer::Machine | Layer::User | Layer::Default => {
            in_directory(&registry::common_data().join("PFA Vanguard"), layer)
        }
    }
}
