//! The arrows between the folders of the window's contents.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::files::below;
use crate::workspace::root;

/// Where a file of `ui/src` lives.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Room {
    Ipc,
    Shared,
    Feature(String),
    App,
}

/// An import as written, and the file that writes it.
struct Import {
    file: PathBuf,
    from: Room,
    target: String,
}

#[test]
fn imports_follow_the_arrows() {
    let imports = imports();
    assert!(imports.len() > 50, "only {} imports found: they are not read right", imports.len());
    for import in imports {
        let Some(to) = import.room_reached() else { continue };
        assert!(
            may_use(&import.from, &to),
            "{}: {:?} may not import {to:?}",
            import.file.display(),
            import.from
        );
    }
}

#[test]
fn only_ipc_talks_to_tauri() {
    for import in imports() {
        let tauri = import.target.starts_with("@tauri-apps/");
        assert!(!tauri || import.from == Room::Ipc, "{} imports {}", import.file.display(), import.target);
    }
}

#[test]
fn each_forbidden_arrow_is_seen_to_be_forbidden() {
    let feature = |name: &str| Room::Feature(name.to_owned());
    let forbidden = [
        (Room::Ipc, Room::Shared),
        (Room::Shared, feature("records")),
        (Room::Shared, Room::App),
        (feature("records"), feature("conflicts")),
        (feature("records"), Room::App),
    ];
    for (from, to) in forbidden {
        assert!(!may_use(&from, &to), "{from:?} -> {to:?}");
    }
    assert!(may_use(&feature("records"), &feature("records")));
}

fn may_use(from: &Room, to: &Room) -> bool {
    match from {
        Room::Ipc => *to == Room::Ipc,
        Room::Shared => matches!(to, Room::Ipc | Room::Shared),
        Room::Feature(_) => matches!(to, Room::Ipc | Room::Shared) || to == from,
        Room::App => true,
    }
}

impl Import {
    /// The room that a relative import leads to; `None` for a package.
    fn room_reached(&self) -> Option<Room> {
        if !self.target.starts_with('.') {
            return None;
        }
        let mut path = self.file.parent()?.to_path_buf();
        for part in Path::new(&self.target).components() {
            match part {
                Component::ParentDir => assert!(path.pop(), "{} leaves ui/src", self.target),
                Component::Normal(name) => path.push(name),
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            }
        }
        Some(room_of(&path))
    }
}

fn imports() -> Vec<Import> {
    let source = root().join("ui/src");
    let mut imports = Vec::new();
    for file in below(&source, &["ts", "tsx"]) {
        let file = file.strip_prefix(&source).unwrap().to_path_buf();
        let text = fs::read_to_string(source.join(&file)).unwrap();
        for target in targets(&text) {
            imports.push(Import { from: room_of(&file), file: file.clone(), target });
        }
    }
    imports
}

/// What a file imports: the quoted word after `from`, `import` or `import(`.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for opening in ["from \"", "import \"", "import(\""] {
        for rest in text.split(opening).skip(1) {
            found.extend(rest.split('"').next().map(str::to_owned));
        }
    }
    found
}

fn room_of(path: &Path) -> Room {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    match parts.next().as_deref() {
        Some("ipc") => Room::Ipc,
        Some("shared") => Room::Shared,
        Some("features") => Room::Feature(parts.next().unwrap_or_default()),
        Some(_) | None => Room::App,
    }
}
