//! How PEMS is reached, as the settings have it now: which PEMS, by which proxy, trusting whom.

mod proxy;

pub use pfa_pems::{SetupError, Trust};
pub(crate) use proxy::options as proxy_options;
pub use proxy::{proxy_sign_in, proxy_sign_out};

use crate::AppError;
use crate::account::Account;
use crate::settings::{Layers, SettingKey};
use pfa_pems::{Endpoint, ProxyRule};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest file of certificates that is read.
const CA_BYTES_MAX: u64 = 1 << 20;

/// The way to PEMS. A client made for another way is not used any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Network {
    /// Certificates, PEM, that are trusted besides the system's.
    pub ca_pem: Option<String>,
    /// Which way requests leave the network.
    pub proxy: ProxyRule,
    /// Who signs in to a proxy that asks.
    pub proxy_user: Option<String>,
}

impl Network {
    /// The way to the PEMS of an account. With a broken policy there is none: it may say what must not be done.
    pub(crate) fn of(account: &Account, layers: &Layers) -> Result<Self, AppError> {
        refuse_broken(layers)?;
        if account.sample {
            return Ok(Self { ca_pem: None, proxy: ProxyRule::Direct, proxy_user: None });
        }
        check_address(account, layers)?;
        Self::as_set(account.ca_pem.clone(), layers)
    }

    /// The way to what is not PEMS, such as a collector of figures.
    pub(crate) fn to_services(account: Option<&Account>, layers: &Layers) -> Result<Self, AppError> {
        refuse_broken(layers)?;
        Self::as_set(account.and_then(|account| account.ca_pem.clone()), layers)
    }

    fn as_set(ca_pem: Option<String>, layers: &Layers) -> Result<Self, AppError> {
        let settings = layers.settings();
        let extra = match &settings.extra_ca_file {
            Some(file) => Some(read_ca(file)?),
            None => None,
        };
        let parts: Vec<String> = ca_pem.into_iter().chain(extra).collect();
        Ok(Self {
            ca_pem: (!parts.is_empty()).then(|| parts.join("\n")),
            proxy: proxy::rule(&settings)?,
            proxy_user: settings.proxy_user,
        })
    }
}

/// The address to sign in to where the person names none.
pub(crate) fn address_wanted(typed: &str, layers: &Layers) -> Result<String, AppError> {
    let typed = typed.trim();
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    layers.settings().pems_address.ok_or_else(|| AppError::invalid("The address of PEMS is missing."))
}

/// Reads a file of certificates that a person or a setting names.
pub(crate) fn read_ca(file: &str) -> Result<String, AppError> {
    let unreadable =
        |e: std::io::Error| AppError::invalid(format!("The CA file {file} cannot be read: {e}."));
    let mut pem = String::new();
    let opened = File::open(Path::new(file)).map_err(unreadable)?;
    opened.take(CA_BYTES_MAX + 1).read_to_string(&mut pem).map_err(unreadable)?;
    if pem.len() as u64 > CA_BYTES_MAX {
        return Err(AppError::invalid(format!(
            "The CA file {file} is larger than a certificate file can be."
        )));
    }
    pfa_pems::check_certificates(pem.as_bytes())
        .map_err(|e| AppError::invalid(format!("The CA file {file} cannot be used: {e}.")))?;
    Ok(pem)
}

fn refuse_broken(layers: &Layers) -> Result<(), AppError> {
    if layers.policy_is_broken() {
        return Err(AppError::PolicyBroken(layers.problems().to_vec()));
    }
    Ok(())
}

/// What the organization or the computer's administrator has named is the only PEMS.
fn check_address(account: &Account, layers: &Layers) -> Result<(), AppError> {
    let wanted = layers.winner(SettingKey::PemsAddress);
    let Some(address) = wanted.value.as_str().filter(|_| wanted.layer.governs()) else { return Ok(()) };
    let root = Endpoint::new(address, &account.tenant)?;
    if root.root().as_str() == account.pems {
        return Ok(());
    }
    Err(AppError::Governed {
        key: SettingKey::PemsAddress.name(),
        layer: wanted.layer,
        place: wanted.source.unwrap_or_default(),
    })
}
