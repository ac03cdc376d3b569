//! What the tests start from.

use chrono::{DateTime, Utc};
use pfa_domain::{Delta, Draft, Field, FieldValue, Organization, PfaId, PfaRecord, RecordId, SyncStatus};
use pfa_store::modification::Modification;
use pfa_store::write::NewWrite;
use pfa_store::{
    DatabaseKey, Db, Memory, OpenOptions, Store, StoreError, Tx, conflict, current, mirror, modification,
    write,
};
use serde_json::json;
use std::path::Path;
use tempfile::TempDir;
use uuid::Uuid;

/// A profile's folder with the database in it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn options(&self) -> OpenOptions {
        OpenOptions { path: self.path().join("pfa.sqlite"), backups: self.path().join("backups") }
    }

    pub fn open(&self) -> Result<Store, StoreError> {
        self.open_with(1)
    }

    pub fn open_with(&self, key: u8) -> Result<Store, StoreError> {
        Store::open(&self.options(), DatabaseKey::new([key; 32]))
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.options().path).unwrap()
    }
}

pub fn memory() -> Store {
    Memory::new().unwrap().open()
}

/// Reads, with the store's own error.
pub fn read<T>(store: &Store, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
    store.read(work).unwrap()
}

/// Writes, with the store's own error.
pub fn written<T>(store: &Store, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
    store.write(work).unwrap()
}

pub fn org(code: &str) -> Organization {
    Organization::new(code).unwrap()
}

pub fn rio() -> Organization {
    org("RIO")
}

pub fn id(pfa_id: &str) -> RecordId {
    RecordId::new(rio(), PfaId::new(pfa_id).unwrap())
}

pub fn at(time: &str) -> DateTime<Utc> {
    format!("2026-06-12T{time}Z").parse().unwrap()
}

pub fn noon() -> DateTime<Utc> {
    at("12:00:00")
}

/// An id that says which it is.
pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

pub fn value(field: Field, typed: &str) -> FieldValue {
    FieldValue::from_input(field, typed).unwrap()
}

/// A record in order, version 1, with these fields as a person would type them.
pub fn record(pfa_id: &str, fields: &[(Field, &str)]) -> PfaRecord {
    let members = json!({
        "areaSilo": "Silo 1", "category": "Cranes", "class": "Crawler", "source": "Rental", "dor": "BEO",
        "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false, "monthlyRate": "100.00",
    });
    let mut record = PfaRecord::from_json(id(pfa_id), 1, members.as_object().unwrap()).unwrap();
    for (field, typed) in fields {
        record.set(*field, value(*field, typed));
    }
    record
}

/// The same record at another version.
pub fn at_version(version: u64, mut record: PfaRecord) -> PfaRecord {
    record.version = version;
    record
}

/// A change of the model.
pub fn model(value: &str) -> Delta {
    [(Field::Model, text(value))].into_iter().collect()
}

/// Mirror and grid hold these records.
pub fn pulled(store: &Store, records: &[PfaRecord]) {
    written(store, |tx| {
        for record in records {
            mirror::put(tx, record, mirror::Put::default(), noon())?;
            current::put_untouched(tx, record)?;
        }
        Ok(())
    });
}

/// A modification of a record that changes its model.
pub fn modified(record: &PfaRecord, status: SyncStatus) -> Modification {
    Modification {
        record: record.id.clone(),
        draft: Draft::on(record).rebase(record, &model("mine")),
        status,
        synced_at: None,
        sync_error: None,
        pems_version: None,
        changed_at: noon(),
        changed_by: "jane".into(),
        what_if: None,
    }
}

/// A record of the mirror with a modification upon it; gives the modification's row.
pub fn edited(store: &Store, record: &PfaRecord, status: SyncStatus) -> i64 {
    pulled(store, std::slice::from_ref(record));
    written(store, |tx| {
        let row = modification::put(tx, &modified(record, status))?;
        current::refresh(tx, &record.id)?;
        Ok(row)
    })
}

pub fn new_write<'a>(
    number: u128,
    record: &'a RecordId,
    modification: i64,
    delta: &'a Delta,
) -> NewWrite<'a> {
    NewWrite {
        id: uuid(number),
        key: uuid(number + 1_000_000),
        record,
        modification,
        delta,
        base_version: 1,
        revision: 1,
        reason: None,
        committed: true,
        priority: 0,
        at: noon(),
        by: "jane",
    }
}

/// Queues a write of the record's model.
pub fn queue(tx: &Tx<'_>, number: u128, record: &RecordId, modification: i64) -> Result<(), StoreError> {
    write::insert(tx, &new_write(number, record, modification, &model("mine")))
}

pub fn conflict_on(number: u128, record: &PfaRecord) -> conflict::Conflict {
    conflict::Conflict {
        id: uuid(number),
        record: record.id.clone(),
        base: [(Field::Model, FieldValue::Null)].into(),
        base_version: 1,
        local: model("mine"),
        pems: record.clone(),
        clash: pfa_domain::Clash { fields: vec![Field::Model], rule: None },
        committed: true,
        by_hand: false,
        drafted_at: noon(),
        status: conflict::ConflictStatus::Open,
        opened_at: noon(),
        resolved_at: None,
        resolved_by: None,
    }
}
