//! Tells the person through the system, when no window is in front.

use notify_rust::Notification;
use pfa_app::alert::AlertKind;
use pfa_app::event::AppEvent;
use tauri::AppHandle;

/// Shows a notification for what needs a person, unless a window is in front.
pub(crate) fn tell(app: &AppHandle, event: &AppEvent) {
    let Some((summary, body)) = message(event) else { return };
    if crate::window::in_front(app) || !crate::notifications_wanted(app) {
        return;
    }
    tauri::async_runtime::spawn_blocking(move || {
        let shown = Notification::new()
            .appname("PFA Vanguard")
            .icon("pfa-vanguard")
            .summary(&summary)
            .body(&body)
            .show();
        if let Err(error) = shown {
            tracing::info!(%error, "no notification could be shown");
        }
    });
}

fn message(event: &AppEvent) -> Option<(String, String)> {
    match event {
        AppEvent::SyncConflict { records } => {
            let summary = match records.len() {
                1 => format!("{} was changed in PEMS too", records.first()?),
                many => format!("{many} records were changed in PEMS too"),
            };
            Some((summary, "Nothing is sent until you decide. Open PFA Vanguard to settle it.".to_owned()))
        }
        AppEvent::SyncFailed { records, reason } => {
            let summary = match records.len() {
                1 => format!("{} did not reach PEMS", records.first()?),
                many => format!("{many} changes did not reach PEMS"),
            };
            Some((summary, format!("{reason} The change is safe on this computer.")))
        }
        AppEvent::Alert { alert } => {
            let summary = match alert.kind {
                AlertKind::QueueOld => "Changes wait to reach PEMS",
                AlertKind::SuccessLow => "Changes do not reach PEMS",
                AlertKind::SignedOut => "Sign in to PEMS again",
                AlertKind::Update => "A newer version is there",
                AlertKind::PolicyBroken => "The organization's settings cannot be read",
                AlertKind::BackupOld => "The newest backup is old",
            };
            Some((summary.to_owned(), alert.message.clone()))
        }
        AppEvent::Connected
        | AppEvent::Connection { .. }
        | AppEvent::EditProgress { .. }
        | AppEvent::SyncQueued { .. }
        | AppEvent::SyncProcessing { .. }
        | AppEvent::SyncSuccess { .. }
        | AppEvent::Progress { .. }
        | AppEvent::Changed { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_and_failures_are_told_and_nothing_else() {
        let records = vec!["RIO-1".to_owned()];
        let failed =
            AppEvent::SyncFailed { records: records.clone(), reason: "PEMS was not available.".into() };
        let (summary, body) = message(&failed).unwrap();
        assert_eq!(summary, "RIO-1 did not reach PEMS");
        assert!(body.starts_with("PEMS was not available."));
        let two = AppEvent::SyncConflict { records: vec!["A".into(), "B".into()] };
        assert_eq!(message(&two).unwrap().0, "2 records were changed in PEMS too");
        assert_eq!(message(&AppEvent::SyncSuccess { records }), None);
    }
}
