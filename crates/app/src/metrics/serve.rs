//! Offers the figures where the settings say: a small server that knows one page, and a push every minute.

use super::text::{CONTENT_TYPE, text};
use super::{gather, otlp};
use crate::network::Network;
use crate::settings::{self, Settings};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_pems::{Collector, WebAddress};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How often the settings are looked at, when nobody says that they changed.
const LOOK: Duration = Duration::from_secs(30);
/// How often figures are pushed.
const PUSH: TimeDelta = TimeDelta::seconds(60);
/// How long one reader may take: they are answered one after the other.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most that a reader may ask with.
const REQUEST_MAX: usize = 8 << 10;

/// Where the figures can be read now; none where they cannot.
pub fn listening_at(w: &Workspace) -> Option<SocketAddr> {
    w.live().metrics_at
}

/// What is offered at the moment.
struct Offer {
    w: Workspace,
    started: DateTime<Utc>,
    listener: Option<(SocketAddr, TcpListener)>,
    /// The address that could not be had; said once.
    refused: Option<SocketAddr>,
    pushed_at: Option<DateTime<Utc>>,
}

/// Offers the figures for as long as it is polled; it never ends by itself.
pub(crate) async fn offer(w: Workspace) {
    if !w.hears() {
        return std::future::pending().await;
    }
    let started = w.now();
    let mut offer = Offer { w, started, listener: None, refused: None, pushed_at: None };
    loop {
        let settings = offer.settings();
        offer
            .listen(settings.as_ref().and_then(|s| s.metrics_listen.as_deref()).and_then(|a| a.parse().ok()))
            .await;
        offer.push(settings.as_ref().and_then(|s| s.otlp_endpoint.as_deref())).await;
        let changed = offer.w.clone();
        tokio::select! {
            () = changed.look_again().notified() => {}
            answered = timeout(LOOK, offer.answer()) => drop(answered),
        }
    }
}

impl Offer {
    /// The settings, where figures are wanted.
    fn settings(&self) -> Option<Settings> {
        match self.w.store().read(|db| settings::get(&self.w, db)) {
            Ok(settings) => Some(settings).filter(|settings| settings.metrics_enabled),
            Err(error) => {
                tracing::error!(%error, "the settings cannot be read; no figures are offered until they can");
                None
            }
        }
    }

    /// Listens at this address, or no more.
    async fn listen(&mut self, wanted: Option<SocketAddr>) {
        if self.listener.as_ref().map(|(at, _)| *at) == wanted {
            return;
        }
        self.listener = None;
        if let Some(at) = wanted {
            match TcpListener::bind(at).await {
                Ok(listener) => (self.listener, self.refused) = (Some((at, listener)), None),
                Err(error) if self.refused != Some(at) => {
                    tracing::warn!(%error, %at, "no figures can be offered there");
                    self.refused = Some(at);
                }
                Err(_) => {}
            }
        }
        self.w.live().metrics_at =
            self.listener.as_ref().and_then(|(_, listener)| listener.local_addr().ok());
    }

    async fn push(&mut self, endpoint: Option<&str>) {
        let now = self.w.now();
        let Some(endpoint) = endpoint else { return };
        if self.pushed_at.is_some_and(|at| (now - at).abs() < PUSH) {
            return;
        }
        self.pushed_at = Some(now);
        if let Err(error) = push_once(&self.w, endpoint, self.started, now).await {
            tracing::warn!(%error, "the figures could not be pushed; they are again in a minute");
        }
    }

    /// Answers readers, one after the other.
    async fn answer(&self) {
        let Some((at, listener)) = &self.listener else { return std::future::pending().await };
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    if let Ok(Err(error)) = timeout(PATIENCE, self.answer_one(*at, stream)).await {
                        tracing::debug!(%error, "a reader of figures went away");
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no reader of figures can be answered");
                    return std::future::pending().await;
                }
            }
        }
    }

    async fn answer_one(&self, at: SocketAddr, mut stream: TcpStream) -> std::io::Result<()> {
        let request = read_request(&mut stream).await?;
        let (status, kind, body) = match asked(&request, at) {
            Ok(()) => match gather(&self.w) {
                Ok(metrics) => ("200 OK", CONTENT_TYPE, text(&metrics)),
                Err(error) => {
                    tracing::error!(%error, "the figures cannot be read");
                    ("503 Service Unavailable", "text/plain", "the figures cannot be read\n".to_owned())
                }
            },
            Err(status) => (status, "text/plain", format!("{status}\n")),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
             X-Content-Type-Options: nosniff\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        stream.shutdown().await
    }
}

/// Pushes the figures to a collector: `endpoint` as OpenTelemetry has it, with `/v1/metrics` below it.
async fn push_once(
    w: &Workspace,
    endpoint: &str,
    started: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let address = WebAddress::parse(endpoint).map_err(|e| AppError::invalid(e.to_string()))?;
    let (account, layers) =
        w.store().read(|db| Ok::<_, AppError>((account::get(db)?, settings::layers(w, db)?)))?;
    let network = Network::to_services(account.as_ref(), &layers)?;
    let collector =
        Collector::new(&address, w.options_for(&network)?).map_err(|e| AppError::invalid(e.to_string()))?;
    let body = otlp::body(&gather(w)?, started, now);
    collector.push_metrics(&body).await.map_err(|e| AppError::invalid(e.to_string()))
}

/// The head of a request, or as much of it as is read at the most.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut read = Vec::new();
    let mut piece = [0; 1024];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") && read.len() < REQUEST_MAX {
        match stream.read(&mut piece).await? {
            0 => break,
            more => read.extend_from_slice(&piece[..more]),
        }
    }
    Ok(String::from_utf8_lossy(&read).into_owned())
}

/// Whether the one page was asked for. A name other than loopback's on loopback is a web page's trick to read it.
fn asked(request: &str, at: SocketAddr) -> Result<(), &'static str> {
    let mut lines = request.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let host = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map_or("", |(_, host)| host.trim());
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if at.ip().is_loopback() && !["localhost", "127.0.0.1", "[::1]"].contains(&name) {
        return Err("403 Forbidden");
    }
    match (method, path) {
        ("GET", "/metrics") => Ok(()),
        ("GET", _) => Err("404 Not Found"),
        (_, _) => Err("405 Method Not Allowed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_is_known_and_only_by_the_names_of_this_computer() {
        let loopback: SocketAddr = ([127, 0, 0, 1], 9464).into();
        let get =
            |path: &str, host: &str| asked(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"), loopback);
        for host in ["localhost:9464", "127.0.0.1:9464", "[::1]:9464", "localhost"] {
            assert_eq!(get("/metrics", host), Ok(()), "{host}");
        }
        assert_eq!(get("/metrics", "attacker.example:9464"), Err("403 Forbidden"));
        assert_eq!(get("/", "localhost"), Err("404 Not Found"));
        assert_eq!(
            asked("POST /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n", loopback),
            Err("405 Method Not Allowed")
        );
        assert_eq!(asked("", loopback), Err("403 Forbidden"));
    }
}
