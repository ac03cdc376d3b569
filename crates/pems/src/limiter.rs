//! The one limiter of all requests: in no window of a second more than PEMS allows.
//!
//! What counts is when a request *arrives*, and that is known only to lie between its being sent and its
//! being answered. So a place is taken before the request is sent and becomes free a window after the
//! answer came: however long a connection took to open, two requests that share a place arrive more
//! than a second apart.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Requests a second where PEMS announces nothing else.
pub const DEFAULT_RATE: f64 = 10.0;

/// A second, and a little for clocks that are read in whole milliseconds or run apart.
const SECOND: f64 = 1.01;

/// Hands out places for requests, first come, first served.
pub struct Limiter {
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    changed: Notify,
}

/// A place for one request. It is held until the answer begins or there is none.
#[must_use = "the place is free again a window after it is dropped"]
pub struct Slot<'a>(&'a Limiter);

struct State {
    places: usize,
    window: Duration,
    in_flight: usize,
    answered: VecDeque<Instant>,
}

impl Limiter {
    /// Allows `per_second` requests, counting those answered `recent` ago by a process before this one.
    ///
    /// A rate that is no positive number is [`DEFAULT_RATE`]; others are kept between one a minute
    /// and ten thousand a second.
    pub fn new(per_second: f64, recent: &[Duration]) -> Self {
        let (places, window) = places_and_window(per_second);
        let now = Instant::now();
        let mut answered: Vec<_> = recent.iter().map(|age| now.checked_sub(*age).unwrap_or(now)).collect();
        answered.sort();
        let state = State { places, window, in_flight: 0, answered: answered.into() };
        Self { queue: tokio::sync::Mutex::default(), state: Mutex::new(state), changed: Notify::new() }
    }

    /// Changes the rate, for whoever waits already too. Bounded as in [`Limiter::new`].
    pub fn set_rate(&self, per_second: f64) {
        let mut state = self.state();
        (state.places, state.window) = places_and_window(per_second);
        drop(state);
        self.changed.notify_one();
    }

    /// Waits for a place. Who asked first gets it first; to stop waiting is safe.
    pub async fn acquire(&self) -> Slot<'_> {
        let _turn = self.queue.lock().await;
        loop {
            let free_at = {
                let mut state = self.state();
                state.forget(Instant::now());
                if state.in_flight + state.answered.len() < state.places {
                    state.in_flight += 1;
                    return Slot(self);
                }
                state.answered.front().map(|at| *at + state.window)
            };
            match free_at {
                Some(free_at) => tokio::select! {
                    () = sleep_until(free_at) => {}
                    () = self.changed.notified() => {}
                },
                None => self.changed.notified().await,
            }
        }
    }

    /// How long ago each request was answered that still counts, 0 for those in flight; a process
    /// that starts next hands them to [`Limiter::new`].
    pub fn recent(&self) -> Vec<Duration> {
        let mut state = self.state();
        let now = Instant::now();
        state.forget(now);
        let in_flight = std::iter::repeat_n(Duration::ZERO, state.in_flight);
        state.answered.iter().map(|at| now - *at).chain(in_flight).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.in_flight -= 1;
        state.answered.push_back(Instant::now());
        drop(state);
        self.0.changed.notify_one();
    }
}

impl State {
    fn forget(&mut self, now: Instant) {
        while self.answered.front().is_some_and(|at| now - *at >= self.window) {
            self.answered.pop_front();
        }
    }
}

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        f.debug_struct("Limiter").field("places", &state.places).field("window", &state.window).finish()
    }
}

/// Whole requests a second; below one a second, one in as many seconds as the rate says.
fn places_and_window(per_second: f64) -> (usize, Duration) {
    let usable = per_second.is_finite() && per_second > 0.0;
    let rate = if usable { per_second.clamp(1.0 / 60.0, 10_000.0) } else { DEFAULT_RATE };
    let seconds = if rate < 1.0 { 1.0 / rate } else { 1.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1 to 10,000 just above"
    )]
    let places = rate.floor().max(1.0) as usize;
    (places, Duration::from_secs_f64(seconds * SECOND))
}

#[cfg(test)]
mod tests;
