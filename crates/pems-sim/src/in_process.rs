//! The stand-in as a function from request to answer, without a port: the same routes, gate and records, on a clock
//! that a simulated world owns.

use crate::{
    control::Control,
    http::{self, Hangup},
    server,
    shared::Shared,
    world::Backup,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response},
};
use std::sync::Arc;

/// A PEMS that is called instead of connected to.
///
/// Outages and latency are whoever's who carries the requests; faults on demand work as on a port.
#[derive(Debug)]
pub struct InProcess {
    shared: Arc<Shared>,
    router: Router,
}

impl InProcess {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let router = http::router(shared.clone());
        Self { shared, router }
    }

    /// The handle that makes faults and edits.
    pub fn control(&self) -> Control {
        Control::new(self.shared.clone())
    }

    /// A copy of all records and idempotency keys as they are now.
    pub fn back_up(&self) -> Backup {
        self.shared.world().back_up()
    }

    /// Puts everything back as it was: versions fall, and keys of later writes are forgotten.
    pub fn restore(&self, backup: &Backup) {
        self.shared.world().restore(backup);
    }

    /// Brings one removed record back as it was; whether it had been removed.
    pub fn bring_back(&self, backup: &Backup, organization: &str, pfa_id: &str) -> bool {
        self.shared.world().bring_back(backup, organization, pfa_id)
    }

    /// Answers a request, whose path begins at the host. `None` where the connection would be closed instead.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let response = server::routed(self.router.clone(), request.map(Body::from)).await;
        if response.extensions().get::<Hangup>().is_some() {
            return None;
        }
        let (parts, body) = response.into_parts();
        // A body that breaks off is a connection that does.
        let body = to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(parts, body.into()))
    }
}
