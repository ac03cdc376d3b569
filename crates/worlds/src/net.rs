//! The net, tested: how many worlds it takes to catch each deliberate bug.

use crate::world::{Plan, run};
use pfa_store::{Memory, StoreError};
use pfa_sync::mutants::{Mutant, wake};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// A deliberate bug, and the first world that shows it.
#[derive(Debug, Clone)]
pub struct Caught {
    /// Which.
    pub mutant: Mutant,
    /// The number of worlds it took, and what did not hold in the last; `None` when none showed it.
    pub by: Option<(u64, String)>,
}

/// Wakes each bug in world after world, up to `budget` of them from seed `first` on.
///
/// # Errors
/// Where not even an empty database can be made.
pub fn catch_all(first: u64, budget: u64) -> Result<Vec<Caught>, StoreError> {
    let next = AtomicUsize::new(0);
    let caught = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<(), StoreError> {
            let empty = Memory::new()?;
            while let Some(mutant) = Mutant::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                let by = catch(*mutant, first, budget, &empty);
                let found = Caught { mutant: *mutant, by };
                caught.lock().unwrap_or_else(PoisonError::into_inner).push(found);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    let mut caught = caught.into_inner().unwrap_or_else(PoisonError::into_inner);
    caught.sort_by_key(|found| Mutant::ALL.iter().position(|mutant| *mutant == found.mutant));
    Ok(caught)
}

fn catch(mutant: Mutant, first: u64, budget: u64, empty: &Memory) -> Option<(u64, String)> {
    wake(Some(mutant));
    let found = (0..budget).find_map(|at| {
        let outcome = run(&Plan { seed: first + at, ..Plan::default() }, empty);
        outcome.failure.map(|failure| (at + 1, failure))
    });
    wake(None);
    found
}
