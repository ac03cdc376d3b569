//! A profile is one directory that holds all state: database, backups, logs and locks. Two profiles never share
//! anything, so that tests, scripts and a second PEMS can live beside a planner's own.

mod private_file;
mod sync_lock;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use pfa_store::OpenOptions;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

pub use private_file::write_new_by;
pub(crate) use private_file::{PrivateFile, hand_over, hand_over_by, write_new};
pub use sync_lock::SyncLock;
use sync_lock::SyncTurn;

use crate::clock::{Ids, SystemIds};

/// The `profile.json` layout that this build reads and writes.
const FORMAT: u32 = 1;
/// The database's file name.
const DATABASE: &str = "pfa.sqlite";
/// What everybody who has the database open holds.
const DATABASE_LOCK: &str = "database.lock";

/// A directory that holds all state, and the id that tells its secrets from those of other profiles.
#[derive(Debug, Clone)]
pub struct Profile {
    directory: PathBuf,
    id: Uuid,
    sync_turn: SyncTurn,
}

/// Why a directory cannot serve as a profile, or cannot be synced now.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The operating system names no home directory for this user.
    #[error("this user has no home directory: name a profile directory with --profile")]
    NoHome,
    /// Something that is not a directory lies where the profile, or a directory in it, should be.
    #[error("{} is not a directory", path.display())]
    NotADirectory {
        /// What lies in the way.
        path: PathBuf,
    },
    /// The profile, or a directory in it, could not be made.
    #[error("{} could not be created: {source}", path.display())]
    NotCreated {
        /// The directory that was wanted.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Files cannot be written in the profile.
    #[error("{} cannot be written to: {source}", path.display())]
    NotWritable {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file of the profile cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    NotReadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// `profile.json` is not what this application wrote.
    #[error("{} is damaged ({detail}): restore it from a backup, since it names the keyring entries", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The profile was made by a newer build.
    #[error("{} was written by a newer version of PFA Vanguard (format {format})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The layout it has.
        format: u32,
    },
    /// Another process has the profile open, or mends it.
    #[error("another window or pfa has this profile open: close it first")]
    InUse,
    /// Another sync runs on this profile.
    #[error("another sync runs on this profile{}", by.as_ref().map(|by| format!(": {by}")).unwrap_or_default())]
    SyncRunning {
        /// Who runs it, where that could be read.
        by: Option<String>,
    },
}

/// What `profile.json` holds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    format: u32,
    id: Uuid,
    /// Whether it had a database: one that is missing or empty has been lost then.
    #[serde(default)]
    had_database: bool,
}

impl Profile {
    /// Returns the directory that the operating system has for this application's data
    /// (on Linux `~/.local/share/pfa-vanguard`).
    ///
    /// # Errors
    /// `NoHome` if the user has none.
    pub fn default_location() -> Result<PathBuf, ProfileError> {
        let places = ProjectDirs::from("", "", "pfa-vanguard").ok_or(ProfileError::NoHome)?;
        Ok(places.data_local_dir().to_owned())
    }

    /// Returns whether `directory` holds a profile that was used before. Nothing is made.
    #[must_use]
    pub fn exists(directory: &Path) -> bool {
        directory.join(DATABASE).is_file()
            || read_identity(&directory.join("profile.json")).is_ok_and(|identity| identity.had_database)
    }

    /// Opens the profile in `directory`, making what is not there yet, readable by its owner alone.
    ///
    /// # Errors
    /// Any of [`ProfileError`] but `NoHome` and `SyncRunning`.
    pub fn at(directory: impl AsRef<Path>) -> Result<Self, ProfileError> {
        let directory = directory.as_ref();
        let directory = std::path::absolute(directory)
            .map_err(|source| ProfileError::NotCreated { path: directory.to_owned(), source })?;
        make_directory(&directory)?;
        let id = identify(&directory.join("profile.json"))?;
        let profile = Self::in_directory(directory, id);
        make_directory(&profile.backups())?;
        make_directory(&profile.logs())?;
        profile.try_writing()?;
        Ok(profile)
    }

    /// A profile without a directory, for a workspace over a store in memory. Copies of it share the right to sync.
    #[must_use]
    pub fn in_memory(id: Uuid) -> Self {
        Self { directory: PathBuf::new(), id, sync_turn: SyncTurn::in_memory() }
    }

    /// Names the profile in `directory`, which was used before. Nothing is made or written, so that it serves
    /// where nothing can be.
    ///
    /// # Errors
    /// `NotReadable`, `Damaged` or `Newer`, all of `profile.json`.
    pub fn existing(directory: &Path) -> Result<Self, ProfileError> {
        let path = directory.join("profile.json");
        let text =
            fs::read(&path).map_err(|source| ProfileError::NotReadable { path: path.clone(), source })?;
        Ok(Self::in_directory(directory.to_owned(), parse_identity(&path, &text)?.id))
    }

