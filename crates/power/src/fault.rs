//! What a disk does instead of what it was asked to.

use rusqlite::ffi;
use std::ffi::c_int;

/// A way in which a disk fails, from one operation on until it is healed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No room is left: of a write, half fits.
    Full,
    /// Nothing can be changed any more.
    ReadOnly,
    /// Writing and syncing fail.
    Broken,
    /// Reading fails.
    Unreadable,
    /// Files cannot be opened: the rights to them are gone.
    Shut,
    /// Writes seem to go well, and a bit of each is stored wrong.
    Garbling,
}

/// What SQLite asks of a disk, as far as it can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
    /// The index of the WAL grows: a file too, though one that need not last.
    GrowIndex,
}

impl Fault {
    /// The code that SQLite's own VFS gives in such a case; `None` where the operation is not concerned.
    pub(crate) fn code(self, asked: Asked) -> Option<c_int> {
        match (self, asked) {
            (Fault::Full, Asked::Write) => Some(ffi::SQLITE_FULL),
            (Fault::Full, Asked::GrowIndex) => Some(ffi::SQLITE_IOERR_SHMSIZE),
            (Fault::ReadOnly, Asked::Write | Asked::Truncate | Asked::Delete) => Some(ffi::SQLITE_READONLY),
            (Fault::Broken, Asked::Write) => Some(ffi::SQLITE_IOERR_WRITE),
            (Fault::Broken, Asked::Sync) => Some(ffi::SQLITE_IOERR_FSYNC),
            (Fault::Broken, Asked::Truncate) => Some(ffi::SQLITE_IOERR_TRUNCATE),
            (Fault::Broken, Asked::Delete) => Some(ffi::SQLITE_IOERR_DELETE),
            (Fault::Unreadable, Asked::Read) => Some(ffi::SQLITE_IOERR_READ),
            (Fault::Shut, Asked::Open) => Some(ffi::SQLITE_CANTOPEN),
            (Fault::Garbling, Asked::Write) => Some(ffi::SQLITE_OK),
            (
                Fault::Garbling,
                Asked::Open | Asked::Read | Asked::Truncate | Asked::Sync | Asked::Delete | Asked::GrowIndex,
            )
            | (Fault::Full, Asked::Open | Asked::Read | Asked::Truncate | Asked::Sync | Asked::Delete)
            | (Fault::ReadOnly, Asked::Open | Asked::Read | Asked::Sync | Asked::GrowIndex)
            | (Fault::Broken, Asked::Open | Asked::Read | Asked::GrowIndex)
            | (
                Fault::Unreadable,
                Asked::Open | Asked::Write | Asked::Truncate | Asked::Sync | Asked::Delete | Asked::GrowIndex,
            )
            | (
                Fault::Shut,
                Asked::Read | Asked::Write | Asked::Truncate | Asked::Sync | Asked::Delete | Asked::GrowIndex,
            ) => None,
        }
    }
}
