//! One application a profile: who starts it again gets the window that is open.

use crate::{link, window};
use pfa_app::command::Desk;
use pfa_app::profile::Profile;
use std::sync::Arc;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

/// Hands a second start on this profile over to the first, with the link that it was asked to follow. On Linux each
/// profile has a name of its own on the session bus; on Windows and macOS all profiles of a person share one.
pub(crate) fn only_one(profile: &Profile, desk: Arc<Desk>) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(profile))
        .callback(move |app, words, _folder| started_again(app, &desk, &words))
        .build()
}

fn started_again(app: &AppHandle, desk: &Desk, words: &[String]) {
    window::bring_forward(app);
    if let Some(record) = words.iter().find_map(|word| link::record_of(word)) {
        desk.follow_link(record);
    }
}

fn bus_name(profile: &Profile) -> String {
    // No part of a name on the bus may begin with a digit.
    format!("com.pfa_vanguard.desktop.p{}", profile.id().simple())
}
