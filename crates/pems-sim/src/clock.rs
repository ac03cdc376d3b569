//! PEMS's own clock: the system's, or a world's, plus an offset that the control moves. The one place of the crate
//! that reads time.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

/// The clock that stamps records, pages and sessions, to the microsecond.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_seconds: AtomicI64,
    /// Where a world owns the time: what it was when the runtime's clock stood there.
    flows_from: Option<(DateTime<Utc>, tokio::time::Instant)>,
}

impl Clock {
    /// The furthest that the clock may stand from where it started, in seconds: ten years.
    pub(crate) const FURTHEST: i64 = 10 * 366 * 86_400;

    /// A clock that shows `start` now and goes on with the runtime's, which a simulated world may own.
    pub(crate) fn flowing_from(start: DateTime<Utc>) -> Self {
        Self { flows_from: Some((start, tokio::time::Instant::now())), ..Self::default() }
    }

    /// What PEMS believes the time is.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let now = match self.flows_from {
            None => system_now(),
            Some((start, begun)) => start + Duration::from_std(begun.elapsed()).unwrap_or_default(),
        };
        (now + Duration::seconds(self.offset())).trunc_subsecs(6)
    }

    /// Seconds ahead of the system's clock; negative when behind.
    pub(crate) fn offset(&self) -> i64 {
        self.offset_seconds.load(Ordering::SeqCst)
    }

    /// Sets how far ahead of the system's clock it is.
    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset_seconds.store(seconds.clamp(-Self::FURTHEST, Self::FURTHEST), Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock of the stand-in")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

/// The steady clock that rates and durations are measured with; no control moves it, a world that owns the
/// runtime's time does.
pub(crate) fn steady() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Waits as long as a fault asks.
#[expect(clippy::disallowed_methods, reason = "latency on demand is what this is for")]
pub(crate) async fn wait(milliseconds: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
}
