//! How long to wait. Every wait is stretched by chance, so that a fleet does not come back at once.

use chrono::TimeDelta;
use std::time::Duration;

/// Attempts of a write in all: the first, then after 5, 10 and 20 s.
pub const MAX_ATTEMPTS: u32 = 4;

/// No write waits longer for its next attempt: an hour, the longest Retry-After that is heeded, and a fifth.
/// What is scheduled later than this was scheduled by a clock that has been set back since.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(72);

/// How long to wait after the `attempts`-th attempt failed: `first` (5 s), doubled each time,
/// stretched by `chance` (0 to 1) of up to a fifth; never less than `not_before`, which is
/// stretched alike. At most [`LONGEST_WAIT`].
pub fn retry_delay(attempts: u32, first: Duration, not_before: Option<Duration>, chance: f64) -> Duration {
    let doubled = first.saturating_mul(1 << attempts.saturating_sub(1).min(16));
    let wait = doubled.max(not_before.unwrap_or_default()).mul_f64(1.0 + chance.clamp(0.0, 1.0) / 5.0);
    wait.min(LONGEST_WAIT.to_std().unwrap_or(Duration::MAX))
}

/// How long to wait for the next look at a PEMS that could not be reached `failures` times running:
/// 5 s, doubled up to `most`, never less than `not_before`, stretched by up to a half: whoever was told
/// the same time to come back does not come at once with all others.
pub fn offline_delay(failures: u32, most: Duration, not_before: Option<Duration>, chance: f64) -> Duration {
    let doubled = Duration::from_secs(5).saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(most).max(not_before.unwrap_or_default()).mul_f64(1.0 + chance.clamp(0.0, 1.0) / 2.0)
}

/// How long to wait for the next cycle after one that went through: the interval, stretched by up to a
/// tenth, so that laptops that began together do not stay together.
pub fn cycle_delay(every: Duration, chance: f64) -> Duration {
    every.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(5);

    #[test]
    fn attempts_wait_five_ten_and_twenty_seconds_and_up_to_a_fifth_more() {
        let waits: Vec<u64> = (1..MAX_ATTEMPTS).map(|n| retry_delay(n, FIRST, None, 0.0).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20]);
        assert_eq!(retry_delay(3, FIRST, None, 1.0).as_secs(), 24);
    }

    #[test]
    fn retry_after_is_never_undercut() {
        let asked = Duration::from_secs(90);
        assert!(retry_delay(1, FIRST, Some(asked), 0.0) >= asked);
        assert_eq!(retry_delay(3, FIRST, Some(Duration::from_secs(1)), 0.0).as_secs(), 20);
    }

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        let hour = Duration::from_secs(3600);
        let longest = LONGEST_WAIT.to_std().unwrap();
        assert_eq!(retry_delay(1, FIRST, Some(hour), 1.0), longest);
        assert_eq!(retry_delay(1, FIRST, Some(hour * 24), 0.0), longest);
        assert_eq!(retry_delay(u32::MAX, hour, None, 1.0), longest);
    }

    #[test]
    fn looks_at_an_unreachable_pems_slow_down_to_the_interval() {
        let most = Duration::from_secs(60);
        let waits: Vec<u64> = (1..7).map(|n| offline_delay(n, most, None, 0.0).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
        assert_eq!(offline_delay(u32::MAX, most, None, 1.0).as_secs(), 90);
    }

    #[test]
    fn a_wish_to_be_left_alone_is_kept_and_spread() {
        let (most, wish) = (Duration::from_secs(60), Some(Duration::from_secs(120)));
        assert_eq!(offline_delay(1, most, wish, 0.0).as_secs(), 120);
        assert_eq!(offline_delay(1, most, wish, 1.0).as_secs(), 180);
    }

    #[test]
    fn cycles_drift_apart_by_up_to_a_tenth_of_the_interval() {
        let every = Duration::from_secs(60);
        assert_eq!([0.0, 0.5, 1.0].map(|chance| cycle_delay(every, chance).as_secs()), [60, 63, 66]);
    }
}
