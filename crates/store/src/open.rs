//! Opening: the key, the pragmas that durability rests on, the checks before anything is touched.

use crate::StoreError;
use crate::current;
use crate::db::Store;
use crate::migrate::{STEPS, migrate, refuse_newer};
use crate::text::folded;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zeroize::Zeroizing;

/// The first SQLite whose WAL loses no commit with several connections.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long a write waits for another process: longer than a page of a pull takes.
const BUSY: Duration = Duration::from_secs(10);

/// The 256 bits that the database is encrypted with.
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

/// Where the database is and where its copies go.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The database file; made if it is not there.
    pub path: PathBuf,
    /// The folder for backups.
    pub backups: PathBuf,
}

impl DatabaseKey {
    /// Takes a key.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    fn pragma(&self) -> Zeroizing<String> {
        let digits = self.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Zeroizing::new(format!("PRAGMA key = \"x'{digits}'\""))
    }
}

impl Store {
    /// Opens the database, or makes it. One that a newer build wrote, that the key does not open or
    /// that is damaged is refused and left as it is.
    pub fn open(options: &OpenOptions, key: DatabaseKey) -> Result<Store, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
        }
        Self::open_at(options, key, STEPS)
    }

    /// Opens with a schema of these steps.
    pub(crate) fn open_at(
        options: &OpenOptions,
        key: DatabaseKey,
        steps: &[&str],
    ) -> Result<Store, StoreError> {
        let path = &options.path;
        let closed = wal_is_empty(path);
        let writer = connect(path, &key).map_err(|e| refused(path, e))?;
        if let Err(newer) = refuse_newer(&writer, steps, path) {
            if closed {
                // With nothing in its log, closing takes away what opening laid beside the file, and no more.
                writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
            }
            return Err(newer);
        }
        if !stamp_matches(path) {
            check(&writer, path)?;
        }
        writer.pragma_update(None, "journal_mode", "WAL")?;
        migrate(&writer, steps, options, &key)?;
        writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        let (path_again, stamp_path) = (path.clone(), path.clone());
        let open = Box::new(move || Ok(Some(connect(&path_again, &key)?)));
        let on_close = Box::new(move |writer: &Connection, trusted: bool| {
            if !trusted {
                forget_stamp(&stamp_path);
                return;
            }
            // The last one out leaves a file that the next start need not check again.
            let emptied = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            if emptied == Ok(0) {
                leave_stamp(&stamp_path);
            }
        });
        Ok(Store::new(Arc::new(Mutex::new(writer)), open, on_close))
    }
}

/// Opens a connection that leaves the file alone, also as it closes over a WAL that a crash left
/// behind, until it is found to be ours and in order.
pub(crate) fn connect(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    connect_with(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
}

/// Opens a connection that cannot write, also where the file or its folder is read-only.
pub(crate) fn connect_to_read(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    connect_with(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect_with(path: &Path, key: &DatabaseKey, how: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, how | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // What a refused key or page says is in the error; SQLCipher would write to the terminal too.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    // Processors have instructions for SHA-256 and none for SHA-512, SQLCipher's default: pages are read in half the time.
    connection.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")?;
    configure(&connection)?;
    // The first read is where a wrong key shows.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

pub(crate) fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Else a statement with a bound LIMIT is prepared anew each time that it is used, for a plan that fits the value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
    )?;
    let how = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("folded", 1, how, |arguments| match arguments.get_raw(0) {
        ValueRef::Null | ValueRef::Blob(_) => Ok(None),
        ValueRef::Integer(number) => Ok(Some(number.to_string())),
        ValueRef::Real(number) => Ok(Some(number.to_string())),
        text @ ValueRef::Text(_) => Ok(Some(folded(text.as_str()?))),
    })?;
    // Whether a bit is set: a search hands over the rows that it found as a bit each.
    connection.create_scalar_function("found", 2, how, |arguments| {
        Ok(current::holds(arguments.get_raw(0).as_blob()?, arguments.get_raw(1).as_i64()?))
    })?;
    Ok(())
}

pub(crate) fn refused(path: &Path, error: StoreError) -> StoreError {
    match code_of(&error) {
        Some(ErrorCode::NotADatabase) => StoreError::WrongKey { path: path.to_owned() },
        Some(ErrorCode::DatabaseCorrupt) => {
            StoreError::Damaged { path: path.to_owned(), detail: error.to_string() }
        }
        _ => error,
    }
}

fn code_of(error: &StoreError) -> Option<ErrorCode> {
    if let StoreError::Sqlite(inner) | StoreError::DamagedPage(inner) | StoreError::DiskFailed(inner) = error
    {
        inner.sqlite_error_code()
    } else {
        None
    }
}

/// Reads every page: each carries a keyed hash, so that one changed byte shows.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let damaged = |detail: String| StoreError::Damaged { path: path.to_owned(), detail };
    let found: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(StoreError::from)
        .map_err(|error| match code_of(&error) {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => damaged(error.to_string()),
            _ => error,
        })?;
    if found == "ok" { Ok(()) } else { Err(damaged(found)) }
}

/// The size and time of change of the file at its last clean close: a file that is still the same
/// was checked then, and a start need not read all of it again.
fn stamp_of(path: &Path) -> Option<String> {
    let file = std::fs::metadata(path).ok()?;
    let changed = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{} {}", file.len(), changed.as_nanos()))
}

fn stamp_path(path: &Path) -> PathBuf {
    path.with_extension("checked")
}

/// Whether the file is as a clean close left it. While its WAL holds something it may not be: a loss of power as the WAL
/// is brought into the file leaves half of that in it, perhaps with the time of change that it had before.
fn stamp_matches(path: &Path) -> bool {
    let left = std::fs::read_to_string(stamp_path(path)).ok();
    left.is_some() && left == stamp_of(path) && wal_is_empty(path)
}

fn wal_is_empty(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    match std::fs::metadata(wal) {
        Ok(wal) => wal.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

fn forget_stamp(path: &Path) {
    if let Err(error) = std::fs::remove_file(stamp_path(path))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::error!(%error, "the next start may not check the database: pfa doctor does");
    }
}

fn leave_stamp(path: &Path) {
    if let Some(stamp) = stamp_of(path)
        && let Err(error) = std::fs::write(stamp_path(path), stamp)
    {
        tracing::debug!(%error, "no stamp left; the next start checks the database");
    }
}
