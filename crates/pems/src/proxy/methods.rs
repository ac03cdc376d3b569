//! Which ways of signing in a proxy offers. The library that makes connections says that a proxy refused, not what it asked
//! for; a person who may not sign in by a password has to know that another password does not help.

use super::ProxyAddress;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// How long the proxy may take to say it once more.
const PATIENCE: Duration = Duration::from_secs(5);
/// The answer's head is read as far as this.
const HEAD_MAX: u64 = 16 << 10;

/// What a proxy asks for that this application cannot give, such as `NTLM and Kerberos`; `None` where a password is enough, or
/// where it cannot be told.
pub(crate) async fn unsupported(proxy: &ProxyAddress, target: &str) -> Option<String> {
    // By TLS to the proxy it is not asked: that would take a second judge of certificates.
    if proxy.url().scheme() != "http" {
        return None;
    }
    let offered = tokio::time::timeout(PATIENCE, offered(proxy, target)).await.ok()?.ok()?;
    unusable(&offered)
}

/// Asks for a tunnel without saying who asks, and gives the methods that the refusal names.
async fn offered(proxy: &ProxyAddress, target: &str) -> std::io::Result<Vec<String>> {
    let host = proxy.url().host_str().unwrap_or_default().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, proxy.url().port_or_known_default().unwrap_or(80))).await?;
    let mut stream = BufReader::new(stream);
    let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).await?;
    let mut methods = Vec::new();
    let mut lines = stream.take(HEAD_MAX).lines();
    while let Some(line) = lines.next_line().await?.filter(|line| !line.is_empty()) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("proxy-authenticate") {
            methods.extend(value.split_whitespace().next().map(str::to_ascii_lowercase));
        }
    }
    Ok(methods)
}

fn unusable(offered: &[String]) -> Option<String> {
    if offered.is_empty() || offered.iter().any(|method| method == "basic") {
        return None;
    }
    let known = [
        ("ntlm", "NTLM"),
        ("negotiate", "Kerberos (Negotiate)"),
        ("kerberos", "Kerberos"),
        ("digest", "Digest"),
    ];
    let named = known.iter().filter(|(method, _)| offered.iter().any(|one| one == method));
    let named: Vec<&str> = named.map(|(_, name)| *name).collect();
    Some(if named.is_empty() { "a method of its own".to_owned() } else { named.join(" and ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_named_unless_a_password_is_enough() {
        let named =
            |offered: &[&str]| unusable(&offered.iter().map(|&one| one.to_owned()).collect::<Vec<_>>());
        assert_eq!(named(&["negotiate", "ntlm"]).as_deref(), Some("NTLM and Kerberos (Negotiate)"));
        assert_eq!(named(&["digest"]).as_deref(), Some("Digest"));
        assert_eq!(named(&["house"]).as_deref(), Some("a method of its own"));
        assert_eq!(named(&["negotiate", "basic"]), None);
        assert_eq!(named(&[]), None);
    }
}