    /// Returns whether the profile ever had a database. One that did and has none now, or an empty one, has lost it.
    ///
    /// # Errors
    /// `NotReadable`, `Damaged` or `Newer`, all of `profile.json`.
    pub fn had_database(&self) -> Result<bool, ProfileError> {
        Ok(read_identity(&self.identity())?.had_database)
    }

    /// Notes that the profile has a database from now on.
    ///
    /// # Errors
    /// As [`Profile::had_database`], and `NotWritable`.
    pub(crate) fn note_database(&self) -> Result<(), ProfileError> {
        let path = self.identity();
        let unwritable = |source| ProfileError::NotWritable { path: path.clone(), source };
        let file = PrivateFile::lock(&path).map_err(unwritable)?;
        let identity = read_identity(&path)?;
        if identity.had_database {
            return Ok(());
        }
        let text = serde_json::to_vec_pretty(&Identity { had_database: true, ..identity });
        file.replace(&text.map_err(|error| unwritable(error.into()))?).map_err(unwritable)
    }

    /// Holds the profile open beside others who do, until the result is dropped or the process ends.
    ///
    /// # Errors
    /// `InUse` while the database is mended, `NotWritable`.
    pub(crate) fn hold(&self) -> Result<File, ProfileError> {
        self.hold_by(DATABASE_LOCK, File::try_lock_shared)
    }

    /// Holds the profile alone, to put another database into it.
    ///
    /// # Errors
    /// `InUse` while anybody has it open, `NotWritable`.
    pub(crate) fn hold_alone(&self) -> Result<File, ProfileError> {
        self.hold_by(DATABASE_LOCK, File::try_lock)
    }

    /// Takes the turn that the file of this name stands for, until the result is dropped.
    ///
    /// # Errors
    /// `InUse` while somebody has it, `NotWritable`.
    pub(crate) fn take_turn(&self, name: &str) -> Result<File, ProfileError> {
        self.hold_by(name, File::try_lock)
    }

    fn hold_by(
        &self,
        name: &str,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<File, ProfileError> {
        let path = self.directory.join(name);
        let unwritable = |source| ProfileError::NotWritable { path: path.clone(), source };
        let file =
            File::options().write(true).create(true).truncate(false).open(&path).map_err(unwritable)?;
        match lock(&file) {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(ProfileError::InUse),
            Err(TryLockError::Error(source)) => Err(unwritable(source)),
        }
    }

    fn identity(&self) -> PathBuf {
        self.directory.join("profile.json")
    }

    /// Returns the directory itself, as an absolute path.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns the random id that was made with the profile; it is no secret.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Returns where the database is.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.directory.join(DATABASE)
    }

    /// Returns the file that holds the database's key for those who have a recovery code or the organization's key.
    #[must_use]
    pub fn recovery(&self) -> PathBuf {
        self.directory.join("recovery.json")
    }

    /// Returns the directory for copies of the database.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.directory.join("backups")
    }

    /// Returns where the store finds the database and its copies.
    #[must_use]
    pub fn files(&self) -> OpenOptions {
        OpenOptions { path: self.database(), backups: self.backups() }
    }

    /// Returns the directory for log files.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.directory.join("logs")
    }

    /// Takes the right to sync this profile, until the lock is dropped or the process ends, however it ends.
    /// `who` is what others are told meanwhile, such as `pfa sync`. Editing needs no lock.
    ///
    /// # Errors
    /// `SyncRunning` while another holds it, in this process or any other; `NotWritable`.
    pub fn lock_sync(&self, who: &str) -> Result<SyncLock, ProfileError> {
        self.sync_turn.take(who)
    }

    /// Keeps other processes from making what a profile has once, until the result is dropped.
    pub(crate) fn lock(&self) -> io::Result<PrivateFile> {
        PrivateFile::lock(&self.directory.join("profile.json"))
    }

    fn in_directory(directory: PathBuf, id: Uuid) -> Self {
        let sync_turn = SyncTurn::of_file(directory.join("sync.lock"));
        Self { directory, id, sync_turn }
    }

    /// Finds out now, with a clear error, what SQLite would stumble over later.
    fn try_writing(&self) -> Result<(), ProfileError> {
        let path = self.directory.join(format!(".probe-{}", SystemIds.uuid()));
        fs::File::create_new(&path)
            .and_then(|_| fs::remove_file(&path))
            .map_err(|source| ProfileError::NotWritable { path: self.directory.clone(), source })
    }
}

