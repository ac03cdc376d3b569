//! The windows: one at the start, and as many more as the person opens on the same workspace.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The first window's label: capabilities and events go by it. Those of the others begin with it.
const MAIN: &str = "main";

/// The window that stands for the application: the first, or of those that are left the one opened first.
pub(crate) fn foremost(app: &AppHandle) -> Option<WebviewWindow> {
    app.webview_windows().into_iter().min_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, window)| window)
}

/// Brings a window before the person, wherever it is.
pub(crate) fn bring_forward(app: &AppHandle) {
    let Some(window) = foremost(app) else { return };
    for moved in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = moved {
            tracing::warn!(%error, "the window does not come forward");
        }
    }
}

/// Opens the first window. Nothing but the application's own pages is ever shown in a window.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    open_as(app, MAIN)
}

/// Opens a further window.
pub(crate) fn open_another(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let open = app.webview_windows();
    let free = (2..).map(|number| format!("{MAIN}-{number}")).find(|label| !open.contains_key(label));
    open_as(app, &free.unwrap_or_else(|| MAIN.to_owned()))
}

/// Whether the person has a window before them.
pub(crate) fn in_front(app: &AppHandle) -> bool {
    app.webview_windows().values().any(|window| window.is_focused().unwrap_or(false))
}

fn open_as(app: &AppHandle, label: &str) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::App("index.html".into()))
        .title("PFA Vanguard")
        .inner_size(1440.0, 900.0)
        .min_inner_size(1024.0, 700.0)
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri")
                || url.host_str().is_some_and(|h| h == "tauri.localhost" || h == "localhost")
        })
        .build()
}
