//! Every setting by its name: what its value looks like, who may choose it, what it is for.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "what each is for stands in SPECS")]
pub enum SettingKey {
    PemsAddress,
    SyncEnabled,
    IntervalSeconds,
    Schedule,
    BatchSize,
    MaxAttempts,
    RetryDelaySeconds,
    RateLimitPerSecond,
    Theme,
    Language,
    Notifications,
    MutedNotifications,
    ProxyMode,
    ProxyAddress,
    ProxyUser,
    ProxyPacUrl,
    ProxyBypass,
    ExtraCaFile,
    StartAtLogin,
    UpdateEnabled,
    UpdateChannel,
    UpdateAddress,
    MetricsEnabled,
    MetricsListen,
    OtlpEndpoint,
    ApprovalAbove,
    RecoveryPublicKey,
    LogLevel,
    QueueAgeAlertMinutes,
}

/// What a value looks like, in the words of whoever writes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Flag,
    /// A whole number in these bounds.
    Number(RangeInclusive<u32>),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any of these words.
    Words(&'static [&'static str]),
    /// A text of this kind, or `null`.
    Text(&'static str),
    /// A list of texts of this kind.
    Texts(&'static str),
    /// Days and hours, or `null`.
    Schedule,
}

/// What there is to know of a setting.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub key: SettingKey,
    /// Its name in every layer.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// Whether anybody may choose it: how the window looks, how this computer reaches the network. The rest takes
    /// the permission `manageSettings`.
    pub personal: bool,
    /// What it is for.
    pub meaning: &'static str,
}

/// No setting has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no setting {0:?}")]
pub struct UnknownSetting(pub String);

const fn spec(
    key: SettingKey,
    name: &'static str,
    form: Form,
    personal: bool,
    meaning: &'static str,
) -> Spec {
    Spec { key, name, form, personal, meaning }
}

/// Every setting, in the order of [`SettingKey`].
pub static SPECS: [Spec; 29] = {
    use Form::{Flag, Number, Schedule, Text, Texts, Word, Words};
    use SettingKey as K;
    [
        spec(
            K::PemsAddress,
            "pemsAddress",
            Text("https address"),
            false,
            "The root of PEMS's API. Set by policy or for the computer, no other PEMS is signed in to.",
        ),
        spec(
            K::SyncEnabled,
            "syncEnabled",
            Flag,
            false,
            "Whether sync runs by itself. A person may always ask for it.",
        ),
        spec(K::IntervalSeconds, "intervalSeconds", Number(10..=3600), false, "Seconds between two cycles."),
        spec(
            K::Schedule,
            "schedule",
            Schedule,
            false,
            "The days (1 is Monday) and hours, local time, in which sync runs by itself; null for always.",
        ),
        spec(K::BatchSize, "batchSize", Number(1..=1000), false, "Records sent before the next look."),
        spec(K::MaxAttempts, "maxAttempts", Number(1..=10), false, "Attempts of a write in all."),
        spec(
            K::RetryDelaySeconds,
            "retryDelaySeconds",
            Number(1..=300),
            false,
            "Seconds before the second attempt of a write; each further wait is twice as long.",
        ),
        spec(
            K::RateLimitPerSecond,
            "rateLimitPerSecond",
            Number(1..=10_000),
            false,
            "Requests a second at the most; what PEMS announces bounds it further.",
        ),
        spec(
            K::Theme,
            "theme",
            Word(&["system", "light", "dark", "contrast", "contrast-dark"]),
            true,
            "The colours of the window.",
        ),
        spec(K::Language, "language", Word(&["system", "en", "de"]), true, "The language of the window."),
        spec(
            K::Notifications,
            "notifications",
            Flag,
            true,
            "Whether the system tells of what needs a person while the window is not in front.",
        ),
        spec(
            K::MutedNotifications,
            "mutedNotifications",
            Words(&["conflict", "failed", "alert", "update"]),
            true,
            "Of what it does not tell all the same.",
        ),
        spec(
            K::ProxyMode,
            "proxyMode",
            Word(&["system", "none", "manual", "pac"]),
            true,
            "How requests leave the network: as the system says, straight, through proxyAddress, or as the script \
             at proxyPacUrl says.",
        ),
        spec(
            K::ProxyAddress,
            "proxyAddress",
            Text("address such as http://proxy.example:8080"),
            true,
            "The proxy of the mode manual.",
        ),
        spec(
            K::ProxyUser,
            "proxyUser",
            Text("user name"),
            true,
            "Who signs in to the proxy. The password is in the keyring: `pfa proxy sign-in`.",
        ),
        spec(
            K::ProxyPacUrl,
            "proxyPacUrl",
            Text("http, https or file address"),
            true,
            "The script of the mode pac.",
        ),
        spec(
            K::ProxyBypass,
            "proxyBypass",
            Texts("hosts, .domains and networks"),
            true,
            "What no proxy has a part in, in the mode manual.",
        ),
        spec(
            K::ExtraCaFile,
            "extraCaFile",
            Text("absolute path"),
            false,
            "Certificates (PEM) that are trusted besides the system's.",
        ),
        spec(
            K::StartAtLogin,
            "startAtLogin",
            Flag,
            true,
            "Whether the application starts with the person's session.",
        ),
        spec(K::UpdateEnabled, "updateEnabled", Flag, false, "Whether the application updates itself."),
        spec(
            K::UpdateChannel,
            "updateChannel",
            Word(&["stable", "beta"]),
            false,
            "Which versions are offered.",
        ),
        spec(
            K::UpdateAddress,
            "updateAddress",
            Text("https address"),
            false,
            "Where updates are looked for; null for the address built in.",
        ),
        spec(K::MetricsEnabled, "metricsEnabled", Flag, false, "Whether figures are offered."),
        spec(
            K::MetricsListen,
            "metricsListen",
            Text("address and port"),
            false,
            "Where Prometheus reads them; only a policy may name an address other than loopback.",
        ),
        spec(
            K::OtlpEndpoint,
            "otlpEndpoint",
            Text("https address"),
            false,
            "Where they are pushed to, by OTLP over HTTP.",
        ),
        spec(
            K::ApprovalAbove,
            "approvalAbove",
            Text("amount such as \"50000.00\""),
            false,
            "A decision that moves a variance by more takes a second person's sign-in; null for none.",
        ),
        spec(
            K::RecoveryPublicKey,
            "recoveryPublicKey",
            Text("public key"),
            false,
            "The organization's key, for which the database's key is wrapped too.",
        ),
        spec(
            K::LogLevel,
            "logLevel",
            Word(&["off", "error", "warn", "info", "debug", "trace"]),
            false,
            "How much is written to the log.",
        ),
        spec(
            K::QueueAgeAlertMinutes,
            "queueAgeAlertMinutes",
            Number(1..=10_080),
            false,
            "Minutes that a change may wait for PEMS before an alert tells of it.",
        ),
    ]
};

