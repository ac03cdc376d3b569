//! What to do with a record that a pull shows or misses, given what is held here. Every pair of a
//! local state and a kind of news is an arm of one match, without a wildcard.

use pfa_domain::{Clash, Delta, Draft, MergeOutcome, PfaRecord, merge, merge_by_hand};

/// A record as it is held here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The record as PEMS last showed it.
    pub record: &'a PfaRecord,
    /// Whether a pull or a 404 had found it gone since.
    pub gone: bool,
}

/// A planner's side of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Local {
    /// The record was never seen here.
    Absent,
    /// Nothing unsent.
    Clean,
    /// Edited, not committed.
    Draft(Draft),
    /// Committed; no attempt can have been applied.
    Queued(Draft),
    /// Being sent.
    InFlight,
    /// Sent, and whether PEMS applied it is not known yet.
    UnknownOutcome,
    /// Set aside with a known outcome; a person acts.
    Refused {
        /// The planner's side.
        draft: Draft,
        /// What it was set aside for.
        refusal: Refusal,
    },
    /// Both sides changed it; a person decides.
    Conflict {
        /// The planner's side.
        draft: Draft,
        /// Whether it was committed: then a settled conflict goes straight to the queue.
        committed: bool,
        /// Whether a person took an automatic merge back to decide it: then only a person ends it.
        by_hand: bool,
    },
    /// Cancelled here, as a draft or a committed change whose one value is isDiscontinued.
    Discontinued {
        /// The planner's side.
        draft: Draft,
        /// Whether it was committed.
        committed: bool,
    },
}

/// Why a write was set aside, its outcome known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// PEMS answered, and would answer the same.
    Answered,
    /// PEMS had the record no more.
    Gone {
        /// Whether a person had committed the draft: then it is sent if the record comes back.
        committed: bool,
    },
}

/// What PEMS's showing a record means to what is held here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The same version with the same values.
    Unchanged,
    /// PEMS holds every value that the planner wants.
    Alike,
    /// Other fields changed than the planner's; also anything where the planner has nothing.
    Elsewhere,
    /// A field of the planner's changed too, to another value.
    SameField,
    /// Different fields changed, and the two changes together break a rule.
    RuleBroken,
    /// Somebody cancelled it in PEMS.
    Discontinued,
    /// PEMS has it no more.
    Gone,
    /// PEMS had it no more, and shows it again, in whatever version.
    BackAgain,
    /// The person may read the organization no more.
    Withdrawn,
    /// Its version went backwards, and no person has accepted that.
    Older,
}

/// Why a record does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// PEMS has it no more: a complete sweep did not show it, or PEMS answered 404.
    Gone,
    /// PEMS does not let the person read it: 403.
    Withdrawn,
}

/// What becomes of a draft that was put on top of a newer record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It waits for the person to commit it.
    StayDraft,
    /// It is queued as a new write with a new key.
    Queue,
    /// The write stays set aside; what was refused is not sent because a colleague changed another field.
    StayRefused,
}

/// What to do, in one transaction with the rest of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PullAction {
    /// New here: keep it.
    Insert,
    /// Seen before, as it is.
    Unchanged,
    /// Take PEMS's record over; nothing local is touched.
    Update,
    /// Take it over, and the draft is done: PEMS holds its values already.
    Settle,
    /// Take it over and put the draft on top.
    Rebase {
        /// What remains of the draft.
        delta: Delta,
        /// What becomes of it.
        next: Next,
    },
    /// Take it over, end an open write, and ask a person.
    Conflict {
        /// What to decide.
        clash: Clash,
        /// Whether the draft was committed.
        committed: bool,
    },
    /// Leave the record alone until its write's outcome is known, then read it again.
    Defer,
    /// Its version went backwards: keep the row aside and change nothing.
    VersionFell,
    /// Take it out of sight; history keeps it.
    Remove,
    /// Keep it in sight with the draft upon it, set aside because the record is gone.
    SetAside {
        /// Whether the draft was committed.
        committed: bool,
    },
    /// Change nothing.
    Leave,
}

/// Decides what to do with a record that PEMS shows. With `accept` a person has said that PEMS is
/// right although versions went backwards.
pub fn plan_pull(local: &Local, held: Option<Held<'_>>, seen: &PfaRecord, accept: bool) -> PullAction {
    let merged = local.merge_with(seen);
    #[cfg(feature = "mutants")]
    let merged = crate::mutants::twisted(merged, seen, local);
    let accept = accept || crate::mutant!(FallIsTakenOver);
    decide(local, news_of(held, seen, &merged, accept), merged)
}

