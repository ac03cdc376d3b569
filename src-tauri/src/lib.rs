//! The shell: a window around the application. It hands commands over and events back, and holds no
//! rule, no SQL and no HTTP.

mod arguments;
#[cfg(target_os = "linux")]
mod graphics;
mod handover;
mod instance;
mod link;
mod login;
mod notify;
mod quit;
mod sample;
mod tray;
mod update;
mod window;

use arguments::Arguments;
use pfa_app::clock;
use pfa_app::command::{Desk, DeskOptions, dispatch};
use pfa_app::event::{AppEvent, Changed, Topic};
use pfa_app::logging::{self, Echo, LogLevel};
use pfa_app::profile::Profile;
use pfa_app::secrets::{KeyFileVault, KeyringVault, Secret, Vault};
use pfa_app::settings::{Governing, show_settings};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use tauri::async_runtime::JoinHandle;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{AppHandle, Emitter, EventTarget, Manager, RunEvent, Wry};

/// The event that every window listens to.
const EVENT: &str = "pfa";

/// Runs the application until its last window is closed.
pub fn run(words: Vec<String>) -> ExitCode {
    #[cfg(target_os = "linux")]
    graphics::fit_to_machine();
    let started = Arguments::parse(words).and_then(|arguments| Ok((open_profile(&arguments)?, arguments)));
    let (profile, arguments) = match started {
        Ok(started) => started,
        Err(problem) => return arguments::refuse(&problem),
    };
    let handle: Arc<OnceLock<AppHandle>> = Arc::default();
    let desk = Desk::new(options(&arguments, Arc::clone(&handle)));
    if let Some(record) = arguments.link.clone() {
        desk.follow_link(record);
    }
    let app = tauri::Builder::default()
        // First: a second start ends here, before it opens anything.
        .plugin(instance::only_one(&profile, Arc::clone(&desk)))
        .plugin(tauri_plugin_updater::Builder::new().build())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(handler(Arc::clone(&desk)))
        .setup({
            let desk = Arc::clone(&desk);
            move |app| {
                // Set once, here; events before it have no window to go to.
                let _ = handle.set(app.handle().clone());
                app.manage(Arc::clone(&desk));
                // The database opens while the window does: each takes some tenths of a second.
                let opening = tauri::async_runtime::spawn({
                    let desk = Arc::clone(&desk);
                    async move {
                        desk.open().await;
                    }
                });
                let window = window::open(app.handle())?;
                if arguments.minimized {
                    window.minimize()?;
                }
                tray::show(app.handle(), &desk);
                app.manage(update::Ready::default());
                tauri::async_runtime::spawn(update::keep_looking(app.handle().clone(), Arc::clone(&desk)));
                app.manage(notify::start(app.handle(), &desk));
                app.manage(login::AtLogin::this(&arguments.same_profile())?);
                tauri::async_runtime::spawn(start(app.handle().clone(), desk, opening, arguments.sample));
                Ok(())
            }
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(move |handle, event| on_event(&desk, handle, &event));
            ExitCode::SUCCESS
        }
        Err(error) => {
            arguments::refuse(&format!("the window cannot be opened: {}", instance::start_anew(error)))
        }
    }
}

/// Does what waits for the database to be open.
async fn start(app: AppHandle, desk: Arc<Desk>, opening: JoinHandle<()>, sample: bool) {
    if let Err(error) = opening.await {
        tracing::error!(%error, "the profile was not opened");
    }
    apply_settings(&app);
    if sample && let Err(error) = desk.open_sample().await {
        tracing::error!(%error, "the sample cannot be opened");
    }
}

/// Opens the folder of the profile and the log in it.
fn open_profile(arguments: &Arguments) -> Result<Profile, String> {
    let profile = Profile::at(&arguments.profile).map_err(|e| e.to_string())?;
    let level = match std::env::var("PFA_LOG") {
        Ok(word) => Some(word.parse::<LogLevel>().map_err(|e| e.to_string())?),
        Err(_) => None,
    };
    logging::start(&profile.logs(), level, Echo::Nothing).map_err(|e| e.to_string())?;
    Ok(profile)
}

