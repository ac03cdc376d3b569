//! The operations of PEMS's REST dialect.

use crate::{
    Acknowledged, Carrier, Credentials, Endpoint, Feed, GridPage, Health, Limiter, ObservedRow, PemsError,
    SeenVersion, Session, WriteRequest,
    batch::{BatchAnswer, batch_request},
    credentials::Scrub,
    grid::{GridAnswer, grid_request},
    health::HealthAnswer,
    proxy::{ProxyOptions, Way},
    row::{Form, observe},
    session::SessionAnswer,
    text::one_line,
    tls,
    transport::{Call, GRID_BYTES_MAX, Transport},
    version::VersionsAnswer,
    write::AckAnswer,
};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId, RecordId};
use reqwest::{Method, Url, redirect, retry};
use serde_json::{Map, Value as Json};
use std::{
    fmt,
    sync::{Arc, Once},
    time::Duration,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client of one PEMS for one user. Clones share connections and limiter.
#[derive(Clone)]
pub struct Client(Arc<Transport>);

/// What a client can be told.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Certificates, PEM, trusted besides the system's.
    pub ca_file_pem: Option<Vec<u8>>,
    /// The time for a whole request, connecting included; connecting alone gets at most 10 s of it.
    pub timeout: Duration,
    /// The User-Agent.
    pub user_agent: String,
    /// How requests travel.
    pub carrier: Carrier,
    /// How they leave the network.
    pub proxy: ProxyOptions,
}

/// Why no client can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// No header can carry the user or the key.
    #[error("a user name has no colon and no control characters, and an API key is plain ASCII on one line")]
    Credentials,
    /// The CA file holds no certificate, or something else too.
    #[error("the CA file must hold certificates in PEM form (-----BEGIN CERTIFICATE-----)")]
    CaFile,
    /// TLS cannot be set up on this machine.
    #[error("secure connections cannot be set up: {detail}")]
    Tls {
        /// The cause in the library's words.
        detail: String,
    },
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            ca_file_pem: None,
            timeout: Duration::from_secs(30),
            user_agent: concat!("PFA-Vanguard/", env!("CARGO_PKG_VERSION")).to_owned(),
            carrier: Carrier::default(),
            proxy: ProxyOptions::default(),
        }
    }
}

impl Client {
    /// Makes a client; nothing is sent yet.
    ///
    /// # Errors
    /// [`SetupError`] for credentials or certificates that cannot be used.
    pub fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        limiter: Arc<Limiter>,
        options: ClientOptions,
    ) -> Result<Self, SetupError> {
        let way = Way::new(endpoint.root(), &options);
        let http = build(way.taken_by(builder(endpoint.root(), &options, true)?))?;
        let authorization = credentials.authorization(&http).ok_or(SetupError::Credentials)?;
        let scrub = Scrub::new(&credentials, &authorization);
        Ok(Self(Arc::new(Transport { http, way, endpoint, options, authorization, scrub, limiter })))
    }

    /// The PEMS that it talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// Asks whether PEMS is up, without credentials.
    ///
    /// # Errors
    /// [`PemsError`].
    pub async fn health(&self) -> Result<Health, PemsError> {
        let answer: HealthAnswer = self.0.send(Call::new(Method::GET, "/health", "").anonymous()).await?;
        Ok(answer.into())
    }

    /// Asks who the credentials belong to. The rate in the answer is the caller's to give to the limiter.
    ///
    /// # Errors
    /// [`PemsError`].
    pub async fn session(&self) -> Result<Session, PemsError> {
        let answer: SessionAnswer = self.0.send(Call::new(Method::GET, "/session", "")).await?;
        answer.session()
    }

    /// Reads one page of the grid in order of ids: at most `rows` (1 to 10,000) with an id above `after`
    /// and, where `updated_since` is given, last changed then or later. The next page is after
    /// [`GridPage::last`].
    ///
    /// # Errors
    /// [`PemsError`]. A bad row is none; a page that cannot be read on from is `NotPems`.
    pub async fn grid_page(
        &self,
        organization: &Organization,
        after: Option<&PfaId>,
        updated_since: Option<DateTime<Utc>>,
        rows: u32,
    ) -> Result<GridPage, PemsError> {
        let call = Call::new(Method::POST, "/griddata", "")
            .within(organization)
            .body(grid_request(after, updated_since, rows))
            .reading_up_to(GRID_BYTES_MAX);
        self.0.send::<GridAnswer>(call).await?.page(organization, after)
    }

    /// Reads a record as it is now.
    ///
    /// # Errors
    /// [`PemsError`]; `NotPems` too if the answer is about another record.
    pub async fn record(&self, id: &RecordId) -> Result<ObservedRow, PemsError> {
        let call = Call::new(Method::GET, "/pfa/{pfaId}", id.pfa_id.as_str()).within(&id.organization);
        let members: Map<String, Json> = self.0.send(call).await?;
        let row = observe(Form::Rest, Json::Object(members));
        if row.pfa_id().as_ref() == Some(&id.pfa_id) && row.organization() == Some(id.organization.as_str()) {
            Ok(row)
        } else {
            Err(PemsError::not_pems(format!("{} was asked for, and something else came", id.pfa_id)))
        }
    }

    /// Sends one write: an update, or a delete where the delta discontinues the record.
    ///
    /// # Errors
    /// [`PemsError`]; where its `outcome_known` is false, the write may have been applied.
    pub async fn update(&self, write: &WriteRequest) -> Result<Acknowledged, PemsError> {
        let version = write.version.to_string();
        let id = &write.id;
        let call = if write.delta.discontinues() {
            Call::new(Method::DELETE, "/pfa/{pfaId}", id.pfa_id.as_str())
                .query(vec![("version", &version), ("reason", write.delete_reason()?)])
        } else {
            Call::new(Method::PUT, "/pfa/{pfaId}", id.pfa_id.as_str()).body(Json::Object(write.update_body()))
        };
        let answer: AckAnswer = self.0.send(call.within(&id.organization).once(write.key)).await?;
        answer.of(&id.pfa_id, write.version)
    }

    /// Sends up to [`crate::BATCH_ITEMS_MAX`] updates of one organization in one request, where PEMS announces
    /// `batch`. The outcomes are in the order of the writes.
    ///
    /// # Errors
    /// [`PemsError`] of the request as a whole: where its `outcome_known` is false, any of the writes may
    /// have been applied. A delete among them, or a second organization, is refused before anything is sent.
    pub async fn update_batch(
        &self,
        writes: &[WriteRequest],
    ) -> Result<Vec<Result<Acknowledged, PemsError>>, PemsError> {
        let (organization, body) = batch_request(writes)?;
        let call = Call::new(Method::POST, "/pfa/batch", "").within(organization).body(body);
        self.0.send::<BatchAnswer>(call).await?.outcomes(writes, &self.0.scrub)
    }

    /// Reads the versions of a record, newest first, where PEMS announces `versions`.
    ///
    /// # Errors
    /// [`PemsError`]; `NotPems` too if one of the versions cannot be read.
    pub async fn versions(&self, id: &RecordId) -> Result<Vec<SeenVersion>, PemsError> {
        let call =
            Call::new(Method::GET, "/pfa/{pfaId}/versions", id.pfa_id.as_str()).within(&id.organization);
        self.0.send::<VersionsAnswer>(call).await?.versions(id)
    }

    /// Opens the line over which PEMS tells of an organization's changes, where it announces `changeFeed`. It takes
    /// no place of the limiter, since PEMS does not count it.
    ///
    /// # Errors
    /// [`PemsError`]; `Forbidden` for an organization that the person may not read.
    pub async fn change_feed(&self, organization: &Organization) -> Result<Feed, PemsError> {
        Feed::open(&self.0, organization).await
    }
}

