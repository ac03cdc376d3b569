//! How this application syncs and looks, with the bounds of each setting.

use crate::{AppError, Workspace, account, event::Changed, event::Topic};
use pfa_domain::Permission;
use pfa_store::{Db, StoreError, audit, setting};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

const KEY: &str = "settings";
const INTERVAL: RangeInclusive<u32> = 10..=3600;
const BATCH: RangeInclusive<u32> = 1..=1000;
const ATTEMPTS: RangeInclusive<u32> = 1..=10;
const RATE: RangeInclusive<u32> = 1..=100;

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

/// The settings of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Whether the worker syncs by itself.
    pub sync_enabled: bool,
    /// Seconds between two cycles, 10 to 3,600.
    pub interval_seconds: u32,
    /// Records sent a cycle before the next look, 1 to 1,000.
    pub batch_size: u32,
    /// Attempts of a write in all, 1 to 10.
    pub max_attempts: u32,
    /// Requests a second at the most, 1 to 100; what PEMS announces bounds it further.
    pub rate_limit_per_second: u32,
    /// The colours of the window.
    pub theme: Theme,
    /// Whether the system tells of conflicts and failures while the window is not in front.
    pub notifications: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sync_enabled: true,
            interval_seconds: 60,
            batch_size: 100,
            max_attempts: pfa_sync::MAX_ATTEMPTS,
            rate_limit_per_second: 10,
            theme: Theme::System,
            notifications: true,
        }
    }
}

/// The settings.
pub fn show_settings(w: &Workspace) -> Result<Settings, AppError> {
    Ok(w.store().read(get)?)
}

/// Replaces the settings. How the window looks is anybody's to choose; the rest takes `manageSettings`.
pub fn save_settings(w: &Workspace, settings: &Settings) -> Result<Changed, AppError> {
    check(settings)?;
    w.store().write(|tx| {
        let before = get(tx)?;
        let looks = |s: &Settings| Settings { theme: Theme::System, notifications: true, ..s.clone() };
        let who = if looks(&before) == looks(settings) {
            account::get(tx)?.map_or_else(|| "nobody".to_owned(), |a| a.user_id)
        } else {
            account::actor(tx, Permission::ManageSettings)?.user
        };
        setting::put(tx, KEY, settings)?;
        let detail = serde_json::json!({ "before": before, "after": settings });
        audit::append(tx, &w.entry(&who, "settings_saved", None, detail))?;
        Ok(Changed::of([Topic::Settings, Topic::Audit]))
    })
}

pub(crate) fn get(db: &Db<'_>) -> Result<Settings, StoreError> {
    Ok(setting::get(db, KEY)?.unwrap_or_default())
}

fn check(settings: &Settings) -> Result<(), AppError> {
    let bounds = [
        ("Seconds between syncs", settings.interval_seconds, INTERVAL),
        ("Records a batch", settings.batch_size, BATCH),
        ("Attempts", settings.max_attempts, ATTEMPTS),
        ("Requests a second", settings.rate_limit_per_second, RATE),
    ];
    for (name, value, range) in bounds {
        if !range.contains(&value) {
            return Err(AppError::invalid(format!(
                "{name} must lie between {} and {}, not {value}.",
                range.start(),
                range.end()
            )));
        }
    }
    Ok(())
}
