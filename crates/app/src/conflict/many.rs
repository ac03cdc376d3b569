//! Decides many conflicts at once: first what would come of it, then what was shown, and nothing else.

use super::resolve::{decide, given_up, settle};
use super::{Conflict, find};
use crate::account::Actor;
use crate::approval::Approved;
use crate::draft::{check_number, require_sync};
use crate::event::{AppEvent, Changed, Topic};
use crate::{AppError, Workspace, account};
use pfa_domain::{Choice, Delta, Permission, PfaId, Side};
use pfa_store::{Db, Tx, conflict, modification};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Conflicts that are settled in one transaction: a sync under way waits no longer than for these.
const CHUNK: usize = 200;

/// A conflict as it was shown: a decision is about this and about nothing that came later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShownConflict {
    /// Its id.
    pub id: String,
    /// PEMS's version that was shown.
    pub pems_version: u64,
    /// The draft's revision that was shown.
    pub revision: u64,
}

/// What a decision would do to one conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct ManyPreview {
    /// The conflict, both sides included.
    pub conflict: Conflict,
    /// What to send back with the decision.
    pub shown: ShownConflict,
    /// What would come of it, or why it stays open.
    pub outcome: Result<Settlement, String>,
}

/// What settling one conflict does.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// What is sent on top of PEMS's record; empty where PEMS stays as it is.
    pub sends: Delta,
    /// The planner's values that lose; history keeps them.
    pub gives_up: Delta,
}

/// A conflict that stayed open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Stayed {
    /// Its id.
    pub id: String,
    /// Of which record; null where there is no such conflict.
    pub pfa_id: Option<String>,
    /// Why.
    pub why: String,
}

/// What came of deciding many.
#[derive(Debug, Clone, PartialEq)]
pub struct ManyResolved {
    /// The records whose conflict is settled.
    pub resolved: Vec<PfaId>,
    /// What stayed open.
    pub stayed: Vec<Stayed>,
    /// What is to be read again.
    pub changed: Changed,
}

/// Shows what using one side would do to these conflicts, or to all that are open.
pub fn preview_many(w: &Workspace, ids: Option<&[String]>, side: Side) -> Result<Vec<ManyPreview>, AppError> {
    check_number(ids)?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        require_sync(&actor)?;
        let found = match ids {
            Some(ids) => ids.iter().map(|id| find(db, &actor, id)).collect::<Result<_, _>>()?,
            None => conflict::open(db, &actor.organization)?,
        };
        found.into_iter().map(|c| previewed(db, &actor, c, side)).collect()
    })
}

/// Uses one side for the conflicts that were shown. Each that can be settled is; what breaks a rule, is settled
/// already or has changed since it was shown stays as it is, and is named.
pub fn resolve_many(w: &Workspace, shown: &[ShownConflict], side: Side) -> Result<ManyResolved, AppError> {
    resolve_many_approved(w, shown, side, None)
}

/// The same, where somebody may have approved.
pub fn resolve_many_approved(
    w: &Workspace,
    shown: &[ShownConflict],
    side: Side,
    approved: Option<&Approved>,
) -> Result<ManyResolved, AppError> {
    check_number(Some(&shown.iter().map(|s| s.id.clone()).collect::<Vec<_>>()))?;
    let (mut resolved, mut queued, mut stayed) = (Vec::new(), Vec::new(), Vec::new());
    for chunk in shown.chunks(CHUNK) {
        let settled = w.store().write(|tx| {
            let actor = account::actor(tx, Permission::Read)?.with(approved);
            require_sync(&actor)?;
            chunk.iter().map(|one| settled(w, tx, &actor, one, side)).collect::<Result<Vec<_>, AppError>>()
        })?;
        for one in settled {
            match one {
                Decided::Settled { pfa_id, sent } => {
                    queued.extend(sent.then(|| pfa_id.to_string()));
                    resolved.push(pfa_id);
                }
                Decided::Stays(open) => stayed.push(open),
            }
        }
    }
    if !queued.is_empty() {
        w.tell(AppEvent::SyncQueued { records: queued });
    }
    let topics = [Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed];
    Ok(ManyResolved { changed: Changed::records(topics, &resolved), resolved, stayed })
}

fn previewed(db: &Db<'_>, actor: &Actor, conflict: Conflict, side: Side) -> Result<ManyPreview, AppError> {
    let shown = shown(db, &conflict)?;
    let outcome = match decide(db, actor, &conflict, &choice(side)) {
        Ok(sends) => Ok(Settlement { gives_up: given_up(&conflict, &sends), sends }),
        Err(error) => Err(why_it_stays(error)?),
    };
    Ok(ManyPreview { conflict, shown, outcome })
}

enum Decided {
    Settled { pfa_id: PfaId, sent: bool },
    Stays(Stayed),
}

/// Settles one, or says why it stays. An error is the database's, and undoes the whole transaction.
fn settled(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    one: &ShownConflict,
    side: Side,
) -> Result<Decided, AppError> {
    let stays = |pfa_id: Option<&PfaId>, why: String| {
        Ok(Decided::Stays(Stayed { id: one.id.clone(), pfa_id: pfa_id.map(ToString::to_string), why }))
    };
    let found = match find(tx, actor, &one.id) {
        Ok(found) => found,
        Err(error) => return stays(None, why_it_stays(error)?),
    };
    let pfa_id = &found.record.pfa_id;
    let choice = choice(side);
    let delta = match decide(tx, actor, &found, &choice) {
        Ok(_) if shown(tx, &found)? != *one => {
            return stays(Some(pfa_id), AppError::ConflictChanged(pfa_id.clone()).to_string());
        }
        Ok(delta) => delta,
        Err(error) => return stays(Some(pfa_id), why_it_stays(error)?),
    };
    let sent = settle(w, tx, actor, &found, &choice, &delta)?;
    Ok(Decided::Settled { pfa_id: found.record.pfa_id, sent })
}

/// What a person is told of a decision that is refused; anything else is a failure of the whole.
fn why_it_stays(error: AppError) -> Result<String, AppError> {
    match error {
        AppError::Invalid { .. }
        | AppError::Rule(_)
        | AppError::NotFound { .. }
        | AppError::Forbidden { .. }
        | AppError::ConflictOpen(_)
        | AppError::ConflictChanged(_)
        | AppError::Stale { .. }
        | AppError::WriteOpen(_) => Ok(error.to_string()),
        AppError::SignedOut
        | AppError::SignInRefused
        | AppError::Cancelled
        | AppError::Pems(_)
        | AppError::Governed { .. }
        | AppError::ApprovalNeeded { .. }
        | AppError::PolicyBroken(_)
        | AppError::Guard(_)
        | AppError::Vault(_)
        | AppError::Profile(_)
        | AppError::Recovery(_)
        | AppError::Store(_) => Err(error),
    }
}

fn shown(db: &Db<'_>, conflict: &Conflict) -> Result<ShownConflict, AppError> {
    let revision = modification::get(db, &conflict.record)?.map_or(0, |m| m.draft.revision);
    Ok(ShownConflict { id: conflict.id.to_string(), pems_version: conflict.pems.version, revision })
}

fn choice(side: Side) -> Choice {
    match side {
        Side::Mine => Choice::Mine,
        Side::Pems => Choice::Pems,
    }
}
