//! Short stories: courses of events that steps drawn one by one come upon too seldom, told in the order that matters.
//! A failing world that was mended is told as one too, in `tests/regressions.rs`: it cannot drift as a seed's world does.

use crate::chance::Chance;
use crate::fate::{Answer, Fate};
use crate::step::Step;
use chrono::TimeDelta;
use pfa_domain::Permission;
use std::time::Duration;

/// A moment of a story. What is done to a record is done to the story's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beat {
    /// A step.
    Step(Step),
    /// What becomes of the next requests that write, one after the other.
    Writes(Vec<Fate>),
    /// From now on PEMS breaks on every write of the record, to the end of the world.
    Poison,
    /// Nobody answers for so long.
    Silence(Duration),
    /// So much time passes.
    Pass(Duration),
    /// The laptop sleeps for so long.
    Asleep(Duration),
    /// The power goes with the so-manieth commit from now on.
    PowerLossAfter(i64),
    /// The laptop's clock is wrong by so much.
    ClockWrong(TimeDelta),
    /// The planner has these rights, and no others.
    Rights(Vec<Permission>),
}

/// Draws one of the stories, with what is left open in it.
pub fn draw(chance: &mut Chance) -> Vec<Beat> {
    let stories: [fn(&mut Chance) -> Vec<Beat>; 11] = [
        edited_upon_a_lost_reply,
        edited_while_it_is_sent,
        a_colleague_upon_an_open_outcome,
        a_day_without_an_answer,
        power_lost_while_it_is_sent,
        set_aside_and_edited,
        two_sides_of_one_rule,
        edited_before_versions_fall,
        power_lost_in_a_pull,
        gone_with_a_draft_on_it,
        one_record_fails_for_ever,
    ];
    chance.pick(&stories).map(|story| story(chance)).unwrap_or_default()
}

/// PEMS has the first edit and nobody knows; refusals that say nothing of it follow.
fn edited_upon_a_lost_reply(chance: &mut Chance) -> Vec<Beat> {
    let mut fates = vec![lost_reply(chance)];
    fates.extend((0..chance.below(4)).map(|_| Fate::Instead(Answer::Refusal(429, -1))));
    vec![
        Beat::Writes(fates),
        Beat::Step(Step::EditAndCommit),
        seconds(chance, 1, 12),
        Beat::Step(Step::EditAgain),
        Beat::Step(Step::Commit),
        seconds(chance, 1, 90),
        Beat::Step(Step::SyncNow),
    ]
}

/// The edit comes while the one before is under way, and its reply may be lost.
fn edited_while_it_is_sent(chance: &mut Chance) -> Vec<Beat> {
    let fate = if chance.percent(50) { lost_reply(chance) } else { Fate::Arrives(ms(400), ms(400)) };
    vec![
        Beat::Writes(vec![fate]),
        Beat::Step(Step::EditAndCommit),
        Beat::Pass(ms(chance.between(5, 1_500))),
        Beat::Step(Step::EditAgain),
        Beat::Step(Step::Commit),
        seconds(chance, 1, 60),
    ]
}

/// PEMS moves on before it is known whether it has the write.
fn a_colleague_upon_an_open_outcome(chance: &mut Chance) -> Vec<Beat> {
    let first = if chance.percent(50) { Fate::RequestLost } else { lost_reply(chance) };
    let colleague = if chance.percent(60) { Step::ColleagueEditsTheSame } else { Step::ColleagueEdits };
    vec![
        Beat::Writes(vec![first, Fate::RequestLost]),
        Beat::Step(Step::EditAndCommit),
        seconds(chance, 1, 3),
        Beat::Step(colleague),
        Beat::Step(Step::SyncNow),
        seconds(chance, 1, 90),
    ]
}

/// By the time the laptop wakes, PEMS has forgotten the key.
fn a_day_without_an_answer(chance: &mut Chance) -> Vec<Beat> {
    vec![
        Beat::Writes(vec![if chance.percent(50) { Fate::RequestLost } else { lost_reply(chance) }]),
        Beat::Step(Step::EditAndCommit),
        Beat::Pass(ms(chance.between(1_500, 4_000))),
        Beat::Asleep(hours(chance.between(24, 40))),
        seconds(chance, 1, 30),
        Beat::Step(Step::ColleagueEdits),
        seconds(chance, 1, 60),
    ]
}

/// PEMS may have the write, and is out of reach when the laptop starts again and the planner goes on.
fn power_lost_while_it_is_sent(chance: &mut Chance) -> Vec<Beat> {
    vec![
        Beat::Writes(vec![Fate::Arrives(ms(chance.between(5, 200)), ms(2_000))]),
        Beat::Step(Step::EditAndCommit),
        Beat::Pass(ms(chance.between(600, 2_500))),
        Beat::Silence(Duration::from_secs(30)),
        Beat::Step(Step::PowerLoss),
        Beat::Step(Step::EditAgain),
        Beat::Step(Step::Commit),
        seconds(chance, 10, 90),
    ]
}

