//! Worlds that once failed: each a seed, and what it showed.

#![allow(clippy::unwrap_used)]

use pfa_store::Memory;
use pfa_worlds::{Plan, run};

#[track_caller]
fn holds(seed: u64) {
    let outcome = run(&Plan { seed, ..Plan::default() }, &Memory::new().unwrap());
    assert_eq!(outcome.failure, None, "repeat it: cargo xtask sim --seed {seed} --replay");
}

#[test]
fn who_was_given_back_the_right_to_read_syncs_again_without_signing_in() {
    holds(1);
}

#[test]
fn a_worker_told_to_stop_before_its_first_cycle_stops() {
    holds(34);
}

#[test]
fn what_was_committed_with_the_clock_ahead_is_sent_once_it_is_right_again() {
    holds(129);
    holds(177);
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let world = |seed| run(&Plan { seed, ..Plan::default() }, &Memory::new().unwrap()).hash;
    assert_eq!(world(7), world(7));
    assert_ne!(world(7), world(8));
}
