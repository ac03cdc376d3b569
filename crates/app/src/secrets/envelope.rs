//! Secrets sealed with AES-256-GCM under a key that argon2id makes of a passphrase: the inside of a key file, and the
//! database's key under a recovery code.
//! Everything that opens it but the passphrase is written beside it, so that a later build may choose costlier
//! parameters and still open this.
//!
//! A wrong passphrase, damage and tampering are told apart: the checksum finds damage anywhere, the passphrase's check
//! (the half of the derived bits that seals nothing) finds a wrong passphrase, and the seal, which covers all of the
//! header, finds whoever changed the file and mended the checksum.

use aes_gcm::aead::{Aead, Generate, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Secret, hex};

/// The layout that this build reads and writes.
const VERSION: u32 = 1;

/// What a file may ask this machine to spend on a derivation: a GiB of memory, and passes over it.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 64;

/// A sealed text and what it takes to open it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Envelope {
    format: Format,
    version: u32,
    pub(crate) derivation: Derivation,
    #[serde(with = "hex")]
    passphrase_check: Vec<u8>,
    cipher: Cipher,
    #[serde(with = "hex")]
    nonce: Vec<u8>,
    #[serde(with = "hex")]
    sealed: Vec<u8>,
    #[serde(with = "hex")]
    checksum: Vec<u8>,
}

/// How a key is made of a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Derivation {
    function: Function,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    #[serde(with = "hex")]
    salt: Vec<u8>,
}

/// What a passphrase and a [`Derivation`] give.
pub(crate) struct DerivedKey {
    sealing: Zeroizing<[u8; 32]>,
    check: [u8; 32],
}

/// Why an envelope stays closed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EnvelopeError {
    Tampered(String),
    Newer(u32),
    WrongPassphrase,
    NotDerived(argon2::Error),
}

/// What a sealed text is. It is under the seal: one cannot be passed off as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    /// The secrets of a profile.
    #[serde(rename = "pfa-vanguard-key-file")]
    KeyFile,
    /// The key to a database.
    #[serde(rename = "pfa-vanguard-recovery-code")]
    RecoveryCode,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Function {
    #[serde(rename = "argon2id")]
    Argon2id,
}

#[derive(Serialize, Deserialize)]
enum Cipher {
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
}

impl Envelope {
    /// Seals `plaintext` with a nonce of its own.
    pub(crate) fn seal(
        format: Format,
        derivation: Derivation,
        key: &DerivedKey,
        plaintext: &[u8],
    ) -> Result<Self, EnvelopeError> {
        let mut envelope = Self {
            format,
            version: VERSION,
            derivation,
            passphrase_check: key.check.to_vec(),
            cipher: Cipher::Aes256Gcm,
            nonce: <[u8; 12]>::generate().to_vec(),
            sealed: Vec::new(),
            checksum: Vec::new(),
        };
        let payload = Payload { msg: plaintext, aad: &envelope.header()? };
        envelope.sealed = Aes256Gcm::new(&(*key.sealing).into())
            .encrypt(&envelope.nonce()?, payload)
            .map_err(|_| EnvelopeError::Tampered("it is too long to seal".to_owned()))?;
        envelope.checksum = envelope.sum()?;
        Ok(envelope)
    }

    /// Reads an envelope and checks that it is whole.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, EnvelopeError> {
        #[derive(Deserialize)]
        struct Written {
            version: u32,
        }
        let written: Written = serde_json::from_slice(text).map_err(not_as_written)?;
        if written.version > VERSION {
            return Err(EnvelopeError::Newer(written.version));
        }
        let envelope: Self = serde_json::from_slice(text).map_err(not_as_written)?;
        envelope.check()?;
        Ok(envelope)
    }

    /// Refuses an envelope that is not whole.
    pub(crate) fn check(&self) -> Result<(), EnvelopeError> {
        match self.checksum == self.sum()? {
            true => Ok(()),
            false => Err(EnvelopeError::Tampered("its checksum does not fit its content".to_owned())),
        }
    }

    /// What it is.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Writes the envelope as [`Envelope::parse`] reads it.
    pub(crate) fn to_text(&self) -> Result<Vec<u8>, EnvelopeError> {
        let mut text = serde_json::to_vec_pretty(self).map_err(not_as_written)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Opens the envelope.
    pub(crate) fn open(&self, key: &DerivedKey) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        if self.passphrase_check != key.check {
            return Err(EnvelopeError::WrongPassphrase);
        }
        let payload = Payload { msg: &self.sealed, aad: &self.header()? };
        Aes256Gcm::new(&(*key.sealing).into())
            .decrypt(&self.nonce()?, payload)
            .map(Zeroizing::new)
            .map_err(|_| EnvelopeError::Tampered("the seal is broken".to_owned()))
    }

    /// What the seal covers besides the secrets.
    fn header(&self) -> Result<Vec<u8>, EnvelopeError> {
        let header = (&self.format, self.version, &self.derivation, &self.passphrase_check, &self.cipher);
        serde_json::to_vec(&header).map_err(not_as_written)
    }

    fn sum(&self) -> Result<Vec<u8>, EnvelopeError> {
        let mut sum = Sha256::new_with_prefix(self.header()?);
        sum.update(&self.nonce);
        sum.update(&self.sealed);
        Ok(sum.finalize().to_vec())
    }

    fn nonce(&self) -> Result<Nonce<<Aes256Gcm as aes_gcm::aead::AeadCore>::NonceSize>, EnvelopeError> {
        let wrong_length = || EnvelopeError::Tampered("its nonce has a wrong length".to_owned());
        self.nonce.as_slice().try_into().map_err(|_| wrong_length())
    }
}

