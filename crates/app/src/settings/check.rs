//! Whether a value fits its setting. The typed whole says what shape it has, this file what bounds.

use super::{Form, Layer, SettingKey, Settings};
use pfa_domain::Money;
use pfa_pems::{ProxyAddress, WebAddress};
use serde_json::{Value as Json, json};
use std::net::SocketAddr;
use std::path::Path;

const TEXT_MAX: usize = 2048;
const TEXTS_MAX: usize = 200;
const HOST_MAX: usize = 253;

/// Checks a value that a layer gives; the sentence that says what is wrong names the setting.
pub(super) fn check(key: SettingKey, value: &Json, layer: Layer) -> Result<(), String> {
    let form = &key.spec().form;
    let typed = serde_json::from_value::<Settings>(json!({ key.name(): value }));
    if typed.is_err() || !is_within(form, value) {
        return Err(format!("{} must be {form}, not {}", key.name(), shown(value)));
    }
    match value {
        Json::String(text) => check_text(key, text, layer),
        Json::Array(texts) if key == SettingKey::ProxyBypass => check_bypass(texts),
        Json::Array(_) | Json::Object(_) | Json::Null | Json::Bool(_) | Json::Number(_) => Ok(()),
    }
    .map_err(|why| format!("{} cannot be {}: {why}", key.name(), shown(value)))
}

fn is_within(form: &Form, value: &Json) -> bool {
    match form {
        Form::Number(range) => {
            value.as_u64().is_some_and(|n| u32::try_from(n).is_ok_and(|n| range.contains(&n)))
        }
        Form::Text(_) => value.as_str().is_none_or(|text| !text.trim().is_empty() && text.len() <= TEXT_MAX),
        Form::Texts(_) | Form::Words(_) => value.as_array().is_none_or(|texts| texts.len() <= TEXTS_MAX),
        Form::Flag | Form::Word(_) | Form::Schedule => true,
    }
}

fn check_text(key: SettingKey, text: &str, layer: Layer) -> Result<(), String> {
    let fits = |fits: bool, why: &str| if fits { Ok(()) } else { Err(why.to_owned()) };
    match key {
        SettingKey::PemsAddress => {
            // The tenant is asked for at sign-in; any will do to check the address.
            pfa_pems::Endpoint::new(text, "any").map(drop).map_err(|e| e.to_string())
        }
        SettingKey::UpdateAddress | SettingKey::OtlpEndpoint => {
            WebAddress::parse(text).map(drop).map_err(|e| e.to_string())
        }
        SettingKey::ProxyAddress => ProxyAddress::parse(text).map(drop).map_err(|e| e.to_string()),
        SettingKey::ProxyPacUrl => check_pac_url(text),
        SettingKey::ProxyUser => {
            fits(!text.contains([':', '\r', '\n']), "a user of a proxy has no colon and is one line")
        }
        SettingKey::ExtraCaFile => fits(Path::new(text).is_absolute(), "it must be an absolute path"),
        SettingKey::MetricsListen => {
            let address: SocketAddr =
                text.parse().map_err(|_| "it must be an address and a port such as 127.0.0.1:9464")?;
            fits(
                address.ip().is_loopback() || layer == Layer::Policy,
                "only a policy may name an address that other computers reach",
            )
        }
        SettingKey::ApprovalAbove => {
            let amount = Money::parse(text).map_err(|e| e.to_string())?;
            fits(!amount.to_string().starts_with('-'), "an amount is never below 0")
        }
        SettingKey::RecoveryPublicKey => {
            fits(text.bytes().all(|b| b.is_ascii_graphic()), "a key is plain ASCII without spaces")
        }
        SettingKey::SyncEnabled
        | SettingKey::IntervalSeconds
        | SettingKey::Schedule
        | SettingKey::BatchSize
        | SettingKey::MaxAttempts
        | SettingKey::RetryDelaySeconds
        | SettingKey::RateLimitPerSecond
        | SettingKey::Theme
        | SettingKey::Language
        | SettingKey::Notifications
        | SettingKey::MutedNotifications
        | SettingKey::ProxyMode
        | SettingKey::ProxyBypass
        | SettingKey::StartAtLogin
        | SettingKey::UpdateEnabled
        | SettingKey::UpdateChannel
        | SettingKey::MetricsEnabled
        | SettingKey::LogLevel
        | SettingKey::QueueAgeAlertMinutes => Ok(()),
    }
}

