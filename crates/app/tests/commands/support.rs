//! What is sent to support is what the person has read.

use crate::desk::{MARIA, Office};
use serde_json::{Value as Json, json};
use std::fs::File;
use std::io::Read as _;
use zip::ZipArchive;

fn files_in(path: &str) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

async fn save(office: &Office) -> Vec<(String, String)> {
    let saved = office.call("bundle_save", json!({})).await.unwrap();
    files_in(saved["path"].as_str().unwrap())
}

#[tokio::test]
async fn a_bundle_is_saved_as_it_was_read_and_the_next_one_is_made_anew() {
    let office = Office::with(1, MARIA).await;
    let read = office.call("bundle_preview", json!({})).await.unwrap();
    let text = |file: &Json, part: &str| file[part].as_str().unwrap().to_owned();
    let read: Vec<_> = read["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (text(file, "name"), text(file, "text")))
        .collect();
    assert!(read.iter().any(|(name, _)| name == "doctor.json"), "{read:?}");

    let settings = office.call("settings_show", json!({})).await.unwrap();
    let mut changed = settings.clone();
    changed["batchSize"] = json!(77);
    office.call("settings_save", json!({ "settings": changed })).await.unwrap();
    assert_eq!(save(&office).await, read);

    let anew = save(&office).await;
    let (_, settings) = anew.iter().find(|(name, _)| name == "settings.json").unwrap();
    assert!(settings.contains("77"), "{settings}");
}
