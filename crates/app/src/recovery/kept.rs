//! `recovery.json`: the database's key, sealed under the recovery code and for the organization. Neither opens without
//! what is not on this disk.

use super::RecoveryError;
use super::code::RecoveryCode;
use super::organization::{ForOrganization, OrganizationKey};
use crate::profile::{PrivateFile, Profile};
use crate::secrets::envelope::{Derivation, Envelope, EnvelopeError, Format};
use crate::secrets::{Secret, hex};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The layout that this build reads and writes.
const VERSION: u32 = 1;
/// Bytes of the key's check: enough to tell keys apart, and of no use to anybody who looks for the key.
const CHECK: usize = 8;

/// What the file holds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Kept {
    version: u32,
    /// Of which key it is.
    #[serde(with = "hex")]
    key_check: Vec<u8>,
    /// The one that the person has written down, and a newer one that they were shown since.
    codes: Vec<Coded>,
    organization: Option<ForOrganization>,
}

/// The key under a recovery code.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Coded {
    pub(super) made_at: DateTime<Utc>,
    /// Whether the person has shown that they wrote it down.
    pub(super) confirmed: bool,
    sealed: Envelope,
}

impl Kept {
    /// The file of the profile; `None` if there is none.
    pub(super) fn read(profile: &Profile) -> Result<Option<Self>, RecoveryError> {
        let path = profile.recovery();
        match std::fs::read(&path) {
            Ok(text) => Self::parse(&path, &text).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(RecoveryError::File { path, source }),
        }
    }

    /// Changes the file, or makes it, while nobody else can come between. What was kept of another key goes.
    pub(super) fn change<T>(
        profile: &Profile,
        key: &Secret,
        change: impl FnOnce(&mut Self) -> Result<T, RecoveryError>,
    ) -> Result<T, RecoveryError> {
        let path = profile.recovery();
        let unusable = |source| RecoveryError::File { path: path.clone(), source };
        let file = PrivateFile::lock(&path).map_err(unusable)?;
        let kept = match file.read().map_err(unusable)? {
            Some(text) => match Self::parse(&path, &text) {
                Ok(kept) => Some(kept),
                // The key that it may have held is the one at hand.
                Err(RecoveryError::Damaged { .. }) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let mut kept = kept.filter(|kept| kept.is_of(key)).unwrap_or_else(|| Self::of(key));
        let done = change(&mut kept)?;
        let mut text = serde_json::to_vec_pretty(&kept).map_err(|error| unusable(error.into()))?;
        text.push(b'\n');
        file.replace(&text).map_err(unusable)?;
        Ok(done)
    }

    /// Whether it is of this key.
    pub(super) fn is_of(&self, key: &Secret) -> bool {
        self.key_check == check_of(key)
    }

    /// The code that the person has, or was shown last.
    pub(super) fn code(&self) -> Option<&Coded> {
        self.codes.iter().find(|code| code.confirmed).or(self.codes.last())
    }

    /// Whether the key is sealed for this organization's key, or for any.
    pub(super) fn is_for(&self, key: Option<&OrganizationKey>) -> bool {
        self.organization.as_ref().is_some_and(|kept| key.is_none_or(|key| kept.is_for(key)))
    }

    /// Seals the key under a code too. One that is written down stays until this one is.
    pub(super) fn add(
        &mut self,
        code: &RecoveryCode,
        key: &Secret,
        now: DateTime<Utc>,
    ) -> Result<(), RecoveryError> {
        let derivation = Derivation::fresh();
        let sealed = derivation
            .derive(&code.passphrase())
            .and_then(|derived| {
                Envelope::seal(Format::RecoveryCode, derivation.clone(), &derived, key.expose().as_bytes())
            })
            .map_err(|error| RecoveryError::NotSealed(format!("{error:?}")))?;
        self.codes.retain(|code| code.confirmed);
        self.codes.push(Coded { made_at: now, confirmed: false, sealed });
        Ok(())
    }

    /// Notes that the latest code is written down: those before it open nothing from now on.
    pub(super) fn confirm(&mut self) {
        let latest = self.codes.pop();
        self.codes = latest.map(|code| Coded { confirmed: true, ..code }).into_iter().collect();
    }

    /// Seals the key for the organization.
    pub(super) fn keep_for(&mut self, kept: ForOrganization) {
        self.organization = Some(kept);
    }

    /// Opens the key with a code.
    pub(super) fn open(&self, path: &Path, code: &RecoveryCode) -> Result<Secret, RecoveryError> {
        for coded in &self.codes {
            let opened = coded.sealed.derivation.derive(&code.passphrase());
            match opened.and_then(|derived| coded.sealed.open(&derived)) {
                Ok(text) => return self.checked(path, std::str::from_utf8(&text).map(Secret::new).ok()),
                Err(EnvelopeError::WrongPassphrase) => {}
                Err(error) => return Err(damaged(path, format!("{error:?}"))),
            }
        }
        Err(if self.codes.is_empty() { RecoveryError::NoCode } else { RecoveryError::OtherCode })
    }

    /// Opens the key with the organization's private key.
    pub(super) fn open_for(
        &self,
        path: &Path,
        profile: &Profile,
        private: &Secret,
    ) -> Result<Secret, RecoveryError> {
        let kept = self.organization.as_ref().ok_or(RecoveryError::NotForOrganization)?;
        self.checked(path, Some(kept.open(private, profile.id())?))
    }

    fn of(key: &Secret) -> Self {
        Self { version: VERSION, key_check: check_of(key), codes: Vec::new(), organization: None }
    }

    fn checked(&self, path: &Path, key: Option<Secret>) -> Result<Secret, RecoveryError> {
        key.filter(|key| self.is_of(key)).ok_or_else(|| damaged(path, "it holds another key than it says"))
    }

    fn parse(path: &Path, text: &[u8]) -> Result<Self, RecoveryError> {
        #[derive(Deserialize)]
        struct Written {
            version: u32,
        }
        let unread = |error: serde_json::Error| damaged(path, error.to_string());
        let written: Written = serde_json::from_slice(text).map_err(unread)?;
        if written.version > VERSION {
            return Err(RecoveryError::Newer { path: path.to_owned(), version: written.version });
        }
        let kept: Self = serde_json::from_slice(text).map_err(unread)?;
        for code in &kept.codes {
            code.sealed.check().map_err(|error| damaged(path, format!("{error:?}")))?;
            if code.sealed.format() != Format::RecoveryCode {
                return Err(damaged(path, "what it holds is not under a recovery code"));
            }
        }
        Ok(kept)
    }
}

fn damaged(path: &Path, detail: impl Into<String>) -> RecoveryError {
    RecoveryError::Damaged { path: PathBuf::from(path), detail: detail.into() }
}

fn check_of(key: &Secret) -> Vec<u8> {
    let sum = Sha256::new_with_prefix("pfa-vanguard database key\n").chain_update(key.expose()).finalize();
    sum.iter().take(CHECK).copied().collect()
}