/// Checks a file of certificates, PEM.
///
/// # Errors
/// [`SetupError::CaFile`] where it holds none, or something else too.
pub fn check_certificates(pem: &[u8]) -> Result<(), SetupError> {
    tls::authorities(pem).map(drop)
}

/// Whom this application trusts, for a client that somebody else's library builds.
#[derive(Debug, Clone)]
pub struct Trust(rustls::ClientConfig);

impl Trust {
    /// The system, and the authorities of a file, PEM, besides.
    ///
    /// # Errors
    /// [`SetupError`] where the file or the system's trust cannot be used.
    pub fn of(ca_file_pem: Option<&[u8]>) -> Result<Self, SetupError> {
        install_tls_provider();
        tls::config(ca_file_pem, true).map(Self)
    }

    /// Has a client trust alike, over TLS alone.
    pub fn held_by(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone()).https_only(true)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.0.endpoint).finish_non_exhaustive()
    }
}

/// Chooses the cryptography of TLS, once a process.
pub(crate) fn install_tls_provider() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("another part of the process has chosen the TLS provider");
        }
    });
}

/// The client of the change feed alone: a WebSocket takes over a connection of HTTP/1.1, and a server that was
/// offered HTTP/2 would choose it.
pub(crate) fn feed_client(
    endpoint: &Endpoint,
    options: &ClientOptions,
    way: &Arc<Way>,
) -> Result<reqwest::Client, SetupError> {
    build(way.taken_by(builder(endpoint.root(), options, false)?.http1_only()))
}

/// A client that goes through no proxy, for what tells which one to go through.
pub(crate) fn straight(url: &Url, options: &ClientOptions) -> Result<reqwest::Client, SetupError> {
    build(builder(url, options, true)?.no_proxy())
}

/// A client of another service than PEMS, by the same way out of the network, trusting the same.
pub(crate) fn service_client(
    url: &Url,
    options: &ClientOptions,
    way: &Arc<Way>,
) -> Result<reqwest::Client, SetupError> {
    build(way.taken_by(builder(url, options, true)?))
}

/// The cause at the end of a failure's chain, in words.
pub(crate) fn root_words(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    one_line(&cause.to_string(), 300)
}

fn builder(root: &Url, options: &ClientOptions, http2: bool) -> Result<reqwest::ClientBuilder, SetupError> {
    install_tls_provider();
    let builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .timeout(options.timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(options.timeout))
        .redirect(redirect::Policy::none())
        // Trying again is decided in one place, which counts the tries.
        .retry(retry::never())
        .gzip(true)
        .referer(false);
    // Without TLS there is nothing to check, and a machine without any root certificates still works.
    if root.scheme() == "http" {
        return Ok(builder.tls_certs_only([]));
    }
    Ok(builder.tls_backend_preconfigured(tls::config(options.ca_file_pem.as_deref(), http2)?))
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, SetupError> {
    builder.build().map_err(|error| SetupError::Tls { detail: root_words(&error) })
}
