//! Where secrets rest: the keyring of the operating system, or an encrypted file where there is none.
//! The disk is not trusted with them in plain text, and neither is anything that prints.

mod database_key;
pub(crate) mod envelope;
pub(crate) mod hex;
mod key_file;
mod keyring;

use std::io;
use std::path::{Path, PathBuf};

pub(crate) use database_key::parse_key;
pub use database_key::{database_key, kept_key};
pub use key_file::KeyFileVault;
pub use keyring::KeyringVault;
pub use pfa_pems::Secret;
use thiserror::Error;

/// The secrets that a profile has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretName {
    /// What the database is encrypted with.
    DatabaseKey,
    /// What PEMS is signed in to with.
    SignIn,
    /// What proxies are signed in to with.
    ProxyPassword,
}

impl SecretName {
    /// All of them.
    pub(crate) const ALL: [SecretName; 3] = [Self::DatabaseKey, Self::SignIn, Self::ProxyPassword];

    /// Returns the word that secrets are filed under; entries exist by it, so it never changes.
    fn filed_as(self) -> &'static str {
        match self {
            Self::DatabaseKey => "database-key",
            Self::SignIn => "sign-in",
            Self::ProxyPassword => "proxy-password",
        }
    }
}

/// A place that keeps the secrets of one profile. Its calls may block, on a slow derivation or on a person whom
/// the desktop asks to unlock the keyring, so async code calls it on a thread that may.
pub trait Vault: Send + Sync {
    /// Reads a secret; `None` if the vault answers and has none of this name.
    ///
    /// # Errors
    /// Any of [`VaultError`]; a vault that cannot be read is never an empty one.
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError>;

    /// Keeps a secret, in the place of one of the same name.
    ///
    /// # Errors
    /// Any of [`VaultError`]; what was kept before is then kept still.
    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError>;

    /// Removes a secret; one that is not there is no error.
    ///
    /// # Errors
    /// Any of [`VaultError`].
    fn forget(&self, name: SecretName) -> Result<(), VaultError>;
}

/// Why a vault does not give or take secrets. No variant carries one.
#[derive(Debug, Error)]
pub enum VaultError {
    /// No keyring can be reached. It may be there at the next try.
    #[error("no keyring answers on this machine ({detail}); where there is none, use --key-file")]
    NoService {
        /// What the attempt met with.
        detail: String,
    },
    /// The keyring is there and does not open: it is locked, or its owner never made one.
    #[error("the keyring is locked or not set up ({detail}); open it and try again")]
    Locked {
        /// What the keyring said.
        detail: String,
    },
    /// The vault answers, and wrongly.
    #[error("the secrets cannot be read or kept: {detail}")]
    Broken {
        /// What is wrong.
        detail: String,
    },
    /// There is a database, and no key to it.
    #[error(
        "the key to {} is not in the keyring or key file; without it the database cannot be read",
        database.display()
    )]
    DatabaseKeyLost {
        /// The database.
        database: PathBuf,
    },
    /// A key file was named and no passphrase given.
    #[error("a key file needs its passphrase in PFA_PASSPHRASE")]
    NoPassphrase,
    /// The passphrase is not the key file's.
    #[error("the passphrase in PFA_PASSPHRASE does not open {}", path.display())]
    WrongPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// Others than its owner may have read or changed the key file.
    #[error("{} has mode {mode:03o} and must have 600; type: chmod 600 {}", path.display(), quoted(path))]
    KeyFileExposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file is not as this application wrote it.
    #[error("{} was tampered with or is damaged: {detail}", path.display())]
    KeyFileTampered {
        /// The key file.
        path: PathBuf,
        /// What does not fit.
        detail: String,
    },
    /// The key file was made by a newer build.
    #[error("{} was written by a newer version of PFA Vanguard (format {version})", path.display())]
    KeyFileNewer {
        /// The key file.
        path: PathBuf,
        /// The layout it has.
        version: u32,
    },
    /// The operating system refused the key file.
    #[error("the key file {}: {source}", path.display())]
    KeyFileUnusable {
        /// The key file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// Writes a path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    match text.chars().all(plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_for_the_shell_where_it_must_be() {
        assert_eq!(quoted(Path::new("/home/ana/pfa.key")), "/home/ana/pfa.key");
        assert_eq!(quoted(Path::new("/home/ana/it's mine")), r"'/home/ana/it'\''s mine'");
    }
}
