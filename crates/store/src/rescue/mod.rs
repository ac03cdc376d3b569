//! What is unsent, read out of a database that may be damaged: row by row, and what cannot be read is
//! named. Nothing is checked, migrated or written.

use crate::mirror::MirrorRow;
use crate::modification::Modification;
use crate::open::{DatabaseKey, connect_to_read, refused};
use crate::text::record_id;
use crate::{Db, Store, StoreError, conflict, mirror, modification, setting};
use pfa_domain::{Clash, RecordId, SyncStatus};
use rusqlite::{Connection, ErrorCode};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A database opened to read out what is unsent, whatever else is wrong with it.
pub struct Rescue {
    path: PathBuf,
    key: DatabaseKey,
    /// None after a failed read: SQLCipher gives nothing more on a connection that met a damaged page.
    connection: Option<Connection>,
    /// Held for as long as `path` lies in it.
    _copy: Option<TempDir>,
}

/// What is unsent of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsent {
    /// The planner's side.
    pub modification: Modification,
    /// The record as PEMS last showed it; `None` where that cannot be read.
    pub mirror: Option<MirrorRow>,
    /// What its open conflict asks a person to decide.
    pub clash: Option<Clash>,
}

/// A row that may hold something unsent and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Of which record, where an index still tells.
    pub record: Option<RecordId>,
    /// Where it stood, where an index still tells.
    pub status: Option<SyncStatus>,
}

/// All that could be read out, in order of id, and what could not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Salvage {
    /// What is unsent.
    pub unsent: Vec<Unsent>,
    /// What is lost.
    pub unreadable: Vec<Unreadable>,
}

/// What an index tells of a row.
#[derive(Default)]
struct Known {
    record: Option<RecordId>,
    status: Option<SyncStatus>,
}

/// The ways through the table: its own rows and two indexes, each from both ends, so that one damaged
/// page hides nothing that another way does not show.
const WAYS: [&str; 3] = [
    "SELECT id, NULL, NULL, NULL FROM pfa_modification NOT INDEXED ORDER BY id",
    "SELECT id, organization, pfa_id, NULL FROM pfa_modification INDEXED BY sqlite_autoindex_pfa_modification_1
     ORDER BY organization {way}, pfa_id",
    "SELECT id, organization, pfa_id, sync_status FROM pfa_modification INDEXED BY pfa_modification_status
     ORDER BY organization {way}, sync_status {way}, pfa_id",
];
/// More rows than this are not looked for one by one where no index names them.
const GUESSES_MAX: i64 = 1_000_000;

impl Store {
    /// Opens a database for reading what is unsent out of it, without the check that [`Store::open`]
    /// begins with and without changing the file. It works beside a process that has it open, and where
    /// the file, its folder or the disk cannot be written.
    pub fn open_for_rescue(path: &Path, key: DatabaseKey) -> Result<Rescue, StoreError> {
        let unwritable = |error: &StoreError| matches!(error, StoreError::ReadOnly) || cannot_open(error);
        let (path, connection, copy) = match connect_to_read(path, &key) {
            Ok(connection) => (path.to_owned(), connection, None),
            Err(error) if unwritable(&error) && path.exists() => {
                // A log that is to be read needs a file beside it, which this folder does not take.
                let copy = copied(path)?;
                let copied = copy.path().join("pfa.sqlite");
                let connection = connect_to_read(&copied, &key).map_err(|e| refused(path, e))?;
                (copied, connection, Some(copy))
            }
            Err(error) => return Err(refused(path, error)),
        };
        Ok(Rescue { path, key, connection: Some(connection), _copy: copy })
    }
}

