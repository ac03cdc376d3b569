//! The user guide and its pictures.

use std::collections::BTreeSet;
use std::fs;

use crate::files::below;
use crate::workspace::root;

#[test]
fn the_guide_names_every_picture_and_every_picture_is_there() {
    let text = fs::read_to_string(root().join("docs/user-guide.md")).unwrap();
    let named = text.split("(pictures/").skip(1).filter_map(|rest| rest.split_once(')'));
    let named: BTreeSet<String> = named.map(|(name, _)| name.to_owned()).collect();
    let there = below(&root().join("docs/pictures"), &["png"]).into_iter();
    let there: BTreeSet<String> =
        there.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert!(!named.is_empty());
    assert_eq!(named, there, "the pictures that the guide names, and those that lie there");
}
