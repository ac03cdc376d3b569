//! A screen reader on the desktop: what the window tells it, over AT-SPI as Orca hears it.

use std::path::Path;

use serde_json::Value;

use crate::desktop::Desktop;
use crate::wait::until;

const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/harness/screen_reader.py");
/// Debian's own: what reads the bus is one of its packages.
const PYTHON: &str = "/usr/bin/python3";

/// Something that a screen reader speaks of: its role, what it says, its states, and what is in it.
#[derive(Debug, Clone)]
pub struct Spoken(Value);

impl Desktop {
    /// Waits until the window tells of a table with this name for which `holds`.
    ///
    /// # Panics
    /// When it does not.
    pub fn hears_table(&self, name: &str, what: &str, holds: impl Fn(&Spoken) -> bool) -> Spoken {
        until(&format!("the screen reader to hear {what} in {name:?}"), || {
            let mut command = self.command(Path::new(PYTHON));
            let output = command.args([READER, name]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let heard: Value = serde_json::from_slice(&output.stdout).unwrap();
            (!heard.is_null()).then_some(Spoken(heard)).filter(&holds)
        })
    }
}

impl Spoken {
    /// Its role, in ARIA's word where it has one.
    pub fn role(&self) -> &str {
        self.0["role"].as_str().unwrap_or_default()
    }

    /// What it says: its name, else its text.
    pub fn says(&self) -> &str {
        self.0["says"].as_str().unwrap_or_default().trim()
    }

    /// What is said of it besides.
    pub fn description(&self) -> &str {
        self.0["description"].as_str().unwrap_or_default()
    }

    /// Tells whether it is `selected`, `expanded` and so on.
    pub fn is(&self, state: &str) -> bool {
        self.0["states"].as_array().unwrap().iter().any(|one| one == state)
    }

    /// One of its attributes, such as `rowcount`.
    pub fn attribute(&self, name: &str) -> &str {
        self.0["attributes"][name].as_str().unwrap_or_default()
    }

    /// All in it that have a role, in their order.
    pub fn all(&self, role: &str) -> Vec<Self> {
        let mut found = Vec::new();
        for child in self.0["children"].as_array().unwrap() {
            let child = Self(child.clone());
            let inner = child.all(role);
            if child.role() == role {
                found.push(child);
            }
            found.extend(inner);
        }
        found
    }

    /// The row of which a cell says `text`.
    pub fn row_with(&self, text: &str) -> Option<Self> {
        self.all("row").into_iter().find(|row| row.all("gridcell").iter().any(|cell| cell.says() == text))
    }
}
