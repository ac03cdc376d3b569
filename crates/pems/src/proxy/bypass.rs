//! The hosts that no proxy has a part in.

use ipnet::IpNet;
use std::net::IpAddr;

/// Names with their subdomains, addresses, networks; `*` is every host, `<local>` every name without a dot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bypass(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    Everything,
    Plain,
    Network(IpNet),
    Domain(String),
}

impl Bypass {
    /// Reads a list: `example.com`, `.example.com` and `*.example.com` are the name and its subdomains.
    pub fn parse<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(hosts.into_iter().map(str::trim).filter(|host| !host.is_empty()).map(rule).collect())
    }

    /// Whether the host is reached straight. An address in brackets is one of IPv6, as in a URL.
    pub fn holds(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches([']', '.']).to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        self.0.iter().any(|rule| match rule {
            Rule::Everything => true,
            Rule::Plain => address.is_none() && !host.contains('.'),
            Rule::Network(network) => address.is_some_and(|address| network.contains(&address)),
            Rule::Domain(domain) => host
                .strip_suffix(domain.as_str())
                .is_some_and(|below| below.is_empty() || below.ends_with('.')),
        })
    }
}

fn rule(text: &str) -> Rule {
    let address = |text: &str| text.parse::<IpAddr>().map(IpNet::from);
    match text {
        "*" => Rule::Everything,
        "<local>" => Rule::Plain,
        _ => match text.parse::<IpNet>().or_else(|_| address(text)) {
            Ok(network) => Rule::Network(network),
            Err(_) => Rule::Domain(text.trim_start_matches('*').trim_matches('.').to_ascii_lowercase()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_themselves_and_what_is_below_them() {
        for written in ["example.com", ".example.com", "*.example.com", "EXAMPLE.com."] {
            let bypass = Bypass::parse([written]);
            for host in ["example.com", "pems.example.com", "a.b.example.com", "Example.COM."] {
                assert!(bypass.holds(host), "{written} {host}");
            }
            for host in ["notexample.com", "example.com.evil.net", "example.org", "com"] {
                assert!(!bypass.holds(host), "{written} {host}");
            }
        }
    }

    #[test]
    fn addresses_match_networks_and_words_stand_for_many() {
        for (written, host, holds) in [
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("10.0.0.0/8", "pems.example", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("fd00::/8", "[fd00::1]", true),
            ("<local>", "pems", true),
            ("<local>", "pems.example", false),
            ("<local>", "::1", false),
            ("*", "anything.at.all", true),
            ("", "anything", false),
        ] {
            assert_eq!(Bypass::parse([written]).holds(host), holds, "{written} {host}");
        }
    }
}
