//! What to do after an attempt to send a write, and how to find out what became of one.

use crate::{Failure, FailureKind, Retry, retry_delay};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::{Delta, Field, PfaRecord};
use std::time::Duration;

/// A write that was sent, as far as deciding needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentWrite {
    /// PEMS's version that it was made against.
    pub base_version: u64,
    /// What it changes.
    pub delta: Delta,
    /// Attempts that counted before this one.
    pub attempts: u32,
    /// Whether an earlier attempt may have been applied.
    pub outcome_unknown: bool,
    /// Who committed it.
    pub created_by: String,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 200, also a replayed one.
    Acknowledged {
        /// The version that PEMS gave the write.
        version: u64,
        /// When PEMS applied it.
        at: DateTime<Utc>,
    },
    /// 409: the record is not at the version that the write was made against.
    VersionConflict,
    /// Anything else.
    Failed(Failure),
}

/// What to do next with the write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptAction {
    /// PEMS has it: the mirror carries the version, the draft is done if it was not edited since.
    Acknowledge {
        /// The version that PEMS gave the write.
        version: u64,
        /// When PEMS applied it.
        at: DateTime<Utc>,
    },
    /// Read the record, then decide by [`probe`].
    ReadFirst,
    /// Queue it again with the same key.
    RetryAfter {
        /// How long to wait.
        delay: Duration,
        /// Attempts that have counted.
        attempts: u32,
        /// Whether an attempt so far may have been applied.
        outcome_unknown: bool,
    },
    /// Out of tries: a person acts.
    SetAside {
        /// Attempts that have counted.
        attempts: u32,
        /// Whether an attempt so far may have been applied.
        outcome_unknown: bool,
    },
    /// Queue it again as if it had not been tried, and send nothing more until the cause is gone.
    Wait,
}

/// What reading the record says of a write whose outcome is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeVerdict {
    /// PEMS is still at the base version: it was not applied and may be sent.
    NotApplied,
    /// It was applied as this version.
    Applied {
        /// The version.
        version: u64,
    },
    /// PEMS has moved on and this record alone does not tell: look in its versions, else merge.
    MovedOn,
}

/// Decides after an attempt. `chance` (0 to 1) stretches the wait.
pub fn after_attempt(
    write: &SentWrite,
    outcome: &Outcome,
    max_attempts: u32,
    first_delay: Duration,
    chance: f64,
) -> AttemptAction {
    if crate::mutant!(ConflictIsTakenForApplied) && *outcome == Outcome::VersionConflict {
        return AttemptAction::Acknowledge { version: write.base_version + 1, at: DateTime::UNIX_EPOCH };
    }
    let failure = match outcome {
        Outcome::Acknowledged { version, at } => {
            return AttemptAction::Acknowledge { version: *version, at: *at };
        }
        Outcome::VersionConflict => return AttemptAction::ReadFirst,
        Outcome::Failed(failure) => failure,
    };
    let unknown_before = write.outcome_unknown && !crate::mutant!(RetryForgetsUnknown);
    let outcome_unknown = unknown_before || !failure.kind.outcome_known();
    let attempts = write.attempts + 1;
    match failure.retry() {
        Retry::WhenOnline | Retry::AfterSignIn => AttemptAction::Wait,
        // A refusal of a repeated write speaks of the repetition; whether the first was applied, PEMS's record tells.
        Retry::Never if write.outcome_unknown && failure.kind != FailureKind::Forbidden => {
            AttemptAction::ReadFirst
        }
        Retry::Never => AttemptAction::SetAside { attempts, outcome_unknown },
        Retry::Backoff { .. } if attempts >= max_attempts => {
            AttemptAction::SetAside { attempts, outcome_unknown }
        }
        Retry::Backoff { not_before } => {
            let delay = retry_delay(attempts, first_delay, not_before, chance);
            AttemptAction::RetryAfter { delay, attempts, outcome_unknown }
        }
    }
}

/// Decides by the record as PEMS has it now. `user` is the person who is signed in. A record that holds the
/// values at a later version than the next is taken for the write as well: what was wanted is there.
pub fn probe(write: &SentWrite, seen: &PfaRecord, user: &str) -> ProbeVerdict {
    if seen.version <= write.base_version {
        return ProbeVerdict::NotApplied;
    }
    if is_ours(write, seen, user) || crate::mutant!(AnyNewerVersionIsOurs) {
        ProbeVerdict::Applied { version: seen.version }
    } else {
        ProbeVerdict::MovedOn
    }
}

/// Whether this version of the record is the write. PEMS takes a write only at its base version, so that
/// no other than the next version can be it; the values and the person tell it from a colleague's.
pub fn is_the_write(write: &SentWrite, version: &PfaRecord, user: &str) -> bool {
    version.version == write.base_version + 1 && is_ours(write, version, user)
}

/// Whether a newer version holds all of the write's values and is the person's own.
fn is_ours(write: &SentWrite, version: &PfaRecord, user: &str) -> bool {
    let ours = |by: &str| by.eq_ignore_ascii_case(user) || by.eq_ignore_ascii_case(&write.created_by);
    version.text(Field::LastChangedBy).is_some_and(ours) && write.delta.against(version).is_empty()
}

