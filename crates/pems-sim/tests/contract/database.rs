//! A database file behind the stand-in: a restart keeps everything.

use crate::world::*;
use pfa_domain::Field;
use serde_json::json;

#[tokio::test]
async fn a_restart_keeps_records_versions_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pems.db");
    let world = started(small().database(&file)).await;
    let id = world.editable();
    let base = world.version(&id);
    let first = world.put(&id, base, json!({"model": "LR 1160", "description": "a\nb \"c\""}), KEY).await;
    let gone = world.control().find("RIO", |r| r.id.pfa_id.as_str() != id).unwrap().id.pfa_id;
    world.control().remove("RIO", gone.as_str()).unwrap();
    let (records, versions) = (world.control().records("RIO"), world.control().versions("RIO", &id));
    assert_eq!(versions.len() as u64, base + 1);
    world.sim.shutdown().await;

    // Another seed and other counts: what the file holds goes before sample data.
    let again = started(small().seed(99).records(3).database(&file)).await;
    assert_eq!(again.control().records("RIO"), records);
    assert_eq!(again.control().versions("RIO", &id), versions);
    assert_eq!(again.control().record("RIO", &id).unwrap().text(Field::Model), Some("LR 1160"));
    let replayed = again.put(&id, base, json!({"description": "a\nb \"c\"", "model": "LR 1160"}), KEY).await;
    assert_eq!(replayed.ok()["replayed"], true);
    assert_eq!(replayed.ok()["updatedAt"], first.ok()["updatedAt"]);
    again.put(&id, base, json!({"model": "other"}), KEY).await.refused(400, "INVALID_REQUEST");
    again.control().forget_keys().unwrap();
    again.sim.shutdown().await;

    let third = started(small().database(&file)).await;
    third.put(&id, base, json!({"model": "LR 1160"}), KEY).await.refused(409, "VERSION_CONFLICT");
    third.control().start_over().unwrap();
    assert_eq!(third.version(&id), base);
    assert!(third.control().record("RIO", gone.as_str()).is_some());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "this is no database, and long enough to show it ".repeat(40)).unwrap();
    assert!(small().database(&file).start().await.is_err());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is no"));
}
