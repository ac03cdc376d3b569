//! The windows: one at the start, and as many more as the person opens on the same workspace.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The first window's label: capabilities and events go by it. Those of the others begin with it.
const MAIN: &str = "main";

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
