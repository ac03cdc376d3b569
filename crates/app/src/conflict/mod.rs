//! Conflicts: what both sides changed, what a decision would give, and deciding.

mod many;
mod resolve;
mod undo;

pub use many::{
    ManyPreview, ManyResolved, Settlement, ShownConflict, Stayed, preview_many, resolve_many,
    resolve_many_approved,
};
pub use pfa_store::conflict::Conflict;
pub use resolve::{ConflictPreview, Origin, preview_resolution, resolve_approved, resolve_conflict};
pub use undo::{UndoneMerge, undo_merge};

use crate::record::record_id;
use crate::{AppError, Workspace, account};
use pfa_domain::{CoupledGroup, Draft, Field, FieldValue, Permission};
use pfa_store::{Db, conflict};
use uuid::Uuid;

/// Which side changed a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum ChangedBy {
    /// Both, differently; or they break a rule together.
    Both,
    /// The planner.
    Mine,
    /// Somebody in PEMS.
    Pems,
    /// Nobody, or both alike.
    Same,
}

/// One field of a conflict, with its three values.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictRow {
    /// The field.
    pub field: Field,
    /// Who changed it.
    pub side: ChangedBy,
    /// Before either changed it.
    pub base: FieldValue,
    /// The planner's.
    pub mine: FieldValue,
    /// PEMS's.
    pub pems: FieldValue,
    /// The group that it stands or falls with.
    pub group: Option<CoupledGroup>,
}

/// The open conflicts, or the settled ones.
pub fn list_conflicts(w: &Workspace, open: bool) -> Result<Vec<Conflict>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(if open {
            conflict::open(db, &actor.organization)?
        } else {
            conflict::settled(db, &actor.organization)?
        })
    })
}

/// The automatic merges of a record, the newest first, each with the fields that either side changed.
pub fn list_merges(w: &Workspace, pfa_id: &str) -> Result<Vec<(Conflict, Vec<ConflictRow>)>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        let merges = conflict::merges_of_record(db, &id)?;
        Ok(merges
            .into_iter()
            .map(|merge| {
                let rows = changed_rows(&merge);
                (merge, rows)
            })
            .collect())
    })
}

/// A conflict, and each editable field with its sides.
pub fn show_conflict(w: &Workspace, id: &str) -> Result<(Conflict, Vec<ConflictRow>), AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let found = find(db, &actor, id)?;
        let base = base_record(db, &found)?;
        let rows =
            Field::ALL.into_iter().filter(|f| f.editable()).map(|field| row(&found, &base, field)).collect();
        Ok((found, rows))
    })
}

pub(crate) fn find(db: &Db<'_>, actor: &account::Actor, id: &str) -> Result<Conflict, AppError> {
    let missing = || AppError::NotFound { what: "conflict", id: id.chars().take(60).collect() };
    let uuid: Uuid = id.parse().map_err(|_| missing())?;
    conflict::get(db, &actor.organization, uuid)?.ok_or_else(missing)
}

/// The draft as it stood when the conflict was found.
pub(crate) fn draft_of(c: &Conflict) -> Draft {
    Draft {
        base_version: c.base_version,
        base: c.base.clone(),
        delta: c.local.clone(),
        revision: 0,
        reason: None,
    }
}

/// What every field held at the base version, as far as it is known: of fields that neither the draft
/// nor its groups touch, history tells; without it they count as unchanged.
fn base_record(db: &Db<'_>, c: &Conflict) -> Result<pfa_domain::PfaRecord, AppError> {
    let known = pfa_store::history::seen(db, &c.record)?;
    let mut base = known
        .into_iter()
        .find(|v| v.record.version == c.base_version)
        .map_or_else(|| c.pems.clone(), |v| v.record);
    for (field, value) in &c.base {
        base.set(*field, value.clone());
    }
    Ok(base)
}

/// The fields that either side changed; the base of a merge names them all.
fn changed_rows(merge: &Conflict) -> Vec<ConflictRow> {
    let mut base = merge.pems.clone();
    merge.base.iter().for_each(|(field, value)| base.set(*field, value.clone()));
    let touched = |row: &ConflictRow| row.mine != row.base || row.pems != row.base;
    merge.base.keys().map(|field| row(merge, &base, *field)).filter(touched).collect()
}

fn row(c: &Conflict, base: &pfa_domain::PfaRecord, field: Field) -> ConflictRow {
    let (base, pems) = (base.get(field), c.pems.get(field));
    let mine = c.local.get(field).unwrap_or(base);
    let side = if c.clash.fields.contains(&field) {
        ChangedBy::Both
    } else if mine == pems {
        ChangedBy::Same
    } else if mine != base {
        ChangedBy::Mine
    } else {
        ChangedBy::Pems
    };
    ConflictRow {
        field,
        side,
        base: base.clone(),
        mine: mine.clone(),
        pems: pems.clone(),
        group: field.group(),
    }
}
