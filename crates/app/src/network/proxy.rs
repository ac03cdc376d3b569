//! The proxy that the settings name, and signing in to it.

use super::Network;
use crate::event::Changed;
use crate::secrets::{Secret, SecretName};
use crate::settings::{ProxyMode, SettingKey, Settings, set_setting, show_layers, unset_setting};
use crate::{AppError, Workspace};
use pfa_pems::{Bypass, ProxyAddress, ProxyOptions, ProxyRule, ProxySignIn};
use serde_json::Value as Json;

/// Keeps who signs in to proxies: the user as a setting, the password in the vault.
pub fn proxy_sign_in(w: &Workspace, user: &str, password: &Secret) -> Result<Changed, AppError> {
    let user = user.trim();
    if user.is_empty() || password.expose().is_empty() {
        return Err(AppError::invalid("A sign-in to a proxy takes a user and a password."));
    }
    // Where the organization has named the user, the person gives the password alone.
    let changed = if show_layers(w)?.winner(SettingKey::ProxyUser).value.as_str() == Some(user) {
        Changed::of([])
    } else {
        set_setting(w, SettingKey::ProxyUser, user.into())?
    };
    w.vault().write(SecretName::ProxyPassword, password)?;
    w.forget_client();
    Ok(changed)
}

/// Forgets who signs in to proxies; a user that the organization has named stays named.
pub fn proxy_sign_out(w: &Workspace) -> Result<Changed, AppError> {
    w.vault().forget(SecretName::ProxyPassword)?;
    w.forget_client();
    let held = show_layers(w)?.winner(SettingKey::ProxyUser);
    if held.layer.governs() || held.value == Json::Null {
        return Ok(Changed::of([]));
    }
    unset_setting(w, SettingKey::ProxyUser)
}

/// The way that a client takes, with the password that the vault keeps.
pub(crate) fn options(w: &Workspace, network: &Network) -> Result<ProxyOptions, AppError> {
    let sign_in = match (&network.proxy_user, &network.proxy) {
        (None, _) | (_, ProxyRule::Direct) => None,
        (Some(user), ProxyRule::System | ProxyRule::Through { .. } | ProxyRule::Script { .. }) => {
            let password = w.vault().read(SecretName::ProxyPassword)?;
            password.map(|password| ProxySignIn { user: user.clone(), password })
        }
    };
    Ok(ProxyOptions { rule: network.proxy.clone(), sign_in })
}

/// The way that the settings name.
pub(super) fn rule(settings: &Settings) -> Result<ProxyRule, AppError> {
    let missing = |mode: &str, key: SettingKey| {
        AppError::invalid(format!("The proxy mode is {mode}, and {} names none.", key.name()))
    };
    Ok(match settings.proxy_mode {
        ProxyMode::System => ProxyRule::System,
        ProxyMode::None => ProxyRule::Direct,
        ProxyMode::Manual => {
            let address = settings.proxy_address.as_deref();
            let address = address.ok_or_else(|| missing("manual", SettingKey::ProxyAddress))?;
            ProxyRule::Through {
                proxy: ProxyAddress::parse(address).map_err(|e| AppError::invalid(e.to_string()))?,
                bypass: Bypass::parse(settings.proxy_bypass.iter().map(String::as_str)),
            }
        }
        ProxyMode::Pac => {
            let url = settings.proxy_pac_url.clone();
            ProxyRule::Script { url: url.ok_or_else(|| missing("pac", SettingKey::ProxyPacUrl))? }
        }
    })
}
