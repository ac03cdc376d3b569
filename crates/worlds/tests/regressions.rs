//! Worlds that once failed, each told as a story of its own, so that nothing else can change it.

#![allow(clippy::unwrap_used)]

use chrono::TimeDelta;
use pfa_domain::Permission;
use pfa_store::Memory;
use pfa_worlds::{Answer, Beat, Fate, Plan, Step, run};
use std::time::Duration;

/// Tells the story in a few worlds, which differ in what PEMS offers and which fields are edited.
#[track_caller]
fn holds(story: &[Beat]) {
    let empty = Memory::new().unwrap();
    for seed in 1..=4 {
        let outcome = run(&Plan { seed, story: Some(story.to_vec()), ..Plan::default() }, &empty);
        assert_eq!(outcome.failure, None, "seed {seed}\n{}", outcome.trace);
    }
}

fn seconds(count: u64) -> Beat {
    Beat::Pass(Duration::from_secs(count))
}

#[test]
fn who_was_given_back_the_right_to_read_syncs_again_without_signing_in() {
    holds(&[
        Beat::Rights(Vec::new()),
        Beat::Step(Step::SyncNow),
        seconds(90),
        Beat::Rights(Permission::ALL.to_vec()),
        Beat::Step(Step::ColleagueEdits),
        Beat::Step(Step::EditAndCommit),
    ]);
}

#[test]
fn a_worker_told_to_stop_before_its_first_cycle_stops() {
    holds(&[Beat::Step(Step::SecondDesk), Beat::Step(Step::SecondDesk), Beat::Step(Step::EditAndCommit)]);
}

#[test]
fn what_was_committed_with_the_clock_ahead_is_sent_once_it_is_right_again() {
    for days in [2, 800] {
        holds(&[
            Beat::ClockWrong(TimeDelta::days(days)),
            Beat::Silence(Duration::from_secs(20)),
            Beat::Step(Step::EditAndCommit),
            seconds(10),
            Beat::ClockWrong(TimeDelta::zero()),
        ]);
    }
}

#[test]
fn a_conflict_over_a_version_that_pems_lost_is_settled_on_what_pems_has() {
    holds(&[
        Beat::Step(Step::BackUp),
        Beat::Step(Step::ColleagueEdits),
        Beat::Step(Step::SyncNow),
        seconds(5),
        Beat::Step(Step::Edit),
        Beat::Step(Step::RestoreBackup),
        Beat::Step(Step::ColleagueEditsTheSame),
        Beat::Step(Step::SyncNow),
        seconds(5),
        Beat::Step(Step::Accept),
        seconds(5),
        Beat::Step(Step::EditAgain),
        Beat::Step(Step::Resolve),
        seconds(5),
    ]);
}

#[test]
fn a_refused_write_tried_again_after_the_mirror_moved_on_is_sent_upon_what_pems_has() {
    for colleague in [Step::ColleagueEdits, Step::ColleagueEditsTheSame] {
        holds(&[
            Beat::Writes(vec![Fate::Instead(Answer::Refusal(403, -1))]),
            Beat::Step(Step::EditAndCommit),
            seconds(5),
            Beat::Step(colleague),
            Beat::Step(Step::SyncNow),
            seconds(10),
            Beat::Step(Step::Retry),
            seconds(30),
        ]);
    }
}

#[test]
fn the_same_version_by_another_hand_after_a_restored_backup_shows_whose_it_is() {
    holds(&[
        Beat::Step(Step::BackUp),
        Beat::Step(Step::Discontinue),
        seconds(10),
        Beat::Step(Step::RestoreBackup),
        Beat::Step(Step::ColleagueDiscontinues),
        seconds(120),
    ]);
}

#[test]
fn an_edit_that_pems_lost_with_its_record_is_made_again_once() {
    holds(&[
        Beat::Writes(vec![Fate::ReplyVanishes]),
        Beat::Step(Step::EditAndCommit),
        seconds(10),
        Beat::Step(Step::Remove),
        seconds(120),
        Beat::Step(Step::BringBack),
        Beat::Step(Step::Retry),
        seconds(120),
    ]);
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let world = |seed| run(&Plan { seed, ..Plan::default() }, &Memory::new().unwrap()).hash;
    assert_eq!(world(7), world(7));
    assert_ne!(world(7), world(8));
}