/// A script comes from where any browser would take it too: it is no secret, and http is what `WPAD` is used to.
fn check_pac_url(text: &str) -> Result<(), String> {
    let known = ["https://", "http://", "file:///"].iter().any(|scheme| text.starts_with(scheme));
    if known && !text.contains(char::is_whitespace) {
        Ok(())
    } else {
        Err("it must begin with https://, http:// or file:///".to_owned())
    }
}

fn check_bypass(hosts: &[Json]) -> Result<(), String> {
    for host in hosts.iter().filter_map(Json::as_str) {
        if host.is_empty() || host.len() > HOST_MAX || host.contains(|c: char| c.is_whitespace() || c == ',')
        {
            return Err(format!("{host:?} is no host, .domain or network"));
        }
    }
    Ok(())
}

/// A value in a sentence: short, on one line.
fn shown(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::settings::SPECS;
    use SettingKey as K;

    #[test]
    fn every_default_fits_its_own_setting() {
        let defaults = serde_json::to_value(Settings::default()).unwrap();
        for spec in &SPECS {
            assert_eq!(check(spec.key, &defaults[spec.name], Layer::User), Ok(()));
        }
    }

    #[test]
    fn bounds_and_words_are_kept_to() {
        for (key, good, bad) in [
            (K::IntervalSeconds, json!(10), json!(9)),
            (K::IntervalSeconds, json!(3600), json!(3601)),
            (K::MaxAttempts, json!(1), json!(0)),
            (K::MaxAttempts, json!(10), json!("4")),
            (K::RetryDelaySeconds, json!(300), json!(-5)),
            (K::SyncEnabled, json!(false), json!(0)),
            (K::Theme, json!("contrast-dark"), json!("pink")),
            (K::Theme, json!("dark"), json!(null)),
            (K::PemsAddress, json!("https://pems.example/axis"), json!("http://pems.example/axis")),
            (K::PemsAddress, json!(null), json!("")),
            (
                K::ProxyAddress,
                json!("http://proxy.example:8080"),
                json!("http://ann:secret@proxy.example:8080"),
            ),
            (K::ProxyUser, json!("ann"), json!("ann:secret")),
            (K::ProxyPacUrl, json!("http://wpad/wpad.dat"), json!("ftp://wpad/wpad.dat")),
            (K::ProxyBypass, json!([".example", "10.0.0.0/8"]), json!(["a, b"])),
            (K::ProxyBypass, json!([]), json!(".example")),
            (K::ExtraCaFile, json!(std::env::temp_dir().join("ca.pem")), json!("ca.pem")),
            (K::UpdateAddress, json!("https://updates.example/"), json!("http://updates.example/")),
            (K::OtlpEndpoint, json!("http://127.0.0.1:4318"), json!("http://otel.example:4318")),
            (K::ApprovalAbove, json!("50000.00"), json!("-1.00")),
            (K::ApprovalAbove, json!("0"), json!("a lot")),
            (K::RecoveryPublicKey, json!("age1abc"), json!("age1 abc")),
            (K::MutedNotifications, json!(["failed"]), json!(["weather"])),
            (K::LogLevel, json!("debug"), json!("loud")),
        ] {
            assert_eq!(check(key, &good, Layer::User), Ok(()), "{key:?} {good}");
            let why = check(key, &bad, Layer::User).unwrap_err();
            assert!(why.starts_with(key.name()), "{why}");
        }
    }

    #[test]
    fn only_a_policy_lets_other_computers_read_the_figures() {
        let everywhere = json!("0.0.0.0:9464");
        assert!(check(K::MetricsListen, &everywhere, Layer::User).is_err());
        assert!(check(K::MetricsListen, &everywhere, Layer::Machine).is_err());
        assert_eq!(check(K::MetricsListen, &everywhere, Layer::Policy), Ok(()));
        assert_eq!(check(K::MetricsListen, &json!("[::1]:9464"), Layer::User), Ok(()));
    }

    #[test]
    fn a_refused_value_is_shown_short() {
        let why = check(K::IntervalSeconds, &json!("x".repeat(5000)), Layer::Policy).unwrap_err();
        assert!(why.chars().count() < 200, "{why}");
    }
}
