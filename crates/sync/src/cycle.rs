//! The worker's cycle as a state machine: pull, then push until nothing is due. `step` takes an
//! event and answers with the next phase and what the driver has to do; it never waits or reads.

use crate::{Failure, GuardStop, Retry};
use chrono::{DateTime, Utc};
use pfa_domain::PfaId;
use std::time::Duration;

/// Tries of one page, in all, before the pull is given up until the next cycle.
const PAGE_ATTEMPTS: u32 = 4;
/// The first wait between two tries of a page; doubled each time.
const PAGE_DELAY: Duration = Duration::from_secs(1);

/// Which halves of a cycle to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Bring PEMS's changes here.
    pub pull: bool,
    /// Send ours.
    pub push: bool,
}

/// How to pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullMode {
    /// Every record, which also finds what disappeared.
    Sweep,
    /// What changed since an instant on PEMS's clock.
    Since(DateTime<Utc>),
}

/// What a cycle starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// Which halves.
    pub scope: Scope,
    /// How to pull.
    pub mode: PullMode,
    /// The last id of an interrupted sweep.
    pub resume_after: Option<PfaId>,
    /// Records that PEMS should list, before what this pull adds.
    pub expected: u64,
}

/// What the worker is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing.
    Idle,
    /// Reads pages.
    Pulling {
        /// Push afterwards.
        push: bool,
        /// How.
        mode: PullMode,
        /// The last id stored.
        after: Option<PfaId>,
        /// Records that PEMS should list after what was stored so far.
        expected: u64,
        /// Tries of the present page that failed.
        failed: u32,
    },
    /// Asks how many records PEMS lists, after a pull of changes.
    Counting {
        /// Push afterwards.
        push: bool,
        /// Records that PEMS should list.
        expected: u64,
    },
    /// Settles what a complete sweep did not show.
    Closing {
        /// Push afterwards.
        push: bool,
    },
    /// Takes due writes, sends them, until none is due.
    Pushing {
        /// The pull before was stopped by the guard.
        guard: Option<GuardStop>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A cycle is to start.
    Begin(Begin),
    /// A page and the cursor that covers it are stored.
    PageStored {
        /// The last id on it.
        last: Option<PfaId>,
        /// Whether more follow.
        more: bool,
        /// Records that were not held before.
        inserted: u64,
    },
    /// A page could not be read; `chance` (0 to 1) stretches the wait.
    PageFailed(Failure, f64),
    /// The guard stopped the pull.
    PageStopped(GuardStop),
    /// PEMS lists so many records.
    Counted(u64),
    /// What disappeared is settled.
    SweepClosed,
    /// So many writes were due and taken.
    WritesTaken(u64),
    /// Those taken have all ended; with the failure that makes sending more pointless.
    WritesEnded(Option<Failure>),
    /// A person or the shutdown wants the cycle to end.
    Cancel,
}

/// What the driver has to do; it answers each with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read a page after waiting so long, let the guard see it, and store it with its cursor.
    ReadPage {
        /// How.
        mode: PullMode,
        /// The last id stored.
        after: Option<PfaId>,
        /// How long to wait before.
        wait: Duration,
    },
    /// Ask how many records PEMS lists.
    Count,
    /// Settle what the sweep did not show.
    CloseSweep,
    /// Take due writes.
    TakeWrites,
    /// Send those taken.
    SendWrites,
    /// The cycle is over.
    Finish(End),
}

/// How a cycle ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Nothing is due any more.
    Done,
    /// The guard stopped the pull; what was due was sent.
    Guarded(GuardStop),
    /// PEMS did not answer as it should; what waits goes on waiting.
    Failed(Failure),
    /// Somebody ended it.
    Cancelled,
}

