//! What is looked at on this computer.

use super::{Help, Look, Said, Subject};
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
    Look::good(Said::Versions {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SCHEMA_VERSION.to_string(),
        sqlite: pfa_store::sqlite_version().to_string(),
        arch: std::env::consts::ARCH.to_owned(),
        os: std::env::consts::OS.to_owned(),
    })
}

pub(super) fn keyring(subject: &Subject) -> Look {
    match subject.vault.read(SecretName::DatabaseKey) {
        Ok(Some(_)) => match recovery::recovery_state(&subject.profile) {
            Ok(state) if state.shown || state.organization_key => Look::good(Said::KeyKept),
            Ok(_) => Look::good(Said::KeyWithoutCode),
            Err(error) => Look { help: Some(Help::MakeCode), ..Look::failed(&AppError::from(error)) },
        },
        Ok(None) if !subject.profile.database().exists() => Look::good(Said::KeyringEmpty),
        Ok(None) => Look::bad(Said::KeyMissing, Help::RecoverKey),
        Err(error) => Look::failed(&AppError::from(error)),
    }
}

pub(super) fn database(subject: &Subject) -> Look {
    let path = subject.profile.database();
    let made = subject.profile.had_database().unwrap_or(true);
    if !made && !path.exists() {
        return Look::good(Said::DatabaseNone);
    }
    let shown = path.display().to_string();
    match repair::damage(&subject.profile, &*subject.vault) {
        Ok(None) => {
            let bytes = fs::metadata(&path).map_or(0, |file| file.len());
            Look::good(Said::DatabaseWhole { path: shown, bytes: bytes.to_string() })
        }
        Ok(Some(why)) => Look::bad(Said::DatabaseDamaged { path: shown, why: why.to_string() }, Help::Repair),
        Err(error) => {
            let help = if let AppError::Store(StoreError::Newer { .. }) = &error {
                Some(Help::NewerVersion)
            } else if let AppError::Store(StoreError::WrongKey { .. }) = &error {
                Some(Help::RecoverByCode)
            } else {
                None
            };
            Look { help, ..Look::failed(&error) }
        }
    }
}

pub(super) fn backup(subject: &Subject) -> Look {
    let made = |copy: &copies::Backup| copy.made_at.format("%Y-%m-%d %H:%M UTC").to_string();
    match copies::list(&subject.profile.backups()) {
        Ok(found) => match found.first() {
            Some(newest) if subject.clock.now() - newest.made_at <= BACKUP_OLD => {
                Look::good(Said::CopyOf { path: newest.path.display().to_string(), made: made(newest) })
            }
            Some(newest) => Look::bad(Said::CopyOld { made: made(newest) }, Help::SeeBackupLog),
            None if !subject.profile.database().exists() => Look::good(Said::CopyNotYet),
            None => Look::bad(Said::CopyMissing, Help::SeeBackupLog),
        },
        Err(error) => Look::failed(&AppError::from(error)),
    }
}

pub(super) fn disk(subject: &Subject) -> Look {
    let directory = subject.profile.directory();
    let shown = directory.display().to_string();
    match fs4::available_space(directory) {
        Ok(bytes) => {
            let megabytes = (bytes >> 20).to_string();
            if bytes >= ROOM_LEAST {
                Look::good(Said::Room { megabytes, directory: shown })
            } else {
                Look::bad(Said::RoomLow { megabytes, directory: shown }, Help::FreeSpace)
            }
        }
        Err(error) => {
            Look::bad(Said::DiskSilent { directory: shown, error: error.to_string() }, Help::CheckDisk)
        }
    }
}

pub(super) fn log(subject: &Subject) -> Look {
    let logs = subject.profile.logs();
    let path = logs.display().to_string();
    let size = |entry: std::io::Result<fs::DirEntry>| Ok::<_, std::io::Error>(entry?.metadata()?.len());
    let bytes = fs::read_dir(&logs).and_then(|files| files.map(size).sum::<std::io::Result<u64>>());
    let writable = tempfile::Builder::new().prefix(".probe-").tempfile_in(&logs);
    match (bytes, writable) {
        (Ok(bytes), Ok(_)) => Look::good(Said::Log { path, kilobytes: (bytes >> 10).to_string() }),
        (Err(error), _) | (_, Err(error)) => {
            Look::bad(Said::LogUnusable { path, error: error.to_string() }, Help::OpenLogFolder)
        }
    }
}

pub(super) fn policy(subject: &Subject) -> Look {
    let layers = Layers::read(&subject.governing, BTreeMap::new());
    let problems = layers.problems();
    if problems.is_empty() {
        return Look::good(Said::PolicyGood);
    }
    let told: Vec<String> = problems
        .iter()
        .map(|problem| {
            let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
            format!("{}{line}: {}", problem.source, problem.message)
        })
        .collect();
    Look::bad(Said::PolicyBroken { problems: told.join(" ") }, Help::CorrectPolicy)
}