impl Rescue {
    /// Reads out everything unsent, of every organization.
    pub fn unsent(&mut self) -> Result<Salvage, StoreError> {
        let mut salvage = Salvage::default();
        for (id, known) in self.rows()? {
            if known.status == Some(SyncStatus::Synced) {
                continue;
            }
            match self.read(|db| modification::at_row(db, id)) {
                Ok(Some(m)) if m.status == SyncStatus::Synced => {}
                Ok(Some(m)) => salvage.unsent.push(self.with_what_is_known(m)),
                Ok(None) => {}
                Err(StoreError::Busy) => return Err(StoreError::Busy),
                Err(error) => {
                    tracing::warn!(%error, row = id, "a change cannot be read out");
                    salvage.unreadable.push(Unreadable { record: known.record, status: known.status });
                }
            }
        }
        salvage.unsent.sort_by(|a, b| a.modification.record.cmp(&b.modification.record));
        salvage.unreadable.sort_by(|a, b| a.record.cmp(&b.record));
        Ok(salvage)
    }

    /// The fact kept under a name; `None` where it is not there or cannot be read.
    pub fn setting<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        self.read(|db| setting::get(db, key)).ok().flatten()
    }

    /// Every row of the table that is known of, and those that may lie where no way led.
    fn rows(&mut self) -> Result<BTreeMap<i64, Known>, StoreError> {
        let mut rows: BTreeMap<i64, Known> = BTreeMap::new();
        let mut whole = true;
        for way in
            WAYS.iter().flat_map(|sql| ["", "DESC"].map(|end| format!("{} {end}", sql.replace("{way}", end))))
        {
            match self.read(|db| walk(db, &way, &mut rows)) {
                Ok(()) => {}
                Err(StoreError::Busy) => return Err(StoreError::Busy),
                Err(error) => {
                    tracing::warn!(%error, "a way through the changes ends early");
                    whole = false;
                }
            }
        }
        let last = rows.keys().next_back().copied().unwrap_or(0).min(GUESSES_MAX);
        if !whole {
            for id in 1..=last {
                rows.entry(id).or_default();
            }
        }
        Ok(rows)
    }

    fn with_what_is_known(&mut self, modification: Modification) -> Unsent {
        let id = modification.record.clone();
        let told = |what: &'static str| {
            let record = id.clone();
            move |error: StoreError| tracing::warn!(%error, %record, what, "not read out with its change")
        };
        let mirror = self.read(|db| mirror::get(db, &id)).map_err(told("mirror")).ok().flatten();
        let conflict = match modification.status {
            SyncStatus::Conflict => self.read(|db| conflict::open_for_record(db, &id)),
            SyncStatus::Draft
            | SyncStatus::Queued
            | SyncStatus::Syncing
            | SyncStatus::Synced
            | SyncStatus::Failed => Ok(None),
        };
        let clash = conflict.map_err(told("conflict")).ok().flatten().map(|c| c.clash);
        Unsent { modification, mirror, clash }
    }

    /// Reads on a connection that met no damaged page yet.
    fn read<T>(&mut self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect_to_read(&self.path, &self.key)?,
        };
        let result = work(&Db(&connection))?;
        self.connection = Some(connection);
        Ok(result)
    }
}

/// Notes every row that this way leads to, up to the first page that cannot be read.
fn walk(db: &Db<'_>, sql: &str, rows: &mut BTreeMap<i64, Known>) -> Result<(), StoreError> {
    let mut statement = db.prepare(sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let known = rows.entry(row.get(0)?).or_default();
        if let (Some(organization), Some(pfa_id)) = (row.get(1)?, row.get(2)?) {
            known.record = Some(record_id(organization, pfa_id)?);
        }
        if let Some(word) = row.get::<_, Option<String>>(3)? {
            known.status = word.parse().ok();
        }
    }
    Ok(())
}

fn cannot_open(error: &StoreError) -> bool {
    matches!(error, StoreError::Sqlite(inner) if inner.sqlite_error_code() == Some(ErrorCode::CannotOpen))
}

/// Copies a database and its log to a folder of this process's own; both stay encrypted.
fn copied(path: &Path) -> Result<TempDir, StoreError> {
    let file = |what, path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { what, path, source }
    };
    let folder = TempDir::with_prefix("pfa-rescue-").map_err(file("cannot copy", path))?;
    std::fs::copy(path, folder.path().join("pfa.sqlite")).map_err(file("cannot copy", path))?;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    if log.exists() {
        std::fs::copy(&log, folder.path().join("pfa.sqlite-wal")).map_err(file("cannot copy", &log))?;
    }
    Ok(folder)
}
