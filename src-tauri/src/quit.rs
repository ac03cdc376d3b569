//! The end: after the request in flight, so that what it brings is still recorded.

use crate::{instance, update};
use pfa_app::command::Desk;
use std::sync::Arc;
use tauri::AppHandle;

/// Ends the application once the worker has recorded the answer that it waits for, and puts an update in place then.
pub(crate) fn after_the_request(desk: &Arc<Desk>, app: &AppHandle) {
    // Who starts it again meanwhile waits for no request of this one's, and is not sent to a window that is gone.
    instance::stand_back(app);
    let (desk, app) = (Arc::clone(desk), app.clone());
    tauri::async_runtime::spawn(async move {
        desk.close().await;
        update::put_in_place(&app);
        app.exit(0);
    });
}
