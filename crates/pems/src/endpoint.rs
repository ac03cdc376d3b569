//! Where a PEMS is: checked once, so that no credential ever goes over a line that others can read.

use crate::text::one_line;
use reqwest::Url;
use std::net::IpAddr;

/// The root of a PEMS API and the tenant to speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    root: Url,
    tenant: String,
}

/// An address that the client does not talk to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// No absolute http or https URL.
    #[error("the address of PEMS is a URL such as https://host/axis/restservices")]
    NotAUrl,
    /// Plain http to another machine.
    #[error("the address of PEMS must begin with https: over http the password would travel in the open")]
    NotSecure,
    /// A user or a password in the URL, where it would end in logs and lists.
    #[error("the address of PEMS must not hold a user name or a password")]
    HoldsCredentials,
    /// A query or a fragment.
    #[error("the address of PEMS must not hold '?' or '#'")]
    HoldsQuery,
    /// A tenant that does not fit its header.
    #[error("the tenant is 1 to 64 characters of plain ASCII")]
    Tenant,
}

impl Endpoint {
    /// Checks a root such as `https://host/axis/restservices` and a tenant; a trailing slash is dropped.
    ///
    /// # Errors
    /// [`InvalidEndpoint`], for http to anything but loopback among others.
    pub fn new(root: &str, tenant: &str) -> Result<Self, InvalidEndpoint> {
        let mut root: Url = root.trim().parse().map_err(|_| InvalidEndpoint::NotAUrl)?;
        if !matches!(root.scheme(), "http" | "https") || root.host_str().is_none() {
            return Err(InvalidEndpoint::NotAUrl);
        }
        if !root.username().is_empty() || root.password().is_some() {
            return Err(InvalidEndpoint::HoldsCredentials);
        }
        if root.query().is_some() || root.fragment().is_some() {
            return Err(InvalidEndpoint::HoldsQuery);
        }
        if root.scheme() == "http" && !is_loopback(&root) {
            return Err(InvalidEndpoint::NotSecure);
        }
        let path = root.path().trim_end_matches('/').to_owned();
        root.set_path(&path);
        Ok(Self { root, tenant: checked_tenant(tenant)? })
    }

    /// The root of the API, without a slash at its end unless it is the host alone.
    pub fn root(&self) -> &Url {
        &self.root
    }

    /// The tenant that requests name.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The host, for a sentence.
    pub fn host(&self) -> String {
        one_line(self.root.host_str().unwrap_or_default(), 253)
    }

    /// The host with its port, as a proxy is asked for it.
    pub(crate) fn authority(&self) -> String {
        let port = self.root.port_or_known_default().unwrap_or_default();
        format!("{}:{port}", self.root.host_str().unwrap_or_default())
    }

    /// Whether it is this machine, which no proxy has a part in.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.root)
    }

    /// The URL of a path below the root, each segment percent-encoded.
    pub(crate) fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.root.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn checked_tenant(tenant: &str) -> Result<String, InvalidEndpoint> {
    let tenant = tenant.trim();
    let fits = (1..=64).contains(&tenant.len()) && tenant.bytes().all(|b| (b' '..=b'~').contains(&b));
    if fits { Ok(tenant.to_owned()) } else { Err(InvalidEndpoint::Tenant) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_is_taken() {
        for root in [
            "https://pems.example.com/axis/restservices",
            "http://localhost:8080/axis",
            "http://127.0.0.1:8080",
            "http://127.9.9.9/",
            "http://[::1]:8080/axis",
        ] {
            assert!(Endpoint::new(root, "T1").is_ok(), "{root}");
        }
        for root in [
            "http://pems.example.com/axis",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(Endpoint::new(root, "T1"), Err(InvalidEndpoint::NotSecure), "{root}");
        }
    }

    #[test]
    fn what_is_no_plain_root_is_refused() {
        let refused = [
            ("pems.example.com", InvalidEndpoint::NotAUrl),
            ("ftp://pems.example.com", InvalidEndpoint::NotAUrl),
            ("file:///etc/passwd", InvalidEndpoint::NotAUrl),
            ("https://", InvalidEndpoint::NotAUrl),
            ("https://u@pems.example.com", InvalidEndpoint::HoldsCredentials),
            ("https://u:p@pems.example.com", InvalidEndpoint::HoldsCredentials),
            ("https://pems.example.com/?a=b", InvalidEndpoint::HoldsQuery),
            ("https://pems.example.com/#a", InvalidEndpoint::HoldsQuery),
        ];
        for (root, why) in refused {
            assert_eq!(Endpoint::new(root, "T1"), Err(why), "{root}");
        }
        for tenant in ["", "  ", "a\nb", "é", &"x".repeat(65)] {
            assert_eq!(Endpoint::new("https://h", tenant), Err(InvalidEndpoint::Tenant), "{tenant:?}");
        }
    }

    #[test]
    fn paths_lie_below_the_root_however_it_is_written() {
        for root in ["https://h/axis/restservices", "https://h/axis/restservices/"] {
            let endpoint = Endpoint::new(root, "T1").unwrap();
            let url = endpoint.url(&["pfa", "RIO-1"], &[("version", "3"), ("reason", "a b&c")]);
            assert_eq!(url.as_str(), "https://h/axis/restservices/pfa/RIO-1?version=3&reason=a+b%26c");
        }
        let bare = Endpoint::new("https://h", "T1").unwrap();
        assert_eq!(bare.url(&["health"], &[]).as_str(), "https://h/health");
    }
}
