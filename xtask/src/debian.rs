//! The Debian packages that a build or a test needs: finds the missing ones, installs them where that may be
//! done without asking, else names the one line to type.

use crate::command::Line;
use crate::report::{Failed, Report};

/// What building the shell and its encrypted SQLite needs.
pub const BUILD: &[&str] =
    &["build-essential", "pkg-config", "perl", "libwebkit2gtk-4.1-dev", "libayatana-appindicator3-dev"];

/// What making, signing and checking the packages needs.
pub const PACKAGES: &[&str] = &["lintian", "rpm", "gnupg", "desktop-file-utils", "binutils"];

/// What checking the PEMS contract from outside needs.
pub const CONTRACT: &[&str] = &["python3", "python3-venv"];

/// What reads our figures and alert rules as an administrator's Prometheus does.
pub const OBSERVABILITY: &[&str] = &["prometheus"];

/// What driving the real window without a screen needs: a driver, a display with a window manager, a session
/// bus with a keyring, somebody who shows notifications, and what a screen reader hears with.
pub const WINDOW_TESTS: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "openbox",
    "x11-utils",
    "wmctrl",
    "dbus",
    "dbus-bin",
    "gnome-keyring",
    "dunst",
    "imagemagick",
    "at-spi2-core",
    "gir1.2-atspi-2.0",
    "python3-gi",
];

/// Brings the packages that are missing.
///
/// # Errors
/// When some are missing and this user may not install them, or the installation fails.
pub fn bring(report: &mut Report, packages: &[&str]) -> Result<(), Failed> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !Line::of("apt-get --version").succeeds() {
        println!("   This is not Debian: its packages {} may be missing here.", missing.join(" "));
        return Ok(());
    }
    let Some(as_root) = root_prefix() else {
        return Err(Failed::Missing {
            what: format!("{} of Debian's packages", missing.len()),
            remedy: format!(
                "Type this once, then the same command again:\n\n    sudo apt-get update && sudo apt-get install -y \
                 --no-install-recommends {}\n",
                missing.join(" ")
            ),
        });
    };
    report.step("Debian's package lists", Line::of(&format!("{as_root} apt-get -qq update")))?;
    let install = format!(
        "{as_root} env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends"
    );
    report.step("Debian's packages", Line::of(&install).with(missing))
}

fn is_installed(package: &str) -> bool {
    Line::of("dpkg-query --show --showformat ${db:Status-Status}")
        .with([package])
        .output()
        .is_some_and(|status| status == "installed")
}

/// The words before a command that makes it root's; `None` when that would need a password.
fn root_prefix() -> Option<&'static str> {
    if Line::of("id -u").output().is_some_and(|id| id.trim() == "0") {
        Some("")
    } else if Line::of("sudo -n true").succeeds() {
        Some("sudo -n")
    } else {
        None
    }
}
