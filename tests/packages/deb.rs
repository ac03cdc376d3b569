//! The `.deb`: what is in it, and its life on a machine: installed, started, upgraded, removed.

use crate::{package, run, said, text};
use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, Window, script};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A root of its own to install into, with a package database of its own.
struct Root(TempDir);

impl Root {
    fn new() -> Self {
        let folder = TempDir::with_prefix("pfa-root-").unwrap();
        let database = folder.path().join("var/lib/dpkg");
        for part in ["updates", "info", "triggers"] {
            fs::create_dir_all(database.join(part)).unwrap();
        }
        fs::write(database.join("status"), "").unwrap();
        Self(folder)
    }

    /// Runs dpkg on this root. What the package depends on lies in the machine's own root, and so do the shell and the
    /// tools of its scripts.
    fn dpkg(&self, arguments: &[&str]) -> String {
        let root = format!("--root={}", self.0.path().display());
        let mut command = Command::new("dpkg");
        command.arg(root).args(["--force-depends", "--force-not-root", "--force-script-chrootless"]);
        said(command.args(["--log=/dev/null"]).args(arguments))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }
}

#[test]
fn it_holds_the_application_its_menu_entry_its_icons_and_its_papers() {
    let list = run("dpkg-deb", &["--contents", text(&package("deb"))]);
    for file in [
        "usr/bin/pfa-vanguard",
        "usr/bin/pfa",
        "usr/share/applications/PFA Vanguard.desktop",
        "usr/share/icons/hicolor/128x128/apps/pfa-vanguard.png",
        "usr/share/doc/pfa-vanguard/copyright",
        "usr/share/man/man1/pfa-vanguard.1.gz",
        "usr/share/man/man1/pfa.1.gz",
        "usr/share/man/man1/pfa-export-unsent.1.gz",
        "usr/share/bash-completion/completions/pfa",
    ] {
        assert!(list.lines().any(|line| line.ends_with(&format!(" {file}"))), "{file} is not in\n{list}");
    }
}

#[test]
fn lintian_finds_no_error() {
    run("lintian", &["--fail-on", "error", "--allow-root", "--no-cfg", text(&package("deb"))]);
}

#[test]
fn it_depends_on_what_its_programs_are_linked_with() {
    let package = package("deb");
    let depends = run("dpkg-deb", &["--field", text(&package), "Depends"]);
    let depends: Vec<&str> =
        depends.split([',', '|']).filter_map(|one| one.split_whitespace().next()).collect();
    let root = Root::new();
    root.dpkg(&["--install", text(&package)]);
    let installed = |name: &str| {
        said(Command::new("dpkg-query").args(["--show", "--showformat=${Depends} ${Pre-Depends}", name]))
    };
    for program in ["usr/bin/pfa-vanguard", "usr/bin/pfa"] {
        let linked = run("objdump", &["-p", text(&root.path(program))]);
        for library in linked.lines().filter_map(|line| line.trim().strip_prefix("NEEDED")) {
            let owner = run("dpkg-query", &["--search", &format!("*/{}", library.trim())]);
            let owner = owner.split(':').next().unwrap();
            let brought =
                depends.contains(&owner) || depends.iter().any(|one| installed(one).contains(owner));
            assert!(
                brought,
                "{program} is linked with {} of {owner}, and neither {depends:?} nor what they depend on has it",
                library.trim()
            );
        }
    }
}

#[test]
fn the_menu_entry_is_valid_opens_links_and_has_an_icon() {
    let root = Root::new();
    root.dpkg(&["--install", text(&package("deb"))]);
    let entry = root.path("usr/share/applications/PFA Vanguard.desktop");
    run("desktop-file-validate", &[text(&entry)]);
    let words = fs::read_to_string(entry).unwrap();
    assert!(words.contains("MimeType=x-scheme-handler/pfa-vanguard;"), "{words}");
    let value = |key: &str| words.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
    assert_eq!(value("Exec="), "pfa-vanguard %u");
    let icon = format!("usr/share/icons/hicolor/128x128/apps/{}.png", value("Icon="));
    assert!(root.path(&icon).is_file());
}

#[test]
fn installed_it_starts_and_shows_the_first_screen() {
    let root = Root::new();
    root.dpkg(&["--install", text(&package("deb"))]);
    let artefacts = Artefacts::of("package");
    let desktop = Desktop::start(Keyring::Unlocked);
    let profile = TempDir::new().unwrap();
    let program = root.path("usr/bin/pfa-vanguard");
    let window = Window::open_installed(&desktop, &program, &profile.path().join("profile"), &artefacts);
    window.sees("heading", "PFA Vanguard");
    window.picture("installed");
}

#[test]
fn an_upgrade_keeps_what_waits_and_a_removal_keeps_the_data_and_says_where() {
    let (root, work) = (Root::new(), TempDir::new().unwrap());
    root.dpkg(&["--install", text(&older(&package("deb"), work.path()))]);
    let pems = Pems::with_records(50);
    let pfa = Pfa::with_key_file().of(&root.path("usr/bin/pfa"));
    script::open_profile(&pfa, &pems, PLANNER);
    let ids = script::editable(&pfa, 2);
    pfa.done(&["edit", &ids[0], "contract=C-QUEUED"]);
    pfa.done(&["commit", &ids[0]]);
    pfa.done(&["edit", &ids[1], "contract=C-DRAFT"]);

    root.dpkg(&["--install", text(&package("deb"))]);
    assert_eq!([&ids[0], &ids[1]].map(|id| script::status(&pfa, id)), ["queued", "draft"]);
    pfa.done(&["sync"]);
    assert_eq!(script::status(&pfa, &ids[0]), "synced");
    assert_eq!(pems.record(&ids[0])["contract"], "C-QUEUED");

    let said = root.dpkg(&["--remove", "pfa-vanguard"]);
    assert!(said.contains("~/.local/share/pfa-vanguard"), "{said}");
    assert!(!root.path("usr/bin/pfa").exists());
    root.dpkg(&["--install", text(&package("deb"))]);
    assert_eq!(script::status(&pfa, &ids[1]), "draft");
}

/// The same package under an older version.
fn older(package: &Path, work: &Path) -> PathBuf {
    let tree = work.join("tree");
    run("dpkg-deb", &["--raw-extract", text(package), text(&tree)]);
    let control = tree.join("DEBIAN/control");
    let words = fs::read_to_string(&control).unwrap();
    let version = words.lines().find(|line| line.starts_with("Version: ")).unwrap();
    fs::write(&control, words.replace(version, "Version: 0.0.1")).unwrap();
    let built = work.join("older.deb");
    // Uncompressed: a minute less, and nobody downloads it.
    run("dpkg-deb", &["--build", "-Znone", "--root-owner-group", text(&tree), text(&built)]);
    built
}
