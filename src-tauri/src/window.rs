//! The one window.

use tauri::{AppHandle, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label: capabilities and events go by it.
pub(crate) const MAIN: &str = "main";

/// Opens the window. Nothing but the application's own pages is ever shown in it.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("PFA Vanguard")
        .inner_size(1440.0, 900.0)
        .min_inner_size(1024.0, 700.0)
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri")
                || url.host_str().is_some_and(|h| h == "tauri.localhost" || h == "localhost")
        })
        .build()
}