/// The worker's next phase and what to do, after an event.
pub fn step(phase: Phase, event: Event) -> (Phase, Effect) {
    match (phase, event) {
        (_, Event::Cancel) => (Phase::Idle, Effect::Finish(End::Cancelled)),
        (Phase::Idle, Event::Begin(begin)) => start(begin),
        (Phase::Pulling { push, mode, expected, .. }, Event::PageStored { last, more, inserted }) => {
            page_stored(push, mode, expected + inserted, last, more)
        }
        (Phase::Pulling { push, mode, after, expected, failed }, Event::PageFailed(failure, chance)) => {
            let phase = Phase::Pulling { push, mode, after: after.clone(), expected, failed: failed + 1 };
            page_failed(phase, (mode, after), failed + 1, failure, chance)
        }
        (Phase::Pulling { push, .. }, Event::PageStopped(stop)) => after_pull(push, Some(stop)),
        (Phase::Counting { push, expected }, Event::Counted(listed)) => counted(push, expected, listed),
        (Phase::Counting { .. }, Event::PageFailed(failure, _)) => finish(End::Failed(failure)),
        (Phase::Closing { push }, Event::SweepClosed) => after_pull(push, None),
        (Phase::Closing { push }, Event::PageStopped(stop)) => after_pull(push, Some(stop)),
        (Phase::Pushing { guard }, Event::WritesTaken(0)) => finish(guard.map_or(End::Done, End::Guarded)),
        (phase @ Phase::Pushing { .. }, Event::WritesTaken(_)) => (phase, Effect::SendWrites),
        (phase @ Phase::Pushing { .. }, Event::WritesEnded(None)) => (phase, Effect::TakeWrites),
        (Phase::Pushing { .. }, Event::WritesEnded(Some(failure))) => finish(End::Failed(failure)),
        (phase, event) => unreachable!("the driver answered {phase:?} with {event:?}"),
    }
}

fn start(begin: Begin) -> (Phase, Effect) {
    if !begin.scope.pull {
        return after_pull(begin.scope.push, None);
    }
    read(begin.scope.push, begin.mode, begin.resume_after, begin.expected)
}

fn read(push: bool, mode: PullMode, after: Option<PfaId>, expected: u64) -> (Phase, Effect) {
    let effect = Effect::ReadPage { mode, after: after.clone(), wait: Duration::ZERO };
    (Phase::Pulling { push, mode, after, expected, failed: 0 }, effect)
}

fn page_stored(
    push: bool,
    mode: PullMode,
    expected: u64,
    last: Option<PfaId>,
    more: bool,
) -> (Phase, Effect) {
    match (more, mode) {
        (true, _) => read(push, mode, last, expected),
        (false, PullMode::Sweep) => (Phase::Closing { push }, Effect::CloseSweep),
        (false, PullMode::Since(_)) => (Phase::Counting { push, expected }, Effect::Count),
    }
}

fn page_failed(
    phase: Phase,
    (mode, after): (PullMode, Option<PfaId>),
    failed: u32,
    failure: Failure,
    chance: f64,
) -> (Phase, Effect) {
    match failure.retry() {
        Retry::Backoff { not_before } if failed < PAGE_ATTEMPTS => {
            let wait = crate::retry_delay(failed, PAGE_DELAY, not_before, chance);
            (phase, Effect::ReadPage { mode, after, wait })
        }
        Retry::Backoff { .. } | Retry::Never | Retry::WhenOnline | Retry::AfterSignIn => {
            finish(End::Failed(failure))
        }
    }
}

/// Another number than expected means that records disappeared, or came without a change to see them by.
fn counted(push: bool, expected: u64, listed: u64) -> (Phase, Effect) {
    if listed == expected { after_pull(push, None) } else { read(push, PullMode::Sweep, None, expected) }
}

fn after_pull(push: bool, guard: Option<GuardStop>) -> (Phase, Effect) {
    match (push, guard) {
        (true, guard) => (Phase::Pushing { guard }, Effect::TakeWrites),
        (false, Some(stop)) => finish(End::Guarded(stop)),
        (false, None) => finish(End::Done),
    }
}

