//! The `.rpm`: what is in it, what it needs, and its signature.

use crate::{package, run, said, text};
use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, Window, script};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn it_holds_the_application_its_menu_entry_and_its_icons() {
    let list = run("rpm", &["-qlp", text(&package("rpm"))]);
    for file in [
        "/usr/bin/pfa-vanguard",
        "/usr/bin/pfa",
        "/usr/share/man/man1/pfa.1.gz",
        "/usr/share/bash-completion/completions/pfa",
        "/usr/share/applications/PFA Vanguard.desktop",
        "/usr/share/icons/hicolor/128x128/apps/pfa-vanguard.png",
        "/usr/share/doc/pfa-vanguard/copyright",
    ] {
        assert!(list.lines().any(|line| line == file), "{file} is not in\n{list}");
    }
}

#[test]
fn it_names_what_it_needs_and_says_at_removal_where_the_data_stays() {
    let package = package("rpm");
    let needs = run("rpm", &["-qRp", text(&package)]);
    for library in ["libwebkit2gtk-4.1.so.0", "libgtk-3.so.0", "libayatana-appindicator-gtk3", "dbus-libs"] {
        assert!(needs.contains(library), "{library} is not in\n{needs}");
    }
    let scripts = run("rpm", &["-qp", "--scripts", text(&package)]);
    assert!(scripts.contains("~/.local/share/pfa-vanguard"), "{scripts}");
}

/// Its scripts would run inside the empty root, where no shell is: the one that speaks is run beside it.
#[test]
fn installed_it_starts_and_a_removal_keeps_the_data_and_says_where() {
    let root = TempDir::with_prefix("pfa-rpm-root-").unwrap();
    let rpm = |arguments: &[&str]| {
        let place = ["--root", text(root.path()), "--nodeps", "--noscripts", "--nosignature"];
        said(Command::new("rpm").args(place).args(arguments))
    };
    let package = package("rpm");
    rpm(&["--install", text(&package)]);
    let program = root.path().join("usr/bin/pfa-vanguard");

    let artefacts = Artefacts::of("rpm");
    let desktop = Desktop::start(Keyring::Unlocked);
    let profile = TempDir::new().unwrap();
    let window = Window::open_installed(&desktop, &program, &profile.path().join("profile"), &artefacts);
    window.sees("heading", "PFA Vanguard");

    let pems = Pems::with_records(50);
    let pfa = Pfa::with_key_file().of(&root.path().join("usr/bin/pfa"));
    script::open_profile(&pfa, &pems, PLANNER);
    let id = script::editable(&pfa, 1).remove(0);
    pfa.done(&["edit", &id, "contract=C-DRAFT"]);
    rpm(&["--upgrade", "--replacepkgs", text(&package)]);
    assert_eq!(script::status(&pfa, &id), "draft");

    let name = run("rpm", &["-qp", "--queryformat", "%{NAME}", text(&package)]);
    let goodbye = run("rpm", &["-qp", "--queryformat", "%{POSTUN}", text(&package)]);
    rpm(&["--erase", &name]);
    assert!(!program.exists());
    let told = said(Command::new("sh").args(["-c", &goodbye, "postun", "0"]));
    assert!(told.contains("~/.local/share/pfa-vanguard"), "{told}");
    rpm(&["--install", text(&package)]);
    assert_eq!(script::status(&pfa, &id), "draft");
}

#[test]
fn signed_with_a_key_it_is_accepted_by_whoever_has_that_key_and_refused_once_changed() {
    let folder = TempDir::with_prefix("pfa-rpm-").unwrap();
    let home = folder.path().join("gnupg");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let gpg =
        |arguments: &[&str]| said(Command::new("gpg").env("GNUPGHOME", &home).arg("--batch").args(arguments));
    gpg(&[
        "--passphrase",
        "",
        "--quick-generate-key",
        "Release <release@example.invalid>",
        "rsa3072",
        "sign",
        "never",
    ]);
    let public = folder.path().join("release.asc");
    gpg(&["--armor", "--output", text(&public), "--export", "release@example.invalid"]);

    let signed = folder.path().join("signed.rpm");
    fs::copy(package("rpm"), &signed).unwrap();
    let sign = [
        "--define",
        "__gpg /usr/bin/gpg",
        "--define",
        "_gpg_name release@example.invalid",
        "--addsign",
        text(&signed),
    ];
    said(Command::new("rpmsign").env("GNUPGHOME", &home).args(sign));

    let database = folder.path().join("rpmdb");
    let check = |file: &std::path::Path| {
        Command::new("rpmkeys").arg("--dbpath").arg(&database).args(["-Kv", text(file)]).output().unwrap()
    };
    said(Command::new("rpmkeys").arg("--dbpath").arg(&database).args(["--import", text(&public)]));
    let answer = check(&signed);
    let words = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.status.success() && words.contains("Signature") && words.contains("OK"), "{words}");

    let mut bytes = fs::read(&signed).unwrap();
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    fs::write(&signed, bytes).unwrap();
    assert!(!check(&signed).status.success(), "a changed package is accepted");
}
