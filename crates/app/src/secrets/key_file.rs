//! Secrets in an encrypted file, for machines without a keyring: servers, containers, scheduled jobs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::envelope::{Derivation, DerivedKey, Envelope, EnvelopeError, Format};
use super::{Secret, SecretName, Vault, VaultError};
use crate::profile::PrivateFile;

/// More than any key file has; a device or a wrong path does not fill the memory.
const LONGEST: u64 = 1 << 20;

/// The secrets of one profile in a file that a passphrase opens.
pub struct KeyFileVault {
    path: PathBuf,
    passphrase: Secret,
    /// The last key that opened or made the file, with what it was derived by: deriving takes long on purpose.
    derived: Mutex<Option<(Derivation, Arc<DerivedKey>)>>,
}

/// What is sealed: secrets by the word they are filed under, those of newer builds included.
type Secrets = BTreeMap<String, Secret>;

impl KeyFileVault {
    /// Names the key file, made at the first write, and its passphrase.
    ///
    /// # Errors
    /// `NoPassphrase` if there is none or it is empty.
    pub fn at(path: impl Into<PathBuf>, passphrase: Option<Secret>) -> Result<Self, VaultError> {
        let passphrase =
            passphrase.filter(|given| !given.expose().is_empty()).ok_or(VaultError::NoPassphrase)?;
        Ok(Self { path: path.into(), passphrase, derived: Mutex::new(None) })
    }

    /// Reads, changes and writes the secrets, while no other writer can come between.
    fn change(&self, change: impl FnOnce(&mut Secrets)) -> Result<(), VaultError> {
        let file = PrivateFile::lock(&self.path).map_err(|error| self.unusable(error))?;
        let (derivation, key, mut secrets) = match self.load()? {
            Some(opened) => opened,
            None => {
                let derivation = Derivation::fresh();
                let key = self.derive(&derivation)?;
                (derivation, key, Secrets::new())
            }
        };
        change(&mut secrets);
        let text = Envelope::seal(Format::KeyFile, derivation.clone(), &key, &self.serialize(&secrets)?)
            .and_then(|envelope| envelope.to_text())
            .map_err(|error| self.closed(error))?;
        file.replace(&text).map_err(|error| self.unusable(error))?;
        self.remember(derivation, key);
        Ok(())
    }

    /// Reads and opens the file; `None` if there is none.
    fn load(&self) -> Result<Option<(Derivation, Arc<DerivedKey>, Secrets)>, VaultError> {
        let Some(text) = self.text()? else { return Ok(None) };
        let envelope = Envelope::parse(&text).map_err(|error| self.closed(error))?;
        if envelope.format() != Format::KeyFile {
            return Err(self.closed(EnvelopeError::Tampered("it is no key file".to_owned())));
        }
        let derivation = envelope.derivation.clone();
        let key = self.derive(&derivation)?;
        let plaintext = envelope.open(&key).map_err(|error| self.closed(error))?;
        let secrets = self.deserialize(&plaintext)?;
        self.remember(derivation.clone(), Arc::clone(&key));
        Ok(Some((derivation, key, secrets)))
    }

