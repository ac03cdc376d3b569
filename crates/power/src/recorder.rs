//! The recording of one folder: which files it has, what was asked of them, and how the disk fails.

use crate::fault::{Asked, Fault};
use crate::log::{FileId, Log, Op};
use crate::vfs;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

static RECORDINGS: Mutex<Vec<Arc<Recording>>> = Mutex::new(Vec::new());

/// Records a folder until it is dropped. Other folders are not concerned, so that tests run side by side.
pub struct Recorder(Arc<Recording>);

/// What the VFS tells, and asks.
pub(crate) struct Recording {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    log: Log,
    names: BTreeMap<PathBuf, FileId>,
    files: FileId,
    fault: Option<Pending>,
}

struct Pending {
    fault: Fault,
    /// How many operations that it concerns still go well.
    left: u64,
    struck: bool,
}

impl Recorder {
    /// Begins to record what SQLite asks of the files in `folder`; those that are there last. To be called before any
    /// of them is opened.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn on(folder: &Path) -> io::Result<Self> {
        vfs::install();
        let folder = folder.canonicalize()?;
        let mut state = State::default();
        for path in files_below(&folder)? {
            let Ok(name) = path.strip_prefix(&folder) else { continue };
            state.names.insert(name.to_owned(), state.files);
            state.log.base.insert(name.to_owned(), (state.files, std::fs::read(&path)?));
            state.files += 1;
        }
        let recording = Arc::new(Recording { folder, state: Mutex::new(state) });
        lock(&RECORDINGS).push(Arc::clone(&recording));
        Ok(Self(recording))
    }

    /// How many operations were recorded so far.
    pub fn len(&self) -> usize {
        lock(&self.0.state).log.len()
    }

    /// Whether nothing was asked so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was recorded so far.
    pub fn log(&self) -> Log {
        lock(&self.0.state).log.clone()
    }

    /// Lets `after` more of the operations that `fault` concerns go well; the next one, and each after it, fails.
    pub fn fail_from(&self, after: u64, fault: Fault) {
        lock(&self.0.state).fault = Some(Pending { fault, left: after, struck: false });
    }

    /// Heals the disk; tells whether the fault has struck.
    pub fn heal(&self) -> bool {
        lock(&self.0.state).fault.take().is_some_and(|pending| pending.struck)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        lock(&RECORDINGS).retain(|recording| !Arc::ptr_eq(recording, &self.0));
    }
}

impl Recording {
    /// The recording that a path belongs to, and its name there.
    pub(crate) fn of(path: &Path) -> Option<(Arc<Self>, PathBuf)> {
        lock(&RECORDINGS).iter().find_map(|recording| {
            let name = path.strip_prefix(&recording.folder).ok()?;
            Some((Arc::clone(recording), name.to_owned()))
        })
    }

    /// The code that the disk fails with, if it does.
    pub(crate) fn failure(&self, asked: Asked) -> Option<c_int> {
        let mut state = lock(&self.state);
        let pending = state.fault.as_mut()?;
        let code = pending.fault.code(asked)?;
        if pending.left > 0 {
            pending.left -= 1;
            return None;
        }
        pending.struck = true;
        Some(code)
    }

    /// Notes that a file was opened; one that was not there before is made by that.
    pub(crate) fn opened(&self, name: PathBuf, was_there: bool) -> FileId {
        let mut state = lock(&self.state);
        if let Some(known) = state.names.get(&name).copied().filter(|_| was_there) {
            return known;
        }
        let file = state.files;
        state.files += 1;
        state.names.insert(name.clone(), file);
        state.log.ops.push(Op::Create { file, name });
        file
    }

    /// Notes what was done to a file that is open.
    pub(crate) fn note(&self, op: Op) {
        lock(&self.state).log.ops.push(op);
    }

    /// Notes that a name was deleted.
    pub(crate) fn deleted(&self, name: PathBuf, synced: bool) {
        let mut state = lock(&self.state);
        if state.names.remove(&name).is_some() {
            state.log.ops.push(Op::Delete { name, synced });
        }
    }
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
