//! `cargo xtask run`: from a bare machine to the open window, on sample data.

use crate::command::Line;
use crate::report::{Failed, Report};
use crate::{debian, window};

/// Builds what is not built and opens the window, handing it `arguments` (`--sample` when there are none).
///
/// # Errors
/// When there is no display, something is missing that a person must bring, or a step fails.
pub fn open_window(report: &mut Report, arguments: &[&str]) -> Result<(), Failed> {
    if !has_display() {
        return Err(Failed::Missing {
            what: "a display: neither WAYLAND_DISPLAY nor DISPLAY is set".to_owned(),
            remedy: "Run it in a desktop session, or into a virtual one (Debian's packages xvfb, imagemagick):\n\n    \
                     xvfb-run -a -s '-screen 0 1440x900x24' cargo xtask run\n\nand look at that screen with `import \
                     -window root screen.png` under its DISPLAY."
                .to_owned(),
        });
    }
    debian::bring(report, debian::BUILD)?;
    window::build(report)?;
    report.step("the application", build_line())?;
    report.step("the window (close it to end)", window_line(arguments))
}

/// Opens what was asked for, else the sample. Its key lies in the keyring as any; where none answers, made-up data
/// may have its key in a file under a passphrase that everybody knows.
fn window_line(arguments: &[&str]) -> Line {
    let open = Line::of("target/debug/pfa-vanguard");
    if !arguments.is_empty() {
        return open.with(arguments.iter().copied());
    }
    if has_keyring() {
        return open.with(["--sample"]);
    }
    println!("   No keyring answers here: the sample's key will lie in target/sample instead.");
    let apart = ["--sample", "--profile", "target/sample/profile", "--key-file", "target/sample/keys"];
    open.setting("PFA_PASSPHRASE", "sample").with(apart)
}

/// Tells whether the session has a Secret Service, or one that can be started.
fn has_keyring() -> bool {
    let start = "dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus";
    let service = ["org.freedesktop.DBus.StartServiceByName", "string:org.freedesktop.secrets", "uint32:0"];
    Line::of(start).with(service).succeeds()
}

/// The build that people and tests share: the window serves its contents from the binary.
pub fn build_line() -> Line {
    Line::of("cargo build --package pfa-vanguard --package pfa-cli --package pems-sim")
        .with(["--features", "pfa-vanguard/custom-protocol"])
}

/// The build of the programs that need no window.
pub fn programs_line() -> Line {
    Line::of("cargo build --quiet --package pfa-cli --package pems-sim")
}

fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
