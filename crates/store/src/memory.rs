//! A database in memory that outlives the stores opened on it, as a file outlives the processes that open it.

use crate::db::Store;
use crate::migrate::{STEPS, migrate};
use crate::open::{DatabaseKey, OpenOptions, configure};
use crate::{Db, StoreError};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A database in memory. Stores opened on it one after another find what those before have committed; stores open
/// at the same time see each other's commits at once.
#[derive(Clone)]
pub struct Memory(Arc<Mutex<Connection>>);

impl Memory {
    /// Makes an empty database with this build's schema.
    pub fn new() -> Result<Self, StoreError> {
        let connection = Self::bare()?;
        let options = OpenOptions { path: PathBuf::new(), backups: PathBuf::new() };
        migrate(&connection, STEPS, &options, &DatabaseKey::new([0; 32]))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Makes a database that holds what this one does now.
    pub fn copy(&self) -> Result<Self, StoreError> {
        let mut copy = Self::bare()?;
        {
            let original = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Backup::new(&original, &mut copy)?.step(-1)?;
        }
        Ok(Self(Arc::new(Mutex::new(copy))))
    }

    /// Opens it.
    pub fn open(&self) -> Store {
        self.open_watched(|_| ())
    }

    /// Opens it; `committed` is called after each commit with a view of what is there now. It may unwind, as a
    /// process may end: what was committed stays.
    pub fn open_watched(&self, committed: impl Fn(&Db<'_>) + Send + Sync + 'static) -> Store {
        Store::new(Arc::clone(&self.0), Box::new(|| Ok(None)), Box::new(|_, _| ()))
            .watched(Box::new(committed))
    }

    fn bare() -> Result<Connection, StoreError> {
        // One thread at a time has it.
        let how = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_in_memory_with_flags(how)?;
        configure(&connection)?;
        Ok(connection)
    }
}
