//! The way that a client's requests go: looked up before a request where it has grown old, and kept meanwhile.

use super::script::{self, Hop};
use super::{Bypass, ProxyAddress, ProxyOptions, ProxyRule, desktop};
use crate::{ClientOptions, PemsError, carrier::Carrier, endpoint::is_loopback};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Proxy, Url, header::HeaderValue};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a way is gone before it is looked up again: a laptop changes networks.
const KEPT: Duration = Duration::from_secs(300);

/// The way to one PEMS, or to another service.
pub(crate) struct Way {
    target: Url,
    options: ProxyOptions,
    held: Mutex<Held>,
}

/// What is known of the way.
#[derive(Default)]
struct Held {
    /// In the order of trying; one at least, once it was looked up.
    hops: Vec<Hop>,
    /// Which of them is gone now.
    at: usize,
    since: Option<Instant>,
    /// The script as it was read last, for when it cannot be read again.
    script: Option<String>,
}

impl Way {
    pub(crate) fn new(target: &Url, options: &ClientOptions) -> Arc<Self> {
        // This machine is reached without anybody's help, and so is what lives in this process.
        let straight = is_loopback(target) || matches!(options.carrier, Carrier::InProcess(_));
        let rule = if straight { ProxyRule::Direct } else { options.proxy.rule.clone() };
        let options = ProxyOptions { rule, sign_in: options.proxy.sign_in.clone() };
        Arc::new(Self { target: target.clone(), options, held: Mutex::default() })
    }

    /// Looks the way up where it is not known or has grown old.
    pub(crate) async fn ready(&self, options: &ClientOptions) -> Result<(), PemsError> {
        let now = Instant::now();
        let fresh = self.held().since.is_some_and(|since| now.duration_since(since) < KEPT);
        if fresh {
            return Ok(());
        }
        let hops = match &self.options.rule {
            ProxyRule::Direct => vec![Hop::Direct],
            ProxyRule::System => self.ask_system(options).await?,
            ProxyRule::Through { proxy, bypass } => vec![self.past(proxy, bypass)],
            ProxyRule::Script { url } => self.ask_script(url, options).await?,
        };
        let mut held = self.held();
        if held.hops != hops {
            held.at = 0;
            held.hops = hops;
        }
        held.since = Some(now);
        Ok(())
    }

    /// Goes the next way after one that led nowhere; `false` where all were tried, which are then looked up anew.
    pub(crate) fn advance(&self) -> bool {
        let mut held = self.held();
        held.at += 1;
        if held.at < held.hops.len() {
            return true;
        }
        held.at = 0;
        held.since = None;
        false
    }

    /// A client whose connections go this way. Where nobody has signed in to proxies here, a user and a password that
    /// the environment names are used.
    pub(crate) fn taken_by(self: &Arc<Self>, builder: ClientBuilder) -> ClientBuilder {
        let way = Arc::clone(self);
        let proxy = Proxy::custom(move |_| {
            let proxy = way.current()?;
            Some(proxy.signed_in(way.options.sign_in.as_ref()))
        });
        match (&self.options.rule, &self.options.sign_in) {
            (ProxyRule::Direct, _) => builder.no_proxy(),
            (ProxyRule::System, None) => builder.no_proxy().proxy(match found(&self.target) {
                Some((_, Some(sign_in))) => proxy.custom_http_auth(sign_in),
                Some((_, None)) | None => proxy,
            }),
            (_, Some(who)) => builder.no_proxy().proxy(proxy.basic_auth(&who.user, who.password.expose())),
            (_, None) => builder.no_proxy().proxy(proxy),
        }
    }

    /// The environment comes first, as everywhere; then what the person has set for the whole desktop.
    async fn ask_system(&self, options: &ClientOptions) -> Result<Vec<Hop>, PemsError> {
        if let Some((proxy, _)) = found(&self.target) {
            return Ok(vec![Hop::Through(proxy)]);
        }
        Ok(match desktop::rule().await {
            Some(ProxyRule::Through { proxy, bypass }) => vec![self.past(&proxy, &bypass)],
            Some(ProxyRule::Script { url }) => self.ask_script(&url, options).await?,
            Some(ProxyRule::System | ProxyRule::Direct) | None => vec![Hop::Direct],
        })
    }

    fn past(&self, proxy: &ProxyAddress, bypass: &Bypass) -> Hop {
        let straight = bypass.holds(self.target.host_str().unwrap_or_default());
        if straight { Hop::Direct } else { Hop::Through(proxy.clone()) }
    }

    async fn ask_script(&self, address: &str, options: &ClientOptions) -> Result<Vec<Hop>, PemsError> {
        let unusable = |why: script::ScriptError| PemsError::Offline {
            detail: format!("the proxy script at {address} cannot be used: {why}"),
        };
        let script = match script::read(address, options).await {
            Ok(script) => {
                self.held().script = Some(script.clone());
                script
            }
            Err(error) => self.held().script.clone().ok_or(unusable(error))?,
        };
        script::ask(&script, &self.target).await.map_err(unusable)
    }

    /// The proxy that is gone through now.
    pub(crate) fn current(&self) -> Option<ProxyAddress> {
        let held = self.held();
        match held.hops.get(held.at) {
            Some(Hop::Through(proxy)) => Some(proxy.clone()),
            Some(Hop::Direct) | None => None,
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The proxy that environment and system name, with the sign-in that they name for it.
fn found(target: &Url) -> Option<(ProxyAddress, Option<HeaderValue>)> {
    let found = Matcher::from_system().intercept(&target.as_str().parse().ok()?)?;
    // Proxies of other kinds, such as SOCKS 4, are not gone through.
    let proxy = ProxyAddress::parse(&found.uri().to_string()).ok()?;
    Some((proxy, found.basic_auth().cloned()))
}
