//! PEMS's own clock: the system's plus an offset that the control moves. The one place of the crate that reads time.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

/// The clock that stamps records, pages and sessions, to the microsecond.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_seconds: AtomicI64,
}

impl Clock {
    /// The furthest that the clock may stand from the system's, in seconds: ten years.
    pub(crate) const FURTHEST: i64 = 10 * 366 * 86_400;

    /// What PEMS believes the time is.
    #[expect(clippy::disallowed_methods, reason = "the clock of the stand-in")]
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (Utc::now() + Duration::seconds(self.offset())).trunc_subsecs(6)
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

/// The steady clock that rates and durations are measured with; no control moves it.
#[expect(clippy::disallowed_methods, reason = "the clock of the stand-in")]
pub(crate) fn steady() -> Instant {
    Instant::now()
}

/// Waits as long as a fault asks.
#[expect(clippy::disallowed_methods, reason = "latency on demand is what this is for")]
pub(crate) async fn wait(milliseconds: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
}
