//! What the API, the control and the listener share.

use crate::{
    clock::Clock,
    fault::Faults,
    feed::StrayFrame,
    log::Log,
    rate::Windows,
    refusal::Refusal,
    settings::{Capability, Settings},
    user::{Credentials, User},
    world::World,
};
use axum::http::HeaderMap;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{broadcast, watch};

/// Stray frames that wait for a slow client.
const STRAY_BACKLOG: usize = 64;

/// How the line to the API is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Requests are answered.
    Up,
    /// Nobody listens on the port.
    Refusing,
    /// Connections are accepted and closed at once.
    Closing,
    /// The stand-in ends.
    Stopped,
}

/// The state behind everything.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) tenant: String,
    pub(crate) clock: Clock,
    pub(crate) ping_every: Duration,
    pub(crate) seed: u64,
    /// As at the start, for a reset.
    pub(crate) first_settings: Settings,
    pub(crate) first_users: Vec<User>,
    /// The line that the control wants, and the one that the listener has brought about.
    pub(crate) wanted: watch::Sender<Line>,
    pub(crate) settled: watch::Sender<Line>,
    /// Rises with every cut of the feed.
    pub(crate) feed_cut: watch::Sender<u64>,
    /// Frames on demand for the feed's clients.
    pub(crate) feed_stray: broadcast::Sender<StrayFrame>,
    /// Whether the feed says nothing, pings included.
    pub(crate) feed_hushed: AtomicBool,
    /// Rises with every release of held requests.
    pub(crate) released: watch::Sender<u64>,
    /// How many requests are held now.
    pub(crate) held: watch::Sender<usize>,
    /// Rises with every entry of the log and every answer.
    pub(crate) logged: watch::Sender<u64>,
    world: Mutex<World>,
    settings: Mutex<Settings>,
    faults: Mutex<Faults>,
    log: Mutex<Log>,
    windows: Mutex<Windows>,
    requests: AtomicU64,
}

impl Shared {
    /// Puts the parts together; the line is up.
    pub(crate) fn new(
        tenant: String,
        seed: u64,
        ping_every: Duration,
        settings: Settings,
        users: Vec<User>,
        world: World,
        clock: Clock,
    ) -> Self {
        Self {
            tenant,
            clock,
            ping_every,
            seed,
            first_settings: settings.clone(),
            first_users: users,
            wanted: watch::Sender::new(Line::Up),
            settled: watch::Sender::new(Line::Up),
            feed_cut: watch::Sender::new(0),
            feed_stray: broadcast::Sender::new(STRAY_BACKLOG),
            feed_hushed: AtomicBool::new(false),
            released: watch::Sender::new(0),
            held: watch::Sender::new(0),
            logged: watch::Sender::new(0),
            world: Mutex::new(world),
            settings: Mutex::new(settings),
            faults: Mutex::new(Faults::new(seed)),
            log: Mutex::default(),
            windows: Mutex::default(),
            requests: AtomicU64::new(0),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(crate) fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    pub(crate) fn windows(&self) -> MutexGuard<'_, Windows> {
        lock(&self.windows)
    }

    /// Whether this PEMS offers something optional.
    pub(crate) fn offers(&self, capability: Capability) -> bool {
        self.settings().capabilities.contains(&capability)
    }

    /// A number for the next request.
    pub(crate) fn request_id(&self) -> String {
        format!("req-{:08x}", self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Whose credentials a request carries.
    pub(crate) fn user_of(&self, headers: &HeaderMap) -> Option<Arc<User>> {
        let shown = Credentials::of(headers)?;
        self.world().users.iter().find(|user| user.owns(&shown)).cloned()
    }

    /// The user of a request, who names the right tenant too.
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Arc<User>, Refusal> {
        let user = self.user_of(headers).ok_or(Refusal::Unauthorized)?;
        let tenant = headers.get("tenant").map(|value| value.as_bytes());
        if tenant == Some(self.tenant.as_bytes()) {
            Ok(user)
        } else {
            Err(Refusal::Forbidden { message: "The tenant is missing or not known." })
        }
    }
}

/// A panic while the lock was held left whole values behind: every change here is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
