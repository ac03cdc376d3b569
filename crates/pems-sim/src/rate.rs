//! Who sent how many requests within a second.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_secs(1);

/// The last second of each user's requests.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    admitted: HashMap<String, VecDeque<Instant>>,
    arrived: HashMap<String, VecDeque<Instant>>,
    peak: usize,
}

impl Windows {
    /// Takes note of a request; whether no window of one second has more than `per_second` admitted ones with it.
    pub(crate) fn admit(&mut self, user: &str, per_second: f64, now: Instant) -> bool {
        let arrived = recent(&mut self.arrived, user, now);
        arrived.push_back(now);
        self.peak = self.peak.max(arrived.len());
        let admitted = recent(&mut self.admitted, user, now);
        let fits = (admitted.len() + 1) as f64 <= per_second;
        if fits {
            admitted.push_back(now);
        }
        fits
    }

    /// The most requests of one user that ever arrived within a second.
    pub(crate) fn peak(&self) -> usize {
        self.peak
    }
}

fn recent<'w>(
    windows: &'w mut HashMap<String, VecDeque<Instant>>,
    user: &str,
    now: Instant,
) -> &'w mut VecDeque<Instant> {
    let window = windows.entry(user.to_owned()).or_default();
    while window.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
        window.pop_front();
    }
    window
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_window_of_a_second_holds_more_than_the_rate() {
        let mut windows = Windows::default();
        let start = crate::clock::steady();
        let at = |ms| start + Duration::from_millis(ms);
        let sent = [0, 100, 900, 999, 1_000, 1_001, 1_099, 1_100, 1_899, 1_900];
        let admitted: Vec<bool> = sent.iter().map(|ms| windows.admit("a", 3.0, at(*ms))).collect();
        assert_eq!(admitted, [true, true, true, false, true, false, false, true, false, true]);
        assert!(windows.admit("b", 3.0, at(1_900)), "another user has a rate of its own");
        assert_eq!(windows.peak(), 7, "those from 900 to 1899");
    }
}
