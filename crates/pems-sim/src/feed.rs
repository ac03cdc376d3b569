//! The change feed: a WebSocket a client, a room an organization.

use crate::shared::Shared;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use pfa_domain::{Field, Permission, PfaRecord};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::{Interval, MissedTickBehavior},
};

/// A frame that the contract does not have, for every client of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum StrayFrame {
    /// A text frame with just this in it.
    Text {
        /// What is in it.
        text: String,
    },
    /// A binary frame of zeros.
    Binary {
        /// How many; at most 16 MiB.
        bytes: usize,
    },
}

/// The most bytes of a stray frame.
pub(crate) const STRAY_BYTES_MAX: usize = 16 << 20;

/// A frame of the feed, the contract's `ChangeEvent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub(crate) enum ChangeEvent {
    /// The first frame.
    Connected { organization: String },
    /// A record is at a new version.
    PfaChanged { organization: String, pfa_id: String, version: u64, changed_by: String },
}

impl ChangeEvent {
    /// The event of a record's new version.
    pub(crate) fn changed(record: &PfaRecord) -> Self {
        ChangeEvent::PfaChanged {
            organization: record.id.organization.to_string(),
            pfa_id: record.id.pfa_id.to_string(),
            version: record.version,
            changed_by: record.text(Field::LastChangedBy).unwrap_or_default().to_owned(),
        }
    }
}

impl From<StrayFrame> for Message {
    fn from(frame: StrayFrame) -> Self {
        match frame {
            StrayFrame::Text { text } => Message::Text(text.into()),
            StrayFrame::Binary { bytes } => Message::Binary(vec![0; bytes].into()),
        }
    }
}

/// Who listens, and to what.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) user: String,
    pub(crate) organization: String,
    pub(crate) events: broadcast::Receiver<ChangeEvent>,
}

/// Serves one client until it leaves, is silent for two pings, may no longer read, or the line is cut.
pub(crate) async fn serve(mut socket: WebSocket, shared: Arc<Shared>, mut listener: Listener) {
    let mut cut = shared.feed_cut.subscribe();
    let mut stray = shared.feed_stray.subscribe();
    let connected = ChangeEvent::Connected { organization: listener.organization.clone() };
    if send(&mut socket, &connected).await.is_err() {
        return;
    }
    let mut pings = pings(shared.ping_every);
    let mut unanswered = 0;
    loop {
        tokio::select! {
            // What happened before a stray frame is told, or kept back, before it.
            biased;
            _ = cut.changed() => return,
            event = listener.events.recv() => match event {
                Ok(_) if shared.feed_hushed.load(Ordering::Relaxed) => {}
                Ok(_) if !may_read(&shared, &listener) => return refuse(socket).await,
                Ok(event) => if send(&mut socket, &event).await.is_err() { return },
                // At most once: what a slow client missed, it pulls.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            Ok(frame) = stray.recv() => if socket.send(frame.into()).await.is_err() { return },
            _ = pings.tick() => {
                if shared.feed_hushed.load(Ordering::Relaxed) {
                    continue;
                }
                unanswered += 1;
                if unanswered > 2 || socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                    return;
                }
            }
            frame = socket.recv() => match frame {
                Some(Ok(Message::Pong(_))) => unanswered = 0,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_))) => {}
            },
        }
    }
}

fn pings(every: Duration) -> Interval {
    let mut interval = tokio::time::interval(every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval.reset();
    interval
}

fn may_read(shared: &Shared, listener: &Listener) -> bool {
    shared.world().permissions(&listener.user, &listener.organization).has(Permission::Read)
}

async fn refuse(mut socket: WebSocket) {
    let reason = "no longer permitted".into();
    // The client may be gone already; there is nobody else to tell.
    let _ = socket.send(Message::Close(Some(CloseFrame { code: close_code::POLICY, reason }))).await;
}

async fn send(socket: &mut WebSocket, event: &ChangeEvent) -> Result<(), axum::Error> {
    let text = serde_json::to_string(event).map_err(axum::Error::new)?;
    socket.send(Message::Text(text.into())).await
}
