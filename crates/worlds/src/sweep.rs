//! Many worlds: one seed after the other, on every core, and what is told of those that fail.

use crate::world::{Outcome, Plan, run};
use pfa_store::{Memory, StoreError};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Failures that are kept with their traces; the others are only counted.
const TOLD: usize = 5;
/// One world in so many is run twice, to see that its seed repeats it.
const REPEATED: u64 = 64;

/// How a row of worlds went.
#[derive(Debug, Default)]
pub struct Swept {
    /// How many worlds ran.
    pub worlds: u64,
    /// How many steps they took together.
    pub steps: u64,
    /// How many failed.
    pub failed: u64,
    /// The first that failed, by seed.
    pub told: Vec<(u64, Outcome)>,
}

/// Runs the worlds of `count` seeds from `first` on.
///
/// # Errors
/// Where not even an empty database can be made.
pub fn sweep(first: u64, count: u64) -> Result<Swept, StoreError> {
    let next = AtomicU64::new(0);
    let swept = Mutex::new(Swept::default());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<(), StoreError> {
            let empty = Memory::new()?;
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return Ok(());
                }
                let outcome = run_and_repeat(first + at, &empty);
                swept.lock().unwrap_or_else(PoisonError::into_inner).add(first + at, outcome);
            }
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    let mut swept = swept.into_inner().unwrap_or_else(PoisonError::into_inner);
    swept.told.sort_by_key(|(seed, _)| *seed);
    Ok(swept)
}

/// The plan of a failing world with the steps left out that it fails without.
pub fn shortened(seed: u64, steps: usize, empty: &Memory) -> Plan {
    let mut plan = Plan { seed, ..Plan::default() };
    for step in (1..=steps).rev() {
        let mut shorter = plan.clone();
        shorter.left_out.insert(step);
        if run(&shorter, empty).failure.is_some() {
            plan = shorter;
        }
    }
    plan
}

fn run_and_repeat(seed: u64, empty: &Memory) -> Outcome {
    let plan = Plan { seed, ..Plan::default() };
    let mut outcome = run(&plan, empty);
    if seed.is_multiple_of(REPEATED) && outcome.failure.is_none() && run(&plan, empty).hash != outcome.hash {
        outcome.failure = Some("the same seed made another world the second time".to_owned());
    }
    outcome
}

impl Swept {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.worlds += 1;
        self.steps += outcome.steps as u64;
        if outcome.failure.is_some() {
            self.failed += 1;
            self.told.push((seed, outcome));
            self.told.sort_by_key(|(seed, _)| *seed);
            self.told.truncate(TOLD);
        }
    }
}

/// The steps that a plan keeps.
pub fn kept(plan: &Plan, steps: usize) -> BTreeSet<usize> {
    (1..=steps).filter(|step| !plan.left_out.contains(step)).collect()
}
