//! A copy of the database a day, read back when it is made: what a damaged one is restored from.

use crate::profile::ProfileError;
use crate::secrets::kept_key;
use crate::{AppError, Workspace};
use pfa_store::backup;
use std::path::PathBuf;

/// Daily copies that are kept.
const KEPT: usize = 5;

/// Makes the copy of the day, if there is none yet. What keeps it from that keeps nobody from working: it is logged, and
/// tried again after the next cycle.
pub fn keep_copy_of_the_day(w: &Workspace) {
    let copied = back_up_if_due(w);
    w.live().backup_fails = copied.is_err();
    if let Err(error) = copied {
        tracing::error!(%error, "the database was not copied; the next cycle tries again");
    }
}

/// Makes the copy of the day, if there is none yet and nobody else is making it. It may take long, and the keyring may
/// ask the person.
pub fn back_up_if_due(w: &Workspace) -> Result<Option<PathBuf>, AppError> {
    let profile = w.profile();
    let label = backup::daily_label(w.now());
    let is_there = || backup::path_of(&profile.backups(), &label).exists();
    // A workspace in memory has no directory.
    if profile.directory().as_os_str().is_empty() || is_there() {
        return Ok(None);
    }
    let _turn = match profile.take_turn("backup.lock") {
        Ok(turn) => turn,
        Err(ProfileError::InUse) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if is_there() {
        return Ok(None);
    }
    let key = kept_key(profile, w.vault())?;
    let copy = backup::take(&profile.files(), &key, &label)?;
    backup::prune(&profile.backups(), KEPT)?;
    tracing::info!(copy = %copy.display(), "the database was copied");
    Ok(Some(copy))
}
