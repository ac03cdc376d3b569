//! Opens the profile that a call works on.

use crate::args::Common;
use crate::error::CliError;
use pfa_app::clock::{Clock, SystemClock, SystemIds};
use pfa_app::doctor::Subject;
use pfa_app::event::EventSink;
use pfa_app::logging::{self, Echo, LogLevel};
use pfa_app::profile::Profile;
use pfa_app::recovery::{self, Means};
use pfa_app::repair::Repaired;
use pfa_app::secrets::{KeyFileVault, KeyringVault, Secret, Vault, VaultError};
use pfa_app::settings::Governing;
use pfa_app::unsent::{UnsentWork, read_unsent};
use pfa_app::{AppError, Surroundings, Workspace};
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the profile, which must have been signed in to once: nothing is made for a mistyped directory.
pub fn existing(common: &Common, events: EventSink) -> Result<Workspace, CliError> {
    if Profile::exists(&directory(common)?) { open(common, events) } else { Err(AppError::SignedOut.into()) }
}

/// Opens the profile, or makes it.
pub fn open(common: &Common, events: EventSink) -> Result<Workspace, CliError> {
    let profile = Profile::at(directory(common)?)?;
    logging::start(&profile.logs(), level()?, Echo::Nothing)?;
    let vault = vault_of(common, &profile)?;
    let around = Surroundings {
        vault,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        events,
        governing: Governing::System,
    };
    let w = Workspace::open(profile, around)?;
    logging::follow(&w)?;
    Ok(w)
}

/// Nobody hears the events of a call that ends at once.
pub fn unheard() -> EventSink {
    Arc::new(|_| ())
}

/// Reads what is unsent in the profile, whatever else about it does not work.
pub fn unsent(common: &Common) -> Result<UnsentWork, CliError> {
    let now = SystemClock.now();
    Ok(read_unsent(&directory(common)?, |profile| vault_of(common, profile), now)?)
}

/// The profile to be examined, opened where it opens; nothing is made for a mistyped directory.
pub fn subject(common: &Common) -> Result<Subject, CliError> {
    let directory = directory(common)?;
    if !Profile::exists(&directory) {
        return Err(AppError::NotFound { what: "profile", id: directory.display().to_string() }.into());
    }
    let profile = Profile::existing(&directory)?;
    let vault = vault_of(common, &profile)?;
    // What keeps it from opening is found again, and told, by the look at the database.
    let workspace = existing(common, unheard()).ok();
    Ok(Subject { profile, vault, clock: Arc::new(SystemClock), governing: Governing::System, workspace })
}

/// Repairs a damaged database.
pub fn repair(common: &Common) -> Result<Repaired, CliError> {
    let directory = directory(common)?;
    if !Profile::exists(&directory) {
        return Err(AppError::NotFound { what: "profile", id: directory.display().to_string() }.into());
    }
    let profile = Profile::at(directory)?;
    logging::start(&profile.logs(), level()?, Echo::Nothing)?;
    Ok(pfa_app::repair::repair(&profile, &*vault_of(common, &profile)?, SystemClock.now())?)
}

/// Puts the database's key into this keyring again; the profile must have been used before.
pub fn recover(common: &Common, means: &Means) -> Result<(), CliError> {
    let directory = directory(common)?;
    if !Profile::exists(&directory) {
        return Err(AppError::NotFound { what: "profile", id: directory.display().to_string() }.into());
    }
    let profile = Profile::existing(&directory)?;
    Ok(recovery::recover(&profile, &*vault_of(common, &profile)?, means)?)
}

fn vault_of(common: &Common, profile: &Profile) -> Result<Arc<dyn Vault>, VaultError> {
    Ok(match &common.key_file {
        Some(file) => Arc::new(KeyFileVault::at(file, passphrase())?),
        None => Arc::new(KeyringVault::of(profile.id())),
    })
}

/// The profile's directory, named or the system's place.
pub fn directory(common: &Common) -> Result<PathBuf, CliError> {
    match &common.profile {
        Some(directory) => Ok(directory.clone()),
        None => Ok(Profile::default_location()?),
    }
}

fn passphrase() -> Option<Secret> {
    std::env::var("PFA_PASSPHRASE").ok().map(Secret::new)
}

fn level() -> Result<Option<LogLevel>, CliError> {
    Ok(std::env::var("PFA_LOG").ok().map(|level| level.parse()).transpose()?)
}