/// No attempt is answered; PEMS may have applied the first or the last.
fn set_aside_and_edited(chance: &mut Chance) -> Vec<Beat> {
    let of = [Fate::ReplyLost, Fate::ReplyLost, Fate::RequestLost];
    let fates = (0..4).map(|_| chance.pick(&of).copied().unwrap_or(Fate::ReplyLost)).collect();
    let after = if chance.percent(50) { Step::EditAgain } else { Step::Retry };
    vec![
        Beat::Writes(fates),
        Beat::Step(Step::EditAndCommit),
        seconds(chance, 60, 180),
        Beat::Step(after),
        Beat::Step(Step::ColleagueEdits),
        Beat::Step(Step::Commit),
        seconds(chance, 1, 60),
        Beat::Step(Step::Retry),
        seconds(chance, 1, 60),
    ]
}

/// Each side keeps the rule, both together do not.
fn two_sides_of_one_rule(chance: &mut Chance) -> Vec<Beat> {
    vec![
        Beat::Silence(Duration::from_secs(60)),
        Beat::Step(Step::EditDates),
        Beat::Step(if chance.percent(70) { Step::Commit } else { Step::SyncNow }),
        Beat::Step(Step::ColleagueBreaksARule),
        seconds(chance, 60, 180),
        Beat::Step(if chance.percent(50) { Step::Resolve } else { Step::EditAgain }),
        Beat::Step(Step::Commit),
        seconds(chance, 1, 60),
    ]
}

/// What the draft was made upon is in PEMS no more.
fn edited_before_versions_fall(chance: &mut Chance) -> Vec<Beat> {
    vec![
        Beat::Step(Step::BackUp),
        Beat::Step(Step::ColleagueEdits),
        Beat::Step(Step::SyncNow),
        seconds(chance, 2, 10),
        Beat::Step(if chance.percent(50) { Step::EditAndCommit } else { Step::Edit }),
        Beat::Pass(ms(chance.between(0, 3_000))),
        Beat::Step(Step::RestoreBackup),
        Beat::Step(Step::SyncNow),
        seconds(chance, 2, 90),
        Beat::Step(Step::Accept),
        seconds(chance, 2, 90),
    ]
}

/// What a colleague changed too long ago to be asked for again is on the page that is being stored.
fn power_lost_in_a_pull(chance: &mut Chance) -> Vec<Beat> {
    let silence = Duration::from_secs(chance.between(70, 200));
    vec![
        Beat::Silence(silence),
        Beat::Step(Step::ColleagueEdits),
        Beat::Pass(silence),
        Beat::PowerLossAfter(i64::try_from(chance.between(2, 6)).unwrap_or(4)),
        Beat::Step(Step::SyncNow),
        seconds(chance, 5, 60),
    ]
}

/// What was typed into a record that PEMS has no more stays, and lives again with it.
fn gone_with_a_draft_on_it(chance: &mut Chance) -> Vec<Beat> {
    let after = [Step::BringBack, Step::BringBack, Step::Discard, Step::Retry];
    vec![
        Beat::Step(if chance.percent(50) { Step::Edit } else { Step::EditAndCommit }),
        Beat::Step(Step::Remove),
        Beat::Step(Step::SyncNow),
        seconds(chance, 5, 60),
        Beat::Step(chance.pick(&after).copied().unwrap_or(Step::BringBack)),
        Beat::Step(Step::SyncNow),
        seconds(chance, 5, 60),
    ]
}

/// What else is sent beside it is sent all the same.
fn one_record_fails_for_ever(chance: &mut Chance) -> Vec<Beat> {
    vec![
        Beat::Poison,
        Beat::Step(Step::EditAndCommit),
        Beat::Step(Step::CommitAll),
        seconds(chance, 30, 120),
        Beat::Step(if chance.percent(50) { Step::Retry } else { Step::EditAgain }),
        Beat::Step(Step::CommitAll),
        seconds(chance, 1, 60),
    ]
}

fn lost_reply(chance: &mut Chance) -> Fate {
    let of = [Fate::ReplyLost, Fate::Replaced(Answer::BadGateway), Fate::CutShort];
    chance.pick(&of).copied().unwrap_or(Fate::ReplyLost)
}

fn seconds(chance: &mut Chance, low: u64, high: u64) -> Beat {
    Beat::Pass(Duration::from_secs(chance.between(low, high)))
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}
