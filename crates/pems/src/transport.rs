//! One request, from its place in the queue to a body that was read to its end or given up.

use crate::{
    ClientOptions, Endpoint, Limiter, PemsError,
    classify::{ErrorBody, refusal},
    credentials::Scrub,
    proxy::{Way, unsupported},
    retry_after::retry_after,
    text::one_line,
};
use pfa_domain::Organization;
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION},
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value as Json;
use std::sync::Arc;
use tokio::time::Instant;
use uuid::Uuid;

/// The largest answer that is read: ten thousand rows are a tenth of it.
pub(crate) const GRID_BYTES_MAX: usize = 64 << 20;
/// The largest answer of any other kind.
pub(crate) const ANSWER_BYTES_MAX: usize = 4 << 20;

/// What all requests of a client share.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) way: Arc<Way>,
    pub(crate) endpoint: Endpoint,
    pub(crate) options: ClientOptions,
    pub(crate) authorization: HeaderValue,
    pub(crate) scrub: Scrub,
    pub(crate) limiter: Arc<Limiter>,
}

/// A request, before it is sent.
pub(crate) struct Call<'a> {
    method: Method,
    /// The path as the contract writes it, for the log: without ids.
    template: &'static str,
    segments: Vec<&'a str>,
    query: Vec<(&'a str, &'a str)>,
    organization: Option<&'a Organization>,
    key: Option<Uuid>,
    body: Option<Json>,
    signed: bool,
    answer_max: usize,
}

impl<'a> Call<'a> {
    /// A signed request. `template` is the contract's path; `{pfaId}` in it becomes `id`.
    pub(crate) fn new(method: Method, template: &'static str, id: &'a str) -> Self {
        let segments =
            template.split('/').skip(1).map(|part| if part == "{pfaId}" { id } else { part }).collect();
        Self {
            method,
            template,
            segments,
            query: Vec::new(),
            organization: None,
            key: None,
            body: None,
            signed: true,
            answer_max: ANSWER_BYTES_MAX,
        }
    }

    /// Without credentials and tenant.
    pub(crate) fn anonymous(mut self) -> Self {
        self.signed = false;
        self
    }

    /// In an organization.
    pub(crate) fn within(mut self, organization: &'a Organization) -> Self {
        self.organization = Some(organization);
        self
    }

    /// With an idempotency key.
    pub(crate) fn once(mut self, key: Uuid) -> Self {
        self.key = Some(key);
        self
    }

    /// With query parameters.
    pub(crate) fn query(mut self, query: Vec<(&'a str, &'a str)>) -> Self {
        self.query = query;
        self
    }

    /// With a JSON body.
    pub(crate) fn body(mut self, body: Json) -> Self {
        self.body = Some(body);
        self
    }

    /// Reading an answer of up to `bytes`.
    pub(crate) fn reading_up_to(mut self, bytes: usize) -> Self {
        self.answer_max = bytes;
        self
    }
}

impl Transport {
    /// Sends a request and reads its answer as JSON of the right shape.
    pub(crate) async fn send<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, PemsError> {
        let body = call.body.as_ref().map(Json::to_string);
        if body.as_ref().is_some_and(|body| body.len() > crate::REQUEST_BYTES_MAX) {
            return Err(PemsError::TooLarge);
        }
        let slot = self.limiter.acquire().await;
        let begun = Instant::now();
        let sent = self.go(&call, body.as_deref()).await;
        drop(slot);
        let outcome = match sent {
            Ok(response) => self.read(response, call.answer_max).await,
            Err(error) => Err(error),
        };
        tracing::debug!(
            method = %call.method,
            path = call.template,
            status = outcome.as_ref().map_or_else(PemsError::http_status, |_| Some(200)),
            outcome = outcome.as_ref().map_or_else(PemsError::name, |_| "ok"),
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "PEMS request"
        );
        outcome
    }

