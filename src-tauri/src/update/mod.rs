//! Updates of the application itself: looked for while it runs, put in place when it ends. A package of the system
//! (deb, rpm) is left to the system, and what the organization's policy turns off is off.

mod rollout;
#[cfg(test)]
mod tests;

use pfa_app::alert::{Alert, AlertKind};
use pfa_app::clock::{Clock, SystemClock};
use pfa_app::command::Desk;
use pfa_app::event::AppEvent;
use pfa_app::network::{SetupError, Trust};
use pfa_app::settings::{Settings, UpdateChannel, show_settings};
use rollout::{Manifest, Unfit};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tauri::{AppHandle, Manager, Runtime, Url};
use tauri_plugin_updater::{Update, UpdaterExt};
use tokio::time::{MissedTickBehavior, interval};

const EACH: Duration = Duration::from_secs(6 * 60 * 60);
const ANSWER_WITHIN: Duration = Duration::from_secs(10 * 60);

/// A newer version, checked, that is put in place at the end.
#[derive(Default)]
pub(crate) struct Ready(Mutex<Option<(Update, Vec<u8>)>>);

/// Where to look, and for whom.
#[derive(Debug, Clone)]
struct Asked {
    /// The folder of channels; each has a `latest.json`.
    address: Url,
    channel: UpdateChannel,
    /// The profile that a staged rollout draws for.
    profile: String,
    /// Who is trusted beside those whom the system trusts, as PEM.
    ca_pem: Option<Vec<u8>>,
    /// What is replaced, if not this very program.
    program: Option<PathBuf>,
}

/// Why there is no update.
#[derive(Debug)]
enum Refused {
    /// It cannot be fetched, or is not signed for what it claims to be.
    Updater(tauri_plugin_updater::Error),
    /// It is not for this computer.
    Unfit(Unfit),
    /// Whom to trust cannot be said.
    Trust(SetupError),
}

/// Looks for updates for as long as the application runs.
pub(crate) async fn keep_looking(app: AppHandle, desk: Arc<Desk>) {
    if !updates_itself(bundle_type()) {
        return;
    }
    let mut pace = interval(EACH);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pace.tick().await;
        let Some(asked) = asked_by(&app, &desk) else { continue };
        match fetch(&app, &asked).await {
            Ok(Some((update, bytes))) => offer(&app, update, bytes),
            Ok(None) => tracing::debug!("there is no newer version"),
            Err(Refused::Updater(error)) => tracing::warn!(%error, "an update was refused"),
            Err(Refused::Unfit(why)) => tracing::info!(?why, "an update is not for this computer"),
            Err(Refused::Trust(error)) => tracing::warn!(%error, "no update can be trusted"),
        }
    }
}

/// Puts what is ready in place. On Windows the installer takes over, and this does not come back.
pub(crate) fn put_in_place<R: Runtime>(app: &AppHandle<R>) {
    let Some(ready) = app.try_state::<Ready>() else { return };
    let taken = ready.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((update, bytes)) = taken {
        match update.install(bytes) {
            Ok(()) => tracing::info!(version = update.version, "updated"),
            Err(error) => tracing::error!(%error, "the update cannot be put in place"),
        }
    }
}

/// What the system's package tools have installed, they update; a build of one's own has no newer version.
fn updates_itself(bundle: Option<BundleType>) -> bool {
    matches!(
        bundle,
        Some(BundleType::AppImage | BundleType::Nsis | BundleType::Msi | BundleType::App | BundleType::Dmg)
    )
}

fn asked_by(app: &AppHandle, desk: &Desk) -> Option<Asked> {
    let workspace = desk.workspace().ok()?;
    let settings = show_settings(&workspace).ok()?;
    let address = address(app, &settings)?;
    Some(Asked {
        address,
        channel: settings.update_channel,
        profile: workspace.profile().id().to_string(),
        ca_pem: settings.extra_ca_file.and_then(|file| std::fs::read(file).ok()),
        program: None,
    })
}

/// The setting's address, else the one that is built in; a build without either, or without a key, has no updates, and
/// nobody has any where they are turned off.
fn address<R: Runtime>(app: &AppHandle<R>, settings: &Settings) -> Option<Url> {
    if !settings.update_enabled {
        return None;
    }
    let built_in = app.config().plugins.0.get("updater")?;
    built_in.get("pubkey")?.as_str().filter(|key| !key.is_empty())?;
    let built_in = built_in.get("endpoints").and_then(|all| all.get(0)?.as_str());
    settings.update_address.as_deref().or(built_in)?.parse().ok().filter(|url: &Url| url.scheme() == "https")
}

fn offer(app: &AppHandle, update: Update, bytes: Vec<u8>) {
    let message = format!(
        "Version {} is put in place when PFA Vanguard is closed. Nothing waits for it.",
        update.version
    );
    let ready = app.state::<Ready>();
    let before = ready.0.lock().unwrap_or_else(PoisonError::into_inner).replace((update, bytes));
    if before.is_none() {
        let alert = Alert { kind: AlertKind::Update, message, since: SystemClock.now() };
        crate::publish(app, AppEvent::Alert { alert });
    }
}

/// The newest version that is newer, signed by our key for that very version, of the channel, and rolled out to this
/// profile.
async fn fetch<R: Runtime>(app: &AppHandle<R>, asked: &Asked) -> Result<Option<(Update, Vec<u8>)>, Refused> {
    let channel = rollout::name(asked.channel);
    let address = format!("{}/{channel}/latest.json", asked.address.as_str().trim_end_matches('/'));
    let address =
        address.parse().map_err(|error| Refused::Updater(tauri_plugin_updater::Error::UrlParse(error)))?;
    let trust = Trust::of(asked.ca_pem.as_deref()).map_err(Refused::Trust)?;
    let mut builder = app
        .updater_builder()
        .endpoints(vec![address])?
        .timeout(ANSWER_WITHIN)
        .configure_client(move |client| trust.held_by(client));
    if let Some(program) = &asked.program {
        builder = builder.executable_path(program);
    }
    let Some(update) = builder.build()?.check().await? else { return Ok(None) };
    Manifest::read(&update.raw_json)?.fits(asked.channel, &update.version, &asked.profile)?;
    let bytes = update.download(|_, _| {}, || {}).await?;
    Ok(Some((update, bytes)))
}

impl From<tauri_plugin_updater::Error> for Refused {
    fn from(error: tauri_plugin_updater::Error) -> Self {
        Self::Updater(error)
    }
}

impl From<Unfit> for Refused {
    fn from(why: Unfit) -> Self {
        Self::Unfit(why)
    }
}
