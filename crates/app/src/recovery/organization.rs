//! The organization's key: whoever holds its private half opens the databases of all who have its public half by
//! policy. HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM; keys as `openssl genpkey -algorithm X25519`
//! makes them.

use super::RecoveryError;
use crate::secrets::{Secret, hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What a public key in DER begins with (RFC 8410), before its 32 bytes.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00];
/// What a private key in DER begins with, before its 32 bytes.
const PRIVATE: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];
/// What the sealed text is for; a text sealed for anything else does not open.
const INFO: &[u8] = b"pfa-vanguard database key 1";

/// The public half, as policy names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationKey([u8; 32]);

/// The key to a database, sealed for an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ForOrganization {
    /// For which public key.
    #[serde(with = "hex")]
    public_key: Vec<u8>,
    #[serde(with = "hex")]
    encapsulated: Vec<u8>,
    #[serde(with = "hex")]
    sealed: Vec<u8>,
}

impl OrganizationKey {
    /// Reads a public key in PEM, or the line of base64 that is in it.
    ///
    /// # Errors
    /// `PublicKey` for anything but an X25519 key.
    pub fn parse(text: &str) -> Result<Self, RecoveryError> {
        match key_in(text, &PUBLIC) {
            Some(key) => Ok(Self(*key)),
            None => Err(RecoveryError::PublicKey),
        }
    }
}

impl ForOrganization {
    /// Seals a secret of the profile.
    pub(super) fn seal(key: &OrganizationKey, profile: Uuid, secret: &Secret) -> Result<Self, RecoveryError> {
        let unfit = |_| RecoveryError::PublicKey;
        let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&key.0).map_err(unfit)?;
        let (encapsulated, sealed) = single_shot_seal::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            INFO,
            secret.expose().as_bytes(),
            profile.as_bytes(),
        )
        .map_err(unfit)?;
        Ok(Self { public_key: key.0.to_vec(), encapsulated: encapsulated.to_bytes().to_vec(), sealed })
    }

    /// Whether it was sealed for this key.
    pub(super) fn is_for(&self, key: &OrganizationKey) -> bool {
        self.public_key == key.0
    }

    /// Opens what was sealed for the profile, with the private half in PEM.
    pub(super) fn open(&self, private: &Secret, profile: Uuid) -> Result<Secret, RecoveryError> {
        let key = key_in(private.expose(), &PRIVATE).ok_or(RecoveryError::PrivateKey)?;
        let closed = |_| RecoveryError::OtherOrganization;
        let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&*key)
            .map_err(|_| RecoveryError::PrivateKey)?;
        let encapsulated =
            <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&self.encapsulated).map_err(closed)?;
        let opened = single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            INFO,
            &self.sealed,
            profile.as_bytes(),
        )
        .map(Zeroizing::new)
        .map_err(closed)?;
        std::str::from_utf8(&opened).map(Secret::new).map_err(|_| RecoveryError::OtherOrganization)
    }
}

/// The 32 bytes of a key in DER that begins so, from PEM or base64.
fn key_in(text: &str, begins: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let body: Zeroizing<String> = Zeroizing::new(
        text.lines()
            .filter(|line| !line.trim_start().starts_with("-----"))
            .flat_map(str::split_whitespace)
            .collect(),
    );
    let der = STANDARD.decode(body.as_bytes()).map(Zeroizing::new).ok()?;
    let key = der.strip_prefix(begins)?;
    Some(Zeroizing::new(<[u8; 32]>::try_from(key).ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Made by `openssl genpkey -algorithm X25519`.
    pub(in crate::recovery) const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIPC5yzEurPqOBq84ouAsFJtyYvLvRkCfjbhkKcpaiqlt\n-----END PRIVATE KEY-----\n";
    /// Of that key, by `openssl pkey -pubout`.
    pub(in crate::recovery) const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA88nGmpD1UcP+MsRbdvUo3+y6YkUHEX3odRyP339wa1s=\n-----END PUBLIC KEY-----\n";
    /// Another one.
    pub(in crate::recovery) const OTHER_PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIECyQIv73P9wvASIB/NRabuZJzgEEHg+OPCxCrKMHUln\n-----END PRIVATE KEY-----\n";

    fn sealed() -> ForOrganization {
        let key = OrganizationKey::parse(PUBLIC_PEM).unwrap();
        ForOrganization::seal(&key, Uuid::nil(), &Secret::new("c0ffee")).unwrap()
    }

    #[test]
    fn what_is_sealed_for_openssls_public_key_opens_with_its_private_key() {
        let sealed = sealed();
        assert_eq!(sealed.open(&Secret::new(PRIVATE_PEM), Uuid::nil()).unwrap().expose(), "c0ffee");
        assert!(sealed.is_for(&OrganizationKey::parse(PUBLIC_PEM).unwrap()));
        let line: String = PUBLIC_PEM.lines().filter(|line| !line.starts_with('-')).collect();
        assert_eq!(OrganizationKey::parse(&line).unwrap(), OrganizationKey::parse(PUBLIC_PEM).unwrap());
    }

    #[test]
    fn another_key_another_profile_and_a_changed_seal_open_nothing() {
        let sealed = sealed();
        let mut changed = sealed.clone();
        changed.sealed[0] ^= 1;
        let mut cut = sealed.clone();
        cut.encapsulated.truncate(31);
        let right = Secret::new(PRIVATE_PEM);
        let closed = [
            sealed.open(&Secret::new(OTHER_PRIVATE_PEM), Uuid::nil()),
            sealed.open(&right, Uuid::max()),
            changed.open(&right, Uuid::nil()),
            cut.open(&right, Uuid::nil()),
        ];
        for closed in closed {
            assert!(matches!(closed, Err(RecoveryError::OtherOrganization)), "{closed:?}");
        }
    }

    #[test]
    fn what_is_no_key_of_this_kind_is_refused() {
        let line: String = PUBLIC_PEM.lines().filter(|line| !line.starts_with('-')).collect();
        for wrong in ["", "not base64", &line[..line.len() - 4], PRIVATE_PEM] {
            assert!(matches!(OrganizationKey::parse(wrong), Err(RecoveryError::PublicKey)), "{wrong:?}");
        }
        for wrong in ["", "not base64", PUBLIC_PEM] {
            let refused = sealed().open(&Secret::new(wrong), Uuid::nil());
            assert!(matches!(refused, Err(RecoveryError::PrivateKey)), "{wrong:?}");
        }
    }
}
