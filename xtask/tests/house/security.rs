//! What the window's content may do is decided in three files: the content policy, the capabilities, and the components.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value as Json;

use crate::files::below;
use crate::workspace::{Package, packages, root};

type Rooms = BTreeMap<String, Package>;

#[test]
fn the_content_policy_allows_no_inline_script_no_evaluation_and_nothing_remote() {
    let policy = json("tauri.conf.json")["app"]["security"]["csp"].clone();
    let policy = policy.as_object().expect("a policy by directive");
    let own = BTreeSet::from(["'self'", "'none'", "data:", "ipc:", "http://ipc.localhost"]);
    for (directive, sources) in policy {
        for source in sources.as_str().expect("a text").split_whitespace() {
            assert!(own.contains(source), "{directive} allows {source}");
        }
    }
    for (directive, allowed) in [
        ("default-src", "'self'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
    ] {
        assert_eq!(policy[directive], allowed, "{directive}");
    }
    assert!(json("tauri.conf.json")["app"]["security"]["dangerousDisableAssetCspModification"].is_null());
}

#[test]
fn the_window_may_hear_events_print_and_zoom_and_nothing_else_of_tauri() {
    let files = below(&root().join("src-tauri/capabilities"), &["json", "toml"]);
    assert_eq!(files.len(), 1, "{files:?}");
    let capability = json("src-tauri/capabilities/window.json");
    assert_eq!(
        capability["permissions"],
        serde_json::json!([
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "core:webview:allow-print",
            "core:webview:allow-set-webview-zoom"
        ])
    );
    assert_eq!(capability["windows"], serde_json::json!(["main", "main-*"]));
    assert!(capability["remote"].is_null(), "no remote page may call anything");
}

#[test]
fn every_message_of_the_window_passes_the_isolation_frame() {
    let pattern = json("tauri.conf.json")["app"]["security"]["pattern"].clone();
    assert_eq!(pattern["use"], "isolation");
    let frame = root().join(pattern["options"]["dir"].as_str().expect("a folder"));
    let page = fs::read_to_string(frame.join("index.html")).unwrap();
    assert!(page.contains(r#"<script src="index.js"></script>"#), "{page}");
    let hook = fs::read_to_string(frame.join("index.js")).unwrap();
    assert!(hook.contains("window.__TAURI_ISOLATION_HOOK__ ="), "{hook}");
}

#[test]
fn no_component_writes_markup() {
    let files = below(&root().join("ui/src"), &["ts", "tsx"]);
    assert!(files.len() > 50, "only {} files found: they are not looked for right", files.len());
    let ways = [
        "dangerouslySetInnerHTML",
        ".innerHTML",
        ".outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function(",
    ];
    for file in files.iter().filter(|file| !file.to_string_lossy().contains(".test.")) {
        let text = fs::read_to_string(file).unwrap();
        for way in ways {
            assert!(!text.contains(way), "{} uses {way}", file.display());
        }
    }
}

/// `cargo xtask test security` runs them, and takes minutes; that a name leads nowhere is seen here at once.
#[test]
fn every_test_that_the_security_page_names_is_written() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let named: Vec<(&str, &str)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once("` "))
        .map(|(target, name)| (target, name.trim()))
        .collect();
    assert!(named.len() > 60, "only {} tests found: they are not read right", named.len());
    let rooms = packages();
    let missing: Vec<_> = named.iter().filter(|(target, name)| !is_written(&rooms, target, name)).collect();
    assert!(missing.is_empty(), "named in docs/security.md and nowhere written: {missing:#?}");
}

/// Whether a file of the test's modules has a function of its name, or a file of the window's tests its words.
fn is_written(rooms: &Rooms, target: &str, name: &str) -> bool {
    if target.starts_with("ui/") {
        let text = fs::read_to_string(root().join(target)).unwrap_or_default();
        return name.split(" > ").all(|words| text.contains(&format!("\"{words}\"")));
    }
    let (package, kind) = target.split_once('/').unwrap();
    let Some(entry) = entry_of(rooms, package, kind) else { return false };
    let mut path: Vec<&str> = name.split("::").collect();
    let function = format!("fn {}(", path.pop().unwrap());
    let inline = path.last() == Some(&"tests");
    let folder = entry.parent().unwrap();
    let file = |parts: &[&str]| {
        let stem = parts.iter().fold(folder.to_path_buf(), |folder, part| folder.join(part));
        [stem.with_extension("rs"), stem.join("mod.rs")].into_iter().find(|file| file.is_file())
    };
    let parts = if inline && file(&path).is_none() { &path[..path.len() - 1] } else { &path[..] };
    let written = if parts.is_empty() { Some(entry.clone()) } else { file(parts) };
    written.is_some_and(|file| fs::read_to_string(file).unwrap().contains(&function))
}

/// The root file of a package's library, or of one of its tests.
fn entry_of<'a>(rooms: &'a Rooms, package: &str, kind: &str) -> Option<&'a PathBuf> {
    let roots = &rooms.get(package)?.roots;
    let is = |file: &&PathBuf| match kind {
        "lib" => file.ends_with("src/lib.rs"),
        _ => file.ends_with(format!("{kind}/main.rs")),
    };
    roots.iter().find(is)
}

fn json(file: &str) -> Json {
    serde_json::from_str(&fs::read_to_string(root().join(file)).unwrap()).unwrap()
}
