//! What takes a request to PEMS and brings the answer back: the network, or a PEMS in the same process.

use crate::{PemsError, classify::broken_connection};
use reqwest::{RequestBuilder, Response};
use std::{fmt, pin::Pin, sync::Arc};

/// A request as it goes over the line.
pub type WireRequest = http::Request<Vec<u8>>;
/// An answer as it comes over the line.
pub type WireResponse = http::Response<Vec<u8>>;

/// How the requests of a client travel.
#[derive(Clone, Default)]
pub enum Carrier {
    /// Over HTTP, with TLS, proxies, limits and timeouts.
    #[default]
    Network,
    /// To something in this process, which decides by itself what is lost and how long it takes.
    InProcess(Arc<dyn Carry>),
}

/// Carries one request and its answer in the network's stead.
pub trait Carry: Send + Sync {
    /// Takes the request there and brings the answer.
    ///
    /// # Errors
    /// [`Broken`] where no answer comes.
    fn carry(&self, request: WireRequest) -> Carried<'_>;
}

/// An answer that is on its way.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<WireResponse, Broken>> + Send + 'a>>;

/// How a connection can break; the network's many causes come down to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No connection was made: nothing was sent.
    #[error("connection refused")]
    Refused,
    /// The connection broke before the answer; the request may have been carried out.
    #[error("connection closed before the answer")]
    Lost,
    /// No answer came in time; the request may have been carried out.
    #[error("no answer in time")]
    TimedOut,
}

impl Carrier {
    /// Sends the request, through the proxy that is named for the error alone; the answer's body is still to be read.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        host: &str,
        proxy: Option<&str>,
    ) -> Result<Response, PemsError> {
        match self {
            Carrier::Network => request.send().await.map_err(|error| broken_connection(&error, host, proxy)),
            Carrier::InProcess(carry) => {
                let request = request.build().and_then(http::Request::try_from);
                let (parts, body) =
                    request.map_err(|error| broken_connection(&error, host, proxy))?.into_parts();
                let body = body.as_bytes().unwrap_or_default().to_vec();
                let answer = carry.carry(WireRequest::from_parts(parts, body)).await;
                Ok(Response::from(answer.map_err(PemsError::from)?))
            }
        }
    }
}

impl From<Broken> for PemsError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Refused => PemsError::Offline { detail: broken.to_string() },
            Broken::Lost => PemsError::LostReply { detail: broken.to_string() },
            Broken::TimedOut => PemsError::Timeout,
        }
    }
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Carrier::Network => "Network",
            Carrier::InProcess(_) => "InProcess",
        })
    }
}
