//! Handles: one writer, many readers, a transaction for each.

use crate::audit::End;
use crate::{StoreError, current};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::{RefCell, RefMut};
use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The database of one profile.
pub struct Store {
    writer: Arc<Mutex<Connection>>,
    /// Whether a failure of the disk has left the writer unable to read ever again.
    spent: AtomicBool,
    readers: Mutex<Vec<Connection>>,
    open: OpenAnother,
    on_close: OnClose,
    on_commit: Option<OnCommit>,
    /// Whether a page was met that is not as it was written.
    distrusted: AtomicBool,
    /// Generations of `pfa_current` that this handle has made.
    own_generations: AtomicI64,
    /// The rows that changed in the last of them.
    changes: Mutex<Changes>,
}

/// The rows of `pfa_current` that changed in the last generations, as far as one handle made them.
#[derive(Default)]
struct Changes(VecDeque<(i64, Vec<i64>)>);

/// Rows whose changes are remembered at the most: what was worked out from more is worked out anew.
const REMEMBERED: usize = 1_000;

/// Opens a further connection to the database; in memory there is only one.
pub(crate) type OpenAnother = Box<dyn Fn() -> Result<Option<Connection>, StoreError> + Send + Sync>;

/// Leaves the file in order; the second argument is whether every page that was met was as it was written.
pub(crate) type OnClose = Box<dyn Fn(&Connection, bool) + Send + Sync>;

/// Sees what is there after each commit.
pub(crate) type OnCommit = Box<dyn Fn(&Db<'_>) + Send + Sync>;

/// A connection to read by, within one consistent view.
pub struct Db<'c>(pub(crate) &'c Connection);

/// A transaction to write by. It reads too.
pub struct Tx<'c> {
    db: Db<'c>,
    /// The rows of `pfa_current` that were written, by their ids.
    current: RefCell<Vec<i64>>,
    /// The end of the audit log, once a row was added.
    log: RefCell<Option<End>>,
}

impl Store {
    pub(crate) fn new(writer: Arc<Mutex<Connection>>, open: OpenAnother, on_close: OnClose) -> Self {
        Self {
            writer,
            spent: AtomicBool::new(false),
            readers: Mutex::new(Vec::new()),
            open,
            on_close,
            on_commit: None,
            distrusted: AtomicBool::new(false),
            own_generations: AtomicI64::new(0),
            changes: Mutex::default(),
        }
    }

    /// The same, seen by `on_commit` after each commit.
    pub(crate) fn watched(mut self, on_commit: OnCommit) -> Self {
        self.on_commit = Some(on_commit);
        self
    }

