//! `cargo xtask dist`: the packages that people install; a `.deb` for now.

use crate::command::{Line, root};
use crate::report::{Failed, Report};
use crate::{debian, window};

/// Builds the Debian package in release mode and says where it lies.
///
/// # Errors
/// When something is missing that a person must bring, or a step fails.
pub fn debian_package(report: &mut Report) -> Result<(), Failed> {
    debian::bring(report, debian::BUILD)?;
    window::bring_packages(report)?;
    report.step("the Debian package", Line::of("ui/node_modules/.bin/tauri build --ci --bundles deb"))?;
    let folder = root().join("target/release/bundle/deb");
    let packages = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    for package in packages.filter(|entry| entry.path().extension().is_some_and(|kind| kind == "deb")) {
        let size = package.metadata().map_or(0, |metadata| metadata.len());
        println!("\n{} ({:.1} MB)", package.path().display(), size as f64 / 1e6);
    }
    Ok(())
}
