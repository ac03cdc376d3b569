//! The keyring of the operating system: Secret Service, macOS Keychain or Windows Credential Manager.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use uuid::Uuid;
use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

use super::{Secret, SecretName, Vault, VaultError};

/// The name that this application's entries have in the keyring.
const SERVICE: &str = "pfa-vanguard";

/// The secrets of one profile in the user's keyring.
pub struct KeyringVault {
    profile_id: Uuid,
    /// Connected at the first use, and again after a failure: a keyring may start later than this process.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl KeyringVault {
    /// Names the entries of the profile with this id; the keyring is not asked yet.
    #[must_use]
    pub fn of(profile_id: Uuid) -> Self {
        Self { profile_id, store: Mutex::new(None) }
    }

    fn with_entry<T>(
        &self,
        name: SecretName,
        act: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, VaultError> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let user = format!("{}:{}", self.profile_id, name.filed_as());
        let on = |store: &CredentialStore| store.build(SERVICE, &user, None).and_then(|entry| act(&entry));
        if let Some(connected) = store.take() {
            let outcome = on(&*connected);
            // The keyring that was connected may have ended since; a new connection tells.
            if !matches!(outcome, Err(Error::PlatformFailure(_))) {
                *store = Some(connected);
                return found(outcome);
            }
        }
        let connected = Store::new().map_err(|error| VaultError::NoService { detail: error.to_string() })?;
        let outcome = on(&*connected);
        *store = Some(connected);
        found(outcome)
    }
}

impl Vault for KeyringVault {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        let Some(bytes) = self.with_entry(name, |entry| entry.get_secret().map(Zeroizing::new))? else {
            return Ok(None);
        };
        let not_text =
            |_| VaultError::Broken { detail: format!("the keyring's {} is no text", name.filed_as()) };
        std::str::from_utf8(&bytes).map(|text| Some(Secret::new(text))).map_err(not_text)
    }

    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.with_entry(name, |entry| entry.set_secret(secret.expose().as_bytes()))?;
        Ok(())
    }

    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        self.with_entry(name, Entry::delete_credential)?;
        Ok(())
    }
}

/// Tells an absent entry from a keyring that fails.
fn found<T>(outcome: keyring_core::Result<T>) -> Result<Option<T>, VaultError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Error::NoEntry) => Ok(None),
        Err(Error::NoStorageAccess(reason)) => Err(VaultError::Locked { detail: reason.to_string() }),
        Err(error) => Err(VaultError::Broken { detail: error.to_string() }),
    }
}
