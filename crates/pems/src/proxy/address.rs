//! Addresses other than PEMS's own: of proxies, and of services that get nothing of a record.

use super::ProxySignIn;
use reqwest::Url;
use std::fmt;

/// Where a SOCKS proxy listens if nothing else is said.
const SOCKS_PORT: u16 = 1080;

/// The address of a proxy, without the user who signs in to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyAddress(Url);

/// An https address, or http on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(Url);

/// Why an address is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// No such URL with a host.
    #[error("it must be {wanted}")]
    NotAUrl {
        /// What it must be.
        wanted: &'static str,
    },
    /// A user or a password, which would end in logs and lists.
    #[error("it must not hold a user name or a password")]
    HoldsCredentials,
    /// Plain http to another machine.
    #[error("it must begin with https://")]
    NotSecure,
}

impl ProxyAddress {
    /// Checks an address such as `http://proxy.example:8080`; without a scheme it is http. A SOCKS proxy is version 5,
    /// as `socks5://host:1080`; by `socks5h` it looks up the names itself.
    ///
    /// # Errors
    /// [`InvalidAddress`].
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        const WANTED: InvalidAddress =
            InvalidAddress::NotAUrl { wanted: "such as http://proxy.example:8080" };
        let text = text.trim();
        let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
        let mut url = url.map_err(|_| WANTED)?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let is_named = url.host_str().is_some_and(|host| !host.is_empty());
        if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") || !bare || !is_named {
            return Err(WANTED);
        }
        without_credentials(&url)?;
        if url.scheme().starts_with("socks") && url.port().is_none() {
            url.set_port(Some(SOCKS_PORT)).map_err(|()| WANTED)?;
        }
        Ok(Self(url))
    }

    /// The address as a URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The address with who signs in, as SOCKS is told.
    pub(super) fn signed_in(&self, who: Option<&ProxySignIn>) -> Url {
        let mut url = self.0.clone();
        if let Some(who) = who.filter(|_| url.scheme().starts_with("socks")) {
            // Both only fail where there is no host.
            let _ = url.set_username(&who.user);
            let _ = url.set_password(Some(who.password.expose()));
        }
        url
    }
}

impl WebAddress {
    /// Checks an address that a service is called at.
    ///
    /// # Errors
    /// [`InvalidAddress`], for http to anything but loopback among others.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        const WANTED: InvalidAddress =
            InvalidAddress::NotAUrl { wanted: "an address such as https://host/path" };
        let url = Url::parse(text.trim()).map_err(|_| WANTED)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(WANTED);
        }
        without_credentials(&url)?;
        if url.scheme() == "http" && !crate::endpoint::is_loopback(&url) {
            return Err(InvalidAddress::NotSecure);
        }
        Ok(Self(url))
    }

    /// The address as a URL.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn without_credentials(url: &Url) -> Result<(), InvalidAddress> {
    let has = !url.username().is_empty() || url.password().is_some();
    if has { Err(InvalidAddress::HoldsCredentials) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_hosts_with_a_scheme_and_a_port_and_nothing_else() {
        for (text, wanted) in [
            ("http://proxy.example:8080", "http://proxy.example:8080"),
            ("proxy.example:3128", "http://proxy.example:3128"),
            (" https://proxy.example/ ", "https://proxy.example"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("socks5://proxy.example", "socks5://proxy.example:1080"),
            ("socks5h://proxy.example:9050", "socks5h://proxy.example:9050"),
        ] {
            assert_eq!(ProxyAddress::parse(text).unwrap().to_string(), wanted);
        }
        for text in [
            "",
            "socks4://proxy.example",
            "socks5://",
            "http://",
            "http://proxy/path",
            "http://proxy/?a",
            "a b",
        ] {
            assert!(matches!(ProxyAddress::parse(text), Err(InvalidAddress::NotAUrl { .. })), "{text:?}");
        }
        assert_eq!(ProxyAddress::parse("http://ann:x@proxy"), Err(InvalidAddress::HoldsCredentials));
    }

    #[test]
    fn services_are_called_by_https_or_on_this_machine() {
        for text in ["https://updates.example/pfa", "http://127.0.0.1:4318/v1/metrics", "http://[::1]:1"] {
            assert!(WebAddress::parse(text).is_ok(), "{text}");
        }
        assert_eq!(WebAddress::parse("http://updates.example"), Err(InvalidAddress::NotSecure));
        assert_eq!(WebAddress::parse("https://u:p@updates.example"), Err(InvalidAddress::HoldsCredentials));
        assert!(matches!(WebAddress::parse("updates.example"), Err(InvalidAddress::NotAUrl { .. })));
    }
}