/// Whether PEMS may have forgotten the key of a write first sent at `first_sent`: it remembers for
/// 24 hours at least; a clock that went back says nothing, so then too.
pub fn key_may_be_forgotten(first_sent: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < first_sent || now - first_sent >= TimeDelta::hours(23)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FailureKind::*, MAX_ATTEMPTS};
    use pfa_testkit::{change, record};

    const FIRST: Duration = Duration::from_secs(5);

    fn sent(attempts: u32, outcome_unknown: bool) -> SentWrite {
        let created_by = "jane".to_owned();
        SentWrite { base_version: 5, delta: change("mine"), attempts, outcome_unknown, created_by }
    }

    fn after(write: &SentWrite, kind: FailureKind) -> AttemptAction {
        let failed = Outcome::Failed(Failure::new(kind, "x"));
        after_attempt(write, &failed, MAX_ATTEMPTS, FIRST, 0.0)
    }

    #[test]
    fn what_may_pass_is_tried_four_times_and_then_set_aside() {
        for (kind, unknown) in [
            (ServerError, true),
            (Unavailable, true),
            (Timeout, true),
            (LostReply, true),
            (NotPems, true),
            (RateLimited, false),
        ] {
            for (before, seconds) in [(0, 5), (1, 10), (2, 20)] {
                let expected = AttemptAction::RetryAfter {
                    delay: Duration::from_secs(seconds),
                    attempts: before + 1,
                    outcome_unknown: unknown,
                };
                assert_eq!(after(&sent(before, false), kind), expected, "{kind:?}");
            }
            let aside = AttemptAction::SetAside { attempts: 4, outcome_unknown: unknown };
            assert_eq!(after(&sent(3, false), kind), aside, "{kind:?}");
        }
    }

    #[test]
    fn not_reaching_pems_is_not_an_attempt() {
        for kind in [Offline, Certificate, Unauthorized] {
            assert_eq!(after(&sent(3, false), kind), AttemptAction::Wait);
        }
    }

    #[test]
    fn a_refusal_is_final_unless_an_earlier_attempt_may_have_been_applied() {
        for kind in [Refused, RuleBroken, Gone, Forbidden] {
            let aside = AttemptAction::SetAside { attempts: 1, outcome_unknown: false };
            assert_eq!(after(&sent(0, false), kind), aside, "{kind:?}");
        }
        for kind in [Refused, RuleBroken, Gone] {
            assert_eq!(after(&sent(1, true), kind), AttemptAction::ReadFirst, "{kind:?}");
        }
        // Who may not write may well not read either.
        let aside = AttemptAction::SetAside { attempts: 2, outcome_unknown: true };
        assert_eq!(after(&sent(1, true), Forbidden), aside);
    }

    #[test]
    fn a_known_answer_does_not_make_an_unknown_outcome_known() {
        let AttemptAction::RetryAfter { outcome_unknown, .. } = after(&sent(1, true), RateLimited) else {
            panic!()
        };
        assert!(outcome_unknown);
    }

    #[test]
    fn ones_own_write_is_recognised_by_values_and_person() {
        let by = |version, model: &str| record(version, model, "c");
        assert_eq!(probe(&sent(1, true), &by(5, "base"), "jane"), ProbeVerdict::NotApplied);
        assert_eq!(probe(&sent(1, true), &by(6, "mine"), "JANE"), ProbeVerdict::Applied { version: 6 });
        assert_eq!(probe(&sent(1, true), &by(7, "mine"), "jane"), ProbeVerdict::Applied { version: 7 });
        let marias = SentWrite { created_by: "maria".to_owned(), ..sent(1, true) };
        assert_eq!(probe(&marias, &by(6, "mine"), "maria"), ProbeVerdict::MovedOn);
        assert_eq!(probe(&sent(1, true), &by(7, "theirs"), "jane"), ProbeVerdict::MovedOn);
    }

    #[test]
    fn among_versions_only_the_one_after_the_base_can_be_the_write() {
        let by_jane = |version| record(version, "mine", "c");
        assert!(is_the_write(&sent(1, true), &by_jane(6), "jane"));
        assert!(is_the_write(&sent(1, true), &by_jane(6), "maria"), "she signed in since Jane committed it");
        for other in [by_jane(5), by_jane(7), record(6, "theirs", "c")] {
            assert!(!is_the_write(&sent(1, true), &other, "jane"), "{other:?}");
        }
    }

    #[test]
    fn a_key_is_trusted_for_less_than_a_day_and_not_across_a_clock_set_back() {
        let first: DateTime<Utc> = "2026-06-12T10:00:00Z".parse().unwrap();
        let later = |hours| first + TimeDelta::hours(hours);
        assert!(!key_may_be_forgotten(first, first));
        assert!(!key_may_be_forgotten(first, later(22)));
        assert!(key_may_be_forgotten(first, later(23)));
        assert!(key_may_be_forgotten(first, later(-1)));
    }
}
