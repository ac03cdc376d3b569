//! What can happen in a world: what the person does, the colleague, PEMS, the line, the laptop.

use crate::chance::Chance;

/// One thing that happens. What it is done to, and with which values, is drawn when its turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The person edits a record.
    Edit,
    /// The person edits a record and sends it at once.
    EditAndCommit,
    /// The person edits a date, which a rule keeps together with another.
    EditDates,
    /// The person edits what they edited before.
    EditAgain,
    /// The person puts a field back to what PEMS has.
    PutBack,
    /// The person sends a record's draft.
    Commit,
    /// The person sends all drafts.
    CommitAll,
    /// The person gives up a record's change.
    Discard,
    /// The person discontinues or reinstates a record and sends it.
    Discontinue,
    /// The person settles a conflict.
    Resolve,
    /// The person tries a failed write again.
    Retry,
    /// The person goes back to an earlier version.
    RollBack,
    /// The person puts back what was given up.
    Restore,
    /// The person takes an automatic merge back.
    UndoMerge,
    /// The person syncs now.
    SyncNow,
    /// The person accepts what the guard stopped.
    Accept,
    /// A colleague edits a record.
    ColleagueEdits,
    /// A colleague edits the field that the person has edited.
    ColleagueEditsTheSame,
    /// A colleague writes what the person wrote.
    ColleagueAgrees,
    /// A colleague writes what breaks a rule together with the person's change.
    ColleagueBreaksARule,
    /// A colleague discontinues or reinstates a record.
    ColleagueDiscontinues,
    /// The equipment comes.
    Actualize,
    /// A record is taken away.
    Remove,
    /// A removed record comes back.
    BringBack,
    /// A backup of PEMS is made.
    BackUp,
    /// PEMS is restored from the last backup.
    RestoreBackup,
    /// A right is withdrawn.
    Withdraw,
    /// All rights are given back.
    Permit,
    /// PEMS offers other things from now on.
    Capabilities,
    /// Nobody answers for a while.
    Outage,
    /// The line gets worse or better.
    Trouble,
    /// The laptop's clock jumps.
    ClockJump,
    /// The laptop sleeps.
    Sleep,
    /// The power goes at once.
    PowerLoss,
    /// The power goes with one of the next commits.
    PowerLossAtCommit,
    /// The application is closed and opened again.
    Reopen,
    /// A second application is opened or closed.
    SecondDesk,
    /// Nothing but time.
    Wait,
}

/// How often each comes.
const WEIGHTS: &[(u64, Step)] = &[
    (10, Step::Edit),
    (16, Step::EditAndCommit),
    (4, Step::EditDates),
    (8, Step::EditAgain),
    (3, Step::PutBack),
    (8, Step::Commit),
    (5, Step::CommitAll),
    (4, Step::Discard),
    (4, Step::Discontinue),
    (12, Step::Resolve),
    (6, Step::Retry),
    (3, Step::RollBack),
    (3, Step::Restore),
    (2, Step::UndoMerge),
    (4, Step::SyncNow),
    (2, Step::Accept),
    (6, Step::ColleagueEdits),
    (8, Step::ColleagueEditsTheSame),
    (3, Step::ColleagueAgrees),
    (4, Step::ColleagueBreaksARule),
    (2, Step::ColleagueDiscontinues),
    (2, Step::Actualize),
    (2, Step::Remove),
    (2, Step::BringBack),
    (1, Step::BackUp),
    (1, Step::RestoreBackup),
    (2, Step::Withdraw),
    (2, Step::Permit),
    (2, Step::Capabilities),
    (3, Step::Outage),
    (6, Step::Trouble),
    (3, Step::ClockJump),
    (2, Step::Sleep),
    (3, Step::PowerLoss),
    (6, Step::PowerLossAtCommit),
    (2, Step::Reopen),
    (3, Step::SecondDesk),
    (6, Step::Wait),
];

impl Step {
    /// Draws the next.
    pub fn draw(chance: &mut Chance) -> Self {
        chance.weighted(WEIGHTS).unwrap_or(Step::Wait)
    }
}

/// How long to wait after a step, in milliseconds: often so short that a request is still under way.
pub fn pause_after(chance: &mut Chance) -> u64 {
    match chance.below(10) {
        0..4 => chance.between(10, 1_500),
        4..8 => chance.between(1_500, 20_000),
        _ => chance.between(20_000, 130_000),
    }
}