impl SettingKey {
    /// Every setting.
    pub fn all() -> impl Iterator<Item = SettingKey> {
        SPECS.iter().map(|spec| spec.key)
    }

    /// What there is to know of it.
    pub fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }

    /// Its name in every layer.
    pub fn name(self) -> &'static str {
        self.spec().name
    }
}

impl Form {
    /// A value as a person types it on one line; whether it fits is for the check to say.
    pub fn typed(&self, text: &str) -> Json {
        match self {
            Form::Word(_) | Form::Text(_) => text.into(),
            Form::Words(_) | Form::Texts(_) if !text.trim_start().starts_with('[') => {
                text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
            }
            Form::Flag | Form::Number(_) | Form::Words(_) | Form::Texts(_) | Form::Schedule => {
                serde_json::from_str(text).unwrap_or_else(|_| text.into())
            }
        }
    }
}

impl FromStr for SettingKey {
    type Err = UnknownSetting;

    fn from_str(name: &str) -> Result<Self, UnknownSetting> {
        let spec = SPECS.iter().find(|spec| spec.name == name);
        spec.map(|spec| spec.key).ok_or_else(|| UnknownSetting(name.to_owned()))
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Form::Flag => f.write_str("true or false"),
            Form::Number(range) => write!(f, "a whole number from {} to {}", range.start(), range.end()),
            Form::Word(words) => write!(f, "one of {}", words.join(", ")),
            Form::Words(words) => write!(f, "a list of some of {}", words.join(", ")),
            Form::Text(kind) => write!(f, "{} {kind}, or null", article(kind)),
            Form::Texts(kind) => write!(f, "a list of {kind}"),
            Form::Schedule => f.write_str(
                "days and hours such as {\"days\":[1,2,3,4,5],\"from\":\"07:00\",\"to\":\"19:00\"}, or null",
            ),
        }
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn every_setting_is_specified_by_the_name_that_the_typed_whole_has() {
        let whole = serde_json::to_value(Settings::default()).unwrap();
        let mut names: Vec<&str> = whole.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let mut specified: Vec<&str> = SPECS.iter().map(|spec| spec.name).collect();
        specified.sort_unstable();
        assert_eq!(specified, names);
        for spec in &SPECS {
            assert_eq!(spec.key.name(), spec.name, "the order of SPECS");
            assert_eq!(serde_json::to_value(spec.key).unwrap(), spec.name);
            assert_eq!(spec.name.parse(), Ok(spec.key));
        }
    }
}
