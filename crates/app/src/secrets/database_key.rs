//! The database's key is made once, at the first start, and never again: a second key would make what the first
//! one encrypted unreadable.

use aes_gcm::aead::Generate;
use pfa_store::DatabaseKey;
use zeroize::Zeroizing;

use super::{Secret, SecretName, Vault, VaultError, hex};
use crate::profile::{Profile, ProfileError};

/// Returns the key to the profile's database, made and kept in `vault` if there is no database yet.
/// Two processes that start first at once get the same.
///
/// # Errors
/// `DatabaseKeyLost` if there is a database and the vault has no key, `Broken` if what it has is no key, and
/// what the vault answers.
pub fn database_key(profile: &Profile, vault: &dyn Vault) -> Result<DatabaseKey, VaultError> {
    match vault.read(SecretName::DatabaseKey)? {
        Some(kept) => parse_key(&kept),
        None => first_key(profile, vault),
    }
}

/// Returns the key to a database that is there.
///
/// # Errors
/// As [`database_key`].
pub fn kept_key(profile: &Profile, vault: &dyn Vault) -> Result<DatabaseKey, VaultError> {
    match vault.read(SecretName::DatabaseKey)? {
        Some(kept) => parse_key(&kept),
        None => Err(VaultError::DatabaseKeyLost { database: profile.database() }),
    }
}

fn first_key(profile: &Profile, vault: &dyn Vault) -> Result<DatabaseKey, VaultError> {
    let unlockable = |error| VaultError::Broken { detail: format!("the profile cannot be locked: {error}") };
    let _one_at_a_time = profile.lock().map_err(unlockable)?;
    if let Some(kept) = vault.read(SecretName::DatabaseKey)? {
        return parse_key(&kept);
    }
    let database = profile.database();
    let unread = |error: ProfileError| VaultError::Broken { detail: error.to_string() };
    if database.exists() || profile.had_database().map_err(unread)? {
        return Err(VaultError::DatabaseKeyLost { database });
    }
    let key = Zeroizing::new(<[u8; 32]>::generate());
    vault.write(SecretName::DatabaseKey, &Secret::new(hex::encode(key.as_slice())))?;
    Ok(DatabaseKey::new(*key))
}

/// Reads a key as a vault keeps it.
///
/// # Errors
/// `Broken` for what is none.
pub(crate) fn parse_key(kept: &Secret) -> Result<DatabaseKey, VaultError> {
    let bytes = hex::decode(kept.expose()).map(Zeroizing::new);
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    let broken =
        || VaultError::Broken { detail: "the database's key is not 64 hexadecimal digits".to_owned() };
    key.map(DatabaseKey::new).ok_or_else(broken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::Path;
    use std::thread;

    use pfa_store::{OpenOptions, Store};

    use super::*;
    use crate::secrets::KeyFileVault;

    fn vault(home: &Path) -> KeyFileVault {
        KeyFileVault::at(home.join("pfa.key"), Some(Secret::new("right"))).unwrap()
    }

    fn open(profile: &Profile, key: DatabaseKey) -> Result<Store, pfa_store::StoreError> {
        Store::open(&OpenOptions { path: profile.database(), backups: profile.backups() }, key)
    }

    #[test]
    fn the_key_of_the_first_start_opens_the_database_at_the_next() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path().join("profile")).unwrap();
        drop(open(&profile, database_key(&profile, &vault(home.path())).unwrap()).unwrap());
        let next = database_key(&profile, &vault(home.path())).unwrap();
        open(&profile, next).unwrap();
        assert!(open(&profile, DatabaseKey::new([0; 32])).is_err());
    }

    #[test]
    fn a_database_whose_key_is_lost_gets_no_second_key() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path().join("profile")).unwrap();
        fs::write(profile.database(), "encrypted").unwrap();
        let vault = vault(home.path());
        let refused = database_key(&profile, &vault).map(drop).unwrap_err();
        assert!(matches!(refused, VaultError::DatabaseKeyLost { .. }), "{refused}");
        assert!(vault.read(SecretName::DatabaseKey).unwrap().is_none());
    }

    #[test]
    fn processes_that_start_first_at_once_make_one_key() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path().join("profile")).unwrap();
        let keys = thread::scope(|scope| {
            let starts =
                [(); 3].map(|()| scope.spawn(|| database_key(&profile, &vault(home.path())).unwrap()));
            starts.map(|start| start.join().unwrap())
        });
        for key in keys {
            open(&profile, key).unwrap();
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(home.path().join("profile")).unwrap();
        let vault = vault(home.path());
        for wrong in ["", "c0ffee", &"g".repeat(64)] {
            vault.write(SecretName::DatabaseKey, &Secret::new(wrong)).unwrap();
            let refused = database_key(&profile, &vault).map(drop).unwrap_err();
            assert!(matches!(refused, VaultError::Broken { .. }), "{refused}");
        }
    }
}