    fn text(&self) -> Result<Option<Vec<u8>>, VaultError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unusable(error)),
        };
        self.check_mode(&file)?;
        let mut text = Vec::new();
        file.take(LONGEST).read_to_end(&mut text).map_err(|error| self.unusable(error))?;
        Ok(Some(text))
    }

    /// Refuses a file that others may read or change. Windows has no such bits; there the directory protects it.
    #[cfg(unix)]
    fn check_mode(&self, file: &File) -> Result<(), VaultError> {
        use std::os::unix::fs::PermissionsExt;

        let found = file.metadata().map_err(|error| self.unusable(error))?;
        match found.permissions().mode() & 0o777 {
            0o600 => Ok(()),
            mode if found.is_file() => Err(VaultError::KeyFileExposed { path: self.path.clone(), mode }),
            _ => Err(self.unusable(io::ErrorKind::IsADirectory.into())),
        }
    }

    #[cfg(not(unix))]
    fn check_mode(&self, _: &File) -> Result<(), VaultError> {
        Ok(())
    }

    fn derive(&self, derivation: &Derivation) -> Result<Arc<DerivedKey>, VaultError> {
        let known = self.derived.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((by, key)) if by == *derivation => Ok(key),
            Some(_) | None => {
                derivation.derive(&self.passphrase).map(Arc::new).map_err(|error| self.closed(error))
            }
        }
    }

    fn remember(&self, derivation: Derivation, key: Arc<DerivedKey>) {
        *self.derived.lock().unwrap_or_else(PoisonError::into_inner) = Some((derivation, key));
    }

    fn serialize(&self, secrets: &Secrets) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let exposed: BTreeMap<&str, &str> =
            secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose())).collect();
        serde_json::to_vec(&exposed).map(Zeroizing::new).map_err(|error| self.unusable(error.into()))
    }

    fn deserialize(&self, plaintext: &[u8]) -> Result<Secrets, VaultError> {
        // The parser's message could quote what it met, and that is secret.
        let unknown = |_| self.closed(EnvelopeError::Tampered("what it seals is unknown".to_owned()));
        let read: BTreeMap<String, String> = serde_json::from_slice(plaintext).map_err(unknown)?;
        Ok(read.into_iter().map(|(name, secret)| (name, Secret::new(secret))).collect())
    }

    fn closed(&self, error: EnvelopeError) -> VaultError {
        let path = self.path.clone();
        match error {
            EnvelopeError::Tampered(detail) => VaultError::KeyFileTampered { path, detail },
            EnvelopeError::Newer(version) => VaultError::KeyFileNewer { path, version },
            EnvelopeError::WrongPassphrase => VaultError::WrongPassphrase { path },
            EnvelopeError::NotDerived(error) => VaultError::Broken { detail: error.to_string() },
        }
    }

    fn unusable(&self, source: io::Error) -> VaultError {
        VaultError::KeyFileUnusable { path: self.path.clone(), source }
    }
}