/// Reads the profile's id, made on first use. Two processes that come first at once agree on one.
fn identify(path: &Path) -> Result<Uuid, ProfileError> {
    let unreadable = |source| ProfileError::NotReadable { path: path.to_owned(), source };
    let unwritable = |source| ProfileError::NotWritable { path: path.to_owned(), source };
    match fs::read(path) {
        Ok(text) => return Ok(parse_identity(path, &text)?.id),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unreadable(error)),
    }
    let file = PrivateFile::lock(path).map_err(unwritable)?;
    if let Some(text) = file.read().map_err(unreadable)? {
        return Ok(parse_identity(path, &text)?.id);
    }
    let identity = Identity { format: FORMAT, id: SystemIds.uuid(), had_database: false };
    let text = serde_json::to_vec_pretty(&identity).map_err(|error| unwritable(error.into()))?;
    file.replace(&text).map_err(unwritable)?;
    Ok(identity.id)
}

fn read_identity(path: &Path) -> Result<Identity, ProfileError> {
    let text =
        fs::read(path).map_err(|source| ProfileError::NotReadable { path: path.to_owned(), source })?;
    parse_identity(path, &text)
}

fn parse_identity(path: &Path, text: &[u8]) -> Result<Identity, ProfileError> {
    let identity: Identity = serde_json::from_slice(text)
        .map_err(|error| ProfileError::Damaged { path: path.to_owned(), detail: error.to_string() })?;
    match identity.format {
        FORMAT => Ok(identity),
        format => Err(ProfileError::Newer { path: path.to_owned(), format }),
    }
}

/// Makes a directory, with those above it, that its owner alone may enter. One that exists keeps its mode: it may
/// be a directory that the user shares on purpose.
fn make_directory(path: &Path) -> Result<(), ProfileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| match in_the_way(path) {
        Some(path) => ProfileError::NotADirectory { path },
        None => ProfileError::NotCreated { path: path.to_owned(), source },
    })
}

/// Finds what exists on the way to `path`, or at it, and is not a directory.
fn in_the_way(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|path| path.exists() && !path.is_dir()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::thread;

    use super::*;

    #[test]
    fn a_profile_keeps_its_id_and_no_two_share_one() {
        let home = tempfile::tempdir().unwrap();
        let first = Profile::at(home.path().join("a")).unwrap();
        let again = Profile::at(home.path().join("a")).unwrap();
        let other = Profile::at(home.path().join("b")).unwrap();
        assert_eq!(first.id(), again.id());
        assert_ne!(first.id(), other.id());
        assert!(first.backups().is_dir() && first.logs().is_dir());
        assert!(first.database().starts_with(home.path().join("a")));
    }

    #[test]
    fn processes_that_come_first_at_once_agree_on_the_id() {
        let home = tempfile::tempdir().unwrap();
        let ids = thread::scope(|scope| {
            let first_uses: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Profile::at(home.path().join("p")).unwrap().id())).collect();
            first_uses.into_iter().map(|first_use| first_use.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_look_into_a_new_profile() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path().join("deep/profile")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(profile.directory()), 0o700);
        assert_eq!(mode(&profile.backups()), 0o700);
        assert_eq!(mode(&profile.logs()), 0o700);
        assert_eq!(mode(&profile.directory().join("profile.json")), 0o600);
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("notes.txt");
        fs::write(&file, "mine").unwrap();
        for wanted in [file.clone(), file.join("profile")] {
            let refused = Profile::at(&wanted).unwrap_err();
            assert!(matches!(&refused, ProfileError::NotADirectory { path } if *path == file), "{refused}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_place_that_nobody_may_write_is_refused_with_its_path() {
        let refused = Profile::at("/proc/pfa-vanguard").unwrap_err();
        assert!(matches!(&refused, ProfileError::NotCreated { .. }), "{refused}");
        let refused = Profile::at("/proc/self").unwrap_err();
        assert!(matches!(&refused, ProfileError::NotWritable { .. }), "{refused}");
        assert!(refused.to_string().starts_with("/proc/self"), "{refused}");
    }

    #[test]
    fn a_damaged_or_newer_identity_is_refused_and_left_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("profile.json");
        fs::write(&path, "{\"form").unwrap();
        assert!(matches!(Profile::at(home.path()).unwrap_err(), ProfileError::Damaged { .. }));

        let newer = format!("{{\"format\":2,\"id\":\"{}\"}}", Uuid::nil());
        fs::write(&path, &newer).unwrap();
        assert!(matches!(Profile::at(home.path()).unwrap_err(), ProfileError::Newer { format: 2, .. }));
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }
}
