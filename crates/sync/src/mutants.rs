//! Deliberate bugs, each a mistake that such an application has made somewhere. `cargo xtask sim --mutants` shows
//! that the simulated worlds catch every one. They are compiled only with the feature `mutants`, which nothing but
//! the worlds turns on, and even there they sleep until a world wakes one, on its own thread.

use crate::Local;
use pfa_domain::{MergeOutcome, PfaRecord};
use std::cell::Cell;

/// A deliberate bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mutant {
    /// An acknowledgement clears the draft without looking whether it was edited since.
    AckClearsAnyRevision,
    /// Each attempt is sent with a key of its own.
    NewKeyPerAttempt,
    /// Where both sides changed a field, PEMS wins in silence.
    PemsWinsClashes,
    /// Where both sides changed a field, the planner's value is sent over the colleague's in silence.
    MineWinsClashes,
    /// A pull takes a record over while a write of it is under way.
    PullOverOpenWrite,
    /// A write that ran out of tries counts as refused, though PEMS may have applied it.
    DeadLetterIsKnown,
    /// The cursor is stored before the rows that it covers.
    CursorBeforeRows,
    /// A merge looks at each field alone, not at the rules that fields keep together.
    MergeIgnoresCoupled,
    /// A conflict decided for mine is sent against the version that the conflict began with.
    MineNotRebased,
    /// A write whose key PEMS may have forgotten is sent again without reading the record first.
    ForgottenKeyIsResent,
    /// What is discarded is not kept in history.
    DiscardKeepsNothing,
    /// A record that is gone takes its draft along.
    GoneDropsDraft,
    /// A version conflict is taken for the write having been applied before.
    ConflictIsTakenForApplied,
    /// A later known answer makes an earlier unknown outcome known.
    RetryForgetsUnknown,
    /// Any newer version is taken for one's own.
    AnyNewerVersionIsOurs,
    /// An edit withdraws a write that is under way.
    EditWithdrawsInFlight,
    /// A version that went backwards is taken over without asking.
    FallIsTakenOver,
    /// A write found in flight after a crash is taken for never sent.
    CrashForgetsInFlight,
    /// A discard leaves no word in the audit log.
    DiscardIsNotAudited,
    /// A record shows as synced as soon as its write is taken.
    SyncedWhenTaken,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Mutant; 20] = [
        Mutant::AckClearsAnyRevision,
        Mutant::NewKeyPerAttempt,
        Mutant::PemsWinsClashes,
        Mutant::MineWinsClashes,
        Mutant::PullOverOpenWrite,
        Mutant::DeadLetterIsKnown,
        Mutant::CursorBeforeRows,
        Mutant::MergeIgnoresCoupled,
        Mutant::MineNotRebased,
        Mutant::ForgottenKeyIsResent,
        Mutant::DiscardKeepsNothing,
        Mutant::GoneDropsDraft,
        Mutant::ConflictIsTakenForApplied,
        Mutant::RetryForgetsUnknown,
        Mutant::AnyNewerVersionIsOurs,
        Mutant::EditWithdrawsInFlight,
        Mutant::FallIsTakenOver,
        Mutant::CrashForgetsInFlight,
        Mutant::DiscardIsNotAudited,
        Mutant::SyncedWhenTaken,
    ];
}

thread_local! {
    static AWAKE: Cell<Option<Mutant>> = const { Cell::new(None) };
}

/// Wakes one on this thread, or puts the one that is awake to sleep.
pub fn wake(mutant: Option<Mutant>) {
    AWAKE.set(mutant);
}

/// Whether this one is awake on this thread.
pub fn is_awake(mutant: Mutant) -> bool {
    AWAKE.get() == Some(mutant)
}

/// A merge as it is, or as the mistake that is awake would have it.
pub(crate) fn twisted(merged: MergeOutcome, seen: &PfaRecord, local: &Local) -> MergeOutcome {
    let draft = match local {
        Local::Draft(draft) | Local::Queued(draft) | Local::Conflict { draft, .. } => draft,
        Local::Absent
        | Local::Clean
        | Local::InFlight
        | Local::UnknownOutcome
        | Local::Refused { .. }
        | Local::Discontinued { .. } => return merged,
    };
    match merged {
        MergeOutcome::Conflict(clash) if clash.rule.is_some() && crate::mutant!(MergeIgnoresCoupled) => {
            MergeOutcome::Clean(draft.delta.against(seen))
        }
        MergeOutcome::Conflict(clash) if clash.rule.is_none() && crate::mutant!(MineWinsClashes) => {
            MergeOutcome::Clean(draft.delta.against(seen))
        }
        MergeOutcome::Conflict(_) if crate::mutant!(PemsWinsClashes) => MergeOutcome::Nothing,
        merged => merged,
    }
}