fn finish(end: End) -> (Phase, Effect) {
    (Phase::Idle, Effect::Finish(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FailureKind, GuardReason};

    fn since() -> PullMode {
        PullMode::Since("2026-06-12T10:00:00Z".parse().unwrap())
    }

    fn begin(mode: PullMode, pull: bool, push: bool) -> Event {
        Event::Begin(Begin { scope: Scope { pull, push }, mode, resume_after: None, expected: 10 })
    }

    fn page(last: &str, more: bool, inserted: u64) -> Event {
        Event::PageStored { last: PfaId::new(last).ok(), more, inserted }
    }

    /// Runs the events through and gives the last effect.
    fn run(events: Vec<Event>) -> Effect {
        let mut phase = Phase::Idle;
        let mut effect = Effect::Finish(End::Cancelled);
        for event in events {
            (phase, effect) = step(phase, event);
        }
        effect
    }

    #[test]
    fn a_sweep_reads_page_after_page_then_closes_then_pushes() {
        let first = vec![begin(PullMode::Sweep, true, true), page("A-1", true, 1000)];
        let Effect::ReadPage { after, .. } = run(first.clone()) else { panic!("no page is read") };
        assert_eq!(after, PfaId::new("A-1").ok());
        let mut all = first;
        all.push(page("A-2", false, 3));
        assert_eq!(run(all.clone()), Effect::CloseSweep);
        all.push(Event::SweepClosed);
        assert_eq!(run(all.clone()), Effect::TakeWrites);
        all.extend([Event::WritesTaken(100), Event::WritesEnded(None), Event::WritesTaken(0)]);
        assert_eq!(run(all), Effect::Finish(End::Done));
    }

    #[test]
    fn a_count_that_does_not_add_up_makes_a_sweep() {
        let counted = |n| run(vec![begin(since(), true, false), page("A-1", false, 2), Event::Counted(n)]);
        assert_eq!(counted(12), Effect::Finish(End::Done));
        let sweep = Effect::ReadPage { mode: PullMode::Sweep, after: None, wait: Duration::ZERO };
        assert_eq!(counted(11), sweep);
        assert_eq!(counted(13), sweep);
    }

    #[test]
    fn a_page_is_tried_four_times_and_not_before_pems_wishes() {
        let busy = Failure {
            retry_after: Some(Duration::from_secs(7)),
            ..Failure::new(FailureKind::RateLimited, "busy")
        };
        let failed = Event::PageFailed(busy.clone(), 0.0);
        let mut events = vec![begin(PullMode::Sweep, true, true), failed.clone()];
        let Effect::ReadPage { wait, .. } = run(events.clone()) else { panic!("given up at once") };
        assert_eq!(wait, Duration::from_secs(7));
        events.extend([failed.clone(), failed.clone()]);
        assert!(matches!(run(events.clone()), Effect::ReadPage { .. }));
        events.push(failed);
        assert_eq!(run(events), Effect::Finish(End::Failed(busy)));
    }

    #[test]
    fn what_waiting_does_not_mend_ends_the_cycle_at_once() {
        for kind in [
            FailureKind::Offline,
            FailureKind::Unauthorized,
            FailureKind::Forbidden,
            FailureKind::Certificate,
        ] {
            let failure = Failure::new(kind, "no");
            let events = vec![begin(since(), true, true), Event::PageFailed(failure.clone(), 0.0)];
            assert_eq!(run(events), Effect::Finish(End::Failed(failure)));
        }
    }

    #[test]
    fn a_stopped_pull_does_not_hold_up_what_is_to_be_sent() {
        let stop = GuardStop { reason: GuardReason::Empty, held: 10, seen: 0, message: "none".into() };
        let mut events = vec![begin(since(), true, true), Event::PageStopped(stop.clone())];
        assert_eq!(run(events.clone()), Effect::TakeWrites);
        events.push(Event::WritesTaken(0));
        assert_eq!(run(events), Effect::Finish(End::Guarded(stop)));
    }

    #[test]
    fn cancelling_ends_whatever_runs() {
        for events in
            [vec![begin(since(), true, true)], vec![begin(since(), false, true), Event::WritesTaken(3)]]
        {
            let cancelled = run(events.into_iter().chain([Event::Cancel]).collect());
            assert_eq!(cancelled, Effect::Finish(End::Cancelled));
        }
    }
}
