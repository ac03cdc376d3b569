//! One application a profile: who starts it again gets the window that is open.

use crate::{link, window};
use pfa_app::command::Desk;
use pfa_app::profile::Profile;
use std::sync::Arc;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

/// Set for a start that takes the place of one that was handed over to nobody, so that it is the last.
#[cfg(unix)]
const AGAIN: &str = "PFA_STARTED_AGAIN";

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

/// Lets a start from now on open an application of its own: this one is about to end, and has no window to bring forward.
pub(crate) fn stand_back(app: &AppHandle) {
    tauri_plugin_single_instance::destroy(app);
}

/// Starts anew where the application that this start was handed over to ended before it took it; gives why not otherwise.
#[cfg(unix)]
pub(crate) fn start_anew(error: tauri::Error) -> String {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    let handed_over =
        matches!(&error, tauri::Error::PluginInitialization(name, _) if name == "single-instance");
    if !handed_over || std::env::var_os(AGAIN).is_some() {
        return error.to_string();
    }
    match std::env::current_exe() {
        Ok(program) => {
            Command::new(program).args(std::env::args_os().skip(1)).env(AGAIN, "1").exec().to_string()
        }
        Err(problem) => problem.to_string(),
    }
}

/// Nothing is handed over by the session bus here.
#[cfg(not(unix))]
pub(crate) fn start_anew(error: tauri::Error) -> String {
    error.to_string()
}

fn bus_name(profile: &Profile) -> String {
    // No part of a name on the bus may begin with a digit.
    format!("com.pfa_vanguard.desktop.p{}", profile.id().simple())
}
