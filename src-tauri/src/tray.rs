//! The icon in the system's tray: how sync stands, and the way back to the window.

use crate::{quit, window};
use pfa_app::command::Desk;
use pfa_app::domain::SyncStatus;
use pfa_app::event::{AppEvent, Connection, Topic};
use pfa_app::sync::{Order, SyncFigures, Trigger, sync_status};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

const TRAY: &str = "tray";
const OPEN: &str = "open";
const SYNC: &str = "sync";
const QUIT: &str = "quit";
/// A run reports each record, and nobody reads that fast.
const AT_MOST_EACH: Duration = Duration::from_secs(1);

/// Tells the tray that sync may stand differently.
pub(crate) struct TrayNews(Arc<Notify>);

/// Puts the icon into the tray. A desktop without one is no reason not to start.
pub(crate) fn show(app: &AppHandle, desk: &Arc<Desk>) {
    // Where the system's library for trays is missing, the binding panics instead of failing.
    let shown = catch_unwind(AssertUnwindSafe(|| build(app, desk)));
    match shown {
        Ok(Ok(state)) => {
            let news = Arc::new(Notify::new());
            app.manage(TrayNews(Arc::clone(&news)));
            tauri::async_runtime::spawn(keep_up(app.clone(), Arc::clone(desk), state, news));
        }
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray"),
        Err(_) => tracing::warn!("there is no tray: its library is missing"),
    }
}

/// Passes on what an event has to do with the tray.
pub(crate) fn hear(app: &AppHandle, event: &AppEvent) {
    let concerns = match event {
        AppEvent::Changed { changed } => changed
            .topics
            .iter()
            .any(|topic| matches!(topic, Topic::Status | Topic::Records | Topic::Session)),
        AppEvent::Connected
        | AppEvent::Connection { .. }
        | AppEvent::SyncQueued { .. }
        | AppEvent::SyncProcessing { .. }
        | AppEvent::SyncSuccess { .. }
        | AppEvent::SyncConflict { .. }
        | AppEvent::SyncFailed { .. } => true,
        AppEvent::Progress { .. }
        | AppEvent::EditProgress { .. }
        | AppEvent::Alert { .. }
        | AppEvent::Open => false,
    };
    if concerns && let Some(news) = app.try_state::<TrayNews>() {
        news.0.notify_one();
    }
}

fn build(app: &AppHandle, desk: &Arc<Desk>) -> tauri::Result<MenuItem<Wry>> {
    let state = MenuItem::with_id(app, "state", "Starting", false, None::<&str>)?;
    let menu = Menu::with_items(
        app,
        &[
            &state,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, OPEN, "Open PFA Vanguard", true, None::<&str>)?,
            &MenuItem::with_id(app, SYNC, "Sync now", true, None::<&str>)?,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?,
        ],
    )?;
    let chosen_on = Arc::clone(desk);
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .menu(&menu)
        .tooltip("PFA Vanguard")
        .on_menu_event(move |app, event| chosen(app, &chosen_on, event.id().as_ref()));
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(state)
}

fn chosen(app: &AppHandle, desk: &Arc<Desk>, item: &str) {
    match item {
        OPEN => window::bring_forward(app),
        SYNC => desk.order(Order::Sync(Trigger::Manual)),
        QUIT => quit::after_the_request(desk, app),
        _ => {}
    }
}

/// Shows how sync stands whenever it may have changed, for as long as the application runs.
async fn keep_up(app: AppHandle, desk: Arc<Desk>, state: MenuItem<Wry>, news: Arc<Notify>) {
    let mut pace = interval(AT_MOST_EACH);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pace.tick().await;
        let desk = Arc::clone(&desk);
        let read = tokio::task::spawn_blocking(move || sentence(&desk)).await;
        let said = read.unwrap_or_else(|_| "The state cannot be read".to_owned());
        let tooltip = format!("PFA Vanguard: {said}");
        let told = state.set_text(&said).and_then(|()| match app.tray_by_id(TRAY) {
            Some(tray) => tray.set_tooltip(Some(tooltip)),
            None => Ok(()),
        });
        if let Err(error) = told {
            tracing::debug!(%error, "the tray does not take the state");
        }
        news.notified().await;
    }
}

fn sentence(desk: &Desk) -> String {
    let figures = desk.workspace().and_then(|w| sync_status(&w));
    figures.map_or_else(|_| "Not signed in".to_owned(), |figures| in_words(&figures))
}

/// How sync stands, in words: the connection, then each count that is not zero.
fn in_words(figures: &SyncFigures) -> String {
    let connection = match figures.connection {
        Connection::Online => "Online",
        Connection::Offline => "Offline",
        Connection::SignInAgain => "Sign in again",
        Connection::NotPems => "PEMS does not answer",
        Connection::Certificate => "Certificate not trusted",
        Connection::ProxySignIn => "The proxy wants a sign-in",
        Connection::PolicyBroken => "The organization's settings cannot be read",
        Connection::Unavailable => "PEMS is not available",
        Connection::Unknown => "Connecting",
    };
    let count = |status| figures.counts.get(&status).copied().unwrap_or_default();
    let waiting = count(SyncStatus::Queued) + count(SyncStatus::Syncing);
    let counts = [
        (count(SyncStatus::Draft), "draft", "drafts"),
        (waiting, "waiting", "waiting"),
        (count(SyncStatus::Conflict), "conflict", "conflicts"),
        (count(SyncStatus::Failed), "failed", "failed"),
    ];
    let counts = counts.iter().filter(|(count, ..)| *count > 0);
    let counts = counts.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    std::iter::once(connection.to_owned()).chain(counts).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pfa_app::event::ChangeFeed;

    fn figures(connection: Connection, counts: &[(SyncStatus, u64)]) -> SyncFigures {
        SyncFigures {
            counts: counts.iter().copied().collect(),
            connection,
            connection_reason: None,
            offline_since: None,
            change_feed: ChangeFeed::Off,
            running: false,
            progress: None,
            queue: Default::default(),
            last_at: None,
            next_at: None,
            guard: None,
            quarantined: 0,
        }
    }

    #[test]
    fn the_tray_says_the_connection_and_each_count_that_is_not_zero() {
        let counts = [
            (SyncStatus::Synced, 8_800),
            (SyncStatus::Draft, 2),
            (SyncStatus::Queued, 1),
            (SyncStatus::Syncing, 1),
            (SyncStatus::Conflict, 1),
        ];
        assert_eq!(
            in_words(&figures(Connection::Online, &counts)),
            "Online · 2 drafts · 2 waiting · 1 conflict"
        );
        assert_eq!(in_words(&figures(Connection::Offline, &[])), "Offline");
    }
}
