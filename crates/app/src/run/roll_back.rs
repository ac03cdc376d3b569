//! Takes back what a run pushed: each record's values from before, in the fields that the run wrote, become a new
//! write. No version is ever removed, and what somebody changed since stays.

use super::parse_id;
use crate::account::{self, Actor};
use crate::approval::Approved;
use crate::draft::{checked_reason, require_edit, require_sync};
use crate::event::{AppEvent, Changed, LeftOut, Topic};
use crate::record::{RecordState, state_of};
use crate::version::{take_back, version_before};
use crate::{AppError, Workspace};
use pfa_domain::{
    CostTotals, Delta, Field, FieldValue, Permission, PfaId, PfaRecord, RecordCost, SyncStatus, check_change,
};
use pfa_store::write::{self, Acknowledged};
use pfa_store::{Db, audit};
use serde_json::json;
use std::collections::HashMap;

/// What taking a run back would do to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct RunItemBack {
    /// The record.
    pub pfa_id: PfaId,
    /// Its description.
    pub description: Option<String>,
    /// PEMS's version now, as far as is known here.
    pub from: u64,
    /// The version before the run's.
    pub to: u64,
    /// Each field that changes: now in PEMS, and after.
    pub changes: Vec<(Field, FieldValue, FieldValue)>,
    /// Why it stays as it is, in a sentence.
    pub stays: Option<String>,
}

/// What taking a run back would change.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRollBack {
    /// The records that the run pushed.
    pub items: Vec<RunItemBack>,
    /// What those that change cost now.
    pub cost_now: CostTotals,
    /// What they would cost.
    pub cost_after: CostTotals,
}

/// A record as a person saw it in the preview.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShownVersion {
    /// The record.
    pub pfa_id: String,
    /// PEMS's version then: `from` of the preview.
    #[ts(type = "number")]
    pub version: u64,
}

/// What became of taking a run back.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRolledBack {
    /// The records whose values from before are on their way.
    pub rolled_back: Vec<PfaId>,
    /// The records that stay as they are.
    pub stayed: Vec<LeftOut>,
    /// What is to be read again.
    pub changed: Changed,
}

/// What a run did to one record, and what taking it back takes.
struct Back {
    state: RecordState,
    item: RunItemBack,
    delta: Delta,
}

/// Shows what taking a run back would change.
pub fn preview_run_roll_back(w: &Workspace, run_id: &str) -> Result<RunRollBack, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Rollback)?;
        let mut preview = RunRollBack {
            items: Vec::new(),
            cost_now: CostTotals::default(),
            cost_after: CostTotals::default(),
        };
        for back in backs(db, &actor, run_id)? {
            if back.item.stays.is_none() {
                let now = &back.state.mirror.record;
                preview.cost_now += RecordCost::of(now);
                preview.cost_after += RecordCost::of(&back.delta.apply(now));
            }
            preview.items.push(back.item);
        }
        Ok(preview)
    })
}

/// Takes back what a run pushed to the records shown, all that can be in one transaction. A record that is not as it was
/// shown stays, and is named.
pub fn roll_back_run(
    w: &Workspace,
    run_id: &str,
    reason: &str,
    shown: &[ShownVersion],
) -> Result<RunRolledBack, AppError> {
    roll_back_run_approved(w, run_id, reason, shown, None)
}

