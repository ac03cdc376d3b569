//! A lost keyring loses no work: the database's key is kept once more, sealed under a code that the person writes down
//! and, where policy names one, for the organization's public key.

mod code;
mod kept;
mod organization;

pub use code::RecoveryCode;
pub use organization::OrganizationKey;

use crate::profile::Profile;
use crate::secrets::{Secret, SecretName, Vault, VaultError, parse_key};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, Utc};
use kept::Kept;
use organization::ForOrganization;
use pfa_store::{Store, audit};
use serde_json::json;
use std::io;
use std::path::PathBuf;

/// What a profile has against a lost keyring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecoveryState {
    /// When the code was made; `None` while there is none.
    pub made_at: Option<DateTime<Utc>>,
    /// Whether the person has shown that they wrote it down.
    pub shown: bool,
    /// Whether the key is kept for the organization too.
    pub organization_key: bool,
}

/// What the key is recovered with.
#[derive(Debug, Clone)]
pub enum Means {
    /// The code that the person wrote down.
    Code(RecoveryCode),
    /// The private half of the organization's key, in PEM.
    OrganizationKey(Secret),
}

/// Why a key was not kept, or does not come back.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// What was typed is no recovery code.
    #[error(
        "this is no recovery code: it has six groups of five letters and digits, and one of them is mistyped"
    )]
    Mistyped,
    /// None was made.
    #[error("no recovery code was made for this profile")]
    NoCode,
    /// It opens nothing here.
    #[error("this recovery code is not the latest of this profile; only the latest opens the database")]
    OtherCode,
    /// What was typed are not the last letters of the code.
    #[error("the code that was shown ends otherwise: compare what you wrote down")]
    NotConfirmed,
    /// Nothing was shown that could be confirmed.
    #[error("no code waits to be confirmed: make a new one")]
    NothingShown,
    /// No organization is named in it.
    #[error("the key of this profile was not kept for an organization")]
    NotForOrganization,
    /// Another organization's key, or one changed since.
    #[error("the key of this profile was kept for another key of the organization, or it was tampered with")]
    OtherOrganization,
    /// A private key is needed and was not given.
    #[error("the file holds no X25519 private key in PEM, as openssl genpkey -algorithm X25519 makes it")]
    PrivateKey,
    /// The public key of the settings is none.
    #[error(
        "recoveryPublicKey is no X25519 public key in PEM or base64, as openssl pkey -pubout writes it; \
         the key is not kept for the organization"
    )]
    PublicKey,
    /// Another key is in the keyring, and the recovered one does not open the database.
    #[error("the recovered key does not open {}; the one in the keyring was kept", .0.display())]
    OtherDatabase(PathBuf),
    /// The file is not as this application wrote it.
    #[error("{} was tampered with or is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        detail: String,
    },
    /// The file was made by a newer build.
    #[error("{} was written by a newer version of PFA Vanguard (format {version})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The layout it has.
        version: u32,
    },
    /// The operating system refused the file.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The key could not be sealed.
    #[error("the key cannot be sealed: {0}")]
    NotSealed(String),
}

/// What the profile has against a lost keyring; it need not open.
///
/// # Errors
/// `Damaged`, `Newer` or `File`.
pub fn recovery_state(profile: &Profile) -> Result<RecoveryState, RecoveryError> {
    let Some(kept) = Kept::read(profile)? else { return Ok(RecoveryState::default()) };
    let code = kept.code();
    Ok(RecoveryState {
        made_at: code.map(|code| code.made_at),
        shown: code.is_some_and(|code| code.confirmed),
        organization_key: kept.is_for(None),
    })
}

/// Whether this is the key that was kept; false where that cannot be told.
pub(crate) fn is_kept(profile: &Profile, key: &Secret) -> bool {
    Kept::read(profile).is_ok_and(|kept| kept.is_some_and(|kept| kept.is_of(key)))
}

/// Makes a recovery code. It is nowhere but in the answer; once it is confirmed, those before it open nothing.
pub fn make_code(w: &Workspace) -> Result<RecoveryCode, AppError> {
    let code = RecoveryCode::generate();
    let key = key_of(w)?;
    Kept::change(w.profile(), &key, |kept| kept.add(&code, &key, w.now()))?;
    *w.unconfirmed() = Some(code.clone());
    note(w, "recovery_code_made")?;
    Ok(code)
}

/// Takes it that the person wrote down the code that this process made last, if they know its last five symbols.
pub fn confirm_code(w: &Workspace, last_group: &str) -> Result<(), AppError> {
    let mut unconfirmed = w.unconfirmed();
    let code = unconfirmed.as_ref().ok_or(RecoveryError::NothingShown)?;
    if !code.ends_with(last_group) {
        return Err(RecoveryError::NotConfirmed.into());
    }
    Kept::change(w.profile(), &key_of(w)?, |kept| {
        kept.confirm();
        Ok(())
    })?;
    *unconfirmed = None;
    note(w, "recovery_code_confirmed")
}

/// Keeps the key for the organization, if it is not kept for this very key already.
pub fn keep_for_organization(w: &Workspace, public: &OrganizationKey) -> Result<(), AppError> {
    let key = key_of(w)?;
    let kept = Kept::read(w.profile())?;
    if kept.is_some_and(|kept| kept.is_of(&key) && kept.is_for(Some(public))) {
        return Ok(());
    }
    let sealed = ForOrganization::seal(public, w.profile().id(), &key)?;
    Kept::change(w.profile(), &key, |kept| {
        kept.keep_for(sealed);
        Ok(())
    })?;
    note(w, "recovery_kept_for_organization")
}

/// Puts the key to the profile's database into `vault` again.
pub fn recover(profile: &Profile, vault: &dyn Vault, means: &Means) -> Result<(), AppError> {
    let path = profile.recovery();
    let kept = Kept::read(profile)?.ok_or(RecoveryError::NoCode)?;
    let key = match means {
        Means::Code(code) => kept.open(&path, code)?,
        Means::OrganizationKey(private) => kept.open_for(&path, profile, private)?,
    };
    match vault.read(SecretName::DatabaseKey)? {
        Some(held) if held.expose() == key.expose() => return Ok(()),
        // The one that is held may be right: it goes only for one that is.
        Some(_) => opens(profile, &key).map_err(|_| RecoveryError::OtherDatabase(profile.database()))?,
        None => {}
    }
    Ok(vault.write(SecretName::DatabaseKey, &key)?)
}

/// Notes in the log of who did what that the key was recovered.
pub fn note_recovered(w: &Workspace, means: &Means) -> Result<(), AppError> {
    note(
        w,
        match means {
            Means::Code(_) => "key_recovered_by_code",
            Means::OrganizationKey(_) => "key_recovered_by_organization",
        },
    )
}

fn opens(profile: &Profile, key: &Secret) -> Result<(), AppError> {
    Store::open_for_rescue(&profile.database(), parse_key(key)?)?;
    Ok(())
}

fn key_of(w: &Workspace) -> Result<Secret, VaultError> {
    let lost = || VaultError::DatabaseKeyLost { database: w.profile().database() };
    w.vault().read(SecretName::DatabaseKey)?.ok_or_else(lost)
}

fn note(w: &Workspace, action: &str) -> Result<(), AppError> {
    w.store().write(|tx| {
        let who = account::get(tx)?.map_or_else(|| "nobody".to_owned(), |a| a.user_id);
        Ok(audit::append(tx, &w.entry(&who, action, None, json!({})))?)
    })
}

#[cfg(test)]
mod tests;
