//! An older build meets the database of a newer one.

use crate::desk::{MARIA, Office};
use pfa_app::secrets::{KeyFileVault, Secret, SecretName, Vault};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| self::files(folder));
    files.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).chain(below).collect()
}

#[tokio::test]
async fn it_says_so_and_not_a_byte_of_any_file_changes() {
    let office = Office::with(10, MARIA).await;
    office.desk.close().await;
    let profile = office.home.path().join("profile");
    let vault = KeyFileVault::at(office.home.path().join("keys"), Some(Secret::new("pass"))).unwrap();
    let key = vault.read(SecretName::DatabaseKey).unwrap().unwrap();
    {
        let newer = rusqlite::Connection::open(profile.join("pfa.sqlite")).unwrap();
        newer.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.expose())).unwrap();
        newer
            .execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA user_version = 99; CREATE TABLE new_here (a)")
            .unwrap();
    }
    let before = files(office.home.path());
    assert!(before.len() > 3, "{:?}", before.keys());

    for _ in 0..2 {
        let state = office.call("app_state", json!({})).await.unwrap();
        assert_eq!(
            (&state["stage"], &state["problem"]["code"]),
            (&json!("blocked"), &json!("newer_database"))
        );
        let told = state["problem"]["message"].as_str().unwrap();
        assert!(told.contains("newer version") && told.contains("not touched"), "{told}");
    }
    assert_eq!(office.call("repair_report", json!({})).await.unwrap(), json!(null));
    let after = files(office.home.path());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in &before {
        assert!(after[path] == *bytes, "{} changed", path.display());
    }
}
