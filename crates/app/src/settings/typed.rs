//! The settings as the application reads them: one typed whole, with the value of each where nobody sets it.

use super::Schedule;
use serde::{Deserialize, Serialize};

/// The colours of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// High contrast, light.
    Contrast,
    /// High contrast, dark.
    ContrastDark,
}

/// The language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// As the system has it.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// What the system tells a person of while the window is not in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum NotificationKind {
    /// Records that PEMS and the planner both changed.
    Conflict,
    /// Changes that did not reach PEMS.
    Failed,
    /// What an alert tells: an old queue, an expired sign-in.
    Alert,
    /// A new version of the application.
    Update,
}

/// How requests find their way out of the network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum ProxyMode {
    /// As the system has it: its settings, or the environment's.
    #[default]
    System,
    /// Straight to PEMS.
    None,
    /// Through `proxyAddress`.
    Manual,
    /// As the script at `proxyPacUrl` says.
    Pac,
}

/// Which versions are offered as updates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum UpdateChannel {
    /// Released ones.
    #[default]
    Stable,
    /// Those that are tried out too.
    Beta,
}

/// How much is written to the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "LogLevel")]
pub enum LogDetail {
    /// Nothing.
    Off,
    /// Errors.
    Error,
    /// Warnings too.
    Warn,
    /// What happens, in steps.
    #[default]
    Info,
    /// Each request.
    Debug,
    /// Everything.
    Trace,
}

/// All settings, as the layers give them together. The bounds and the meaning of each are in [`super::SPECS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// The root of PEMS's API.
    pub pems_address: Option<String>,
    /// Whether the worker syncs by itself.
    pub sync_enabled: bool,
    /// Seconds between two cycles.
    pub interval_seconds: u32,
    /// When the worker syncs by itself; `None` for always.
    pub schedule: Option<Schedule>,
    /// Records sent a cycle before the next look.
    pub batch_size: u32,
    /// Attempts of a write in all.
    pub max_attempts: u32,
    /// Seconds before the second attempt of a write; each further wait is twice as long.
    pub retry_delay_seconds: u32,
    /// Requests a second at the most; what PEMS announces bounds it further.
    pub rate_limit_per_second: u32,
    /// The colours of the window.
    pub theme: Theme,
    /// The language of the window.
    pub language: Language,
    /// Whether the system tells of conflicts and failures while the window is not in front.
    pub notifications: bool,
    /// Of what it does not tell all the same.
    pub muted_notifications: Vec<NotificationKind>,
    /// How requests find their way out of the network.
    pub proxy_mode: ProxyMode,
    /// The proxy, where the mode is manual.
    pub proxy_address: Option<String>,
    /// The user that proxies want to know; the password is in the keyring.
    pub proxy_user: Option<String>,
    /// The script, where the mode is PAC.
    pub proxy_pac_url: Option<String>,
    /// Hosts that no proxy has a part in, where the mode is manual.
    pub proxy_bypass: Vec<String>,
    /// A file of certificates, PEM, trusted besides the system's.
    pub extra_ca_file: Option<String>,
    /// Whether the application starts when the person signs in to the computer.
    pub start_at_login: bool,
    /// Whether the application looks for updates of itself.
    pub update_enabled: bool,
    /// Which versions are offered.
    pub update_channel: UpdateChannel,
    /// Where they are looked for; `None` for the address built in.
    pub update_address: Option<String>,
    /// Whether figures are offered to those who watch.
    pub metrics_enabled: bool,
    /// Where Prometheus reads them; `None` for nowhere.
    pub metrics_listen: Option<String>,
    /// Where they are pushed to by OTLP over HTTP; `None` for nowhere.
    pub otlp_endpoint: Option<String>,
    /// The change of a variance above which a second person has to approve; `None` for never.
    pub approval_above: Option<String>,
    /// The organization's key that the database's key is wrapped for too.
    pub recovery_public_key: Option<String>,
    /// How much is written to the log.
    pub log_level: LogDetail,
    /// Minutes that a write may wait before an alert tells of it.
    pub queue_age_alert_minutes: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pems_address: None,
            sync_enabled: true,
            interval_seconds: 60,
            schedule: None,
            batch_size: 100,
            max_attempts: pfa_sync::MAX_ATTEMPTS,
            retry_delay_seconds: 5,
            rate_limit_per_second: 10,
            theme: Theme::System,
            language: Language::System,
            notifications: true,
            muted_notifications: Vec::new(),
            proxy_mode: ProxyMode::System,
            proxy_address: None,
            proxy_user: None,
            proxy_pac_url: None,
            proxy_bypass: Vec::new(),
            extra_ca_file: None,
            start_at_login: false,
            update_enabled: true,
            update_channel: UpdateChannel::Stable,
            update_address: None,
            metrics_enabled: false,
            metrics_listen: Some("127.0.0.1:9464".to_owned()),
            otlp_endpoint: None,
            approval_above: None,
            recovery_public_key: None,
            log_level: LogDetail::Info,
            queue_age_alert_minutes: 60,
        }
    }
}
