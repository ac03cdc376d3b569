//! For tests only: a disk whose power can be cut at any point, and that fills up, fails or shuts.
//!
//! [`Recorder::on`] puts itself between SQLite and the system's own VFS for one folder. The program under test runs as
//! it always does, on real files; what it asks of the disk is noted in order. [`Log::walk`] then goes through that
//! record, and at each point gives the files as a loss of power there could leave them: a write that was not yet synced
//! is there, is not there, or is torn, whatever became of those around it. [`Recorder::fail_from`] makes the disk fail
//! instead, at whichever operation a test chooses.
//!
//! Only what goes through SQLite is seen. The index of the WAL (`-shm`) lives in memory and is not part of a loss.

mod fault;
mod log;
mod recorder;
mod vfs;
mod walk;

pub use fault::Fault;
pub use log::{FileId, Log, Op};
pub use recorder::Recorder;
pub use walk::{Image, Survival, Syncs, Walk};
