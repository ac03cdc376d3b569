//! Pushing figures to an OpenTelemetry collector: OTLP over HTTP, in JSON.

use crate::{
    WebAddress,
    client::{SetupError, plain_http},
    text::one_line,
};
use reqwest::{StatusCode, Url, header::CONTENT_TYPE};
use serde_json::Value as Json;

/// A collector that figures are pushed to. It gets nothing of PEMS's credentials.
#[derive(Debug, Clone)]
pub struct Collector {
    http: reqwest::Client,
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
    /// A collector by its address; its signals lie below that, as OpenTelemetry has it.
    ///
    /// # Errors
    /// [`SetupError`] where TLS cannot be set up.
    pub fn new(address: &WebAddress) -> Result<Self, SetupError> {
        let mut metrics = address.url().clone();
        let path = format!("{}/v1/metrics", metrics.path().trim_end_matches('/'));
        metrics.set_path(&path);
        Ok(Self { http: plain_http(address.url())?, metrics })
    }

    /// Pushes a body as OTLP has it.
    ///
    /// # Errors
    /// [`CollectorError`].
    pub async fn push_metrics(&self, body: &Json) -> Result<(), CollectorError> {
        let request = self
            .http
            .post(self.metrics.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
        let answer = request
            .send()
            .await
            .map_err(|e| CollectorError::Unreachable(one_line(&e.without_url().to_string(), 200)))?;
        match answer.status() {
            StatusCode::OK | StatusCode::ACCEPTED | StatusCode::NO_CONTENT => Ok(()),
            other => Err(CollectorError::Refused(other.as_u16())),
        }
    }
}
