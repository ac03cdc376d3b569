//! What is looked at on this computer.

use super::{Look, Subject};
use crate::alert::BACKUP_OLD;
use crate::repair;
use crate::secrets::SecretName;
use crate::settings::Layers;
use crate::{AppError, recovery};
use pfa_store::{SCHEMA_VERSION, StoreError, backup as copies};
use std::collections::BTreeMap;
use std::fs;

/// Less room than this is soon none.
const ROOM_LEAST: u64 = 500 << 20;

pub(super) fn versions(_: &Subject) -> Look {
    Look::good(format!(
        "PFA Vanguard {}, schema {SCHEMA_VERSION}, SQLite {}, {} on {}.",
        env!("CARGO_PKG_VERSION"),
        pfa_store::sqlite_version(),
        std::env::consts::ARCH,
        std::env::consts::OS
    ))
}

pub(super) fn keyring(subject: &Subject) -> Look {
    match subject.vault.read(SecretName::DatabaseKey) {
        Ok(Some(_)) => match recovery::recovery_state(&subject.profile) {
            Ok(state) if state.shown || state.organization_key => {
                Look::good("The key of the database can be read, and is kept against a lost keyring.")
            }
            Ok(_) => {
                Look::good("The key of the database can be read. No recovery code was written down yet.")
            }
            Err(error) => Look::bad(format!("{error}."), "Make a new recovery code: pfa recovery-code make"),
        },
        Ok(None) if !subject.profile.database().exists() => {
            Look::good("It answers; there is no database yet whose key it could hold.")
        }
        Ok(None) => Look::bad(
            "The key of the database is not there.",
            "Type pfa recover --code-stdin with the recovery code, or let IT type pfa recover --organization-key.",
        ),
        Err(error) => Look::failed(&AppError::from(error)),
    }
}

pub(super) fn database(subject: &Subject) -> Look {
    let path = subject.profile.database();
    let made = subject.profile.had_database().unwrap_or(true);
    if !made && !path.exists() {
        return Look::good("There is none yet.");
    }
    match repair::damage(&subject.profile, &*subject.vault) {
        Ok(None) => {
            let bytes = fs::metadata(&path).map_or(0, |file| file.len());
            Look::good(format!("{} is whole: every page of its {bytes} bytes was read.", path.display()))
        }
        Ok(Some(why)) => Look::bad(
            format!("{} is damaged: {why}.", path.display()),
            "Close PFA Vanguard everywhere and type pfa doctor --repair: what is unsent is saved out first.",
        ),
        Err(error) => {
            let helps = if let AppError::Store(StoreError::Newer { .. }) = &error {
                Some("Install the newer version.")
            } else if let AppError::Store(StoreError::WrongKey { .. }) = &error {
                Some("Type pfa recover --code-stdin with the recovery code.")
            } else {
                None
            };
            Look { remedy: helps.map(str::to_owned), ..Look::failed(&error) }
        }
    }
}

pub(super) fn backup(subject: &Subject) -> Look {
    let helps = "A copy is made after the first sync of a day; see the log for what keeps it from that.";
    match copies::list(&subject.profile.backups()) {
        Ok(found) => match found.first() {
            Some(newest) if subject.clock.now() - newest.made_at <= BACKUP_OLD => Look::good(format!(
                "{} is of {}.",
                newest.path.display(),
                newest.made_at.format("%Y-%m-%d %H:%M UTC")
            )),
            Some(newest) => Look::bad(
                format!("The newest copy is of {}.", newest.made_at.format("%Y-%m-%d %H:%M UTC")),
                helps,
            ),
            None if !subject.profile.database().exists() => Look::good("There is no database to copy yet."),
            None => Look::bad("There is no copy of the database.", helps),
        },
        Err(error) => Look::failed(&AppError::from(error)),
    }
}

pub(super) fn disk(subject: &Subject) -> Look {
    let directory = subject.profile.directory();
    match fs4::available_space(directory) {
        Ok(bytes) if bytes >= ROOM_LEAST => {
            Look::good(format!("{} MB are free in {}.", bytes >> 20, directory.display()))
        }
        Ok(bytes) => Look::bad(
            format!("Only {} MB are free in {}.", bytes >> 20, directory.display()),
            "Free some space: without room nothing can be saved.",
        ),
        Err(error) => Look::bad(
            format!("The disk of {} does not tell how much is free: {error}.", directory.display()),
            "Have the disk looked at.",
        ),
    }
}

pub(super) fn log(subject: &Subject) -> Look {
    let logs = subject.profile.logs();
    let size = |entry: std::io::Result<fs::DirEntry>| Ok::<_, std::io::Error>(entry?.metadata()?.len());
    let bytes = fs::read_dir(&logs).and_then(|files| files.map(size).sum::<std::io::Result<u64>>());
    let writable = tempfile::Builder::new().prefix(".probe-").tempfile_in(&logs);
    match (bytes, writable) {
        (Ok(bytes), Ok(_)) => Look::good(format!("{} holds {} kB.", logs.display(), bytes >> 10)),
        (Err(error), _) | (_, Err(error)) => Look::bad(
            format!("{} cannot be read and written: {error}.", logs.display()),
            "Let its owner read and write that folder.",
        ),
    }
}

pub(super) fn policy(subject: &Subject) -> Look {
    let layers = Layers::read(&subject.governing, BTreeMap::new());
    let problems = layers.problems();
    if problems.is_empty() {
        return Look::good("What governs this computer can be applied.");
    }
    let told: Vec<String> = problems
        .iter()
        .map(|problem| {
            let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
            format!("{}{line}: {}", problem.source, problem.message)
        })
        .collect();
    Look::bad(told.join(" "), "Have IT correct it: see pfa config explain.")
}
