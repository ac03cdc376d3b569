//! The window's contents: brings its npm packages and builds them, each only when something changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::command::{Line, root};
use crate::report::{Failed, Report};

const OLDEST_NODE: u32 = 20;

/// Installs the packages of `ui/package-lock.json`, unless those very ones are installed.
///
/// # Errors
/// When Node is missing or too old, or npm fails.
pub fn bring_packages(report: &mut Report) -> Result<(), Failed> {
    check_node()?;
    let lock = fs::read(root().join("ui/package-lock.json")).unwrap_or_default();
    let stamp = root().join("ui/node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    report.step("the window's packages", Line::of("npm ci --no-audit --no-fund").inside("ui"))?;
    // Without the stamp the next run installs again: slower, never wrong.
    let _ = fs::write(stamp, lock);
    Ok(())
}

/// Builds `ui/dist`, unless it is newer than all that it is made from.
///
/// # Errors
/// When the packages cannot be brought or the build fails.
pub fn build(report: &mut Report) -> Result<(), Failed> {
    bring_packages(report)?;
    let ui = root().join("ui");
    let built = modified(&ui.join("dist/index.html"));
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.app.json"];
    let newest = sources.iter().filter_map(|source| newest_in(&ui.join(source))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    report.step("the window's contents", Line::of("npm run --silent build").inside("ui"))
}

fn check_node() -> Result<(), Failed> {
    let version = Line::of("node --version").output();
    let major: Option<u32> =
        version.as_deref().and_then(|text| text.trim().strip_prefix('v')?.split('.').next()?.parse().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) | None => Err(Failed::Missing {
            what: format!("Node {OLDEST_NODE} or newer"),
            remedy: format!(
                "Found {}. Debian 12's own is too old; nodejs.org has packages of newer ones.",
                version.as_deref().map_or("none", str::trim)
            ),
        }),
    }
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return modified(path) };
    entries.flatten().filter_map(|entry| newest_in(&entry.path())).chain(modified(path)).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
