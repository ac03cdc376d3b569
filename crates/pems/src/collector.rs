//! Pushing figures to an OpenTelemetry collector: OTLP over HTTP, in JSON.

use crate::{
    ClientOptions, WebAddress,
    client::{SetupError, root_words, service_client},
    proxy::Way,
};
use reqwest::{StatusCode, Url, header::CONTENT_TYPE};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// The time for a push, connecting included: the next is a minute later.
const PUSH_TIMEOUT: Duration = Duration::from_secs(10);

/// A collector that figures are pushed to. It gets nothing of PEMS's credentials.
pub struct Collector {
    http: reqwest::Client,
    way: Arc<Way>,
    options: ClientOptions,
    metrics: Url,
}

/// Why figures did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CollectorError {
    /// It could not be asked.
    #[error("the collector cannot be reached: {0}")]
    Unreachable(String),
    /// It answered that it does not take them.
    #[error("the collector answered {0}")]
    Refused(u16),
}

impl Collector {
    /// A collector by its address; its signals lie below that, as OpenTelemetry has it. It is reached by the proxy and
    /// trusted by the certificates of the options.
    ///
    /// # Errors
    /// [`SetupError`] where TLS cannot be set up.
    pub fn new(address: &WebAddress, options: ClientOptions) -> Result<Self, SetupError> {
        let mut metrics = address.url().clone();
        let path = format!("{}/v1/metrics", metrics.path().trim_end_matches('/'));
        metrics.set_path(&path);
        let options = ClientOptions { timeout: PUSH_TIMEOUT, ..options };
        let way = Way::new(address.url(), &options);
        let http = service_client(address.url(), &options, &way)?;
        Ok(Self { http, way, options, metrics })
    }

    /// Pushes a body as OTLP has it.
    ///
    /// # Errors
    /// [`CollectorError`].
    pub async fn push_metrics(&self, body: &Json) -> Result<(), CollectorError> {
        self.way.ready(&self.options).await.map_err(|e| CollectorError::Unreachable(e.to_string()))?;
        let text = body.to_string();
        loop {
            let request = self.http.post(self.metrics.clone()).header(CONTENT_TYPE, "application/json");
            match request.body(text.clone()).send().await.map(|answer| answer.status()) {
                Ok(StatusCode::OK | StatusCode::ACCEPTED | StatusCode::NO_CONTENT) => return Ok(()),
                Ok(other) => return Err(CollectorError::Refused(other.as_u16())),
                // Where no connection was made nothing was sent, and the next way may lead there.
                Err(error) if error.is_connect() && self.way.advance() => {}
                Err(error) => return Err(CollectorError::Unreachable(root_words(&error))),
            }
        }
    }
}
