//! How this application syncs, reaches the network, looks and is watched: settings in layers. What the organization
//! sets wins over what is set for the computer, that over what the person chooses, that over the defaults.

mod check;
mod explain;
mod key;
mod layer;
mod place;
mod schedule;
mod typed;

pub use explain::{Explained, LayerValue, explain_settings};
pub use key::{Form, SPECS, SettingKey, Spec, UnknownSetting};
pub use layer::{Layer, Layers, SettingProblem, Winner};
pub use place::Governing;
pub use schedule::Schedule;
pub use typed::{Language, LogDetail, NotificationKind, ProxyMode, Settings, Theme, UpdateChannel};

use crate::event::{Changed, Topic};
use crate::{AppError, Workspace, account};
use check::check;
use pfa_domain::Permission;
use pfa_store::{Db, StoreError, Tx, audit, setting};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

pub(crate) const KEY: &str = "settings";

/// A setting with the value that holds, for a form.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingState {
    /// Which.
    pub key: SettingKey,
    /// What holds, and who says so.
    pub winner: Winner,
    /// Why the person cannot change it; `None` where they can.
    pub fixed: Option<String>,
}

/// The settings that hold.
pub fn show_settings(w: &Workspace) -> Result<Settings, AppError> {
    Ok(w.store().read(|db| get(w, db))?)
}

/// Each setting, whose value it is, and whether the person may change it.
pub fn list_settings(w: &Workspace) -> Result<Vec<SettingState>, AppError> {
    w.store().read(|db| {
        let layers = layers(w, db)?;
        let state = |key| {
            let winner = layers.winner(key);
            let fixed = may_change(db, &layers, key).err().map(|refused| refused.to_string());
            SettingState { key, winner, fixed }
        };
        Ok(SettingKey::all().map(state).collect())
    })
}

/// What every layer says, for [`explain_settings`].
pub fn show_layers(w: &Workspace) -> Result<Layers, AppError> {
    Ok(w.store().read(|db| layers(w, db))?)
}

/// What cannot be applied of what the layers say.
pub fn list_problems(w: &Workspace) -> Result<Vec<SettingProblem>, AppError> {
    w.store().read(|db| Ok(layers(w, db)?.problems().to_vec()))
}

/// Takes over each setting that differs from what holds. One that is governed, or not the person's to change, refuses
/// them all.
pub fn save_settings(w: &Workspace, settings: &Settings) -> Result<Changed, AppError> {
    let wanted = serde_json::to_value(settings).unwrap_or_default();
    w.store().write(|tx| {
        let layers = layers(w, tx)?;
        let mut changes: Vec<(SettingKey, Option<Json>)> = Vec::new();
        for key in SettingKey::all() {
            let value = &wanted[key.name()];
            if *value != layers.winner(key).value {
                changes.push((key, Some(value.clone())));
            }
        }
        // While the policy is broken sync is shown as off, which nobody asked to be kept.
        changes.retain(|(key, _)| *key != SettingKey::SyncEnabled || !layers.policy_is_broken());
        change(w, tx, &layers, changes)
    })
}

/// Chooses a value for this profile.
pub fn set_setting(w: &Workspace, key: SettingKey, value: Json) -> Result<Changed, AppError> {
    w.store().write(|tx| change(w, tx, &layers(w, tx)?, vec![(key, Some(value))]))
}

/// Gives up what was chosen for this profile, so that the layer below holds.
pub fn unset_setting(w: &Workspace, key: SettingKey) -> Result<Changed, AppError> {
    w.store().write(|tx| change(w, tx, &layers(w, tx)?, vec![(key, None)]))
}

/// The settings that hold, in a transaction.
pub(crate) fn get(w: &Workspace, db: &Db<'_>) -> Result<Settings, StoreError> {
    Ok(layers(w, db)?.settings())
}

/// All layers as they are now: files and registry are read each time, so that a new policy holds without a restart.
pub(crate) fn layers(w: &Workspace, db: &Db<'_>) -> Result<Layers, StoreError> {
    Ok(Layers::read(w.governing(), chosen(db)?))
}

fn chosen(db: &Db<'_>) -> Result<BTreeMap<String, Json>, StoreError> {
    Ok(setting::get(db, KEY)?.unwrap_or_default())
}

fn change(
    w: &Workspace,
    tx: &Tx<'_>,
    layers: &Layers,
    changes: Vec<(SettingKey, Option<Json>)>,
) -> Result<Changed, AppError> {
    let mut chosen = chosen(tx)?;
    let mut who = None;
    let (mut before, mut after) = (Map::new(), Map::new());
    for (key, value) in changes {
        if let Some(value) = &value {
            check(key, value, Layer::User).map_err(|why| AppError::invalid(format!("The setting {why}.")))?;
        }
        who = Some(may_change(tx, layers, key)?);
        before.insert(key.name().to_owned(), layers.winner(key).value);
        match value {
            Some(value) => {
                after.insert(key.name().to_owned(), value.clone());
                chosen.insert(key.name().to_owned(), value);
            }
            None => {
                after.insert(key.name().to_owned(), below(layers, key));
                chosen.remove(key.name());
            }
        }
    }
    let Some(who) = who else { return Ok(Changed::of([])) };
    setting::put(tx, KEY, &chosen)?;
    let detail = serde_json::json!({ "before": before, "after": after });
    audit::append(tx, &w.entry(&who, "settings_saved", None, detail))?;
    // The network and the schedule are part of the status.
    Ok(Changed::of([Topic::Settings, Topic::Status, Topic::Audit]))
}

fn below(layers: &Layers, key: SettingKey) -> Json {
    layers.given(Layer::Default, key).map(|(value, _)| value.clone()).unwrap_or_default()
}

/// Who changes it. Before the first sign-in no PEMS has given rights yet, and the way to it may be what is to be set.
fn may_change(db: &Db<'_>, layers: &Layers, key: SettingKey) -> Result<String, AppError> {
    let Winner { layer, source, .. } = layers.winner(key);
    if layer.governs() {
        return Err(AppError::Governed { key: key.name(), layer, place: source.unwrap_or_default() });
    }
    match account::get(db)? {
        None => Ok("nobody".to_owned()),
        Some(account) if key.spec().personal => Ok(account.user_id),
        Some(_) => Ok(account::actor(db, Permission::ManageSettings)?.user),
    }
}
