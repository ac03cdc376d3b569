//! Tells the person through the system of what needs them, when no window is in front. Whatever comes within ten
//! seconds of a notification is told together, in one.

use crate::window;
use notify_rust::Notification;
use pfa_app::alert::AlertKind;
use pfa_app::command::Desk;
use pfa_app::domain::PfaId;
use pfa_app::event::AppEvent;
use pfa_app::settings::{NotificationKind, show_settings};
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout_at;

/// How long what follows a notification is gathered.
const TOGETHER: Duration = Duration::from_secs(10);

/// Takes what is to be told.
pub(crate) struct Crier(UnboundedSender<News>);

/// What a person is told of.
#[derive(Debug, Clone, PartialEq)]
struct News {
    kind: NotificationKind,
    records: Vec<String>,
    summary: String,
    body: String,
}

/// What is shown.
#[derive(Debug, PartialEq)]
struct Notice {
    summary: String,
    body: String,
    /// The record that its action opens; without one it opens the window.
    opens: Option<PfaId>,
}

/// Starts telling; ends with the application.
pub(crate) fn start(app: &AppHandle, desk: &Arc<Desk>) -> Crier {
    let (send, news) = unbounded_channel();
    tauri::async_runtime::spawn(cry(app.clone(), Arc::clone(desk), news));
    Crier(send)
}

/// Has the person told of an event, where there is something to tell and they want to hear it.
pub(crate) fn tell(app: &AppHandle, event: &AppEvent) {
    let Some(news) = news_of(event) else { return };
    if window::in_front(app) || !is_wanted(app, news.kind) {
        return;
    }
    if let Some(crier) = app.try_state::<Crier>() {
        // It is gone only with the application.
        let _ = crier.0.send(news);
    }
}

fn is_wanted(app: &AppHandle, kind: NotificationKind) -> bool {
    let settings = app.state::<Arc<Desk>>().workspace().and_then(|w| show_settings(&w));
    settings.is_ok_and(|settings| settings.notifications && !settings.muted_notifications.contains(&kind))
}

async fn cry(app: AppHandle, desk: Arc<Desk>, mut news: UnboundedReceiver<News>) {
    while let Some(first) = news.recv().await {
        show(&app, &desk, vec![first]);
        let gathered = gather(&mut news, TOGETHER).await;
        if !gathered.is_empty() {
            show(&app, &desk, gathered);
        }
    }
}

/// Takes what comes within `time`.
async fn gather(news: &mut UnboundedReceiver<News>, time: Duration) -> Vec<News> {
    let mut gathered = Vec::new();
    let end = tokio::time::Instant::now() + time;
    while let Ok(Some(one)) = timeout_at(end, news.recv()).await {
        gathered.push(one);
    }
    gathered
}

fn show(app: &AppHandle, desk: &Arc<Desk>, news: Vec<News>) {
    let Some(notice) = one_of(news) else { return };
    let (app, desk) = (app.clone(), Arc::clone(desk));
    // Whoever shows it may leave it there for days, and its action is waited for as long.
    let shown = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
        if let Err(error) = show_and_wait(&app, &desk, notice) {
            tracing::info!(%error, "no notification could be shown");
        }
    });
    if let Err(error) = shown {
        tracing::info!(%error, "no notification could be shown");
    }
}

fn show_and_wait(app: &AppHandle, desk: &Desk, notice: Notice) -> Result<(), notify_rust::error::Error> {
    let mut notification = Notification::new();
    notification.appname("PFA Vanguard").icon("pfa-vanguard").summary(&notice.summary).body(&notice.body);
    let label = if notice.opens.is_some() { "Open the record" } else { "Open PFA Vanguard" };
    // A click on the notification itself is `default`; the button is for those who look for one.
    notification.action("default", label).action("open", label);
    let handle = notification.show()?;
    #[cfg(target_os = "linux")]
    handle.wait_for_action(|action| {
        if matches!(action, "default" | "open") {
            window::bring_forward(app);
            if let Some(record) = notice.opens {
                desk.follow_link(record);
            }
        }
    });
    #[cfg(not(target_os = "linux"))]
    let _ = (app, desk, handle);
    Ok(())
}

