//! Against a lost keyring.

use crate::args::{Common, Recover};
use crate::error::CliError;
use crate::open::{self, directory, existing, unheard};
use crate::output::Output;
use crate::verb::account::read_secret;
use pfa_app::profile::Profile;
use pfa_app::recovery::{Means, RecoveryCode, confirm_code, make_code, note_recovered, recovery_state};
use pfa_app::secrets::Secret;
use pfa_app::view::RecoveryView;
use pfa_app::{AppError, Workspace};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// More than a private key in PEM has.
const KEY_FILE_MAX: u64 = 64 << 10;

/// Tells what the profile has against a lost keyring, also where it does not open.
pub fn state(common: &Common, out: &mut Output) -> Result<(), CliError> {
    let directory = directory(common)?;
    if !Profile::exists(&directory) {
        return Err(AppError::SignedOut.into());
    }
    let state = recovery_state(&Profile::existing(&directory)?).map_err(AppError::from)?;
    let view = RecoveryView::from(state);
    if out.json {
        return Ok(out.json(&serde_json::json!(view))?);
    }
    out.line(&match (&view.made_at, view.shown) {
        (None, _) => "No recovery code was made: type pfa recovery-code make".to_owned(),
        (Some(at), true) => format!("A recovery code was made at {at} and written down."),
        (Some(at), false) => format!("A recovery code was shown at {at} and not confirmed."),
    })?;
    out.line(match view.organization_key {
        true => "The key is kept for the organization too.",
        false => "The key is not kept for the organization.",
    })?;
    Ok(())
}

/// Makes a code and prints it. Once it is printed it takes the place of those before it.
pub fn make(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let code = make_code(w)?.shown();
    if out.json {
        out.json(&serde_json::json!({ "code": code.expose() }))?;
    } else {
        out.line(code.expose())?;
    }
    out.flush::<CliError>()?;
    // What follows the last dash: the caller has it, and with it the whole.
    let last = code.expose().rsplit('-').next().unwrap_or_default();
    Ok(confirm_code(w, last)?)
}

/// Puts the key back, and opens the database with it.
pub fn recover(common: &Common, by: &Recover, out: &mut Output) -> Result<(), CliError> {
    let means = match &by.organization_key {
        Some(file) => Means::OrganizationKey(read_key(file)?),
        None => {
            let typed = read_secret(&mut io::stdin().lock())?;
            Means::Code(RecoveryCode::parse(typed.expose()).map_err(AppError::from)?)
        }
    };
    open::recover(common, &means)?;
    note_recovered(&existing(common, unheard())?, &means)?;
    if out.json {
        out.json(&serde_json::json!({ "recovered": true }))?;
    } else {
        out.line("The key is in the keyring again and opens the database. Sign in again to sync.")?;
    }
    Ok(())
}

fn read_key(file: &Path) -> Result<Secret, CliError> {
    let unreadable = |source| CliError::Input { what: file.display().to_string(), source };
    let mut text = Zeroizing::new(String::new());
    File::open(file)
        .and_then(|file| file.take(KEY_FILE_MAX).read_to_string(&mut text))
        .map_err(unreadable)?;
    Ok(Secret::new(text.as_str()))
}
