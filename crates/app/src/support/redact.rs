//! Takes secrets out of what leaves this computer: those that are known, wherever they stand, and whatever has the form
//! of one. The one place where that is done.

use crate::secrets::{Secret, SecretName, Vault};
use regex::{Captures, Regex};
use zeroize::Zeroizing;

/// What stands in a secret's place.
const GONE: &str = "[removed]";
/// Shorter ones would take half of a log along.
const KNOWN_LEAST: usize = 4;

/// Knows the secrets of a profile, and the forms that secrets have.
pub(super) struct Redaction {
    known: Vec<Zeroizing<String>>,
    forms: Vec<(Regex, &'static str)>,
}

/// What has one of these forms is taken out; a group named `kept` stays.
const FORMS: [&str; 7] = [
    // A private key, or a certificate's.
    r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
    // Authorization, by header or alone.
    r"(?i)(?P<kept>\b(?:basic|bearer|digest|negotiate|ntlm)\s+)[A-Za-z0-9+/=._~-]{6,}",
    // User and password in an address.
    r"(?P<kept>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/@\x22']*@",
    // A value by a telling name: in JSON, in a query, in a line of settings.
    r#"(?i)(?P<kept>[\w-]*(?:password|passwd|passphrase|passwort|secret|token|api[_-]?key|apikey|credential|authorization|cookie|signature|sessionid)[\w-]*\\?["']?\s*[=:]\s*\\?["']?)[^\s"'&,;}\\]+"#,
    // A recovery code.
    r"(?i)\b[0-9a-z]{5}(?:\s?[-–]\s?[0-9a-z]{5}){5}\b",
    // A key of 256 bits in hexadecimal.
    r"(?i)\b[0-9a-f]{64}\b",
    // A JSON web token.
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?",
];

impl Redaction {
    /// Knows what the vault holds; what it does not give cannot stand anywhere by it.
    pub(super) fn of(vault: &dyn Vault) -> Result<Self, regex::Error> {
        let held = SecretName::ALL.iter().filter_map(|name| vault.read(*name).ok().flatten());
        Self::knowing(held.collect::<Vec<_>>().iter())
    }

    fn knowing<'s>(secrets: impl Iterator<Item = &'s Secret>) -> Result<Self, regex::Error> {
        let mut known: Vec<Zeroizing<String>> = Vec::new();
        for secret in secrets.map(Secret::expose).filter(|secret| secret.chars().count() >= KNOWN_LEAST) {
            let json = serde_json::Value::from(secret).to_string();
            let spellings = [secret.to_owned(), json.trim_matches('"').to_owned(), percent(secret)];
            known.extend(spellings.into_iter().map(Zeroizing::new));
        }
        // A longer one may hold a shorter.
        known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let forms = FORMS
            .iter()
            .map(|form| Ok((Regex::new(form)?, if form.contains("?P<kept>") { "kept" } else { "" })))
            .collect::<Result<_, regex::Error>>()?;
        Ok(Self { known, forms })
    }

    /// The text without secrets.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.known {
            clean = clean.replace(secret.as_str(), GONE);
        }
        for (form, kept) in &self.forms {
            let without = |found: &Captures<'_>| match found.name(kept) {
                Some(kept) => format!("{}{GONE}", kept.as_str()),
                None => GONE.to_owned(),
            };
            clean = form.replace_all(&clean, without).into_owned();
        }
        clean
    }
}

/// As a query of an address carries it.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::secrets::KeyFileVault;

    fn redaction() -> Redaction {
        let secrets = [Secret::new("hun\"ter 2!"), Secret::new("abc")];
        Redaction::knowing(secrets.iter()).unwrap()
    }

    #[test]
    fn whatever_the_vault_holds_is_known() {
        let home = tempfile::tempdir().unwrap();
        let vault = KeyFileVault::at(home.path().join("keys"), Some(Secret::new("pass"))).unwrap();
        // A name that is added and not listed here does not compile, and is not forgotten in `ALL` then.
        let word = |name: SecretName| match name {
            SecretName::DatabaseKey => "of the database",
            SecretName::SignIn => "of the person",
            SecretName::ProxyPassword => "of the proxy",
        };
        for name in [SecretName::DatabaseKey, SecretName::SignIn, SecretName::ProxyPassword] {
            vault.write(name, &Secret::new(word(name))).unwrap();
            let clean = Redaction::of(&vault).unwrap().clean(&format!("logged: {}", word(name)));
            assert_eq!(clean, "logged: [removed]");
        }
    }

    #[test]
    fn a_known_secret_is_taken_out_in_every_spelling() {
        let clean = redaction().clean("plain hun\"ter 2! json \"hun\\\"ter 2!\" query hun%22ter%202%21 abc");
        assert_eq!(clean, "plain [removed] json \"[removed]\" query [removed] abc");
    }

    #[test]
    fn what_looks_like_a_secret_is_taken_out_and_the_rest_stays() {
        let redaction = redaction();
        let taken = [
            ("Authorization: Basic bWFyaWE6cHc=", "bWFyaWE6cHc="),
            ("sent with bearer k-123456.abc", "k-123456.abc"),
            ("GET https://maria:pw@pems.example/x", "maria:pw"),
            ("GET https://pems.example/x?token=t0ken&page=2", "t0ken"),
            (r#"{"apiKey":"k-1","page":2}"#, "k-1"),
            (r#"{"message":"{\"password\":\"p-1\"}"}"#, "p-1"),
            ("proxyPassword = p-2", "p-2"),
            ("code 7K3QM-2F9XA-H4TZC-81WRN-5DPBV-6JE0S typed", "7K3QM"),
            (&"c0ffee".repeat(11)[..64], "c0ffee"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "eyJ"),
            ("-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----", "MC4CAQ"),
        ];
        for (text, secret) in taken {
            let clean = redaction.clean(text);
            assert!(!clean.contains(secret) && clean.contains(GONE), "{text} became {clean}");
        }
        assert_eq!(
            redaction.clean("GET https://p.example/x?token=t&page=2"),
            "GET https://p.example/x?token=[removed]&page=2"
        );
        for stays in [
            "2026-11-22T08:00:00Z draft saved PFA-1",
            "run 0f8fad5b-d9cb-469f-a165-70867728950e took 12 ms",
            "https://pems.example:8443/axis/restservices",
            "the keyring is locked; a token ring, a secret agent",
        ] {
            assert_eq!(redaction.clean(stays), stays);
        }
    }
}
