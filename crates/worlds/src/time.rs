//! The world's time: the runtime's paused clock, which every laptop's clock follows, right or wrong.

use chrono::{DateTime, TimeDelta, Utc};
use pfa_app::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// What time it truly is in a world.
#[derive(Debug, Clone, Copy)]
pub struct WorldTime {
    start: DateTime<Utc>,
    begun: Instant,
}

/// A laptop's clock: the world's time, set wrong by so much.
#[derive(Debug)]
pub struct LaptopClock {
    world: WorldTime,
    wrong_by_ms: AtomicI64,
}

impl WorldTime {
    /// A time that starts now.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self { start, begun: Instant::now() }
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.start + TimeDelta::from_std(self.begun.elapsed()).unwrap_or_default()
    }

    /// What has passed.
    pub fn passed(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl LaptopClock {
    /// A clock that is right.
    pub fn right(world: WorldTime) -> Self {
        Self { world, wrong_by_ms: AtomicI64::new(0) }
    }

    /// Sets it wrong.
    pub fn set_wrong_by(&self, by: TimeDelta) {
        self.wrong_by_ms.store(by.num_milliseconds(), Ordering::Relaxed);
    }
}

impl Clock for LaptopClock {
    fn now(&self) -> DateTime<Utc> {
        self.world.now() + TimeDelta::milliseconds(self.wrong_by_ms.load(Ordering::Relaxed))
    }
}

/// Lets the world's time pass.
#[expect(clippy::disallowed_methods, reason = "the clock is paused: a day takes no time")]
pub async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}