impl Vault for KeyFileVault {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        let opened = self.load()?;
        Ok(opened.and_then(|(_, _, mut secrets)| secrets.remove(name.filed_as())))
    }

    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.change(|secrets| drop(secrets.insert(name.filed_as().to_owned(), secret.clone())))
    }

    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        if self.read(name)?.is_none() {
            return Ok(());
        }
        self.change(|secrets| drop(secrets.remove(name.filed_as())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::Path;
    use std::sync::Barrier;
    use std::thread;

    use SecretName::{DatabaseKey, SignIn};

    use super::*;

    fn vault(path: &Path, passphrase: &str) -> KeyFileVault {
        KeyFileVault::at(path, Some(Secret::new(passphrase))).unwrap()
    }

    fn text_of(vault: &KeyFileVault, name: SecretName) -> Option<String> {
        vault.read(name).unwrap().map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn secrets_outlive_the_process_that_wrote_them_until_they_are_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        assert_eq!(text_of(&vault(&path, "correct horse"), SignIn), None);

        let writer = vault(&path, "correct horse");
        writer.write(DatabaseKey, &Secret::new("c0ffee")).unwrap();
        writer.write(SignIn, &Secret::new("first")).unwrap();
        writer.write(SignIn, &Secret::new("ölfaß \"battery\"\n")).unwrap();

        let reader = vault(&path, "correct horse");
        assert_eq!(text_of(&reader, DatabaseKey).as_deref(), Some("c0ffee"));
        assert_eq!(text_of(&reader, SignIn).as_deref(), Some("ölfaß \"battery\"\n"));

        reader.forget(SignIn).unwrap();
        reader.forget(SignIn).unwrap();
        assert_eq!(text_of(&writer, SignIn), None);
        assert_eq!(text_of(&writer, DatabaseKey).as_deref(), Some("c0ffee"));
    }

    #[test]
    fn forgetting_from_a_file_that_is_not_there_makes_none() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        vault(&path, "correct horse").forget(SignIn).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn neither_the_secret_nor_the_passphrase_is_in_the_file_or_beside_it() {
        let home = tempfile::tempdir().unwrap();
        vault(&home.path().join("pfa.key"), "correct horse").write(SignIn, &Secret::new("hunter2!")).unwrap();
        for file in fs::read_dir(home.path()).unwrap() {
            let content = fs::read_to_string(file.unwrap().path()).unwrap();
            for plain in ["hunter2!", "correct horse", "68756e7465723221", "sign-in"] {
                assert!(!content.contains(plain), "{plain} in {content}");
            }
        }
    }

    #[test]
    fn no_passphrase_and_an_empty_one_are_refused() {
        for none in [None, Some(Secret::new(""))] {
            let refused = KeyFileVault::at("pfa.key", none).map(drop).unwrap_err();
            assert!(matches!(refused, VaultError::NoPassphrase));
            assert!(refused.to_string().contains("PFA_PASSPHRASE"));
        }
    }

    #[test]
    fn a_wrong_passphrase_reads_nothing_and_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        vault(&path, "right").write(SignIn, &Secret::new("kept")).unwrap();
        let before = fs::read(&path).unwrap();

        let wrong = vault(&path, "wrong");
        let refusals = [
            wrong.read(SignIn).map(drop),
            wrong.write(SignIn, &Secret::new("lost")),
            wrong.write(DatabaseKey, &Secret::new("added")),
            wrong.forget(SignIn),
        ];
        for refused in refusals {
            let refused = refused.unwrap_err();
            assert!(matches!(refused, VaultError::WrongPassphrase { .. }), "{refused}");
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_tampered_or_cut_file_says_so_and_is_left_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        let vault = vault(&path, "right");
        vault.write(SignIn, &Secret::new("kept")).unwrap();
        let whole = fs::read_to_string(&path).unwrap();

        let other_salt = whole.replacen("\"salt\": \"", "\"salt\": \"00", 1);
        for damaged in ["", "{}", "not json", &whole[..whole.len() / 2], &other_salt] {
            fs::write(&path, damaged).unwrap();
            for refused in [vault.read(SignIn).map(drop), vault.write(SignIn, &Secret::new("new"))] {
                let refused = refused.unwrap_err();
                assert!(matches!(refused, VaultError::KeyFileTampered { .. }), "{refused}");
                assert!(refused.to_string().contains("tampered"), "{refused}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_touch_is_refused_with_the_line_to_type() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        let vault = vault(&path, "right");
        vault.write(SignIn, &Secret::new("kept")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        for mode in [0o644, 0o640, 0o602, 0o700] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            for refused in [vault.read(SignIn).map(drop), vault.write(SignIn, &Secret::new("new"))] {
                let told = refused.unwrap_err().to_string();
                assert!(told.ends_with(&format!("type: chmod 600 {}", path.display())), "{told}");
                assert!(told.contains(&format!("{mode:o}")), "{told}");
            }
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(text_of(&vault, SignIn).as_deref(), Some("kept"));
    }

    #[test]
    fn a_directory_or_a_missing_one_is_told_apart_from_an_empty_vault() {
        let home = tempfile::tempdir().unwrap();
        let read = vault(home.path(), "right").read(SignIn).map(drop).unwrap_err();
        assert!(matches!(read, VaultError::KeyFileUnusable { .. }), "{read}");
        let nowhere = vault(&home.path().join("missing/pfa.key"), "right");
        let written = nowhere.write(SignIn, &Secret::new("new")).unwrap_err();
        assert!(matches!(written, VaultError::KeyFileUnusable { .. }), "{written}");
    }

    #[test]
    fn two_that_write_at_once_lose_neither_secret() {
        for _ in 0..8 {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("pfa.key");
            let start = Barrier::new(2);
            thread::scope(|scope| {
                for (name, text) in [(DatabaseKey, "key"), (SignIn, "password")] {
                    let (path, start) = (&path, &start);
                    scope.spawn(move || {
                        let vault = vault(path, "right");
                        start.wait();
                        vault.write(name, &Secret::new(text)).unwrap();
                    });
                }
            });
            let reader = vault(&path, "right");
            assert_eq!(text_of(&reader, DatabaseKey).as_deref(), Some("key"));
            assert_eq!(text_of(&reader, SignIn).as_deref(), Some("password"));
        }
    }

    #[test]
    fn a_file_that_was_made_anew_meanwhile_is_opened_with_its_own_key() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pfa.key");
        let long_running = vault(&path, "right");
        long_running.write(SignIn, &Secret::new("old")).unwrap();
        fs::remove_file(&path).unwrap();
        vault(&path, "right").write(SignIn, &Secret::new("new")).unwrap();
        assert_eq!(text_of(&long_running, SignIn).as_deref(), Some("new"));
    }
}
