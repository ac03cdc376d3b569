//! `cargo xtask dist`: the packages that people install. `.deb` and `.rpm` here, an AppImage too where its tools can be
//! had; Windows and macOS build theirs in `.github/workflows/release.yml`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Line, root};
use crate::report::{Failed, Report};
use crate::{debian, window};

/// The GPG key that signs, by its name or fingerprint; it lies in the keyring of whoever runs this.
const KEY: &str = "PFA_GPG_KEY";
/// A file with what a release's configuration has beyond `tauri.conf.json`.
const CONFIG: &str = "PFA_TAURI_CONFIG";
const SUMS: &str = "SHA256SUMS";

/// Builds the packages, signs them where a key is named, writes their checksums and says where all lie.
///
/// # Errors
/// When something is missing that a person must bring, or a step fails.
pub fn linux_packages(report: &mut Report, appimage: bool) -> Result<(), Failed> {
    debian::bring(report, &[debian::BUILD, debian::PACKAGES].concat())?;
    window::build(report)?;
    report.step("pfa", Line::of("cargo build --release --locked --package pfa-cli"))?;
    stage(report, "release")?;
    let kinds = if appimage { "deb,rpm,appimage" } else { "deb,rpm" };
    let build = Line::of("ui/node_modules/.bin/tauri build --ci --bundles").with([kinds]);
    let mut build = build.with(["--config", r#"{"build":{"beforeBuildCommand":null}}"#]);
    if let Ok(file) = std::env::var(CONFIG) {
        build = build.with(["--config".to_owned(), file]);
    }
    report.step("the packages", build)?;
    finish(report, &root().join("target/release/bundle"))
}

/// Builds the packages around the unoptimised programs: minutes instead of a quarter of an hour, to test what a package
/// does.
///
/// # Errors
/// As [`linux_packages`].
pub fn test_packages(report: &mut Report) -> Result<PathBuf, Failed> {
    debian::bring(report, &[debian::BUILD, debian::PACKAGES, debian::WINDOW_TESTS].concat())?;
    window::build(report)?;
    report.step("the application", crate::run::build_line())?;
    stage(report, "debug")?;
    // A release is linked without them; cargo links again at the next change.
    report.step("no debugger's tables", Line::of("strip --strip-all target/debug/pfa-vanguard"))?;
    let bundle = Line::of("ui/node_modules/.bin/tauri bundle --ci --debug --bundles deb,rpm");
    report.step("the packages", bundle)?;
    Ok(root().join("target/debug/bundle"))
}

/// Puts `pfa`, its manual, what bash completes and the changelog where `tauri.conf.json` takes them from, programs without
/// the tables that only a debugger reads. The bundler would put a changelog into a folder of the product's name, where no
/// tool looks.
fn stage(report: &mut Report, profile: &str) -> Result<(), Failed> {
    report.step("a place for pfa", Line::of("rm -rf target/dist"))?;
    report.step("a place for its manual", Line::of("mkdir -p target/dist/man1"))?;
    let strip = Line::of("strip --strip-all -o target/dist/pfa").with([format!("target/{profile}/pfa")]);
    report.step("pfa, for the packages", strip)?;
    report.step("the manual", Line::of("target/dist/pfa manual target/dist/man1"))?;
    let by_hand = Line::of("cp packaging/linux/pfa-vanguard.1 target/dist/man1");
    report.step("the window's page of it", by_hand)?;
    let pack = Line::of("gzip --best --no-name --recursive target/dist/man1");
    report.step("the manual, packed", pack)?;
    let completions = report.output("what bash completes", Line::of("target/dist/pfa completions bash"));
    write(&root().join("target/dist/completions"), &completions)?;
    report.step("the changelog", Line::of("cp packaging/linux/changelog target/dist/changelog"))?;
    report.step("the changelog, packed", Line::of("gzip --best --no-name target/dist/changelog"))
}

/// Writes what a command printed; one that failed printed nothing.
fn write(file: &Path, text: &str) -> Result<(), Failed> {
    let failed = |what| Failed::Check { what, remedy: format!("Look at {}.", file.display()) };
    if text.is_empty() {
        return Err(failed(format!("{} would be empty", file.display())));
    }
    fs::write(file, text).map_err(|error| failed(format!("{} cannot be written: {error}", file.display())))
}

fn finish(report: &mut Report, bundle: &Path) -> Result<(), Failed> {
    let packages = packages_in(bundle);
    if let Ok(key) = std::env::var(KEY) {
        sign(report, &packages, &key)?;
    } else {
        report.skip("signatures", &format!("{KEY} names no key"));
    }
    write_sums(report, bundle, &packages)?;
    for package in &packages {
        let size = fs::metadata(package).map_or(0, |metadata| metadata.len());
        println!("\n{} ({:.1} MB)", package.display(), size as f64 / 1e6);
    }
    Ok(())
}

/// An `.rpm` carries its signature in itself; others get one beside them.
fn sign(report: &mut Report, packages: &[PathBuf], key: &str) -> Result<(), Failed> {
    for package in packages {
        let file = package.to_string_lossy().into_owned();
        let line = if package.extension().is_some_and(|kind| kind == "rpm") {
            // Debian's rpm looks for a gpg of another name.
            Line::of("rpmsign --define")
                .with(["__gpg /usr/bin/gpg".to_owned(), "--define".to_owned()])
                .with([format!("_gpg_name {key}"), "--addsign".to_owned(), file])
        } else {
            Line::of("gpg --batch --yes --armor --detach-sign --local-user").with([key.to_owned(), file])
        };
        report.step("a signature", line)?;
    }
    Ok(())
}

fn write_sums(report: &mut Report, bundle: &Path, packages: &[PathBuf]) -> Result<(), Failed> {
    let names = packages.iter().filter_map(|package| package.strip_prefix(bundle).ok());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let sums = report.output("checksums", Line::of("sha256sum").inside("target/release/bundle").with(names));
    write(&bundle.join(SUMS), &sums)
}

fn packages_in(bundle: &Path) -> Vec<PathBuf> {
    let folders = ["deb", "rpm", "appimage"].map(|kind| (bundle.join(kind), kind));
    let files = folders.iter().flat_map(|(folder, kind)| {
        let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let wanted = if *kind == "appimage" { "AppImage" } else { kind };
        files.filter(move |file| file.extension().is_some_and(|extension| extension == wanted))
    });
    files.collect()
}
