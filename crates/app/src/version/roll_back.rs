//! Goes back to an earlier version: its values become a new write; no version is ever removed.

use super::known_versions;
use crate::account::{self, Actor};
use crate::approval::{Approved, require_approval};
use crate::draft::{checked_reason, queue, require_edit, require_sync, save_as, with_draft, withdraw};
use crate::event::{AppEvent, Changed, Topic};
use crate::record::{RecordState, record_id, state_of};
use crate::{AppError, Workspace};
use pfa_domain::{
    Delta, Draft, Field, FieldValue, Permission, PfaRecord, RecordCost, RecordId, SyncStatus, Violation,
    check_change,
};
use pfa_store::modification::Modification;
use pfa_store::{Db, Tx, audit, history, modification};
use serde_json::json;

/// What going back would change.
#[derive(Debug, Clone, PartialEq)]
pub struct RollbackPreview {
    /// Each field that changes: now in PEMS, and after.
    pub changes: Vec<(Field, FieldValue, FieldValue)>,
    /// What the record costs now.
    pub cost_now: RecordCost,
    /// What it would cost.
    pub cost_after: RecordCost,
    /// The rules that keep it from being done.
    pub violations: Vec<Violation>,
    /// Whose later changes go too.
    pub also_undoes: Vec<String>,
}

/// Shows what going back to `version` would change.
pub fn preview_roll_back(w: &Workspace, pfa_id: &str, version: u64) -> Result<RollbackPreview, AppError> {
    let (versions, _) = known_versions(w, pfa_id)?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Rollback)?;
        let id = record_id(&actor, pfa_id)?;
        let now = state_of(db, &id)?.mirror.record;
        let target = target(db, &id, version)?;
        let delta = Delta::between(&now, &target);
        let mut also_undoes: Vec<String> = versions
            .iter()
            .filter(|v| v.record.version > version)
            .filter_map(|v| v.changed_by.clone())
            .collect();
        also_undoes.sort();
        also_undoes.dedup();
        Ok(RollbackPreview {
            changes: delta.iter().map(|(f, after)| (f, now.get(f).clone(), after.clone())).collect(),
            cost_now: RecordCost::of(&now),
            cost_after: RecordCost::of(&delta.apply(&now)),
            violations: if delta.is_empty() { Vec::new() } else { check_change(&now, &delta) },
            also_undoes,
        })
    })
}

/// Queues the values of an earlier version. What was unsent here is given up and kept in history.
pub fn roll_back(w: &Workspace, pfa_id: &str, version: u64, reason: &str) -> Result<Changed, AppError> {
    roll_back_approved(w, pfa_id, version, reason, None)
}

/// The same, where somebody may have approved.
pub fn roll_back_approved(
    w: &Workspace,
    pfa_id: &str,
    version: u64,
    reason: &str,
    approved: Option<&Approved>,
) -> Result<Changed, AppError> {
    let Some(reason) = checked_reason(Some(reason))? else {
        return Err(AppError::invalid("Rolling back needs a reason."));
    };
    let id = w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Rollback)?.with(approved);
        require_sync(&actor)?;
        let id = record_id(&actor, pfa_id)?;
        let state = state_of(tx, &id)?;
        if state.conflict.is_some() {
            return Err(AppError::ConflictOpen(id.pfa_id));
        }
        let now = &state.mirror.record;
        let delta = checked(&actor, now, &target(tx, &id, version)?)?;
        withdraw(w, tx, &state, &id.pfa_id)?;
        let before = state.modification.as_ref();
        if let Some(lost) = before.map(|m| m.draft.delta.against(now)).filter(|lost| !lost.is_empty()) {
            let why = format!("Rolled back to version {version}");
            history::add_given_up(tx, &id, now.version, &lost, &why, w.now(), &actor.user)?;
        }
        take_back(w, tx, &actor, &state, &delta, &reason)?;
        let detail = json!({ "to": version, "from": now.version, "reason": reason, "delta": delta.to_json(),
                "approvedBy": actor.approved_by() });
        audit::append(tx, &w.entry(&actor.user, "rolled_back", Some(&id), detail))?;
        Ok(id)
    })?;
    w.tell(AppEvent::SyncQueued { records: vec![id.pfa_id.to_string()] });
    Ok(Changed::records([Topic::Records, Topic::Status, Topic::Failed], [&id.pfa_id]))
}

/// Queues earlier values upon the record as PEMS has it now, in the place of whatever its draft holds.
pub(crate) fn take_back(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    state: &RecordState,
    delta: &Delta,
    reason: &str,
) -> Result<(), AppError> {
    let (now, before) = (&state.mirror.record, state.modification.as_ref());
    require_approval(w, tx, actor, now, &delta.apply(now))?;
    let clean = Draft { revision: before.map_or(0, |m| m.draft.revision), ..Draft::on(now) };
    let mut draft = clean.rebase(now, delta);
    draft.revision += 1;
    draft.reason = Some(reason.to_owned());
    let m = with_draft(w, &actor.user, &now.id, before, draft, SyncStatus::Draft);
    let m = Modification { what_if: None, ..m };
    modification::put(tx, &m)?;
    Ok(queue(w, tx, &m)?)
}

/// The version that came just before this one, if it is known here.
pub(crate) fn version_before(
    db: &Db<'_>,
    id: &RecordId,
    version: u64,
) -> Result<Option<PfaRecord>, AppError> {
    let seen = history::seen(db, id)?;
    Ok(seen.into_iter().map(|v| v.record).find(|record| record.version + 1 == version))
}

/// Puts given-up values back as a draft, where the rules still allow them.
pub fn restore_given_up(w: &Workspace, history_id: &str) -> Result<Changed, AppError> {
    let missing =
        || AppError::NotFound { what: "set of given-up values", id: history_id.chars().take(30).collect() };
    let row: i64 = history_id.parse().map_err(|_| missing())?;
    let given_up = w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        history::given_up_by_id(db, &actor.organization, row)?.ok_or_else(missing)
    })?;
    save_as(w, "Restore", given_up.record.pfa_id.as_str(), &given_up.delta, None, given_up.why.as_deref())
}

fn checked(actor: &Actor, now: &PfaRecord, target: &PfaRecord) -> Result<Delta, AppError> {
    let delta = Delta::between(now, target);
    if delta.is_empty() {
        return Err(AppError::invalid(format!(
            "Version {} has the same values as PEMS has now.",
            target.version
        )));
    }
    let broken = check_change(now, &delta);
    if !broken.is_empty() {
        return Err(AppError::Rule(broken));
    }
    require_edit(actor, &delta)?;
    Ok(delta)
}

fn target(db: &Db<'_>, id: &RecordId, version: u64) -> Result<PfaRecord, AppError> {
    let found = history::seen(db, id)?.into_iter().find(|v| v.record.version == version);
    found
        .map(|v| v.record)
        .ok_or_else(|| AppError::NotFound { what: "version", id: format!("{version} of {}", id.pfa_id) })
}
