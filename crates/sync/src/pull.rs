//! What to do with a record that a pull shows, given what is held here. Every pair is an arm.

use pfa_domain::{Clash, Delta, Draft, MergeOutcome, PfaRecord, merge};

/// What is held here of a record that PEMS shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The record as PEMS last showed it.
    pub record: PfaRecord,
    /// Whether a pull or a 404 had found it gone since.
    pub gone: bool,
    /// What the planner has on top of it.
    pub local: Local,
}

/// A planner's side of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Local {
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
    /// PEMS refused it; a person acts.
    Refused(Draft),
    /// Both sides changed it; a person decides.
    Conflict {
        /// The planner's side.
        draft: Draft,
        /// Whether it was committed: then a settled conflict goes straight to the queue.
        committed: bool,
    },
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
    /// Take it over and put the draft on top. A committed one becomes a new write with a new key.
    Rebase {
        /// What remains of the draft.
        delta: Delta,
        /// Whether it goes (back) to the queue.
        requeue: bool,
    },
    /// Take it over, withdraw an open write, and ask a person.
    Conflict(Clash),
    /// Leave the record alone until its write's outcome is known, then read it again.
    Defer,
    /// Its version went backwards: keep the row aside and change nothing.
    VersionFell,
}

/// Decides what to do with a record that PEMS shows. With `accept` a person has said that PEMS is
/// right although versions went backwards.
pub fn plan_pull(held: Option<&Held>, seen: &PfaRecord, accept: bool) -> PullAction {
    let Some(held) = held else { return PullAction::Insert };
    let unresolved = matches!(held.local, Local::InFlight | Local::UnknownOutcome);
    if seen.version < held.record.version && !accept {
        // While a write's outcome is open a page read before it was applied may arrive after: it is only old.
        return if unresolved { PullAction::Defer } else { PullAction::VersionFell };
    }
    if seen.version == held.record.version && seen.same_values(&held.record) && !held.gone {
        return PullAction::Unchanged;
    }
    match &held.local {
        Local::Clean => PullAction::Update,
        Local::InFlight | Local::UnknownOutcome => PullAction::Defer,
        Local::Draft(draft) => over(draft, seen, false),
        // What was refused is not sent again by itself, only because a colleague moved another field.
        Local::Refused(draft) => over(draft, seen, false),
        Local::Queued(draft) => over(draft, seen, true),
        Local::Conflict { draft, committed } => over(draft, seen, *committed),
    }
}

/// Decides what to do with a record that a complete sweep did not show.
pub fn plan_gone(local: &Local) -> bool {
    match local {
        Local::InFlight | Local::UnknownOutcome => false,
        Local::Clean | Local::Draft(_) | Local::Queued(_) | Local::Refused(_) | Local::Conflict { .. } => {
            true
        }
    }
}

fn over(draft: &Draft, seen: &PfaRecord, requeue: bool) -> PullAction {
    match merge(draft, seen) {
        MergeOutcome::Nothing => PullAction::Settle,
        MergeOutcome::Clean(delta) => PullAction::Rebase { delta, requeue },
        MergeOutcome::Conflict(clash) => PullAction::Conflict(clash),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pfa_testkit::{change, draft_on, record};

    fn held(local: Local) -> Held {
        Held { record: record(5, "base", "other"), gone: false, local }
    }

    fn mine() -> Draft {
        draft_on(&record(5, "base", "other"), "mine")
    }

    /// description · what is local · what PEMS shows · what is done
    #[test]
    fn each_local_state_meets_each_kind_of_news() {
        let elsewhere = record(6, "base", "theirs");
        let same_field = record(6, "theirs", "other");
        let alike = record(6, "mine", "other");
        let older = record(4, "base", "other");
        let rebased = |requeue| PullAction::Rebase { delta: change("mine"), requeue };
        let clash = || PullAction::Conflict(Clash { fields: vec![pfa_domain::Field::Model], rule: None });
        let conflict = || Local::Conflict { draft: mine(), committed: true };
        let cases = [
            ("clean, changed", Local::Clean, &elsewhere, PullAction::Update),
            ("draft, changed elsewhere", Local::Draft(mine()), &elsewhere, rebased(false)),
            ("draft, same field", Local::Draft(mine()), &same_field, clash()),
            ("draft, alike", Local::Draft(mine()), &alike, PullAction::Settle),
            ("queued, changed elsewhere", Local::Queued(mine()), &elsewhere, rebased(true)),
            ("queued, same field", Local::Queued(mine()), &same_field, clash()),
            ("queued, alike", Local::Queued(mine()), &alike, PullAction::Settle),
            ("in flight, changed", Local::InFlight, &elsewhere, PullAction::Defer),
            ("unknown outcome, changed", Local::UnknownOutcome, &same_field, PullAction::Defer),
            ("refused, changed elsewhere", Local::Refused(mine()), &elsewhere, rebased(false)),
            ("conflict, taken back", conflict(), &elsewhere, rebased(true)),
            ("conflict, moved on", conflict(), &same_field, clash()),
            ("conflict, alike now", conflict(), &alike, PullAction::Settle),
            ("clean, version fell", Local::Clean, &older, PullAction::VersionFell),
            ("in flight, an old page", Local::InFlight, &older, PullAction::Defer),
        ];
        for (name, local, seen, expected) in cases {
            assert_eq!(plan_pull(Some(&held(local)), seen, false), expected, "{name}");
        }
    }

    #[test]
    fn a_record_that_came_back_is_taken_over_even_unchanged() {
        let mut back = held(Local::Clean);
        assert_eq!(plan_pull(Some(&back), &record(5, "base", "other"), false), PullAction::Unchanged);
        back.gone = true;
        assert_eq!(plan_pull(Some(&back), &record(5, "base", "other"), false), PullAction::Update);
    }

    #[test]
    fn an_older_version_is_taken_only_when_a_person_accepts_it() {
        let older = record(4, "base", "older");
        assert_eq!(plan_pull(Some(&held(Local::Clean)), &older, true), PullAction::Update);
        let put_on_top = PullAction::Rebase { delta: change("mine"), requeue: true };
        assert_eq!(plan_pull(Some(&held(Local::Queued(mine()))), &older, true), put_on_top);
    }
}