fn options(arguments: &Arguments, handle: Arc<OnceLock<AppHandle>>) -> DeskOptions {
    let key_file = arguments.key_file.clone();
    DeskOptions {
        profile: arguments.profile.clone(),
        vault: Arc::new(move |profile: &Profile| {
            let passphrase = || std::env::var("PFA_PASSPHRASE").ok().map(Secret::new);
            Ok(match &key_file {
                Some(path) => Arc::new(KeyFileVault::at(path, passphrase())?) as Arc<dyn Vault>,
                None => Arc::new(KeyringVault::of(profile.id())),
            })
        }),
        clock: Arc::new(clock::SystemClock),
        ids: Arc::new(clock::SystemIds),
        handover: Arc::new(handover::Downloads(Arc::clone(&handle))),
        another_window: {
            let handle = Arc::clone(&handle);
            Arc::new(move || {
                let app = handle.get().ok_or("the application has not started yet")?;
                window::open_another(app).map(drop).map_err(|e| e.to_string())
            })
        },
        events: Arc::new(move |event| {
            if let Some(app) = handle.get() {
                publish(app, event);
            }
        }),
        governing: Governing::System,
        sample: Arc::new(sample::EmbeddedPems::default()),
    }
}

/// Sends an event to every window, and to the person when none is in front. A link is followed by one window alone.
fn publish(app: &AppHandle, event: AppEvent) {
    notify::tell(app, &event);
    heed(app, &event);
    let sent = match (&event, window::foremost(app)) {
        (AppEvent::Open, Some(window)) => {
            app.emit_to(EventTarget::webview_window(window.label()), EVENT, event)
        }
        _ => app.emit(EVENT, event),
    };
    if let Err(error) = sent {
        tracing::warn!(%error, "an event did not reach the windows");
    }
}

/// Does what is the shell's to do about an event.
fn heed(app: &AppHandle, event: &AppEvent) {
    tray::hear(app, event);
    if let AppEvent::Changed { changed } = event
        && changed.topics.contains(&Topic::Settings)
    {
        apply_settings(app);
    }
}

/// Tells the other windows what a command of this one changed; it has the answer to read from.
fn publish_to_others(app: &AppHandle, own: &str, changed: Changed) {
    let others =
        |target: &EventTarget| !matches!(target, EventTarget::WebviewWindow { label } if label == own);
    let event = AppEvent::Changed { changed };
    heed(app, &event);
    if let Err(error) = app.emit_filter(EVENT, event, others) {
        tracing::warn!(%error, "a change did not reach the other windows");
    }
}

/// Hands each command over to the application: the list of commands is there, and nowhere else.
fn handler(desk: Arc<Desk>) -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    move |invoke| {
        let Invoke { message, resolver, .. } = invoke;
        let name = message.command().to_owned();
        let args = match message.payload() {
            InvokeBody::Json(args) => args.clone(),
            InvokeBody::Raw(_) => serde_json::Value::Null,
        };
        let (app, own) =
            (message.webview_ref().app_handle().clone(), message.webview_ref().label().to_owned());
        let desk = Arc::clone(&desk);
        resolver.respond_async(async move {
            let done = dispatch(&desk, &name, args).await.map_err(InvokeError::from)?;
            if let Some(changed) = done.changed {
                publish_to_others(&app, &own, changed);
            }
            Ok(done.answer)
        });
        true
    }
}

/// Makes the system do what the settings say of it.
fn apply_settings(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let Ok(settings) = app.state::<Arc<Desk>>().workspace().and_then(|w| show_settings(&w)) else {
            return;
        };
        if let Err(problem) = app.state::<login::AtLogin>().set(settings.start_at_login) {
            tracing::warn!(problem, "starting at login cannot be set");
        }
    });
}

/// Ends after the request in flight, and brings the window forward for a link that the system hands over.
fn on_event(desk: &Arc<Desk>, handle: &AppHandle, event: &RunEvent) {
    if let RunEvent::ExitRequested { api, code: None, .. } = event {
        api.prevent_exit();
        quit::after_the_request(desk, handle);
    }
    #[cfg(target_os = "macos")]
    if let RunEvent::Opened { urls } = event {
        window::bring_forward(handle);
        if let Some(record) = urls.iter().find_map(|url| link::record_of(url.as_str())) {
            desk.follow_link(record);
        }
    }
}
