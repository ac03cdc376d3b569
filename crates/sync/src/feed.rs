//! What the change feed leads to: when it is connected to again, and when what it tells is worth a pull.
//!
//! An event is a hint and never data: it can make a pull earlier, and nothing else. What it claims is compared with
//! the versions held, so that the echo of an own write asks for nothing. Times are counted from any fixed moment, on
//! a clock that only goes forward.

use crate::{Failure, Retry};
use pfa_domain::PfaId;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long events are gathered at least, so that a burst makes one pull.
const GATHER: Duration = Duration::from_millis(500);
/// Over how long the laptops that hear the same event spread their pulls.
const SPREAD: Duration = Duration::from_secs(10);
/// How long after a pull that was asked for the next one may come.
const APART: Duration = Duration::from_secs(15);
/// Records that are told apart; beyond them a pull is due whatever is held.
const TOLD_MAX: usize = 4096;

/// The least time before a line is made again, and the most after the first failure.
const AGAIN_LEAST: Duration = Duration::from_secs(1);
const AGAIN_FIRST: Duration = Duration::from_secs(30);
/// The most time before a line is tried again, however often it failed.
const AGAIN_MOST: Duration = Duration::from_mins(10);
/// A line that stood for so long was a good one: what comes next is a first failure.
const STOOD: Duration = Duration::from_mins(1);

/// How much rarer the schedule is while the feed tells of changes, and the interval beyond which it is not rarer.
const RARER: u32 = 5;
const RAREST: Duration = Duration::from_mins(15);

/// What was told and not pulled yet, and when a pull for it is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The highest version told of, by record.
    told: BTreeMap<PfaId, u64>,
    /// Whether a pull is due whatever is held.
    whatever_held: bool,
    due: Option<Duration>,
    not_before: Duration,
    pulling: bool,
}

impl Hints {
    /// Notes that the line stands: what happened while there was none was not told.
    pub fn connected(&mut self, now: Duration, chance: f64) {
        self.whatever_held = true;
        self.note(now, chance);
    }

    /// Notes that a record is said to be at a version. `chance` (0 to 1) spreads the pull.
    pub fn changed(&mut self, record: PfaId, version: u64, now: Duration, chance: f64) {
        if self.told.len() < TOLD_MAX || self.told.contains_key(&record) {
            let told = self.told.entry(record).or_default();
            *told = version.max(*told);
        } else {
            self.whatever_held = true;
        }
        self.note(now, chance);
    }

    /// Forgets what was told, of an organization that is worked on no longer.
    pub fn forget(&mut self) {
        *self = Self { pulling: self.pulling, not_before: self.not_before, ..Self::default() };
    }

    /// Notes that a pull begins, whoever wanted it: it brings all that was told before.
    pub fn pull_began(&mut self) {
        self.forget();
        self.pulling = true;
    }

    /// Notes that it has ended, however.
    pub fn pull_ended(&mut self) {
        self.pulling = false;
    }

    /// When to look whether a pull is to be asked for; `None` while nothing was told or one is under way.
    pub fn due(&self) -> Option<Duration> {
        self.due.filter(|_| !self.pulling)
    }

    /// Forgets what was told, and gives whether any of it is news to who holds these versions: then a pull is to be
    /// asked for now.
    pub fn take(&mut self, now: Duration, held: impl Fn(&PfaId) -> Option<u64>) -> bool {
        let news = |(record, version): (&PfaId, &u64)| held(record).is_none_or(|held| held < *version);
        let pull = self.whatever_held || self.told.iter().any(news);
        self.forget();
        if pull {
            self.not_before = now + APART;
        }
        pull
    }

    /// The first that is told sets the time; what follows comes along.
    fn note(&mut self, now: Duration, chance: f64) {
        let soon = now + GATHER + SPREAD.mul_f64(chance.clamp(0.0, 1.0));
        self.due = self.due.or_else(|| Some(soon.max(self.not_before)));
    }
}