/// Decides what to do with a record that does not come.
pub fn plan_missing(local: &Local, missing: Missing) -> PullAction {
    let news = match missing {
        Missing::Gone => News::Gone,
        Missing::Withdrawn => News::Withdrawn,
    };
    decide(local, news, MergeOutcome::Nothing)
}

/// Names what a record that came means, given how the planner's side merges with it.
fn news_of(held: Option<Held<'_>>, seen: &PfaRecord, merged: &MergeOutcome, accept: bool) -> News {
    let Some(held) = held else { return News::Elsewhere };
    // What was gone comes back out of a backup, perhaps older than it went: nothing newer of it is left to wait for.
    if held.gone {
        return News::BackAgain;
    }
    if seen.version < held.record.version && !accept {
        return News::Older;
    }
    if seen.version == held.record.version && seen.same_values(held.record) {
        return News::Unchanged;
    }
    if seen.is_discontinued() && !held.record.is_discontinued() {
        return News::Discontinued;
    }
    match merged {
        MergeOutcome::Nothing => News::Alike,
        MergeOutcome::Clean(_) => News::Elsewhere,
        MergeOutcome::Conflict(clash) if clash.rule.is_some() => News::RuleBroken,
        MergeOutcome::Conflict(_) => News::SameField,
    }
}

/// The table of docs/sync.md, "A record that PEMS shows".
fn decide(local: &Local, news: News, merged: MergeOutcome) -> PullAction {
    use News::{
        Alike, BackAgain, Discontinued, Elsewhere, Gone, Older, RuleBroken, SameField, Unchanged, Withdrawn,
    };
    match (local, news) {
        // Whatever it is, it is new here.
        (
            Local::Absent,
            Unchanged | Alike | Elsewhere | SameField | RuleBroken | Discontinued | BackAgain | Older,
        ) => PullAction::Insert,
        // What was never here can neither be removed nor kept from anybody.
        (Local::Absent, Gone | Withdrawn) => PullAction::Leave,

        // Nothing of the planner's is at stake: PEMS is right.
        (Local::Clean, Alike | Elsewhere | SameField | RuleBroken | Discontinued | BackAgain) => {
            PullAction::Update
        }
        (Local::Clean, Gone) => PullAction::Remove,

        (Local::InFlight | Local::UnknownOutcome, Alike | Elsewhere | SameField)
            if crate::mutant!(PullOverOpenWrite) =>
        {
            PullAction::Update
        }
        // Until its write's outcome is known nobody can tell PEMS's changes from the planner's own. A page that
        // was read before the write was applied may even arrive after: it is only old.
        (
            Local::InFlight | Local::UnknownOutcome,
            Alike | Elsewhere | SameField | RuleBroken | Discontinued | BackAgain | Older,
        ) => PullAction::Defer,
        // PEMS answers the write itself when it has the record no more.
        (Local::InFlight | Local::UnknownOutcome, Gone) => PullAction::Leave,

        // PEMS holds what the planner wants: there is nothing left to send, to retry or to decide.
        (Local::Draft(_) | Local::Queued(_) | Local::Discontinued { .. }, Alike) => PullAction::Settle,
        (Local::Refused { .. } | Local::Conflict { .. }, Alike) => PullAction::Settle,

        // Both changes stand. What nobody committed stays uncommitted, what was committed is sent as a new write.
        (Local::Draft(_), Elsewhere) => on_top(merged, Next::StayDraft, false),
        (Local::Queued(_), Elsewhere) => on_top(merged, Next::Queue, true),
        // Cancelling says nothing against a colleague's change, which stays readable under it.
        (Local::Discontinued { committed, .. }, Elsewhere) => {
            on_top(merged, queue_if(*committed), *committed)
        }
        // The refusal stands until a person retries, edits or discards.
        (Local::Refused { .. }, Elsewhere) => on_top(merged, Next::StayRefused, true),
        // The clash dissolved: a colleague took the change back.
        (Local::Conflict { committed, .. }, Elsewhere) => on_top(merged, queue_if(*committed), *committed),

        // A clock never picks a winner: a person does, before anything is sent.
        (Local::Draft(_), SameField | RuleBroken) => on_top(merged, Next::StayDraft, false),
        (Local::Queued(_), SameField | RuleBroken) => on_top(merged, Next::Queue, true),
        (Local::Discontinued { committed, .. }, SameField | RuleBroken) => {
            on_top(merged, queue_if(*committed), *committed)
        }
        (Local::Refused { .. }, SameField | RuleBroken) => on_top(merged, Next::StayRefused, true),
        // What the person was shown is out of date: another conflict takes its place.
        (Local::Conflict { committed, .. }, SameField | RuleBroken) => {
            on_top(merged, queue_if(*committed), *committed)
        }

        // A cancelled record is read-only: an edit of it is a conflict that names the rule. Who cancelled it too is done.
        (Local::Draft(_), Discontinued) => on_top(merged, Next::StayDraft, false),
        (Local::Queued(_), Discontinued) => on_top(merged, Next::Queue, true),
        (Local::Discontinued { committed, .. }, Discontinued) => {
            on_top(merged, queue_if(*committed), *committed)
        }
        (Local::Refused { .. }, Discontinued) => on_top(merged, Next::StayRefused, true),
        (Local::Conflict { committed, .. }, Discontinued) => on_top(merged, queue_if(*committed), *committed),

        // What the planner has on it exists nowhere else: it stays in sight until a person discards it.
        (Local::Draft(_), Gone) => PullAction::SetAside { committed: false },
        (Local::Queued(_) | Local::Refused { refusal: Refusal::Answered, .. }, Gone) => {
            PullAction::SetAside { committed: true }
        }
        (Local::Refused { refusal: Refusal::Gone { committed }, .. }, Gone)
        | (Local::Conflict { committed, .. } | Local::Discontinued { committed, .. }, Gone) => {
            PullAction::SetAside { committed: *committed }
        }

        // The draft lives again as it was, on what PEMS has now.
        (Local::Draft(_), BackAgain) => on_top(merged, Next::StayDraft, false),
        (Local::Queued(_), BackAgain) => on_top(merged, Next::Queue, true),
        (Local::Refused { refusal: Refusal::Answered, .. }, BackAgain) => {
            on_top(merged, Next::StayRefused, true)
        }
        (Local::Refused { refusal: Refusal::Gone { committed }, .. }, BackAgain)
        | (Local::Conflict { committed, .. } | Local::Discontinued { committed, .. }, BackAgain) => {
            on_top(merged, queue_if(*committed), *committed)
        }

        (
            Local::Clean
            | Local::Draft(_)
            | Local::Queued(_)
            | Local::InFlight
            | Local::UnknownOutcome
            | Local::Refused { .. }
            | Local::Conflict { .. }
            | Local::Discontinued { .. },
            Unchanged,
        ) => PullAction::Unchanged,
        // What the person may no longer read is neither removed nor sent; it goes on when they may again.
        (
            Local::Clean
            | Local::Draft(_)
            | Local::Queued(_)
            | Local::InFlight
            | Local::UnknownOutcome
            | Local::Refused { .. }
            | Local::Conflict { .. }
            | Local::Discontinued { .. },
            Withdrawn,
        ) => PullAction::Leave,
        // A restored backup is for a person to accept.
        (
            Local::Clean
            | Local::Draft(_)
            | Local::Queued(_)
            | Local::Refused { .. }
            | Local::Conflict { .. }
            | Local::Discontinued { .. },
            Older,
        ) => PullAction::VersionFell,
    }
}