/// Puts what came together into one notice.
fn one_of(mut news: Vec<News>) -> Option<Notice> {
    let count = |kind| {
        let of_kind = news.iter().filter(|one| one.kind == kind);
        of_kind.map(|one| one.records.len().max(1)).sum::<usize>()
    };
    let counts = [
        (count(NotificationKind::Conflict), "changed in PEMS too"),
        (count(NotificationKind::Failed), "did not reach PEMS"),
    ];
    let mut parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let others =
        news.iter().filter(|one| matches!(one.kind, NotificationKind::Alert | NotificationKind::Update));
    parts.extend(others.map(|one| one.summary.clone()));
    let first = news.first()?;
    let mut records = news.iter().flat_map(|one| &one.records);
    let opens = match (records.next(), records.next()) {
        (Some(only), None) => PfaId::new(only.clone()).ok(),
        (Some(_), Some(_)) | (None, _) => None,
    };
    if news.len() == 1 {
        let (summary, body) = (first.summary.clone(), first.body.clone());
        return Some(Notice { summary, body, opens });
    }
    news.dedup_by(|a, b| a.body == b.body);
    let body = news.into_iter().map(|one| one.body).collect::<Vec<_>>().join("\n");
    Some(Notice { summary: parts.join(" · "), body, opens })
}

fn news_of(event: &AppEvent) -> Option<News> {
    let (kind, records, summary, body) = match event {
        AppEvent::SyncConflict { records } => {
            let summary = match records.as_slice() {
                [one] => format!("{one} was changed in PEMS too"),
                many => format!("{} records were changed in PEMS too", many.len()),
            };
            let body = "Nothing is sent until you decide. Open PFA Vanguard to settle it.".to_owned();
            (NotificationKind::Conflict, records.clone(), summary, body)
        }
        AppEvent::SyncFailed { records, reason } => {
            let summary = match records.as_slice() {
                [one] => format!("{one} did not reach PEMS"),
                many => format!("{} changes did not reach PEMS", many.len()),
            };
            let body = format!("{reason} The change is safe on this computer.");
            (NotificationKind::Failed, records.clone(), summary, body)
        }
        AppEvent::Alert { alert } => {
            let (kind, summary) = match alert.kind {
                AlertKind::QueueOld => (NotificationKind::Alert, "Changes wait to reach PEMS"),
                AlertKind::SuccessLow => (NotificationKind::Alert, "Changes do not reach PEMS"),
                AlertKind::SignedOut => (NotificationKind::Alert, "Sign in to PEMS again"),
                AlertKind::Update => (NotificationKind::Update, "A newer version is there"),
                AlertKind::PolicyBroken => {
                    (NotificationKind::Alert, "The organization's settings cannot be read")
                }
                AlertKind::BackupOld => (NotificationKind::Alert, "The newest backup is old"),
            };
            (kind, Vec::new(), summary.to_owned(), alert.message.clone())
        }
        AppEvent::Connected
        | AppEvent::Connection { .. }
        | AppEvent::EditProgress { .. }
        | AppEvent::SyncQueued { .. }
        | AppEvent::SyncProcessing { .. }
        | AppEvent::SyncSuccess { .. }
        | AppEvent::Progress { .. }
        | AppEvent::Open
        | AppEvent::Changed { .. } => return None,
    };
    Some(News { kind, records, summary, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(records: &[&str]) -> AppEvent {
        AppEvent::SyncConflict { records: records.iter().map(|&r| r.to_owned()).collect() }
    }

    fn failure(record: &str) -> AppEvent {
        AppEvent::SyncFailed {
            records: vec![record.to_owned()],
            reason: "PEMS was not available.".to_owned(),
        }
    }

    fn together(events: &[AppEvent]) -> Notice {
        one_of(events.iter().filter_map(news_of).collect()).unwrap()
    }

    #[test]
    fn a_failure_is_told_with_its_reason_and_opens_its_record() {
        let notice = together(&[failure("RIO-1")]);
        assert_eq!(notice.summary, "RIO-1 did not reach PEMS");
        assert!(notice.body.starts_with("PEMS was not available."));
        assert_eq!(notice.opens.unwrap().as_str(), "RIO-1");
    }

    #[test]
    fn what_went_well_is_told_to_nobody() {
        assert_eq!(news_of(&AppEvent::SyncSuccess { records: vec!["RIO-1".to_owned()] }), None);
    }

    #[test]
    fn several_within_the_time_become_one_that_counts_them() {
        let notice = together(&[conflict(&["A", "B"]), failure("C"), failure("D")]);
        assert_eq!(notice.summary, "2 changed in PEMS too · 2 did not reach PEMS");
        assert_eq!(notice.body.lines().count(), 2, "the same sentence is not said twice");
        assert_eq!(notice.opens, None, "there is no one record to open");
    }

    #[tokio::test]
    async fn what_has_come_already_is_gathered_and_nothing_is_waited_for_twice() {
        let (send, mut news) = unbounded_channel();
        for event in [conflict(&["A"]), failure("B")] {
            send.send(news_of(&event).unwrap()).unwrap();
        }
        drop(send);
        assert_eq!(gather(&mut news, TOGETHER).await.len(), 2);
    }
}
