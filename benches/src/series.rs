//! Times of one thing over many rounds.

use std::time::{Duration, Instant};

/// The times of all rounds, in seconds.
#[derive(Debug, Clone, Default)]
pub struct Series(Vec<f64>);

impl Series {
    /// Adds a round.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64());
    }

    /// Runs a round and adds it.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = now();
        let result = work();
        self.add(now() - began);
        result
    }

    /// Awaits a round and adds it.
    pub async fn time_async<T>(&mut self, work: impl Future<Output = T>) -> T {
        let began = now();
        let result = work.await;
        self.add(now() - began);
        result
    }

    /// Adds the rounds of another as one.
    pub fn join(&mut self, parts: &Series) {
        self.0.push(parts.0.iter().sum());
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The time that this part of the rounds keeps within.
    pub fn at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        let index = (last as f64 * part).ceil() as usize;
        sorted.get(index.min(last)).copied().unwrap_or(f64::NAN)
    }
}

/// The middle of the ratios of rounds that stood beside one another: what slowed one slowed the other.
pub fn ratio(ours: &Series, bare: &Series) -> f64 {
    let pairs = ours.0.iter().zip(&bare.0);
    Series(pairs.map(|(ours, bare)| ours / bare).collect()).median()
}

#[expect(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
pub fn now() -> Instant {
    Instant::now()
}
