//! Times of one thing over many rounds.

use std::time::{Duration, Instant};

/// The times of all rounds, in seconds; of those that `time` ran, the processor's time of this thread too, which says
/// what a round costs when other programs have the processor meanwhile.
#[derive(Debug, Clone, Default)]
pub struct Series {
    taken: Vec<f64>,
    worked: Vec<f64>,
}

impl Series {
    /// Adds a round.
    pub fn add(&mut self, took: Duration) {
        self.taken.push(took.as_secs_f64());
    }

    /// Runs a round and adds it.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (began, worked) = (now(), processor());
        let result = work();
        self.add(now() - began);
        self.worked.push(processor() - worked);
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
        self.taken.push(parts.taken.iter().sum());
        self.worked.push(parts.worked.iter().sum());
    }

    /// How many rounds there are.
    pub fn number(&self) -> usize {
        self.taken.len()
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The time that this part of the rounds keeps within.
    pub fn at(&self, part: f64) -> f64 {
        at(&self.taken, part)
    }

    /// The same of the processor's time.
    pub fn worked(&self, part: f64) -> f64 {
        at(&self.worked, part)
    }
}

fn at(times: &[f64], part: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let index = (last as f64 * part).ceil() as usize;
    sorted.get(index.min(last)).copied().unwrap_or(f64::NAN)
}

/// The middle of the ratios of rounds that stood beside one another: what slowed one slowed the other.
pub fn ratio(ours: &Series, bare: &Series) -> f64 {
    let ratios: Vec<f64> = ours.taken.iter().zip(&bare.taken).map(|(ours, bare)| ours / bare).collect();
    at(&ratios, 0.5)
}

/// This moment.
#[expect(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
pub fn now() -> Instant {
    Instant::now()
}

/// Seconds that this thread has had the processor.
fn processor() -> f64 {
    let had = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    had.tv_sec as f64 + had.tv_nsec as f64 / 1e9
}
