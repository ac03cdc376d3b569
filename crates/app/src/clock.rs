//! Time, ids and chance enter the application here and nowhere else, so that a test or a simulation can own them.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// Tells what time it is.
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> DateTime<Utc>;

    /// Returns what a clock on the wall shows at an instant. One that knows of no place shows UTC.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }
}

/// Makes what has to be unique or random.
pub trait Ids: Send + Sync {
    /// Returns an id that was not handed out before.
    fn uuid(&self) -> Uuid;

    /// Returns a number from 0 up to, never reaching, 1; every value is as likely as any other.
    fn chance(&self) -> f64;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the place where time enters")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&Local).naive_local()
    }
}

/// The randomness of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the place where ids are made")]
    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }

    fn chance(&self) -> f64 {
        // The leading half of a version 4 id holds four bits that say so; the trailing half has 62 random bits,
        // of which the lowest 53 are what a float can carry.
        unit_interval(self.uuid().as_u64_pair().1)
    }
}

/// A clock that stands still until a test or a simulation moves it; copies of it show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    /// Makes a clock that shows `start`.
    #[must_use]
    pub fn at(start: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(start)))
    }

    /// Moves the clock to `instant`, which may lie in the past: clocks of real machines are set back too.
    pub fn set(&self, instant: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// Moves the clock by `by`.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ids and chance that follow from a seed: the same seed gives the same sequence on every machine.
#[derive(Debug)]
pub struct SeededIds(Mutex<u64>);

impl SeededIds {
    /// Starts the sequence that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// Takes the next 64 bits of the sequence (SplitMix64, whose every state leads to a different output).
    fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl Ids for SeededIds {
    fn uuid(&self) -> Uuid {
        let (high, low) = (u128::from(self.next()), u128::from(self.next()));
        Builder::from_random_bytes((high << 64 | low).to_be_bytes()).into_uuid()
    }

    fn chance(&self) -> f64 {
        unit_interval(self.next())
    }
}

/// Maps the lowest 53 bits onto [0, 1), exactly.
fn unit_interval(bits: u64) -> f64 {
    const VALUES: u64 = 1 << f64::MANTISSA_DIGITS;
    (bits % VALUES) as f64 / VALUES as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn manual_clock_moves_only_when_it_is_moved_and_copies_move_with_it() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let clock = ManualClock::at(start);
        let copy = clock.clone();
        assert_eq!((clock.now(), copy.now()), (start, start));

        clock.advance(TimeDelta::seconds(5));
        assert_eq!(copy.now(), start + TimeDelta::seconds(5));

        copy.set(start - TimeDelta::days(1));
        assert_eq!(clock.now(), start - TimeDelta::days(1));
    }

    #[test]
    fn a_seed_repeats_its_ids_and_its_chances() {
        let take = |seed| {
            let ids = SeededIds::new(seed);
            (0..20).map(|_| (ids.uuid(), ids.chance().to_bits())).collect::<Vec<_>>()
        };
        assert_eq!(take(7), take(7));
        assert_ne!(take(7), take(8));
    }

    #[test]
    fn seeded_ids_are_distinct_random_uuids() {
        let ids = SeededIds::new(1);
        let made: HashSet<Uuid> = (0..1_000).map(|_| ids.uuid()).collect();
        assert_eq!(made.len(), 1_000);
        assert!(made.iter().all(|id| id.get_version_num() == 4));
    }

    #[test]
    fn chance_fills_the_interval_and_never_reaches_one() {
        assert_eq!(unit_interval(0), 0.0);
        assert!(unit_interval(u64::MAX) < 1.0);
        let ids = SeededIds::new(3);
        let mean = (0..10_000).map(|_| ids.chance()).sum::<f64>() / 10_000.0;
        assert!((0.48..0.52).contains(&mean), "{mean}");
    }

    #[test]
    fn system_chances_differ_and_stay_below_one() {
        let drawn: HashSet<u64> = (0..100).map(|_| SystemIds.chance().to_bits()).collect();
        assert_eq!(drawn.len(), 100);
        assert!(drawn.iter().all(|bits| (0.0..1.0).contains(&f64::from_bits(*bits))));
    }
}
