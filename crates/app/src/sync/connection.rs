//! How PEMS can be reached, as the last request found it.

use crate::event::{AppEvent, Connection};
use crate::{AppError, Workspace};
use pfa_pems::PemsError;
use pfa_sync::{Failure, FailureKind};
use std::time::Duration;

/// How long a person waits to hear whether PEMS is there.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks PEMS whether it is there, and answers within three seconds.
pub async fn probe_connection(w: &Workspace) -> Result<Connection, AppError> {
    let client = match w.client() {
        Ok(client) => client,
        Err(error @ AppError::PolicyBroken(_)) => {
            note_policy(w, &error);
            return Ok(Connection::PolicyBroken);
        }
        Err(error) => return Err(error),
    };
    let answer = tokio::time::timeout(PATIENCE, client.health()).await;
    let failure = match answer.unwrap_or(Err(PemsError::Timeout)) {
        Ok(_) => None,
        Err(error) => {
            Some(error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string())))
        }
    };
    note(w, failure.as_ref());
    Ok(failure.map_or(Connection::Online, |failure| of(failure.kind)))
}

/// Takes over what a request found, and tells the window when it changed.
pub(super) fn note(w: &Workspace, failure: Option<&Failure>) {
    match failure {
        None => show(w, Connection::Online, None),
        Some(failure) => show(w, of(failure.kind), Some(failure.message.clone())),
    }
}

/// Tells that nothing is asked, since the policy cannot be applied.
pub(super) fn note_policy(w: &Workspace, broken: &AppError) {
    show(w, Connection::PolicyBroken, Some(broken.to_string()));
}

fn show(w: &Workspace, connection: Connection, reason: Option<String>) {
    let was = {
        let mut live = w.live();
        let was = live.connection;
        live.connection = connection;
        live.connection_reason.clone_from(&reason);
        let since = live.offline_since.unwrap_or_else(|| w.now());
        live.offline_since = (connection != Connection::Online).then_some(since);
        was
    };
    if was != connection {
        w.tell(AppEvent::Connection { connection, reason });
        if connection == Connection::Online {
            w.tell(AppEvent::Connected);
        }
    }
}

fn of(kind: FailureKind) -> Connection {
    match kind {
        FailureKind::Offline => Connection::Offline,
        FailureKind::Certificate => Connection::Certificate,
        FailureKind::ProxySignIn => Connection::ProxySignIn,
        FailureKind::Unauthorized => Connection::SignInAgain,
        FailureKind::NotPems => Connection::NotPems,
        FailureKind::RateLimited
        | FailureKind::ServerError
        | FailureKind::Unavailable
        | FailureKind::Timeout
        | FailureKind::LostReply => Connection::Unavailable,
        // PEMS answered: it is there.
        FailureKind::Forbidden | FailureKind::Gone | FailureKind::Refused | FailureKind::RuleBroken => {
            Connection::Online
        }
    }
}