impl Derivation {
    /// Chooses today's parameters, OWASP's recommendation for argon2id, and a new salt.
    pub(crate) fn fresh() -> Self {
        Self {
            function: Function::Argon2id,
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
            salt: <[u8; 16]>::generate().to_vec(),
        }
    }

    /// Makes the key. Slow on purpose, so that guessing passphrases is.
    pub(crate) fn derive(&self, passphrase: &Secret) -> Result<DerivedKey, EnvelopeError> {
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err(EnvelopeError::Tampered("its key would cost too much to derive".to_owned()));
        }
        let mut derived = Zeroizing::new([0; 64]);
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(derived.len()))
            .map_err(EnvelopeError::NotDerived)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &self.salt, derived.as_mut_slice())
            .map_err(EnvelopeError::NotDerived)?;
        let mut key = DerivedKey { sealing: Zeroizing::new([0; 32]), check: [0; 32] };
        key.sealing.copy_from_slice(&derived[..32]);
        key.check.copy_from_slice(&derived[32..]);
        Ok(key)
    }
}

fn not_as_written(error: serde_json::Error) -> EnvelopeError {
    EnvelopeError::Tampered(error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// As cheap as argon2id gets: these tests are about the envelope.
    fn cheap() -> Derivation {
        Derivation { memory_kib: 8, passes: 1, ..Derivation::fresh() }
    }

    fn sealed(passphrase: &str) -> Envelope {
        let key = cheap();
        let derived = key.derive(&Secret::new(passphrase)).unwrap();
        Envelope::seal(Format::KeyFile, key, &derived, b"the secret").unwrap()
    }

    fn open(envelope: &Envelope, passphrase: &str) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        envelope.open(&envelope.derivation.derive(&Secret::new(passphrase))?)
    }

    #[test]
    fn what_was_sealed_is_opened_from_its_text_by_the_passphrase_alone() {
        let text = sealed("right").to_text().unwrap();
        assert!(!text.windows(10).any(|bytes| bytes == b"the secret"));
        let envelope = Envelope::parse(&text).unwrap();
        assert_eq!(open(&envelope, "right").unwrap().as_slice(), b"the secret");
        assert_eq!(open(&envelope, "wrong").unwrap_err(), EnvelopeError::WrongPassphrase);
    }

    #[test]
    fn sealing_twice_repeats_neither_nonce_nor_salt() {
        let (one, other) = (sealed("same"), sealed("same"));
        assert_ne!(one.nonce, other.nonce);
        assert_ne!(one.derivation.salt, other.derivation.salt);
        assert_ne!(one.sealed, other.sealed);
    }

    #[test]
    fn one_changed_character_anywhere_is_tampering_and_never_a_wrong_passphrase() {
        let text = sealed("right").to_text().unwrap();
        for at in 0..text.len() {
            let mut changed = text.clone();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            let closed = Envelope::parse(&changed).and_then(|envelope| open(&envelope, "right")).unwrap_err();
            let told = matches!(closed, EnvelopeError::Tampered(_) | EnvelopeError::Newer(_));
            assert!(told, "byte {at}: {closed:?}");
        }
    }

    #[test]
    fn whoever_mends_the_checksum_still_breaks_the_seal() {
        let tamperings: [fn(&mut Envelope); 3] = [
            |envelope| envelope.sealed[0] ^= 1,
            |envelope| envelope.nonce[0] ^= 1,
            |envelope| envelope.sealed.truncate(5),
        ];
        for tamper in tamperings {
            let mut envelope = sealed("right");
            tamper(&mut envelope);
            envelope.checksum = envelope.sum().unwrap();
            let envelope = Envelope::parse(&envelope.to_text().unwrap()).unwrap();
            let closed = open(&envelope, "right").unwrap_err();
            assert!(matches!(closed, EnvelopeError::Tampered(_)), "{closed:?}");
        }
    }

    #[test]
    fn a_newer_layout_and_an_unaffordable_derivation_are_refused() {
        let newer = EnvelopeError::Newer(2);
        assert_eq!(Envelope::parse(br#"{"version": 2, "unheard": "of"}"#).map(drop).unwrap_err(), newer);
        for (memory_kib, passes) in [(u32::MAX, 1), (8, u32::MAX)] {
            let costly = Derivation { memory_kib, passes, ..Derivation::fresh() };
            let refused = costly.derive(&Secret::new("right")).map(drop).unwrap_err();
            assert!(matches!(refused, EnvelopeError::Tampered(_)), "{refused:?}");
        }
    }

    #[test]
    fn a_new_key_costs_at_least_what_owasp_recommends() {
        let fresh = Derivation::fresh();
        assert!(fresh.memory_kib >= 19 * 1024 && fresh.passes >= 2 && fresh.salt.len() >= 16, "{fresh:?}");
    }
}
