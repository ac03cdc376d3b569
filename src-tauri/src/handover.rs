//! Files for the person: in the Downloads folder, shown in the system's file manager.

use pfa_app::command::Handover;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tauri::{AppHandle, Manager};

/// The person's Downloads folder, or the home directory where there is none.
pub(crate) struct Downloads(pub Arc<OnceLock<AppHandle>>);

impl Handover for Downloads {
    fn folder(&self) -> Option<PathBuf> {
        let places = self.0.get()?.path();
        places.download_dir().or_else(|_| places.home_dir()).ok()
    }

    fn show(&self, file: &Path) -> Result<(), String> {
        tauri_plugin_opener::reveal_item_in_dir(file).map_err(|e| e.to_string())
    }
}