/// The same, where somebody may have approved.
pub fn roll_back_run_approved(
    w: &Workspace,
    run_id: &str,
    reason: &str,
    shown: &[ShownVersion],
    approved: Option<&Approved>,
) -> Result<RunRolledBack, AppError> {
    let Some(reason) = checked_reason(Some(reason))? else {
        return Err(AppError::invalid("Rolling back needs a reason."));
    };
    let seen: HashMap<&str, u64> = shown.iter().map(|s| (s.pfa_id.as_str(), s.version)).collect();
    let (rolled_back, stayed) = w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Rollback)?.with(approved);
        require_sync(&actor)?;
        let (mut done, mut stayed) = (Vec::new(), Vec::new());
        for back in backs(tx, &actor, run_id)? {
            let Some(version) = seen.get(back.item.pfa_id.as_str()) else { continue };
            let (id, now) = (&back.state.mirror.record.id, back.item.from);
            let moved = (*version != now).then(|| format!("PEMS has version {now} since you looked."));
            if let Some(reason) = moved.or(back.item.stays) {
                stayed.push(LeftOut { pfa_id: id.pfa_id.to_string(), reason });
                continue;
            }
            take_back(w, tx, &actor, &back.state, &back.delta, &reason)?;
            let detail = json!({ "run": run_id, "to": back.item.to, "from": now, "reason": reason,
                "delta": back.delta.to_json(), "approvedBy": actor.approved_by() });
            audit::append(tx, &w.entry(&actor.user, "rolled_back", Some(id), detail))?;
            done.push(id.pfa_id.clone());
        }
        if done.is_empty() {
            let why = stayed.first().map_or("No record of this run was named.", |left| left.reason.as_str());
            return Err(AppError::invalid(format!("Nothing of this run can be taken back: {why}")));
        }
        let detail = json!({ "run": run_id, "count": done.len(), "reason": reason, "stayed": stayed });
        audit::append(tx, &w.entry_in(&actor.user, "run_rolled_back", &actor.organization, detail))?;
        Ok((done, stayed))
    })?;
    w.tell(AppEvent::SyncQueued { records: rolled_back.iter().map(ToString::to_string).collect() });
    let topics = [Topic::Records, Topic::Status, Topic::Failed, Topic::Runs];
    let changed = Changed::records(topics, &rolled_back);
    Ok(RunRolledBack { rolled_back, stayed, changed })
}

/// What the run pushed, a record each.
fn backs(db: &Db<'_>, actor: &Actor, run_id: &str) -> Result<Vec<Back>, AppError> {
    let run = parse_id(run_id)?;
    let mut pushed: Vec<Acknowledged> = Vec::new();
    for next in write::acknowledged_in(db, &actor.organization, run)? {
        match pushed.last_mut().filter(|last| last.write.record == next.write.record) {
            // Pushed twice, the later values count, upon the version before the earlier.
            Some(last) => {
                next.write
                    .delta
                    .iter()
                    .for_each(|(field, value)| last.write.delta.insert(field, value.clone()));
            }
            None => pushed.push(next),
        }
    }
    if pushed.is_empty() {
        return Err(AppError::NotFound { what: "run that pushed anything", id: run.to_string() });
    }
    pushed.into_iter().map(|pushed| back(db, actor, &pushed)).collect()
}

fn back(db: &Db<'_>, actor: &Actor, pushed: &Acknowledged) -> Result<Back, AppError> {
    let state = state_of(db, &pushed.write.record)?;
    let now = &state.mirror.record;
    let before = version_before(db, &now.id, pushed.version)?;
    let delta = before.as_ref().map(|before| undone(&pushed.write.delta, before, now)).unwrap_or_default();
    let stays = match &before {
        None => Some("The version before is not known here.".to_owned()),
        Some(_) => why_it_stays(actor, &state, &pushed.write.delta, &delta),
    };
    let item = RunItemBack {
        pfa_id: now.id.pfa_id.clone(),
        description: now.text(Field::Description).map(str::to_owned),
        from: now.version,
        to: before.map_or(pushed.write.base_version, |before| before.version),
        changes: delta.iter().map(|(field, after)| (field, now.get(field).clone(), after.clone())).collect(),
        stays,
    };
    Ok(Back { state, item, delta })
}

/// The fields that the run wrote, as they were before it.
fn undone(pushed: &Delta, before: &PfaRecord, now: &PfaRecord) -> Delta {
    pushed.fields().map(|field| (field, before.get(field).clone())).collect::<Delta>().against(now)
}

fn why_it_stays(actor: &Actor, state: &RecordState, pushed: &Delta, delta: &Delta) -> Option<String> {
    let now = &state.mirror.record;
    let since: Vec<&str> = pushed
        .iter()
        .filter(|(field, value)| now.get(*field) != *value)
        .map(|(field, _)| field.label())
        .collect();
    if state.mirror.gone {
        return Some("PEMS has this record no more.".to_owned());
    }
    if state.conflict.is_some() {
        return Some("It is in conflict: settle that first.".to_owned());
    }
    if state.write.is_some() || state.modification.as_ref().is_some_and(|m| m.status != SyncStatus::Synced) {
        return Some("It has a change that is not in PEMS yet: send or discard that first.".to_owned());
    }
    if delta.is_empty() {
        return Some("PEMS has the values from before already.".to_owned());
    }
    if !since.is_empty() {
        return Some(format!("{} changed since that run.", since.join(", ")));
    }
    if let Some(broken) = check_change(now, delta).first() {
        return Some(broken.to_string());
    }
    require_edit(actor, delta).err().map(|error| crate::view::sentence(&error.to_string()))
}