    /// Reads within one view of the database: what is committed meanwhile is not seen.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        let idle = lock(&self.readers).pop();
        let reader = match idle {
            Some(reader) => Some(reader),
            None => self.open_reader()?,
        };
        let Some(reader) = reader else {
            // In memory there is one connection for all.
            return work(&Db(&lock(&self.writer)));
        };
        let result = {
            let view = Transaction::new_unchecked(&reader, TransactionBehavior::Deferred)
                .map_err(StoreError::from)?;
            work(&Db(&view))
        };
        // One that failed may be spent, and another is opened soon enough.
        if result.is_ok() {
            lock(&self.readers).push(reader);
        }
        result
    }

    /// Writes: everything that `work` does is committed, durably, or nothing is.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        if self.spent.load(Ordering::Relaxed) {
            self.renew(&mut writer)?;
        }
        let result = self.transact(&writer, work);
        match (&result, &self.on_commit) {
            (Ok(_), Some(on_commit)) => on_commit(&Db(&writer)),
            (Ok(_), None) => {}
            (Err(_), _) => self.spent.store(!reads(&writer), Ordering::Relaxed),
        }
        result
    }

    /// A number that changes with each change of a row that is made by another process, or by another handle.
    pub fn changes_elsewhere(&self) -> Result<i64, StoreError> {
        let generation = self.read(current::generation)?;
        Ok(generation - self.own_generations.load(Ordering::Relaxed))
    }

    /// The rows of `pfa_current` that changed after one generation and up to a later one, by their ids, some more
    /// than once. `None` where another process changed some, or too many did.
    pub fn changed_rows(&self, after: i64, up_to: i64) -> Option<Vec<i64>> {
        lock(&self.changes).between(after, up_to)
    }

    /// Notes that a page was met that is not as it was written: the next start checks the whole file.
    pub fn distrust(&self) {
        self.distrusted.store(true, Ordering::Relaxed);
    }

    fn open_reader(&self) -> Result<Option<Connection>, StoreError> {
        let reader = (self.open)()?;
        if let Some(reader) = &reader {
            reader.pragma_update(None, "query_only", true)?;
        }
        Ok(reader)
    }

    fn transact<T, E: From<StoreError>>(
        &self,
        writer: &Connection,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction =
            Transaction::new_unchecked(writer, TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let tx = Tx { db: Db(&transaction), current: RefCell::default(), log: RefCell::new(None) };
        let result = work(&tx)?;
        let changed = tx.current.take();
        let generation: Option<i64> = if changed.is_empty() {
            None
        } else {
            let rise = "UPDATE head SET generation = generation + 1 RETURNING generation";
            let risen =
                transaction.prepare_cached(rise).and_then(|mut rise| rise.query_row([], |row| row.get(0)));
            Some(risen.map_err(StoreError::from)?)
        };
        if let Some(end) = tx.log().as_ref() {
            end.note(&transaction)?;
        }
        transaction.commit().map_err(StoreError::from)?;
        if let Some(generation) = generation {
            self.own_generations.fetch_add(1, Ordering::Relaxed);
            lock(&self.changes).add(generation, changed);
        }
        Ok(result)
    }

    /// Puts another writer into the place of one that is spent.
    fn renew(&self, writer: &mut Connection) -> Result<(), StoreError> {
        if let Some(fresh) = (self.open)()? {
            fresh.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
            // What it still holds of the file is not to be trusted with a checkpoint.
            writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            *writer = fresh;
        }
        self.spent.store(false, Ordering::Relaxed);
        Ok(())
    }
}

/// Whether a connection still reads what is not in its memory. SQLCipher decrypts a page also where reading it
/// failed; what comes of that fits no key, and from then on the connection answers every read with "out of memory".
fn reads(connection: &Connection) -> bool {
    let schema = connection
        .execute_batch("PRAGMA shrink_memory")
        .and_then(|()| connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())));
    schema.is_ok()
}

impl Drop for Store {
    fn drop(&mut self) {
        lock(&self.readers).clear();
        (self.on_close)(&lock(&self.writer), !self.distrusted.load(Ordering::Relaxed));
    }
}

impl Deref for Db<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.0
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;
    fn deref(&self) -> &Db<'c> {
        &self.db
    }
}

impl Changes {
    fn add(&mut self, generation: i64, rows: Vec<i64>) {
        self.0.push_back((generation, rows));
        let mut remembered: usize = self.0.iter().map(|(_, rows)| rows.len()).sum();
        while remembered > REMEMBERED {
            remembered -= self.0.pop_front().map_or(remembered, |(_, rows)| rows.len());
        }
    }

    fn between(&self, after: i64, up_to: i64) -> Option<Vec<i64>> {
        let mut rows = Vec::new();
        let mut next = after + 1;
        for (generation, changed) in &self.0 {
            if *generation == next && next <= up_to {
                rows.extend(changed);
                next += 1;
            }
        }
        (after <= up_to && next > up_to).then_some(rows)
    }
}

impl Tx<'_> {
    /// Notes that a row of `pfa_current` changed, if one did: its generation rises with the commit.
    pub(crate) fn note_current(&self, row: Option<i64>) {
        self.current.borrow_mut().extend(row);
    }

    /// The end of the audit log, as far as this transaction has looked for it.
    pub(crate) fn log(&self) -> RefMut<'_, Option<End>> {
        self.log.borrow_mut()
    }
}

/// A panic in between rolled its transaction back, so the connection behind a poisoned lock is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
