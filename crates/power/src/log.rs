//! What SQLite asked of the disk, in order.

use crate::walk::{Syncs, Walk};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A file, whatever it is called: a name that is deleted and made again is another file.
pub type FileId = usize;

/// One thing that was asked of the disk, and done. Names are relative to the recorded folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// An empty file was made under a name.
    Create {
        /// The file.
        file: FileId,
        /// Its name.
        name: PathBuf,
    },
    /// Bytes were written.
    Write {
        /// The file.
        file: FileId,
        /// Where in it.
        offset: u64,
        /// What.
        bytes: Arc<[u8]>,
    },
    /// The file was cut or stretched.
    Truncate {
        /// The file.
        file: FileId,
        /// Its length from now on.
        size: u64,
    },
    /// What was written of the file lasts from here on.
    Sync {
        /// The file.
        file: FileId,
        /// Whether the names in the folder last too.
        names_too: bool,
    },
    /// A name was deleted.
    Delete {
        /// The name.
        name: PathBuf,
        /// Whether that lasts from here on.
        synced: bool,
    },
}

/// A recording: the files at its start, all of which last, and what was asked since.
#[derive(Debug, Clone, Default)]
pub struct Log {
    pub(crate) base: BTreeMap<PathBuf, (FileId, Vec<u8>)>,
    pub(crate) ops: Vec<Op>,
}

impl Log {
    /// How many operations there are.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Whether nothing was asked of the disk.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// What was asked, in order.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// Goes through the recording from its start.
    pub fn walk(&self, syncs: Syncs) -> Walk<'_> {
        Walk::new(self, syncs)
    }
}
