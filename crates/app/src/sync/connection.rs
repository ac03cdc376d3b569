//! How PEMS can be reached, as the last request found it.

use crate::Workspace;
use crate::event::{AppEvent, Connection};
use pfa_sync::{Failure, FailureKind};

/// Takes over what a request found, and tells the window when it changed.
pub(super) fn note(w: &Workspace, failure: Option<&Failure>) {
    let (connection, reason) = match failure {
        None => (Connection::Online, None),
        Some(failure) => (of(failure.kind), Some(failure.message.clone())),
    };
    let was = {
        let mut live = w.live();
        let was = live.connection;
        live.connection = connection;
        live.connection_reason.clone_from(&reason);
        live.offline_since = match connection {
            Connection::Online => None,
            _ => live.offline_since.or(Some(w.now())),
        };
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
