//! The pictures and logs that a journey leaves, for people to look at.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of one journey under `artefacts/`; what an earlier run left there is gone.
pub struct Artefacts {
    folder: PathBuf,
    taken: Cell<u32>,
}

impl Artefacts {
    /// Empties and opens the folder of `journey`.
    pub fn of(journey: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artefacts").join(journey);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder, taken: Cell::new(0) }
    }

    /// The path for the next artefact, numbered in the order of the journey.
    pub fn next(&self, name: &str) -> PathBuf {
        self.taken.set(self.taken.get() + 1);
        self.folder.join(format!("{:02}-{name}", self.taken.get()))
    }

    /// Keeps bytes as the next artefact, and tells where.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.next(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}
