//! A damaged database is set aside and never deleted: what is unsent is saved out of it first, the newest good backup
//! takes its place, and what was unsent is put back as drafts.

mod apply;

use crate::profile::{Profile, ProfileError, write_new};
use crate::recovery;
use crate::secrets::{SecretName, Vault, kept_key};
use crate::unsent::{ExportFormat, UnsentWork};
use crate::{AppError, account, settings};
use apply::{About, Applied, apply};
use chrono::{DateTime, Utc};
use pfa_store::backup::{self, Backup};
use pfa_store::rescue::Salvage;
use pfa_store::{OpenOptions, Store, StoreError, setting};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the new database is made; gone again when it is in its place.
const MAKING: &str = "restoring";
/// Where it lies when it is whole and the damaged one may be set aside.
const MADE: &str = "restored";

/// What a repair came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Repaired {
    /// What was wrong.
    pub why: String,
    /// Where the damaged database is now; `None` where there was none any more.
    pub set_aside: Option<PathBuf>,
    /// The file with what was unsent; `None` where nothing was.
    pub unsent_file: Option<PathBuf>,
    /// The backup that took its place; `None` where there is no good one.
    pub backup: Option<PathBuf>,
    /// When that was made.
    pub backup_made_at: Option<DateTime<Utc>>,
    /// Unsent changes that are drafts again.
    pub reapplied: usize,
    /// Unsent changes that are in the file and not in the database, with the reason.
    pub only_in_file: Vec<Left>,
    /// Unsent changes that could not be read.
    pub unreadable: usize,
    /// Whether anything could be read of the damaged database.
    pub readable: bool,
}

/// An unsent change that could not be put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// The record.
    pub pfa_id: String,
    /// Why not.
    pub why: String,
}

/// What was read out of the damaged database.
struct Saved {
    /// None where nothing of it can be read.
    salvage: Option<Salvage>,
    account: Option<account::Account>,
    settings: Option<Json>,
}