/// How long after the `failures`-th failure running the feed is tried again: anything from 1 s up to 30 s, doubled
/// with each failure up to ten minutes, wherever `chance` (0 to 1) puts it, and not before PEMS wishes. `None` where
/// only another sign-in helps.
pub fn feed_delay(failure: &Failure, failures: u32, chance: f64) -> Option<Duration> {
    let chance = chance.clamp(0.0, 1.0);
    let doubled = AGAIN_FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(AGAIN_MOST);
    match failure.retry() {
        Retry::AfterSignIn => None,
        Retry::Never => Some(AGAIN_MOST.mul_f64(0.5 + chance / 2.0)),
        Retry::WhenOnline => Some(doubled.mul_f64(chance).max(AGAIN_LEAST)),
        Retry::Backoff { not_before } => {
            Some(not_before.unwrap_or_default() + doubled.mul_f64(chance).max(AGAIN_LEAST))
        }
    }
}

/// How many failures running it is, when a line fell that had stood for so long; zero where it was never made.
pub fn feed_failures(before: u32, stood: Duration) -> u32 {
    if stood >= STOOD { 1 } else { before.saturating_add(1) }
}

/// The interval of the schedule while the feed tells of changes: five times as long, but no longer than a quarter of
/// an hour unless a person chose so. It still catches what the feed missed.
pub fn interval_with_feed(every: Duration) -> Duration {
    every.max(every.saturating_mul(RARER).min(RAREST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    const START: Duration = Duration::from_secs(1000);

    fn id(text: &str) -> PfaId {
        PfaId::new(text).unwrap()
    }

    fn told(events: &[(&str, u64)]) -> Hints {
        let mut hints = Hints::default();
        for (record, version) in events {
            hints.changed(id(record), *version, START, 0.0);
        }
        hints
    }

    fn nothing_held(_: &PfaId) -> Option<u64> {
        None
    }

    #[test]
    fn a_burst_makes_one_pull_soon_after_its_first_event() {
        let mut hints = Hints::default();
        for at in 0..100 {
            hints.changed(id("A-1"), at, START + Duration::from_secs(at), 0.0);
        }
        assert_eq!(hints.due(), Some(START + GATHER));
        assert!(hints.take(START + GATHER, nothing_held));
        assert_eq!(hints.due(), None);
    }

    #[test]
    fn chance_spreads_the_pulls_of_those_who_hear_the_same() {
        let mut hints = Hints::default();
        hints.changed(id("A-1"), 2, START, 0.5);
        assert_eq!(hints.due(), Some(START + GATHER + SPREAD / 2));
    }

    #[test]
    fn what_is_held_already_asks_for_nothing_and_holds_up_nothing() {
        let mut hints = told(&[("A-1", 4), ("A-2", 7)]);
        assert!(!hints.take(START, |record| Some(if *record == id("A-1") { 4 } else { 9 })));
        hints.changed(id("A-3"), 1, START, 0.0);
        assert_eq!(hints.due(), Some(START + GATHER), "an echo is no pull that others wait after");
    }

    #[test]
    fn a_newer_version_and_an_unknown_record_are_news() {
        assert!(told(&[("A-1", 4)]).take(START, |_| Some(3)));
        assert!(told(&[("A-1", 4), ("A-2", 1)]).take(START, |r| (*r == id("A-1")).then_some(4)));
        assert!(told(&[("A-1", 4), ("A-1", 2)]).take(START, |_| Some(3)), "the highest counts");
    }

    #[test]
    fn pulls_that_are_asked_for_stay_apart() {
        let mut hints = told(&[("A-1", 4)]);
        assert!(hints.take(START, nothing_held));
        hints.changed(id("A-1"), 5, START, 0.0);
        assert_eq!(hints.due(), Some(START + APART));
        hints.pull_began();
        hints.pull_ended();
        hints.changed(id("A-1"), 6, START, 0.0);
        assert_eq!(hints.due(), Some(START + APART), "whatever was pulled in between");
    }

    #[test]
    fn a_pull_settles_what_was_told_before_it_began_and_nothing_told_since() {
        let mut hints = told(&[("A-1", 4)]);
        hints.connected(START, 0.0);
        hints.pull_began();
        assert_eq!((hints.due(), hints.take(START, nothing_held)), (None, false));
        hints.changed(id("A-2"), 1, START, 0.0);
        assert_eq!(hints.due(), None, "one at a time");
        hints.pull_ended();
        assert_eq!(hints.due(), Some(START + GATHER));
        assert!(hints.take(START, |_| Some(0)));
    }

    #[test]
    fn a_line_that_stands_asks_for_a_pull_whatever_is_held() {
        let mut hints = Hints::default();
        hints.connected(START, 0.0);
        assert!(hints.take(START, |_| Some(u64::MAX)));
    }

    #[test]
    fn more_records_than_can_be_told_apart_make_a_pull_in_any_case() {
        let record = |n: usize| id(&format!("A-{n}"));
        let mut hints = Hints::default();
        for n in 0..TOLD_MAX {
            hints.changed(record(n), 1, START, 0.0);
        }
        hints.changed(record(0), 2, START, 0.0);
        assert!(!hints.clone().take(START, |_| Some(2)));
        hints.changed(record(TOLD_MAX), 1, START, 0.0);
        assert_eq!(hints.told.len(), TOLD_MAX);
        assert!(hints.take(START, |_| Some(2)));
    }

    #[test]
    fn a_lost_line_is_made_again_within_a_growing_time() {
        let lost = Failure::new(FailureKind::LostReply, "gone");
        let most: Vec<u64> =
            (1..8).map(|n| feed_delay(&lost, n, 1.0).map_or(0, |wait| wait.as_secs())).collect();
        assert_eq!(most, [30, 60, 120, 240, 480, 600, 600]);
        assert_eq!(feed_delay(&lost, u32::MAX, 0.0), Some(AGAIN_LEAST));
        assert_eq!(feed_delay(&lost, 1, 0.5), Some(Duration::from_secs(15)));
        let offline = Failure::new(FailureKind::Offline, "none");
        assert_eq!(feed_delay(&offline, 2, 0.5), Some(Duration::from_secs(30)));
    }

    #[test]
    fn pems_is_not_asked_for_its_feed_before_it_wishes() {
        let wish = Some(Duration::from_secs(90));
        let busy = Failure { retry_after: wish, ..Failure::new(FailureKind::Unavailable, "busy") };
        assert_eq!(feed_delay(&busy, 1, 0.5), Some(Duration::from_secs(105)));
    }

    #[test]
    fn what_waiting_does_not_mend_is_tried_seldom_and_a_refused_sign_in_never() {
        let refused = Failure::new(FailureKind::Unauthorized, "no");
        assert_eq!(feed_delay(&refused, 1, 0.5), None);
        let forbidden = Failure::new(FailureKind::Forbidden, "no");
        let waits = [0.0, 1.0].map(|chance| feed_delay(&forbidden, 1, chance));
        assert_eq!(waits, [Some(AGAIN_MOST / 2), Some(AGAIN_MOST)]);
    }

    #[test]
    fn a_line_that_falls_at_once_is_no_success() {
        assert_eq!(feed_failures(0, Duration::ZERO), 1);
        assert_eq!(feed_failures(3, STOOD - Duration::from_millis(1)), 4);
        assert_eq!(feed_failures(3, STOOD), 1);
    }

    #[test]
    fn the_schedule_is_rarer_while_the_feed_tells_of_changes() {
        let minutes = |n| Duration::from_mins(n);
        assert_eq!(interval_with_feed(minutes(1)), minutes(5));
        assert_eq!(interval_with_feed(minutes(10)), minutes(15));
        assert_eq!(interval_with_feed(minutes(60)), minutes(60), "a person's longer choice stands");
    }
}
