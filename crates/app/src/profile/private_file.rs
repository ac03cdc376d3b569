//! Replacing a small file that only its owner may read, so that neither a crash nor a second process loses
//! what it held.

use crate::AppError;
use chrono::{DateTime, Local, Utc};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A small file, held against other writers until this is dropped. Readers need no lock: they see the old content
/// or the new one, never half of either.
pub(crate) struct PrivateFile {
    path: PathBuf,
    /// Locked beside the file and not in it, since each replacement is a new file.
    _lock: File,
}

impl PrivateFile {
    /// Waits until no other writer, in this process or another, holds the file, which need not exist.
    pub(crate) fn lock(path: &Path) -> io::Result<Self> {
        // What a symbolic link points to is replaced, and not the link.
        let path = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(error),
        };
        let lock = owner_only().write(true).create(true).truncate(false).open(beside(&path, ".lock"))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// Reads the file; `None` if it does not exist.
    pub(crate) fn read(&self) -> io::Result<Option<Vec<u8>>> {
        match fs::read(&self.path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts `content` in the file's place. On return it is on the disk; after a failure, or a crash on the way,
    /// the file is as it was.
    pub(crate) fn replace(&self, content: &[u8]) -> io::Result<()> {
        let fresh = beside(&self.path, ".new");
        // One that a crash left behind; nobody else writes it, since the lock is ours.
        remove_if_there(&fresh)?;
        let written = write_through(&fresh, content).and_then(|()| fs::rename(&fresh, &self.path));
        if let Err(error) = written {
            // The first failure is the one worth telling.
            drop(remove_if_there(&fresh));
            return Err(error);
        }
        sync_directory(&self.path)
    }
}

/// Writes a file that its owner alone may read. What is there already is left as it is; half a file is not left.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    write_through(path, content).inspect_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            // The first failure is the one worth telling.
            drop(remove_if_there(path));
        }
    })
}

/// The same for content that is written piece by piece.
pub fn write_new_by(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let unwritable = |e: io::Error| AppError::invalid(format!("{} cannot be written: {e}.", path.display()));
    let file = owner_only().write(true).create_new(true).open(path).map_err(unwritable)?;
    // The first failure is the one worth telling.
    written_through(file, write, unwritable).inspect_err(|_| drop(remove_if_there(path)))
}

/// Files of one name and second; nobody asks for more.
const NAMES_MAX: usize = 100;

/// Writes a file for the person into `folder`, which is made where there is none, under a name that says
/// what and when; gives its path. It is its owner's alone.
pub(crate) fn hand_over(
    folder: &Path,
    what: &str,
    when: DateTime<Utc>,
    extension: &str,
    content: &[u8],
) -> Result<PathBuf, AppError> {
    let unwritable =
        |e: io::Error| AppError::invalid(format!("{} cannot be written to: {e}.", folder.display()));
    hand_over_by(folder, what, when, extension, |file| file.write_all(content).map_err(unwritable))
}

/// The same for content that is written piece by piece: what fails on the way leaves no file.
pub(crate) fn hand_over_by(
    folder: &Path,
    what: &str,
    when: DateTime<Utc>,
    extension: &str,
    write: impl FnOnce(&mut dyn Write) -> Result<(), AppError>,
) -> Result<PathBuf, AppError> {
    let unwritable =
        |e: io::Error| AppError::invalid(format!("{} cannot be written to: {e}.", folder.display()));
    fs::create_dir_all(folder).map_err(unwritable)?;
    let when = when.with_timezone(&Local).format("%Y-%m-%d %H.%M.%S");
    for nth in 1..=NAMES_MAX {
        let path = folder.join(match nth {
            1 => format!("{what} {when}.{extension}"),
            nth => format!("{what} {when} ({nth}).{extension}"),
        });
        match owner_only().write(true).create_new(true).open(&path) {
            Ok(file) => {
                let written = written_through(file, write, unwritable);
                // The first failure is the one worth telling.
                return written.map(|()| path.clone()).inspect_err(|_| drop(remove_if_there(&path)));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(error)),
        }
    }
    Err(unwritable(io::ErrorKind::AlreadyExists.into()))
}

fn written_through(
    file: File,
    write: impl FnOnce(&mut dyn Write) -> Result<(), AppError>,
    unwritable: impl Fn(io::Error) -> AppError,
) -> Result<(), AppError> {
    let mut buffered = BufWriter::new(file);
    write(&mut buffered)?;
    let file = buffered.into_inner().map_err(|e| unwritable(e.into_error()))?;
    file.sync_all().map_err(unwritable)
}

fn write_through(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = owner_only().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Makes the rename itself last; Windows has no such call and needs none.
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) if cfg!(unix) => {
            let here = directory.as_os_str().is_empty();
            File::open(if here { Path::new(".") } else { directory })?.sync_all()
        }
        Some(_) | None => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn leftovers_of_a_crash_do_not_stand_in_the_way() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        fs::write(home.path().join("f.new"), "half a fi").unwrap();
        PrivateFile::lock(&path).unwrap().replace(b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert!(!home.path().join("f.new").exists());
    }

    #[test]
    fn a_failed_replacement_leaves_the_file_and_no_litter() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        // A directory with something in it cannot be renamed over.
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "kept").unwrap();
        PrivateFile::lock(&path).unwrap().replace(b"new").unwrap_err();
        assert_eq!(fs::read_to_string(path.join("inside")).unwrap(), "kept");
        assert!(!home.path().join("f.new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_it_points_to_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (home.path().join("target"), home.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        PrivateFile::lock(&link).unwrap().replace(b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }
}
