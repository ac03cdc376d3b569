//! What can go wrong with the database, told apart by what a person can do about it.

use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::path::PathBuf;

/// A failure of the store. Nothing that failed is half done: a transaction that errs is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a newer build; it was not touched.
    #[error(
        "the database {path} was written by a newer version of PFA Vanguard (schema {found}, this one knows {known}); it was not touched"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest schema version that this build knows.
        known: i64,
    },
    /// It fails its integrity check; it was kept as it is.
    #[error("the database {path} is damaged and was kept as it is: {detail}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the check found first.
        detail: String,
    },
    /// The key does not open it, or it is no database at all.
    #[error("the database {path} does not open with the key in the keyring; it was kept as it is")]
    WrongKey {
        /// The file.
        path: PathBuf,
    },
    /// A page that was read is not as it was written.
    #[error(
        "a page of the database is damaged ({0}); nothing was changed, start the application again: it checks the whole file"
    )]
    DamagedPage(#[source] rusqlite::Error),
    /// Another process holds it for longer than a person waits.
    #[error(
        "another program, perhaps a backup, keeps the database busy; nothing was changed, try again when it is done"
    )]
    Busy,
    /// No room is left.
    #[error("the disk is full; nothing was changed, free some space and try again")]
    DiskFull,
    /// It cannot be written.
    #[error(
        "the database cannot be written (a read-only disk or missing rights); nothing was changed, \
         make it writable and try again"
    )]
    ReadOnly,
    /// Its files cannot be opened.
    #[error(
        "the files of the database cannot be opened; nothing was changed, see that their folder is there and may be \
         read and written, and try again"
    )]
    Shut,
    /// The disk failed to read or write.
    #[error(
        "the disk fails to read or write ({0}); nothing was changed, have the disk looked at and try again"
    )]
    DiskFailed(#[source] rusqlite::Error),
    /// A file operation beside the database failed.
    #[error("{what} {path}: {source}")]
    File {
        /// What was attempted.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Something stored does not read back; it was written by a fault of ours or changed by hand.
    #[error("a stored {what} does not read back: {detail}")]
    Unreadable {
        /// The noun.
        what: &'static str,
        /// Why.
        detail: String,
    },
    /// SQLite is older than the version whose WAL fix the durability of drafts rests on.
    #[error("SQLite {0} is too old to be trusted with drafts")]
    OldSqlite(String),
    /// Anything else that SQLite says.
    #[error("the database answered: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
            Some(ErrorCode::CannotOpen) => StoreError::Shut,
            // The index of the WAL is a file too, and there is no other reason for which it cannot grow.
            Some(ErrorCode::SystemIoFailure) if extended(&error) == Some(SQLITE_IOERR_SHMSIZE) => {
                StoreError::DiskFull
            }
            // The last two are SQLCipher's words for a page, and for the first page of a database that was opened
            // before, that it could not decrypt, since it could not be read.
            Some(ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory | ErrorCode::NotADatabase) => {
                StoreError::DiskFailed(error)
            }
            Some(ErrorCode::DatabaseCorrupt) => StoreError::DamagedPage(error),
            _ => StoreError::Sqlite(error),
        }
    }
}

fn extended(error: &rusqlite::Error) -> Option<std::ffi::c_int> {
    error.sqlite_error().map(|error| error.extended_code)
}

impl StoreError {
    pub(crate) fn unreadable(what: &'static str, detail: impl ToString) -> Self {
        StoreError::Unreadable { what, detail: detail.to_string() }
    }
}
