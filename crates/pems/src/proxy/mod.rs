//! How requests leave the network: straight, through a proxy that is named, as the system says, or as a script says.

mod address;
mod bypass;
mod desktop;
mod methods;
mod script;
mod way;

pub use address::{InvalidAddress, ProxyAddress, WebAddress};
pub use bypass::Bypass;
pub(crate) use methods::unsupported;
pub(crate) use way::Way;

use crate::Secret;

/// Which way requests leave the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxyRule {
    /// As the system says: the environment; where that says nothing, the settings of Windows, macOS, GNOME or KDE.
    #[default]
    System,
    /// Straight to PEMS.
    Direct,
    /// Through this proxy.
    Through {
        /// The proxy.
        proxy: ProxyAddress,
        /// What it has no part in.
        bypass: Bypass,
    },
    /// As the proxy script (PAC) at this address says: https, http or file.
    Script {
        /// The address.
        url: String,
    },
}

/// The way, and who signs in to a proxy on it.
#[derive(Debug, Clone, Default)]
pub struct ProxyOptions {
    /// Which way.
    pub rule: ProxyRule,
    /// Who signs in to proxies that ask, by Basic authentication.
    pub sign_in: Option<ProxySignIn>,
}

/// Who signs in to a proxy.
#[derive(Debug, Clone)]
pub struct ProxySignIn {
    /// The user's name, without a colon.
    pub user: String,
    /// The password.
    pub password: Secret,
}
