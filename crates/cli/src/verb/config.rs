//! Settings from a script: what holds, whose it is, and choosing.

use crate::args::{Common, Config, Proxy};
use crate::error::CliError;
use crate::open::{directory, existing, open, unheard};
use crate::output::Output;
use crate::verb::account::read_secret;
use pfa_app::audit::note_refusal;
use pfa_app::network::{proxy_sign_in, proxy_sign_out};
use pfa_app::profile::Profile;
use pfa_app::settings::{
    Explained, Governing, Layers, SettingKey, explain_settings, set_setting, show_layers, unset_setting,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::io;

/// Does what was asked for. A setting can be chosen before the first sign-in, since the way to PEMS may be one.
pub fn config(common: &Common, what: &Config, out: &mut Output) -> Result<(), CliError> {
    match what {
        Config::Get { key } => get(&layers(common)?, *key, out),
        Config::Explain { key } => explain(&layers(common)?, *key, out),
        Config::Set { key, value } => {
            let w = open(common, unheard())?;
            set_setting(&w, *key, key.spec().form.typed(value))
                .inspect_err(|error| note_refusal(&w, "pfa config set", error))?;
            get(&show_layers(&w)?, *key, out)
        }
        Config::Unset { key } => {
            let w = existing(common, unheard())?;
            unset_setting(&w, *key).inspect_err(|error| note_refusal(&w, "pfa config unset", error))?;
            get(&show_layers(&w)?, *key, out)
        }
    }
}

/// Signs in to proxies or out, before the first sign-in to PEMS too: a proxy may be in its way.
pub fn proxy(common: &Common, what: &Proxy, out: &mut Output) -> Result<(), CliError> {
    match what {
        Proxy::SignIn { user, .. } => {
            let password = read_secret(&mut io::stdin().lock())?;
            let w = open(common, unheard())?;
            proxy_sign_in(&w, user, &password)?;
        }
        Proxy::SignOut => {
            proxy_sign_out(&existing(common, unheard())?).map(drop)?;
        }
    }
    let signed_in = matches!(what, Proxy::SignIn { .. });
    if out.json {
        out.json(&json!({ "proxySignedIn": signed_in }))?;
    } else {
        out.line(if signed_in { "Kept for proxies that ask." } else { "Forgotten." })?;
    }
    Ok(())
}

/// Without a profile, what governs this computer is told all the same.
fn layers(common: &Common) -> Result<Layers, CliError> {
    if Profile::exists(&directory(common)?) {
        Ok(show_layers(&existing(common, unheard())?)?)
    } else {
        Ok(Layers::read(&Governing::System, BTreeMap::new()))
    }
}

fn get(layers: &Layers, key: SettingKey, out: &mut Output) -> Result<(), CliError> {
    let held = layers.winner(key);
    if out.json {
        let source = held.source;
        out.json(&json!({ "key": key, "value": held.value, "layer": held.layer, "source": source }))?;
    } else {
        out.line(&plain(&held.value))?;
    }
    Ok(())
}

fn explain(layers: &Layers, key: Option<SettingKey>, out: &mut Output) -> Result<(), CliError> {
    let explained = explain_settings(layers, key);
    let problems = layers.problems();
    if out.json {
        out.json(&json!({ "settings": explained, "problems": problems }))?;
        return Ok(());
    }
    for setting in &explained {
        tell(setting, out)?;
    }
    for problem in problems {
        out.line(&format!("cannot be applied: {problem}"))?;
    }
    Ok(())
}

fn tell(setting: &Explained, out: &mut Output) -> Result<(), CliError> {
    out.line(&format!("{} = {}", setting.key.name(), plain(&setting.value)))?;
    for given in &setting.layers {
        let holds = if given.layer == setting.layer { "holds" } else { "" };
        let source = given.source.as_deref().unwrap_or_default();
        let line = format!("  {:<8} {holds:<6} {}  {source}", given.layer.name(), plain(&given.value));
        out.line(line.trim_end())?;
    }
    Ok(())
}

/// A text as it is, anything else as JSON.
fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
