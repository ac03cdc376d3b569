//! The proxy that a person has set for their whole desktop. Each desktop keeps it in its own way; what the environment
//! says comes before it.

use super::ProxyRule;

/// What the desktop says; `None` where it says nothing.
pub(super) async fn rule() -> Option<ProxyRule> {
    #[cfg(all(unix, not(target_os = "macos")))]
    return linux::rule().await;
    #[cfg(windows)]
    return windows::rule();
    #[cfg(target_os = "macos")]
    return None;
}

/// Windows names its proxies to every program; a script it names here.
#[cfg(windows)]
mod windows {
    use super::ProxyRule;

    const SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";

    pub(super) fn rule() -> Option<ProxyRule> {
        let url = windows_registry::CURRENT_USER.open(SETTINGS).ok()?.get_string("AutoConfigURL").ok()?;
        (!url.is_empty()).then_some(ProxyRule::Script { url })
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod linux {
    use super::super::{Bypass, ProxyAddress, ProxyRule};
    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::process::Stdio;
    use std::time::Duration;
    use tokio::process::Command;
    use tokio::time::timeout;

    /// How long the desktop may take to answer.
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) async fn rule() -> Option<ProxyRule> {
        // An environment that says where no proxy is wanted has decided.
        if std::env::var_os("NO_PROXY").or_else(|| std::env::var_os("no_proxy")).is_some() {
            return None;
        }
        let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
        if desktop.split(':').any(|name| name.eq_ignore_ascii_case("kde")) {
            return kde(&tokio::fs::read_to_string(kde_file()?).await.ok()?);
        }
        let mut asked = Command::new("gsettings");
        asked.args(["list-recursively", "org.gnome.system.proxy"]);
        asked.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let answer = timeout(PATIENCE, asked.output()).await.ok()?.ok()?;
        gnome(&String::from_utf8_lossy(&answer.stdout))
    }

    fn kde_file() -> Option<PathBuf> {
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
        let directory = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home)?;
        Some(directory.join("kioslaverc"))
    }

    /// Lines such as `org.gnome.system.proxy.https host 'proxy.example'`.
    fn gnome(settings: &str) -> Option<ProxyRule> {
        let value = |schema: &str, key: &str| {
            let begin = format!("{schema} {key} ");
            settings.lines().find_map(|line| line.strip_prefix(&begin)).map(|value| value.trim().to_owned())
        };
        let text =
            |schema: &str, key: &str| value(schema, key).map(|value| value.trim_matches('\'').to_owned());
        match text("org.gnome.system.proxy", "mode")?.as_str() {
            "manual" => {
                let hosts = value("org.gnome.system.proxy", "ignore-hosts").unwrap_or_default();
                let hosts = hosts.trim_start_matches("@as").trim().trim_matches(['[', ']']).to_owned();
                let https = "org.gnome.system.proxy.https";
                let (host, port) = (text(https, "host")?, value(https, "port")?);
                Some(ProxyRule::Through {
                    proxy: proxy(&host, &port)?,
                    bypass: Bypass::parse(hosts.split(',').map(|host| host.trim().trim_matches('\''))),
                })
            }
            "auto" => script(&text("org.gnome.system.proxy", "autoconfig-url")?),
            _ => None,
        }
    }

    /// The group `[Proxy Settings]` of `kioslaverc`.
    fn kde(file: &str) -> Option<ProxyRule> {
        let group = file.lines().map(str::trim).skip_while(|line| *line != "[Proxy Settings]").skip(1);
        let settings: BTreeMap<&str, &str> =
            group.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('=')).collect();
        let value = |key: &str| settings.get(key).map(|value| value.trim());
        match value("ProxyType")? {
            "1" => {
                let (host, port) = value("httpsProxy")?.rsplit_once([' ', ':'])?;
                Some(ProxyRule::Through {
                    proxy: proxy(host, port)?,
                    bypass: Bypass::parse(value("NoProxyFor").unwrap_or_default().split(',')),
                })
            }
            "2" => script(value("Proxy Config Script")?),
            _ => None,
        }
    }

    /// A port of 0 is none: such a proxy is not set.
    fn proxy(host: &str, port: &str) -> Option<ProxyAddress> {
        let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
        ProxyAddress::parse(&format!("{host}:{port}")).ok().filter(|_| !host.is_empty())
    }

    fn script(url: &str) -> Option<ProxyRule> {
        (!url.is_empty()).then(|| ProxyRule::Script { url: url.to_owned() })
    }

    #[cfg(test)]
    mod tests {
        #![allow(clippy::unwrap_used)]
        use super::*;

        const GNOME: &str = "org.gnome.system.proxy autoconfig-url 'https://intranet.example/proxy.pac'\n\
            org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '.internal']\n\
            org.gnome.system.proxy mode 'MODE'\n\
            org.gnome.system.proxy.http host 'other.example'\norg.gnome.system.proxy.http port 1\n\
            org.gnome.system.proxy.https host 'proxy.example'\norg.gnome.system.proxy.https port 3128\n";

        const KDE: &str = "[Other]\nProxyType=2\n\n[Proxy Settings]\nProxyType=TYPE\n\
            httpsProxy=http://proxy.example 3128\nNoProxyFor=localhost,.internal\n\
            Proxy Config Script=https://intranet.example/proxy.pac\n[Last]\nhttpsProxy=http://wrong 1\n";

        fn through() -> Option<ProxyRule> {
            let proxy = ProxyAddress::parse("http://proxy.example:3128").unwrap();
            Some(ProxyRule::Through { proxy, bypass: Bypass::default() })
        }

        fn without_bypass(rule: Option<ProxyRule>) -> Option<ProxyRule> {
            match rule {
                Some(ProxyRule::Through { proxy, bypass }) => {
                    assert!(bypass.holds("wiki.internal") && bypass.holds("localhost"));
                    assert!(!bypass.holds("pems.example"));
                    Some(ProxyRule::Through { proxy, bypass: Bypass::default() })
                }
                other => other,
            }
        }

        #[test]
        fn gnome_says_none_a_proxy_or_a_script() {
            let said = |mode: &str| gnome(&GNOME.replace("MODE", mode));
            assert_eq!(said("none"), None);
            assert_eq!(without_bypass(said("manual")), through());
            assert_eq!(said("auto"), script("https://intranet.example/proxy.pac"));
            assert_eq!(gnome(&GNOME.replace("MODE", "manual").replace("3128", "0")), None);
            assert_eq!(gnome(""), None);
        }

        #[test]
        fn kde_says_none_a_proxy_or_a_script() {
            let said = |kind: &str| kde(&KDE.replace("TYPE", kind));
            assert_eq!(said("0"), None);
            assert_eq!(without_bypass(said("1")), through());
            assert_eq!(said("2"), script("https://intranet.example/proxy.pac"));
            assert_eq!(kde(""), None);
        }
    }
}
