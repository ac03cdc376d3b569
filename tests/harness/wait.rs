//! Waiting for what another process does and cannot tell.

use std::time::{Duration, Instant};

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// The longest that any journey waits for one thing: far more than it takes, so that a slow machine fails nothing.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Looks until `look` finds something.
///
/// # Panics
/// When it has not in that time, naming what was waited for.
#[expect(clippy::disallowed_methods, reason = "the one place that looks again at what other processes do")]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited {} s for {what}", PATIENCE.as_secs());
        std::thread::sleep(PAUSE);
    }
}
