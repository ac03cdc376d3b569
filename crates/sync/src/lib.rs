//! What sync decides: plans for pull and push, the worker as a state machine, backoff. Pure: it
//! reads its arguments and nothing else, so that a simulated world can drive it through anything.

mod backoff;
mod cycle;
mod failure;
mod feed;
mod guard;
#[cfg(feature = "mutants")]
pub mod mutants;
mod pull;
mod push;

pub use backoff::{LONGEST_WAIT, MAX_ATTEMPTS, cycle_delay, offline_delay, retry_delay};
pub use cycle::{Begin, Effect, End, Event, Phase, PullMode, Scope, step};
pub use failure::{Failure, FailureKind, Retry};
pub use feed::{Hints, feed_delay, feed_failures, interval_with_feed};
pub use guard::{GuardReason, GuardStop, PageFacts, check_page};
pub use pull::{Held, Local, Missing, News, Next, PullAction, Refusal, plan_missing, plan_pull};
/// Whether a deliberate bug is awake; `false` in every product.
#[cfg(feature = "mutants")]
#[macro_export]
macro_rules! mutant {
    ($name:ident) => {
        $crate::mutants::is_awake($crate::mutants::Mutant::$name)
    };
}

/// Whether a deliberate bug is awake; `false` in every product.
#[cfg(not(feature = "mutants"))]
#[macro_export]
macro_rules! mutant {
    ($name:ident) => {
        false
    };
}

pub use push::{
    AttemptAction, Outcome, ProbeVerdict, SentWrite, after_attempt, is_the_write, key_may_be_forgotten, probe,
};
