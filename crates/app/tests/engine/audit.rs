//! Every change of a row has its row in the audit log.

use crate::laptop::{ID, Laptop};
use pems_sim::Sim;
use pfa_app::audit::verify_audit;
use pfa_app::{AppError, Workspace};
use serde_json::{Value as Json, json};

/// The details of the rows with this action, the oldest first.
fn told(w: &Workspace, action: &str) -> Vec<Json> {
    let read = |db: &pfa_store::Db<'_>| -> Result<Vec<String>, pfa_store::StoreError> {
        let mut statement = db.prepare("SELECT detail FROM audit_log WHERE action = ?1 ORDER BY id")?;
        let rows = statement.query_map([action], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let details = w.store().read(|db| Ok::<_, AppError>(read(db)?)).unwrap();
    details.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

#[tokio::test]
async fn the_arrival_of_every_record_is_told_once_page_by_page() {
    let laptop = Laptop::with(Sim::builder().records(1_500).rate(100_000.0)).await;
    let pages = told(&laptop.w, "records_arrived");
    let counts: Vec<u64> = pages.iter().map(|page| page["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [1_000, 500]);
    let named: Vec<&Json> = pages.iter().flat_map(|page| page["records"].as_array().unwrap()).collect();
    assert_eq!((named.len(), named[0]), (1_500, &json!(ID)));
    laptop.sync().await;
    assert_eq!(told(&laptop.w, "records_arrived").len(), 2, "what is held already does not arrive again");
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.sync().await;
    assert_eq!(told(&laptop.w, "record_pulled").len(), 1);
    assert!(verify_audit(&laptop.w).unwrap().is_ok());
}
