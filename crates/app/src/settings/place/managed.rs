//! Managed preferences of macOS: what a configuration profile for this computer sets.

use super::{Entry, Fault, Place, Written};
use serde_json::{Map, Value as Json};
use std::path::Path;

/// Written by the system alone, from the profiles that the organization's device management installs.
const FILE: &str = "/Library/Managed Preferences/com.pfa-vanguard.desktop.plist";

/// What the profiles set; none where there are none.
pub(super) fn read() -> Option<Place> {
    if !Path::new(FILE).exists() {
        return None;
    }
    let entries = plist::from_file::<_, Map<String, Json>>(FILE)
        .map(|members| {
            let entry = |(name, value)| Entry { name, line: None, written: Written::Json(value) };
            members.into_iter().map(entry).collect()
        })
        .map_err(|error| Fault { line: None, message: format!("it cannot be read: {error}") });
    Some(Place { source: Some(FILE.to_owned()), entries })
}