impl Local {
    /// A planner's side of a record whose change is waiting: cancelling is told from editing.
    pub fn waiting(draft: Draft, committed: bool) -> Self {
        match (draft.delta.discontinues(), committed) {
            (true, committed) => Local::Discontinued { draft, committed },
            (false, true) => Local::Queued(draft),
            (false, false) => Local::Draft(draft),
        }
    }

    /// How the planner's side merges with a record; nothing where there is none or it has to wait.
    fn merge_with(&self, seen: &PfaRecord) -> MergeOutcome {
        match self {
            Local::Absent | Local::Clean | Local::InFlight | Local::UnknownOutcome => MergeOutcome::Nothing,
            Local::Conflict { draft, by_hand: true, .. } => merge_by_hand(draft, seen),
            Local::Draft(draft)
            | Local::Queued(draft)
            | Local::Refused { draft, .. }
            | Local::Conflict { draft, by_hand: false, .. }
            | Local::Discontinued { draft, .. } => merge(draft, seen),
        }
    }
}

fn queue_if(committed: bool) -> Next {
    if committed { Next::Queue } else { Next::StayDraft }
}

fn on_top(merged: MergeOutcome, next: Next, committed: bool) -> PullAction {
    match merged {
        MergeOutcome::Nothing => PullAction::Settle,
        MergeOutcome::Clean(delta) => PullAction::Rebase { delta, next },
        MergeOutcome::Conflict(clash) => PullAction::Conflict { clash, committed },
    }
}

#[cfg(test)]
mod tests;