/// Refuses a profile whose database is missing or empty though it had one: opening would make a new one in silence.
pub(crate) fn refuse_lost(profile: &Profile) -> Result<(), AppError> {
    let path = profile.database();
    let length = match fs::metadata(&path) {
        Ok(file) => Some(file.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(ProfileError::NotReadable { path, source }.into()),
    };
    let detail = match length {
        Some(0) => "the file is empty",
        None => "the file is missing",
        Some(_) => return Ok(()),
    };
    match profile.had_database()? {
        true => Err(StoreError::Damaged { path, detail: detail.to_owned() }.into()),
        false => Ok(()),
    }
}

/// What is wrong with the profile's database, every page of it read; `None` if nothing is. One that the key does not
/// open is damaged only where the key is known to be right.
///
/// # Errors
/// What keeps it from being told, a wrong key and a newer build's database included.
pub fn damage(profile: &Profile, vault: &dyn Vault) -> Result<Option<String>, AppError> {
    let checked = refuse_lost(profile).and_then(|()| {
        let key = kept_key(profile, vault)?;
        Ok(backup::check_whole(&profile.database(), &key)?)
    });
    match checked {
        Ok(()) => Ok(None),
        Err(AppError::Store(StoreError::Damaged { detail, .. })) => Ok(Some(detail)),
        Err(AppError::Store(StoreError::DamagedPage(error))) => Ok(Some(error.to_string())),
        Err(AppError::Store(error @ StoreError::WrongKey { .. })) => {
            if key_is_right(profile, vault)? {
                Ok(Some("its first page is not as it was written".to_owned()))
            } else {
                Err(error.into())
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether an error says that a repair may help.
pub fn may_help(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Store(
            StoreError::Damaged { .. } | StoreError::DamagedPage(_) | StoreError::WrongKey { .. }
        )
    )
}

/// Repairs the database. Until the new one is whole nothing of the old is touched, and nothing is ever deleted.
///
/// # Errors
/// `Invalid` for a whole database, `InUse` while anybody has it open, and what keeps the new one from being made.
pub fn repair(profile: &Profile, vault: &dyn Vault, now: DateTime<Utc>) -> Result<Repaired, AppError> {
    let _alone = profile.hold_alone()?;
    if let Some(interrupted) = interrupted(profile)? {
        return install(profile, interrupted);
    }
    let Some(why) = damage(profile, vault)? else {
        return Err(AppError::invalid("The database is whole: there is nothing to repair."));
    };
    let saved = save_out(profile, vault)?;
    let work = saved.salvage.clone().map(|salvage| UnsentWork::of(salvage, now));
    let unsent_file = match &work {
        Some(work) if work.records() > 0 || !work.unreadable().is_empty() => {
            Some(work.write_into(&profile.directory().join("rescued"), ExportFormat::Json)?)
        }
        Some(_) | None => None,
    };
    let making = profile.directory().join(MAKING);
    remove_folder(&making)?;
    fs::create_dir(&making).map_err(unwritable(&making))?;
    let backup = restore_newest(profile, vault, &making)?;
    let set_aside = profile.database().exists().then(|| aside(profile, now));
    let about = About { why: &why, backup: backup.as_ref(), set_aside: set_aside.as_deref(), now };
    let applied = fill(profile, vault, &making, &saved, &about)?;
    let report = Repaired {
        why,
        set_aside,
        unsent_file,
        backup: backup.as_ref().map(|backup| backup.path.clone()),
        backup_made_at: backup.map(|backup| backup.made_at),
        reapplied: applied.reapplied,
        only_in_file: applied.left,
        unreadable: work.map_or(0, |work| work.unreadable().len()),
        readable: saved.salvage.is_some(),
    };
    let text = serde_json::to_vec(&report).map_err(|e| AppError::invalid(e.to_string()))?;
    write_new(&making.join("report.json"), &text).map_err(unwritable(&making))?;
    let made = profile.directory().join(MADE);
    fs::rename(&making, &made).map_err(unwritable(&made))?;
    install(profile, report)
}

impl Repaired {
    /// What happened, for a person, with every path.
    pub fn sentences(&self) -> String {
        let mut told = vec![format!("The local database was damaged: {}.", self.why)];
        if let Some(path) = &self.set_aside {
            told.push(format!("It was set aside as {} and nothing was deleted.", path.display()));
        }
        told.push(match (&self.backup, self.backup_made_at) {
            (Some(path), Some(at)) => format!(
                "The backup of {} ({}) took its place; what PEMS changed since comes with the next sync.",
                at.format("%Y-%m-%d %H:%M UTC"),
                path.display()
            ),
            (_, _) => {
                "There was no good backup: all records come from PEMS again with the next sync.".to_owned()
            }
        });
        if let Some(file) = &self.unsent_file {
            told.push(format!(
                "What was unsent was saved out first, to {}; {} changed records are drafts again, to be looked at and sent.",
                file.display(),
                self.reapplied
            ));
        }
        for left in &self.only_in_file {
            told.push(format!("{} is in that file only: {}.", left.pfa_id, left.why));
        }
        if self.unreadable > 0 {
            told.push(format!("{} changes could not be read; that file names them.", self.unreadable));
        }
        if !self.readable {
            told.push(
                "Nothing could be read of the damaged database: what was edited after the backup may be missing."
                    .to_owned(),
            );
        }
        told.join(" ")
    }
}

/// Whether the key in the vault is the profile's: by what was kept with the recovery code, or since it opens a backup.
fn key_is_right(profile: &Profile, vault: &dyn Vault) -> Result<bool, AppError> {
    let Some(key) = vault.read(SecretName::DatabaseKey)? else { return Ok(false) };
    if recovery::is_kept(profile, &key) {
        return Ok(true);
    }
    let trial = profile.directory().join("restoring-trial");
    remove_folder(&trial)?;
    fs::create_dir(&trial).map_err(unwritable(&trial))?;
    let opens = restore_newest(profile, vault, &trial)?.is_some();
    remove_folder(&trial)?;
    Ok(opens)
}

fn save_out(profile: &Profile, vault: &dyn Vault) -> Result<Saved, AppError> {
    let nothing = Saved { salvage: None, account: None, settings: None };
    let path = profile.database();
    if fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
        return Ok(nothing);
    }
    let mut rescue = match Store::open_for_rescue(&path, kept_key(profile, vault)?) {
        Ok(rescue) => rescue,
        Err(StoreError::Busy) => return Err(StoreError::Busy.into()),
        Err(error) => {
            tracing::error!(%error, "nothing can be read of the damaged database");
            return Ok(nothing);
        }
    };
    let salvage = Some(rescue.unsent()?);
    Ok(Saved { salvage, account: rescue.setting(account::KEY), settings: rescue.setting(settings::KEY) })
}

/// Puts the newest backup that is whole into `folder`; those that are not are passed over.
fn restore_newest(profile: &Profile, vault: &dyn Vault, folder: &Path) -> Result<Option<Backup>, AppError> {
    let to = folder.join("pfa.sqlite");
    for backup in backup::list(&profile.backups())? {
        match backup::restore(&backup.path, &to, &kept_key(profile, vault)?) {
            Ok(()) => return Ok(Some(backup)),
            Err(error @ (StoreError::DiskFull | StoreError::ReadOnly)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, backup = %backup.path.display(), "a backup cannot be used");
                remove_file(&to)?;
            }
        }
    }
    Ok(None)
}

/// Opens the database in the making, brings it up to date and puts what was unsent back.
fn fill(
    profile: &Profile,
    vault: &dyn Vault,
    making: &Path,
    saved: &Saved,
    about: &About<'_>,
) -> Result<Applied, AppError> {
    let files = OpenOptions { path: making.join("pfa.sqlite"), backups: profile.backups() };
    let store = Store::open(&files, kept_key(profile, vault)?)?;
    if about.backup.is_none() {
        store.write(|tx| {
            if let Some(account) = &saved.account {
                setting::put(tx, account::KEY, account)?;
            }
            if let Some(kept) = &saved.settings {
                setting::put(tx, settings::KEY, kept)?;
            }
            Ok::<_, AppError>(())
        })?;
    }
    apply(&store, saved.salvage.as_ref(), about)
}

/// A repair that ended between making the new database and putting it into its place.
fn interrupted(profile: &Profile) -> Result<Option<Repaired>, AppError> {
    let path = profile.directory().join(MADE).join("report.json");
    match fs::read(&path) {
        Ok(text) => {
            let unread = |error: serde_json::Error| ProfileError::Damaged { path, detail: error.to_string() };
            Ok(Some(serde_json::from_slice(&text).map_err(unread)?))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ProfileError::NotReadable { path, source }.into()),
    }
}

/// Sets the damaged database aside, log first, and puts the new one into its place. Ended half way, it goes on from there.
fn install(profile: &Profile, report: Repaired) -> Result<Repaired, AppError> {
    let (database, made) = (profile.database(), profile.directory().join(MADE));
    let fresh = made.join("pfa.sqlite");
    if fresh.exists() {
        if let Some(aside) = &report.set_aside {
            // A log that stayed would be read into the new database.
            for end in ["-wal", "-shm", ""] {
                let (from, to) = (with_end(&database, end), with_end(aside, end));
                if from.exists() {
                    fs::rename(&from, &to).map_err(unwritable(&to))?;
                }
            }
        }
        remove_file(&database.with_extension("checked"))?;
        fs::rename(&fresh, &database).map_err(unwritable(&database))?;
    }
    remove_folder(&made)?;
    tracing::error!(report = ?serde_json::to_value(&report).unwrap_or(Json::Null), "the database was repaired");
    Ok(report)
}

/// A name beside the database that nothing has.
fn aside(profile: &Profile, now: DateTime<Utc>) -> PathBuf {
    let base = with_end(&profile.database(), &format!(".damaged-{}", now.format("%Y%m%dT%H%M%SZ")));
    let names = std::iter::once(base.clone()).chain((2..).map(|nth| with_end(&base, &format!("-{nth}"))));
    names.into_iter().find(|name| !name.exists()).unwrap_or(base)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove_folder(path: &Path) -> Result<(), AppError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn remove_file(path: &Path) -> Result<(), AppError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn unwritable(path: &Path) -> impl Fn(io::Error) -> AppError {
    let path = path.to_owned();
    move |source| ProfileError::NotWritable { path: path.clone(), source }.into()
}
