//! One sync at a time on a profile: two would send the same writes and overtake each other's cursor.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::ProfileError;

/// The right to sync a profile. It goes back when this is dropped or the process ends.
#[derive(Debug)]
pub struct SyncLock {
    _held: Held,
}

/// What is held lives as long as the lock; the system, or the last of the counted, sees to the rest.
#[derive(Debug)]
enum Held {
    File { _open: File },
    Memory { _who: Arc<str> },
}

/// Where the right to sync is kept.
#[derive(Debug, Clone)]
pub(super) enum SyncTurn {
    /// In a file that the operating system locks, between processes.
    File(PathBuf),
    /// In this process, for a profile without a directory.
    Memory(Arc<Mutex<Weak<str>>>),
}

impl SyncTurn {
    pub(super) fn of_file(path: PathBuf) -> Self {
        SyncTurn::File(path)
    }

    pub(super) fn in_memory() -> Self {
        let nobody: Weak<str> = Arc::downgrade(&Arc::<str>::from(""));
        SyncTurn::Memory(Arc::new(Mutex::new(nobody)))
    }

    pub(super) fn take(&self, who: &str) -> Result<SyncLock, ProfileError> {
        let held = match self {
            SyncTurn::File(path) => Held::File { _open: lock_file(path, who)? },
            SyncTurn::Memory(holder) => {
                let mut holder = holder.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(by) = holder.upgrade() {
                    return Err(ProfileError::SyncRunning { by: Some(by.to_string()) });
                }
                let who: Arc<str> = who.into();
                *holder = Arc::downgrade(&who);
                Held::Memory { _who: who }
            }
        };
        Ok(SyncLock { _held: held })
    }
}

fn lock_file(path: &Path, who: &str) -> Result<File, ProfileError> {
    let unwritable = |source| ProfileError::NotWritable { path: path.to_owned(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(ProfileError::SyncRunning { by: holder(&mut file) }),
        Err(TryLockError::Error(source)) => return Err(unwritable(source)),
    }
    sign(&mut file, who).map_err(unwritable)?;
    Ok(file)
}

/// Writes who holds the lock. It says nothing once the lock is free, so it is never cleared.
fn sign(file: &mut File, who: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{who} (process {})", std::process::id())
}

/// Reads who holds the lock, if they have signed by now and the operating system lets others read it
/// (Windows does not).
fn holder(file: &mut File) -> Option<String> {
    let mut who = String::new();
    let read = file.take(200).read_to_string(&mut who);
    read.is_ok_and(|length| length > 0).then_some(who)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::profile::{Profile, ProfileError};

    #[test]
    fn a_second_sync_is_refused_and_told_who_runs_the_first() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path()).unwrap();
        let first = profile.lock_sync("pfa watch").unwrap();

        let refused = Profile::at(home.path()).unwrap().lock_sync("pfa sync").unwrap_err();
        assert!(matches!(refused, ProfileError::SyncRunning { .. }), "{refused}");
        if cfg!(unix) {
            let holder = format!(": pfa watch (process {})", std::process::id());
            assert!(refused.to_string().ends_with(&holder), "{refused}");
        }

        drop(first);
        profile.lock_sync("pfa sync").unwrap();
    }

    #[test]
    fn a_profile_in_memory_lets_one_sync_at_a_time_too() {
        let profile = Profile::in_memory(uuid::Uuid::nil());
        let first = profile.lock_sync("a window").unwrap();
        let refused = profile.clone().lock_sync("pfa sync").unwrap_err();
        assert!(refused.to_string().ends_with(": a window"), "{refused}");
        drop(first);
        profile.lock_sync("pfa sync").unwrap();
    }

    #[test]
    fn profiles_sync_independently() {
        let home = tempfile::tempdir().unwrap();
        let locks = ["a", "b"].map(|name| Profile::at(home.path().join(name)).unwrap().lock_sync("pfa sync"));
        assert!(locks.iter().all(Result::is_ok));
    }
}
