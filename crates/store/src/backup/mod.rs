//! Copies of the database, encrypted with the same key: before a migration, once a day, and the way back.

use crate::migrate::{STEPS, refuse_newer};
use crate::open::{check, connect, connect_to_read, refused};
use crate::{DatabaseKey, OpenOptions, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::{Path, PathBuf};

/// What the names of copies that are made once a day begin with; those before a migration have another word.
const DAILY: &str = "pfa-daily-";

/// A copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// The label of the copy of a day.
pub fn daily_label(day: DateTime<Utc>) -> String {
    format!("daily-{}", day.format("%Y-%m-%d"))
}

/// Where the copy of this label is, or would be.
pub fn path_of(backups: &Path, label: &str) -> PathBuf {
    backups.join(format!("pfa-{label}.sqlite"))
}

/// Copies the database of a profile that may be in use, and reads the copy back.
pub fn take(options: &OpenOptions, key: &DatabaseKey, label: &str) -> Result<PathBuf, StoreError> {
    let connection = connect_to_read(&options.path, key).map_err(|e| refused(&options.path, e))?;
    back_up(&connection, &options.backups, label, key)
}

/// The copies in a folder, the newest first.
pub fn list(backups: &Path) -> Result<Vec<Backup>, StoreError> {
    let unreadable = |source| StoreError::File { what: "cannot list", path: backups.to_owned(), source };
    let entries = match std::fs::read_dir(backups) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("pfa-") && name.ends_with(".sqlite") {
            let made_at = entry.metadata().and_then(|file| file.modified()).map_err(unreadable)?;
            found.push(Backup { path: entry.path(), made_at: made_at.into() });
        }
    }
    found.sort_by(|a, b| (b.made_at, &b.path).cmp(&(a.made_at, &a.path)));
    Ok(found)
}

/// Removes the oldest of the daily copies, so that `kept` stay.
pub fn prune(backups: &Path, kept: usize) -> Result<(), StoreError> {
    let daily = |backup: &Backup| {
        backup.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAILY))
    };
    for old in list(backups)?.into_iter().filter(daily).skip(kept) {
        let what = "cannot remove";
        std::fs::remove_file(&old.path).map_err(|source| StoreError::File {
            what,
            path: old.path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// Puts a copy of a backup at `to`, and refuses it unless it is whole and this build can read it.
pub fn restore(backup: &Path, to: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let uncopied = |source| StoreError::File { what: "cannot copy", path: backup.to_owned(), source };
    std::fs::copy(backup, to).map_err(uncopied)?;
    let copy = connect(to, key).map_err(|error| refused(to, error))?;
    refuse_newer(&copy, STEPS, to)?;
    check(&copy, to)?;
    in_one_file(&copy)
}

/// Reads every page of a database, whatever the stamp of its last close says. Nothing is changed.
pub fn check_whole(path: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let connection = connect_to_read(path, key).map_err(|error| refused(path, error))?;
    refuse_newer(&connection, STEPS, path)?;
    check(&connection, path)
}

/// Copies the database, encrypted with the same key, to `backups/pfa-<label>.sqlite`; an earlier
/// copy of that label is replaced only once the new one is whole.
pub(crate) fn back_up(
    connection: &Connection,
    backups: &Path,
    label: &str,
    key: &DatabaseKey,
) -> Result<PathBuf, StoreError> {
    const ALL_PAGES: std::ffi::c_int = std::ffi::c_int::MAX;
    let file = |what, path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { what, path, source }
    };
    std::fs::create_dir_all(backups).map_err(file("cannot create", backups))?;
    let whole = path_of(backups, label);
    let part = backups.join(format!("pfa-{label}.part"));
    if part.exists() {
        std::fs::remove_file(&part).map_err(file("cannot replace", &part))?;
    }
    {
        let mut copy = connect(&part, key)?;
        let backup = rusqlite::backup::Backup::new(connection, &mut copy)?;
        backup.run_to_completion(ALL_PAGES, std::time::Duration::ZERO, None)?;
        drop(backup);
        in_one_file(&copy)?;
    }
    {
        // A connection of its own reads what the disk has, and not what was meant to be written.
        let copy = connect(&part, key).map_err(|error| refused(&part, error))?;
        check(&copy, &part)?;
        in_one_file(&copy)?;
    }
    std::fs::rename(&part, &whole).map_err(file("cannot rename to", &whole))?;
    // The backup must outlast what comes after it, such as a migration.
    sync_folder(backups).map_err(file("cannot sync", backups))?;
    Ok(whole)
}

/// One file is easier to keep than three: what is in its WAL goes in as it closes.
fn in_one_file(copy: &Connection) -> Result<(), StoreError> {
    copy.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Makes the names in a folder last; Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}
