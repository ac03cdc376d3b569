//! The change feed: a WebSocket over which PEMS tells of changes as they happen.
//!
//! The connection is opened by the library that sends every other request, so that proxy, certificates and the
//! telling apart of failures are the same; only the frames that follow are read by another. What comes is a hint:
//! it is bounded, and what cannot be read is passed over.

use crate::{PemsError, client::feed_client, text::one_line, transport::Transport};
use futures_util::StreamExt;
use pfa_domain::{Organization, PfaId};
use reqwest::{
    RequestBuilder, Response, StatusCode, Upgraded,
    header::{
        AUTHORIZATION, CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
    },
};
use serde::Deserialize;
use std::{fmt, sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as FrameError,
        error::ProtocolError,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{CloseFrame, Message, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// The contract's path, for the log.
const PATH: &str = "/ws/sync/{organization}";
/// The largest frame and the largest message that is read; an event has less than a thousandth of it.
const FRAME_BYTES_MAX: usize = 64 << 10;
/// What is read at once.
const BUFFER_BYTES: usize = 4 << 10;
/// PEMS pings every 30 s: a line on which nothing came for so long is dead.
const SILENCE_MAX: Duration = Duration::from_secs(75);

/// A line over which PEMS tells of one organization's changes.
pub struct Feed {
    socket: WebSocketStream<Upgraded>,
    organization: Organization,
    transport: Arc<Transport>,
}

/// What PEMS tells: never data, only a reason to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeEvent {
    /// The line stands; what happened before is not told.
    Connected,
    /// A record is said to be at a version.
    Changed {
        /// Which.
        pfa_id: PfaId,
        /// The version.
        version: u64,
    },
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
enum Frame {
    Connected { organization: String },
    PfaChanged { organization: String, pfa_id: String, version: u64 },
}

impl Feed {
    /// Opens the line of an organization.
    pub(crate) async fn open(
        transport: &Arc<Transport>,
        organization: &Organization,
    ) -> Result<Self, PemsError> {
        let key = generate_key();
        transport.way.ready(&transport.options).await?;
        let response = transport.exchange(PATH, request(transport, organization, &key)?).await?;
        let upgraded = match response.status() {
            StatusCode::SWITCHING_PROTOCOLS => upgrade(response, &key).await?,
            _ => return Err(transport.refused(response).await),
        };
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(FRAME_BYTES_MAX)
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(Self { socket, organization: organization.clone(), transport: Arc::clone(transport) })
    }

    /// Waits for what PEMS tells next, answering its pings. Frames that tell nothing of the organization, or cannot
    /// be read, are passed over. To stop waiting is safe; after an error the line is of no further use.
    ///
    /// # Errors
    /// [`PemsError`]: `Timeout` where nothing came for 75 s, `Forbidden` where PEMS ends the line since the person
    /// may no longer read, `NotPems` for what is no WebSocket or a frame of more than 64 KiB, else `LostReply`.
    pub async fn next(&mut self) -> Result<ChangeEvent, PemsError> {
        loop {
            let frame = timeout(SILENCE_MAX, self.socket.next()).await.map_err(|_| PemsError::Timeout)?;
            match frame {
                Some(Ok(Message::Text(text))) => {
                    if let Some(event) = self.read(&text) {
                        return Ok(event);
                    }
                    tracing::debug!(bytes = text.len(), "a frame of the change feed tells nothing");
                }
                Some(Ok(Message::Close(why))) => return Err(self.closed(why.as_ref())),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(error)) => return Err(broken(&error)),
                None => return Err(self.closed(None)),
            }
        }
    }

    fn read(&self, text: &str) -> Option<ChangeEvent> {
        let here = |organization: &str| organization == self.organization.as_str();
        match serde_json::from_str(text).ok()? {
            Frame::Connected { organization } => here(&organization).then_some(ChangeEvent::Connected),
            Frame::PfaChanged { organization, pfa_id, version } => {
                let pfa_id = PfaId::new(pfa_id).ok().filter(|_| here(&organization))?;
                Some(ChangeEvent::Changed { pfa_id, version })
            }
        }
    }

    fn closed(&self, why: Option<&CloseFrame>) -> PemsError {
        let words = why.map_or_else(String::new, |why| self.transport.scrub.line(&why.reason, 200));
        match why.map(|why| why.code) {
            Some(CloseCode::Policy) => PemsError::Forbidden { message: words },
            Some(_) | None => PemsError::LostReply {
                detail: format!("PEMS closed the change feed {words}").trim().to_owned(),
            },
        }
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("organization", &self.organization).finish_non_exhaustive()
    }
}

fn request(
    transport: &Transport,
    organization: &Organization,
    key: &str,
) -> Result<RequestBuilder, PemsError> {
    let http = feed_client(&transport.endpoint, &transport.options, &transport.way)
        .map_err(|error| PemsError::Offline { detail: error.to_string() })?;
    let url = transport.endpoint.url(&["ws", "sync", organization.as_str()], &[]);
    Ok(http
        .get(url)
        .header(AUTHORIZATION, transport.authorization.clone())
        .header("tenant", transport.endpoint.tenant())
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, key))
}

/// The connection, once the server has shown that it took the request for a WebSocket's.
async fn upgrade(response: Response, key: &str) -> Result<Upgraded, PemsError> {
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agreed = said(UPGRADE).eq_ignore_ascii_case("websocket")
        && said(SEC_WEBSOCKET_ACCEPT) == derive_accept_key(key.as_bytes());
    if !agreed {
        return Err(PemsError::not_pems("a switch to something other than the change feed"));
    }
    response
        .upgrade()
        .await
        .map_err(|error| PemsError::LostReply { detail: one_line(&error.to_string(), 200) })
}

fn broken(error: &FrameError) -> PemsError {
    let detail = one_line(&error.to_string(), 200);
    match error {
        FrameError::ConnectionClosed
        | FrameError::AlreadyClosed
        | FrameError::Io(_)
        | FrameError::Tls(_)
        | FrameError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            PemsError::LostReply { detail }
        }
        FrameError::Capacity(_)
        | FrameError::Protocol(_)
        | FrameError::WriteBufferFull(_)
        | FrameError::Utf8(_)
        | FrameError::AttackAttempt
        | FrameError::Url(_)
        | FrameError::Http(_)
        | FrameError::HttpFormat(_) => PemsError::not_pems(format!("not the change feed: {detail}")),
    }
}
