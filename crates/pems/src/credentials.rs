//! Who signs in, and the care that secrets take: they are never printed, and wiped when dropped.

use crate::text::one_line;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use std::fmt;
use zeroize::Zeroizing;

/// A password or a key. It prints as dots and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// What a request proves its sender with.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// A user and a password.
    Basic {
        /// The user's name, without a colon.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A PEMS API key.
    ApiKey {
        /// Whose key it is, where that is known; PEMS tells by the key itself.
        user: Option<String>,
        /// The key, of visible ASCII.
        key: Secret,
    },
}

/// Takes the secrets of a client out of what a server wrote, in case it repeats what it was sent.
pub(crate) struct Scrub(Vec<Zeroizing<String>>);

impl Secret {
    /// Takes a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// The secret itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Credentials {
    /// The user's name, where it is known before PEMS says it.
    pub fn user(&self) -> Option<&str> {
        match self {
            Credentials::Basic { user, .. } => Some(user),
            Credentials::ApiKey { user, .. } => user.as_deref(),
        }
    }

    fn secret(&self) -> &Secret {
        match self {
            Credentials::Basic { password, .. } => password,
            Credentials::ApiKey { key, .. } => key,
        }
    }

    /// The Authorization header; `None` for a user or key that no such header can carry.
    pub(crate) fn authorization(&self, http: &reqwest::Client) -> Option<HeaderValue> {
        // The URL is never called: the header is made by the library that would send it.
        let request = http.get("http://localhost/");
        let request = match self {
            Credentials::Basic { user, .. } if user.is_empty() || user.contains(unfit_in_user) => {
                return None;
            }
            Credentials::Basic { user, password } => request.basic_auth(user, Some(password.expose())),
            Credentials::ApiKey { key, .. } if key.expose().is_empty() => return None,
            Credentials::ApiKey { key, .. } => request.bearer_auth(key.expose()),
        };
        request.build().ok()?.headers().get(AUTHORIZATION).cloned()
    }
}

impl Scrub {
    /// Knows the secret, and the form of it that goes over the line.
    pub(crate) fn new(credentials: &Credentials, authorization: &HeaderValue) -> Self {
        let sent = authorization.to_str().unwrap_or_default();
        let token = sent.split_once(' ').map_or(sent, |(_, token)| token);
        let known = [credentials.secret().expose(), token];
        // Shorter ones would black out half of every message and protect nothing.
        Self(known.into_iter().filter(|s| s.len() >= 4).map(|s| Zeroizing::new(s.to_owned())).collect())
    }

    /// The server's text without the secrets, on one line of at most `max` characters.
    pub(crate) fn line(&self, text: &str, max: usize) -> String {
        let hidden = self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "…"));
        one_line(&hidden, max)
    }
}

fn unfit_in_user(c: char) -> bool {
    c == ':' || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http() -> reqwest::Client {
        crate::client::install_tls_provider();
        reqwest::Client::builder().tls_certs_only([]).build().unwrap()
    }

    fn basic(user: &str, password: &str) -> Credentials {
        Credentials::Basic { user: user.to_owned(), password: Secret::new(password) }
    }

    #[test]
    fn no_debug_text_shows_a_secret() {
        let key = Credentials::ApiKey { user: None, key: Secret::new("planted-key") };
        let shown = format!("{:?} {:?}", basic("ann", "planted-password"), key);
        assert!(shown.contains("ann") && !shown.contains("planted"), "{shown}");
        let header = basic("ann", "planted-password").authorization(&http()).unwrap();
        assert_eq!(format!("{header:?}"), "Sensitive");
    }

    #[test]
    fn what_no_header_can_carry_is_refused() {
        for bad in [basic("", "p"), basic("a:b", "p"), basic("a\nb", "p")] {
            assert!(bad.authorization(&http()).is_none(), "{bad:?}");
        }
        for key in ["", "a\nb"] {
            let bad = Credentials::ApiKey { user: None, key: Secret::new(key) };
            assert!(bad.authorization(&http()).is_none(), "{key:?}");
        }
    }

    #[test]
    fn a_server_that_repeats_the_secret_is_not_repeated() {
        let credentials = basic("ann", "planted-password");
        let scrub = Scrub::new(&credentials, &credentials.authorization(&http()).unwrap());
        let said = "got planted-password as Basic YW5uOnBsYW50ZWQtcGFzc3dvcmQ=";
        assert_eq!(scrub.line(said, 100), "got … as Basic …");
    }
}