    /// Sends a request of another client that the limiter does not count; the answer's body is not read.
    pub(crate) async fn exchange(
        &self,
        template: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Result<Response, PemsError> {
        let begun = Instant::now();
        let sent = self.carry(request).await;
        tracing::debug!(
            method = %Method::GET,
            path = template,
            status = sent.as_ref().map_or_else(PemsError::http_status, |r| Some(r.status().as_u16())),
            outcome = sent.as_ref().map_or_else(PemsError::name, |_| "answered"),
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "PEMS request"
        );
        sent
    }

    /// Sends a request by the way there is, and where that leads nowhere by the next: nothing was sent then.
    async fn go(&self, call: &Call<'_>, body: Option<&str>) -> Result<Response, PemsError> {
        self.way.ready(&self.options).await?;
        loop {
            let sent = self.carry(self.request(call, body)).await;
            if !matches!(sent, Err(PemsError::Offline { .. })) || !self.way.advance() {
                return sent;
            }
        }
    }

    async fn carry(&self, request: reqwest::RequestBuilder) -> Result<Response, PemsError> {
        let proxy = self.way.current();
        let words = proxy.as_ref().map(ToString::to_string);
        match (self.options.carrier.send(request, &self.endpoint.host(), words.as_deref()).await, proxy) {
            (Err(PemsError::ProxySignIn { proxy, .. }), Some(gone)) => {
                let unsupported = unsupported(&gone, &self.endpoint.authority()).await;
                Err(PemsError::ProxySignIn { proxy, unsupported })
            }
            (sent, _) => sent,
        }
    }

    /// What an answer means that is none of those asked for.
    pub(crate) async fn refused(&self, response: Response) -> PemsError {
        let status = response.status();
        match self.read::<IgnoredAny>(response, ANSWER_BYTES_MAX).await {
            Ok(IgnoredAny) => PemsError::not_pems(format!("status {status} without what was asked for")),
            Err(error) => error,
        }
    }

    fn request(&self, call: &Call<'_>, body: Option<&str>) -> reqwest::RequestBuilder {
        let url = self.endpoint.url(&call.segments, &call.query);
        let mut request = self.http.request(call.method.clone(), url).header(ACCEPT, "application/json");
        if call.signed {
            request = request
                .header(AUTHORIZATION, self.authorization.clone())
                .header("tenant", self.endpoint.tenant());
        }
        if let Some(organization) = call.organization {
            request = request.header("organization", organization.as_str());
        }
        if let Some(key) = call.key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.to_owned()),
            None => request,
        }
    }

    async fn read<T: DeserializeOwned>(&self, response: Response, max: usize) -> Result<T, PemsError> {
        let status = response.status();
        let headers = response.headers().clone();
        if status.is_redirection() {
            return Err(redirected(&response));
        }
        let body = read_body(response, max).await;
        if status == StatusCode::OK {
            return serde_json::from_slice(&body?).map_err(|error| not_json(&error, &headers));
        }
        match body {
            Err(PemsError::Timeout) if !status.is_server_error() => Err(PemsError::Timeout),
            body => {
                let body = body.ok().and_then(|body| serde_json::from_slice::<ErrorBody>(&body).ok());
                let body = body.filter(|body| status != StatusCode::CONFLICT || body.has_versions());
                Err(refusal(status, retry_after(&headers), body, &self.scrub))
            }
        }
    }
}

/// The whole body, decompressed, as long as it is no larger than `max`.
async fn read_body(mut response: Response, max: usize) -> Result<Vec<u8>, PemsError> {
    let too_large = || PemsError::not_pems(format!("an answer of more than {} MiB", max >> 20));
    if response.content_length().is_some_and(|length| length > max as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > max => return Err(too_large()),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(PemsError::Timeout),
            Err(_) => return Err(PemsError::not_pems("the answer was cut short")),
        }
    }
}

fn redirected(response: &Response) -> PemsError {
    let target = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let target = target.and_then(|location| response.url().join(location).ok());
    let host = target.as_ref().and_then(|url| url.host_str()).unwrap_or("nowhere");
    PemsError::not_pems(format!("a redirect to {}", one_line(host, 100)))
}

/// What a body is that is no JSON of ours. The parser's own words may quote the body, so they stay out.
fn not_json(error: &serde_json::Error, headers: &HeaderMap) -> PemsError {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("no type");
    let essence = one_line(kind.split(';').next().unwrap_or_default(), 60);
    PemsError::not_pems(match error.classify() {
        serde_json::error::Category::Data => format!("JSON of another shape, line {}", error.line()),
        serde_json::error::Category::Eof => "the answer was cut short".to_owned(),
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            format!("{essence} where JSON was expected")
        }
    })
}
